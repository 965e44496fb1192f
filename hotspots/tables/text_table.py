"""Read a CSV or a workbook as text: nothing is guessed, and each row keeps its line number.

Codes and references stay as they were written: ``4.10`` is not ``4.1``, and ``1E2`` is not 100.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from hotspots.arrays import Longs
from hotspots.errors import InputError, NoRowsError, UnreadableError
from hotspots.tables.workbook import MOST_TITLE_ROWS, WORKBOOK_SUFFIXES, read_sheet

UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
DELIMITERS = (",", ";", "\t")
# What records systems write where there is nothing to say.
WORDS_FOR_NOTHING = ("", "null", "(null)", "none", "nan", "n/a", "na", "#n/a", "-")


@dataclass(frozen=True, kw_only=True)
class RaggedRow:
    """A row whose number of fields is not the header's: its line in the file, and its raw text."""

    line: int
    text: str


@dataclass(frozen=True, kw_only=True)
class TextTable:
    """A table of text, as it was found.

    Attributes
    ----------
    name : str
        The file, and within an archive its member.
    frame : DataFrame
        One text column for each header, in the file's order; nothing is missing, only empty.
    lines : array of int, shape (rows,)
        The line of the file (from 1; in a workbook the sheet's row) on which each row begins.
    encoding : str
        ``utf-8``, ``utf-8 with byte-order mark``, ``utf-16``, ``cp1252`` or ``workbook``.
    ragged : tuple of RaggedRow
        Rows that are not in ``frame`` because their number of fields is not the header's.
    sheet : str or None
        The sheet that was read, of a workbook.
    number_columns : frozenset of str
        Columns in which a workbook held numbers, not text: ``4.10`` was already ``4.1`` there.
    notes : tuple of str
    """

    name: str
    frame: pd.DataFrame
    lines: Longs
    encoding: str
    ragged: tuple[RaggedRow, ...] = ()
    sheet: str | None = None
    number_columns: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """The column names, as found."""
        return tuple(map(str, self.frame.columns))

    @property
    def rows_in(self) -> int:
        """Rows found, those with a wrong number of fields included."""
        return len(self.frame) + len(self.ragged)


def read_text_table(
    path: Path,
    *,
    header: bool = True,
    wanted: Callable[[Sequence[str]], bool] | None = None,
) -> TextTable:
    """Read a CSV or a workbook as text.

    Parameters
    ----------
    path : Path
        A CSV with commas, semicolons or tabs, in UTF-8 (with or without a byte-order mark), UTF-16
        or Windows-1252; or a workbook (``.xlsx``, ``.xlsm``, ``.xls``), of which the first sheet
        with a header that is wanted is read, else the first that holds anything.
    header : bool
        False where the first line is a row already; the columns are then called ``column 1``, …
    wanted : callable, optional
        Says whether a row is the header that is looked for. It may stand under title lines.

    Raises
    ------
    NoRowsError
        When the file is empty, has no header, or has a header and no rows; the message says which.
    UnreadableError
        When the file cannot be opened.
    InputError
        When it cannot be read as text or as a workbook.
    """
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise UnreadableError(
            f"{path.name} cannot be read: {fault.strerror}. Check the path, and who may read it."
        ) from fault
    if not data:
        raise NoRowsError(f"{path.name} is empty (0 bytes). Export the rows again.")
    if path.suffix.lower() in WORKBOOK_SUFFIXES:
        return parse_workbook(path.name, data, header=header, wanted=wanted)
    return parse_csv(path.name, data, header=header, wanted=wanted)


