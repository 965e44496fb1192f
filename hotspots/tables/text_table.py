"""Read a CSV or a workbook as text: nothing is guessed, and each row keeps its line number.

Codes and references stay as they were written: ``4.10`` is not ``4.1``, and ``1E2`` is not 100.
"""

from __future__ import annotations

import io
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from hotspots.arrays import Longs
from hotspots.errors import NoRowsError, UnreadableError
from hotspots.tables.csv_text import (
    MOST_TITLE_ROWS,
    UTF_8_MARK,
    UTF_16_MARKS,
    OpenBytes,
    Record,
    Wanted,
    WithoutNulls,
    delimiter_of,
    encoding_of,
    fields_of_line,
    plain_columns,
    records,
    text_lines,
    without_titles,
)
from hotspots.tables.doubts import Doubt
from hotspots.tables.memory import WORTH_LOOKING_BYTES, give_back, require_memory
from hotspots.tables.workbook import WORKBOOK_SUFFIXES, read_sheet
from hotspots.words import plural

# What records systems write where there is nothing to say.
WORDS_FOR_NOTHING = ("", "null", "(null)", "none", "nan", "n/a", "na", "#n/a", "-")
# Rows wait as lists of words until there are so many, and are then packed into columns of text:
# lists take ten times the memory.
ROWS_PACKED_AT_ONCE: Final = 20_000
# Lines that are looked at together: one that is out of order slows so many down.
LINES_TAKEN_AT_ONCE: Final = 2_000


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
    doubts : tuple of Doubt
        Which of two columns of one name was taken, where they differ.
    """

    name: str
    frame: pd.DataFrame
    lines: Longs
    encoding: str
    ragged: tuple[RaggedRow, ...] = ()
    sheet: str | None = None
    number_columns: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()

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
    wanted: Wanted | None = None,
    rows_needed: bool = True,
) -> TextTable:
    """Read a CSV or a workbook as text.

    Parameters
    ----------
    path : Path
        A CSV with commas, semicolons, tabs or bars, in UTF-8 (with or without a byte-order mark),
        UTF-16 or Windows-1252; or a workbook (``.xlsx``, ``.xlsm``, ``.xls``), of which the sheets
        with a header that is wanted are read, else the first that holds anything.
    header : bool
        False where the first line is a row already; the columns are then called ``column 1``, …
    wanted : callable, optional
        Says whether a row is the header that is looked for. It may stand under title lines.
    rows_needed : bool
        False where a header alone will do.

    Raises
    ------
    NoRowsError
        When the file is empty, has no header, or lacks rows that are needed; the message says
        which.
    UnreadableError
        When the file cannot be opened.
    InputError
        When it cannot be read as text or as a workbook.
    """
    try:
        if not path.stat().st_size:
            raise NoRowsError(f"{path.name} is empty (0 bytes). Export the rows again.")
        if path.suffix.lower() in WORKBOOK_SUFFIXES:
            return parse_workbook(
                path.name, path.read_bytes(), header=header, wanted=wanted, rows_needed=rows_needed
            )
        require_memory(path.name, path.stat().st_size)
        return stream_csv(
            path.name,
            lambda: path.open("rb"),
            header=header,
            wanted=wanted,
            rows_needed=rows_needed,
        )
    except OSError as fault:
        raise UnreadableError(
            f"{path.name} cannot be read: {fault.strerror}. Check the path, and who may read it."
        ) from fault


def parse_workbook(
    name: str,
    data: bytes,
    *,
    header: bool = True,
    wanted: Wanted | None = None,
    rows_needed: bool = True,
) -> TextTable:
    """Make a text table of a workbook's bytes; see ``read_text_table``."""
    found = read_sheet(name, data, wanted=wanted)
    titles = _header(name, found.header, found.header_line) if header else _numbered(found.header)
    body = found.rows if header else [(found.header_line, found.header), *found.rows]
    columns = [
        pa.array([row[place] for _, row in body], pa.large_string()) for place in range(len(titles))
    ]
    frame = _frame(name, titles, columns, rows_needed=rows_needed)
    numbers = {titles[place] for place in found.number_columns} & set(map(str, frame.columns))
    return TextTable(
        name=name,
        frame=frame,
        lines=np.array([line for line, _ in body], dtype=np.int64),
        encoding="workbook",
        sheet=found.name,
        number_columns=frozenset(numbers),
        notes=(*found.notes, *_note_on_titles(found.header_line)),
        doubts=_doubts_on_header(found.header, frame),
    )


def parse_csv(
    name: str,
    data: bytes,
    *,
    header: bool = True,
    wanted: Wanted | None = None,
) -> TextTable:
    """Make a text table of a CSV's bytes; see ``read_text_table``."""
    return stream_csv(name, partial(io.BytesIO, data), header=header, wanted=wanted)


