"""Read a column of times in one explicit format, or refuse it; then put it on the local clock.

``03/04/2024`` is the third of April to one reader and the fourth of March to another, so the
format is never guessed value by value: one format has to fit the column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from hotspots.arrays import Bools, Longs
from hotspots.errors import AmbiguousDatesError
from hotspots.tables import date_formats
from hotspots.tables.doubts import Doubt
from hotspots.tables.text_table import read_once, without_blanks
from hotspots.tables.written_times import (
    form_of_format,
    in_known_forms,
    said_of_days_ends,
    with_days_ends,
)

# A column may hold this share of values that fit no format (or one value); more is a fault.
MOST_UNREADABLE_SHARE = 0.05
# Where some values read only day first and others only month first, the rarer are taken for
# slips below this share of the commoner; above it the column is a mixture and is refused.
MOST_CONTRARY_SHARE = 0.02
SAMPLE_SIZE = 400
# The wrong order of day and month fits about two dates in five: it is let in, to be compared.
LEAST_SAMPLE_SHARE = 0.2
# A time of day without its date is written as 30 December 1899, and no date at all as 1 January
# 1900, 0001 or 9999.
FIRST_DAY = "1900-01-02"
LAST_DAY = "2200-01-01"
# Whose clock a file was saved by is not known.
A_DAY = pd.Timedelta(days=1)
# With two figures for day and month; and the day of a clock that is read alone.
LONG_DAY = date(2025, 12, 31)
NO_DAY = pd.Timestamp("1900-01-01")
MANY_MOMENTS = 1_000
LINES_LISTED = 10


@dataclass(frozen=True, kw_only=True)
class TimesRead:
    """A column of times, on the local clock.

    Attributes
    ----------
    times : Series of datetime64[us, zone]
        Missing where there was nothing to read, or nothing that could be read.
    unreadable : Series of bool
        Something stood there and does not fit the format.
    too_early, too_late : Series of bool
        A moment before 1900 (a time of day without its date is written as 30 December 1899), and
        one after the file was saved. Both are missing in ``times``.
    has_clock : Series of bool
        A time of day was given, not only a date.
    date_format : str
        The one format, as ``strptime`` writes it.
    notes : tuple of str
        Hours that the change of the clocks made ambiguous or skipped.
    doubts : tuple of Doubt
        Dates of the other order of day and month: others of the same hand may be misread.
    """

    times: pd.Series[pd.Timestamp]
    unreadable: pd.Series[bool]
    too_early: pd.Series[bool]
    too_late: pd.Series[bool]
    has_clock: pd.Series[bool]
    date_format: str
    notes: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class _Candidate:
    date_format: str
    times: pd.Series[pd.Timestamp]
    fits: Bools
    has_clock: Bools


class _Written:
    """The values of a column in which something stands; each distinct one is read once."""

    def __init__(self, texts: pd.Series[str]) -> None:
        self.texts = texts

    @cached_property
    def once(self) -> tuple[Longs, pd.Series[str]]:
        """The place of each value among the distinct ones, and those that hold a figure."""
        codes, written = pd.factorize(self.texts)
        return codes, _with_figures(pd.Series(written, dtype="str"))

    @cached_property
    def days(self) -> _Written:
        """What stands before the clock."""
        return _Written(self.texts.str.replace(r"[ T].*$", "", regex=True))


def read_times(
    texts: pd.Series[str],
    *,
    column: str,
    lines: Sequence[int] | Longs,
    timezone: str,
    date_format: str | None = None,
    file: str | None = None,
    saved_at: pd.Timestamp | None = None,
) -> TimesRead:
    """Read a column of times in the one format that fits it.

    Parameters
    ----------
    texts : Series of str
        As found; may be empty or missing.
    column : str
        The column's name in the file, for messages.
    lines : array of int, shape (rows,)
        The file's line of each value, for messages.
    timezone : str
        Local times are put in this zone; times that state an offset are converted to it.
    date_format : str, optional
        A ``strptime`` format. Where it does not fit this column, another is looked for that has
        day and month in the same order.
    file : str, optional
        The file's name, for messages.
    saved_at : Timestamp, optional
        When the file was saved, aware of its zone: no record of it is later, by more than a day.
        It is not believed where most are, and the present moment is taken instead.

    Raises
    ------
    AmbiguousDatesError
        When day and month could be either way round, or no single format fits.
    ParameterError
        When the stated format is none.
    """
    values, ends = with_days_ends(in_known_forms(without_blanks(texts)))
    written = values.notna().to_numpy()
    where = date_formats.where_in(file, column)
    stated = None if date_format is None else form_of_format(date_format)
    found, found_on = _Written(values[written]), np.asarray(lines)[written]
    best = _best_candidate(found, where, found_on, stated)
    nothing = pd.Series(data=False, index=texts.index)
    times = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[us]")
    if best is None:
        return TimesRead(
            times=localise(times, timezone)[0],
            unreadable=nothing,
            too_early=nothing,
            too_late=nothing,
            has_clock=nothing,
            date_format="",
        )
    early, late = _not_believable(best.times, saved_at, timezone)
    kept = best.times.mask(early | late)
    if ends.any():
        kept = kept.mask(ends[written], kept + A_DAY)
    if "%z" in best.date_format:
        local = pd.Series(pd.NaT, index=texts.index, dtype=f"datetime64[us, {timezone}]")
        local[written] = kept.dt.tz_convert(timezone)
        notes: tuple[str, ...] = ()
    else:
        times[written] = kept
        local, notes = localise(times, timezone)
    return TimesRead(
        times=local,
        unreadable=_of_all(~best.fits, nothing, written),
        too_early=_of_all(early.to_numpy(), nothing, written),
        too_late=_of_all(late.to_numpy(), nothing, written),
        has_clock=_of_all(best.has_clock, nothing, written),
        date_format=best.date_format,
        notes=tuple(f"{column}: {note}" for note in (*said_of_days_ends(ends), *notes)),
        doubts=_doubt_on_other_order(column, best, found, found_on),
    )


def _of_all(held: Bools, nothing: pd.Series[bool], written: Bools) -> pd.Series[bool]:
    """Return what holds of the values that are written, for all rows."""
    found = nothing.copy()
    found[written] = held
    return found


def is_believable(times: pd.Series[pd.Timestamp]) -> pd.Series[bool]:
    """Say which moments are none of a default or a slip; a missing one is not asked."""
    first, last = (pd.Timestamp(day, tz=times.dt.tz) for day in (FIRST_DAY, LAST_DAY))
    return times.isna() | ((times >= first) & (times < last))


def saved_at(path: Path) -> pd.Timestamp:
    """Return when a file was saved."""
    return pd.Timestamp(path.stat().st_mtime, unit="s", tz="UTC")


def _not_believable(
    times: pd.Series[pd.Timestamp], saved: pd.Timestamp | None, timezone: str
) -> tuple[pd.Series[bool], pd.Series[bool]]:
    """Say which moments are before 1900, and which are later than the file."""
    absurd = ~is_believable(times)
    early = absurd & (times < pd.Timestamp(FIRST_DAY, tz=times.dt.tz))
    late = absurd & ~early
    if saved is None:
        return early, late
    for end in (saved, pd.Timestamp.now(tz="UTC")):
        latest = (end + A_DAY).tz_convert(times.dt.tz or timezone)
        late = times > (latest if times.dt.tz else latest.tz_localize(None))
        if late.sum() <= times.notna().sum() / 2:
            break
    return early, late


def _doubt_on_other_order(
    column: str, best: _Candidate, written: _Written, lines: Longs
) -> tuple[Doubt, ...]:
    """Say of dates that read only in the other order of day and month that more may be meant so."""
    rivals = [
        rival
        for rival in _plausible_formats(written.texts[~best.fits])
        if date_formats.contrary(rival, best.date_format)
    ]
    if not rivals:
        return ()
    ours, theirs = date_formats.parts_of(best.date_format)[0], date_formats.parts_of(rivals[0])[0]
    _, other = _read_one_way(ours, theirs, written)
    both = best.fits & _try(written.days, theirs).fits
    listed = ", ".join(map(str, lines[other][:LINES_LISTED]))
    more = ", …" if other.sum() > LINES_LISTED else ""
    own, held = date_formats.order_of(ours), date_formats.order_of(theirs)
    found = (
        f"{column}: dates that can only be {held}, where the column is {own}: "
        f"{int(other.sum()):,}, not read (lines {listed}{more}); others by the same hand may be "
        f"misread, day for month: dates that read both ways: {int(both.sum()):,}"
    )
    return (Doubt(found, "find whose rows they are, and correct the dates in the export"),)


def localise(
    times: pd.Series[pd.Timestamp], timezone: str
) -> tuple[pd.Series[pd.Timestamp], tuple[str, ...]]:
    """Put clock times in their zone; where October's hour comes twice, the first is taken.

    March's missing hour is moved forward to its end. Both are counted in the notes.
    """
    clock = times.dt.tz_localize(timezone, ambiguous="NaT", nonexistent="shift_forward")
    twice = int((clock.isna() & times.notna()).sum())
    summer = np.ones(len(times), dtype=bool)
    local = times.dt.tz_localize(timezone, ambiguous=summer, nonexistent="shift_forward")
    moved = int(((local.dt.tz_localize(None) != times) & times.notna()).sum())
    notes = []
    if twice:
        notes.append(f"times in October's hour that comes twice, read as the first: {twice:,}")
    if moved:
        notes.append(f"times in the hour that March skips, moved forward: {moved:,}")
    return local, tuple(notes)


def _best_candidate(
    written: _Written,
    where: str,
    lines: Longs,
    stated: str | None,
) -> _Candidate | None:
    if stated is not None:
        date_formats.require_date_format(stated)
    values = written.texts
    if values.empty:
        return None
    if stated is not None:
        only = _try(written, stated)
        if _fits_well(only):
            return only
    formats = [
        plausible
        for plausible in _plausible_formats(values)
        if stated is None or not date_formats.contrary(plausible, stated)
    ]
    tried = []
    for date_format in formats:
        tried.append(_try(written, date_format))
        if _fits_well(tried[-1]):
            rivals = [rival for rival in formats if date_formats.contrary(rival, date_format)]
            settled = _settle_order(date_format, rivals, where, written, lines)
            return tried[-1] if settled == date_format else _try(written, settled)
    if stated is not None:
        raise _stated_misfit(where, written, lines, only)
    raise _no_format(where, written, lines, tried)


def _fits_well(candidate: _Candidate) -> bool:
    misfits = int((~candidate.fits).sum())
    allowed = max(1, int(MOST_UNREADABLE_SHARE * len(candidate.fits)))
    return misfits <= allowed and misfits < len(candidate.fits)


def _try(written: _Written, date_format: str) -> _Candidate:
    """Read every value in one format; a bare date fits a format that has a clock, without it."""
    codes, dated = written.once  # a year has half a million minutes, a file more rows
    zoned = "%z" in date_format
    day_part, clock_part = date_formats.parts_of(date_format)
    if zoned or not clock_part:
        times = pd.to_datetime(dated, format=date_format, errors="coerce", utc=zoned)
        has_clock = times.notna().to_numpy() & zoned
    else:
        if len(dated) >= MANY_MOMENTS:
            times = _in_two_parts(dated, day_part, clock_part)
            _read_missing(times, dated, date_format)
        else:
            times = _moments(dated, date_format)
        has_clock = times.notna().to_numpy()
        _read_missing(times, dated, day_part)
    return _Candidate(
        date_format,
        times.iloc[codes].set_axis(written.texts.index),
        times.notna().to_numpy()[codes],
        has_clock[codes],
    )


def _in_two_parts(texts: pd.Series[str], day_part: str, clock_part: str) -> pd.Series[pd.Timestamp]:
    """Return moments as days and clocks, of which there are few; missing where that does not do.

    The day is as long as the format's own with two figures for day and month.
    """
    cut = len(LONG_DAY.strftime(day_part))

    def read(part: pd.Series[str], date_format: str) -> pd.Series[pd.Timestamp]:
        return read_once(part, lambda each: _moments(_with_figures(each), date_format))

    days, clocks = read(texts.str.slice(0, cut), day_part), read(texts.str.slice(cut), clock_part)
    return days + (clocks - NO_DAY)


def _read_missing(times: pd.Series[pd.Timestamp], texts: pd.Series[str], date_format: str) -> None:
    """Read what is missing in another format."""
    left = times.isna()
    if left.any():
        times[left] = _moments(texts[left], date_format)


def _moments(texts: pd.Series[str], date_format: str) -> pd.Series[pd.Timestamp]:
    return pd.to_datetime(texts, format=date_format, errors="coerce").astype("datetime64[us]")


def _with_figures(texts: pd.Series[str]) -> pd.Series[str]:
    """Return the texts that hold one: pandas reads "now" and "today" in any format, as now."""
    return texts.where(texts.str.contains(r"\d"))


def _plausible_formats(values: pd.Series[str]) -> list[str]:
    """Return the formats that fit part of a sample spread over the column, the best first."""
    distinct = values.drop_duplicates()
    sample = distinct.iloc[:: max(1, len(distinct) // SAMPLE_SIZE)]
    zoned = sum(date_formats.has_offset(value) for value in sample) > len(sample) / 2
    shapes = {date_formats.shape_of(value, zoned=zoned) for value in sample}
    shares, tried = {}, _Written(sample)
    for day_part in date_formats.DAY_PARTS:
        for clock_part in date_formats.CLOCK_PARTS:
            if date_formats.shape_of_format(day_part + clock_part) in shapes:
                date_format = day_part + clock_part + ("%z" if zoned and clock_part else "")
                shares[date_format] = float(_try(tried, date_format).fits.mean())
    found = [date_format for date_format in shares if shares[date_format] >= LEAST_SAMPLE_SHARE]
    return sorted(found, key=lambda date_format: -shares[date_format])


def _settle_order(
    date_format: str,
    rivals: Sequence[str],
    where: str,
    written: _Written,
    lines: Longs,
) -> str:
    """Return the format whose order of day and month the values show, or refuse a toss-up."""
    if not rivals:
        return date_format
    values = written.texts
    only_first, only_second = _read_one_way(date_format, rivals[0], written)
    if not only_first.any() and not only_second.any():
        day_first, month_first = sorted((date_format, rivals[0]), key=date_formats.order_of)
        raise date_formats.reads_both_ways(
            where, day_first, month_first, _first(~only_first, values, lines)
        )
    commoner, rarer = sorted(
        ((date_format, only_first), (rivals[0], only_second)), key=lambda each: -each[1].sum()
    )
    if rarer[1].sum() <= MOST_CONTRARY_SHARE * commoner[1].sum():
        return commoner[0]
    raise date_formats.reads_some_each_way(
        where,
        (commoner[0], _first(commoner[1], values, lines)),
        (rarer[0], _first(rarer[1], values, lines)),
        may_be_stated=_fits_well(_try(written, commoner[0])),
    )


def _read_one_way(first: str, second: str, written: _Written) -> tuple[Bools, Bools]:
    """Say which values are dates only in the first format, and which only in the second."""
    fits, fits_second = (
        _try(written.days, date_formats.parts_of(one)[0]).fits for one in (first, second)
    )
    return fits & ~fits_second, fits_second & ~fits


def _first(held: Bools, values: pd.Series[str], lines: Longs) -> date_formats.Example:
    """Return the first value of those that are held, and their number."""
    place = int(np.flatnonzero(held)[0])
    return date_formats.Example(
        text=str(values.iloc[place]), line=int(lines[place]), values=int(held.sum())
    )


def _stated_misfit(
    where: str, written: _Written, lines: Longs, stated: _Candidate
) -> AmbiguousDatesError:
    values = written.texts
    others = (_try(written, date_format) for date_format in _plausible_formats(values))
    return date_formats.stated_does_not_fit(
        where,
        stated.date_format,
        int(stated.fits.sum()),
        len(values),
        _first(~stated.fits, values, lines),
        next((other.date_format for other in others if _fits_well(other)), None),
    )


def _no_format(
    where: str,
    written: _Written,
    lines: Longs,
    candidates: Sequence[_Candidate],
) -> AmbiguousDatesError:
    values = written.texts
    best = max(candidates, key=lambda candidate: int(candidate.fits.sum()), default=None)
    if best is None:
        every = np.ones(len(values), dtype=bool)
        return date_formats.nothing_fits(where, None, len(values), _first(every, values, lines))
    rivals = [
        each.date_format
        for each in candidates
        if date_formats.contrary(best.date_format, each.date_format)
    ]
    if rivals and all(held.any() for held in _read_one_way(best.date_format, rivals[0], written)):
        _settle_order(best.date_format, rivals, where, written, lines)
    closest = best.date_format, int(best.fits.sum())
    return date_formats.nothing_fits(where, closest, len(values), _first(~best.fits, values, lines))
