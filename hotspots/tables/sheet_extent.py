"""How far the cells of a workbook's sheets spread, looked at before they are laid out.

A reader lays a sheet out as rows times columns. One value in the last cell of a sheet makes that
17 thousand million cells, of a file of five kilobytes: 550 GB, and the program is aborted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Final

from hotspots.errors import InputError
from hotspots.tables.limits import opened_member, require_cells
from hotspots.tables.plain_xml import Attributes, read_plain_xml

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterable

BLOCK_BYTES: Final = 1 << 22
# Workbooks of other kinds, which lie in a zip too.
OTHER_WORKBOOKS: Final = ("mimetype", "xl/workbook.bin")
# A cell as every common program writes it; and signs that a sheet has cells written in other ways.
_COMMON_CELL: Final = re.compile(rb'<c r="([A-Z]+)([0-9]+)"')
_OTHER_CELL: Final = re.compile(rb"""<[^\s<>/:"'=]+:c[\s/>]|<c[\t\r\n/>]""")
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_A_REFERENCE: Final = re.compile(r"([A-Za-z]+)([0-9]+)")
_LETTERS: Final = 26
# A sheet ends at XFD1048576. What lies beyond is no place, and a figure far above every limit.
_LONGEST_LETTERS: Final = 7
_LONGEST_DIGITS: Final = 10


@dataclass
class _Extent:
    """The last row and the last column of what was seen, from 1."""

    row: int = 0
    column: int = 0
    _here: list[int] = field(default_factory=lambda: [0, 0])

    def take_in(self, found: Iterable[tuple[bytes, bytes]]) -> None:
        """Take references in, as letters and digits."""
        letters, digits = set(), set()
        for column, row in found:
            letters.add(column)
            digits.add(row)
        self.column = max(self.column, *(_number_of(each.decode()) for each in letters), 0)
        self.row = max(self.row, *(_row_of(each.decode()) for each in digits), 0)

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take in one element; what has no reference stands behind the one before."""
        reference = attributes.get("r", "")
        if tag == "row":
            self._here = [_row_of(reference) if reference.isdecimal() else self._here[0] + 1, 0]
        elif tag == "c":
            self._here[1] += 1
            if found := _A_REFERENCE.fullmatch(reference):
                self._here = [_row_of(found[2]), _number_of(found[1])]
            self.row, self.column = max(self.row, self._here[0]), max(self.column, self._here[1])


def require_extents(name: str, archive: zipfile.ZipFile) -> None:
    """Refuse a workbook whose sheets spread over more cells than are read.

    Every part of the file is looked at, for a sheet may lie under any name.

    Raises
    ------
    InputError
    """
    members = archive.namelist()
    if any(other in members for other in OTHER_WORKBOOKS):
        raise InputError(
            f"{name} is a workbook of another kind (ODS or XLSB). Save it again as XLSX, or as CSV "
            "UTF-8."
        )
    for member in members:
        with opened_member(archive, member) as stream:
            extent = _extent(stream)
        if extent is None:
            extent = _Extent()
            with opened_member(archive, member) as stream:
                read_plain_xml(f"{name}/{member}", stream, on_start=extent.start)
        require_cells(name, extent.row, extent.column)


def _extent(stream: IO[bytes]) -> _Extent | None:
    """Return how far the cells of a sheet spread; None where they are written in other ways."""
    extent = _Extent()
    held = stream.read(BLOCK_BYTES)
    if held.startswith(_UTF_16):
        return None
    while held:
        block = stream.read(BLOCK_BYTES)
        whole = max(held.rfind(b"<"), 0) if block else len(held)  # a tag is never cut in two
        text, held = held[:whole], held[whole:] + block
        cells = _COMMON_CELL.findall(text)
        if len(cells) != text.count(b"<c ") or _OTHER_CELL.search(text):
            return None
        extent.take_in(cells)
    return extent


def _number_of(letters: str) -> int:
    """Return the place of a column from 1: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters.upper()[:_LONGEST_LETTERS]:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def _row_of(digits: str) -> int:
    return int(digits[:_LONGEST_DIGITS])
