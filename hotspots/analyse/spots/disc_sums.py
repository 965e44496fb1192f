"""The heaviest disc among places of which some are taken out, with no pair of places kept.

Every place is the centre of a disc. What a disc holds only falls as places are taken out, so what
it once held bounds what it holds now: the discs stand in a heap by that bound, the first is summed
again, and is the heaviest when its sum is still its bound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hotspots.analyse.compiled import compiled_as_written
from hotspots.analyse.spots.point_grid import PointGrid

if TYPE_CHECKING:
    from hotspots.arrays import Bools, Floats, Longs

TOO_FEW = -1.0


class Discs(NamedTuple):
    """Discs around places, in the order of a grid whose cells are as wide as half a disc.

    Attributes
    ----------
    radius_2 : float
        The square of a disc's radius, in m².
    least : int
        A disc that holds fewer offences counts for nothing.
    grid : PointGrid
    cells : array of shape (n,)
        The cell of each place.
    clusters, weights, offences : array of shape (n,)
        A disc holds places of its centre's cluster only.
    left : bool array of shape (n,)
        Which places are not taken out.
    bounds : array of shape (n,)
        The most that each disc can hold; ``TOO_FEW`` where it holds fewer offences than ``least``.
    heap : array of shape (n,)
        The centres, the disc with the highest bound first.
    near : array of shape (n + 1,)
        Room for the places of one disc.
    """

    radius_2: float
    least: int
    grid: PointGrid
    cells: Longs
    clusters: Longs
    weights: Floats
    offences: Longs
    left: Bools
    bounds: Floats
    heap: Longs
    near: Longs

    @classmethod
    def around(
        cls,
        points: Floats,
        clusters: Longs,
        weights: Floats,
        offences: Longs,
        *,
        radius_m: float,
        least: int,
    ) -> Discs:
        """Return the discs, each summed, none of the places taken out."""
        grid = PointGrid.of(points, side_m=radius_m, reach=1)
        count = len(grid.order)
        discs = cls(
            radius_2=radius_m**2,
            least=least,
            grid=grid,
            cells=np.repeat(np.arange(len(grid.starts) - 1), np.diff(grid.starts)),
            clusters=clusters[grid.order].astype(np.int64),
            weights=weights[grid.order].astype(np.float64),
            offences=offences[grid.order].astype(np.int64),
            left=np.ones(count, dtype=np.bool_),
            bounds=np.empty(count),
            heap=np.empty(count, dtype=np.int64),
            near=np.empty(count + 1, dtype=np.int64),
        )
        _sum_all(discs)
        # What stands in order is a heap. Of equal discs, the one of the first place leads.
        discs.heap[:] = np.lexsort((grid.order, -discs.bounds))
        return discs


@compiled_as_written
def heaviest(discs: Discs) -> int:
    """Return the centre of the heaviest disc, -1 where none holds enough offences."""
    while True:
        centre = discs.heap[0]
        bound = discs.bounds[centre]
        if bound == TOO_FEW:
            return -1
        discs.bounds[centre] = _held(discs, centre)
        if discs.bounds[centre] == bound:
            return int(centre)
        _sift_down(discs.heap, discs.bounds, discs.grid.order)


@compiled_as_written
def members(discs: Discs, centre: int) -> Longs:
    """Return what is left of the places in a disc."""
    return discs.near[: _gathered(discs, centre)].copy()


@compiled_as_written
def _sum_all(discs: Discs) -> None:
    for centre in range(discs.bounds.size):
        discs.bounds[centre] = _held(discs, centre)


@compiled_as_written
def _held(discs: Discs, centre: int) -> float:
    """Return the weight that is left in a disc, or ``TOO_FEW``."""
    count = _gathered(discs, centre)
    near = discs.near[:count]
    offences = 0
    for i in range(count):
        offences += discs.offences[near[i]]
    if offences < discs.least:
        return TOO_FEW
    # In the order of the places: two discs that hold the same must have the same sum.
    _sort_by(near, discs.grid.order)
    weight = 0.0
    for i in range(count):
        weight += discs.weights[near[i]]
    return weight


@compiled_as_written
def _sort_by(places: Longs, order: Longs) -> None:
    """Sort places by where they stand in ``order``: Shell's sort, gaps a third of the last."""
    gap = 1
    while gap < places.size:
        gap = 3 * gap + 1
    while gap > 1:
        gap //= 3
        for i in range(gap, places.size):
            moved, hole = places[i], i
            while hole >= gap and order[places[hole - gap]] > order[moved]:
                places[hole] = places[hole - gap]
                hole -= gap
            places[hole] = moved


@compiled_as_written
def _gathered(discs: Discs, centre: int) -> int:
    """Put what is left of the places in a disc into ``near``, and return how many they are."""
    grid = discs.grid
    runs = grid.runs[discs.cells[centre]]
    count = 0
    for column in range(runs.shape[0]):
        for j in range(grid.starts[runs[column, 0]], grid.starts[runs[column, 1]]):
            discs.near[count] = j
            count += discs.left[j] and _inside(discs, centre, j)
    return count


@compiled_as_written
def _inside(discs: Discs, centre: int, place: int) -> bool:
    east = discs.grid.eastings[place] - discs.grid.eastings[centre]
    north = discs.grid.northings[place] - discs.grid.northings[centre]
    alike = discs.clusters[place] == discs.clusters[centre]
    return bool(alike and east * east + north * north <= discs.radius_2)


@compiled_as_written
def _sift_down(heap: Longs, bounds: Floats, order: Longs) -> None:
    """Move the first of a heap down to where it belongs, now that its bound has fallen."""
    moved = heap[0]
    hole = 0
    while 2 * hole + 1 < heap.size:
        child = 2 * hole + 1
        if child + 1 < heap.size and _before(heap[child + 1], heap[child], bounds, order):
            child += 1
        if not _before(heap[child], moved, bounds, order):
            break
        heap[hole] = heap[child]
        hole = child
    heap[hole] = moved


@compiled_as_written
def _before(one: int, other: int, bounds: Floats, order: Longs) -> bool:
    if bounds[one] != bounds[other]:
        return bool(bounds[one] > bounds[other])
    return bool(order[one] < order[other])


@compiled_as_written
def fitting(points: Floats, held: int, reach_m: float) -> Bools:
    """Say which points are in, let in by their order: none is further than the reach from another.

    Parameters
    ----------
    points : array of shape (n, 2)
    held : int
        The first so many are in whatever their distances.
    """
    fits = np.zeros(len(points), dtype=np.bool_)
    fits[:held] = True
    for place in range(held, len(points)):
        fits[place] = True
        for other in range(place):
            east, north = points[other] - points[place]
            if fits[other] and np.sqrt(east * east + north * north) > reach_m:
                fits[place] = False
                break
    return fits
