"""Sort records of any kind into those that can be kept and those that cannot, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.errors import InputError
from hotspots.ledger.reasons import TimeReason
from hotspots.ledger.record_kind import Faults, RecordKind
from hotspots.ledger.results import set_aside_table
from hotspots.tables.dates import is_believable

# What stands for a number that cannot be read; no count is negative.
NOT_A_NUMBER: Final = -1.0
_GREATEST_NUMBER: Final = 1e9


def sort_rows(table: pd.DataFrame, kind: RecordKind) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part the rows that can be kept from those that cannot.

    Parameters
    ----------
    table : DataFrame
        The kind's needed columns, times aware and days naive, missing where there is none; its
        other columns, ``source_file`` and ``source_line`` where they are known. Nothing is changed
        in it.
    kind : RecordKind

    Returns
    -------
    rows, set_aside : DataFrame, DataFrame
        The first with exactly the kind's columns, the file and the line, words in the schema's own
        spelling and times to the second; the second of ``schema.SET_ASIDE_COLUMNS``. Their rows
        add up to those given.

    Raises
    ------
    MissingColumnError
        When a column that is needed is not there.
    InputError
        When the times carry no zone.
    """
    place = kind.needs_one_of[0] if kind.needs_one_of else ()
    schema.require_columns(table, (*place, *kind.needed), kind.what)
    tidy = _tidy(table, kind)
    reasons = first_reasons(tidy, kind)
    bad = reasons.notna()
    kept = tidy.loc[~bad].reset_index(drop=True)
    return (
        kept.astype(dict.fromkeys(kind.numbers, "Int64")),
        set_aside_of(tidy.loc[bad], reasons.loc[bad]),
    )


def set_aside_of(rows: pd.DataFrame, reasons: Iterable[str]) -> pd.DataFrame:
    """Return rows set aside with their file and line, and nothing else of them."""
    files = [None if pd.isna(file) else str(file) for file in rows[schema.SOURCE_FILE]]
    lines = [None if pd.isna(line) else int(line) for line in rows[schema.SOURCE_LINE]]
    return set_aside_table(zip(files, lines, map(str, reasons), strict=True))


def first_reasons(tidy: pd.DataFrame, kind: RecordKind) -> pd.Series[str]:
    """Return for each row the first reason against it, missing where there is none."""
    reasons = pd.Series(None, index=tidy.index, dtype="str")
    for reason, holds in _faults(tidy, kind):
        reasons = reasons.mask(reasons.isna() & holds, str(reason))
    return reasons


def every_reason(table: pd.DataFrame, kind: RecordKind) -> list[str]:
    """Return every reason that holds against any row of a table, in the order of the kind's."""
    return [str(reason) for reason, holds in _faults(_tidy(table, kind), kind) if holds.any()]


def _faults(tidy: pd.DataFrame, kind: RecordKind) -> Faults:
    """Return the faults of a kind's own, behind the one that every kind can have."""
    absurd = pd.Series(data=False, index=tidy.index)
    for column in (*kind.moments, *kind.days):
        absurd |= ~is_believable(tidy[column])
    return [(TimeReason.ABSURD, absurd), *kind.faults(tidy)]


def _tidy(table: pd.DataFrame, kind: RecordKind) -> pd.DataFrame:
    columns = (*kind.recorded, schema.SOURCE_FILE, schema.SOURCE_LINE)
    nothing = pd.Series(None, index=table.index, dtype="str")
    tidy = pd.DataFrame(
        {column: table.get(column, nothing) for column in columns},
        index=table.index,
    )
    for column in kind.texts:
        tidy[column] = _text(tidy[column])
    for column in kind.all_moments:
        tidy[column] = _whole_seconds(tidy[column], column, kind.what)
    for column in kind.days:
        tidy[column] = _days(tidy[column], column, kind.what)
    for column in kind.numbers:
        tidy[column] = _numbers(tidy[column])
    for column, words in kind.words.items():
        tidy[column] = spelt(tidy[column], words, kind.spellings)
    return kind.tidied(tidy)


def _text(column: pd.Series) -> pd.Series[str]:
    trimmed = column.astype("str").str.strip()
    return trimmed.mask(trimmed == "")


def _whole_seconds(times: pd.Series, name: str, what: str) -> pd.Series[pd.Timestamp]:
    if times.isna().all():
        return pd.Series(pd.NaT, index=times.index, dtype="datetime64[us, UTC]")
    if not isinstance(times.dtype, pd.DatetimeTZDtype):
        raise InputError(
            f"The {what}' column {name!r} holds {times.dtype}, not times with their zone. Say "
            f"which clock they were read from: {what}[column].dt.tz_localize('Europe/London')."
        )
    seconds: pd.Series[pd.Timestamp] = times.dt.tz_convert("UTC").dt.floor("s").dt.as_unit("us")
    return seconds


def _days(days: pd.Series, name: str, what: str) -> pd.Series[pd.Timestamp]:
    if days.isna().all():
        return pd.Series(pd.NaT, index=days.index, dtype="datetime64[us]")
    if pd.api.types.is_string_dtype(days):
        raise InputError(
            f"The {what}' column {name!r} holds text, not days. Read it first: pandas.to_datetime("
            f"{what}[{name!r}], format='%d/%m/%Y')."
        )
    naive: pd.Series[pd.Timestamp] = pd.to_datetime(days).dt.tz_localize(None).dt.normalize()
    return naive.dt.as_unit("us")


def _numbers(column: pd.Series) -> pd.Series[float]:
    """Return counts as written; missing stays missing, what is no number is negative."""
    written = column.astype("str").str.strip()
    written = written.mask(written == "")
    numbers = pd.to_numeric(written, errors="coerce").astype("float64")
    unreadable = written.notna() & ~(np.isfinite(numbers) & (numbers.abs() < _GREATEST_NUMBER))
    return numbers.mask(unreadable, NOT_A_NUMBER)


def spelt(
    column: pd.Series[str], words: type[StrEnum], spellings: Mapping[str, str]
) -> pd.Series[str]:
    """Return words in the schema's own spelling; a text that is none of them stays as it is."""
    known = {said: str(word) for said, word in spellings.items() if word in set(words)}
    known |= {str(word).casefold(): str(word) for word in words}
    return column.map(lambda said: known.get(said.casefold(), said), na_action="ignore").astype(
        "str"
    )
