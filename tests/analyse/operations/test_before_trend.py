"""The series of an operation, and whether both sides went the same way before it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from hotspots import schema
from hotspots.analyse.operations.before_trend import (
    FOUR_WEEKS,
    MONTH,
    WEEK,
    before_trend,
    series_of,
)
from hotspots.analyse.periods import Period

BEFORE = Period(first=date(2025, 1, 1), last=date(2025, 3, 31))
DURING = Period(first=date(2025, 4, 14), last=date(2025, 6, 8))  # eight weeks


def series(
    days: list[str], treated: list[bool], *, by_month: bool = False
) -> tuple[pd.DataFrame, str]:
    return series_of(
        np.array(days, dtype="datetime64[D]"),
        np.array(treated),
        ~np.array(treated),
        before=BEFORE,
        during=DURING,
        by_month=by_month,
    )


def test_weeks_begin_with_the_operation() -> None:
    table, step = series(["2025-04-14", "2025-04-13", "2025-01-06", "2025-01-05"], [True] * 4)
    assert step == WEEK
    first = table[table[schema.FIRST_DAY] == DURING.first].iloc[0]
    assert (first[schema.LAST_DAY], first[schema.PHASE], first[schema.TREATED_OFFENCES]) == (
        date(2025, 4, 20),
        "during",
        1,
    )
    # 14 April less 14 weeks is 6 January; the part of a week ahead of it is left out.
    assert table[schema.FIRST_DAY].iloc[0] == date(2025, 1, 6)
    assert table[schema.TREATED_OFFENCES].sum() == 3
    assert (table[schema.PHASE] == "during").sum() == 8


def test_the_days_between_the_periods_are_neither() -> None:
    table, _ = series(["2025-04-03"], [True])
    between = table[table[schema.PHASE] == "between"]
    assert list(between[schema.FIRST_DAY]) == [date(2025, 3, 31), date(2025, 4, 7)]
    assert between[schema.TREATED_OFFENCES].sum() == 1


def test_controls_are_brought_to_the_level_of_the_treated_areas_before() -> None:
    """Before: 2 treated, 4 controls. So each control counts half."""
    days = ["2025-02-03"] * 6 + ["2025-04-21"] * 3
    table, _ = series(days, [True, True, False, False, False, False, False, False, False])
    assert table[schema.CONTROL_OFFENCES].sum() == 7
    assert table[schema.CONTROLS_SCALED].sum() == pytest.approx(3.5)


def test_months_where_days_are_not_known() -> None:
    whole = Period(first=date(2025, 4, 1), last=date(2025, 6, 30))
    table, step = series_of(
        np.array(["2025-02-15"], dtype="datetime64[D]"),
        np.array([True]),
        np.array([False]),
        before=BEFORE,
        during=whole,
        by_month=True,
    )
    assert step == MONTH
    assert list(table[schema.PHASE]) == ["before"] * 3 + ["during"] * 3


def test_a_long_operation_is_shown_four_weeks_at_a_time() -> None:
    long = Period(first=date(2025, 4, 14), last=date(2026, 4, 12))
    _, step = series_of(
        np.array(["2025-02-15"], dtype="datetime64[D]"),
        np.array([True]),
        np.array([False]),
        before=BEFORE,
        during=long,
        by_month=False,
    )
    assert step == FOUR_WEEKS


def steps(treated: list[int], control: list[int]) -> pd.DataFrame:
    firsts = pd.date_range("2025-01-06", periods=len(treated), freq="7D")
    return pd.DataFrame(
        {
            schema.FIRST_DAY: [first.date() for first in firsts],
            schema.LAST_DAY: [(first + pd.Timedelta(days=6)).date() for first in firsts],
            schema.PHASE: "before",
            schema.TREATED_OFFENCES: treated,
            schema.CONTROL_OFFENCES: control,
        }
    )


def test_a_halving_in_four_weeks_against_level_controls_is_seen() -> None:
    """Treated 80 · 2^(−week/4) and controls at 80: −50 % every four weeks, up to rounding."""
    falling = [80, 67, 57, 48, 40, 34, 28, 24]
    found = before_trend(steps(falling, [80] * 8), level=0.05)
    assert found.is_known
    assert found.differs
    assert found.difference_per_four_weeks == pytest.approx(-0.5, abs=0.01)


def test_both_falling_alike_is_no_difference() -> None:
    falling = [80, 67, 57, 48, 40, 34, 28, 24]
    found = before_trend(steps(falling, falling), level=0.05)
    assert found.is_known
    assert not found.differs
    assert found.difference_per_four_weeks == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("treated", [[9, 9, 9, 9], [2, 3, 2, 3, 2, 3]])
def test_few_weeks_or_few_offences_say_nothing(treated: list[int]) -> None:
    assert not before_trend(steps(treated, [50] * len(treated)), level=0.05).is_known
