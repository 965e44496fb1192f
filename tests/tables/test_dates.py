from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots.errors import AmbiguousDatesError, ParameterError
from hotspots.tables import dates
from hotspots.tables.date_formats import agreed_format
from hotspots.tables.dates import TimesRead, read_times


def read(
    *values: str, date_format: str | None = None, saved_at: pd.Timestamp | None = None
) -> TimesRead:
    return read_times(
        pd.Series(values, dtype="str"),
        column="Committed From",
        lines=np.arange(2, len(values) + 2),
        timezone="Europe/London",
        date_format=date_format,
        saved_at=saved_at,
    )


@pytest.mark.parametrize(
    ("value", "date_format"),
    [
        ("2025-06-13 22:10", "%Y-%m-%d %H:%M"),
        ("2025-06-13T22:10", "%Y-%m-%dT%H:%M"),
        ("2025-06-13 22:10:00", "%Y-%m-%d %H:%M:%S"),
        ("2025-06-13T22:10:00.000", "%Y-%m-%dT%H:%M:%S.%f"),
        ("2025-06-13T21:10:00Z", "%Y-%m-%dT%H:%M:%S%z"),
        ("2025-06-13T22:10+01:00", "%Y-%m-%dT%H:%M%z"),
        ("13/06/2025 22:10", "%d/%m/%Y %H:%M"),
        ("13/06/25 22:10", "%d/%m/%y %H:%M"),
        ("06/13/2025 10:10 PM", "%m/%d/%Y %I:%M %p"),
        ("13-Jun-2025 22:10", "%d-%b-%Y %H:%M"),
        ("13 June 2025 22:10", "%d %B %Y %H:%M"),
        ("13.06.2025 22.10", "%d.%m.%Y %H.%M"),
        ("20250613 2210", "%Y%m%d %H%M"),
        ("13/06/2025 221000", "%d/%m/%Y %H%M%S"),
        ("Jun 13 2025 10:10PM", "%b %d %Y %I:%M %p"),
        ("June 13, 2025 22:10", "%B %d %Y %H:%M"),
        ("2025-06-13 21:10:00+00", "%Y-%m-%d %H:%M:%S%z"),
    ],
)
def test_ten_past_ten_on_friday_the_thirteenth_in_every_writing(
    value: str, date_format: str
) -> None:
    found = read(value, "")
    assert found.date_format == date_format
    assert found.times[0] == pd.Timestamp("2025-06-13 22:10", tz="Europe/London")
    assert found.has_clock.tolist() == [True, False]
    assert found.times.isna().tolist() == [False, True]
    assert not found.unreadable.any()


def test_the_year_of_a_bare_date_is_no_offset() -> None:
    assert read("13-06-2025", "14-06-2025").date_format == "%d-%m-%Y"


def test_an_iso_date_is_never_read_day_first() -> None:
    assert read("2024-04-03").times[0] == pd.Timestamp("2024-04-03", tz="Europe/London")


def test_a_date_that_reads_both_ways_is_refused_with_its_line_and_what_to_do() -> None:
    with pytest.raises(
        AmbiguousDatesError,
        match=r"'Committed From' could be %d/%m/%Y or %m/%d/%Y: every value reads both ways, for "
        r"example '03/04/2024' on line 2\. State the format, .*: '%d/%m/%Y' is day first",
    ):
        read("03/04/2024", "05/06/2024")


def test_one_value_that_reads_one_way_settles_the_column() -> None:
    assert read("03/04/2024", "25/04/2024").times[0].strftime("%d %B") == "03 April"
    assert read("03/04/2024", "04/25/2024").times[0].strftime("%d %B") == "04 March"


def test_a_mixture_of_both_orders_is_refused_with_a_date_of_each() -> None:
    with pytest.raises(
        AmbiguousDatesError,
        match=r"60 values read only as %d/%m/%Y, such as '25/04/2024' on line 3, and 2 only as "
        r"%m/%d/%Y, such as '04/25/2024' on line 123\. State .*'%d/%m/%Y', and the "
        r"others are set aside",
    ):
        read("03/04/2024", *["25/04/2024", "03/04/2024"] * 60, *["04/25/2024"] * 2)


def test_where_too_many_read_the_other_way_no_format_is_advised() -> None:
    with pytest.raises(AmbiguousDatesError, match="No one format can be stated for both"):
        read(*["25/04/2024"] * 30, *["04/25/2024"] * 10)


