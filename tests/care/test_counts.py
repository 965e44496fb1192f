"""A count under five is withheld, and what it could be worked out from with it."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

from hotspots import care


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
