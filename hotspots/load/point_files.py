"""Points and columns of a geographic file: GeoJSON, GeoPackage, Shapefile, GeoParquet."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely

from hotspots.arrays import Floats, Objects
from hotspots.errors import CoordinateError, InputError, NoRowsError
from hotspots.load.damage import explained
from hotspots.load.guarded_files import VectorFile, require_believable_parquet, vector_file
from hotspots.load.vector_files import PARQUET_SUFFIXES

SHAPE_SUFFIXES: Final = (".gpkg", ".geojson", ".json", ".shp")
POINT_FORMATS: Final = "Give points as CSV, XLSX, GeoPackage, GeoJSON, Shapefile or GeoParquet."
# A GeoParquet says under this name where its points are; a Parquet without it has columns alone.
GEO_KEY: Final = b"geo"
_POINT: Final = shapely.GeometryType.POINT
_MULTIPOINT: Final = shapely.GeometryType.MULTIPOINT
MOST_DEGREES: Final = np.array([180.0, 90.0])


def holds_points(path: Path) -> bool:
    """Say whether a file is of a kind that has points of its own, beside its columns.

    Raises
    ------
    InputError
        When a Parquet cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix in PARQUET_SUFFIXES:
        return GEO_KEY in (_parquet_schema(path).metadata or {})
    return suffix in SHAPE_SUFFIXES


def parquet_headers(path: Path) -> tuple[str, ...]:
    """Return the names of a Parquet's columns, a column of points among them."""
    return tuple(map(str, _parquet_schema(path).names))


def point_headers(path: Path) -> tuple[str, ...]:
    """Return the names of a geographic file's columns, without its points.

    Raises
    ------
    InputError
    """
    if path.suffix.lower() in PARQUET_SUFFIXES:
        return parquet_headers(path)
    with explained(path.name, POINT_FORMATS):
        opened = vector_file(path)
        return opened.fields(_layer(opened))


def read_points(path: Path) -> gpd.GeoDataFrame:
    """Read a geographic file with one layer of shapes.

    Raises
    ------
    InputError
        When it cannot be read, or has not just one layer of shapes.
    NoRowsError
        When there is no row.
    """
    if not path.is_file():
        raise InputError(f"{path.name} cannot be read: no such file. Check the path.")
    with explained(path.name, POINT_FORMATS):
        if path.suffix.lower() in PARQUET_SUFFIXES:
            require_believable_parquet(path)
            table = gpd.read_parquet(path)
        else:
            opened = vector_file(path)
            table = opened.read(_layer(opened))
    if table.empty:
        raise NoRowsError(f"{path.name} holds no point. Check the export's period and filter.")
    return table.reset_index(drop=True)


def coordinates_of(file: str, shapes: Objects) -> Floats:
    """Return the place of each shape, NaN where there is none; a multipoint of one part is a point.

    Parameters
    ----------
    file : str
        For messages.
    shapes : array of shapely geometries, shape (rows,)

    Returns
    -------
    array of float, shape (rows, 2)

    Raises
    ------
    InputError
        When a shape is no point.
    """
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    kinds = shapely.get_type_id(shapes)
    single = (kinds == _POINT) | (
        (kinds == _MULTIPOINT) & (shapely.get_num_geometries(shapes) == 1)
    )
    strange = int((there & ~single).sum())
    if strange:
        raise InputError(
            f"{file}: {strange:,} of {len(shapes):,} shapes are no points. Give points, or the "
            "middle of each shape."
        )
    places = np.full((len(shapes), 2), np.nan)
    places[there] = shapely.get_coordinates(shapes[there])
    return places


def declared_system(
    file: str, declared: pyproj.CRS | None, places: Floats, undeclared_crs: str | None = None
) -> str:
    """Return the coordinate system that a file declares for its points, else the one given.

    Raises
    ------
    CoordinateError
        When it declares none, or longitude and latitude over points that are in metres.
    """
    again = "Save it again with the system that it is in, for example EPSG:27700 in Great Britain."
    if declared is None and undeclared_crs is not None:
        return undeclared_crs
    if declared is None:
        raise CoordinateError(f"{file} declares no coordinate system. {again}")
    found = places[np.isfinite(places).all(axis=1)]
    if declared.is_geographic and (np.abs(found) > MOST_DEGREES).any():
        east, north = found[(np.abs(found) > MOST_DEGREES).any(axis=1)][0]
        raise CoordinateError(
            f"{file} declares longitude and latitude (as a GeoJSON that declares nothing does, by "
            f"RFC 7946), but holds a point at {east:.0f}, {north:.0f}: metres. {again}"
        )
    return str(declared.to_string())


def as_text(column: pd.Series[Any]) -> pd.Series[str]:
    """Return a typed column as text, empty where it says nothing.

    Whole numbers have no decimal point; times are ISO, in one format, and dates alone where every
    time of the column is midnight.
    """
    texts: pd.Series[str]
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        zoned = isinstance(column.dtype, pd.DatetimeTZDtype)
        days = not zoned and bool((column.dropna() == column.dropna().dt.normalize()).all())
        texts = column.dt.strftime("%Y-%m-%d" if days else f"%Y-%m-%dT%H:%M:%S{'%z' * zoned}")
    else:
        if pd.api.types.is_float_dtype(column.dtype) and (column.dropna() % 1 == 0).all():
            column = column.astype("Int64")
        texts = column.astype("object").map(text_of, na_action="ignore")
    return texts.astype("str").fillna("")


def text_of(value: object) -> str:
    """Return a value as text; a Parquet may hold text as bytes."""
    return value.decode("utf-8-sig") if isinstance(value, bytes) else str(value)


def _layer(opened: VectorFile) -> str:
    layers = [name for name, kind in opened.layers().items() if kind is not None]
    if len(layers) != 1:
        raise InputError(
            f"{opened.name} has {len(layers)} layers of shapes ({', '.join(layers)}); give a file "
            "with one."
        )
    return layers[0]


def _parquet_schema(path: Path) -> pa.Schema:
    with explained(path.name, "Save the Parquet again."):
        return pq.read_schema(path)
