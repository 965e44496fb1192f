"""Hours that are alike: Friday's night is like Saturday's, and a school day like the next."""

from __future__ import annotations

import numpy as np
import pytest

from hotspots.analyse.patrols.week_smoothing import kinds_of_hours, smoothed_weeks

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
