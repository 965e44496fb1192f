"""Read one sheet of a workbook as text."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from hotspots.errors import InputError, NoRowsError
from hotspots.tables.csv_text import MOST_TITLE_ROWS

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls")
NAMED_SHEETS: Final = 5


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet as text: all of its rows from the first, and the places of columns with numbers.

    ``header_row`` is the number, from 0, of the row that holds the names of its columns.
    """

    name: str
    rows: list[list[str]]
    header_row: int
    number_columns: frozenset[int]
    notes: tuple[str, ...]


def read_sheet(
    name: str, data: bytes, *, wanted: Callable[[Sequence[str]], bool] | None = None
) -> Sheet:
    """Read the first sheet whose header is wanted, else the first with anything.

    The header is the first row that is wanted, be it under a title or a marking; else the first
    that holds anything. Whole numbers are written without a decimal point, dates and times as ISO
    text. In a column that holds times of day as well as bare dates, a bare date is written with
    its midnight, so that one date format fits the column.

    Raises
    ------
    InputError
        When this is not a workbook, or is protected by a password.
    NoRowsError
        When every sheet is empty.
    """
    book = _open(name, data)
    first: Sheet | None = None
    for candidate in book.sheet_names:
        cells = book.get_sheet_by_name(candidate).to_python(skip_empty_area=False)
        if not any(cell != "" for row in cells for cell in row):
            continue
        rows, numbers = _as_text(cells)
        written = [number for number, row in enumerate(rows) if any(row)]
        header = _wanted_row(rows, written, wanted)
        found = Sheet(
            name=candidate,
            rows=rows,
            header_row=written[0] if header is None else header,
            number_columns=numbers,
            notes=_notes(candidate, book.sheet_names),
        )
        if wanted is None or header is not None:
            return found
        first = first or found
    if first is not None:
        return first
    raise NoRowsError(f"{name} is empty: no sheet holds anything. Export the rows again.")


def _wanted_row(
    rows: Sequence[Sequence[str]],
    written: Sequence[int],
    wanted: Callable[[Sequence[str]], bool] | None,
) -> int | None:
    if wanted is None:
        return None
    return next((number for number in written[:MOST_TITLE_ROWS] if wanted(rows[number])), None)


def _notes(chosen: str, sheets: Sequence[str]) -> tuple[str, ...]:
    others = [sheet for sheet in sheets if sheet != chosen]
    if not others:
        return ()
    named = ", ".join(map(repr, others[:NAMED_SHEETS]))
    more = f" and {len(others) - NAMED_SHEETS} more" if len(others) > NAMED_SHEETS else ""
    return (f"read the sheet {chosen!r}, not {named}{more}",)


def _open(name: str, data: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (CalamineError, OSError) as fault:
        raise InputError(
            f"{name} cannot be read as a workbook ({fault}). "
            "Save it again as XLSX without a password, or as CSV UTF-8."
        ) from fault


def _as_text(cells: Sequence[Sequence[object]]) -> tuple[list[list[str]], frozenset[int]]:
    """Return cells as text, and the places of the columns that hold a number."""
    timed = {place for row in cells for place, cell in enumerate(row) if isinstance(cell, datetime)}
    numbers = {place for row in cells for place, cell in enumerate(row) if isinstance(cell, float)}
    rows = [
        [_cell_text(cell, with_time=place in timed) for place, cell in enumerate(row)]
        for row in cells
    ]
    return rows, frozenset(numbers)


def _cell_text(cell: object, *, with_time: bool) -> str:
    match cell:
        case str():
            return cell
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case datetime():
            return cell.isoformat(sep=" ", timespec="seconds")
        case date():
            return f"{cell.isoformat()} 00:00:00" if with_time else cell.isoformat()
        case _:  # a time of day is written 03:04:00, a truth value True
            return str(cell)
