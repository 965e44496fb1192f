"""Hours of the week: on the clock in the street, shared out where only a range is known."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspots.analyse.temporal import (
    SPREAD_OUT,
    aoristic_weights,
    busiest_hours,
    hour_by_weekday,
    offence_hours,
    period_years,
)
from hotspots.errors import InputError, MissingColumnError, ParameterError
from hotspots.schema import TimePrecision

LONDON = "Europe/London"
MONDAY, TUESDAY, SATURDAY, SUNDAY = 0, 1, 5, 6


def london(*times: str | None) -> pd.Series:
    return pd.Series(pd.to_datetime(pd.Series(times, dtype="str"))).dt.tz_localize(LONDON)


def shares_of(start: str, end: str | None) -> dict[tuple[int, int], float]:
    """Weekday and hour of one offence, with its share of each."""
    profile = aoristic_weights(london(start), london(end)).profile()
    return {(int(day), int(hour)): profile[day, hour] for day, hour in np.argwhere(profile > 0)}


def offences(
    rows: list[tuple[str | None, str | None, TimePrecision]],
) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "from_time": london(*(start for start, _, _ in rows)),
            "to_time": london(*(end for _, end, _ in rows)),
            "time_precision": [str(precision) for _, _, precision in rows],
        },
        geometry=gpd.points_from_xy([0.0] * len(rows), [0.0] * len(rows)),
        crs="EPSG:27700",
    )


# --- known answers (methods.md §6); 6 January 2025 was a Monday --------------------------------


def test_from_one_to_half_past_two_is_two_thirds_and_one_third() -> None:
    shares = shares_of("2025-01-06 01:00", "2025-01-06 02:30")
    assert shares == pytest.approx({(MONDAY, 1): 2 / 3, (MONDAY, 2): 1 / 3})


def test_twenty_minutes_across_the_hour_are_a_half_each() -> None:
    shares = shares_of("2025-01-06 01:50", "2025-01-06 02:10")
    assert shares == pytest.approx({(MONDAY, 1): 0.5, (MONDAY, 2): 0.5})


def test_a_range_over_midnight_goes_on_into_the_next_day() -> None:
    shares = shares_of("2025-01-06 23:30", "2025-01-07 01:15")
    expected = {(MONDAY, 23): 30 / 105, (TUESDAY, 0): 60 / 105, (TUESDAY, 1): 15 / 105}
    assert shares == pytest.approx(expected)


def test_sunday_night_goes_on_into_monday() -> None:
    shares = shares_of("2025-01-12 23:00", "2025-01-13 01:00")
    assert shares == pytest.approx({(SUNDAY, 23): 0.5, (MONDAY, 0): 0.5})


@pytest.mark.parametrize("end", ["2025-01-13 00:00", "2025-03-06 12:00"])
def test_a_week_or_longer_says_nothing_of_the_hour(end: str) -> None:
    profile = aoristic_weights(london("2025-01-06 00:00"), london(end)).profile()
    assert profile == pytest.approx(np.full((7, 24), 1 / 168))


def test_an_exact_moment_is_its_own_hour() -> None:
    hours = aoristic_weights(london("2025-01-06 01:59"), london("2025-01-06 01:59"))
    assert hours.profile()[MONDAY, 1] == 1.0


@pytest.mark.parametrize("end", [None, "2025-01-05 23:00"])
def test_a_missing_or_reversed_end_is_the_start_hour(end: str | None) -> None:
    hours = aoristic_weights(london("2025-01-06 01:10"), london(end))
    assert hours.profile()[MONDAY, 1] == hours.profile().sum() == 1.0


# --- clock changes -----------------------------------------------------------------------------


def test_the_hour_that_comes_twice_in_october_counts_twice() -> None:
    # 26 October 2025: 23:30 to 03:30 is five hours, two of them between 01:00 and 02:00.
    shares = shares_of("2025-10-25 23:30", "2025-10-26 03:30")
    expected = {
        (SATURDAY, 23): 0.1,
        (SUNDAY, 0): 0.2,
        (SUNDAY, 1): 0.4,
        (SUNDAY, 2): 0.2,
        (SUNDAY, 3): 0.1,
    }
    assert shares == pytest.approx(expected)


def test_the_hour_that_is_left_out_in_march_gets_nothing() -> None:
    # 30 March 2025: 00:30 to 03:30 is two hours, none of them between 01:00 and 02:00.
    shares = shares_of("2025-03-30 00:30", "2025-03-30 03:30")
    assert shares == pytest.approx({(SUNDAY, 0): 0.25, (SUNDAY, 2): 0.5, (SUNDAY, 3): 0.25})


def test_a_summer_evening_is_the_hour_on_the_street_clock() -> None:
    assert shares_of("2025-07-07 22:15", "2025-07-07 22:45") == {(MONDAY, 22): 1.0}


def test_a_zone_half_an_hour_off_is_cut_at_its_own_full_hours() -> None:
    start = pd.Series(pd.to_datetime(["2025-01-06 01:00"])).dt.tz_localize("Asia/Kolkata")
    profile = aoristic_weights(start, start + pd.Timedelta(minutes=90)).profile()
    assert profile[MONDAY, 1:3] == pytest.approx([2 / 3, 1 / 3])


# --- tables ------------------------------------------------------------------------------------


@settings(max_examples=50)
@given(
    ranges=st.lists(
        st.tuples(st.integers(0, 365 * 1440), st.integers(-100, 12_000)), min_size=1, max_size=40
    )
)
def test_every_offence_weighs_1_whatever_its_range(ranges: list[tuple[int, int]]) -> None:
    minutes = pd.Series([start for start, _ in ranges])
    first = pd.Timestamp("2025-01-01", tz=LONDON)
    start = first + pd.to_timedelta(minutes, unit="min")
    end = start + pd.to_timedelta(pd.Series([length for _, length in ranges]), unit="min")
    hours = aoristic_weights(start, end)
    assert np.bincount(hours.rows, hours.weights) == pytest.approx(np.ones(len(ranges)))
    assert (hours.weights > 0).all()
    assert ((hours.hours_of_week >= 0) & (hours.hours_of_week < 168)).all()


def test_days_months_and_unknown_times_are_left_out_and_counted() -> None:
    table = offences(
        [
            ("2025-01-06 01:00", "2025-01-06 01:30", TimePrecision.EXACT),
            ("2025-01-06 01:00", "2025-01-06 02:30", TimePrecision.RANGE),
            ("2025-01-06 00:00", None, TimePrecision.DAY),
            ("2025-01-01 00:00", None, TimePrecision.MONTH),
            (None, None, TimePrecision.UNKNOWN),
        ]
    )
    assert hour_by_weekday(table).sum() == pytest.approx(2.0)
    assert hour_by_weekday(table)[MONDAY, 1] == pytest.approx(1.0 + 2 / 3)
    assert offence_hours(table).timeless.tolist() == [False, False, True, True, True]


def test_police_uk_months_have_no_hours_at_all() -> None:
    table = offences([("2025-01-01 00:00", None, TimePrecision.MONTH)] * 3)
    assert not hour_by_weekday(table).any()


def test_no_offences_have_an_empty_week() -> None:
    assert hour_by_weekday(offences([])).tolist() == np.zeros((7, 24)).tolist()


def test_places_have_profiles_that_add_up_to_the_whole() -> None:
    start = london("2025-01-06 01:00", "2025-01-06 05:00", "2025-01-07 05:00", None)
    hours = aoristic_weights(start, start + pd.Timedelta(minutes=90))
    profiles = hours.profiles(np.array([1, 0, -1, 0]), 3)
    assert profiles.shape == (3, 7, 24)
    assert profiles[1, MONDAY, 1:3] == pytest.approx([2 / 3, 1 / 3])
    assert profiles.sum(axis=(1, 2)) == pytest.approx([1.0, 1.0, 0.0])


def test_times_without_a_zone_are_refused() -> None:
    naive = pd.Series(pd.to_datetime(["2025-01-06 01:00"]))
    with pytest.raises(InputError, match="without a zone"):
        aoristic_weights(naive, naive)


def test_a_table_without_precision_is_refused() -> None:
    with pytest.raises(MissingColumnError, match="time_precision"):
        hour_by_weekday(offences([]).drop(columns="time_precision"))


# --- in words ----------------------------------------------------------------------------------


def week_with(busy: dict[tuple[int, int], float], elsewhere: float = 0.0) -> np.ndarray:
    profile = np.full((7, 24), elsewhere)
    for (day, hour), weight in busy.items():
        profile[day, hour] = weight
    return profile


def test_friday_and_saturday_nights_are_named_by_the_evening_they_begin() -> None:
    nights = {(day, hour): 10.0 for day in (4, 5) for hour in (22, 23)}
    nights |= {(day, hour): 10.0 for day in (5, 6) for hour in (0, 1)}
    # 80 of 240 offences: exactly a third, in 8 hours; the rest lies even over 160 hours.
    assert busiest_hours(week_with(nights, 1.0)) == "Friday and Saturday 22:00–02:00"


def test_weekday_afternoons_are_named_as_a_run_of_days() -> None:
    afternoons = {(day, hour): 5.0 for day in range(5) for hour in (15, 16)}
    assert busiest_hours(week_with(afternoons, 0.1)) == "Monday to Friday 15:00–17:00"


def test_every_day_is_said_in_two_words() -> None:
    lunchtimes = {(day, 12): 10.0 for day in range(7)}
    # Three of the days would hold a third; all seven stand out more.
    assert busiest_hours(week_with(lunchtimes, 0.1)) == "Every day 12:00–13:00"


def test_one_evening_that_ends_at_midnight() -> None:
    assert busiest_hours(week_with({(2, 23): 30.0})) == "Wednesday 23:00–00:00"


def test_a_level_week_is_spread_out() -> None:
    assert busiest_hours(np.full((7, 24), 3.0)) == SPREAD_OUT == "spread over the week"


def test_too_few_offences_have_no_busiest_hours() -> None:
    assert busiest_hours(week_with({(4, 22): 19.0})) == ""
    assert busiest_hours(np.zeros((7, 24))) == ""


def test_a_few_offences_that_fell_together_by_chance_are_not_named() -> None:
    # 7 of 21 offences in the 12 hours of Monday morning, where a level week has 1.5: 1 in 1,000
    # for that window, but some window of the 14,000 always holds a third of so few.
    profile = np.zeros(168)
    profile[np.arange(14) * 9 + 40] = 1.0
    profile[[0, 2, 4, 6, 8, 10, 11]] = 1.0
    assert busiest_hours(profile.reshape(7, 24)) == ""


def test_named_hours_are_seldom_an_accident() -> None:
    random = np.random.default_rng(1)
    weeks = random.multinomial(40, np.full(168, 1 / 168), 200).reshape(-1, 7, 24).astype(float)
    named = [words for words in map(busiest_hours, weeks) if words not in ("", SPREAD_OUT)]
    assert len(named) <= 10  # 5 % of the level weeks


def test_a_profile_of_another_shape_is_refused() -> None:
    with pytest.raises(ParameterError, match=r"\(24, 7\)"):
        busiest_hours(np.zeros((24, 7)))


def test_a_calendar_year_is_a_year_and_a_day_is_a_day() -> None:
    assert period_years(date(2025, 1, 1), date(2025, 12, 31)) == 1
    assert period_years(date(2024, 1, 1), date(2025, 12, 31)) == 2
    assert period_years(date(2024, 4, 1), date(2025, 9, 30)) == pytest.approx(1 + 183 / 365.25)
    assert period_years(date(2024, 2, 29), date(2028, 2, 28)) == 4
    assert period_years(date(2025, 1, 1), date(2025, 1, 1)) == pytest.approx(1 / 365.25)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ParameterError, match="before it begins"):
        period_years(date(2025, 1, 2), date(2025, 1, 1))
