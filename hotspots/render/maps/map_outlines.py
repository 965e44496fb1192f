"""Outlines for a web map: few points, shared edges intact, in degrees."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from hotspots import crs
from hotspots.outlines import without_specks

# 20 m is two pixels at the zoom where a ward fills a screen. Simplified as a coverage, so that two
# wards keep the same edge; one by one they would tear apart.
TOLERANCE_M: Final = 20.0
_SMALLEST_SEEN_M2: Final = 20_000.0  # 140 m across: three pixels where a district fills a screen
DECIMALS: Final = 5  # of a degree: about 1 m

Bounds = tuple[float, float, float, float]


def simplified(areas: gpd.GeoDataFrame, tolerance_m: float = TOLERANCE_M) -> gpd.GeoDataFrame:
    """Return neighbouring areas with fewer points and their shared edges intact.

    Holes and islets too small to be seen are left out: outlines put together from smaller areas
    have them by the thousand, where their parts do not quite meet.
    """
    if areas.empty:
        return areas
    clean = without_specks(areas, _SMALLEST_SEEN_M2).geometry
    # An area that is nothing but specks is drawn as it is: leaving it out would be a lie.
    seen = clean.where(~clean.is_empty, areas.geometry)
    return areas.set_geometry(seen.simplify_coverage(tolerance_m))


def in_degrees(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the areas in WGS 84, rounded to about a metre."""
    turned = crs.project(areas, crs.WGS84)
    rounded = shapely.transform(turned.geometry.to_numpy(), _rounded)
    return turned.set_geometry(rounded, crs=turned.crs)


def feature_collection(
    areas: gpd.GeoDataFrame, properties: Sequence[Mapping[str, object]] | None = None
) -> dict[str, Any]:
    """Return areas in WGS 84 as GeoJSON; a feature's id is its place in the table."""
    shapes = [json.loads(text) for text in shapely.to_geojson(areas.geometry.to_numpy())]
    facts: Sequence[Mapping[str, object]] = properties or [{} for _ in shapes]
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "id": at, "properties": dict(fact), "geometry": shape}
            for at, (shape, fact) in enumerate(zip(shapes, facts, strict=True))
        ],
    }


def label_points(areas: gpd.GeoDataFrame) -> list[tuple[float, float]]:
    """Return a point inside each area (in WGS 84), latitude first, where its name can stand."""
    points = shapely.point_on_surface(areas.geometry.to_numpy())
    return _latitude_first(points)


def top_points(areas: gpd.GeoDataFrame) -> list[tuple[float, float]]:
    """Return the northernmost point of each area (in WGS 84), latitude first."""
    tops = []
    for shape in areas.geometry:
        corners = shapely.get_coordinates(shape)
        tops.append(shapely.Point(corners[np.lexsort((corners[:, 0], -corners[:, 1]))[0]]))
    return _latitude_first(np.asarray(tops, dtype=object))


def corners(bounds: Bounds) -> list[list[float]]:
    """Return ``(west, south, east, north)`` as south-west and north-east, latitude first."""
    west, south, east, north = (round(float(value), DECIMALS) for value in bounds)
    return [[south, west], [north, east]]


def _latitude_first(points: NDArray[np.object_]) -> list[tuple[float, float]]:
    east, north = shapely.get_x(points), shapely.get_y(points)
    return [
        (round(float(latitude), DECIMALS), round(float(longitude), DECIMALS))
        for longitude, latitude in zip(east, north, strict=True)
    ]


def _rounded(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.round(coordinates, DECIMALS)
