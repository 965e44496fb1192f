"""What reading and recording hand back: every row is accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import pandas as pd

from hotspots import schema

if TYPE_CHECKING:
    from collections.abc import Iterable


class VisitReason(StrEnum):
    """Why a visit could not be kept. The text is what the person who imports it reads.

    The value itself is never repeated: what stands in the wrong column may be a name.
    """

    RAGGED_ROW = schema.Reason.RAGGED_ROW.value
    NO_UPRN = "no dwelling reference (UPRN)"
    ROUNDED_UPRN = "UPRN was rounded by a spreadsheet (1.0009E+11): format the column as text"
    UNREADABLE_UPRN = "UPRN is not a number of up to 12 digits"
    NO_TIME = "no time of the visit"
    DATE_ALONE = "a date without a time of day"
    UNREADABLE_TIME = "time is neither DD/MM/YYYY HH:MM nor YYYY-MM-DD HH:MM"
    AFTER_ENTRY = "the visit is later than its entry"
    UNKNOWN_ROLE = "role is not one of PC, PCSO, special, volunteer"
    UNKNOWN_OUTCOME = (
        "outcome is not one of: spoken to; no answer, card left; refused; not suitable"
    )
    UNKNOWN_TIER = "tier is not one of victim, neighbour, street, nearby, leaflet"
    UNKNOWN_ENTRY_ROLE = "the role of who entered it is not known"
    UNFIT_TEXT = "district, list or reference begins with a sign, or is too long"
    CONTRADICTS = "the ledger has another record of this dwelling at this moment"


@dataclass(frozen=True, kw_only=True)
class VisitsRead:
    """A file of visits, as it was read; nothing is recorded yet.

    Attributes
    ----------
    visits : DataFrame
        The rows that can be recorded: columns of ``schema.VISIT_COLUMNS`` with the file and line.
    set_aside : DataFrame
        The others: columns of ``schema.SET_ASIDE_COLUMNS``. ``value`` is always missing.
    rows_in : int
        ``len(visits) + len(set_aside)``.
    notes : tuple of str
        Columns that were not kept, hours that the clocks' change made ambiguous.
    """

    visits: pd.DataFrame
    set_aside: pd.DataFrame
    rows_in: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ImportResult:
    """What became of a batch of visits.

    ``rows_in == recorded + already_there + len(set_aside)``.
    """

    rows_in: int
    recorded: int
    already_there: int
    set_aside: pd.DataFrame
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return (
            f"{self.rows_in:,} visits read: {self.recorded:,} recorded, {self.already_there:,} "
            f"already in the ledger, {len(self.set_aside):,} set aside"
        )


@dataclass(frozen=True, kw_only=True)
class ListResult:
    """What became of a list: its dwellings, and whether it is new to the ledger."""

    list_id: str
    dwellings: int
    recorded: bool


def set_aside_table(rows: Iterable[tuple[str | None, int | None, str]]) -> pd.DataFrame:
    """Return rows set aside from their file, line and reason; the value is withheld."""
    files, lines, reasons = zip(*rows, strict=True) if (rows := list(rows)) else ((), (), ())
    return pd.DataFrame(
        {
            schema.SOURCE_FILE: pd.Series(files, dtype="str"),
            schema.SOURCE_LINE: pd.Series(lines, dtype="Int64"),
            schema.REASON: pd.Series([str(reason) for reason in reasons], dtype="str"),
            schema.VALUE: pd.Series([None] * len(files), dtype="str"),
        }
    )
