"""Moments as systems and spreadsheets write them, put into the forms that are known."""

from __future__ import annotations

import pandas as pd
import pytest

from hotspots.tables.written_times import form_of_format, in_known_forms

DAYS = ("15/03/2025", "2025-03-15", "20250315", "15 Mar 2025", "15-Mar-25", "Mar 15 2025")


def known(*values: str | None) -> list[str]:
    return in_known_forms(pd.Series(values, dtype="str")).fillna("missing").tolist()


@pytest.mark.parametrize("day", DAYS)
def test_every_minute_of_a_day_gets_back_the_zeros_that_a_spreadsheet_took(day: str) -> None:
    minutes = [(hour, minute) for hour in range(24) for minute in range(60)]
    written = [f"{day} {hour * 100 + minute}" for hour, minute in minutes]
    assert known(*written) == [f"{day} {hour:02d}{minute:02d}" for hour, minute in minutes]


def test_a_clock_of_digits_has_seconds_where_one_beside_it_has() -> None:
    found = known("15/03/2025 500", "15/03/2025 93000", "15/03/2025 121500")
    assert found == ["15/03/2025 000500", "15/03/2025 093000", "15/03/2025 121500"]


def test_a_column_without_a_moment_has_no_form() -> None:
    assert known() == []
    assert known(None, None) == ["missing", "missing"]


def test_databases_write_their_own_forms() -> None:
    assert known(
        "Mar  5 2025 11:30PM",
        "2025-06-15 10:00:00+00",
        "2025-06-15 10:00:00.123 +01",
        "2025-06-15 10:00:00 UTC",
        "20/10/2026, 14:05 +01:00",
    ) == [
        "Mar 5 2025 11:30 PM",
        "2025-06-15 10:00:00+00:00",
        "2025-06-15 10:00:00.123+01:00",
        "2025-06-15 10:00:00Z",
        "20/10/2026 14:05+01:00",
    ]


def test_what_is_in_a_known_form_stays_and_so_does_what_is_no_moment() -> None:
    values = ("15/03/2025 10:05", "2025-03-15", "15 March 2025", "20-10-2026", "Room 12", None)
    assert known(*values) == [*values[:-1], "missing"]


def test_a_stated_format_is_read_as_the_moments_are() -> None:
    assert form_of_format("%b %d %Y %I:%M%p") == "%b %d %Y %I:%M %p"
    assert form_of_format("%d/%m/%Y, %H:%M") == "%d/%m/%Y %H:%M"
    assert form_of_format("%d/%m/%Y") == "%d/%m/%Y"
