"""Percentile ranks: 0 for the lowest, 100 for the highest, those alike alike."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots.analyse.wards.ward_rates import percentile_ranks


def test_the_lowest_is_at_nought_and_the_highest_at_a_hundred() -> None:
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
