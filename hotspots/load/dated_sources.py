"""The two kinds of file that points with dates come in, each read to rows of one shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
from pyproj.exceptions import CRSError

from hotspots import crs as coordinate_systems
from hotspots import schema
from hotspots.arrays import Floats, Longs
from hotspots.errors import CoordinateError, InputError, MissingColumnError, NoRowsError
from hotspots.load import columns as names
from hotspots.load.boundary_files import PARQUET_SUFFIXES
from hotspots.load.damage import explained
from hotspots.load.findings import SourceFindings, sha256_of
from hotspots.load.source_rows import ragged_rows
from hotspots.tables.columns import plain
from hotspots.tables.text_table import read_text_table, without_blanks

DATE: Final = "date"
GEOGRAPHIC_SUFFIXES: Final = (".gpkg", ".geojson", ".json", ".shp", *PARQUET_SUFFIXES)
# Beside the names that an export of a records system has for when an offence began.
DATE_NAMES: Final = ("date", "datetime", "day", "eventdate", "occurred", "occurredon")
POINT_FORMATS: Final = "Give points as CSV, XLSX, GeoPackage, GeoJSON, Shapefile or GeoParquet."
MOST_DEGREES: Final = np.array([180.0, 90.0])
# A fault that more than this share of a file's points have is the file's, not the rows'.
WHOLE_FILE_SHARE: Final = 0.5


@dataclass(frozen=True, kw_only=True)
class DatedRows:
    """A file as found; every column stands on the index 0 … rows − 1."""

    places: Floats  # shape (rows, 2); NaN where there is none or it is no number
    place_texts: pd.Series[str]  # missing where nothing stood there
    date_texts: pd.Series[str]
    date_column: str
    references: pd.Series[str] | None
    original: pd.DataFrame
    lines: Longs
    ragged: pd.DataFrame
    crs: str
    findings: SourceFindings


def require_metres(crs: str) -> None:
    """Refuse a coordinate system that is unknown or not in metres.

    Raises
    ------
    CoordinateError
    """
    try:
        system = pyproj.CRS.from_user_input(crs)
    except CRSError as fault:
        raise CoordinateError(
            f"{crs!r} is not a known coordinate system. Give one in metres, such as EPSG:27700."
        ) from fault
    if not system.is_projected or system.axis_info[0].unit_name != "metre":
        raise CoordinateError(
            f"{crs} is not in metres. Give a projected system: EPSG:27700 in Great Britain, or the "
            "UTM zone elsewhere."
        )


def months_only(file: str) -> InputError:
    """Return the error for a file that has months in place of dates."""
    return InputError(
        f"{file} gives a month and no day, as data.police.uk does, with the points moved to the "
        "middle of streets: near repeat needs the date and the place of each, so use an export of "
        "the crime recording system."
    )


def dated_table(path: Path, crs: str, columns: Sequence[str] | None, *, header: bool) -> DatedRows:
    """Read a CSV or a workbook; see ``read_dated_points``."""
    by_name = header and columns is None
    table = read_text_table(path, header=header, wanted=_has_points if by_name else None)
    easting, northing, when = _columns_of(path.name, table.headers, columns, header=header)
    texts = [without_blanks(table.frame[column]) for column in (easting, northing)]
    places = np.column_stack(
        [pd.to_numeric(t, errors="coerce").to_numpy(np.float64, na_value=np.nan) for t in texts]
    )
    _refuse_degrees(path.name, places, (easting, northing), crs)
    reference = _reference_column(table.headers)
    ends = [] if columns else _ends_unused(table.headers, when)
    return DatedRows(
        places=places,
        place_texts=texts[0] + ", " + texts[1],
        date_texts=table.frame[when],
        date_column=when,
        references=None if reference is None else without_blanks(table.frame[reference]),
        original=table.frame,
        lines=table.lines,
        ragged=ragged_rows([table]),
        crs=crs,
        findings=_findings(
            path,
            "table of points with dates",
            table.rows_in,
            {schema.EASTING: easting, schema.NORTHING: northing, DATE: when},
            encoding=table.encoding,
            sheet=table.sheet,
            notes=(*table.notes, *ends),
        ),
    )


def _columns_of(
    file: str, headers: Sequence[str], columns: Sequence[str] | None, *, header: bool
) -> tuple[str, str, str]:
    if columns is None:
        if header:
            return _recognised(file, headers)
        columns = ("1", "2", "3")
    if len(columns) != 3:  # noqa: PLR2004 - easting, northing, date
        raise InputError(
            f"{file}: columns must be three, easting, northing and date, not {len(columns)}: "
            f"{', '.join(map(repr, columns))}."
        )
    easting, northing, when = (_named(file, column, headers) for column in columns)
    return easting, northing, when


def _has_points(headers: Sequence[str]) -> bool:
    return set(schema.IN_METRES) <= names.recognised(headers)


def _recognised(file: str, headers: Sequence[str]) -> tuple[str, str, str]:
    when = _date_column(file, headers)
    mapping = names.match_columns(headers)
    easting = names.require_matched(mapping, schema.EASTING, headers)
    northing = names.require_matched(mapping, schema.NORTHING, headers)
    return easting, northing, when


def _date_column(file: str, headers: Sequence[str]) -> str:
    by_name = {plain(header): header for header in reversed(headers)}
    mapping = names.match_columns(headers)
    found = [by_name[name] for name in DATE_NAMES if name in by_name]
    found += [mapping[ours] for ours in (schema.FROM_TIME, names.FROM_DATE) if ours in mapping]
    if not found and names.MONTH in mapping:
        raise months_only(file)
    if not found:
        raise MissingColumnError(
            f"{file}: no column was recognised as the date. Columns found: "
            f"{', '.join(map(repr, headers))}. Name it with --columns."
        )
    return found[0]


def _reference_column(headers: Sequence[str]) -> str | None:
    """Return the column of references; none where several columns could be it."""
    try:
        return names.match_columns(headers).get(schema.OFFENCE_ID)
    except InputError:
        return None


def _ends_unused(headers: Sequence[str], when: str) -> list[str]:
    """Return a note for each column that says when an offence known as from-to ended."""
    mapping = names.match_columns(headers)
    ends = [mapping[ours] for ours in (schema.TO_TIME, names.TO_DATE) if ours in mapping]
    return [f"each row is taken at {when!r}; {end!r} is not used" for end in ends]


def _named(file: str, column: str, headers: Sequence[str]) -> str:
    """Return the header that a name, or a number from 1, stands for."""
    for header in headers:
        if header == column or plain(header) == plain(column):
            return header
    if column.isdigit() and 1 <= int(column) <= len(headers):
        return headers[int(column) - 1]
    raise MissingColumnError(
        f"{file} has no column {column!r}. Columns found: {', '.join(map(repr, headers))}; a "
        "number from 1 also names one."
    )


def _refuse_degrees(file: str, places: Floats, columns: tuple[str, str], crs: str) -> None:
    readable = places[np.isfinite(places).all(axis=1) & (places != 0).any(axis=1)]
    in_degrees = int((np.abs(readable) <= MOST_DEGREES).all(axis=1).sum())
    if in_degrees > WHOLE_FILE_SHARE * len(readable):
        raise CoordinateError(
            f"{file}: {in_degrees:,} of {len(readable):,} points in {columns[0]!r} and "
            f"{columns[1]!r} look like degrees, where metres in {crs} are expected. Convert them, "
            "or give the points as GeoJSON or GeoPackage."
        )


def dated_features(path: Path, crs: str, columns: Sequence[str] | None) -> DatedRows:
    """Read a geographic file; see ``read_dated_points``."""
    table = _features(path)
    located = _in_metres(path.name, table, crs)
    headers = [str(column) for column in table.columns if column != table.geometry.name]
    when = _named(path.name, columns[-1], headers) if columns else _date_column(path.name, headers)
    written = table.drop(columns=table.geometry.name).apply(_as_text)
    geometry = located.geometry
    there = ~(geometry.isna() | geometry.is_empty).to_numpy()
    strange = int((geometry[there].geom_type != "Point").sum())
    if strange:
        raise InputError(
            f"{path.name}: {strange:,} of {len(table):,} shapes are no points. Give points, or the "
            "middle of each shape."
        )
    places = np.full((len(table), 2), np.nan)
    places[there] = np.column_stack((geometry[there].x, geometry[there].y))
    words = pd.Series([f"{e:.1f}, {n:.1f}" for e, n in places], dtype="str").where(there)
    reference = _reference_column(headers)
    return DatedRows(
        places=places,
        place_texts=words,
        date_texts=written[when],
        date_column=when,
        references=None if reference is None else without_blanks(written[reference]),
        original=written,
        lines=np.arange(1, len(table) + 1, dtype=np.int64),
        ragged=ragged_rows([]),
        crs=located.crs.to_string(),
        findings=_findings(path, "geographic file of points with dates", len(table), {DATE: when}),
    )


def _features(path: Path) -> gpd.GeoDataFrame:
    if not path.is_file():
        raise InputError(f"{path.name} cannot be read: no such file. Check the path.")
    with explained(path.name, POINT_FORMATS):
        if path.suffix.lower() in PARQUET_SUFFIXES:
            table = gpd.read_parquet(path)
        else:
            layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
            if len(layers) != 1:
                raise InputError(
                    f"{path.name} has {len(layers)} layers of shapes ({', '.join(layers)}); give a "
                    "file with one."
                )
            table = gpd.read_file(path, layer=layers[0])
    if table.empty:
        raise NoRowsError(f"{path.name} holds no point. Check the export's period and filter.")
    return table.reset_index(drop=True)


def _in_metres(file: str, table: gpd.GeoDataFrame, crs: str) -> gpd.GeoDataFrame:
    if table.crs is None:
        return table.set_crs(crs)
    if table.crs.is_projected and table.crs.axis_info[0].unit_name == "metre":
        return table
    located = coordinate_systems.project(table, crs)
    area = pyproj.CRS.from_user_input(crs).area_of_use
    degrees = coordinate_systems.project(table, coordinate_systems.WGS84).geometry
    if area is None:
        return located
    inside = degrees.x.between(area.west, area.east) & degrees.y.between(area.south, area.north)
    strays = int((~inside & degrees.notna() & ~degrees.is_empty).sum())
    if strays > WHOLE_FILE_SHARE * len(table):
        raise CoordinateError(
            f"{file}: {strays:,} of {len(table):,} points lie outside the area that {crs} is made "
            f"for ({area.name}). Give a system in metres for where they are, with --crs."
        )
    return located


def _as_text(column: pd.Series) -> pd.Series[str]:
    """Return a column of a geographic file as text; times as ISO, in one format."""
    texts: pd.Series[str]
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        zoned = isinstance(column.dtype, pd.DatetimeTZDtype)
        texts = column.dt.strftime("%Y-%m-%dT%H:%M:%S%z" if zoned else "%Y-%m-%dT%H:%M:%S")
    else:
        texts = column.astype("object").map(str, na_action="ignore")
    return texts.astype("str").fillna("")


def _findings(
    path: Path,
    kind: str,
    rows_in: int,
    mapping: dict[str, str],
    **of_table: Any,  # noqa: ANN401 - encoding, sheet and notes, where the file is a table
) -> SourceFindings:
    return SourceFindings(
        name=path.name,
        kind=kind,
        sha256=sha256_of(path),
        size_bytes=path.stat().st_size,
        mapping=mapping,
        rows_in=rows_in,
        **of_table,
    )
