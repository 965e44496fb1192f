"""The rows of one source, read and not yet located."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from hotspots import schema
from hotspots.load.text_table import without_blanks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspots.load.findings import SourceFindings
    from hotspots.load.text_table import RaggedRow, TextTable

FIRST_DATES = 5


@dataclass(frozen=True, kw_only=True)
class SourceRows:
    """The rows of one source; every column stands on the index 0 … rows − 1.

    Attributes
    ----------
    findings : SourceFindings
        ``rows_in`` counts the ragged rows too; ``rows_used`` and ``set_aside`` are not yet known.
    offences : DataFrame
        The columns of ``schema.OFFENCE_COLUMNS`` that need no place.
    eastings, northings : Series of str
        As found, in ``coordinates_crs``, easting or longitude first.
    coordinate_columns : tuple of str
        Their names in the file, for messages.
    coordinates_crs : str
    stated_area : Series of str
        Authority or district as the row states it, by name or code; missing where it does not.
    stated_is_official : bool
        The statement comes from a table of all authorities, so that one that is not the force's
        lies outside it. Otherwise an unknown name says nothing.
    reasons, faulty_values : Series of str
        Why a row cannot be used and the value at fault; missing where nothing is wrong so far.
    original : DataFrame
        The source's own columns as text.
    ragged : DataFrame
        Rows with a wrong number of fields, as rows set aside.
    """

    findings: SourceFindings
    offences: pd.DataFrame
    eastings: pd.Series[str]
    northings: pd.Series[str]
    coordinate_columns: tuple[str, str]
    coordinates_crs: str
    stated_area: pd.Series[str]
    stated_is_official: bool
    reasons: pd.Series[str]
    faulty_values: pd.Series[str]
    original: pd.DataFrame
    ragged: pd.DataFrame


def ragged_rows(tables: Sequence[TextTable]) -> pd.DataFrame:
    """Return the rows with a wrong number of fields as rows set aside, with their raw text."""
    found: list[tuple[str, RaggedRow]] = [
        (table.name, row) for table in tables for row in table.ragged
    ]
    return pd.DataFrame(
        {
            schema.SOURCE_FILE: pd.array([name for name, _ in found], dtype="str"),
            schema.SOURCE_LINE: pd.array([row.line for _, row in found], dtype="int64"),
            schema.REASON: pd.array([str(schema.Reason.RAGGED_ROW)] * len(found), dtype="str"),
            schema.VALUE: pd.array([row.text for _, row in found], dtype="str"),
        }
    )


def nothing_said(rows: int) -> pd.Series[str]:
    """Return a text column in which every value is missing."""
    return pd.Series(pd.array([None] * rows, dtype="str"))


def column_of(table: TextTable, mapping: Mapping[str, str], ours: str) -> pd.Series[str]:
    """Return one of our columns as text without blanks; all missing where it is not there."""
    if ours not in mapping:
        return nothing_said(len(table.frame))
    return without_blanks(table.frame[mapping[ours]])


def first_dates(
    found: pd.Series[str], read: pd.Series[pd.Timestamp], as_read: str
) -> tuple[tuple[str, str], ...]:
    """Return the first dates as found and as read, written by the ``strftime`` format given."""
    legible = read.notna()
    return tuple(
        (str(text), time.strftime(as_read))
        for text, time in zip(
            found[legible].head(FIRST_DATES), read[legible].head(FIRST_DATES), strict=True
        )
    )