def test_a_stated_format_that_does_not_fit_is_answered_with_how_many_it_fits() -> None:
    with pytest.raises(
        AmbiguousDatesError,
        match=r"fits 30 of 40 values; it does not fit '04/25/2024' on line 32\. No other format",
    ):
        read(*["25/04/2024"] * 30, *["04/25/2024"] * 10, date_format="%d/%m/%Y")
    with pytest.raises(AmbiguousDatesError, match=r"fits 0 of 40.*'%m/%d/%Y' would fit"):
        read(*["04/25/2024"] * 40, date_format="%d/%m/%Y")


def test_a_format_without_directives_is_refused_not_passed_over() -> None:
    with pytest.raises(ParameterError, match="'%d/%m/%Y'"):
        read("25/04/2024", date_format="dd/mm/yyyy")


def test_a_stated_format_settles_what_the_values_do_not() -> None:
    found = read("03/04/2024 10:00", date_format="%d/%m/%Y %H:%M")
    assert found.times[0] == pd.Timestamp("2024-04-03 10:00", tz="Europe/London")


def test_a_stated_order_holds_for_a_column_written_otherwise() -> None:
    assert read("03/04/24", date_format="%d/%m/%Y %H:%M").date_format == "%d/%m/%y"
    assert read("2024-04-03", date_format="%d/%m/%Y %H:%M").date_format == "%Y-%m-%d"


def test_a_few_unreadable_values_are_set_aside_and_not_fatal() -> None:
    found = read(*["13/06/2025 22:10"] * 39, "last Tuesday")
    assert found.unreadable.sum() == 1
    assert bool(found.unreadable[39])


def test_many_unreadable_values_are_refused_with_the_first_line() -> None:
    with pytest.raises(AmbiguousDatesError, match=r"fits 30 of 40; line 32 holds 'last Tuesday'"):
        read(*["13/06/2025 22:10"] * 30, *["last Tuesday"] * 10)


def test_a_column_that_is_no_dates_at_all_is_refused() -> None:
    with pytest.raises(AmbiguousDatesError, match="none of those that are known"):
        read("Market Street")


@pytest.mark.parametrize("word", ["now", "today", "Now"])
def test_today_is_not_the_day_of_reading(word: str) -> None:
    assert read(*["2025-06-13"] * 30, word).unreadable.sum() == 1


def test_a_bare_date_among_times_is_a_date_without_a_clock() -> None:
    found = read("13/06/2025 22:10", "14/06/2025")
    assert found.has_clock.tolist() == [True, False]
    assert found.times[1] == pd.Timestamp("2025-06-14", tz="Europe/London")


def test_a_column_with_nothing_in_it_is_no_fault() -> None:
    found = read("", "NULL")
    assert found.times.isna().all()
    assert found.date_format == ""


def test_october_s_second_half_past_one_is_read_as_the_first() -> None:
    found = read("26/10/2025 01:30", "26/10/2025 03:00")
    assert found.times[0] == pd.Timestamp("2025-10-26 00:30", tz="UTC")
    assert found.notes == (
        "Committed From: times in October's hour that comes twice, read as the first: 1",
    )


def test_march_s_missing_half_past_one_moves_forward_to_two() -> None:
    found = read("30/03/2025 01:30", "30/03/2025 12:00")
    assert found.times[0] == pd.Timestamp("2025-03-30 02:00", tz="Europe/London")
    assert found.notes == ("Committed From: times in the hour that March skips, moved forward: 1",)


def test_a_stated_format_of_sql_server_reads_both_its_spacings() -> None:
    found = read("Mar 15 2025 10:05AM", "Mar  5 2025 11:30PM", date_format="%b %d %Y %I:%M%p")
    assert found.times.dt.strftime("%d %H:%M").tolist() == ["15 10:05", "05 23:30"]


def test_a_time_of_day_without_its_date_is_no_date_of_1899() -> None:
    found = read("30/12/1899 00:15", "30/12/1899 23:15")
    assert found.times.isna().all()
    assert found.too_early.all()
    assert not found.unreadable.any()


def test_what_is_later_than_the_file_is_no_date_of_it() -> None:
    saved = pd.Timestamp("2025-12-31 12:00", tz="UTC")
    found = read(
        "25/12/2025", "01/01/2026", "03/01/2026", "31/12/9999", "31/12/2099", *["30/06/2025"] * 9,
        saved_at=saved,
    )  # fmt: skip
    assert found.too_late.tolist() == [False, False, True, True, True, *[False] * 9]
    assert found.times.isna().equals(found.too_late)


