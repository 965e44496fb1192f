"""How many further burglaries one burglary sets off, where it is known."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from benchmarks.burglaries_set_off import added_steps, near_repeat_strength
from hotspots.analyse.near_repeats.near_repeat_params import Metric, NearRepeatParams

Floats = NDArray[np.float64]
Burglaries = tuple[gpd.GeoDataFrame, pd.Series]
BANDS = NearRepeatParams()
PERIOD_DAYS = 365


def recorded(points: Floats, days: Floats) -> Burglaries:
    dates = pd.Series(pd.Timestamp("2025-01-01") + pd.to_timedelta(np.floor(days), unit="D"))
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(*points.T), crs="EPSG:27700"), dates


def burgled_homes(
    strength: float, count: int, seed: int, *, same_home: float = 0.3, side_m: float = 40_000.0
) -> Burglaries:
    """Grow burglaries that set off others, the plain way: within 150 m and 20 days."""
    rng = np.random.default_rng(seed)
    run_up = 60.0
    roots = int(count * (1 - strength) * (PERIOD_DAYS + run_up) / PERIOD_DAYS)
    points: list[Floats] = [rng.uniform(0, side_m, (roots, 2)) + np.array([500_000, 200_000])]
    days = [rng.uniform(-run_up, PERIOD_DAYS, roots)]
    while len(points[-1]):
        parent = np.repeat(np.arange(len(points[-1])), rng.poisson(strength, len(points[-1])))
        bearing = rng.uniform(0, 2 * np.pi, parent.size)
        away_m = 150 * np.sqrt(rng.random(parent.size)) * (rng.random(parent.size) > same_home)
        step = np.column_stack([np.cos(bearing), np.sin(bearing)]) * away_m[:, np.newaxis]
        days.append(days[-1][parent] + rng.uniform(0, 20, parent.size))
        points.append(points[-1][parent] + step)
    when = np.concatenate(days)
    in_period = (when >= 0) & (when < PERIOD_DAYS)
    return recorded(np.concatenate(points)[in_period], when[in_period])


def test_four_burglaries_that_set_off_one_more_are_found_to_do_so() -> None:
    found = near_repeat_strength(*burgled_homes(0.25, 4_000, seed=1), BANDS)
    assert found.lower <= 0.25 <= found.upper
    assert found.strength == pytest.approx(0.25, abs=0.03)


@pytest.mark.parametrize("strength", [0.1, 0.4, 0.6])
def test_chains_and_siblings_are_not_counted_as_set_off(strength: float) -> None:
    # At 0.6 a family has 2.6 pairs for each of its burglaries (half of 1/0.4² − 1), not 0.6.
    found = [
        near_repeat_strength(*burgled_homes(strength, 4_000, seed=seed), BANDS)
        for seed in range(1, 5)
    ]
    assert np.mean([one.strength for one in found]) == pytest.approx(strength, abs=0.02)


def test_summer_and_winter_are_not_taken_for_near_repeat() -> None:
    # Twice as many burglaries in the dark half of the year, everywhere, and no process.
    rng = np.random.default_rng(6)
    days = np.where(
        rng.random(3_000) < 2 / 3, rng.uniform(182, 365, 3_000), rng.uniform(0, 182, 3_000)
    )
    points = rng.uniform(500_000, 512_000, (3_000, 2))
    assert near_repeat_strength(*recorded(points, days), BANDS).lower == 0


def test_moving_and_turning_the_town_changes_no_strength() -> None:
    points, dates = burgled_homes(0.3, 1_000, seed=7)
    east, north = points.geometry.x.to_numpy(), points.geometry.y.to_numpy()
    turned = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(900_000 - north, east + 1_234.5), crs="EPSG:27700"
    )
    here, there = (near_repeat_strength(each, dates, BANDS) for each in (points, turned))
    assert there.strength == pytest.approx(here.strength, abs=1e-9)


def test_the_order_of_the_rows_changes_nothing() -> None:
    points, dates = burgled_homes(0.3, 600, seed=8)
    order = np.random.default_rng(1).permutation(len(points))
    one, other = (
        near_repeat_strength(*burglaries, BANDS)
        for burglaries in ((points, dates), (points.iloc[order], dates.iloc[order]))
    )
    assert (one.strength, one.lower, one.upper) == (other.strength, other.lower, other.upper)


def test_two_steps_in_a_circle_end_in_it_as_often_as_two_points_of_a_disc_are_that_near() -> None:
    # Disc line picking: two points of a disc are nearer than its radius in 1 − 3√3/4π of cases.
    chances = added_steps(NearRepeatParams(distance_bands_m=(0, 100), time_bands_days=(0, 7)))
    assert chances[0, 0, 0] == pytest.approx(1 - 3 * math.sqrt(3) / (4 * math.pi), abs=0.01)


def test_two_steps_along_a_grid_end_in_the_diamond_in_nine_cases_of_sixteen() -> None:
    # Turned by 45° the diamond is a square; each side's two points are near in 1 − (1/2)² of cases.
    params = NearRepeatParams(
        distance_bands_m=(0, 100), time_bands_days=(0, 7), metric=Metric.MANHATTAN
    )
    assert added_steps(params)[0, 0, 0] == pytest.approx(9 / 16, abs=0.01)


def test_a_step_on_the_spot_leaves_the_other_where_it_is() -> None:
    # Same place, then 100 to 200 m. Two waits of one week add up to less than a week in half of
    # the cases, and the second taken back leaves a wait in half of them.
    params = NearRepeatParams(distance_bands_m=(0, 0.1, 100, 200), time_bands_days=(0, 7, 14))
    chances = added_steps(params).reshape(3, 2, 3, 2, 3, 2)
    assert chances[0, 0, 2, 0, 2] == pytest.approx([1.0, 0.5], abs=0.01)
    assert chances[0, 0, 2, 0, :2].sum() == 0
