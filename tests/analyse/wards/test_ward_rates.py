"""Percentile ranks: 0 for the lowest, 100 for the highest, those alike alike.

A ward's trend against the force's own, drawn toward it where offences are few.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betaln

from hotspots.analyse.wards.ward_rates import (
    GREATEST_PRECISION,
    LEAST_PRECISION,
    changes_differ,
    percentile_ranks,
    shrunk_trend,
    trend_precision,
)


def test_the_lowest_is_at_zero_and_the_highest_at_a_hundred() -> None:
    ranks = percentile_ranks(pd.Series([4.0, 1.0, 2.0, 8.0, 3.0]))
    assert ranks.tolist() == [75, 0, 25, 100, 50]


def test_wards_alike_share_the_mean_of_their_ranks() -> None:
    # Of three others one is lower and one alike, which counts half: 1.5 / 3.
    assert percentile_ranks(pd.Series([1.0, 5.0, 5.0, 9.0])).tolist() == [0, 50, 50, 100]


def test_what_is_not_known_has_no_percentile_and_counts_for_nobody() -> None:
    ranks = percentile_ranks(pd.Series([np.nan, 1.0, 2.0]))
    assert math.isnan(ranks[0])
    assert ranks[1:].tolist() == [0, 100]


def test_never_is_the_longest() -> None:
    assert percentile_ranks(pd.Series([3.0, math.inf, 12.0])).tolist() == [0, 100, 50]


@pytest.mark.parametrize("values", [[7.0], [7.0, 7.0, 7.0]])
def test_one_or_all_alike_stand_in_the_middle(values: list[float]) -> None:
    assert set(percentile_ranks(pd.Series(values))) == {50}


@given(st.lists(st.integers(0, 5), min_size=2, max_size=30))
def test_the_order_of_the_wards_does_not_matter(values: list[int]) -> None:
    series = pd.Series(values, dtype="float64")
    shuffled = series.sample(frac=1, random_state=len(values))
    assert percentile_ranks(shuffled).sort_index().equals(percentile_ranks(series))
    assert percentile_ranks(series).mean() == pytest.approx(50)


def test_a_ward_that_moves_with_the_force_has_a_trend_of_one() -> None:
    first, second = np.array([100.0, 50.0, 10.0]), np.array([200.0, 100.0, 20.0])
    assert shrunk_trend(first, second) == pytest.approx([1, 1, 1])


def test_where_wards_differ_by_chance_alone_every_trend_is_near_one() -> None:
    rng = np.random.default_rng(7)
    total = np.full(200, 40)
    second = rng.binomial(total, 0.5).astype(float)
    first = total - second
    trend = shrunk_trend(first, second)
    assert np.abs(trend - 1).max() < 0.15
    assert (second / np.clip(first, 1, None)).max() > 1.8  # unshrunk, chance doubles some


def test_few_offences_are_drawn_further_than_many() -> None:
    """Both doubled beside a force that stood still; six offences say less of it than 300."""
    first = np.array([2.0, 100.0, *[50.0, 90.0, 20.0, 60.0] * 5])
    second = np.array([4.0, 200.0, *[90.0, 50.0, 60.0, 20.0] * 5])
    trend = shrunk_trend(first, second)
    assert 1 < trend[0] < trend[1] < 2


def test_the_formula_by_hand() -> None:
    """Of 30 in the first half and 60 in the second the force's share P is 2/3, its odds 2."""
    first, second = np.array([10.0, 20.0]), np.array([40.0, 20.0])
    m = trend_precision(first, second)
    share = (40 + m * 2 / 3) / (50 + m)
    assert shrunk_trend(first, second)[0] == pytest.approx(share / (1 - share) / 2)


def test_the_precision_is_the_likeliest_of_a_fine_grid() -> None:
    rng = np.random.default_rng(3)
    share = rng.beta(20, 20, 60)
    second = rng.binomial(80, share).astype(float)
    first = 80 - second
    force = second.sum() / (first.sum() + second.sum())
    grid = np.geomspace(LEAST_PRECISION, GREATEST_PRECISION, 2_000)
    likelihood = [
        (betaln(second + m * force, first + m * (1 - force)) - betaln(m * force, m * (1 - force)))
        .sum()
        for m in grid
    ]  # fmt: skip
    assert trend_precision(first, second) == pytest.approx(grid[np.argmax(likelihood)], rel=0.01)


def test_chance_alone_is_told_from_wards_that_differ() -> None:
    """Forces whose wards all move alike pass the test about once in twenty."""
    rng = np.random.default_rng(2025)
    total = rng.integers(100, 600, 60)
    passed = 0
    for _ in range(200):
        second = rng.binomial(total, 0.52).astype(float)
        passed += changes_differ(total - second, second)
    assert passed <= 20  # of 200; 10 are expected, and 20 or more come once in five hundred
    second = rng.binomial(total, rng.beta(60, 60, 60)).astype(float)
    assert changes_differ(total - second, second)


def test_without_a_first_half_there_is_no_trend() -> None:
    assert np.isnan(shrunk_trend(np.zeros(3), np.array([1.0, 2.0, 3.0]))).all()


@given(st.permutations(range(6)))
def test_the_order_of_the_wards_changes_no_trend(order: list[int]) -> None:
    first = np.array([5.0, 80.0, 33.0, 7.0, 0.0, 51.0])
    second = np.array([9.0, 60.0, 35.0, 7.0, 4.0, 12.0])
    assert (shrunk_trend(first[order], second[order]) == shrunk_trend(first, second)[order]).all()
