"""The only module that changes a coordinate system.

Everything inside hotspots is in the force's projected system, in metres (EPSG:27700 for Essex).
``load`` converts once on the way in, ``render`` once on the way out, both through here. The
libraries that convert are imported by the function that needs them: a command that converts
nothing starts without them.
"""

from __future__ import annotations

import math
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING

from hotspots.errors import CoordinateError

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pyproj
    from numpy.typing import ArrayLike, NDArray

    from hotspots.arrays import Floats


WGS84 = "EPSG:4326"
WEB_MERCATOR = "EPSG:3857"
BRITISH_NATIONAL_GRID = "EPSG:27700"
GRID_EAST_M, GRID_NORTH_M = 700_000, 1_300_000


@lru_cache(maxsize=32)
def transformer(from_crs: str, to_crs: str) -> pyproj.Transformer:
    """Return the one transformation between two systems that is best on this machine.

    Axes are in easting-northing order. It is the same transformation for every point: left to
    choose by point, PROJ may take another one where the areas of two of them meet.

    Raises
    ------
    CoordinateError
        When either system is unknown, or only a ballpark transformation links them.
    """
    from pyproj.exceptions import CRSError, ProjError  # noqa: PLC0415 - slow to import
    from pyproj.transformer import TransformerGroup  # noqa: PLC0415 - slow to import

    try:
        with warnings.catch_warnings():
            # That a more exact grid exists elsewhere is `hotspots doctor`'s to say.
            warnings.filterwarnings("ignore", message="Best transformation is not available")
            group = TransformerGroup(from_crs, to_crs, always_xy=True, allow_ballpark=False)
        return group.transformers[0]
    except (CRSError, ProjError, IndexError) as fault:
        raise CoordinateError(
            f"No exact transformation from {from_crs!r} to {to_crs!r}: {fault}. "
            "Declare the coordinate system of the file, for example EPSG:27700 or EPSG:4326."
        ) from fault


def project_points(
    eastings: ArrayLike, northings: ArrayLike, from_crs: str, to_crs: str
) -> tuple[Floats, Floats]:
    """Convert coordinate pairs; a pair that cannot be converted comes back as NaN.

    Parameters
    ----------
    eastings, northings : array of shape (n,)
        In the axis order easting, northing (longitude, latitude). NaN is allowed.
    from_crs, to_crs : str
        For example ``"EPSG:4326"``.
    """
    import numpy as np  # noqa: PLC0415 - slow to import

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
    import numpy as np  # noqa: PLC0415 - slow to import
    import shapely  # noqa: PLC0415 - slow to import

    if table.crs is None:
        raise CoordinateError(
            "The layer declares no coordinate system. Say which one it is in, for example "
            "crs = 'EPSG:27700' beside its path in hotspots.toml."
        )
    if same_system(table.crs, to_crs):
        return table.set_crs(to_crs, allow_override=True)
    convert = transformer(table.crs.to_wkt(), to_crs)

    def moved_points(points: Floats) -> Floats:
        return np.column_stack(convert.transform(points[:, 0], points[:, 1]))

    moved = shapely.transform(table.geometry.to_numpy(), moved_points)
    return table.set_geometry(moved, crs=to_crs)


def same_system(first: object, second: object) -> bool:
    """Say whether two coordinate systems are one, whatever form they are written in."""
    import pyproj  # noqa: PLC0415 - slow to import

    one = pyproj.CRS.from_user_input(first)
    other = pyproj.CRS.from_user_input(second)
    return one == other or one.equals(other, ignore_axis_order=True)


@lru_cache(maxsize=32)
def is_in_metres(system: str) -> bool:
    """Say whether a coordinate system is projected, in metres.

    >>> is_in_metres("EPSG:27700"), is_in_metres("EPSG:4326")
    (True, False)
    """
    import pyproj  # noqa: PLC0415 - slow to import

    found = pyproj.CRS.from_user_input(system)
    return bool(found.is_projected and found.axis_info[0].unit_name == "metre")


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