def parse_workbook(
    name: str,
    data: bytes,
    *,
    header: bool = True,
    wanted: Callable[[Sequence[str]], bool] | None = None,
) -> TextTable:
    """Make a text table of a workbook's bytes; see ``read_text_table``."""
    found = read_sheet(name, data, wanted=wanted)
    header_line, fields = found.header_row + 1, found.rows[found.header_row]
    titles = _header(name, fields, header_line) if header else _numbered(fields)
    body = [
        (line, row)
        for line, row in enumerate(found.rows, start=1)
        if line >= header_line + header and any(row)
    ]
    frame = _frame(name, titles, [row for _, row in body])
    numbers = {titles[place] for place in found.number_columns} & set(map(str, frame.columns))
    return TextTable(
        name=name,
        frame=frame,
        lines=np.array([line for line, _ in body], dtype=np.int64),
        encoding="workbook",
        sheet=found.name,
        number_columns=frozenset(numbers),
        notes=found.notes,
    )


def parse_csv(
    name: str,
    data: bytes,
    *,
    header: bool = True,
    wanted: Callable[[Sequence[str]], bool] | None = None,
) -> TextTable:
    """Make a text table of a CSV's bytes; see ``read_text_table``."""
    text, encoding = _decode(name, data)
    nulls = text.count("\0")
    lines = list(io.StringIO(text.replace("\0", "") if nulls else text, newline=""))
    if wanted is not None:
        lines = _without_titles(lines, wanted)
    delimiter = delimiter_of(lines)
    records = _records(name, lines, delimiter)
    try:
        header_end, fields = next(
            (end, fields) for _, end, fields in records if any(map(str.strip, fields))
        )
    except StopIteration:
        raise NoRowsError(f"{name} is empty. Export the rows again.") from None
    titles = _header(name, fields, header_end) if header else _numbered(fields)
    if not header:
        records = _records(name, lines, delimiter)
    rows, starts, ragged = _sort_rows(records, lines, len(titles), delimiter)
    if not rows and not ragged:
        raise NoRowsError(f"{name} has a header and no rows. Check the export's period and filter.")
    return TextTable(
        name=name,
        frame=_frame(name, titles, rows, rows_elsewhere=bool(ragged)),
        lines=np.array(starts, dtype=np.int64),
        encoding=encoding,
        ragged=tuple(ragged),
        notes=(f"NUL bytes taken out: {nulls:,}",) if nulls else (),
    )


def header_of(data: bytes) -> tuple[str, ...]:
    """Return the header of a CSV from its first bytes; empty when there is none."""
    encoding = "utf-16" if data.startswith(UTF_16_MARKS) else "utf-8-sig"
    text = data.decode(encoding, errors="replace").replace("\0", "")
    lines = list(io.StringIO(text, newline=""))
    for fields in csv.reader(lines, delimiter=delimiter_of(lines)):
        if any(map(str.strip, fields)):
            return tuple(fields)
    return ()


def without_blanks(texts: pd.Series[str]) -> pd.Series[str]:
    """Return the texts trimmed, with the words that records systems write for nothing missing."""
    trimmed = texts.str.strip()
    return trimmed.mask(trimmed.str.lower().isin(WORDS_FOR_NOTHING))


def delimiter_of(lines: Sequence[str]) -> str:
    """Return the delimiter that the first written line holds most of; a comma in doubt."""
    first = next((line for line in lines if line.strip()), "")
    outside_quotes = "".join(first.split('"')[::2])
    counts = Counter({delimiter: outside_quotes.count(delimiter) for delimiter in DELIMITERS})
    return counts.most_common(1)[0][0]


def _decode(name: str, data: bytes) -> tuple[str, str]:
    if data.startswith(UTF_16_MARKS):
        return data.decode("utf-16", errors="replace"), "utf-16"
    try:
        marked = data.startswith(b"\xef\xbb\xbf")
        return data.decode("utf-8-sig"), "utf-8 with byte-order mark" if marked else "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise InputError(
            f"{name}, line {line}: byte 0x{data[fault.start]:02X} is neither UTF-8 nor "
            "Windows-1252 text. Save the file again as 'CSV UTF-8'."
        ) from fault


def _without_titles(lines: list[str], wanted: Callable[[Sequence[str]], bool]) -> list[str]:
    """Return the lines, blank where they stand above a header that is wanted: none moves."""
    for number, line in enumerate(lines[:MOST_TITLE_ROWS]):
        if wanted(next(csv.reader([line], delimiter=delimiter_of([line])), [])):
            return ["\n"] * number + lines[number:]
    return lines


