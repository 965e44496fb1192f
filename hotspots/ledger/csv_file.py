"""Read a CSV file of any kind of record: its rows as text, under our own names, with their lines.

Nothing is judged here but the file itself; rows of a wrong width are set aside.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from hotspots import schema
from hotspots.errors import InputError, MissingColumnError, NoRowsError
from hotspots.ledger.results import set_aside_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hotspots.ledger.record_kind import RecordKind


@dataclass(frozen=True, kw_only=True)
class CsvFile:
    """The rows of a file under our names, those of a wrong width, and columns left behind."""

    table: pd.DataFrame
    ragged: pd.DataFrame
    left_behind: tuple[str, ...]


def read_csv_file(path: Path, kind: RecordKind) -> CsvFile:
    """Read a file's rows as text; a column that the kind does not know is left behind.

    Raises
    ------
    InputError
        When the file cannot be read, or a quotation mark is never closed.
    MissingColumnError
        When a needed column is missing.
    NoRowsError
        When there is a header and nothing else, or not even that.
    """
    records = _records(path.name, _text_of(path))
    header = next((fields for _, fields in records), None)
    if header is None:
        raise NoRowsError(f"{path.name} is empty. Export the {kind.what} again.")
    places = _places(path.name, header, kind)
    body = list(records)
    if not body:
        raise NoRowsError(f"{path.name} has a header and no rows. Check the export.")
    whole = [(line, fields) for line, fields in body if len(fields) == len(header)]
    ragged = [line for line, fields in body if len(fields) != len(header)]
    table = pd.DataFrame(
        [[fields[place] for place in places.values()] for _, fields in whole],
        columns=list(places),
        dtype="str",
    )
    table[schema.SOURCE_FILE] = pd.Series([path.name] * len(whole), dtype="str")
    table[schema.SOURCE_LINE] = pd.Series([line for line, _ in whole], dtype="Int64")
    return CsvFile(
        table=table,
        ragged=set_aside_table((path.name, line, schema.Reason.RAGGED_ROW) for line in ragged),
        left_behind=tuple(
            name.strip()
            for place, name in enumerate(header)
            if place not in places.values() and name.strip()
        ),
    )


def _records(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record that is not blank, with the line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for fields in reader:
            if any(map(str.strip, fields)):
                yield begins, fields
            begins = reader.line_num + 1
    except csv.Error as fault:
        raise InputError(
            f"{name}, line {begins}: {fault}. A quotation mark that is opened there is probably "
            "never closed; mend that line."
        ) from fault


def _text_of(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise InputError(
            f"{path.name} cannot be read: {fault.strerror}. Check the path."
        ) from fault
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel writes when it is asked for "CSV" and not for "CSV UTF-8".
        return data.decode("cp1252", errors="replace")


def _places(name: str, header: list[str], kind: RecordKind) -> dict[str, int]:
    plain = [re.sub(r"[\s_]+", " ", field).strip().casefold() for field in header]
    places: dict[str, int] = {}
    for column, known in kind.headers.items():
        found = next((plain.index(each) for each in known if each in plain), None)
        if found is not None:
            places[column] = found
    missing = [column for column in kind.needed if column not in places]
    one_of = kind.needs_one_of
    if not any(set(group) <= set(places) for group in one_of) and one_of:
        missing.append(one_of[0][0])
    if missing:
        also = "".join(f", or in place of {one_of[0][0]} {_and(group)}" for group in one_of[1:])
        needed = dict.fromkeys([*(group[0] for group in one_of[:1]), *kind.needed])
        raise MissingColumnError(
            f"{name} has no column {', '.join(map(repr, missing))}. A file of {kind.what} needs "
            f"{', '.join(needed)}{also}; separated by commas, with these names in its first line."
        )
    return places


def _and(names: tuple[str, ...]) -> str:
    return " and ".join(names)
