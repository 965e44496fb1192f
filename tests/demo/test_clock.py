from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hotspots.demo.clock import (
    NO_TIME,
    RHYTHMS,
    clock_text,
    draw_minutes,
    record_times,
    week_of,
)
from hotspots.demo.params import DemoParams

LONDON = "Europe/London"
EVEN_YEAR = np.full(400_000, "", dtype=object)


def minute_of(moment: str) -> int:
    return int((pd.Timestamp(moment) - pd.Timestamp("2025-01-01")) / pd.Timedelta(minutes=1))


@pytest.mark.parametrize("rhythm", RHYTHMS)
def test_a_week_adds_up_to_one(rhythm: str) -> None:
    assert week_of(rhythm).sum() == pytest.approx(1.0)
    assert (week_of(rhythm) > 0).all()


def test_the_night_economy_is_friday_and_saturday_night() -> None:
    week = week_of("night_economy")
    nights = week[4, 21:].sum() + week[5, 21:].sum() + week[5, :3].sum() + week[6, :3].sum()
    assert nights > 0.75


def test_nothing_happens_in_the_hour_that_the_spring_change_skips() -> None:
    rhythms = np.full(400_000, "night_economy", dtype=object)
    minutes = draw_minutes(rhythms, EVEN_YEAR, DemoParams(), LONDON, np.random.default_rng(3))
    skipped = minute_of("2025-03-30 01:00")
    assert not ((minutes >= skipped) & (minutes < skipped + 60)).any()
    assert ((minutes >= skipped - 60) & (minutes < skipped)).any()


def test_dark_evenings_have_more_burglaries_than_light_ones() -> None:
    rhythms = np.full(400_000, "away", dtype=object)
    season = np.full(400_000, "darker nights", dtype=object)
    minutes = draw_minutes(rhythms, season, DemoParams(), LONDON, np.random.default_rng(3))
    month = np.bincount((minutes // (365 * 120)).clip(max=11))  # twelfths of the year
    # A quarter more about 20 December, a quarter less about 20 June: 1.25 / 0.75, less a little,
    # since a twelfth of the year lies around each.
    assert month[11] / month[5] == pytest.approx(1.25 / 0.75, rel=0.03)
    assert month.sum() == 400_000


def test_times_are_written_day_first_and_moved_out_of_the_skipped_hour() -> None:
    minutes = np.array([0, minute_of("2025-03-30 01:30"), minute_of("2025-12-31 23:59"), NO_TIME])
    assert list(clock_text(minutes, DemoParams(), LONDON)) == [
        "01/01/2025 00:00",
        "30/03/2025 02:30",
        "31/12/2025 23:59",
        "",
    ]


def test_what_nobody_saw_is_a_range_around_the_moment() -> None:
    moment = np.full(2_000, 100_000)
    hours = np.full(2_000, 8.0)
    start, end, reported = record_times(moment, hours, np.random.default_rng(4))
    assert ((start <= moment) & (moment <= end)).all()
    assert (reported > end).all()
    # A log-normal's median is the number given: 8 hours.
    assert np.median(end - start) / 60 == pytest.approx(8.0, rel=0.1)


def test_what_somebody_saw_is_known_to_the_minute() -> None:
    moment = np.full(2_000, 100_000)
    start, end, _ = record_times(moment, np.zeros(2_000), np.random.default_rng(4))
    assert (start == moment).all()
    known = end[end != NO_TIME]
    assert ((known >= moment[0]) & (known < moment[0] + 20)).all()
    assert 0.05 < (end == NO_TIME).mean() < 0.15
