"""DBSCAN (Ester et al. 1996) of weighted points in a plane, on a grid, with no pair kept.

A cell's diagonal is a little less than the reach, so that all points of a cell are neighbours, and
what is in reach of a point lies at most two cells away. A cell that weighs enough has only cores;
two cells are joined by the first pair of cores in reach, and not looked at again once they
are of one cluster (Gunawan 2013; de Berg, Gunawan & Roeloffzen 2019, on grids in the plane).

Labels are those of scikit-learn's ``DBSCAN``: clusters in the order of their first core, and a
point in reach of cores of two clusters in the earlier one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hotspots.analyse.compiled import compiled_as_written
from hotspots.analyse.spots.point_grid import PointGrid

if TYPE_CHECKING:
    from hotspots.arrays import Bools, Floats, Longs

NO_CLUSTER = -1
REACH_CELLS = 2
# Rounding must not put two points further apart than the reach into one cell.
SLACK = 1.0 - 1e-9


def dbscan_labels(points: Floats, counts: Longs, *, eps_m: float, least: int) -> Longs:
    """Return the cluster of each point, from 0 on, and -1 for none.

    Parameters
    ----------
    points : array of shape (n, 2)
        Easting and northing, metres, finite; equal points are allowed.
    counts : array of int, of shape (n,)
        What each point weighs, never negative.
    eps_m : float
        Two points this far apart, or nearer, are neighbours: their squared distance is not above
        the square of this.
    least : int
        Weight within reach (its own included) that makes a core.
    """
    if not len(points):
        return np.empty(0, dtype=np.int64)
    grid = PointGrid.of(points, side_m=eps_m / math.sqrt(2.0) * SLACK, reach=REACH_CELLS)
    reach_2 = float(eps_m) ** 2
    core = _cores(grid, reach_2, counts[grid.order].astype(np.int64), least)
    stands_for = np.arange(grid.starts.size - 1)
    _join(grid, reach_2, core, stands_for)
    numbers = _numbered(stands_for, core, grid)
    labels = np.empty(len(points), dtype=np.int64)
    labels[grid.order] = _labels(grid, reach_2, core, numbers)
    return labels


def _numbered(cluster_of_cell: Longs, core: Bools, grid: PointGrid) -> Longs:
    """Return each cell's cluster, numbered by where its first core stood before the sorting."""
    cores = np.flatnonzero(core)
    cell_of_point = np.repeat(np.arange(len(cluster_of_cell)), np.diff(grid.starts))
    clusters = cluster_of_cell[cell_of_point[cores]]
    first = np.full(len(cluster_of_cell), len(core))
    np.minimum.at(first, clusters, grid.order[cores])
    found = np.flatnonzero(first < len(core))
    number = np.full(len(cluster_of_cell), NO_CLUSTER)
    number[found[np.argsort(first[found])]] = np.arange(len(found))
    return number[cluster_of_cell]


@compiled_as_written
def _cores(
    grid: PointGrid,
    reach_2: float,
    counts: Longs,
    least: int,
) -> Bools:
    """Say which points weigh enough, with what is in reach."""
    starts, runs = grid.starts, grid.runs
    eastings, northings = grid.eastings, grid.northings
    core = np.zeros(eastings.size, dtype=np.bool_)
    for cell in range(starts.size - 1):
        start, end = starts[cell], starts[cell + 1]
        if counts[start:end].sum() >= least:
            core[start:end] = True
            continue
        for i in range(start, end):
            weight = 0
            for column in range(runs.shape[1]):
                for j in range(starts[runs[cell, column, 0]], starts[runs[cell, column, 1]]):
                    east, north = eastings[j] - eastings[i], northings[j] - northings[i]
                    weight += counts[j] * (east * east + north * north <= reach_2)
                if weight >= least:
                    core[i] = True
                    break
    return core


@compiled_as_written
def _join(
    grid: PointGrid,
    reach_2: float,
    core: Bools,
    stands_for: Longs,
) -> None:
    """Put into ``stands_for``, for each cell, the one that stands for the cluster of its cores.

    At first each cell stands for itself.
    """
    starts, runs = grid.starts, grid.runs
    for cell in range(stands_for.size):
        if not core[starts[cell] : starts[cell + 1]].any():
            continue
        # A pair of cells is looked at once, from the earlier: its own column and those after it.
        for column in range(REACH_CELLS, runs.shape[1]):
            for other in range(max(cell + 1, runs[cell, column, 0]), runs[cell, column, 1]):
                one, two = _standing_for(stands_for, cell), _standing_for(stands_for, other)
                if one != two and _meet(grid, reach_2, core, cell, other):
                    stands_for[max(one, two)] = min(one, two)
    for cell in range(stands_for.size):
        stands_for[cell] = _standing_for(stands_for, cell)


@compiled_as_written
def _standing_for(stands_for: Longs, cell: int) -> int:
    """Return the cell at the end of the chain, and shorten the chain on the way."""
    while stands_for[cell] != cell:
        stands_for[cell] = stands_for[stands_for[cell]]
        cell = stands_for[cell]
    return cell


@compiled_as_written
def _meet(
    grid: PointGrid,
    reach_2: float,
    core: Bools,
    cell: int,
    other: int,
) -> bool:
    """Say whether a core of one cell is in reach of a core of the other."""
    eastings, northings, starts = grid.eastings, grid.northings, grid.starts
    for i in range(starts[cell], starts[cell + 1]):
        if core[i]:
            for j in range(starts[other], starts[other + 1]):
                east, north = eastings[j] - eastings[i], northings[j] - northings[i]
                if core[j] and east * east + north * north <= reach_2:
                    return True
    return False


@compiled_as_written
def _labels(
    grid: PointGrid,
    reach_2: float,
    core: Bools,
    numbers: Longs,
) -> Longs:
    """Return each point's cluster, given those of the cells that hold cores."""
    starts, runs = grid.starts, grid.runs
    eastings, northings = grid.eastings, grid.northings
    labels = np.full(eastings.size, NO_CLUSTER)
    for cell in range(starts.size - 1):
        for i in range(starts[cell], starts[cell + 1]):
            if core[i]:
                labels[i] = numbers[cell]
                continue
            for column in range(runs.shape[1]):
                for other in range(runs[cell, column, 0], runs[cell, column, 1]):
                    number = numbers[other]
                    if number == NO_CLUSTER or 0 <= labels[i] <= number:
                        continue
                    for j in range(starts[other], starts[other + 1]):
                        east, north = eastings[j] - eastings[i], northings[j] - northings[i]
                        if core[j] and east * east + north * north <= reach_2:
                            labels[i] = number
                            break
    return labels
