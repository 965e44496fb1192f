"""Read one sheet of a workbook as text."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook

from hotspots.errors import InputError, NoRowsError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet as text: all of its rows from the first, and the places of columns with numbers."""

    name: str
    rows: list[list[str]]
    number_columns: frozenset[int]
    notes: tuple[str, ...]


def read_sheet(
    name: str,
    data: bytes,
    sheet: str | None = None,
    *,
    wanted: Callable[[Sequence[str]], bool] | None = None,
) -> Sheet:
    """Read a named sheet, else the first one whose header is wanted, else the first with anything.

    Whole numbers are written without a decimal point, dates and times as ISO text. In a column
    that holds times of day as well as bare dates, a bare date is written with its midnight, so
    that one date format fits the column.

    Raises
    ------
    InputError
        When this is not a workbook, is protected by a password, or has no such sheet.
    NoRowsError
        When every sheet is empty.
    """
    book = _open(name, data)
    if sheet is not None and sheet not in book.sheet_names:
        raise InputError(
            f"{name} has no sheet {sheet!r}. Its sheets are: {', '.join(book.sheet_names)}."
        )
    first: Sheet | None = None
    for candidate in book.sheet_names if sheet is None else [sheet]:
        cells = book.get_sheet_by_name(candidate).to_python(skip_empty_area=False)
        if not any(cell != "" for row in cells for cell in row):
            continue
        found = _as_text(candidate, cells, book.sheet_names)
        if wanted is None or wanted(next(row for row in found.rows if any(row))):
            return found
        first = first or found
    if first is not None:
        return first
    raise NoRowsError(f"{name} is empty: no sheet holds anything. Export the rows again.")


def _open(name: str, data: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (CalamineError, OSError) as fault:
        raise InputError(
            f"{name} cannot be read as a workbook ({fault}). "
            "Save it again as XLSX without a password, or as CSV UTF-8."
        ) from fault


def _as_text(chosen: str, cells: Sequence[Sequence[object]], sheets: Sequence[str]) -> Sheet:
    timed = {place for row in cells for place, cell in enumerate(row) if isinstance(cell, datetime)}
    numbers = {place for row in cells for place, cell in enumerate(row) if isinstance(cell, float)}
    others = [sheet for sheet in sheets if sheet != chosen]
    return Sheet(
        name=chosen,
        rows=[
            [_cell_text(cell, with_time=place in timed) for place, cell in enumerate(row)]
            for row in cells
        ],
        number_columns=frozenset(numbers),
        notes=(f"read the sheet {chosen!r}, not {', '.join(map(repr, others))}",) if others else (),
    )


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