def test_a_file_that_says_it_was_saved_before_most_of_its_rows_is_not_believed() -> None:
    saved = pd.Timestamp("1980-01-01", tz="UTC")  # as in a zip without times
    found = read(*["30/06/2025"] * 5, "31/12/2199", saved_at=saved)
    assert found.too_late.tolist() == [*[False] * 5, True]


def test_an_offset_does_not_carry_the_last_moment_over_the_edge() -> None:
    found = read("2025-06-13T22:10:00+01:00", "9999-12-31T23:59:59-05:00")
    assert found.too_late.tolist() == [False, True]


def test_a_few_dates_of_the_other_order_are_said_with_their_lines() -> None:
    day_first = ["25/04/2024"] * 300
    found = read(*day_first, "04/25/2024", "05/06/2024", "04/27/2024 10:00")
    assert found.times[301].strftime("%d %B") == "05 June"
    (doubt,) = found.doubts
    assert doubt.found == (
        "Committed From: dates that can only be month first, where the column is day first: 2, not"
        " read (lines 302, 304); others by the same hand may be misread, day for month: dates that"
        " read both ways: 1"
    )
    assert read(*day_first, "soon").doubts == ()


def test_the_order_that_a_file_s_columns_agree_on() -> None:
    assert agreed_format(["%d/%m/%Y", "%Y-%m-%d"]) == "%d/%m/%Y"
    assert agreed_format(["%d/%m/%Y", "%m/%d/%Y"]) is None
    assert agreed_format(["%Y-%m-%d", "%d-%b-%Y"]) is None


moments = st.datetimes(min_value=pd.Timestamp("2000-01-01"), max_value=pd.Timestamp("2030-12-31"))


@given(
    st.lists(moments, min_size=1, max_size=20),
    st.sampled_from(["%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M:%S"]),
)
def test_what_one_format_writes_it_reads_back(times: list[pd.Timestamp], date_format: str) -> None:
    written = [time.strftime(date_format) for time in times]
    found = read(*written, date_format=date_format)
    assert not found.unreadable.any()
    clock = found.times.dt.strftime(date_format)
    moved = sum(1 for note in found.notes if "March" in note)
    assert moved or clock.tolist() == written


@pytest.mark.parametrize("day_part", ["%d/%m/%Y", "%Y-%m-%d", "%d %b %Y", "%d %B %Y", "%d-%b-%y"])
@pytest.mark.parametrize("clock_part", [" %H:%M", "T%H:%M:%S", " %I:%M %p", " %H%M"])
def test_a_large_column_is_read_as_a_small_one(
    monkeypatch: pytest.MonkeyPatch, day_part: str, clock_part: str
) -> None:
    moments = pd.date_range("2025-01-13", periods=60, freq="151h7min", tz="UTC")
    written = [
        *moments.strftime(day_part + clock_part),
        *moments[:2].strftime(day_part),
        "3/1/2025 9:05",
        "14/02/2025today",
    ]
    texts = pd.Series(written, dtype="str")

    def read() -> TimesRead:
        return read_times(texts, column="from", lines=range(len(texts)), timezone="Europe/London")

    whole = read()
    monkeypatch.setattr(dates, "MANY_MOMENTS", 1)
    in_parts = read()
    pd.testing.assert_series_equal(in_parts.times, whole.times)
    pd.testing.assert_series_equal(in_parts.has_clock, whole.has_clock)
    assert whole.times.notna().sum() > len(moments) - 2


def test_days_as_a_spreadsheet_counts_them_are_refused_by_that_name() -> None:
    with pytest.raises(
        AmbiguousDatesError,
        match=r"how a spreadsheet counts the days to 01/01/2025 12:20: give the column the format",
    ):
        read("45658.51388888889", "45659.25")


@pytest.mark.parametrize("end", ["31/01/2025 24:00", "31/01/2025 2400", "31/01/2025 24:00:00"])
def test_twenty_four_hours_is_the_midnight_that_ends_the_day(end: str) -> None:
    clock = end.removeprefix("31/01/2025 ").replace("24", "22", 1)
    found = read(*[f"13/06/2025 {clock}"] * 5, end)
    assert found.times[5].tz_localize(None) == pd.Timestamp("2025-02-01 00:00")
    assert found.has_clock[5]
    assert found.notes == (
        "Committed From: times written as 24:00, read as the midnight that ends the day: 1",
    )


def test_a_day_and_a_year_of_twenty_four_are_no_hour() -> None:
    found = read("24 Jan 2024", "24 Feb 2024")
    assert found.times[0].tz_localize(None) == pd.Timestamp("2024-01-24")
    assert not found.notes
