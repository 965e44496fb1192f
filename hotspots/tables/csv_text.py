"""Read the records of a CSV as a stream: its encoding, its delimiter, and each row with its line.

A file of two gigabytes is never held as text: only the record that is being read is.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import IO, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
from numpy.typing import NDArray

from hotspots.errors import InputError

UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
UTF_8_MARK: Final = b"\xef\xbb\xbf"
DELIMITERS: Final = (",", ";", "\t", "|")
BLOCK_BYTES: Final = 1 << 20
# A header stands under a title, a marking and a few facts, not further down.
MOST_TITLE_ROWS: Final = 20
# Notes of an officer run to some hundred thousand characters. What is longer is a quotation mark
# that is never closed, with the file behind it.
LONGEST_FIELD: Final = 10_000_000
# A line of a table is some hundred characters; what has no line breaks at all is no table.
LONGEST_LINE: Final = 20_000_000
_LINE_BREAK: Final = ord("\n")
_QUOTE: Final = ord('"')

OpenBytes = Callable[[], IO[bytes]]
Wanted = Callable[[Sequence[str]], bool]


class Record(NamedTuple):
    """A row of a CSV: the line (from 1) on which it begins, its fields, and the lines it spans."""

    line: int
    fields: list[str]
    written: list[str]
    is_closed: bool


def encoding_of(name: str, open_bytes: OpenBytes) -> str:
    """Return UTF-8 (``utf-8-sig``) when every byte is, else ``cp1252``; a UTF-16 mark is believed.

    Raises
    ------
    InputError
        When a byte is neither; the message names its line.
    """
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    with open_bytes() as stream:
        block = stream.read(BLOCK_BYTES)
        if block.startswith(UTF_16_MARKS):
            return "utf-16"
        try:
            while block:
                decoder.decode(block)
                block = stream.read(BLOCK_BYTES)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            _require_cp1252(name, open_bytes)
            return "cp1252"
    return "utf-8-sig"


def _require_cp1252(name: str, open_bytes: OpenBytes) -> None:
    line = 1
    with open_bytes() as stream:
        while block := stream.read(BLOCK_BYTES):
            try:
                block.decode("cp1252")
            except UnicodeDecodeError as fault:
                line += block[: fault.start].count(b"\n")
                raise InputError(
                    f"{name}, line {line}: byte 0x{block[fault.start]:02X} is neither UTF-8 nor "
                    "Windows-1252 text. Save the file again as 'CSV UTF-8'."
                ) from fault
            line += block.count(b"\n")


def text_lines(name: str, open_bytes: OpenBytes, encoding: str) -> Iterator[str]:
    """Yield the lines of a text, each with its line break.

    Raises
    ------
    InputError
        When a line is longer than any table's: the file would be held as one.
    """
    faults = "replace" if encoding == "utf-16" else "strict"
    with io.TextIOWrapper(open_bytes(), encoding=encoding, errors=faults, newline="") as text:
        while line := text.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE:
                raise InputError(
                    f"{name} has a line of more than {LONGEST_LINE:,} characters, which no table "
                    "has. Export it again, with a line break behind each row."
                )
            yield line


def delimiter_of(lines: Iterable[str]) -> str:
    """Return the delimiter that the first written line holds most of; a comma in doubt."""
    first = next((line for line in lines if line.strip()), "")
    outside_quotes = "".join(first.split('"')[::2])
    counts = Counter({delimiter: outside_quotes.count(delimiter) for delimiter in DELIMITERS})
    return counts.most_common(1)[0][0]


def csv_fields(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Yield the fields of each record of these lines."""
    csv.field_size_limit(LONGEST_FIELD)
    return csv.reader(lines, delimiter=delimiter)


def fields_of_line(line: str, delimiter: str) -> list[str]:
    """Return the fields of a line that stands alone."""
    return next(csv_fields([line.rstrip("\r\n")], delimiter), [])


