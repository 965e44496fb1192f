"""Find the files of an address supply, in a folder, a zip or on their own, and read them as text.

A supply of AddressBase is one CSV or very many, each perhaps compressed, with documents beside
them. CSVs are read as a stream, never whole.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO, Final

from hotspots.errors import InputError
from hotspots.load.given_paths import files_in
from hotspots.nearest import plain
from hotspots.tables import csv_text
from hotspots.tables.limits import (
    explained_archive,
    members_of,
    opened_archive,
    opened_gzip,
    opened_member,
)
from hotspots.tables.workbook import WORKBOOK_SUFFIXES, read_sheet

CSV_SUFFIX: Final = ".csv"
GEO_SUFFIXES: Final = (".gpkg", ".parquet", ".geoparquet")
FORMATS: Final = (
    "a CSV (also .gz or .zip), a workbook, a GeoPackage, a GeoParquet, or a folder of CSVs; of "
    "AddressBase, Core or Plus"
)


@dataclass(frozen=True, kw_only=True)
class AddressFile:
    """One table: a file or a member of a zip, and how to open its bytes."""

    name: str
    path: Path
    open_bytes: Callable[[], IO[bytes]]

    @property
    def is_table(self) -> bool:
        """True for a table; False for a GeoPackage or a GeoParquet, opened by their path."""
        return self.path.suffix.lower() not in GEO_SUFFIXES

    @property
    def is_workbook(self) -> bool:
        """True for a workbook, which is read whole."""
        return self.path.suffix.lower() in WORKBOOK_SUFFIXES


def address_files(path: Path) -> list[AddressFile]:
    """Return the tables of an address supply in the order of their names.

    Raises
    ------
    InputError
        When the path does not exist, is in no format that is read, or holds no table.
    """
    if not path.exists():
        raise InputError(f"There is no address file {path.name}. Check the path.")
    paths = [path]
    if path.is_dir():
        paths = [each for each in files_in(path) if _is_table(each)]
    elif not (_is_table(path) or path.suffix.lower() in WORKBOOK_SUFFIXES):
        raise InputError(f"{path.name} is no address file that can be read. Give {FORMATS}.")
    found = [file for each in paths for file in _tables(each)]
    if not found:
        raise InputError(f"{path.name} holds no table of addresses. Give {FORMATS}.")
    return found


def source_paths(files: list[AddressFile]) -> list[Path]:
    """Return the files on disk, each once."""
    return list(dict.fromkeys(file.path for file in files))


def encoding_of(file: AddressFile) -> str:
    """Return UTF-8 when every byte is, else Windows-1252; a mark of UTF-16 is believed.

    Of a workbook it is ``workbook``.

    Raises
    ------
    InputError
        When the file is damaged, protected, or cannot be read.
    """
    if file.is_workbook:
        return "workbook"
    with explained_archive(file.name):
        return csv_text.encoding_of(file.name, file.open_bytes)


def numbered_rows(file: AddressFile, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a table that hold anything, each with the line (from 1) where it begins.

    Those of a workbook are of the sheet that has a UPRN, from its header on.

    Raises
    ------
    InputError
        When a quotation mark is never closed, or a byte is no text.
    """
    if file.is_workbook:
        yield from _sheet_rows(file)
        return
    lines = csv_text.text_lines(file.name, file.open_bytes, encoding)
    first = next(lines, "")
    for record in csv_text.records(chain([first], lines), csv_text.delimiter_of([first])):
        if not record.is_closed:
            raise InputError(
                f"{file.name}, line {record.line}: a quotation mark that is opened there is never "
                "closed; mend that line."
            )
        if any(record.fields):
            yield record.line, record.fields


def _sheet_rows(file: AddressFile) -> Iterator[tuple[int, list[str]]]:
    with explained_archive(file.name), file.open_bytes() as stream:
        data = stream.read()
    sheet = read_sheet(file.name, data, wanted=lambda names: "uprn" in map(plain, names))
    yield sheet.header_line, sheet.header
    yield from sheet.rows


def _is_table(path: Path) -> bool:
    inner = Path(path.stem) if path.suffix.lower() == ".gz" else path
    return inner.suffix.lower() in (CSV_SUFFIX, *GEO_SUFFIXES, ".zip")


def _tables(path: Path) -> list[AddressFile]:
    if path.suffix.lower() == ".zip":
        return _members(path)
    return [AddressFile(name=path.name, path=path, open_bytes=partial(_open, path))]


def _open(path: Path) -> IO[bytes]:
    if path.suffix.lower() == ".gz":
        return opened_gzip(path)
    return path.open("rb")


def _members(path: Path) -> list[AddressFile]:
    with opened_archive(path) as archive:
        members = members_of(archive)
    tables = [m for m in members if m.filename.lower().endswith(CSV_SUFFIX)]
    if not tables and any(m.filename.lower().endswith(".zip") for m in members):
        raise InputError(
            f"{path.name} holds other zips. Unpack it, and give the folder that they are then in."
        )
    return [
        AddressFile(
            name=f"{path.name}/{member.filename}",
            path=path,
            open_bytes=partial(_open_member, path, member.filename),
        )
        for member in tables
    ]


def _open_member(path: Path, member: str) -> IO[bytes]:
    # The archive may be let go of: its member keeps the file open until it is closed itself.
    with zipfile.ZipFile(path) as archive:
        return opened_member(archive, member)
