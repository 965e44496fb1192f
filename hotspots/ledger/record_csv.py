"""Read a CSV of any kind of record: every row is kept or set aside with its line and reason."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import schema
from hotspots.ledger.csv_file import read_csv_file
from hotspots.ledger.moments import read_days, read_times
from hotspots.ledger.record_rows import set_aside_of, sort_rows
from hotspots.ledger.results import RecordsRead

if TYPE_CHECKING:
    from collections.abc import Callable

    from hotspots.ledger.record_kind import RecordKind

    # Completes the rows of a file, and gives the reason against each that it could not complete.
    Completed = Callable[[pd.DataFrame], tuple[pd.DataFrame, pd.Series[str]]]


# So many columns that were left behind are named.
NAMED_COLUMNS: Final = 5


def read_records_csv(
    path: Path, kind: RecordKind, *, timezone: str, completed: Completed | None = None
) -> RecordsRead:
    """Read a CSV of records; nothing is recorded yet.

    Parameters
    ----------
    path : Path
        With a header. The columns of ``kind.needed`` are needed; **a column that the kind does not
        know is left behind**, and named in the notes: the ledger keeps no names.
    kind : RecordKind
    timezone : str
        The clock on which times without an offset were read.
    completed : callable, optional
        Fills the kind's columns from others of the file.

    Raises
    ------
    MissingColumnError
        When a needed column is missing.
    AmbiguousDatesError
        When dates with strokes read month first: ``04/13/2026``.
    NoRowsError
        When there is a header and nothing else, or not even that.

    Notes
    -----
    Times are ``DD/MM/YYYY HH:MM`` or ``YYYY-MM-DD HH:MM``, with seconds and an offset if there are
    any. Where October's hour comes twice the first is taken; March's missing hour moves forward.
    """
    path = Path(path)
    file = read_csv_file(path, kind)
    written = file.table
    left_empty = _left_empty(written, kind)
    table, reasons, shifted = _with_times(
        written.loc[~left_empty], kind, timezone=timezone, what=path.name
    )
    if completed is not None:
        table, incomplete = completed(table)
        reasons = reasons.fillna(incomplete)
    unread = reasons.notna()
    rows, unfit = sort_rows(table.loc[~unread], kind)
    unreadable = set_aside_of(table.loc[unread], reasons.loc[unread])
    return RecordsRead(
        rows=rows,
        set_aside=by_line([file.ragged, unreadable, unfit]),
        rows_in=len(written) + len(file.ragged),
        notes=_notes(file.left_behind, shifted),
        not_done=int(left_empty.sum()),
    )


def by_line(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Return rows set aside of one file in the order in which they stand in it."""
    whole = pd.concat(parts, ignore_index=True)
    return whole.sort_values(schema.SOURCE_LINE, kind="stable", ignore_index=True)


def _left_empty(texts: pd.DataFrame, kind: RecordKind) -> pd.Series[bool]:
    """Say for each row whether it is of a form, and nobody filled it in."""
    if kind.form_column is None or kind.form_column not in texts:
        return pd.Series(data=False, index=texts.index)
    empty = texts[kind.form_column].str.strip() != ""
    for column in texts.columns.intersection(list(kind.filled_in)):
        empty &= texts[column].str.strip() == ""
    return empty.astype(bool)


def _with_times(
    texts: pd.DataFrame, kind: RecordKind, *, timezone: str, what: str
) -> tuple[pd.DataFrame, pd.Series[str], int]:
    table = texts.copy()
    reasons = pd.Series(None, index=table.index, dtype="str")
    shifted = 0
    for column in kind.moments:
        table[column], unread, count = read_times(texts[column], timezone=timezone, what=what)
        reasons, shifted = reasons.fillna(unread), shifted + count
    for column in kind.days:
        table[column], unread = read_days(texts[column], timezone=timezone, what=what)
        reasons = reasons.fillna(unread)
    if schema.ENTERED_AT in table:
        table[schema.ENTERED_AT], _, _ = read_times(
            texts[schema.ENTERED_AT], timezone=timezone, what=what
        )
    return table, reasons, shifted


def _notes(left_behind: tuple[str, ...], shifted: int) -> tuple[str, ...]:
    notes = []
    if left_behind:
        named = ", ".join(map(repr, left_behind[:NAMED_COLUMNS]))
        others = len(left_behind) - NAMED_COLUMNS
        more = f" and {others} other{'s' if others > 1 else ''}" if others > 0 else ""
        notes.append(f"Columns that the ledger does not keep were left behind: {named}{more}.")
    if shifted:
        notes.append(
            f"Times in an hour in which the clocks change: {shifted:,}. Where October's hour "
            "comes twice the first was taken; March's missing hour was moved forward."
        )
    return tuple(notes)
