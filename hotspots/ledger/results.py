"""What reading and recording hand back: every row is accounted for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from hotspots import schema


@dataclass(frozen=True, kw_only=True)
class RecordsRead:
    """A file of visits, patrols or deployments, as it was read; nothing is recorded yet.

    Attributes
    ----------
    rows : DataFrame
        Those that can be recorded: the schema's columns with the file and line.
    set_aside : DataFrame
        The others: columns of ``schema.SET_ASIDE_COLUMNS``. ``value`` is always missing.
    rows_in : int
        ``len(rows) + len(set_aside) + not_done``.
    notes : tuple of str
        Columns that were not kept, hours that the clocks' change made ambiguous.
    not_done : int
        Rows of a form that nobody filled in.
    """

    rows: pd.DataFrame
    set_aside: pd.DataFrame
    rows_in: int
    notes: tuple[str, ...] = ()
    not_done: int = 0


@dataclass(frozen=True, kw_only=True)
class ImportResult:
    """What became of a batch of visits, patrols or deployments (``what`` says of which).

    ``rows_in == recorded + already_there + len(set_aside) + not_done``; the last are the rows of a
    form that nobody filled in.
    """

    what: str
    rows_in: int
    recorded: int
    already_there: int
    set_aside: pd.DataFrame
    notes: tuple[str, ...] = ()
    not_done: int = 0

    def __str__(self) -> str:
        return (
            f"{self.rows_in:,} {self.what} read: {self.recorded:,} recorded, "
            f"{self.already_there:,} already in the ledger, {len(self.set_aside):,} set aside"
        )


@dataclass(frozen=True, kw_only=True)
class ListResult:
    """What became of a list: its dwellings, and whether it is new to the ledger."""

    list_id: str
    dwellings: int
    recorded: bool


@dataclass(frozen=True, kw_only=True)
class SpotSetResult:
    """What became of a set of harm spots: how many, and whether it is new to the ledger."""

    spot_set: str
    spots: int
    recorded: bool


@dataclass(frozen=True, kw_only=True)
class EditResult:
    """What became of an edit: its number, the spot it is of, and whether it is new."""

    edit_id: int
    spot_id: str
    recorded: bool


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """How many rows no longer know a home, and entries of the log no account."""

    homes: int
    accounts: int


def set_aside_table(rows: Iterable[tuple[str | None, int | None, str]]) -> pd.DataFrame:
    """Return rows set aside from their file, line and reason; the value is withheld."""
    files, lines, reasons = zip(*rows, strict=True) if (rows := list(rows)) else ((), (), ())
    return pd.DataFrame(
        {
            schema.SOURCE_FILE: pd.Series(files, dtype="str"),
            schema.SOURCE_LINE: pd.Series(lines, dtype="Int64"),
            schema.REASON: pd.Series([str(reason) for reason in reasons], dtype="str"),
            schema.AT_FAULT: pd.Series([None] * len(files), dtype="str"),
            schema.VALUE: pd.Series([None] * len(files), dtype="str"),
        }
    )