def grid_reference(easting: float, northing: float) -> str:
    """Return a point of the British National Grid as six figures: ``TL 998 253``.

    It names the square of 100 m that holds the point, by its south-west corner.

    Parameters
    ----------
    easting, northing : float
        In metres, in EPSG:27700.

    Raises
    ------
    CoordinateError
        When the point lies outside the grid (0 to 700 km east, 0 to 1,300 km north).

    References
    ----------
    Ordnance Survey, "A guide to coordinate systems in Great Britain", on National Grid references.
    """
    if not (0 <= easting < GRID_EAST_M and 0 <= northing < GRID_NORTH_M):
        raise CoordinateError(
            f"({easting:,.0f}, {northing:,.0f}) is not on the British National Grid, which runs "
            f"to {GRID_EAST_M:,} m east and {GRID_NORTH_M:,} m north. Check the coordinate system."
        )
    east_km, north_km = int(easting // 1000), int(northing // 1000)
    # Letters run A to Z without I in rows of five from the north-west, first for squares of 500 km
    # (the grid's origin is the corner of S, third row, third letter), then of 100 km inside them.
    large = _grid_letter(east_km // 500 + 2, north_km // 500 + 1)
    small = _grid_letter(east_km % 500 // 100, north_km % 500 // 100)
    east, north = (int(metres % 100_000 // 100) for metres in (easting, northing))
    return f"{large}{small} {east:03d} {north:03d}"


def _grid_letter(column: int, row: int) -> str:
    """Return the letter of a square in a block of 5 by 5; row 0 is the southernmost."""
    return "ABCDEFGHJKLMNOPQRSTUVWXYZ"[(4 - row) * 5 + column]


def accuracy_m() -> float:
    """Return the stated accuracy, in metres, of the change from WGS 84 to the British grid."""
    return float(transformer(WGS84, BRITISH_NATIONAL_GRID).accuracy)


def round_trip_error_m(easting: float, northing: float, crs: str) -> float:
    """Return how far, in metres, a point lands from itself after a trip to WGS 84 and back."""
    there = transformer(crs, WGS84)
    longitude, latitude = there.transform(easting, northing)
    back = there.transform(longitude, latitude, direction="INVERSE")
    return math.hypot(back[0] - easting, back[1] - northing)


def warp_to_web_mercator(
    values: NDArray[np.uint8],
    *,
    west_m: float,
    south_m: float,
    cell_size_m: float,
    from_crs: str,
    pixels_per_cell: int = 1,
) -> tuple[NDArray[np.uint8], tuple[float, float, float, float]]:
    """Resample grids of square cells to Web Mercator, as pictures on a web map need it.

    Parameters
    ----------
    values : array of shape (grids, rows, columns)
        Row 0 is the southernmost. Classes, of which 0 is none.
    west_m, south_m : float
        The grid's south-west corner, in ``from_crs``.
    pixels_per_cell : int
        Pixels along the side of a cell. A pixel has the class of the cell that it lies in.

    Returns
    -------
    values : array of shape (grids, rows, columns)
        Row 0 is the **northernmost**; 0 off the grid.
    bounds : tuple of float
        West, south, east, north of the picture's edges, in degrees (WGS 84).
    """
    import numpy as np  # noqa: PLC0415 - slow to import
    from affine import Affine  # noqa: PLC0415 - slow to import
    from rasterio.warp import Resampling, reproject  # noqa: PLC0415 - slow to import

    grids, rows, columns = values.shape
    east_m, north_m = west_m + columns * cell_size_m, south_m + rows * cell_size_m
    left, bottom, right, top = transformer(from_crs, WEB_MERCATOR).transform_bounds(
        west_m, south_m, east_m, north_m, densify_pts=21
    )
    # A pixel has the area, in Web Mercator's stretched metres, that a cell has there.
    pixel = math.sqrt((right - left) * (top - bottom) / (rows * columns)) / pixels_per_cell
    width, height = math.ceil((right - left) / pixel), math.ceil((top - bottom) / pixel)
    warped = np.zeros((grids, height, width), dtype=np.uint8)
    reproject(
        np.ascontiguousarray(values[:, ::-1]),
        warped,
        src_transform=Affine(cell_size_m, 0, west_m, 0, -cell_size_m, north_m),
        src_crs=from_crs,
        dst_transform=Affine(pixel, 0, left, 0, -pixel, top),
        dst_crs=WEB_MERCATOR,
        resampling=Resampling.nearest,
    )
    longitudes, latitudes = project_points(
        [left, left + width * pixel], [top - height * pixel, top], WEB_MERCATOR, WGS84
    )
    west, east = longitudes.tolist()
    south, north = latitudes.tolist()
    return warped, (west, south, east, north)
