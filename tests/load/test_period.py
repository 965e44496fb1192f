from datetime import date

import pandas as pd

from hotspots.load.period import observed_period
from hotspots.schema import FROM_TIME, TIME_PRECISION, TimePrecision


def offences(times: list[str], precision: TimePrecision = TimePrecision.EXACT) -> pd.DataFrame:
    begins = pd.to_datetime(pd.Series(times)).dt.tz_localize("Europe/London")
    return pd.DataFrame({FROM_TIME: begins, TIME_PRECISION: str(precision)})


def test_the_period_runs_from_the_first_offence_to_the_last() -> None:
    table = offences(["2025-03-04 10:00", "2025-05-09 23:30", "2025-04-01 00:00"])
    assert observed_period(table) == (date(2025, 3, 4), date(2025, 5, 9))


def test_a_month_known_only_as_a_month_counts_whole() -> None:
    table = offences(["2025-01-01", "2025-02-01"], TimePrecision.MONTH)
    assert observed_period(table) == (date(2025, 1, 1), date(2025, 2, 28))


def test_one_offence_of_long_ago_does_not_make_a_year_into_a_decade() -> None:
    table = offences(["1987-06-01 12:00"] + ["2025-01-05 12:00"] * 40 + ["2025-02-05 12:00"] * 40)
    assert observed_period(table) == (date(2025, 1, 5), date(2025, 2, 5))


def test_a_quiet_month_in_the_middle_does_not_end_the_period() -> None:
    busy = ["2025-01-05 12:00"] * 40 + ["2025-03-05 12:00"] * 40
    assert observed_period(offences([*busy, "2025-02-14 12:00"])) == (
        date(2025, 1, 5),
        date(2025, 3, 5),
    )


def test_the_last_hour_of_the_year_is_in_the_year_on_the_clock_in_the_street() -> None:
    # 00:30 on 1 July in London is still 30 June in UTC.
    table = offences(["2025-07-01 00:30", "2025-07-31 23:59"])
    assert observed_period(table) == (date(2025, 7, 1), date(2025, 7, 31))
