"""The only module that changes a coordinate system.

Everything inside hotspots is in the force's projected system, in metres (EPSG:27700 for Essex).
``load`` converts once on the way in, ``render`` once on the way out, both through here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import pyproj.network
import shapely
from pyproj.enums import TransformDirection
from pyproj.exceptions import CRSError, ProjError

from hotspots.errors import CoordinateError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import ArrayLike, NDArray

WGS84 = "EPSG:4326"
WEB_MERCATOR = "EPSG:3857"
BRITISH_NATIONAL_GRID = "EPSG:27700"

# Any projection error above this is a "ballpark" shift without a datum (145 m in Great Britain).
COARSEST_ACCURACY_M = 10.0


@lru_cache(maxsize=32)
def transformer(from_crs: str, to_crs: str) -> pyproj.Transformer:
    """Return the transformer between two coordinate systems, axes in easting-northing order.

    Raises
    ------
    CoordinateError
        When either system is unknown, or only a ballpark transformation links them.
    """
    try:
        return pyproj.Transformer.from_crs(
            from_crs, to_crs, always_xy=True, allow_ballpark=False, only_best=False
        )
    except (CRSError, ProjError) as fault:
        raise CoordinateError(
            f"No exact transformation from {from_crs!r} to {to_crs!r}: {fault}. "
            "Declare the coordinate system of the file, for example EPSG:27700 or EPSG:4326."
        ) from fault


def project_points(
    eastings: ArrayLike, northings: ArrayLike, from_crs: str, to_crs: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Convert coordinate pairs; a pair that cannot be converted comes back as NaN.

    Parameters
    ----------
    eastings, northings : array of shape (n,)
        In the axis order easting, northing (longitude, latitude). NaN is allowed.
    from_crs, to_crs : str
        For example ``"EPSG:4326"``.
    """
    east, north = transformer(from_crs, to_crs).transform(
        np.asarray(eastings, dtype=np.float64), np.asarray(northings, dtype=np.float64)
    )
    lost = ~(np.isfinite(east) & np.isfinite(north))
    return np.where(lost, np.nan, east), np.where(lost, np.nan, north)


def project(table: gpd.GeoDataFrame, to_crs: str) -> gpd.GeoDataFrame:
    """Return the table with its geometry in another coordinate system; the index is kept.

    Raises
    ------
    CoordinateError
        When the table declares no coordinate system, or only a ballpark transformation exists.
    """
    if table.crs is None:
        raise CoordinateError(
            "The layer declares no coordinate system. Say which one it is in, for example "
            "crs = 'EPSG:27700' beside its path in hotspots.toml."
        )
    if same_system(table.crs, to_crs):
        return table.set_crs(to_crs, allow_override=True)
    convert = transformer(table.crs.to_wkt(), to_crs).transform
    moved = shapely.transform(table.geometry.to_numpy(), convert, interleaved=False)
    return table.set_geometry(moved, crs=to_crs)


def same_system(first: object, second: object) -> bool:
    """Say whether two coordinate systems are one, whatever form they are written in."""
    one = pyproj.CRS.from_user_input(first)
    other = pyproj.CRS.from_user_input(second)
    return one == other or one.equals(other, ignore_axis_order=True)


def require_projected(table: gpd.GeoDataFrame, what: str) -> str:
    """Return the table's projected system, or refuse a table in degrees or in no system.

    Raises
    ------
    CoordinateError
        When the table has no coordinate system, or one that is not in metres.
    """
    if table.crs is None:
        raise CoordinateError(f"The {what} declare no coordinate system; set one in metres.")
    if not table.crs.is_projected or table.crs.axis_info[0].unit_name != "metre":
        raise CoordinateError(
            f"The {what} are in {table.crs.to_string()}, which is not in metres. "
            "Convert them first: table.to_crs('EPSG:27700') in Great Britain."
        )
    return str(table.crs.to_string())


def accuracy_m(from_crs: str = WGS84, to_crs: str = BRITISH_NATIONAL_GRID) -> float:
    """Return the stated accuracy, in metres, of the transformation that is used here."""
    return float(transformer(from_crs, to_crs).accuracy)


def round_trip_error_m(easting: float, northing: float, crs: str) -> float:
    """Return how far, in metres, a point lands from itself after a trip to WGS 84 and back."""
    there = transformer(crs, WGS84)
    longitude, latitude = there.transform(easting, northing)
    back = there.transform(longitude, latitude, direction=TransformDirection.INVERSE)
    return float(np.hypot(back[0] - easting, back[1] - northing))
