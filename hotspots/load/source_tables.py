"""A source of points as a table of text, whatever it comes in.

CSV (also ``.gz``), a workbook, JSON as data.police.uk's API answers, Parquet, geographic files and
tables of PostGIS: their points become two columns, and their columns are known by name as those of
a CSV are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyproj

from hotspots import schema
from hotspots.arrays import Floats
from hotspots.errors import InputError, NoRowsError
from hotspots.load import point_files
from hotspots.load.damage import explained
from hotspots.load.findings import sha256_of
from hotspots.load.guarded_files import require_believable_parquet
from hotspots.load.postgis_tables import TableStream, without_midnights
from hotspots.load.prepared import as_frame
from hotspots.load.vector_files import PARQUET_SUFFIXES
from hotspots.nearest import plain
from hotspots.postgresql import PostgisTable, Source
from hotspots.tables.columns import POINT_NAMES
from hotspots.tables.dates import saved_at
from hotspots.tables.limits import explained_archive, opened_gzip
from hotspots.tables.memory import require_memory
from hotspots.tables.text_table import TextTable, header_of, read_text_table, stream_csv
from hotspots.tables.workbook import WORKBOOK_SUFFIXES, read_sheet

TEXT_SUFFIXES: Final = (".csv", ".txt", ".tsv")
PACKED_SUFFIXES: Final = tuple(f"{suffix}.gz" for suffix in TEXT_SUFFIXES)
SOURCE_SUFFIXES: Final = (
    *TEXT_SUFFIXES,
    ".gz",
    *WORKBOOK_SUFFIXES,
    *point_files.SHAPE_SUFFIXES,
    *PARQUET_SUFFIXES,
)
HEADER_BYTES: Final = 65_536
BLOCK_BYTES: Final = 1 << 20
# What is held for each byte of a JSON while its records are made: 10.5 of 42 MB.
BYTES_FOR_EACH_BYTE_OF_JSON: Final = 11.0
_POINT_WORDS: Final = frozenset(
    plain(name) for ours, names in POINT_NAMES.items() for name in (ours, *names)
)

Wanted = Callable[[Sequence[str]], bool]


@dataclass(frozen=True, kw_only=True)
class SourceTable:
    """A table of text, and where its points are when the file has points of its own.

    Attributes
    ----------
    table : TextTable
    points : (str, str) or None
        The two columns that the file's points stand in; None where it has columns alone. They go
        before any other columns of coordinates.
    points_crs : str or None
        The system that the file declares for its points.
    origin : Path or TableStream
        What it was read from.
    """

    table: TextTable
    points: tuple[str, str] | None = None
    points_crs: str | None = None
    origin: Path | TableStream

    @property
    def sha256(self) -> str:
        """Of the file; of a table of a database, of the rows that were read."""
        return sha256_of(self.origin) if isinstance(self.origin, Path) else self.origin.sha256

    @property
    def size_bytes(self) -> int:
        """Of the same."""
        if isinstance(self.origin, Path):
            return self.origin.stat().st_size
        return self.origin.size_bytes

    @property
    def saved(self) -> pd.Timestamp:
        """When the file was saved; of a table of a database, when it was read."""
        if isinstance(self.origin, Path):
            return saved_at(self.origin)
        assert self.origin.saved is not None  # noqa: S101 - it was read
        return self.origin.saved

    @property
    def point_columns(self) -> dict[str, str]:
        """Our names of the columns of points → their names in the table, which are the same."""
        return {name: name for name in self.points or ()}


def is_text(path: Path) -> bool:
    """Say whether a file is a CSV by its name, packed or not."""
    return is_packed(path) or path.suffix.lower() in TEXT_SUFFIXES


def is_packed(path: Path) -> bool:
    """Say whether a file is text under gzip: ``offences.csv.gz``."""
    return path.name.lower().endswith(PACKED_SUFFIXES)


def read_source_table(
    source: Source,
    *,
    header: bool = True,
    wanted: Wanted | None = None,
    undeclared_crs: str | None = None,
) -> SourceTable:
    """Read a source of points as text.

    Parameters
    ----------
    source : Path or PostgisTable
    header : bool
        False where the first line of a CSV or a workbook is a row already.
    wanted : callable, optional
        Says whether a row is the header that is looked for; see ``read_text_table``.
    undeclared_crs : str, optional
        The system of a geographic file that declares none.

    Raises
    ------
    InputError, NoRowsError
        When the file cannot be read, or has no rows.
    CoordinateError
        When a geographic file declares no coordinate system, or plainly another one.
    """
    if isinstance(source, PostgisTable):
        return _of_database(TableStream(table=source))
    path, suffix = source, source.suffix.lower()
    if is_packed(path):
        return SourceTable(table=_unpacked(path, wanted, header=header), origin=path)
    if suffix == ".json" and _is_list(path):
        return SourceTable(table=_records(path), origin=path)
    if suffix in PARQUET_SUFFIXES and not point_files.holds_points(path):
        with explained(path.name, "Save the Parquet again."):
            require_believable_parquet(path)
            found = pd.read_parquet(path)
        return SourceTable(table=_frame(path, found, "parquet"), origin=path)
    if suffix in (*point_files.SHAPE_SUFFIXES, *PARQUET_SUFFIXES):
        return _of_points(path, undeclared_crs)
    return SourceTable(table=read_text_table(path, header=header, wanted=wanted), origin=path)


def headers_of(source: Source, *, wanted: Wanted) -> tuple[str, ...]:
    """Return the headers of a source without reading its rows, where its kind allows it.

    Of a file with points of its own, the two columns that they will stand in are among them.

    Raises
    ------
    InputError, NoRowsError
    """
    if isinstance(source, PostgisTable):
        table = TableStream(table=source)
        return _with_point_names(table.headers, has_points=table.crs is not None)
    path, suffix = source, source.suffix.lower()
    if suffix in WORKBOOK_SUFFIXES:
        with explained(path.name, "Check the file, and who may read it."):
            return tuple(read_sheet(path.name, path.read_bytes(), wanted=wanted).header)
    if suffix == ".json" and _is_list(path):
        return read_source_table(path).table.headers
    if is_packed(path):
        return header_of(_first_bytes(path), wanted=wanted)
    if suffix in (*point_files.SHAPE_SUFFIXES, *PARQUET_SUFFIXES):
        found = point_files.point_headers(path)
        return _with_point_names(found, has_points=point_files.holds_points(path))
    with explained(path.name, "Check the file, and who may read it."), path.open("rb") as stream:
        return header_of(stream.read(HEADER_BYTES), wanted=wanted)


def _of_points(path: Path, undeclared_crs: str | None) -> SourceTable:
    found = point_files.read_points(path)
    places = point_files.coordinates_of(path.name, found.geometry.to_numpy())
    declared = point_files.declared_system(path.name, found.crs, places, undeclared_crs)
    frame, pair = _with_points(found.drop(columns=found.geometry.name), places, declared)
    return SourceTable(
        table=_frame(path, frame, "geographic file"),
        points=pair,
        points_crs=declared,
        origin=path,
    )


def _with_points(
    columns: pd.DataFrame, places: Floats, declared: str
) -> tuple[pd.DataFrame, tuple[str, str]]:
    """Return columns with two more for the points, and what those are called."""
    pair = schema.IN_DEGREES if pyproj.CRS(declared).is_geographic else schema.IN_METRES
    texts = [
        ["" if np.isnan(each) else np.format_float_positional(each, trim="-") for each in axis]
        for axis in places.T
    ]
    named = columns.set_axis(_without_point_names(tuple(map(str, columns.columns))), axis=1)
    points = {name: pd.Series(axis, dtype="str") for name, axis in zip(pair, texts, strict=True)}
    return named.assign(**points), pair


def _of_database(stream: TableStream) -> SourceTable:
    packed: dict[str, list[pa.Array]] = {name: [] for name in stream.headers}
    lines, places = [], []
    for chunk in stream.chunks():
        for name, texts in chunk.texts.items():
            packed[name].append(pa.array(texts, pa.large_string()))
        lines.append(chunk.lines)
        places.append(chunk.places)
        if len(lines) == 1:
            whole = stream.size_bytes * stream.rows_there // len(chunk.lines)
            require_memory(stream.name, whole)
    whole_columns = {name: pa.chunked_array(parts) for name, parts in packed.items()}
    frame = as_frame(pa.table(whole_columns), dict.fromkeys(whole_columns, "str"))
    frame = frame.apply(without_midnights)
    table = TextTable(
        name=stream.name,
        frame=frame,
        lines=np.concatenate(lines),
        encoding="table of a database",
        notes=tuple(stream.notes),
    )
    if stream.crs is None:
        return SourceTable(table=table, origin=stream)
    found = np.concatenate(places)
    declared = point_files.declared_system(stream.name, pyproj.CRS(stream.crs), found)
    frame, pair = _with_points(frame, found, declared)
    return SourceTable(
        table=replace(table, frame=frame), points=pair, points_crs=declared, origin=stream
    )


def _without_point_names(headers: Sequence[str]) -> tuple[str, ...]:
    """Return the headers, those that would be taken for a coordinate marked as columns."""
    return tuple(f"{name} (column)" if plain(name) in _POINT_WORDS else name for name in headers)


def _with_point_names(headers: tuple[str, ...], *, has_points: bool) -> tuple[str, ...]:
    """Return the headers, with the columns that points of its own will stand in."""
    return (*_without_point_names(headers), *schema.IN_METRES) if has_points else headers


def _frame(path: Path, found: pd.DataFrame, encoding: str) -> TextTable:
    if found.empty:
        raise NoRowsError(f"{path.name} has no rows. Check the export's period and filter.")
    with explained(path.name, "Save its columns as text, numbers or times."):
        texts = {str(name): point_files.as_text(found[name]) for name in found.columns}
    return TextTable(
        name=path.name,
        frame=pd.DataFrame(texts),
        lines=np.arange(1, len(found) + 1, dtype=np.int64),
        encoding=encoding,
    )


def _is_list(path: Path) -> bool:
    """Say whether a JSON file is a list: a GeoJSON is an object."""
    with path.open("rb") as stream:
        return stream.read(HEADER_BYTES).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"["


def _records(path: Path) -> TextTable:
    """Read a JSON list of records; what lies deeper is named by its way: ``street.name``."""
    require_memory(path.name, path.stat().st_size, bytes_for_each=BYTES_FOR_EACH_BYTE_OF_JSON)
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        raise InputError(f"{path.name} is not valid JSON ({fault}). Fetch it again.") from fault
    rows = [dict(_flat(record)) for record in found if isinstance(record, dict)]
    if len(rows) < len(found):
        raise InputError(
            f"{path.name}: {len(found) - len(rows):,} of {len(found):,} entries are no records. "
            "Give a list of records, as data.police.uk's API answers, or a GeoJSON."
        )
    return _frame(path, pd.DataFrame(rows, dtype="object"), "json")


def _flat(record: Mapping[str, Any], way: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{way}{name}.")
        else:
            yield f"{way}{name}", value


def _unpacked(path: Path, wanted: Wanted | None, *, header: bool) -> TextTable:
    """Read a CSV under gzip in parts; refuse one that swells absurdly or does not fit in memory."""
    require_memory(path.name, _size_unpacked(path))
    return stream_csv(path.name, partial(opened_gzip, path), header=header, wanted=wanted)


def _size_unpacked(path: Path) -> int:
    size = 0
    with explained_archive(path.name), opened_gzip(path) as stream:
        while block := stream.read(BLOCK_BYTES):
            size += len(block)
    if not size:
        raise NoRowsError(f"{path.name} is empty. Export the rows again.")
    return size


def _first_bytes(path: Path) -> bytes:
    with explained_archive(path.name), opened_gzip(path) as stream:
        return stream.read(HEADER_BYTES)
