"""An invented town of homes with offences in them, and what an attacker makes of its surfaces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import ndimage
from scipy.optimize import nnls

from hotspots.analyse.density.kernel_density import study_grid
from hotspots.analyse.density.kernel_density_params import KernelDensityParams
from hotspots.arrays import Bools, Floats, Longs
from hotspots.care import SQUARE_M
from hotspots.surface import Grid

BNG = "EPSG:27700"
WEST_M, SOUTH_M, SIDE_M = 600_000.0, 200_000.0, 12_000.0
PARAMS = KernelDensityParams(bandwidth_m=200.0, cell_size_m=50.0)
GROUND = shapely.box(WEST_M, SOUTH_M, WEST_M + SIDE_M, SOUTH_M + SIDE_M)
GRID = study_grid(GROUND.bounds, PARAMS, BNG)


@dataclass(frozen=True)
class Town:
    """Homes, the address file of everyone; and the homes in which offences were.

    ``lone`` tells of each offence whether fewer than three homes with offences, or fewer than five
    offences, lie within two bandwidths: a patch of a surface that stands for them alone.
    """

    homes: Floats
    home_of_offence: Longs
    harm: Floats
    lone: Bools

    @property
    def offences(self) -> gpd.GeoDataFrame:
        """As a records system has them: nothing says whether they were in homes."""
        points = gpd.points_from_xy(*self.homes[self.home_of_offence].T, crs=BNG)
        table = pd.DataFrame({"offence_code": "8N", "harm_css": self.harm})
        return gpd.GeoDataFrame(table, geometry=points)


def invented_town(seed: int = 5) -> Town:
    """60 homes that stand alone in the fields and have one offence each; 40 estates with many."""
    rng = np.random.default_rng(seed)
    lattice = [(east, north) for east in range(1, 11) for north in range(1, 11)]
    centres = np.array([(WEST_M, SOUTH_M)]) + np.array(lattice) * 1_090.0
    homes: list[Floats] = []
    home_of_offence: list[int] = []
    alone: list[bool] = []
    for number, centre in enumerate(centres):
        first = len(homes)
        spread = (
            rng.uniform(-150, 150, (120, 2)) if number % 5 < 2 else rng.uniform(-400, 400, (12, 2))
        )
        homes += list(np.round(centre + spread, 1))
        if number % 5 < 2:
            victims = first + rng.choice(120, rng.integers(6, 20), replace=False)
            chosen = [*victims, *rng.choice(victims, 4)]
        else:
            chosen = [first]
        home_of_offence += [int(each) for each in chosen]
        alone += [number % 5 >= 2] * len(chosen)
    return Town(
        homes=np.array(homes),
        home_of_offence=np.array(home_of_offence),
        harm=np.round(rng.gamma(1.0, 200.0, len(home_of_offence)) + 10, 1),
        lone=np.array(alone),
    )


def patches(densities: Floats, grid: Grid) -> Iterator[tuple[Floats, Floats, Floats]]:
    """Yield the eastings, northings and densities of each patch that stands alone."""
    labels, count = ndimage.label(densities > 0, structure=np.ones((3, 3)))
    east, north = np.meshgrid(grid.eastings, grid.northings)
    for number, part in enumerate(ndimage.find_objects(labels), start=1):
        own = labels[part] == number
        yield east[part][own], north[part][own], densities[part][own]
    assert count == labels.max()


def place_by_least_squares(east: Floats, north: Floats, density: Floats) -> Floats | None:
    """Return the place behind a patch: the root of a quartic is a − b·((x−p)² + (y−q)²)."""
    if density.size < 4:
        return None
    east_0, north_0 = east.mean(), north.mean()
    x, y = east - east_0, north - north_0
    system = np.column_stack([np.ones_like(x), x, y, x**2 + y**2])
    (_, by_x, by_y, by_square), *_ = np.linalg.lstsq(system, np.sqrt(density), rcond=None)
    if by_square >= 0:
        return np.array([east_0, north_0])  # flat: all that can be said is the middle
    return np.array([east_0 - by_x / by_square / 2, north_0 - by_y / by_square / 2])


def homes_by_nnls(town: Town, densities: Floats, grid: Grid, named: int) -> Longs:
    """Return the homes that non-negative least squares holds to be behind the densities.

    Each connected patch is solved by itself, with every home near it as a candidate.
    """
    weights = np.zeros(len(town.homes))
    for east, north, density in patches(densities, grid):
        box = shapely.box(east.min() - 250, north.min() - 250, east.max() + 250, north.max() + 250)
        near = np.flatnonzero(shapely.intersects_xy(box, *town.homes.T))
        cells = _around(grid, box.bounds)
        seen = densities[cells].ravel()
        centres = np.stack(np.meshgrid(grid.eastings[cells[1]], grid.northings[cells[0]]), axis=-1)
        apart = np.linalg.norm(centres.reshape(-1, 1, 2) - town.homes[near][np.newaxis], axis=2)
        kernel = np.clip(1 - (apart / PARAMS.bandwidth_m) ** 2, 0, None) ** 2
        scale = density.max()
        solved, _ = nnls(kernel, seen / scale, maxiter=50 * len(near) + 100)
        weights[near] = np.maximum(weights[near], solved * scale)
    strongest = np.argsort(-weights, kind="stable")[:named]
    return np.asarray(strongest[weights[strongest] > 0], dtype=np.int64)


def _around(grid: Grid, bounds: tuple[float, float, float, float]) -> tuple[slice, slice]:
    return grid.window(bounds)[1]


def square_of(points: Floats) -> Longs:
    """Return the number of the square of ``care.SQUARE_M`` that each point lies in."""
    east, north = np.floor(points / SQUARE_M).astype(np.int64).T
    return np.asarray(east * 10**6 + north, dtype=np.int64)


def hits_by_chance(town: Town) -> tuple[float, float]:
    """Return the mean and the variance of the victims among homes named blindly.

    For whoever knows of every square how many of its homes are victims, and names as many of that
    square's homes by lot: all that a surface drawn from squares can give.
    """
    victims = np.zeros(len(town.homes), dtype=bool)
    victims[town.home_of_offence[~town.lone]] = True
    squares = pd.DataFrame({"square": square_of(town.homes), "victim": victims})
    sums = squares.groupby("square")["victim"].agg(["sum", "size"])
    share = sums["sum"] / sums["size"]
    mean = sums["sum"] * share
    finite = ((sums["size"] - sums["sum"]) / (sums["size"] - 1).clip(lower=1)).fillna(0)
    return float(mean.sum()), float((mean * (1 - share) * finite).sum())
