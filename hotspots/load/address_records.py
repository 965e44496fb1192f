"""Read the records of a GeoPackage or a Parquet file that hold addresses, and their points."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError

from hotspots.errors import CoordinateError, InputError
from hotspots.load.address_files import FORMATS, AddressFile

RECORD_FORMATS: Final = (".parquet", ".geoparquet")
_POINT: Final = shapely.GeometryType.POINT


def read_records(file: AddressFile) -> gpd.GeoDataFrame | pd.DataFrame:
    """Return the records of a GeoPackage, or of a Parquet with or without points.

    Raises
    ------
    InputError
        When the file cannot be read, or a GeoPackage has not just one layer of points.
    """
    try:
        if file.path.suffix.lower() not in RECORD_FORMATS:
            return gpd.read_file(file.path, layer=_layer(file), use_arrow=True)
        try:
            records = gpd.read_parquet(file.path)
        except ValueError:  # what geopandas raises for a Parquet without geometry
            records = pd.read_parquet(file.path)
    except (DataSourceError, DataLayerError, pa.ArrowInvalid, OSError, ValueError) as fault:
        raise InputError(f"{file.name} cannot be read ({fault}). Give {FORMATS}.") from fault
    return records


def _layer(file: AddressFile) -> str:
    """Return the layer of a GeoPackage that holds points."""
    layers = [str(name) for name, kind in pyogrio.list_layers(file.path) if kind == "Point"]
    if len(layers) != 1:
        found = ", ".join(layers) if layers else "none"
        raise InputError(
            f"{file.name} must hold one layer of points; found: {found}. Export the addresses "
            "as one layer of points."
        )
    return layers[0]


def points_of_records(
    name: str, rows: gpd.GeoDataFrame
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
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
    shapes = rows.geometry.to_numpy()
    located = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if (shapely.get_type_id(shapes[located]) != _POINT).any():
        raise InputError(
            f"{name} holds shapes that are no points. A home is one point here: export the "
            "address points, or the centres."
        )
    points = np.full((len(rows), 2), np.nan)
    points[located] = shapely.get_coordinates(shapes[located])
    return points, located


def as_text(column: pd.Series[Any]) -> pa.Array:
    """Return a column as text; whole numbers without the ``.0`` that a missing value gave them."""
    if pd.api.types.is_float_dtype(column) and (column.dropna() % 1 == 0).all():
        column = column.astype("Int64")
    texts = column.astype("string")
    return pa.array(texts, type=pa.string(), from_pandas=True)
