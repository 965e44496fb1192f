from __future__ import annotations

from datetime import date, timedelta

import geopandas as gpd
import pandas as pd
import pytest

from hotspots import schema
from hotspots.analyse.change.reporting_delay import last_day_of_reports, reporting_delay
from hotspots.analyse.periods import Period

ZONE = "Europe/London"
FIRST = pd.Timestamp("2025-01-01 12:00", tz=ZONE)


def offences(days: int, *, late_days: int = 20, each: int = 10) -> gpd.GeoDataFrame:
    """Return ten offences a day, nine reported at once and one so many days late."""
    begins = [FIRST + timedelta(days=day) for day in range(days) for _ in range(each)]
    late = [late_days if number % each == 0 else 0 for number in range(len(begins))]
    reported = [begin + timedelta(days=delay) for begin, delay in zip(begins, late, strict=True)]
    return gpd.GeoDataFrame({schema.FROM_TIME: begins, schema.REPORTED_TIME: reported})


def test_the_newest_days_are_known_as_far_as_older_ones_were_by_then() -> None:
    delay = reporting_delay(offences(200), date(2025, 7, 19))
    assert delay is not None
    assert delay.slow_share == pytest.approx(0.1)
    day = Period(first=date(2025, 7, 15), last=date(2025, 7, 15))
    assert delay.share_known(day) == pytest.approx(0.9)  # four days old: the slow tenth is out
    old = Period(first=date(2025, 6, 1), last=date(2025, 6, 29))
    assert delay.share_known(old) == 1.0  # twenty days old at the youngest
    # 30 days to the last report: ages 0 to 29, of which 0 to 19 lack a tenth.
    month = Period(first=date(2025, 6, 20), last=date(2025, 7, 19))
    assert delay.share_known(month) == pytest.approx((20 * 0.9 + 10) / 30)


def test_a_source_that_says_little_of_reports_is_not_measured() -> None:
    some = offences(200)
    some.loc[some.index % 3 == 0, schema.REPORTED_TIME] = pd.NaT
    assert reporting_delay(some, date(2025, 7, 19)) is None
    assert reporting_delay(offences(100), date(2025, 4, 10)) is None  # too few are settled


def test_a_report_before_the_offence_is_no_delay() -> None:
    delay = reporting_delay(offences(200, late_days=-3), date(2025, 7, 19))
    assert delay is not None
    assert delay.days.min() == 0


def test_a_report_dated_in_the_future_does_not_move_the_last_day() -> None:
    some = offences(100, late_days=0)
    some.loc[0, schema.REPORTED_TIME] = pd.Timestamp("2052-01-01", tz=ZONE)
    assert last_day_of_reports(some) == date(2025, 4, 10)
    assert last_day_of_reports(some.assign(**{schema.REPORTED_TIME: pd.NaT})) is None
