"""Hours of the week that are alike, so that few offences can tell of more hours than their own.

Thirty offences in 168 hours tell little of any one of them. They tell more of "nights at the end
of the week, about eleven": Friday's and Saturday's nights are alike, and so are the evenings before
a working day, the daytimes of working days, and those of the weekend; and an hour is like the hours
beside it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from hotspots.analyse.temporal import HOURS_A_DAY, HOURS_A_WEEK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# A day of the street ends when the last are home, and its night begins when the shops have closed.
MORNING_HOUR: Final = 5
EVENING_HOUR: Final = 18
FREE_NIGHTS: Final = (4, 5)  # Friday, Saturday
FREE_DAYS: Final = (5, 6)  # Saturday, Sunday
# Standard deviation of the kernel that spreads an offence over the hours beside its own. On the
# demonstration county at full size 0.7 foretold left-out offences better than 0, 1 or 1.5; on the
# small one as well as 1, and better than 0 or 1.5.
SPREAD_HOURS: Final = 0.7


def smoothed_weeks(hours: Floats) -> Floats:
    """Return hours of the week, each spread over the hours that are like it; sums are kept.

    Parameters
    ----------
    hours : array of shape (…, 168)
        Monday 00:00 first.
    """
    smoothed: Floats = hours @ _likeness()
    return smoothed


def kinds_of_hours() -> NDArray[np.int64]:
    """Return what kind each hour of the week is, of shape (168,); hours of one kind are alike.

    One kind is one hour of the clock in: days of work, free days, nights before a day of work, or
    the nights of Friday and Saturday. A night goes on to 05:00 of the next day.
    """
    day, hour = np.divmod(np.arange(HOURS_A_WEEK), HOURS_A_DAY)
    began = np.where(hour < MORNING_HOUR, (day - 1) % 7, day)
    is_night = (hour < MORNING_HOUR) | (hour >= EVENING_HOUR)
    is_free = np.where(is_night, np.isin(began, FREE_NIGHTS), np.isin(began, FREE_DAYS))
    kinds: NDArray[np.int64] = (is_night * 2 + is_free) * HOURS_A_DAY + hour
    return kinds


@cache
def _likeness() -> Floats:
    """Return the matrix that spreads each hour: over its kind, then over the hours beside."""
    kinds = kinds_of_hours()
    same = (kinds[:, None] == kinds).astype(np.float64)
    hour = np.arange(HOURS_A_WEEK)
    ahead = (hour[:, None] - hour) % HOURS_A_WEEK
    apart = np.minimum(ahead, HOURS_A_WEEK - ahead)
    beside = np.exp(-0.5 * (apart / SPREAD_HOURS) ** 2)
    over_kind, over_hours = (each / each.sum(axis=1, keepdims=True) for each in (same, beside))
    likeness: Floats = over_kind @ over_hours
    return likeness
