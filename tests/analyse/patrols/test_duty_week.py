"""The slots of a week: duty days that pass midnight, clock changes, and turns of the quarters."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd

from hotspots.analyse.patrols.duty_week import DutyWeek, duty_week, open_slots
from hotspots.analyse.patrols.patrol_params import PatrolPlanParams

LONDON = "Europe/London"
JANUARY = date(2026, 1, 7)  # a Wednesday


def week(day: date = JANUARY, **asked: object) -> DutyWeek:
    return duty_week(day, LONDON, PatrolPlanParams(**asked))  # type: ignore[arg-type] # as typed


def test_any_day_of_the_week_gives_its_monday() -> None:
    assert week().monday == date(2026, 1, 5)
    assert week(date(2026, 1, 11)).monday == date(2026, 1, 5)
    assert week(date(2026, 1, 12)).number == week().number + 1


def test_a_duty_day_goes_on_after_midnight() -> None:
    slots = week()
    # 20 hours of four quarters on seven days; the last visit ends when the hours do.
    assert len(slots.moments) == 560
    assert slots.moments[0] == pd.Timestamp("2026-01-05 07:00", tz=LONDON)
    assert slots.moments[-1] == pd.Timestamp("2026-01-12 02:45", tz=LONDON)
    assert slots.duty_days[-1] == 6


def test_a_longer_visit_begins_earlier_at_the_end() -> None:
    assert week(minutes=30).moments[-1] == pd.Timestamp("2026-01-12 02:30", tz=LONDON)


def test_the_night_time_economy_is_friday_and_saturday_night() -> None:
    slots = week()
    night = slots.moments[slots.at_night]
    assert night[0] == pd.Timestamp("2026-01-09 20:00", tz=LONDON)
    assert night[-1] == pd.Timestamp("2026-01-11 02:45", tz=LONDON)
    assert len(night) == 2 * 7 * 4
    assert not week(nte_days="").at_night.any()


def test_a_sunday_night_economy_holds_monday_s_early_hours_of_the_same_week() -> None:
    slots = week(between="00:00-00:00", nte_days="Sun")
    night = slots.moments[slots.at_night]
    assert {moment.day_name() for moment in night} == {"Sunday", "Monday"}


def test_round_the_clock_monday_waits_for_sunday_s_last_visit() -> None:
    # The Sunday before may end with a visit at 23:45: 75 minutes later is 01:00.
    assert week(between="00:00-00:00").moments[0] == pd.Timestamp("2026-01-05 01:00", tz=LONDON)


def test_the_hour_that_march_leaves_out_has_no_slots() -> None:
    slots = week(date(2026, 3, 29), between="00:00-06:00")
    sunday = [moment for moment in slots.moments if moment.date() == date(2026, 3, 29)]
    assert {moment.hour for moment in sunday} == {0, 2, 3, 4, 5}


def test_an_officer_s_watch_runs_on_when_the_clocks_go_back() -> None:
    slots = week(date(2026, 10, 25), between="00:00-06:00")
    at = {
        f"{moment:%a %H:%M}": minute
        for moment, minute in zip(slots.moments, slots.minutes, strict=True)
    }
    assert at["Sun 02:00"] - at["Sun 01:45"] == 75
    assert at["Sat 02:00"] - at["Sat 01:45"] == 15


def test_each_quarter_has_its_turn_once_in_four_weeks() -> None:
    first = date(2026, 1, 5)
    while week(first).number % 4:
        first += pd.Timedelta(days=7)  # the first of four
    four = [open_slots("S001", week(first + pd.Timedelta(weeks=n)), 1) for n in range(4)]
    assert (np.sum(four, axis=0) == 1).all()
    assert all(each.sum() == 140 for each in four)  # one of each hour on duty


def test_no_quarter_has_its_turn_two_weeks_running() -> None:
    weeks = [week(JANUARY + pd.Timedelta(weeks=n)) for n in range(60)]
    for spot in ("S001", "S002", "A001"):
        turns = [set(each.slots[open_slots(spot, each, 2025)]) for each in weeks]
        assert not any(now & after for now, after in pairwise(turns))


def test_spots_and_seeds_have_turns_of_their_own() -> None:
    turns = [
        open_slots(spot, week(), seed) for spot, seed in (("S001", 1), ("S002", 1), ("S001", 2))
    ]
    assert not (turns[0] == turns[1]).all()
    assert not (turns[0] == turns[2]).all()
    assert (turns[0] == open_slots("S001", week(), 1)).all()
