"""Read a file of any kind of record: every row is kept or set aside with its line and reason."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import schema
from hotspots.errors import MissingColumnError
from hotspots.ledger.reasons import TimeReason
from hotspots.ledger.record_rows import set_aside_of, sort_rows
from hotspots.ledger.results import RecordsRead, set_aside_table
from hotspots.nearest import plain
from hotspots.tables.columns import missing_columns, only_header
from hotspots.tables.doubts import as_notes
from hotspots.tables.text_table import read_text_table, without_blanks
from hotspots.tables.typed_times import (
    read_typed_days,
    read_typed_times,
    with_planned_days,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hotspots.ledger.record_kind import RecordKind
    from hotspots.tables.text_table import TextTable

    # Completes the rows of a file, and gives the reason against each that it could not complete.
    Completed = Callable[[pd.DataFrame], tuple[pd.DataFrame, pd.Series[str]]]

# So many columns that were left behind are named.
NAMED_COLUMNS: Final = 5
# A row that holds so many known names is a header, though it may lack one that is needed.
NAMES_OF_A_HEADER: Final = 2


def read_records(
    path: Path, kind: RecordKind, *, timezone: str, completed: Completed | None = None
) -> RecordsRead:
    """Read a CSV or a workbook of records; nothing is recorded yet.

    Parameters
    ----------
    path : Path
        With a header, under a title or not; see ``read_text_table``. The columns of
        ``kind.needed`` are needed; **a column that the kind does not know is left behind**, and
        named in the notes: the ledger keeps no names.
    kind : RecordKind
    timezone : str
        The clock on which times without an offset were read.
    completed : callable, optional
        Fills the kind's columns from others of the file.

    Raises
    ------
    MissingColumnError
        When a needed column is missing.
    InputError
        When two headers could be one column, or the file cannot be read.
    AmbiguousDatesError
        When dates with strokes read month first: ``04/13/2026``.
    NoRowsError
        When there is not even a header.

    Notes
    -----
    Times are read as ``read_typed_times`` has it. Where October's hour comes twice the first is
    taken; March's missing hour moves forward.
    """
    path = Path(path)
    found = read_text_table(
        path,
        wanted=lambda headers: len(_known(headers, kind)) >= NAMES_OF_A_HEADER,
        rows_needed=False,  # an export of nothing comes back as nothing
    )
    mapping = _mapping(found, kind)
    written = _each_once(_as_written(found, mapping, kind), kind)
    left_empty = _left_empty(written, kind)
    table, reasons, clock_notes = _with_times(
        written.loc[~left_empty], kind, timezone=timezone, file=path.name
    )
    if completed is not None:
        table, incomplete = completed(table)
        reasons = reasons.fillna(incomplete)
    unread = reasons.notna()
    rows, unfit = sort_rows(table.loc[~unread], kind)
    unreadable = set_aside_of(table.loc[unread], reasons.loc[unread])
    ragged = set_aside_table(
        (found.name, row.line, schema.Reason.RAGGED_ROW) for row in found.ragged
    )
    left_behind = [header for header in found.headers if header not in mapping.values()]
    return RecordsRead(
        rows=rows,
        set_aside=by_line([ragged, unreadable, unfit]),
        rows_in=len(written) + len(found.ragged),
        notes=(*as_notes(found.doubts), *found.notes, *_notes(left_behind), *clock_notes),
        not_done=int(left_empty.sum()),
    )


def by_line(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Return rows set aside of one file in the order in which they stand in it."""
    whole = pd.concat(parts, ignore_index=True)
    return whole.sort_values(schema.SOURCE_LINE, kind="stable", ignore_index=True)


def _known(headers: Sequence[str], kind: RecordKind) -> dict[str, list[str]]:
    """Return each column of the kind with the headers that could be it."""
    found = {
        column: [header for header in headers if plain(header) in set(map(plain, (column, *names)))]
        for column, names in kind.headers.items()
    }
    return {column: known for column, known in found.items() if known}


def _mapping(table: TextTable, kind: RecordKind) -> dict[str, str]:
    """Return the header of each column that is there, when all that is needed is."""
    matched = {
        column: only_header(column, known, advice=f"Rename or delete the others in {table.name}.")
        for column, known in _known(table.headers, kind).items()
    }
    mapping = {column: header for column, header in matched.items() if header is not None}
    places = kind.needs_one_of
    missing = [column for column in kind.needed if column not in mapping]
    if places and not any(set(group) <= set(mapping) for group in places):
        missing = [places[0][0], *missing]
    if not mapping:
        needed = [*(places[0] if places else ()), *kind.needed]
        raise MissingColumnError(  # the headers are not repeated: they may be a row with a name
            f"{table.name} has no column name that is known. A file of {kind.what} needs "
            f"{', '.join(needed)}, with these names above its rows."
        )
    if missing:
        instead = [" and ".join(group) for group in places[1:] if places[0][0] in missing]
        advice = f"In place of {places[0][0]} {', or '.join(instead)} will do. " if instead else ""
        raise missing_columns(
            {column: kind.headers[column] for column in missing},
            table.headers,
            advice=f"{advice}Rename the columns, or add those that are missing.",
            file=table.name,
        )
    return mapping


