"""Clocks and dates that stand for a time that was not known: 00:00, 12:00, 1 January."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import words
from hotspots.load.oddities.oddity import CHANCE, Oddity, OddKind, more_than_chance
from hotspots.schema import FROM_TIME, TIME_PRECISION, TimePrecision

if TYPE_CHECKING:
    from hotspots.arrays import Longs

HOURS: Final = 24
DEFAULT_HOURS: Final = (0, 12)  # what a form or a spreadsheet fills in
# Officers round to the hour everywhere, so a full hour is compared with those within two of it.
NEIGHBOURS: Final = (-2, -1, 1, 2)
LEAST_TIMES_ITS_NEIGHBOURS: Final = 3
LEAST_SHARE: Final = 0.02  # of the rows with a clock: fewer change no picture of the week
# New Year's night and a carnival have two to three times the offences of a usual day.
LEAST_TIMES_A_USUAL_DAY: Final = 5
LEAST_ROWS: Final = 12
MOST_DATES: Final = 3


def heaped_hours(offences: pd.DataFrame) -> Iterator[Oddity]:
    """Give the full hours, 00:00 and 12:00, at which far more begins than at those beside them.

    Parameters
    ----------
    offences : DataFrame
        ``from_time`` on the force's clock, and ``time_precision``; those without a clock are left
        out.
    """
    precise = offences[TIME_PRECISION].isin([TimePrecision.EXACT, TimePrecision.RANGE])
    begins = offences.loc[precise, FROM_TIME]
    sharp = begins[(begins.dt.minute == 0) & (begins.dt.second == 0)].dt.hour
    counts = np.bincount(sharp, minlength=HOURS)
    for hour in DEFAULT_HOURS:
        usual = float(np.mean([counts[(hour + step) % HOURS] for step in NEIGHBOURS]))
        rows = int(counts[hour])
        least = max(LEAST_ROWS, LEAST_SHARE * len(begins))
        if rows >= max(least, LEAST_TIMES_ITS_NEIGHBOURS * usual) and more_than_chance(
            rows, usual
        ) < CHANCE / len(DEFAULT_HOURS):
            yield Oddity(
                kind=OddKind.HEAPED_HOUR,
                rows=rows,
                found=(
                    f"{rows:,} of {len(begins):,} offences with a clock "
                    f"({words.share(rows / len(begins))}) begin at {hour:02d}:00 sharp, where "
                    f"{words.number(usual)} begin at each full hour near it: it may be what is "
                    "filled in when the hour is not known, and the busiest hours may mislead."
                ),
                next_step="Ask who makes the export what it writes when no hour is known.",
            )


def heaped_dates(offences: pd.DataFrame) -> Iterator[Oddity]:
    """Give the days on which far more begins than on a usual one, the fullest first.

    Parameters
    ----------
    offences : DataFrame
        ``from_time`` and ``time_precision``; those known to the month alone are left out.
    """
    by_day = ~offences[TIME_PRECISION].isin([TimePrecision.MONTH, TimePrecision.UNKNOWN])
    begins = offences.loc[by_day, FROM_TIME].dt.tz_localize(None).dt.normalize()
    if begins.empty:
        return
    days = (begins.max() - begins.min()).days + 1
    counts = begins.value_counts()
    usual = _usual_day(counts.to_numpy(dtype=np.int64), days)
    full = counts[
        (counts >= max(LEAST_ROWS, LEAST_TIMES_A_USUAL_DAY * usual))
        & (more_than_chance(counts, usual) < CHANCE / days)
    ]
    for day, rows in list(full.items())[:MOST_DATES]:
        yield Oddity(
            kind=OddKind.HEAPED_DATE,
            rows=int(rows),
            found=(
                f"{rows:,} of {len(begins):,} offences are dated {words.day(day)}, where a usual "
                f"day has {words.number(usual, 0 if usual >= 1 else 1)}: it may be what is filled "
                "in when the date is not known."
            ),
            next_step="Look at those rows; if so, leave them out of the export, or choose a period "
            "without that day.",
        )


def _usual_day(counts: Longs, days: int) -> float:
    """Return what a day has without the fullest ones: the mean of all but the upper twentieth."""
    all_days = np.sort(np.append(counts, np.zeros(max(0, days - len(counts)), dtype=np.int64)))
    return float(all_days[: max(1, round(0.95 * len(all_days)))].mean())
