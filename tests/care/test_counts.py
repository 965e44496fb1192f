"""A count under five is withheld, and what it could be worked out from with it."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots import care, schema


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (None, None)])
def test_one_to_four_are_withheld_and_nobody_is_not(count: int | None, shown: int | None) -> None:
    assert care.shown_count(count) == shown


def test_a_column_of_counts_is_withheld_as_one_count_is() -> None:
    shown = care.shown_counts(pd.Series([0, 1, 4, 5, pd.NA], dtype="Int64"))
    assert shown.isna().tolist() == [False, True, True, False, True]
    assert shown.dropna().tolist() == [0, 5]


@pytest.mark.parametrize(
    ("counts", "withheld"),
    [
        ([40, 12, 7], []),
        ([40, 12, 7, 3], [7, 3]),  # one alone: the smallest of the others goes with it
        ([40, 12, 2, 3, 1], [2, 3, 1]),
        ([40, 12, 4, 4], [12, 4, 4]),  # 8 of two parts under five can be 4 and 4 alone
        ([40, 9, 1, 1, 1, 1, 1], [9, 1, 1, 1, 1, 1]),  # and 5 of five parts five times 1
        ([40, 9, 1, 1], [9, 1, 1]),
        ([3], [3]),
        ([0, 0, 40, 3], [40, 3]),
        ([0, 4, 4], [0, 4, 4]),
        ([], []),
    ],
)
def test_no_part_can_be_had_from_the_whole(counts: list[int], withheld: list[int]) -> None:
    parts = pd.Series(counts, dtype="int64")
    assert parts[care.withheld(parts)].tolist() == withheld


def test_whoever_knows_the_whole_finds_no_part_under_five() -> None:
    """What is left of the whole is at least five, of two parts or more, and not told by its sum."""
    for parts in itertools.product(range(10), repeat=3):
        table = pd.Series(parts)
        hidden = table[care.withheld(table)]
        if care.shown_count(sum(parts)) is None or hidden.empty:
            continue  # the whole is withheld too, or nothing is
        assert len(hidden) > 1, parts
        assert hidden.sum() >= care.FEWEST_COUNTED, parts
        if hidden.max() < care.FEWEST_COUNTED and hidden.min() > 0:
            assert len(hidden) < hidden.sum() < 4 * len(hidden) or len(hidden) == 3, parts
        shown = table[~care.withheld(table)]
        assert ((shown == 0) | (shown >= care.FEWEST_COUNTED)).all(), parts


@pytest.mark.parametrize("seed", range(40))
def test_what_shown_parts_leave_of_a_shown_count_is_nothing_or_five(seed: int) -> None:
    """By sets of the kinds of offence that each line holds, the largest parts first."""
    rng = np.random.default_rng(seed)
    patterns = care.patterns_of(rng.random((40, 9)) < 0.4)
    counts = (rng.poisson(rng.choice([0.3, 3.0, 20.0], len(patterns))) @ patterns).astype(float)
    shown = np.flatnonzero(~care.withheld_beside(counts, patterns) & (counts > 0))
    kinds = {at: frozenset(np.flatnonzero(patterns[:, at]).tolist()) for at in shown.tolist()}
    for whole, own in kinds.items():
        left, amount = own, counts[whole]
        for part in sorted(kinds, key=lambda at: -counts[at]):
            if kinds[part] != own and kinds[part] and kinds[part] <= left:
                left, amount = left - kinds[part], amount - counts[part]
        assert amount <= 0 or amount >= care.FEWEST_COUNTED


def test_harm_has_three_figures_and_what_is_missing_stays_so() -> None:
    shown = care.shown_harm([1234.56, 0.012345, 999.9, 0.0, float("nan")])
    assert shown[:4].tolist() == [1230.0, 0.0123, 1000.0, 0.0]
    assert pd.isna(shown[4])


def runs_of(week: np.ndarray) -> list[float]:
    """Return the sums of runs of equal hours: what a reader can tell apart."""
    flat = week.ravel()
    cuts = np.flatnonzero(np.diff(flat)) + 1
    return [float(run.sum()) for run in np.split(flat, cuts)]


def test_an_hour_of_one_to_four_is_put_together_with_its_neighbours() -> None:
    week = np.zeros((7, 24))
    week[4, 22], week[4, 23], week[5, 0], week[5, 1] = 30, 12, 7, 2
    shown = care.shown_week(week)
    assert shown[4, 22:].tolist() == [30, 12]
    assert shown[5, :2].tolist() == [4.5, 4.5]
    assert shown.sum() == week.sum()


@given(
    st.lists(st.integers(0, 167), min_size=5, max_size=120),
    st.integers(1, 4),
)
def test_no_run_of_hours_holds_one_to_four_and_the_week_keeps_its_sum(
    hours: list[int], spread: int
) -> None:
    week = np.zeros(168)
    for hour in hours:  # each offence is shared out among so many hours
        week[(hour + np.arange(spread)) % 168] += 1 / spread
    shown = care.shown_week(week.reshape(7, 24))
    assert shown.sum() == pytest.approx(week.sum(), abs=0.1)
    assert all(run < 0.01 or run > care.FEWEST_COUNTED - 0.1 for run in runs_of(shown))


def test_a_week_of_four_is_not_shown() -> None:
    week = np.zeros((7, 24))
    week[0, :4] = 1
    assert np.isnan(care.shown_week(week)).all()
    assert care.week_as_shown(json.dumps(week.tolist())) is None


def test_a_receipt_of_published_offences_stays_exact() -> None:
    offences = pd.DataFrame({schema.OFFENCE_CODE: [None, None], schema.PUBLIC_POINT: [True, True]})
    found = {"total": 1234.56, "by": {"Wick": 12.345, "count": 7}}
    assert care.shown_figures(found, offences) == found
    own = offences.assign(**{schema.PUBLIC_POINT: False})
    assert care.shown_figures(found, own) == {"total": 1230.0, "by": {"Wick": 12.3, "count": 7}}
