"""Two periods on one grid: a place that moved is found, and where nothing moved nothing is."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from hotspots import care
from hotspots.analyse.change_map.change_map_params import ChangeMapParams
from hotspots.analyse.change_map.surface_change import SurfaceChange, surface_change
from hotspots.analyse.density.kernel_density import study_grid
from hotspots.arrays import Floats
from hotspots.errors import ParameterError

GROUND = shapely.box(0, 0, 20_000, 20_000)
PARAMS = ChangeMapParams(relabellings=99)
YEARS = (0.25, 0.25)


def offences(points: Floats) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"offence_code": ["8N"] * len(points)},
        geometry=gpd.points_from_xy(*points.T),
        crs="EPSG:27700",
    )


def around(middle: tuple[float, float], number: int, rng: np.random.Generator) -> Floats:
    return np.array(middle) + rng.normal(0, 120, (number, 2))


def town(rng: np.random.Generator, extra: Floats) -> gpd.GeoDataFrame:
    """Return two steady places, scattered offences, and some more."""
    steady = [around(each, 60, rng) for each in ((5_000, 5_000), (15_000, 15_000))]
    return offences(np.concatenate([*steady, rng.uniform(1_000, 19_000, (80, 2)), extra]))


def compared(now: gpd.GeoDataFrame, then: gpd.GeoDataFrame) -> SurfaceChange:
    grid = study_grid((0, 0, 20_000, 20_000), PARAMS.surface, "EPSG:27700")
    return surface_change(now, then, grid=grid, years=YEARS, params=PARAMS, study_area=GROUND)


def band_at(found: SurfaceChange, east: float, north: float) -> int:
    size = found.grid.cell_size_m
    row, column = int((north - found.grid.south_m) // size), int((east - found.grid.west_m) // size)
    return int(found.bands[row, column])


def test_a_night_time_place_that_moved_is_marked_at_both_ends() -> None:
    rng = np.random.default_rng(1)
    then = town(rng, around((5_000, 15_000), 40, rng))
    now = town(rng, around((15_000, 5_000), 40, rng))
    found = compared(now, then)
    assert band_at(found, 15_050, 5_050) == care.SURELY_MORE
    assert band_at(found, 5_050, 15_050) == care.SURELY_FEWER
    assert band_at(found, 5_050, 5_050) == 0
    assert found.difference.max() > 0 > found.difference.min()


def test_where_nothing_moved_hardly_a_map_has_a_sure_cell() -> None:
    sure = 0
    for seed in range(10):
        rng = np.random.default_rng(100 + seed)
        none = np.empty((0, 2))
        found = compared(town(rng, none), town(rng, none))
        sure += bool(np.isin(found.bands, (care.SURELY_MORE, care.SURELY_FEWER)).any())
    # At 5 % to either side about one map in ten.
    assert sure <= 3


def test_twice_as_many_everywhere_has_not_moved() -> None:
    rng = np.random.default_rng(3)
    then = town(rng, np.empty((0, 2)))
    twice = gpd.GeoDataFrame(
        {"offence_code": ["8N"] * (2 * len(then))},
        geometry=[*then.geometry, *then.geometry],
        crs=then.crs,
    )
    found = compared(twice, then)
    assert not np.isin(found.bands, (care.SURELY_MORE, care.SURELY_FEWER)).any()
    judged = np.isfinite(found.log_ratio)
    assert found.log_ratio[judged] == pytest.approx(0.0, abs=1e-6)


def test_a_new_place_at_one_address_is_not_shown() -> None:
    rng = np.random.default_rng(4)
    then = town(rng, np.empty((0, 2)))
    now = town(rng, np.full((40, 2), 10_050.0))
    found = compared(now, then)
    row = int((10_050 - found.grid.south_m) // found.grid.cell_size_m)
    column = int((10_050 - found.grid.west_m) // found.grid.cell_size_m)
    assert found.chance_of_more[row, column] <= 0.05
    # Forty offences, two of them perhaps from elsewhere: fewer than three places.
    near = np.hypot(now.geometry.x - 10_050, now.geometry.y - 10_050) < 400
    assert len(set(now.geometry[near].to_wkt())) < care.FEWEST_PLACES
    assert found.bands[row, column] == 0


def test_thresholds_out_of_range_are_refused() -> None:
    for params in ({"relabellings": 9}, {"level": 0.0}, {"bandwidth_m": 100.0}):
        with pytest.raises(ParameterError):
            ChangeMapParams(**params)
