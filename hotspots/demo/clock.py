"""When things happen: the rhythm of the week, and the times that a records system holds.

Times are minutes since the first of January on the clock on the wall, so that an hour is the hour
that people lived through; the hour that the spring change skips never occurs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots.demo.seasons import EVEN, SEASONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotspots.arrays import Floats, Longs, Objects
    from hotspots.demo.params import DemoParams

TIME_FORMAT: Final = "%d/%m/%Y %H:%M"
HOURS_PER_DAY: Final = 24
MINUTES_PER_DAY: Final = 1_440
NO_TIME: Final = -1
MONDAY_TO_FRIDAY, SATURDAY, SUNDAY = slice(0, 5), 5, 6
FRIDAY = 4
WEEKEND = slice(5, 7)

# Plain words for the truth file.
RHYTHMS: Final[Mapping[str, str]] = {
    "night_economy": "Friday and Saturday nights, 21:00 to 03:00",
    "after_school": "Monday to Friday, 15:00 to 18:00",
    "daytime_retail": "Monday to Saturday, 10:00 to 17:00",
    "evening": "every day, 17:00 to 22:00",
    "domestic": "evenings and weekends, at home",
    "overnight": "every night, 22:00 to 06:00",
    "away": "while people are out: weekdays by day, and early evening",
    "any": "any hour, fewer at night",
}


def week_of(rhythm: str) -> Floats:
    """Return the weight of each hour of the week: 7 days (Monday first) × 24 hours, sum 1."""
    week = np.full((7, 24), 0.15)
    week[:, 1:6] = 0.06
    if rhythm == "night_economy":
        week[[FRIDAY, SATURDAY], 21:] = 8.0
        week[[SATURDAY, SUNDAY], :3] = 8.0
        week[:, 18:21] = 0.5
    elif rhythm == "after_school":
        week[MONDAY_TO_FRIDAY, 15:18] = 7.0
    elif rhythm == "daytime_retail":
        week[: SATURDAY + 1, 10:17] = 2.2
        week[SUNDAY, 11:16] = 1.2
    elif rhythm == "evening":
        week[:, 17:22] = 2.6
    elif rhythm == "domestic":
        week[:, 17:24] = 0.9
        week[WEEKEND, 9:24] = 1.0
        week[:, 8:17] += 0.3
    elif rhythm == "overnight":
        week[:, 22:] = 1.6
        week[:, :6] = 1.2
    elif rhythm == "away":
        week[MONDAY_TO_FRIDAY, 9:16] = 1.2
        week[:, 17:21] = 1.4
    else:
        week[:, 8:23] = 0.6
    return np.asarray(week / week.sum())


def draw_minutes(
    rhythms: Objects,
    seasons: Objects,
    params: DemoParams,
    timezone: str,
    rng: np.random.Generator,
) -> Longs:
    """Draw a moment of the year for each offence, by its rhythm of the week and its season.

    ``seasons`` are names of ``seasons.SEASONS``, or empty text.
    """
    start = pd.Timestamp(params.first_day)
    hours = start + pd.to_timedelta(np.arange(params.hours), unit="h")
    lived = hours.tz_localize(timezone, ambiguous=np.ones(len(hours), bool), nonexistent="NaT")
    exists = lived.notna()
    day = np.arange(params.hours) / HOURS_PER_DAY
    minutes = np.empty(len(rhythms), dtype=np.int64)
    for rhythm, season in sorted(set(zip(rhythms, seasons, strict=True))):
        chosen = (rhythms == rhythm) & (seasons == season)
        weight = week_of(rhythm)[hours.day_of_week, hours.hour] * exists
        ladder = np.cumsum(weight * SEASONS.get(season, EVEN).rate(day))
        hour = np.searchsorted(ladder, rng.random(int(chosen.sum())) * ladder[-1], side="right")
        minutes[chosen] = hour * 60 + rng.integers(60, size=len(hour))
    return minutes


def clock_text(minutes: Longs, params: DemoParams, timezone: str) -> Objects:
    """Write moments as the export does, ``31/12/2025 23:59``; ``NO_TIME`` becomes empty text.

    A moment that falls into the hour that the spring change skips is moved one hour on.
    """
    lived = wall_clock(np.maximum(minutes, 0), params, timezone)
    text = np.asarray(lived.strftime(TIME_FORMAT), dtype=object)
    text[minutes == NO_TIME] = ""
    return text


def wall_clock(minutes: Longs, params: DemoParams, timezone: str) -> pd.DatetimeIndex:
    """Return minutes of the year as moments with their zone.

    A moment that falls into the hour that the spring change skips is moved one hour on.
    """
    moments = pd.Timestamp(params.first_day) + pd.to_timedelta(minutes, unit="min")
    return moments.tz_localize(
        timezone,
        ambiguous=np.ones(len(moments), bool),
        nonexistent=pd.Timedelta(hours=1),
    )


def record_times(
    moment: Longs, uncertain_hours: Floats, rng: np.random.Generator
) -> tuple[Longs, Longs, Longs]:
    """Return from, to and reported times around the moments at which things happened.

    Where ``uncertain_hours`` is above 0 nobody saw it: the moment lies somewhere in a range of
    about so many hours (log-normal). Elsewhere the moment itself is recorded, often as both ends.
    """
    count = len(moment)
    unseen = uncertain_hours > 0
    range_min = np.where(unseen, uncertain_hours * 60.0 * np.exp(rng.normal(0.0, 0.8, count)), 0.0)
    before = moment - rng.random(count) * range_min
    start = np.maximum(np.where(unseen, before // 5 * 5, moment), 0).astype(np.int64)
    end = np.maximum(np.where(unseen, -(-(before + range_min) // 5) * 5, moment), moment)
    end = end.astype(np.int64)
    habit = rng.random(count)
    end = np.where(~unseen & (habit < 0.3), end + rng.integers(1, 20, count), end)  # noqa: PLR2004
    delay_min = 3.0 + rng.exponential(np.where(unseen, 240.0, 90.0))
    reported = end + delay_min.astype(np.int64)
    no_end = ~unseen & (habit > 0.9)  # noqa: PLR2004
    return start, np.where(no_end, NO_TIME, end), reported
