from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots.analyse.periods import Period, whole_months
from hotspots.errors import ParameterError

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


def days(first: str, last: str) -> Period:
    return Period(first=date.fromisoformat(first), last=date.fromisoformat(last))


@pytest.mark.parametrize(
    ("period", "before", "year_before"),
    [
        (Period.of_month("2025-03"), days("2025-02-01", "2025-02-28"), Period.of_month("2024-03")),
        (Period.of_month("2025-01"), Period.of_month("2024-12"), Period.of_month("2024-01")),
        # The leap day belongs to its month.
        (Period.of_month("2025-02"), Period.of_month("2025-01"), days("2024-02-01", "2024-02-29")),
        (
            days("2025-10-01", "2025-12-31"),
            days("2025-07-01", "2025-09-30"),
            days("2024-10-01", "2024-12-31"),
        ),
        # A Monday to a Sunday is compared with a Monday to a Sunday.
        (
            days("2025-11-03", "2025-11-09"),
            days("2025-10-27", "2025-11-02"),
            days("2024-11-04", "2024-11-10"),
        ),
        (
            days("2024-02-20", "2024-02-29"),
            days("2024-02-10", "2024-02-19"),
            days("2023-02-20", "2023-02-28"),
        ),
    ],
)
def test_a_period_has_one_before_it_and_one_last_year(
    period: Period, before: Period, year_before: Period
) -> None:
    assert period.before() == before
    assert period.year_before() == year_before


@given(DAYS, DAYS)
def test_the_period_before_adjoins_and_is_as_long(one: date, other: date) -> None:
    period = Period(first=min(one, other), last=max(one, other))
    before = period.before()
    assert (period.first - before.last).days == 1
    assert before.days == period.days or (period.is_whole_months and before.is_whole_months)


def test_periods_are_said_as_a_person_says_them() -> None:
    assert days("2025-01-01", "2025-12-31").in_words == "January to December 2025"
    assert days("2024-12-01", "2025-01-31").in_words == "December 2024 to January 2025"
    assert days("2025-11-03", "2025-11-16").in_words == "3 to 16 November 2025"
    assert days("2025-10-27", "2025-11-02").in_words == "27 October to 2 November 2025"
    assert days("2024-12-30", "2025-01-05").in_words == "30 December 2024 to 5 January 2025"
    assert days("2025-11-03", "2025-11-03").in_words == "3 November 2025"


def test_a_month_steps_back_by_months_and_a_week_by_weeks() -> None:
    steps = list(Period.of_month("2025-03").steps_since(date(2024, 12, 1)))
    assert [each.in_words for each in steps] == ["February 2025", "January 2025", "December 2024"]
    weeks = list(days("2025-11-10", "2025-11-16").steps_since(date(2025, 10, 28)))
    assert weeks == [days("2025-11-03", "2025-11-09")]


def test_only_whole_months_are_whole() -> None:
    found = [each.in_words for each in whole_months(date(2025, 1, 2), date(2025, 3, 31))]
    assert found == ["February 2025", "March 2025"]


@pytest.mark.parametrize("words", ["2025-13", "2025-1", "November", "2025-11-01", ""])
def test_what_is_no_month_is_refused(words: str) -> None:
    with pytest.raises(ParameterError, match="is not a month as YYYY-MM"):
        Period.of_month(words)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ParameterError, match="the last day is before the first"):
        days("2025-11-02", "2025-11-01")
