"""The zones of a map of change: where marked cells lie together, named and counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import ndimage

from hotspots import care, schema
from hotspots.analyse.density.kernel_density import positions_of
from hotspots.analyse.spots.harm_spot_words import distinct_names
from hotspots.schema import Moved
from hotspots.surface import M2_PER_KM2

if TYPE_CHECKING:
    from hotspots.analyse.change_map.surface_change import SurfaceChange
    from hotspots.arrays import Longs
    from hotspots.profile import Place
    from hotspots.surface import Grid

MOST_ZONES: Final = 12
ALL_ROUND: Final = np.ones((3, 3))
# How much changed, which way, the middle, how many cells, offences now and then.
_Row = tuple[float, Moved, float, float, int, int, int]


def change_zones(
    change: SurfaceChange,
    now: gpd.GeoDataFrame,
    then: gpd.GeoDataFrame,
    places: Sequence[Place],
    districts: gpd.GeoDataFrame,
    *,
    fewest: int,
) -> gpd.GeoDataFrame:
    """Return the zones that hold a surely changed cell, those with the greatest change first.

    Parameters
    ----------
    change : SurfaceChange
    now, then : GeoDataFrame of Point
        The offences of the two periods.
    places : sequence of Place
        By which zones are named.
    districts : GeoDataFrame
    fewest : int
        The least that is shown of a count.

    Returns
    -------
    GeoDataFrame
        ``schema.CHANGE_ZONE_COLUMNS``, a point at the zone's middle; at most twelve.
    """
    rows: list[_Row] = []
    for clear, surely, moved in (
        (care.MORE, care.SURELY_MORE, Moved.MORE),
        (care.FEWER, care.SURELY_FEWER, Moved.FEWER),
    ):
        marked = np.isin(change.bands, (clear, surely))
        found, number = ndimage.label(marked, ALL_ROUND)
        labels: Longs = np.asarray(found, dtype=np.int64)
        sure = np.unique(labels[change.bands == surely])
        size = np.abs(ndimage.sum(change.difference, labels, np.arange(number + 1)))
        counts = [_counted(each, labels, change.grid, number) for each in (now, then)]
        for zone in sure:
            east, north, cells = _middle(labels, int(zone), change)
            held_now, held_then = (int(each[zone]) for each in counts)
            rows.append((float(size[zone]), moved, east, north, cells, held_now, held_then))
    rows.sort(key=lambda each: -each[0])
    return _table(rows[:MOST_ZONES], places, districts, change.grid, fewest)


def _counted(points: gpd.GeoDataFrame, labels: Longs, grid: Grid, zones: int) -> Longs:
    """Return how many points lie in each zone."""
    east, north = positions_of(points)
    column = np.floor((east - grid.west_m) / grid.cell_size_m).astype(np.int64)
    row = np.floor((north - grid.south_m) / grid.cell_size_m).astype(np.int64)
    inside = (column >= 0) & (column < grid.columns) & (row >= 0) & (row < grid.rows)
    found: Longs = np.bincount(labels[row[inside], column[inside]], minlength=zones + 1)
    return found


def _middle(labels: Longs, zone: int, change: SurfaceChange) -> tuple[float, float, int]:
    """Return the centre of the zone's most changed cell, and how many cells the zone has."""
    rows, columns = np.nonzero(labels == zone)
    most = int(np.argmax(np.abs(change.difference[rows, columns])))
    east, north = change.grid.eastings[columns[most]], change.grid.northings[rows[most]]
    return float(east), float(north), len(rows)


def _table(
    rows: Sequence[_Row],
    places: Sequence[Place],
    districts: gpd.GeoDataFrame,
    grid: Grid,
    fewest: int,
) -> gpd.GeoDataFrame:
    _, moved, east, north, cells, now, then = zip(*rows, strict=True) if rows else ((),) * 7
    points = [shapely.Point(*each) for each in zip(east, north, strict=True)]
    near = [_nearest(places, point) for point in points]
    at = [districts.index[districts.distance(point).argmin()] for point in points]
    own = [str(districts.loc[each, schema.DISTRICT]) for each in at]
    names = [place or district for place, district in zip(near, own, strict=True)]
    told = distinct_names(names, np.array(east, dtype=float), np.array(north, dtype=float))
    area_m2 = grid.cell_area_km2 * M2_PER_KM2
    return gpd.GeoDataFrame(
        {
            schema.ZONE: range(1, len(rows) + 1),
            schema.ZONE_NAME: told,
            schema.DISTRICT: own,
            schema.MOVED: [str(each) for each in moved],
            schema.COUNT_NOW: care.shown_counts(pd.Series(now, dtype="Int64"), fewest=fewest),
            schema.COUNT_EARLIER: care.shown_counts(pd.Series(then, dtype="Int64"), fewest=fewest),
            schema.AREA_M2: [each * area_m2 for each in cells],
            schema.EASTING: list(east),
            schema.NORTHING: list(north),
        },
        geometry=points,
        crs=grid.crs,
    )


def _nearest(places: Sequence[Place], point: shapely.Point) -> str:
    near = min(
        places,
        key=lambda each: point.distance(shapely.Point(each.easting, each.northing)),
        default=None,
    )
    return "" if near is None else near.name
