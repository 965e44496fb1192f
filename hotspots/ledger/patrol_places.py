"""Points of a file of patrols, placed in the harm spots that are in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from hotspots import schema
from hotspots.crs import WGS84, project_points, require_projected
from hotspots.ledger.reasons import PatrolReason

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

EASTING: Final = "easting"
NORTHING: Final = "northing"
LONGITUDE: Final = "longitude"
LATITUDE: Final = "latitude"


def with_spots_of_points(
    table: pd.DataFrame, spots: gpd.GeoDataFrame | None
) -> tuple[pd.DataFrame, pd.Series[str]]:
    """Return a file's rows with a spot id wherever their point lies in a spot.

    A spot id that is given stands. A point on an edge is inside; one in two outlines is of the
    smaller.

    Parameters
    ----------
    table : DataFrame of text
        With ``spot_id``, or easting and northing in the spots' own system, or longitude and
        latitude in degrees (WGS 84).
    spots : GeoDataFrame or None
        ``spot_id`` and outlines in a system in metres.

    Returns
    -------
    table : DataFrame
    reasons : Series of str
        Why a point could not be placed; missing where there is nothing to say.
    """
    ids = _texts(table, schema.SPOT_ID)
    unplaced = ids.isna()
    given = _points_given(table) & unplaced
    reasons = pd.Series(None, index=table.index, dtype="str")
    reasons = reasons.mask(unplaced & ~given, str(PatrolReason.NO_SPOT))
    if spots is None or spots.empty:
        return table.assign(**{schema.SPOT_ID: ids}), reasons.mask(
            given, str(PatrolReason.NOTHING_TO_PLACE_IN)
        )
    eastings, northings = _points(table, require_projected(spots, "harm spots"))
    readable = np.isfinite(eastings) & np.isfinite(northings)
    found = pd.Series(_spot_of_each(eastings, northings, spots), index=table.index, dtype="str")
    reasons = reasons.mask(given & found.isna(), str(PatrolReason.OUTSIDE_SPOTS))
    reasons = reasons.mask(given & ~readable, str(PatrolReason.UNREADABLE_POINT))
    return table.assign(**{schema.SPOT_ID: ids.mask(given, found)}), reasons


def _texts(table: pd.DataFrame, column: str) -> pd.Series[str]:
    if column not in table:
        return pd.Series(None, index=table.index, dtype="str")
    trimmed = table[column].str.strip()
    return trimmed.mask(trimmed == "")


def _points_given(table: pd.DataFrame) -> pd.Series[bool]:
    in_metres = _texts(table, EASTING).notna() & _texts(table, NORTHING).notna()
    in_degrees = _texts(table, LONGITUDE).notna() & _texts(table, LATITUDE).notna()
    return in_metres | in_degrees


def _points(table: pd.DataFrame, crs: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return points in the force's system; NaN where they cannot be read."""
    easting, northing, longitude, latitude = (
        pd.to_numeric(_texts(table, column), errors="coerce").to_numpy("float64", na_value=np.nan)
        for column in (EASTING, NORTHING, LONGITUDE, LATITUDE)
    )
    projected = project_points(longitude, latitude, WGS84, crs)
    return (
        np.where(np.isfinite(easting), easting, projected[0]),
        np.where(np.isfinite(northing), northing, projected[1]),
    )


def _spot_of_each(
    eastings: NDArray[np.float64], northings: NDArray[np.float64], spots: gpd.GeoDataFrame
) -> NDArray[np.object_]:
    found = np.full(len(eastings), None, dtype=object)
    smallest_first = np.argsort(spots.geometry.area.to_numpy(), kind="stable")
    outlines = spots.geometry.to_numpy()[smallest_first]
    ids = spots[schema.SPOT_ID].astype("str").to_numpy()[smallest_first]
    tree = shapely.STRtree(outlines)
    lies, within = tree.query(shapely.points(eastings, northings), predicate="intersects")
    # The last to be written is the first of the outlines: the smallest.
    order = np.argsort(-within, kind="stable")
    found[lies[order]] = ids[within[order]]
    return found