def _header(name: str, fields: Sequence[str], line: int) -> list[str]:
    if not any(letter.isalpha() for field in fields for letter in field):
        raise NoRowsError(
            f"{name} has no header: line {line} holds no column names. "
            "Export again with column names in the first line."
        )
    seen: Counter[str] = Counter()
    header = []
    for place, field in enumerate(fields, start=1):
        label = field or f"column {place}"
        seen[label] += 1
        header.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return header


def _numbered(fields: Sequence[str]) -> list[str]:
    return [f"column {place}" for place in range(1, len(fields) + 1)]


def _frame(
    name: str, header: list[str], rows: list[list[str]], *, rows_elsewhere: bool = False
) -> pd.DataFrame:
    """Return the rows as text columns, without columns that have neither name nor value."""
    if not rows and not rows_elsewhere:
        raise NoRowsError(f"{name} has a header and no rows. Check the export's period and filter.")
    frame = pd.DataFrame(rows, columns=header, dtype="str")
    nameless = [label for place, label in enumerate(header, 1) if label == f"column {place}"]
    return frame.drop(columns=[label for label in nameless if (frame[label] == "").all()])


def _records(name: str, lines: list[str], delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    """Yield the fields of each record with the span of lines that it was written on."""
    reader = csv.reader(lines, delimiter=delimiter)
    end = 0
    try:
        for fields in reader:
            start, end = end, reader.line_num
            yield start, end, fields
    except csv.Error as fault:
        raise InputError(
            f"{name}, line {end + 1}: {fault}. A quotation mark that is opened there is probably "
            "never closed; mend that line."
        ) from fault


def _sort_rows(
    records: Iterator[tuple[int, int, list[str]]], lines: list[str], width: int, delimiter: str
) -> tuple[list[list[str]], list[int], list[RaggedRow]]:
    """Part the rows that fit the header from those that do not, each with its line."""
    rows: list[list[str]] = []
    starts: list[int] = []
    ragged: list[RaggedRow] = []
    for start, end, fields in records:
        fits = len(fields) == width and (fields[0] or any(fields))
        if fits and not _is_never_closed(lines, start, end):
            rows.append(fields)
            starts.append(start + 1)
            continue
        for line, found, raw in _mend(start, end, fields, lines, width, delimiter):
            if len(found) == width:
                rows.append(found)
                starts.append(line)
            else:
                ragged.append(RaggedRow(line=line, text=raw))
    return rows, starts, ragged


def _is_never_closed(lines: list[str], start: int, end: int) -> bool:
    """Say whether a record runs to the file's end behind a quotation mark that is never closed."""
    runs_on = end == len(lines) and end - start > 1
    return runs_on and sum(line.count('"') for line in lines[start:end]) % 2 == 1


def _mend(
    start: int, end: int, fields: list[str], lines: list[str], width: int, delimiter: str
) -> list[tuple[int, list[str], str]]:
    """Return what a misfit record holds: nothing, a row with spare delimiters, or several rows.

    A quotation mark that is never closed swallows the lines that follow it; they are read again
    one by one, so that only the line at fault is ragged.
    """
    if not any(map(str.strip, fields)):
        return []
    if not any(fields[width:]) and len(fields) > width:
        return [(start + 1, fields[:width], "")]
    if end - start > 1:
        parts = [
            (start + 1 + place, _one_line(line, width, delimiter), line.rstrip("\r\n"))
            for place, line in enumerate(lines[start:end])
            if line.strip()
        ]
        if any(len(part) == width for _, part, _ in parts):
            return parts
    return [(start + 1, fields, "".join(lines[start:end]).rstrip("\r\n"))]


def _one_line(line: str, width: int, delimiter: str) -> list[str]:
    fields = next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter))
    spare = len(fields) > width and not any(fields[width:])
    return fields[:width] if spare else fields
