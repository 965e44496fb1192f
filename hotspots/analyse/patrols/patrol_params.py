"""What may be asked of a patrol plan, and its hours on the clock."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

from hotspots.errors import ParameterError, refuse_parameters
from hotspots.words import WEEKDAYS

MINUTES_A_DAY: Final = 1_440
SLOT_MINUTES: Final = 15
SLOTS_AN_HOUR: Final = 4
# No hour of a spot's week is visited in more than four weeks of five. A busier hour's visits go to
# other hours, so that a spot's one busy hour is never a date that can be kept.
MOST_OFTEN: Final = 0.8

_HOURS: Final = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_SHORTEST_VISIT, _LONGEST_VISIT = 5, 60
_MOST_PAIRS: Final = 50
_SHARPEST: Final = 5.0


@dataclass(frozen=True)
class ClockHours:
    """Hours of every day, from a start to an end that may lie after midnight.

    Attributes
    ----------
    start : int
        Minutes after midnight.
    length : int
        Minutes, up to a whole day.
    """

    start: int
    length: int

    def __str__(self) -> str:
        """Return the hours as a person reads them: ``07:00–03:00``."""
        return f"{clock(self.start)}–{clock(self.start + self.length)}"


def clock(minutes: int) -> str:
    """Return minutes after midnight as ``21:15``; a whole day later reads the same."""
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def clock_hours(text: str) -> ClockHours:
    """Read hours such as ``07:00-03:00``; the same time twice is the whole day.

    Raises
    ------
    ParameterError
    """
    found = _HOURS.fullmatch(text.strip().replace("–", "-").replace(" ", ""))
    parts = [int(part) for part in found.groups()] if found else []
    if not parts or max(parts[0::2]) > 24 or max(parts[1::2]) > 59:  # noqa: PLR2004 - a clock
        raise ParameterError(
            f"{text!r} are no hours. Give a start and an end on the 24-hour clock, as 07:00-03:00; "
            "an end before the start is on the next day."
        )
    start, end = (parts[0] * 60 + parts[1], parts[2] * 60 + parts[3])
    if start % SLOT_MINUTES or end % SLOT_MINUTES:
        raise ParameterError(
            f"{text!r} do not begin and end on a quarter of an hour; visits are planned by them. "
            "Use :00, :15, :30 or :45."
        )
    start %= MINUTES_A_DAY
    return ClockHours(start, (end - start) % MINUTES_A_DAY or MINUTES_A_DAY)


@dataclass(frozen=True, kw_only=True)
class PatrolPlanParams:
    """How visits to harm spots are planned.

    Attributes
    ----------
    visits_a_day : int
        Visits to each harm spot a day, on average over the week: a week has seven times as many,
        and its days share them by the harm that is expected.
    minutes : int
        Length of a visit. 15, since Koper (1995) found that 10 to 15 minutes keep a place quiet
        for longest after officers leave.
    between : str
        The hours in which visits are planned, as 07:00-03:00; they may pass midnight. By default
        the late and the early turn, without the hours in which few are on duty.
    gap_minutes : int
        Least time between the end of a visit and the beginning of the next one to the same spot.
        60, because what a visit leaves behind lasts for a while: another one within the hour
        adds less than it would elsewhere.
    focus : float
        How much likelier a heavier hour is visited: 0 visits all hours alike, 1 in proportion to
        the harm expected there, more leans to the heaviest. 1.5, since on the demonstration county
        its hours hold a fifth of the harm where 1 has a sixth (one visit a day), no slot being
        used more often; beyond 1.5 little is won and the quiet days go without.
    pairs : int
        Pairs of officers on duty in a district at once. No more visits than that are planned at
        one moment, and each pair has time to get from one to the next. 2, so that one
        arrest does not end the plan.
    nte_days : str
        Days on whose evening the night-time economy begins, as Fri,Sat. Its visits are planned
        and counted apart. By default the two nights on which town centres fill.
    nte_hours : str
        Hours of the night-time economy. 20:00-04:00: from the evening's first arrivals to the
        last venues' closing and the way home.
    seed : int
        Another seed is another plan. The same seed, spots, offences and week give the same plan.
    """

    visits_a_day: int = 2
    minutes: int = 15
    between: str = "07:00-03:00"
    gap_minutes: int = 60
    focus: float = 1.5
    pairs: int = 2
    nte_days: str = "Fri,Sat"
    nte_hours: str = "20:00-04:00"
    seed: int = 2025

    def __post_init__(self) -> None:
        faults = [*self._faults_of_numbers(), *self._faults_of_days()]
        if not faults and self.visits_a_day > self.most_visits_a_day:
            faults.append(
                f"{self.visits_a_day} visits a day do not fit between {self.duty} with "
                f"{self.gap_minutes} minutes between them and stay unpredictable; at most "
                f"{self.most_visits_a_day} do. Ask for fewer, or widen the hours"
            )
        refuse_parameters("Patrol plan", faults)

    @property
    def duty(self) -> ClockHours:
        """The hours in which visits are planned."""
        return clock_hours(self.between)

    @property
    def night(self) -> ClockHours:
        """The hours of the night-time economy."""
        return clock_hours(self.nte_hours)

    @property
    def night_days(self) -> tuple[int, ...]:
        """The days on whose evening the night-time economy begins; Monday is 0."""
        return tuple(_weekday(name) for name in self.nte_days.split(",") if name.strip())

    @property
    def apart_minutes(self) -> int:
        """Least time between the beginnings of two visits to one spot."""
        return self.minutes + self.gap_minutes

    @property
    def most_visits_a_day(self) -> int:
        """How many visits a day the hours hold at most, on average, however the quarters fall.

        Any two of a spot's starts that are an hour and three quarters further apart than the gap
        asks for are far enough apart in every week.
        """
        apart = math.ceil((self.apart_minutes + 3 * SLOT_MINUTES) / 60)
        hours = self.duty.length // 60
        by_gap = math.ceil(hours / apart)
        return min(by_gap, math.floor(MOST_OFTEN * hours))

    def _faults_of_numbers(self) -> list[str]:
        faults = []
        if self.visits_a_day < 1:
            faults.append(f"visits_a_day must be 1 or more, not {self.visits_a_day}")
        if not _SHORTEST_VISIT <= self.minutes <= _LONGEST_VISIT:
            faults.append(
                f"minutes must be {_SHORTEST_VISIT} to {_LONGEST_VISIT} (10 to 15 is what was "
                f"studied), not {self.minutes}"
            )
        if not 0 <= self.gap_minutes < MINUTES_A_DAY:
            faults.append(f"gap_minutes must be 0 or more and below a day, not {self.gap_minutes}")
        if not 0 <= self.focus <= _SHARPEST:
            faults.append(f"focus must be 0 to {_SHARPEST:g}, not {self.focus}")
        if not 1 <= self.pairs <= _MOST_PAIRS:
            faults.append(f"pairs must be 1 to {_MOST_PAIRS}, not {self.pairs}")
        if self.seed < 0:
            faults.append(f"seed must be 0 or more, not {self.seed}")
        return faults

    def _faults_of_days(self) -> list[str]:
        faults = []
        for read in (lambda: self.duty, lambda: self.night, lambda: self.night_days):
            try:
                read()
            except ParameterError as fault:
                faults.append(str(fault).rstrip("."))
        return faults


def _weekday(name: str) -> int:
    short = name.strip().lower()
    for number, day in enumerate(WEEKDAYS):
        if len(short) >= 3 and day.lower().startswith(short):  # noqa: PLR2004 - Mon, Tue, …
            return number
    raise ParameterError(
        f"{name.strip()!r} in nte_days is no day of the week. Give days as Fri,Sat; leave it "
        "empty where there is no night-time economy."
    )


@dataclass(frozen=True, kw_only=True)
class TrackParams:
    """How a track is read as visits on foot.

    Attributes
    ----------
    longest_gap_s : float
        Longest time between two fixes, in seconds, over which the way between them is believed.
        120 s: radios report every 5 to 60 s, and within two minutes nobody leaves a spot of 300 m
        on foot and comes back.
    fastest_m_per_s : float
        Fastest pace that is still on foot, in metres a second. 2.5 m/s (9 km/h), a run; faster is a
        vehicle or a jump of the receiver, and driving through is no patrol.
    pause_s : float
        Longest absence, in seconds, after which a return is still the same visit. 180 s: officers
        step over a spot's edge, and the receiver strays by some metres.
    shortest_minutes : float
        Shortest stay that is a visit, in minutes. 2 minutes: less is walking past.
    """

    longest_gap_s: float = 120.0
    fastest_m_per_s: float = 2.5
    pause_s: float = 180.0
    shortest_minutes: float = 2.0

    def __post_init__(self) -> None:
        limits = {
            "longest_gap_s": self.longest_gap_s,
            "fastest_m_per_s": self.fastest_m_per_s,
            "pause_s": self.pause_s,
        }
        faults = [
            f"{name} must be above 0, not {value}"
            for name, value in limits.items()
            if not (value > 0 and math.isfinite(value))
        ]
        if not 0 <= self.shortest_minutes < math.inf:
            faults.append(f"shortest_minutes must be 0 or more, not {self.shortest_minutes}")
        refuse_parameters("GPS tracks", faults)


@dataclass(frozen=True, kw_only=True)
class PatrolFiguresParams:
    """What the figures of patrols are held against.

    Attributes
    ----------
    weekly_interactions : int
        Interactions a week that are aimed at, over the force. 500, what Op Grip asks for.
    shortest_minutes : float
        Least length of a visit, in minutes, that is as long as it should be. 10, the lower end of
        the 10 to 15 minutes after which order lasted longest (Koper 1995).
    longest_minutes : float
        Greatest such length, in minutes. 20: longer adds little, and is missed elsewhere.
    """

    weekly_interactions: int = 500
    shortest_minutes: float = 10.0
    longest_minutes: float = 20.0

    def __post_init__(self) -> None:
        faults = []
        if self.weekly_interactions < 1:
            faults.append(f"weekly_interactions must be 1 or more, not {self.weekly_interactions}")
        if not 0 < self.shortest_minutes < self.longest_minutes:
            faults.append(
                "shortest_minutes must be above 0 and below longest_minutes, not "
                f"{self.shortest_minutes} and {self.longest_minutes}"
            )
        refuse_parameters("Figures of patrols", faults)