def stream_csv(
    name: str,
    open_bytes: OpenBytes,
    *,
    header: bool = True,
    wanted: Wanted | None = None,
    rows_needed: bool = True,
) -> TextTable:
    """Make a text table of a CSV from whatever opens its bytes; see ``read_text_table``."""
    encoding = encoding_of(name, open_bytes)
    text = WithoutNulls(text_lines(name, open_bytes, encoding))
    lines = without_titles(iter(text), wanted)
    first = list(islice(lines, MOST_TITLE_ROWS))
    delimiter = delimiter_of(first)
    lines = chain(first, lines)
    found = records(lines, delimiter)
    top = next((record for record in found if any(map(str.strip, record.fields))), None)
    if top is None:
        raise NoRowsError(f"{name} is empty. Export the rows again.")
    titles = _header(name, top.fields, top.line) if header else _numbered(top.fields)
    rows = _Rows(len(titles), delimiter)
    if not header:
        rows.add(top)
    rows.add_lines(lines, top.line + len(top.written))
    frame = _frame(name, titles, rows.columns(), rows_needed=rows_needed and not rows.ragged)
    nulls = (f"NUL bytes taken out: {text.taken_out:,}",) if text.taken_out else ()
    return TextTable(
        name=name,
        frame=frame,
        lines=np.array(rows.lines, dtype=np.int64),
        encoding=_in_words(encoding, open_bytes),
        ragged=tuple(rows.ragged),
        notes=(*nulls, *_note_on_titles(top.line if header else 1)),
        doubts=_doubts_on_header(top.fields, frame),
    )


def header_of(start: bytes, *, wanted: Wanted | None = None) -> tuple[str, ...]:
    """Return the header of a CSV from its first bytes; empty when there is none."""
    encoding = "utf-16" if start.startswith(UTF_16_MARKS) else "utf-8-sig"
    text = start.decode(encoding, errors="replace").replace("\0", "")
    lines = list(without_titles(iter(io.StringIO(text, newline="")), wanted))
    found = (record.fields for record in records(lines, delimiter_of(lines)))
    return next((tuple(fields) for fields in found if any(map(str.strip, fields))), ())


def read_once(
    texts: pd.Series[str], read: Callable[[pd.Series[str]], pd.Series[Any]]
) -> pd.Series[Any]:
    """Return what a reader makes of texts, each distinct one read once.

    >>> read_once(pd.Series(["b", "a", "b", None], dtype="str"), lambda each: each + "!").tolist()
    ['b!', 'a!', 'b!', nan]
    """
    codes, distinct = pd.factorize(texts)
    found = read(pd.Series(distinct, dtype="str"))
    read_of_each: pd.Series[Any] = found.reindex(codes)  # −1 is missing
    return read_of_each.set_axis(texts.index)


def without_blanks(texts: pd.Series[str]) -> pd.Series[str]:
    """Return the texts trimmed, with the words that records systems write for nothing missing."""
    trimmed = texts.str.strip()
    blank = trimmed.str.lower().isin(WORDS_FOR_NOTHING)
    return missing_where(texts if trimmed.equals(texts) else trimmed, blank)


def missing_where(texts: pd.Series[str], missing: pd.Series[bool]) -> pd.Series[str]:
    """Return the texts, some of them missing; the letters are shared with those given."""
    if not missing.any():
        return texts
    held = pa.array(texts.array) if isinstance(texts.array, pd.arrays.ArrowStringArray) else None
    if not isinstance(held, pa.LargeStringArray) or held.offset:  # in several pieces, or a part
        return texts.mask(missing)
    there = pa.array(texts.notna().to_numpy() & ~missing.to_numpy())
    shared = pa.Array.from_buffers(held.type, len(held), [there.buffers()[1], *held.buffers()[1:]])
    found = _as_text(pa.table([shared], names=["texts"]))["texts"]
    return pd.Series(found.array, index=texts.index, name=texts.name)


def _in_words(encoding: str, open_bytes: OpenBytes) -> str:
    if encoding != "utf-8-sig":
        return encoding
    with open_bytes() as stream:
        marked = stream.read(len(UTF_8_MARK)) == UTF_8_MARK
    return "utf-8 with byte-order mark" if marked else "utf-8"


def _header(name: str, fields: Sequence[str], line: int) -> list[str]:
    if not any(letter.isalpha() for field in fields for letter in field):
        raise NoRowsError(
            f"{name} has no header: line {line} holds no column names. "
            "Export again with column names in the first line. (Offences, and points with dates, "
            "are read without them, when it is said that there are none.)",
            options=("--no-header",),
        )
    seen: Counter[str] = Counter()
    header = []
    for place, field in enumerate(fields, start=1):
        label = field or f"column {place}"
        seen[label] += 1
        header.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return header


def _note_on_titles(line: int) -> tuple[str, ...]:
    """Say where a header under a title stands."""
    if line == 1:
        return ()
    return (f"the names of the columns stand on line {line}; what is above was passed over",)