def without_titles(lines: Iterator[str], wanted: Wanted | None) -> Iterator[str]:
    """Return the lines, blank where they stand above a header that is wanted: none moves."""
    if wanted is None:
        return lines
    first = list(islice(lines, MOST_TITLE_ROWS))
    alone = (fields_of_line(line, delimiter_of([line])) for line in first)
    titles = next((place for place, fields in enumerate(alone) if wanted(fields)), 0)
    return chain(["\n"] * titles, first[titles:], lines)


def records(lines: Iterable[str], delimiter: str, *, line: int = 1) -> Iterator[Record]:
    """Yield the records of a CSV, from this line on; one is used before the next is asked for.

    A record that the file's end or ``LONGEST_FIELD`` cuts off behind a quotation mark is not
    closed.
    """
    source = _Remembering(iter(lines))
    reader = csv_fields(source, delimiter)
    while True:
        try:
            fields = next(reader)
            is_closed = not source.has_ended or len(source.since) == 1
        except StopIteration:
            return
        except csv.Error:
            fields, is_closed = [], False
            reader = csv_fields(source, delimiter)
        yield Record(line, fields, source.since, is_closed)
        line += len(source.since)
        source.since.clear()


def plain_columns(lines: Sequence[str], width: int, delimiter: str) -> list[pa.Array] | None:
    """Return the columns of lines that are a row each, much faster than record by record.

    Parameters
    ----------
    lines : sequence of str
        Whole ones, each with its line break; the last may lack it.
    width : int
        How many fields a row has.
    delimiter : str

    Returns
    -------
    list of Array, or None
        Large strings. None where a line is no such row: a field spans lines or holds a quotation
        mark, there are more fields or fewer, there is nothing in them.
    """
    text = "".join(lines).replace("\r\n", "\n").removesuffix("\n") + "\n"
    # A line of zeros alone was left with nothing in it, not even its break.
    if "\r" in text or text.startswith("\ufeff") or text.count("\n") != len(lines):
        return None
    data = text.encode()
    if not _are_rows(np.frombuffer(data, dtype=np.uint8), width, ord(delimiter)):
        return None
    names = list(map(str, range(width)))
    table = pa_csv.read_csv(
        pa.BufferReader(data),
        pa_csv.ReadOptions(use_threads=False, block_size=len(data), column_names=names),
        pa_csv.ParseOptions(delimiter=delimiter),
        pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False
        ),
    )
    return [column.combine_chunks() for column in table.columns]


def _are_rows(letters: NDArray[np.uint8], width: int, delimiter: int) -> bool:
    """Say whether each line is a row of so many fields, quoted as a whole or not at all."""
    ends = np.flatnonzero(letters == _LINE_BREAK)
    quotes = np.flatnonzero(letters == _QUOTE)
    delimiters = np.flatnonzero(letters == delimiter)
    opening, closing = quotes[::2], quotes[1::2]
    if len(opening) != len(closing) or (np.diff(np.searchsorted(ends, quotes))[::2] != 0).any():
        return False
    sides = np.array([letters[opening - 1], letters[closing + 1]])
    if not (np.isin(sides, (delimiter, _LINE_BREAK)) | (np.array([opening, closing]) == 0)).all():
        return False
    between = delimiters[np.searchsorted(quotes, delimiters) % 2 == 0]
    fields = np.diff(np.searchsorted(between, ends), prepend=0) + 1
    longest = np.diff(ends, prepend=-1) - 1
    marks = np.diff(np.searchsorted(quotes, ends), prepend=0) + np.diff(
        np.searchsorted(delimiters, ends), prepend=0
    )
    return bool(
        (fields == width).all() and (longest > marks).all() and longest.max() <= LONGEST_FIELD
    )


class WithoutNulls:
    """Hands out lines without NUL bytes, and counts those that it took out."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.taken_out = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            if "\0" in line:
                self.taken_out += line.count("\0")
                yield line.replace("\0", "")
            else:
                yield line


class _Remembering:
    """Hands out lines, and remembers those of the record that is being read."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.since: list[str] = []
        self.has_ended = False

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.since.append(line)
            yield line
        self.has_ended = True
