"""Read a workbook as text: its sheets of the same columns as one table."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from hotspots.errors import InputError, NoRowsError
from hotspots.nearest import plain
from hotspots.tables.csv_text import MOST_TITLE_ROWS, Wanted
from hotspots.tables.limits import explained_archive, require_believable, require_cells, zip_of
from hotspots.tables.sheet_extent import require_extents

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls")
NAMED_SHEETS: Final = 5
# How the two kinds of workbook begin: a zip of XML, and the older compound file.
ZIPPED: Final = b"PK\x03\x04"
COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AGAIN: Final = "Save it again as XLSX without a password, or as CSV UTF-8."


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What is read of a workbook, as text.

    Attributes
    ----------
    name : str
        The sheet, or the sheets that hold the same columns.
    header : list of str
    header_line : int
        The row, from 1, in which they stand on the first sheet.
    rows : list of (int, list of str)
        What stands under the header, each with its row, from 1; the rows of a further sheet are
        counted on from the last row of the sheet before.
    number_columns : frozenset of int
        The places of the columns that hold a number.
    notes : tuple of str
    """

    name: str
    header: list[str]
    header_line: int
    rows: list[tuple[int, list[str]]]
    number_columns: frozenset[int]
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _Found:
    """One sheet that holds anything: all of its rows, and the place of its header in them."""

    name: str
    is_hidden: bool
    cells: list[list[str]]
    numbers: frozenset[int]
    header_place: int
    is_wanted: bool
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        names = tuple(plain(name) for name in self.cells[self.header_place] if name)
        object.__setattr__(self, "names", names)

    @property
    def rows(self) -> list[tuple[int, list[str]]]:
        """The rows under the header that hold anything, each with its number from 1."""
        start = self.header_place + 1
        body = enumerate(self.cells[start:], start=start + 1)
        return [(line, row) for line, row in body if any(row)]

    def in_words(self) -> str:
        """Return the sheet's name and how many rows it has."""
        rows = f"{len(self.rows):,} row{'' if len(self.rows) == 1 else 's'}"
        return f"{self.name!r} ({'hidden, ' if self.is_hidden else ''}{rows})"


def read_sheet(name: str, data: bytes, *, wanted: Wanted | None = None) -> Sheet:
    """Read the sheets whose header is wanted, else the first with anything.

    The header is the first row that is wanted, be it under a title or a marking; else the first
    that holds anything. Sheets with the columns of the first one are read together, be it a sheet a
    month or a sheet a district. A hidden sheet is read where no other will do. Whole numbers are
    written without a decimal point, dates and times as ISO text. In a column that holds times of
    day as well as bare dates, a bare date is written with its midnight, so that one date format
    fits the column.

    Raises
    ------
    InputError
        When this is not a workbook, or is protected by a password.
    NoRowsError
        When every sheet is empty.
    """
    book = _open(name, data)
    hidden = {
        each.name for each in book.sheets_metadata if each.visible != SheetVisibleEnum.Visible
    }
    try:
        sheets = [
            sheet
            for title in book.sheet_names
            if (sheet := _sheet(book, title, wanted, is_hidden=title in hidden)) is not None
        ]
    except CalamineError as fault:
        raise _unreadable(name, fault) from fault
    if not sheets:
        raise NoRowsError(f"{name} is empty: no sheet holds anything. Export the rows again.")
    first = min(sheets, key=lambda sheet: (not sheet.is_wanted, sheet.is_hidden))
    together = [
        sheet
        for sheet in sheets
        if (sheet.is_hidden, sheet.is_wanted) == (first.is_hidden, first.is_wanted)
        and sorted(sheet.names) == sorted(first.names)
    ]
    return _as_one(first, together, [each for each in sheets if each not in together and each.rows])


def _sheet(
    book: CalamineWorkbook, title: str, wanted: Wanted | None, *, is_hidden: bool
) -> _Found | None:
    sheet = book.get_sheet_by_name(title)
    require_cells(f"the sheet {title!r}", sheet.total_height, sheet.total_width)
    cells = sheet.to_python(skip_empty_area=False)
    if not any(cell != "" for row in cells for cell in row):
        return None
    rows, numbers = _as_text(cells)
    written = [number for number, row in enumerate(rows) if any(row)]
    header = None
    if wanted is not None:
        header = next((place for place in written[:MOST_TITLE_ROWS] if wanted(rows[place])), None)
    return _Found(
        name=title,
        is_hidden=is_hidden,
        cells=rows,
        numbers=numbers,
        header_place=written[0] if header is None else header,
        is_wanted=wanted is None or header is not None,
    )


def _as_one(first: _Found, together: Sequence[_Found], others: Sequence[_Found]) -> Sheet:
    header = first.cells[first.header_place]
    rows: list[tuple[int, list[str]]] = []
    begins = []
    above = 0
    for sheet in together:
        order = _places(header, sheet.cells[sheet.header_place])
        rows += [
            (above + line, ["" if place is None else row[place] for place in order])
            for line, row in sheet.rows
        ]
        begins.append(f"{sheet.in_words()} from row {above + 1:,}")
        above += len(sheet.cells)
    notes = []
    if len(together) > 1:
        notes.append(
            f"sheets of the same columns, read together and counted on: {', '.join(begins)}"
        )
    if others:
        more = len(others) - NAMED_SHEETS
        named = ", ".join(sheet.in_words() for sheet in others[:NAMED_SHEETS])
        notes.append(
            f"read the sheet{'s' if len(together) > 1 else ''} "
            f"{', '.join(repr(sheet.name) for sheet in together[:NAMED_SHEETS])}; left out: {named}"
            f"{f' and {more} more' if more > 0 else ''}"
        )
    return Sheet(
        name=", ".join(sheet.name for sheet in together),
        header=header,
        header_line=first.header_place + 1,
        rows=rows,
        number_columns=frozenset(
            place
            for sheet in together
            for place, other in enumerate(_places(header, sheet.cells[sheet.header_place]))
            if other in sheet.numbers
        ),
        notes=tuple(notes),
    )


def _places(header: Sequence[str], other: Sequence[str]) -> list[int | None]:
    """Return where each column of a header stands in another with the same names."""
    if list(header) == list(other):
        return list(range(len(header)))
    left = [plain(name) for name in other]
    places: list[int | None] = []
    for name in map(plain, header):
        places.append(left.index(name) if name and name in left else None)
        if name and name in left:
            left[left.index(name)] = ""  # a name that stands twice is taken in its order
    return places


def _open(name: str, data: bytes) -> CalamineWorkbook:
    if data.startswith(ZIPPED):
        with explained_archive(name), zip_of(io.BytesIO(data)) as archive:
            require_believable(name, archive)
            require_extents(name, archive)
    elif not data.startswith(COMPOUND):
        raise InputError(
            f"{name} cannot be read as a workbook (it begins as no workbook does). {_SAVE_AGAIN}"
        )
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (CalamineError, OSError) as fault:
        raise _unreadable(name, fault) from fault


def _unreadable(name: str, fault: Exception) -> InputError:
    return InputError(f"{name} cannot be read as a workbook ({fault}). {_SAVE_AGAIN}")


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
