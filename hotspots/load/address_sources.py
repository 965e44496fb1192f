"""Read addresses from whatever they come in, a batch of rows at a time, as columns of text.

Nothing is guessed: a UPRN and a house number stay as they were written. Of a CSV each row keeps
the line on which it begins; of a GeoPackage or a GeoParquet, the record's number from 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hotspots import crs, schema
from hotspots.arrays import Bools, Floats, Longs
from hotspots.errors import CoordinateError, InputError, MissingColumnError, NoRowsError
from hotspots.load.address_files import (
    FORMATS,
    AddressFile,
    address_files,
    encoding_of,
    numbered_rows,
    source_paths,
)
from hotspots.load.address_layouts import COORDINATE_PARTS, PARENT_UPRN, TABLE, Layout, layout_of
from hotspots.load.damage import explained
from hotspots.load.findings import sha256_of
from hotspots.load.guarded_files import VectorFile, require_believable_parquet, vector_file
from hotspots.load.point_files import coordinates_of, text_of
from hotspots.load.postgis_tables import TableStream
from hotspots.postgresql import PostgisTable, Source
from hotspots.tables.numbers import (
    FINEST_DEGREES,
    FINEST_M,
    divided_digits,
    lost_digits,
    whole_digits,
)
from hotspots.tables.text_table import WORDS_FOR_NOTHING

# Parts that are numbers of a register; what a spreadsheet adds to them is taken off.
WHOLE_NUMBERS: Final = (schema.UPRN, schema.USRN, PARENT_UPRN)
RECORD_FORMATS: Final = (".parquet", ".geoparquet")

BATCH_ROWS: Final = 65_536


@dataclass(frozen=True, kw_only=True)
class AddressSource:
    """One table that was recognised: its file, its layout and, of a CSV, its encoding."""

    file: AddressFile | TableStream
    layout: Layout
    encoding: str | None = None
    records: gpd.GeoDataFrame | pd.DataFrame | None = None


@dataclass(frozen=True, kw_only=True)
class AddressBatch:
    """Some rows of one table.

    Attributes
    ----------
    name : str
        The file, and within an archive its member.
    lines : array of int, shape (rows,)
    parts : mapping of str to pyarrow array of text
        Parts of the address that the layout has, trimmed; null where the row says nothing.
    coordinates : array of shape (rows, 2)
        In ``coordinates_crs``, easting or longitude first; NaN where they are no numbers.
    located : array of bool
        False where the row has no coordinates at all.
    divided : array of bool
        True where a coordinate has a comma or a space among its digits.
    lost : array of bool
        True where a spreadsheet wrote a coordinate as 5.99E+05.
    found_at : pyarrow array of text
        The coordinates as they were found, for a person to read.
    ragged_lines : tuple of int
        Lines whose number of fields is another than the table's.
    """

    name: str
    lines: Longs
    parts: Mapping[str, pa.Array]
    coordinates: Floats
    coordinates_crs: str
    located: Bools
    divided: Bools
    lost: Bools
    found_at: pa.Array
    ragged_lines: tuple[int, ...] = ()


def digest_of(sources: Sequence[AddressSource]) -> tuple[str, int]:
    """Return the SHA-256 and the size of what was read, when all of it was."""
    streams = [each.file for each in sources if isinstance(each.file, TableStream)]
    if streams:
        return streams[0].sha256, streams[0].size_bytes
    files = source_paths([each.file for each in sources if isinstance(each.file, AddressFile)])
    return sha256_of(*files), sum(file.stat().st_size for file in files)


def recognise(path: Source) -> tuple[list[AddressSource], list[str]]:
    """Return the tables of a supply with their layouts, and what was left out and why.

    Raises
    ------
    InputError
        When there is nothing to read, or the tables are of several kinds.
    MissingColumnError
        When the only table has no UPRN or no coordinates.
    """
    if isinstance(path, PostgisTable):
        stream = TableStream(table=path)
        layout = layout_of(stream.name, stream.headers, has_geometry=stream.crs is not None)
        return [AddressSource(file=stream, layout=layout)], stream.notes
    files = address_files(path)
    sources, notes = [], []
    for file in files:
        try:
            sources.append(_source(file))
        except (MissingColumnError, NoRowsError) as fault:
            # Beside AddressBase lie its classification scheme and the list of its columns.
            if len(files) == 1:
                raise
            notes.append(f"not a table of addresses, left out: {file.name}")
            last_fault = fault
    if not sources:
        raise last_fault
    kinds = sorted({source.layout.kind for source in sources})
    if len(kinds) > 1:
        raise InputError(
            f"{path.name} holds several kinds of addresses: {', '.join(kinds)}. Each home would "
            "come more than once. Give the files of one kind."
        )
    return sources, notes


def batches(source: AddressSource, force_crs: str) -> Iterator[AddressBatch]:
    """Read a table, a batch of rows at a time.

    Parameters
    ----------
    source : AddressSource
    force_crs : str
        What eastings and northings in a table without a declared system are taken to be in;
        Ordnance Survey's own tables are on the British National Grid.

    Raises
    ------
    InputError
        When the file cannot be read to its end.
    """
    if isinstance(source.file, TableStream):
        yield from _stream_batches(source, source.file, force_crs)
    elif source.records is not None:
        yield from _record_batches(source, source.records, force_crs)
    else:
        yield from _csv_batches(source, source.file, force_crs)


def _source(file: AddressFile) -> AddressSource:
    if not file.is_table:
        records = read_records(file)
        located = isinstance(records, gpd.GeoDataFrame)
        layout = layout_of(file.name, list(map(str, records.columns)), has_geometry=located)
        return AddressSource(file=file, layout=layout, records=records)
    encoding = encoding_of(file)
    first = next((fields for _, fields in numbered_rows(file, encoding)), None)
    if first is None:
        raise NoRowsError(f"{file.name} is empty. Export the addresses again.")
    return AddressSource(file=file, layout=layout_of(file.name, first), encoding=encoding)


def _stream_batches(
    source: AddressSource, stream: TableStream, force_crs: str
) -> Iterator[AddressBatch]:
    for chunk in stream.chunks():
        found = {
            name: _without_blanks(pa.array(texts, pa.string()))
            for name, texts in chunk.texts.items()
        }
        lines = chunk.lines.tolist()
        if stream.crs is None:
            yield _text_batch(source, found, lines, [], force_crs)
        else:
            yield _placed_batch(source, found, lines, chunk.places, stream.crs)


def _csv_batches(
    source: AddressSource, file: AddressFile, force_crs: str
) -> Iterator[AddressBatch]:
    headers = source.layout.headers
    used = [*source.layout.text_columns, *source.layout.coordinate_columns]
    take = itemgetter(*(headers.index(name) for name in used))
    rows = numbered_rows(file, str(source.encoding))
    if source.layout.has_header:
        next(rows)
    lines: list[int] = []
    ragged: list[int] = []
    taken: list[tuple[str, ...]] = []
    for line, fields in rows:
        if len(fields) < len(headers) or any(fields[len(headers) :]):
            ragged.append(line)
            continue
        lines.append(line)
        taken.append(take(fields))
        if len(taken) == BATCH_ROWS:
            yield _text_batch(source, _columns(used, taken), lines, ragged, force_crs)
            lines, taken, ragged = [], [], []
    if taken or ragged:
        yield _text_batch(source, _columns(used, taken), lines, ragged, force_crs)


def _columns(names: Sequence[str], rows: list[tuple[str, ...]]) -> dict[str, pa.Array]:
    values = zip(*rows, strict=True) if rows else ([] for _ in names)
    return {
        name: _without_blanks(pa.array(column, pa.string()))
        for name, column in zip(names, values, strict=True)
    }


def _without_blanks(texts: pa.Array) -> pa.Array:
    """Return the texts trimmed, the words that records systems write for nothing as null."""
    trimmed = pc.utf8_trim_whitespace(texts)
    nothing = pc.is_in(pc.utf8_lower(trimmed), value_set=pa.array(WORDS_FOR_NOTHING))
    return pc.if_else(nothing, pa.scalar(None, pa.string()), trimmed)


def _text_batch(
    source: AddressSource,
    found: Mapping[str, pa.Array],
    lines: list[int],
    ragged: list[int],
    force_crs: str,
) -> AddressBatch:
    layout = source.layout
    texts = [found[name] for name in layout.coordinate_columns]
    coordinates = np.column_stack([_numbers(column) for column in texts])
    in_metres = force_crs if layout.kind == TABLE else crs.BRITISH_NATIONAL_GRID
    return AddressBatch(
        name=source.file.name,
        lines=np.array(lines, dtype=np.int64),
        parts=_parts(layout, found),
        coordinates=coordinates,
        coordinates_crs=crs.WGS84 if layout.in_degrees else in_metres,
        located=np.asarray(pc.and_(*(pc.is_valid(column) for column in texts))),
        divided=_divided(texts, coordinates),
        lost=_lost(texts, finest=FINEST_DEGREES if layout.in_degrees else FINEST_M),
        found_at=pc.binary_join_element_wise(*texts, ", ", null_handling="replace"),
        ragged_lines=tuple(ragged),
    )


def _parts(layout: Layout, found: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
    """Return each part of the address from the first of its columns that says anything."""
    parts = {
        part: pc.coalesce(*(found[name] for name in names))
        for part, names in layout.parts.items()
        if part not in COORDINATE_PARTS
    }
    return {
        part: _whole(column) if part in WHOLE_NUMBERS else column for part, column in parts.items()
    }


def _whole(texts: pa.Array) -> pa.Array:
    """Return whole numbers without the point or the power that a spreadsheet gave them."""
    rewritten = pc.match_substring_regex(texts, "[.,eE]").fill_null(fill_value=False)
    if not pc.any(rewritten).as_py():
        return texts
    return pa.array([text and whole_digits(text) for text in texts.to_pylist()], pa.string())


def _lost(texts: Sequence[pa.Array], *, finest: float) -> Bools:
    """Say which rows have a coordinate that lost its last digits in a spreadsheet."""
    lost = np.zeros(len(texts[0]), dtype=bool)
    for column in texts:
        if pc.any(pc.match_substring_regex(column, "[eE]")).as_py():
            lost |= lost_digits(column.to_pandas().astype("str"), finest=finest)
    return lost


def _divided(texts: Sequence[pa.Array], coordinates: Floats) -> Bools:
    """Say which rows have a coordinate that is no number for a comma or a space in it."""
    divided: Bools = np.zeros(len(coordinates), dtype=bool)
    for column, unread in zip(texts, np.isnan(coordinates).T, strict=True):
        if unread.any():
            divided[unread] |= divided_digits(column.filter(pa.array(unread)).to_pandas())
    return divided


def _numbers(texts: pa.Array) -> Floats:
    """Return numbers, NaN where a text is none."""
    try:
        numbers = np.asarray(pc.cast(texts, pa.float64()))
    except pa.ArrowInvalid:
        numbers = np.asarray(
            pd.to_numeric(pd.Series(texts.to_pylist(), dtype="object"), errors="coerce"),
            dtype=np.float64,
        )
    return np.where(np.isfinite(numbers), numbers, np.nan)


def _record_batches(
    source: AddressSource, records: gpd.GeoDataFrame | pd.DataFrame, force_crs: str
) -> Iterator[AddressBatch]:
    if not len(records):
        raise NoRowsError(f"{source.file.name} holds no records. Export the addresses again.")
    on_points = isinstance(records, gpd.GeoDataFrame)
    used = source.layout.text_columns
    if not on_points:
        used = (*used, *source.layout.coordinate_columns)
    for start in range(0, len(records), BATCH_ROWS):
        rows = records.iloc[start : start + BATCH_ROWS]
        with explained(source.file.name, "Save its columns as text or numbers."):
            found = {name: _without_blanks(as_text(rows[name])) for name in used}
        lines = list(range(start + 1, start + len(rows) + 1))
        if not on_points:
            yield _text_batch(source, found, lines, [], force_crs)
            continue
        points, _ = points_of_records(source.file.name, rows)
        yield _placed_batch(source, found, lines, points, rows.crs.to_wkt())


def _placed_batch(
    source: AddressSource,
    found: Mapping[str, pa.Array],
    lines: list[int],
    points: Floats,
    system: str,
) -> AddressBatch:
    """Return rows that have points of their own."""
    return AddressBatch(
        name=source.file.name,
        lines=np.array(lines, dtype=np.int64),
        parts=_parts(source.layout, found),
        coordinates=points,
        coordinates_crs=system,
        located=np.asarray(np.isfinite(points).all(axis=1)),
        divided=np.zeros(len(lines), dtype=bool),
        lost=np.zeros(len(lines), dtype=bool),
        found_at=pa.array([f"{east}, {north}" for east, north in points.tolist()]),
    )


def read_records(file: AddressFile) -> gpd.GeoDataFrame | pd.DataFrame:
    """Return the records of a GeoPackage, or of a Parquet with or without points.

    Raises
    ------
    InputError
        When the file cannot be read, or a GeoPackage has not just one layer of points.
    """
    with explained(file.name, f"Give {FORMATS}."):
        if file.path.suffix.lower() not in RECORD_FORMATS:
            opened = vector_file(file.path)
            return opened.read(_layer(opened), use_arrow=True)
        require_believable_parquet(file.path)
        if b"geo" in (pq.read_schema(file.path).metadata or {}):
            return gpd.read_parquet(file.path)
        return pd.read_parquet(file.path)


def _layer(opened: VectorFile) -> str:
    """Return the layer of a GeoPackage that holds points."""
    kinds = ("Point", "MultiPoint")
    layers = [name for name, kind in opened.layers().items() if kind in kinds]
    if len(layers) != 1:
        found = ", ".join(layers) if layers else "none"
        raise InputError(
            f"{opened.name} must hold one layer of points; found: {found}. Export the addresses "
            "as one layer of points."
        )
    return layers[0]


def points_of_records(name: str, rows: gpd.GeoDataFrame) -> tuple[Floats, Bools]:
    """Return the coordinates of records, NaN where there is no point, and which have one.

    Raises
    ------
    CoordinateError
        When the records declare no coordinate system.
    InputError
        When they are lines or areas.
    """
    if rows.crs is None:
        raise CoordinateError(
            f"{name} declares no coordinate system. Save it again with the one it is in, for "
            "example EPSG:27700."
        )
    points = coordinates_of(name, rows.geometry.to_numpy())
    located: Bools = np.asarray(np.isfinite(points).all(axis=1))
    return points, located


def as_text(column: pd.Series[Any]) -> pa.Array:
    """Return a column as text; whole numbers without the ``.0`` that a missing value gave them."""
    if pd.api.types.is_float_dtype(column) and (column.dropna() % 1 == 0).all():
        column = column.astype("Int64")
    if pd.api.types.is_object_dtype(column):
        column = column.map(text_of, na_action="ignore")
    texts = column.astype("string")
    return pa.array(texts, type=pa.string(), from_pandas=True)
