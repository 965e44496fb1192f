"""A circle that moves over an invented county: what was planted is known to the offence."""

from __future__ import annotations

import numpy as np
import pytest

from hotspots.analyse.watch.moving_circle import Circle, moving_circles
from hotspots.analyse.watch.watch_params import CircleParams
from hotspots.arrays import Floats, Longs
from hotspots.errors import ParameterError

FAST = CircleParams(permutations=199)


def county(seed: int, offences: int = 800) -> tuple[Floats, Longs]:
    """Return points around forty towns, busy ones and quiet ones, and weeks ago, evenly."""
    rng = np.random.default_rng(seed)
    towns = rng.uniform(0, 60_000, (40, 2))
    chosen = rng.choice(40, offences, p=np.arange(1, 41) / 820)
    points = towns[chosen] + rng.normal(0, 500, (offences, 2))
    return points, rng.integers(0, 53, offences)


def looked(points: Floats, ago: Longs) -> list[Circle]:
    return moving_circles(points[:, 0], points[:, 1], ago, window=4, params=FAST)


def test_a_series_of_eight_in_three_weeks_is_found_where_it_is() -> None:
    points, ago = county(1)
    rng = np.random.default_rng(2)
    series = np.array([30_000.0, 30_000.0]) + rng.uniform(-150, 150, (8, 2))
    found = looked(np.concatenate([points, series]), np.concatenate([ago, rng.integers(0, 3, 8)]))
    first = found[0]
    assert np.hypot(first.easting - 30_000, first.northing - 30_000) < 300
    assert (first.count, first.steps) == (8, 3)
    assert first.expected < 1
    assert first.chance == 1 / 200


def test_a_busy_town_and_a_busy_season_are_no_news() -> None:
    points, ago = county(3)
    rng = np.random.default_rng(4)
    town = np.array([10_000.0, 10_000.0]) + rng.normal(0, 100, (200, 2))
    # The whole county has twice as many in the newest four weeks.
    twice = ago < 4
    found = looked(
        np.concatenate([points, points[twice], town]),
        np.concatenate([ago, ago[twice], rng.integers(0, 53, 200)]),
    )
    assert not [each for each in found if each.easting < 11_000 and each.northing < 11_000]


def test_quiet_counties_hardly_ever_have_a_circle() -> None:
    # By chance 0.2 of twenty.
    assert sum(bool(looked(*county(100 + seed))) for seed in range(20)) <= 2


def test_no_two_circles_share_an_offence() -> None:
    points, ago = county(5)
    rng = np.random.default_rng(6)
    series = np.array([30_000.0, 30_000.0]) + rng.uniform(-600, 600, (40, 2))
    found = looked(np.concatenate([points, series]), np.concatenate([ago, np.zeros(40, int)]))
    held = [offence for each in found for offence in each.held]
    assert len(found) > 1
    assert len(held) == len(set(held))


def test_without_an_offence_in_the_newest_weeks_there_is_no_circle() -> None:
    points, ago = county(7)
    assert looked(points[ago > 10], ago[ago > 10]) == []
    assert looked(np.empty((0, 2)), np.empty(0, dtype=np.int64)) == []


def test_thresholds_out_of_range_are_refused() -> None:
    for params in ({"radius_m": 5.0}, {"circle_chance": 0.0}, {"permutations": 9}):
        with pytest.raises(ParameterError):
            CircleParams(**params)