def _doubts_on_header(fields: Sequence[str], frame: pd.DataFrame) -> tuple[Doubt, ...]:
    """Say which of two columns of one name is read, where they differ."""
    doubts = []
    for field in sorted({name for name in fields if name and fields.count(name) > 1}):
        again = [f"{field} ({number})" for number in range(2, fields.count(field) + 1)]
        differ = sum(int((frame[field] != frame[other]).sum()) for other in again if other in frame)
        if field in frame and differ:
            rows = plural(differ, "row")
            found = f"the column {field!r} stands more than once, and differs in {rows}"
            doubts.append(
                Doubt(
                    f"{found}: the first is read",
                    "rename or delete the others if it is not the one that is meant",
                )
            )
    return tuple(doubts)


def _numbered(fields: Sequence[str]) -> list[str]:
    return [f"column {place}" for place in range(1, len(fields) + 1)]


def _as_text(table: pa.Table) -> pd.DataFrame:
    """Return a table of large strings as text columns; the letters are shared."""
    text = {pa.large_string(): pd.StringDtype(na_value=np.nan)}
    frame: pd.DataFrame = table.to_pandas(types_mapper=text.get)
    return frame


def _frame(
    name: str, header: list[str], columns: list[pa.Array], *, rows_needed: bool = True
) -> pd.DataFrame:
    """Return the rows as text columns, without columns that have neither name nor value."""
    if rows_needed and not len(columns[0]):
        raise NoRowsError(f"{name} has a header and no rows. Check the export's period and filter.")
    frame = _as_text(pa.table(columns, names=header))
    nameless = [label for place, label in enumerate(header, 1) if label == f"column {place}"]
    return frame.drop(columns=[label for label in nameless if (frame[label] == "").all()])


class _Rows:
    """The rows that fit a header, packed as they come, and those that do not, each with its line.

    Attributes
    ----------
    lines : array of int
    ragged : list of RaggedRow
    """

    def __init__(self, width: int, delimiter: str) -> None:
        self._width, self._delimiter = width, delimiter
        self._waiting: list[list[str]] = []
        self._packed: list[list[pa.Array]] = [[] for _ in range(width)]
        self.lines = array("q")
        self.ragged: list[RaggedRow] = []

    def add(self, record: Record) -> None:
        """Take a record in."""
        fields = record.fields
        if len(fields) == self._width and record.is_closed and (fields[0] or any(fields)):
            self._keep(record.line, fields)
            return
        for line, found, raw in self._mended(record):
            if len(found) == self._width:
                self._keep(line, found)
            else:
                self.ragged.append(RaggedRow(line=line, text=raw))

    def add_lines(self, lines: Iterator[str], line: int) -> None:
        """Take in the rows of the lines that follow, of which the first has this number."""
        while some := list(islice(lines, LINES_TAKEN_AT_ONCE)):
            columns = plain_columns(some, self._width, self._delimiter)
            if columns is not None:
                self._pack()
                for parts, column in zip(self._packed, columns, strict=True):
                    parts.append(column)
                self.lines.extend(range(line, line + len(some)))
                line += len(some)
                continue
            after = line + len(some)
            for record in records(chain(some, lines), self._delimiter, line=line):
                line = record.line + len(record.written)
                self.add(record)
                if line >= after:
                    break

    def columns(self) -> list[pa.Array]:
        """Return the columns, whole; nothing is kept."""
        self._pack()
        whole, freed = [], 0
        while self._packed:
            whole.append(pa.concat_arrays(self._packed.pop(0)))
            freed += whole[-1].nbytes  # as much as its parts held
            if freed >= WORTH_LOOKING_BYTES:
                give_back()
                freed = 0
        return whole

    def _keep(self, line: int, fields: list[str]) -> None:
        self.lines.append(line)
        self._waiting.append(fields)
        if len(self._waiting) == ROWS_PACKED_AT_ONCE:
            self._pack()

    def _pack(self) -> None:
        columns = zip(*self._waiting, strict=True) if self._waiting else ((),) * self._width
        for parts, words in zip(self._packed, columns, strict=True):
            parts.append(pa.array(words, pa.large_string()))
        self._waiting.clear()

    def _mended(self, record: Record) -> list[tuple[int, list[str], str]]:
        """Return what a misfit record holds: nothing, a row with spare delimiters, several rows.

        A quotation mark that is never closed swallows the lines that follow it; they are read again
        one by one, so that only the line at fault is ragged.
        """
        fields, written = record.fields, record.written
        if record.is_closed and not any(map(str.strip, fields)):
            return []
        if record.is_closed and len(fields) > self._width and not any(fields[self._width :]):
            return [(record.line, fields[: self._width], "")]
        if len(written) > 1:
            parts = [
                (line, self._alone(text), text.rstrip("\r\n"))
                for line, text in enumerate(written, start=record.line)
                if text.strip()
            ]
            if any(len(part) == self._width for _, part, _ in parts):
                return parts
        return [(record.line, fields, "".join(written).rstrip("\r\n"))]

    def _alone(self, text: str) -> list[str]:
        fields = fields_of_line(text, self._delimiter)
        spare = len(fields) > self._width and not any(fields[self._width :])
        return fields[: self._width] if spare else fields
