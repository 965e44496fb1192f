"""A pair cannot be in two places, and it takes time to get from one to the next.

Drawing by chance: as often as is wanted, as many as were asked for, and far enough apart.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from hotspots.analyse.patrols.visit_placing import (
    Pairs,
    capped_shares,
    draw_apart,
    shared_out,
    travel_minutes,
)
from tests.analyse.patrol_places import BNG


def spots_at(*east_m: float) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"spot_id": [f"S{n}" for n in range(len(east_m))]},
        geometry=[box(east, 200_000, east + 100, 200_100) for east in east_m],
        crs=BNG,
    )


def test_near_spots_are_walked_to_and_far_ones_driven_to() -> None:
    minutes = travel_minutes(spots_at(500_000, 500_400, 510_000))
    # 400 m × 1.3 at 4 km/h: 7.8 minutes. 10 km × 1.3 at 30 km/h: 26, and 5 to the car and back.
    assert minutes[0].tolist() == [0, 8, 31]
    assert (minutes == minutes.T).all()


def test_one_pair_is_in_one_place_at_a_time() -> None:
    pairs = Pairs.on_duty(1, 15, np.array([[0, 8], [8, 0]]))
    pairs.give(0, 0, 600)
    assert pairs.free_pair(1, 600) is None
    assert pairs.free_pair(1, 615) is None  # on its way until 10:23
    assert pairs.free_pair(1, 622) is None
    assert pairs.free_pair(1, 623) == 0
    assert pairs.free_pair(1, 578) is None  # it could not be at the other one by 10:00
    assert pairs.free_pair(1, 577) == 0


def test_a_second_pair_takes_what_the_first_cannot() -> None:
    pairs = Pairs.on_duty(2, 15, np.array([[0, 8], [8, 0]]))
    pairs.give(0, 0, 600)
    assert pairs.free_pair(1, 600) == 1


def test_the_pair_that_comes_the_shortest_way_is_sent() -> None:
    pairs = Pairs.on_duty(2, 15, np.array([[0, 8], [8, 0]]))
    pairs.give(0, 1, 500)
    pairs.give(1, 0, 500)
    assert pairs.free_pair(0, 600) == 1


def test_what_a_busy_hour_may_not_have_goes_to_the_others() -> None:
    # 8, 1, 1 of 2: in proportion 1.6, 0.2, 0.2; the first is cut to 0.8 and leaves 0.6 to each.
    assert capped_shares(np.array([8.0, 1.0, 1.0]), 2.0, 0.8) == pytest.approx([0.8, 0.6, 0.6])


def test_shares_are_in_proportion_where_none_is_cut() -> None:
    assert capped_shares(np.array([2.0, 1.0, 1.0]), 1.0, 0.8) == pytest.approx([0.5, 0.25, 0.25])


def test_an_hour_without_harm_gets_nothing_and_all_are_cut_where_there_is_no_room() -> None:
    assert capped_shares(np.array([3.0, 0.0]), 2.0, 0.8) == pytest.approx([0.8, 0.0])


@given(
    expected=st.lists(st.integers(0, 300), min_size=1, max_size=14),
    seed=st.integers(0, 1_000),
)
def test_visits_are_shared_without_losing_one(expected: list[int], seed: int) -> None:
    total = round(sum(expected) / 100)
    shares = np.array(expected, dtype=float) * (total / max(sum(expected), 1))
    counts = shared_out(shares, np.random.default_rng(seed))
    assert counts.sum() == total
    assert (np.abs(counts - shares) < 1.0 + 1e-9).all()


def test_shares_are_right_on_average() -> None:
    rng = np.random.default_rng(2)
    counts = np.mean([shared_out(np.array([0.5, 1.25, 0.25]), rng) for _ in range(4_000)], axis=0)
    assert counts == pytest.approx([0.5, 1.25, 0.25], abs=0.04)


def test_the_only_pair_that_keeps_apart_is_drawn() -> None:
    times = np.array([0, 60, 120])
    for seed in range(5):
        drawn = draw_apart(times, np.ones(3), 2, 75, np.random.default_rng(seed))
        assert drawn.tolist() == [0, 2]


def test_as_many_are_drawn_as_there_is_room_for() -> None:
    drawn = draw_apart(np.array([0, 15, 30]), np.ones(3), 3, 75, np.random.default_rng(0))
    assert len(drawn) == 1
    assert not len(draw_apart(np.empty(0, dtype=int), np.empty(0), 2, 75, np.random.default_rng(0)))


def test_far_times_are_drawn_as_often_as_is_wanted() -> None:
    times, wanted = np.arange(4) * 600, np.array([0.8, 0.6, 0.4, 0.2])
    rng = np.random.default_rng(5)
    hits = np.zeros(4)
    for _ in range(3_000):
        hits[draw_apart(times, wanted, 2, 75, rng)] += 1
    assert hits / 3_000 == pytest.approx(wanted, abs=0.03)


def test_busy_hours_side_by_side_are_not_thinned_out_by_the_gap() -> None:
    # Three hours after school: the outer two fit together, the middle one with neither.
    times = np.array([0, 60, 120, 600, 660, 720])
    wanted = np.array([0.8, 0.1, 0.8, 0.1, 0.1, 0.1])
    rng = np.random.default_rng(6)
    hits = np.zeros(6)
    for _ in range(2_000):
        hits[draw_apart(times, wanted, 2, 75, rng)] += 1
    assert hits / 2_000 == pytest.approx(wanted, abs=0.05)


@given(
    starts=st.sets(st.integers(0, 96), min_size=1, max_size=30),
    count=st.integers(0, 8),
    apart=st.integers(15, 180),
    seed=st.integers(0, 99),
)
def test_drawn_times_always_keep_apart(starts: set[int], count: int, apart: int, seed: int) -> None:
    times = np.array(sorted(starts)) * 15
    drawn = draw_apart(
        times, np.linspace(0.1, 1, len(times)), count, apart, np.random.default_rng(seed)
    )
    assert len(drawn) <= count
    assert (np.diff(times[drawn]) >= apart).all()
