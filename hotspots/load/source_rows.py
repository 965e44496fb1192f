"""The rows of one source, read and not yet located."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from hotspots import crs, schema
from hotspots.arrays import Bools, Longs
from hotspots.load.findings import SourceFindings
from hotspots.tables.text_table import RaggedRow, TextTable, without_blanks

FIRST_DATES = 5
# What a reason is about, in the source.
REASONS_OF_PLACE: Final = (
    schema.Reason.NO_COORDINATES,
    schema.Reason.DIVIDED_DIGITS,
    schema.Reason.UNREADABLE_COORDINATES,
    schema.Reason.LOST_DIGITS,
    schema.Reason.ZERO_COORDINATES,
    schema.Reason.SWAPPED_AXES,
    schema.Reason.DEGREES_NOT_METRES,
    schema.Reason.OUTSIDE_SYSTEM,
    schema.Reason.DEFAULT_POINT,
    schema.Reason.OUTSIDE_FORCE,
)
REASONS_OF_TIME: Final = (
    schema.Reason.NO_DATE,
    schema.Reason.UNREADABLE_DATE,
    schema.Reason.BEFORE_1900,
    schema.Reason.AFTER_FILE,
    schema.Reason.OUTSIDE_PERIOD,
    schema.Reason.OUTSIDE_COVER,
)
# Of all rows at once it takes twice the table's memory.
ROWS_HASHED_AT_ONCE = 20_000
# A share of a table that is compared as it stands.
FEW_ROWS = 0.2


@dataclass(frozen=True, kw_only=True)
class Coordinates:
    """Two columns of a source that hold its points.

    Attributes
    ----------
    eastings, northings : Series of str
        As found, in ``crs``, easting or longitude first.
    columns : tuple of str
        Their names in the file, for messages.
    crs : str
    of_shapes : bool
        True where they are the points of a geographic file and no columns of it.
    """

    eastings: pd.Series[str]
    northings: pd.Series[str]
    columns: tuple[str, str]
    crs: str
    of_shapes: bool = False

    @property
    def in_degrees(self) -> bool:
        """True where they are longitudes and latitudes."""
        return not crs.is_in_metres(self.crs)


@dataclass(frozen=True, kw_only=True)
class SourceRows:
    """The rows of one source; every column stands on the index 0 … rows − 1.

    Attributes
    ----------
    findings : SourceFindings
        ``rows_in`` counts the ragged rows too; ``rows_used`` and ``set_aside`` are not yet known.
    offences : DataFrame
        The columns of ``schema.OFFENCE_COLUMNS`` that need no place.
    coordinates : Coordinates
    other_coordinates : Coordinates or None
        A second pair of columns, for a file whose first pair lies nowhere near the force.
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
    coordinates: Coordinates
    other_coordinates: Coordinates | None = None
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
            schema.AT_FAULT: pd.array([None] * len(found), dtype="str"),
            schema.VALUE: pd.array([row.text for _, row in found], dtype="str"),
        }
    )


def missing_texts(rows: int) -> pd.Series[str]:
    """Return a text column in which every value is missing."""
    return pd.Series(np.nan, index=range(rows), dtype="str")


def column_of(table: TextTable, mapping: Mapping[str, str], ours: str) -> pd.Series[str]:
    """Return one of our columns as text without blanks; all missing where it is not there."""
    if ours not in mapping:
        return missing_texts(len(table.frame))
    return without_blanks(table.frame[mapping[ours]])


def repeated_rows(table: pd.DataFrame) -> int:
    """Return how many rows equal an earlier one in every column."""
    if table.empty:
        return 0
    # What stands first is a reference more often than not, which few rows share.
    shared = table.iloc[:, 0].duplicated(keep=False).to_numpy()
    if shared.mean() < FEW_ROWS:
        return int(table[shared].duplicated().sum())
    digests = [
        pd.util.hash_pandas_object(table.iloc[first : first + ROWS_HASHED_AT_ONCE], index=False)
        for first in range(0, len(table), ROWS_HASHED_AT_ONCE)
    ]
    alike = pd.concat(digests).duplicated(keep=False).to_numpy()
    return int(table[alike].duplicated().sum())


def looked_up(texts: pd.Series[str], known: Mapping[str, str]) -> pd.Series[str]:
    """Return what stands for each text; missing where nothing does."""
    codes, distinct = pd.factorize(texts)
    found = pd.array([*(known.get(text) for text in distinct), None], dtype="str")
    return pd.Series(found.take(codes), index=texts.index)  # a missing text has the code −1


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


def first_faults(
    faults: Mapping[schema.Reason, tuple[Bools, pd.Series[str] | None]], rows: int
) -> tuple[pd.Series[str], pd.Series[str]]:
    """Return the first fault of each row and the value at fault; missing where there is none.

    Parameters
    ----------
    faults : mapping of Reason to (array of bool, Series of str or None)
        Which rows have it, and what stands there where there is something to show; what is to be
        found first stands first.
    """
    reasons, values = missing_texts(rows), missing_texts(rows)
    for reason, (found, texts) in faults.items():
        fresh = found & reasons.isna().to_numpy()
        reasons[fresh] = str(reason)
        if texts is not None:
            values[fresh] = texts[fresh]
    return reasons, values


def columns_at_fault(
    reasons: pd.Series[str], *, place: Sequence[str] = (), time: str | None = None
) -> pd.Series[str]:
    """Return the source's columns that each reason is about; missing where it is the whole row.

    Parameters
    ----------
    reasons : Series of str
    place : sequence of str
        The columns of the coordinates.
    time : str, optional
        The column of the date.
    """
    named = {str(reason): time for reason in REASONS_OF_TIME if time is not None}
    if place:
        named |= {str(reason): ", ".join(place) for reason in REASONS_OF_PLACE}
    return looked_up(reasons, named)


def rows_set_aside(
    file: str,
    lines: Longs,
    reasons: pd.Series[str],
    columns: pd.Series[str],
    values: pd.Series[str],
) -> pd.DataFrame:
    """Return the rows of a file that have a reason, as rows set aside."""
    faulty = reasons.notna().to_numpy()
    return pd.DataFrame(
        {
            schema.SOURCE_FILE: pd.array([file] * int(faulty.sum()), dtype="str"),
            schema.SOURCE_LINE: lines[faulty],
            schema.REASON: reasons[faulty].array,
            schema.AT_FAULT: columns[faulty].array,
            schema.VALUE: values[faulty].array,
        }
    )


def counts_of(texts: pd.Series[str]) -> dict[str, int]:
    """Return how often each text stands, the commonest first."""
    return {str(text): int(rows) for text, rows in texts.value_counts().items()}