def _as_written(found: TextTable, mapping: dict[str, str], kind: RecordKind) -> pd.DataFrame:
    """Return the rows that hold anything as text under our names, missing where nothing stands."""
    holds = (found.frame.apply(lambda texts: texts.str.strip()) != "").any(axis=1)
    table = pd.DataFrame(
        {
            # Nobody spoken to may be written as none; it is not for us to take it for unknown.
            column: found.frame[header].str.strip().replace("", None)
            if column in kind.numbers
            else without_blanks(found.frame[header])
            for column, header in mapping.items()
        }
    )
    table[schema.SOURCE_FILE] = pd.Series(found.name, index=table.index, dtype="str")
    table[schema.SOURCE_LINE] = pd.Series(found.lines, index=table.index, dtype="Int64")
    rows: pd.DataFrame = table[holds].reset_index(drop=True)
    return rows


def _left_empty(table: pd.DataFrame, kind: RecordKind) -> pd.Series[bool]:
    """Say for each row whether it is of a form, and nobody filled it in."""
    if kind.form_column is None or kind.form_column not in table:
        return pd.Series(data=False, index=table.index)
    filled_in = table.columns.intersection(list(kind.filled_in))
    return table[kind.form_column].notna() & table[filled_in].isna().all(axis=1)


def _each_once(table: pd.DataFrame, kind: RecordKind) -> pd.DataFrame:
    """Leave out a form's row that nobody filled in where it stands on another sheet too."""
    key = table.columns.intersection(list(kind.form_key))
    if key.empty:
        return table
    # A row that is filled in stands for those that are not, and of these the first.
    empty = _left_empty(table, kind)
    filled_first = table.loc[empty.sort_values(kind="stable").index, list(key)]
    repeats = filled_first.duplicated().reindex(table.index) & empty
    once: pd.DataFrame = table.loc[~repeats].reset_index(drop=True)
    return once


def _with_times(
    texts: pd.DataFrame, kind: RecordKind, *, timezone: str, file: str
) -> tuple[pd.DataFrame, pd.Series[str], list[str]]:
    """Return the rows with their times and days read, why some were not, and what to note."""
    table = texts.copy()
    reasons = pd.Series(None, index=table.index, dtype="str")
    notes: list[str] = []
    for column, planned in kind.planned_for.items():
        if {column, planned} <= set(table.columns):
            plan = read_typed_times(table[planned], column=planned, timezone=timezone, file=file)
            local = plan.times.dt.tz_convert(timezone).dt.tz_localize(None)
            texts = texts.assign(**{column: with_planned_days(texts[column], local)})
    for column in texts.columns.intersection(list(kind.all_moments)):
        typed = read_typed_times(texts[column], column=column, timezone=timezone, file=file)
        table[column] = typed.times
        if column != schema.ENTERED_AT:
            unread = reasons.isna() & typed.unreadable
            reasons = reasons.mask(unread, str(TimeReason.UNREADABLE_TIME))
            reasons = reasons.mask(unread & typed.is_date_alone, str(TimeReason.DATE_ALONE))
            reasons = reasons.mask(unread & typed.is_absurd, str(TimeReason.ABSURD))
            notes += typed.notes
    for column in kind.days:
        table[column], unreadable, absurd = read_typed_days(
            texts[column], column=column, timezone=timezone, file=file
        )
        unread = reasons.isna() & unreadable
        reasons = reasons.mask(unread, str(TimeReason.UNREADABLE_DAY))
        reasons = reasons.mask(unread & absurd, str(TimeReason.ABSURD))
    return table, reasons, notes


def _notes(left_behind: Sequence[str]) -> list[str]:
    if not left_behind:
        return []
    named = ", ".join(map(repr, left_behind[:NAMED_COLUMNS]))
    others = len(left_behind) - NAMED_COLUMNS
    more = f" and {others} other{'s' if others > 1 else ''}" if others > 0 else ""
    return [f"Columns that the ledger does not keep were left behind: {named}{more}."]
