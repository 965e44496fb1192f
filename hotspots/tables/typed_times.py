"""Read times and days that people typed: each for itself, and day first where it could be either.

A form comes back from many hands, so that no one format fits its column as it does an export's;
and what cannot be read is one row's fault, not the file's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from hotspots.errors import AmbiguousDatesError
from hotspots.tables.date_formats import (
    CLOCK_PARTS,
    DAY_PARTS,
    has_offset,
    order_of,
    shape_of,
    shape_of_format,
)
from hotspots.tables.dates import A_DAY, is_believable, localise
from hotspots.tables.text_table import without_blanks
from hotspots.tables.written_times import in_known_forms, said_of_days_ends, with_days_ends

DAY_FIRST: Final = tuple(part for part in DAY_PARTS if order_of(part) != "month first")
MONTH_FIRST: Final = tuple(part for part in DAY_PARTS if order_of(part) == "month first")
# 21:40, 21.40, 2140, 21:40:00: a time of day, and no day.
CLOCK_ALONE: Final = (
    r"^\s*(?P<hour>[01]?\d|2[0-3])[:.h]?(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?\s*$"
)
HALF_A_DAY: Final = pd.Timedelta(hours=12)
_CLOCKS: Final = tuple(part for part in CLOCK_PARTS if part)


@dataclass(frozen=True, kw_only=True)
class TypedTimes:
    """Times as they were typed.

    Attributes
    ----------
    times : Series of datetime64[us, UTC]
        Missing where there was nothing to read, or nothing that could be read.
    unreadable : Series of bool
        Something stood there and is no time.
    is_date_alone : Series of bool
        Of those, a day without a time of day.
    is_absurd : Series of bool
        Of those, a moment before 1900 or after 2199: a default, or a slip of the pen.
    notes : tuple of str
        Hours that the change of the clocks made ambiguous or skipped.
    """

    times: pd.Series[pd.Timestamp]
    unreadable: pd.Series[bool]
    is_date_alone: pd.Series[bool]
    is_absurd: pd.Series[bool]
    notes: tuple[str, ...]


def read_typed_times(
    texts: pd.Series[str], *, column: str, timezone: str, file: str | None = None
) -> TypedTimes:
    """Read times, each in the format that it is typed in.

    Parameters
    ----------
    texts : Series of str
        May be empty or missing.
    column : str
        The column's name in the file, for messages.
    timezone : str
        The clock on which times without an offset were read.
    file : str, optional
        The file's name, for messages.

    Raises
    ------
    AmbiguousDatesError
        When some can only be read month first, so that others may have been meant so.
    """
    values, ends = with_days_ends(in_known_forms(without_blanks(texts)))
    naive, aware = _read_each(values, DAY_FIRST, _CLOCKS)
    naive, aware = naive.mask(ends, naive + A_DAY), aware.mask(ends, aware + A_DAY)
    absurd = ~is_believable(naive) | ~is_believable(aware)
    naive, aware = naive.mask(absurd), aware.mask(absurd)
    local, notes = localise(naive, timezone)
    times = local.dt.tz_convert("UTC").fillna(aware)
    unreadable = values.notna() & times.isna()
    days, _ = _read_each(values.where(unreadable & ~absurd), DAY_FIRST, [""])
    _refuse_month_first(values[unreadable & ~absurd & days.isna()], column, file)
    return TypedTimes(
        times=times,
        unreadable=unreadable,
        is_date_alone=days.notna(),
        is_absurd=absurd,
        notes=tuple(f"{column}: {note}" for note in (*said_of_days_ends(ends), *notes)),
    )


def with_planned_days(texts: pd.Series[str], planned: pd.Series[pd.Timestamp]) -> pd.Series[str]:
    """Return times with the day that a plan gives to those that are a clock alone: ``21:40``.

    Parameters
    ----------
    texts : Series of str
        As typed; may be missing.
    planned : Series of datetime64
        Naive, on the local clock; missing where nothing was planned.

    Returns
    -------
    Series of str
        A clock alone becomes the moment nearest to the planned one: half past midnight, where ten
        minutes to midnight was planned, is the day after. All else is as it was.

    Examples
    --------
    >>> planned = pd.Series([pd.Timestamp("2026-01-09 23:50")] * 2)
    >>> with_planned_days(pd.Series(["0.10", "23:55"], dtype="str"), planned).tolist()
    ['2026-01-10 00:10:00', '2026-01-09 23:55:00']
    """
    parts = texts.str.extract(CLOCK_ALONE)
    clock = pd.to_timedelta(
        pd.to_numeric(parts["hour"]) * 3600
        + pd.to_numeric(parts["minute"]) * 60
        + pd.to_numeric(parts["second"]).fillna(0),
        unit="s",
    )
    moment = planned.dt.normalize() + clock
    away = moment - planned
    moment += pd.to_timedelta((away < -HALF_A_DAY).astype("int64"), unit="D")
    moment -= pd.to_timedelta((away > HALF_A_DAY).astype("int64"), unit="D")
    return moment.dt.strftime("%Y-%m-%d %H:%M:%S").astype("str").fillna(texts)


def read_typed_days(
    texts: pd.Series[str], *, column: str, timezone: str, file: str | None = None
) -> tuple[pd.Series[pd.Timestamp], pd.Series[bool], pd.Series[bool]]:
    """Read days, whole or with a time of day; see ``read_typed_times``.

    Returns
    -------
    days : Series of datetime64[us]
        Naive, at midnight.
    unreadable, is_absurd : Series of bool
        As of times.
    """
    values = in_known_forms(without_blanks(texts))
    naive, aware = _read_each(values, DAY_FIRST, CLOCK_PARTS)
    absurd = ~is_believable(naive) | ~is_believable(aware)
    naive, aware = naive.mask(absurd), aware.mask(absurd)
    days = naive.fillna(aware.dt.tz_convert(timezone).dt.tz_localize(None)).dt.normalize()
    unreadable = values.notna() & days.isna()
    _refuse_month_first(values[unreadable & ~absurd], column, file)
    return days, unreadable, absurd


def _read_each(
    values: pd.Series[str], day_parts: Iterable[str], clock_parts: Sequence[str]
) -> tuple[pd.Series[pd.Timestamp], pd.Series[pd.Timestamp]]:
    """Return each value's time on the clock, and in UTC where it states an offset."""
    naive = pd.Series(pd.NaT, index=values.index, dtype="datetime64[us]")
    aware = pd.Series(pd.NaT, index=values.index, dtype="datetime64[us, UTC]")
    # Pandas reads "now" and "today" in any format, as the moment of reading.
    dated = values[values.str.contains(r"\d", na=False)]
    zoned = dated.map(has_offset).astype(bool)
    shapes = dated.map(lambda value: shape_of(value, zoned=has_offset(value))).astype("str")
    there = set(shapes)
    for date_format in (day + clock for day in day_parts for clock in clock_parts):
        if shape_of_format(date_format) not in there:
            continue
        alike = shapes == shape_of_format(date_format)
        for read, held, offset in ((naive, alike & ~zoned, ""), (aware, alike & zoned, "%z")):
            left = dated.index[held & read[dated.index].isna()]
            if len(left) and (offset == "" or re.search("%[HI]", date_format)):
                found = pd.to_datetime(
                    dated[left], format=date_format + offset, errors="coerce", utc=bool(offset)
                )
                read[left] = found.astype(read.dtype)
    return naive, aware


def _refuse_month_first(unread: pd.Series[str], column: str, file: str | None) -> None:
    naive, aware = _read_each(unread, MONTH_FIRST, CLOCK_PARTS)
    if naive.notna().any() or aware.notna().any():
        raise AmbiguousDatesError(
            f"{f'{file}, ' if file else ''}{column}: some dates read month first (month/day/year) "
            "and others may too. Write them as DD/MM/YYYY HH:MM or as YYYY-MM-DD HH:MM."
        )
