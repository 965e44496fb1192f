"""What a commander may ask for, and what is refused before anything is planned."""

from __future__ import annotations

import pytest

from hotspots.analyse.patrols.patrol_params import PatrolPlanParams, clock_hours
from hotspots.errors import ParameterError


@pytest.mark.parametrize(
    ("text", "start", "length", "words"),
    [
        ("07:00-03:00", 420, 1_200, "07:00–03:00"),
        ("09:30-17:45", 570, 495, "09:30–17:45"),
        ("00:00-24:00", 0, 1_440, "00:00–00:00"),
        ("22:00-22:00", 1_320, 1_440, "22:00–22:00"),
        (" 20:00 – 04:00 ", 1_200, 480, "20:00–04:00"),
    ],
)
def test_hours_may_pass_midnight(text: str, start: int, length: int, words: str) -> None:
    hours = clock_hours(text)
    assert (hours.start, hours.length, str(hours)) == (start, length, words)


@pytest.mark.parametrize("text", ["7-3", "07:00", "25:00-03:00", "07:60-09:00", "seven to three"])
def test_what_are_no_hours_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ParameterError, match="07:00-03:00"):
        clock_hours(text)


def test_hours_off_the_quarter_are_refused() -> None:
    with pytest.raises(ParameterError, match="quarter of an hour"):
        clock_hours("07:10-15:00")


def test_the_defaults_are_two_short_visits_and_the_weekend_s_nights() -> None:
    params = PatrolPlanParams()
    assert (params.visits_a_day, params.minutes, params.gap_minutes) == (2, 15, 60)
    assert params.night_days == (4, 5)
    assert params.apart_minutes == 75


def test_a_force_may_have_no_night_time_economy_or_another() -> None:
    assert PatrolPlanParams(nte_days="").night_days == ()
    assert PatrolPlanParams(nte_days="Thursday, Fri,SAT").night_days == (3, 4, 5)


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(ParameterError) as told:
        PatrolPlanParams(
            visits_a_day=0, minutes=90, gap_minutes=-1, focus=9, pairs=0, seed=-5, between="x"
        )
    words = str(told.value)
    for name in ("visits_a_day", "minutes", "gap_minutes", "focus", "pairs", "seed", "'x'"):
        assert name in words


def test_more_visits_than_the_hours_hold_are_refused_with_how_many_they_do() -> None:
    # 75 minutes apart, and up to 45 more as the quarters fall: every two hours; 8 hours hold 4.
    assert PatrolPlanParams(visits_a_day=4, between="18:00-02:00").visits_a_day == 4
    with pytest.raises(ParameterError, match="at most 4 do"):
        PatrolPlanParams(visits_a_day=5, between="18:00-02:00")


def test_a_day_that_is_none_is_named() -> None:
    with pytest.raises(ParameterError, match="'Xmas'"):
        PatrolPlanParams(nte_days="Fri,Xmas")
