from __future__ import annotations

from datetime import date, timedelta

import geopandas as gpd
import pandas as pd
import pytest

from hotspots import schema
from hotspots.analyse.change.offence_series import Step, steps_covered
from hotspots.analyse.data_cover import DataCover, data_cover, reads_selection, rows_tell
from hotspots.analyse.periods import Period
from hotspots.schema import TimePrecision
from hotspots.selection import RowsTell, Selection

ZONE = "Europe/London"


def offences(first: date, last: date, *, a_day: int = 10, coded: bool = True) -> gpd.GeoDataFrame:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1) for _ in range(a_day)]
    begins = pd.Series(pd.to_datetime([f"{day} 12:00" for day in days])).dt.tz_localize(ZONE)
    return gpd.GeoDataFrame(
        {
            schema.FROM_TIME: begins,
            schema.TIME_PRECISION: str(TimePrecision.EXACT),
            schema.OFFENCE_CODE: pd.array(["28E" if coded else None] * len(days), dtype="str"),
            schema.CATEGORY: pd.array(["Burglary"] * len(days), dtype="str"),
        }
    )


def cover(first: date, last: date, *, a_day: int = 10) -> DataCover:
    return data_cover(offences(first, last, a_day=a_day), (first, last))


def test_a_period_outside_the_data_is_not_covered_and_the_words_say_why() -> None:
    year = cover(date(2025, 1, 1), date(2025, 11, 20))
    assert year.lacks(Period.of_month("2025-10")) is None
    assert year.lacks(Period.of_month("2025-11")) == "the offences given end on 20 November 2025"
    assert year.lacks(Period.of_month("2024-12")) == "the offences given begin on 1 January 2025"
    assert year.last_whole_month() == Period.of_month("2025-10")
    assert year.last_whole_month(date(2025, 10, 30)) == Period.of_month("2025-09")


def test_a_month_that_was_not_delivered_is_not_a_month_without_crime() -> None:
    gap = pd.concat(
        [
            offences(date(2025, 1, 1), date(2025, 3, 31)),
            offences(date(2025, 5, 1), date(2025, 6, 30)),
        ],
        ignore_index=True,
    )
    found = data_cover(gpd.GeoDataFrame(gap), (date(2025, 1, 1), date(2025, 6, 30)))
    words = found.lacks(Period.of_month("2025-04"))
    assert words == "there are hardly any offences of April 2025"


@pytest.mark.parametrize(("a_day", "whole"), [(10, False), (1, True)])
def test_the_last_days_may_be_quiet_where_offences_are_few(a_day: int, whole: bool) -> None:  # noqa: FBT001 - a test's case
    """At one a day four quiet days come by chance (e⁻⁴ is 1.8 %); at ten a day not even one."""
    found = cover(date(2025, 1, 1), date(2025, 11, 26), a_day=a_day)
    assert (found.lacks(Period.of_month("2025-11")) is None) is whole


def test_codes_and_categories_are_two_kinds_of_source() -> None:
    first, last = date(2024, 1, 1), date(2025, 12, 31)
    both = pd.concat(
        [
            offences(first, date(2024, 12, 31), coded=False),
            offences(date(2025, 1, 1), last),
        ],
        ignore_index=True,
    )
    found = data_cover(gpd.GeoDataFrame(both), (first, last))
    assert found.differ_in_kind(Period.of_month("2025-03"), Period.of_month("2024-03"))
    assert not found.differ_in_kind(Period.of_month("2025-03"), Period.of_month("2025-02"))


def test_a_selection_by_codes_alone_cannot_be_read_from_categories() -> None:
    month = offences(date(2025, 1, 1), date(2025, 1, 31), coded=False)
    coded = offences(date(2025, 1, 1), date(2025, 1, 31))

    def named(**what: tuple[str, ...]) -> Selection:
        return Selection(key="any", label="Any", description="", **what)  # type: ignore[arg-type] # no marker here

    assert not reads_selection(month, named(offence_codes=("28E",)))
    assert not reads_selection(month, named(categories=("Robbery",)))
    assert reads_selection(month, named(categories=("Burglary",)))
    assert reads_selection(coded, named(offence_codes=("34B",)))


def test_collisions_cannot_be_read_from_offences_that_have_codes() -> None:
    coded = offences(date(2025, 1, 1), date(2025, 1, 31))
    severe = Selection(key="ksi", label="", description="", categories=("Fatal collision",))
    assert not reads_selection(coded, severe)


def test_domestic_abuse_is_read_only_from_data_that_mark_it() -> None:
    coded = offences(date(2025, 1, 1), date(2025, 1, 31))
    marked = Selection(key="da", label="", description="", domestic_abuse=True)
    assert not reads_selection(coded.assign(domestic_abuse=None), marked)
    assert reads_selection(coded.assign(domestic_abuse=True), marked)


def test_only_whole_weeks_and_months_are_steps() -> None:
    # 1 January 2025 is a Wednesday: the first whole week begins on the 6th.
    found = cover(date(2025, 1, 1), date(2025, 2, 12))
    weeks = steps_covered(found, Step.WEEK)
    assert [(each.first, each.last) for each in (weeks[0], weeks[-1])] == [
        (date(2025, 1, 6), date(2025, 1, 12)),
        (date(2025, 2, 3), date(2025, 2, 9)),
    ]
    assert steps_covered(found, Step.MONTH) == [Period.of_month("2025-01")]
    assert steps_covered(cover(date(2025, 1, 7), date(2025, 1, 9)), Step.WEEK) == []


def test_a_source_tells_what_most_of_its_rows_tell() -> None:
    day = date(2025, 7, 1)
    coded = offences(day, day)
    assert rows_tell(coded) == RowsTell(codes=True, places=False, hours=True)
    few_homes = coded.assign(**{schema.DWELLING: pd.array([True] * 4 + [None] * 6, "boolean")})
    assert not rows_tell(few_homes).places
    half = coded.assign(**{schema.DWELLING: pd.array([False] * 5 + [None] * 5, "boolean")})
    assert rows_tell(half).places
    months = offences(day, day, coded=False).assign(
        **{schema.TIME_PRECISION: str(TimePrecision.MONTH)}
    )
    assert rows_tell(months) == RowsTell(codes=False, places=False, hours=False)
