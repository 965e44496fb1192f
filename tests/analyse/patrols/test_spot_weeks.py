"""A spot with a dozen offences gets no spurious hour; a spot with hundreds keeps its own."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from hotspots.analyse.patrols.spot_weeks import kinds_of_hours, smoothed_weeks, spots_of
from tests.analyse.patrol_places import offences_at, spots_in_a_row, weeks_of, year_of

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6


def night_share(week: np.ndarray) -> float:
    """Friday and Saturday 21:00 to 03:00."""
    nights = week[[FRIDAY, SATURDAY], 21:].sum() + week[[SATURDAY, SUNDAY], :3].sum()
    return float(nights / week.sum())


def test_expected_weeks_are_shares() -> None:
    spots = spots_in_a_row(2)
    weeks = weeks_of(spots, year_of(spots, ("night_economy", 200), ("after_school", 30)))
    assert weeks.expected.sum(axis=(1, 2)) == pytest.approx([1.0, 1.0])
    assert (weeks.expected > 0).all()


def test_a_busy_night_spot_keeps_its_own_nights() -> None:
    spots = spots_in_a_row(2)
    weeks = weeks_of(spots, year_of(spots, ("night_economy", 300), ("evening", 100)))
    # Planted: 12 hours of 8.0 of a week of 117.5 weigh 82 %; smoothing lets some of it out.
    assert night_share(weeks.expected[0]) > 0.6
    assert weeks.own_share[0] > 0.9


def test_twelve_offences_do_not_buy_an_hour() -> None:
    spots = spots_in_a_row(3)
    offences = year_of(spots, ("evening", 200), ("evening", 150), ("evening", 1))
    # Twelve offences by chance all on a Tuesday at four in the morning.
    tuesday = offences_at(spots, 2, "evening", 11, seed=3)
    moment = pd.Timestamp("2025-03-04 04:10", tz="Europe/London")
    tuesday["from_time"] = tuesday["to_time"] = moment
    together = gpd.GeoDataFrame(pd.concat([offences, tuesday], ignore_index=True), crs=spots.crs)
    weeks = weeks_of(spots, together)
    recorded = weeks.counted[2, 1, 4] / weeks.counted[2].sum()
    assert recorded == pytest.approx(11 / 12)
    assert weeks.expected[2, 1, 4] < 0.5 * recorded
    assert weeks.own_share[2] < weeks.own_share[0]


def test_one_grave_offence_speaks_as_one_and_not_as_a_year() -> None:
    spots = spots_in_a_row(2)
    offences = year_of(spots, ("evening", 60), ("evening", 60))
    offences.loc[0, "harm_css"] = 797_300.0  # its root is 89 times that of the others
    weeks = weeks_of(spots, offences)
    # (59 + 89.3)² / (59 + 7,973) = 2.7 offences: the district says most of what is expected.
    assert weeks.own_share[0] == pytest.approx(2.74 / (2.74 + weeks.worth), abs=0.01)


def test_a_spot_without_a_known_time_takes_its_district_s_week() -> None:
    spots = spots_in_a_row(2)
    offences = year_of(spots, ("night_economy", 50), ("after_school", 50))
    second = spots_of(offences, spots) == 1
    offences.loc[second, "time_precision"] = "day"
    weeks = weeks_of(spots, offences)
    assert (weeks.offences[1], weeks.timed[1], weeks.own_share[1]) == (50, 0, 0.0)
    evenings = weeks.expected[1][:, 17:22].sum()
    assert evenings > 0.5  # of the thousand offences around it


def test_months_alone_leave_every_hour_alike() -> None:
    spots = spots_in_a_row(1)
    offences = year_of(spots, ("night_economy", 50))
    offences["time_precision"] = "month"
    weeks = weeks_of(spots, offences)
    assert not weeks.hours_known
    assert weeks.expected[0] == pytest.approx(np.full((7, 24), 1 / 168))
    assert not weeks.counted.any()


def test_rows_in_another_order_give_the_same_weeks() -> None:
    spots = spots_in_a_row(2)
    offences = year_of(spots, ("night_economy", 40), ("after_school", 30))
    shuffled = offences.sample(frac=1, random_state=4)
    assert (weeks_of(spots, offences).expected == weeks_of(spots, shuffled).expected).all()


def test_a_spot_with_no_offence_at_all_is_planned_for_by_its_district() -> None:
    spots = spots_in_a_row(2)
    offences = year_of(spots, ("evening", 40))
    weeks = weeks_of(spots, offences)
    assert weeks.offences.tolist() == [40, 0]
    assert weeks.expected[1].sum() == pytest.approx(1.0)


def test_no_offence_anywhere_is_a_level_week() -> None:
    spots = spots_in_a_row(1)
    weeks = weeks_of(spots, year_of(spots).iloc[:0])
    assert weeks.expected[0] == pytest.approx(np.full((7, 24), 1 / 168))


def test_where_outlines_overlap_the_first_takes_the_offence() -> None:
    spots = spots_in_a_row(2, apart_m=0.0)
    assert set(spots_of(offences_at(spots, 0, "evening", 3), spots)) == {0}


MONDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = 0, 3, 4, 5, 6


def hour(day: int, clock: int) -> int:
    return day * 24 + clock


def one_offence(day: int, clock: int) -> np.ndarray:
    week = np.zeros(168)
    week[hour(day, clock)] = 1.0
    return smoothed_weeks(week)


def test_nothing_is_lost_by_smoothing() -> None:
    weeks = np.random.default_rng(1).random((5, 168))
    assert smoothed_weeks(weeks).sum(axis=1) == pytest.approx(weeks.sum(axis=1))


def test_a_friday_midnight_tells_of_saturday_s_too_and_not_of_monday_s() -> None:
    week = one_offence(FRIDAY, 23)
    assert week[hour(FRIDAY, 23)] == pytest.approx(week[hour(SATURDAY, 23)])
    assert week[hour(FRIDAY, 23)] > 1_000 * week[hour(MONDAY, 23)]


def test_the_night_goes_on_after_midnight() -> None:
    kinds = kinds_of_hours()
    assert kinds[hour(SATURDAY, 2)] == kinds[hour(SUNDAY, 2)]  # the nights of Friday and Saturday
    assert kinds[hour(SATURDAY, 2)] != kinds[hour(MONDAY, 2)]
    assert kinds[hour(MONDAY, 2)] == kinds[hour(FRIDAY, 2)]  # of Sunday and of Thursday


def test_a_school_day_is_like_the_other_school_days_and_not_like_sunday() -> None:
    week = one_offence(THURSDAY, 16)
    assert week[hour(MONDAY, 16)] == pytest.approx(week[hour(FRIDAY, 16)])
    assert week[hour(SUNDAY, 16)] == pytest.approx(0.0, abs=1e-6)


def test_the_hours_beside_take_a_part_and_those_further_off_hardly_any() -> None:
    # A normal curve of 0.7 hours: exp(−1/0.98) = 0.360 of the peak one hour off, 0.017 two off.
    week = one_offence(THURSDAY, 12)
    peak = week[hour(THURSDAY, 12)]
    assert week[hour(THURSDAY, 13)] / peak == pytest.approx(0.3604, abs=1e-4)
    assert week[hour(THURSDAY, 10)] / peak == pytest.approx(0.0169, abs=1e-4)
