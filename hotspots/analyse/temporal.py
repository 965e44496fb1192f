"""When offences happen: hours of the week, shared out where only a range is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.errors import InputError, ParameterError
from hotspots.schema import (
    TimePrecision,
)
from hotspots.words import WEEKDAYS

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.arrays import Bools, Floats, Longs
    from hotspots.nights import Nights

HOURS_A_DAY: Final = 24
HOURS_A_WEEK: Final = 168
DAYS_A_YEAR: Final = 365.25
HOUR_NS: Final = 3_600_000_000_000

# What "busiest" means; the docstring of busiest_hours says why.
BUSY_SHARE: Final = 1.0 / 3.0
MOST_BUSY_HOURS: Final = 28
FEWEST_OFFENCES: Final = 20
LONGEST_WINDOW_HOURS: Final = 12
CHANCE: Final = 0.05
SPREAD_OUT: Final = "spread over the week"


@dataclass(frozen=True, kw_only=True)
class AoristicWeights:
    """Each offence's share of each hour of the week, as sparse triplets.

    Attributes
    ----------
    rows : int array of shape (k,)
        Position of the offence in the table.
    hours_of_week : int array of shape (k,)
        0 is Monday 00:00–01:00 on the clock in the street, 167 is Sunday 23:00–24:00.
    weights : float array of shape (k,)
        Above 0; those of one offence add up to 1.
    timeless : bool array of shape (n,)
        Offences without a usable time, which have no weights here. Count them beside the picture.
    """

    rows: Longs
    hours_of_week: Longs
    weights: Floats
    timeless: Bools

    def profile(self) -> Floats:
        """Return the weights added up, of shape (7, 24), Monday first."""
        return _added_up(self.hours_of_week, self.weights, HOURS_A_WEEK).reshape(7, HOURS_A_DAY)

    def profiles(self, place_of: Longs, place_count: int) -> Floats:
        """Return one profile for each place, of shape (place_count, 7, 24).

        Parameters
        ----------
        place_of : int array of shape (n,)
            Number of each offence's place, from 0; below 0 where it is in none.
        """
        place = place_of[self.rows]
        placed = place >= 0
        cells = place[placed] * HOURS_A_WEEK + self.hours_of_week[placed]
        added_up = _added_up(cells, self.weights[placed], place_count * HOURS_A_WEEK)
        return added_up.reshape(place_count, 7, HOURS_A_DAY)


def hour_by_weekday(offences: gpd.GeoDataFrame) -> Floats:
    """Return the offences of each hour of the week.

    Parameters
    ----------
    offences : GeoDataFrame
        With ``from_time``, ``to_time`` (aware of their zone; missing allowed) and
        ``time_precision``.

    Returns
    -------
    array of shape (7, 24)
        Monday first. Adds up to the offences whose time is exact or a range; those known to the
        day, to the month or not at all are left out (``offence_hours(offences).timeless``).
    """
    return offence_hours(offences).profile()


def offence_hours(offences: gpd.GeoDataFrame) -> AoristicWeights:
    """Return the aoristic weights of the offences whose time is exact or a range.

    As ``aoristic_weights``; offences known to the day, the month or not at all are timeless.
    """
    schema.require_columns(
        offences, (schema.FROM_TIME, schema.TO_TIME, schema.TIME_PRECISION), "offences"
    )
    timed = offences[schema.TIME_PRECISION].isin([TimePrecision.EXACT, TimePrecision.RANGE])
    return aoristic_weights(offences[schema.FROM_TIME].where(timed), offences[schema.TO_TIME])


def shares_within(offences: gpd.GeoDataFrame, nights: Nights) -> Floats:
    """Return the share of each offence's time that lies in some hours of the week.

    Returns
    -------
    array of shape (n,)
        0 to 1; NaN where the hour is not known. Of hours that share out the week they sum to 1.
    """
    weights = offence_hours(offences)
    inside = np.isin(weights.hours_of_week, nights.hours_of_week)
    shares = np.bincount(
        weights.rows[inside], weights=weights.weights[inside], minlength=len(offences)
    )
    return np.where(weights.timeless, np.nan, shares)


def aoristic_weights(from_times: pd.Series, to_times: pd.Series) -> AoristicWeights:
    """Share each offence out over the hours in which it may have happened.

    An offence known only to lie in [from, to) gives each hour the share of the interval that falls
    in it: 01:00–02:30 gives ⅔ and ⅓.

    Parameters
    ----------
    from_times, to_times : Series of datetime, aware of their zone
        Of one length. A missing ``from`` makes the offence timeless. A ``to`` that is missing or
        not after ``from`` puts all the weight on the start hour.

    Returns
    -------
    AoristicWeights

    Raises
    ------
    InputError
        When a column of times has no zone.

    Notes
    -----
    Time elapses as it does for the offender, not as the clock says: a range over the night on
    which clocks go back is an hour longer, and its hour 01:00–02:00 is counted twice. A range of a
    week (168 hours) or more says nothing of the hour and gives every hour 1/168. The zone's clock
    changes are taken to be of whole hours.

    A range says where the offence may lie, not where it does: overnight burglaries share
    themselves out over the night evenly, whatever the burglar did.

    References
    ----------
    Ratcliffe, J. H. and McCullagh, M. J. (1998) Aoristic crime analysis. International Journal of
    Geographical Information Science 12, 751–764.
    """
    start, timeless = _instants_ns(from_times, schema.FROM_TIME)
    end, endless = _instants_ns(to_times, schema.TO_TIME)
    length = np.where(endless | (end < start), 0, end - start)
    long = length >= HOURS_A_WEEK * HOUR_NS
    rows, hour_starts, weights = _shares(
        np.flatnonzero(~timeless & ~long), start, length, _past_the_hour_ns(from_times, timeless)
    )
    long_rows = np.flatnonzero(long & ~timeless)
    shares_of_week = np.full(long_rows.size * HOURS_A_WEEK, 1.0 / HOURS_A_WEEK)
    week = np.tile(np.arange(HOURS_A_WEEK), long_rows.size)
    return AoristicWeights(
        rows=np.concatenate([rows, np.repeat(long_rows, HOURS_A_WEEK)]),
        hours_of_week=np.concatenate([_hours_of_week(hour_starts, from_times), week]),
        weights=np.concatenate([weights, shares_of_week]),
        timeless=timeless,
    )


def busiest_hours(profile: Floats) -> str:
    """Return the busiest part of the week in words: ``"Friday and Saturday 22:00–02:00"``.

    A block is one window of up to 12 hours, the same on each of a run of days (one to seven); a
    window that passes midnight belongs to the day on which it starts. Of the blocks that hold a
    third of the offences in at most 28 hours, the one that stands out most from a level week is
    named (Kulldorff's scan statistic), the earliest of equals.

    Parameters
    ----------
    profile : array of shape (7, 24)
        Offences of each hour of the week, Monday first.

    Returns
    -------
    str
        ``"spread over the week"`` when no block holds a third of the offences in 28 hours (a sixth
        of the week: what is named is at least twice as busy as the average). Empty when there are
        too few to tell: below 20 offences, or when so full a block could well be chance.

    Notes
    -----
    With 14,000 blocks to choose from, some block of any few offences looks busy. So the block's
    offences are compared with what a level week would put there (Poisson), and the probability is
    multiplied by the number of blocks (Bonferroni): it must stay below 5 %.

    References
    ----------
    Kulldorff, M. (1997) A spatial scan statistic. Communications in Statistics: Theory and Methods
    26, 1481–1496.
    """
    if profile.shape != (7, HOURS_A_DAY):
        raise ParameterError(f"A week's profile is of shape (7, 24), not {profile.shape}.")
    offences = float(profile.sum())
    if not offences >= FEWEST_OFFENCES:
        return ""
    held, block_hours = _blocks(profile)
    # Weights are shares of hours: a third of 30 may add up to 9.999999999.
    full = (held >= BUSY_SHARE * offences * (1.0 - 1e-9)) & (block_hours <= MOST_BUSY_HOURS)
    if not full.any():
        return SPREAD_OUT
    expected = offences * block_hours / HOURS_A_WEEK
    stands_out = np.where(full, _scan_statistic(held, expected, offences).round(9), -1.0)
    best = int(stands_out.argmax())
    if not _beyond_chance(held.flat[best], expected.flat[best], held.size):
        return ""
    run, window, first_day, first_hour = map(int, np.unravel_index(best, held.shape))
    return f"{_days_in_words(first_day, run + 1)} {_hours_in_words(first_hour, window + 1)}"


def period_years(first: date, last: date) -> float:
    """Return the length of a period in years, both days included.

    Whole years count as such, leap years too, so that a calendar year's figures a year are the
    figures themselves; what is left over counts in years of 365.25 days.

    Raises
    ------
    ParameterError
        When the last day is before the first.
    """
    if last < first:
        raise ParameterError(f"The period ends on {last}, before it begins on {first}.")
    end = last + timedelta(days=1)
    whole = end.year - first.year - ((end.month, end.day) < (first.month, first.day))
    anniversary = (pd.Timestamp(first) + pd.DateOffset(years=whole)).date()
    return whole + (end - anniversary).days / DAYS_A_YEAR


def _added_up(cells: Longs, weights: Floats, cell_count: int) -> Floats:
    """Return the sum of the weights of each cell, from cell 0 to the last."""
    return np.bincount(cells, weights=weights, minlength=cell_count).astype(np.float64)


def _instants_ns(times: pd.Series, column: str) -> tuple[Longs, Bools]:
    """Return the times as nanoseconds of UTC (0 where missing), and which are missing."""
    missing = times.isna().to_numpy(dtype=np.bool_)
    if missing.all():
        return np.zeros(len(times), dtype=np.int64), missing
    if not isinstance(times.dtype, pd.DatetimeTZDtype):
        raise InputError(
            f"The times in {column!r} are {times.dtype}, without a zone. Say which clock they were "
            "read from: times.dt.tz_localize('Europe/London', ambiguous='NaT', nonexistent='NaT')."
        )
    instants = times.dt.tz_convert("UTC").to_numpy(dtype="datetime64[ns]").view(np.int64)
    return np.where(missing, 0, instants), missing


def _past_the_hour_ns(times: pd.Series, missing: Bools) -> Longs:
    """Return how far each time is past the full hour on its own clock."""
    if missing.all():
        return np.zeros(len(times), dtype=np.int64)
    on_the_clock = times.dt.tz_localize(None).to_numpy(dtype="datetime64[ns]").view(np.int64)
    past_the_hour: Longs = on_the_clock % HOUR_NS
    return past_the_hour


def _shares(
    rows: Longs,
    start: Longs,
    length: Longs,
    past_the_hour: Longs,
) -> tuple[Longs, Longs, Floats]:
    """Cut each of the rows' intervals at the full hours; return row, start of hour and share."""
    begin, length = past_the_hour[rows], length[rows]
    pieces = np.maximum(1, -(-(begin + length) // HOUR_NS))
    owner = np.repeat(np.arange(rows.size), pieces)
    piece = np.arange(owner.size) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    from_ns = np.maximum(begin[owner], piece * HOUR_NS)
    to_ns = np.minimum((begin + length)[owner], (piece + 1) * HOUR_NS)
    momentary = length[owner] == 0
    shares = np.where(momentary, 1.0, (to_ns - from_ns) / np.where(momentary, 1, length[owner]))
    hour_starts = (start[rows] - begin)[owner] + piece * HOUR_NS
    return rows[owner], hour_starts, shares


def _hours_of_week(hour_starts: Longs, times: pd.Series) -> Longs:
    """Return which hour of the week each instant is on the clock of the times' zone."""
    if not hour_starts.size:
        return np.empty(0, dtype=np.int64)
    numbers, distinct = pd.factorize(hour_starts)
    clock = pd.DatetimeIndex(distinct.view("datetime64[ns]"), tz="UTC").tz_convert(times.dt.tz)
    hours = np.asarray(clock.day_of_week * HOURS_A_DAY + clock.hour, dtype=np.int64)
    on_the_clock: Longs = hours[numbers]
    return on_the_clock


def _blocks(profile: Floats) -> tuple[Floats, Longs]:
    """Return the offences in every block, and the block's hours.

    The axes are: days in the run less 1, hours in the window less 1, first day, first hour.
    """
    week = profile.ravel()
    ahead = np.arange(HOURS_A_WEEK)[:, None] + np.arange(LONGEST_WINDOW_HOURS)
    windows = week[ahead % HOURS_A_WEEK].cumsum(axis=1).T.reshape(-1, 7, HOURS_A_DAY)
    days = (np.arange(7)[:, None] + np.arange(7)) % 7
    held = windows[:, days].cumsum(axis=2).transpose(2, 0, 1, 3)
    hours = np.arange(1, 8)[:, None] * np.arange(1, LONGEST_WINDOW_HOURS + 1)
    return held, np.broadcast_to(hours[:, :, None, None], held.shape)


def _scan_statistic(held: Floats, expected: Floats, offences: float) -> Floats:
    """Return the logarithm of how much likelier each block's own rate makes the week."""
    # Sums of shares can pass the whole, and the logarithm's argument 0, by a rounding error.
    least = 1e-12 * offences
    within, outside = np.maximum(held, least), np.maximum(offences - held, least)
    statistic: Floats = within * np.log(within / expected) + outside * np.log(
        outside / (offences - expected)
    )
    return statistic


def _beyond_chance(held: float, expected: float, blocks: int) -> bool:
    """Say whether a level week would seldom put so many offences in any one block."""
    from scipy.special import pdtrc  # noqa: PLC0415 - a quarter second, used only here

    return bool(pdtrc(np.floor(held) - 1.0, expected) * blocks < CHANCE)


def _days_in_words(first: int, count: int) -> str:
    if count == len(WEEKDAYS):
        return "Every day"
    names = WEEKDAYS[first], WEEKDAYS[(first + count - 1) % 7]
    if count == 1:
        return names[0]
    return (" and " if count == 2 else " to ").join(names)  # noqa: PLR2004 - a pair of days


def _hours_in_words(first: int, count: int) -> str:
    return f"{first:02}:00–{(first + count) % HOURS_A_DAY:02}:00"
