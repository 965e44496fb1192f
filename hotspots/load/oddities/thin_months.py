"""Months with far fewer rows than others, and codes that fell silent: an export that lacks rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import words
from hotspots.load.oddities.oddity import CHANCE, Oddity, OddKind, fewer_than_chance
from hotspots.schema import CATEGORY, FROM_TIME, OFFENCE_CODE

if TYPE_CHECKING:
    from hotspots.arrays import Bools, Floats

MONTH: Final = "%B %Y"
LEAST_MONTHS: Final = 3  # of fewer none can be called usual
MOST_CODES: Final = 5
DAYS_A_MONTH: Final = 365.2425 / 12


def thin_months(offences: pd.DataFrame, period: tuple[date, date]) -> Iterator[Oddity]:
    """Give the months of the period that hold far fewer offences a day than the usual one.

    Parameters
    ----------
    offences : DataFrame
        ``from_time``.
    period : (date, date)
        First and last day, both in it; a month is judged by those of its days that are in it.
    """
    months, days = _months(period)
    if len(months) < LEAST_MONTHS:
        return
    found = _month_of(offences).value_counts().reindex(months, fill_value=0)
    counts = found.to_numpy(dtype=np.int64)
    usual = float(np.median(counts / days)) * days
    chances = fewer_than_chance(counts, usual)
    for month, rows, expected, chance in zip(months, counts, usual, chances, strict=True):
        if chance < CHANCE / len(months):
            yield Oddity(
                kind=OddKind.THIN_MONTH,
                rows=round(expected) - int(rows),
                found=(
                    f"{month.strftime(MONTH)} has {words.plural(int(rows), 'offence')}, where "
                    f"{words.number(expected)} are usual for so many days: rows may be missing "
                    "from the export, and every total and trend that holds it too low."
                ),
                next_step="Fetch that month again, or choose a period without it.",
            )


def silent_codes(offences: pd.DataFrame, period: tuple[date, date]) -> Iterator[Oddity]:
    """Give the offence codes (where there are none, the categories) that were used and then not.

    Parameters
    ----------
    offences : DataFrame
        ``from_time``, ``offence_code`` and ``category``.
    period : (date, date)
        First and last day, both in it.

    Notes
    -----
    A code was used when it occurs in three months or more, and in at least half of those up to its
    last one. Rows with a code and rows without one are looked at apart, each up to the last month
    in which there are any.
    """
    coded = offences[OFFENCE_CODE].notna().to_numpy()
    months, days = _months(period)
    for rows, column, name in (
        (coded, OFFENCE_CODE, "Offence code"),
        (~coded, CATEGORY, "Category"),
    ):
        table = _by_month(offences, column, rows, months)
        filled = table.sum().to_numpy().nonzero()[0]
        if len(filled):
            until = int(filled[-1]) + 1
            yield from _silent(table.iloc[:, :until], days[:until], name)


def _by_month(
    offences: pd.DataFrame, column: str, rows: Bools, months: pd.PeriodIndex
) -> pd.DataFrame:
    """Count the values of a column in some rows by month; a million rows are not copied for it."""
    local = offences[FROM_TIME].dt
    month = ((local.year - months[0].year) * 12 + local.month - months[0].month).to_numpy()
    value, distinct = pd.factorize(offences[column])
    counted = rows & (value >= 0) & (month >= 0) & (month < len(months))
    at = value[counted]
    del value
    at *= len(months)
    at += month[counted]
    counts = np.bincount(at, minlength=len(distinct) * len(months))
    table = pd.DataFrame(counts.reshape(-1, len(months)), index=distinct, columns=months)
    return table[table.any(axis=1)]


def _silent(table: pd.DataFrame, days: Floats, name: str) -> Iterator[Oddity]:
    """Give what the rows of a table of counts by month say; its last month holds offences."""
    found = []
    for code, counts in table.iterrows():
        used = counts.to_numpy().nonzero()[0]
        if len(used) < LEAST_MONTHS or 2 * len(used) < used[-1] + 1:
            continue
        before, silent = slice(used[-1] + 1), days[used[-1] + 1 :].sum()
        a_day = float(np.median(counts.to_numpy()[before] / days[before]))
        if fewer_than_chance(0, a_day * silent) < CHANCE / len(table):
            found.append((a_day, silent, str(code), table.columns[used[-1]]))
    for a_day, silent, code, last in sorted(found, reverse=True)[:MOST_CODES]:
        yield Oddity(
            kind=OddKind.SILENT_CODE,
            rows=round(a_day * silent),
            found=(
                f"{name} {code} was used {words.number(a_day * DAYS_A_MONTH)} times a month until "
                f"{last.strftime(MONTH)}, and not once after it: what looks like a fall in those "
                "offences may be none."
            ),
            next_step="Ask who makes the export whether it, or the way of recording, has changed.",
        )


def _months(period: tuple[date, date]) -> tuple[pd.PeriodIndex, Floats]:
    """Return the months of a period, and how many of each one's days are in it."""
    first, last = (pd.Timestamp(day) for day in period)
    months = pd.period_range(first, last, freq="M")
    begins = months.start_time.where(months.start_time > first, first)
    ends = months.end_time.normalize()
    ends = ends.where(ends < last, last)
    return months, ((ends - begins).days + 1).to_numpy(dtype=float)


def _month_of(offences: pd.DataFrame) -> pd.Series[pd.Period]:
    months: pd.Series[pd.Period] = offences[FROM_TIME].dt.tz_localize(None).dt.to_period("M")
    return months
