"""Outlines of areas: mended where they cross themselves, and without the slivers of old seams."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from hotspots.arrays import Floats, Objects


def mended(outlines: Objects) -> Objects:
    """Return outlines with the invalid ones made valid; of those only the areas are kept."""
    found = np.asarray(outlines, dtype=object).copy()
    broken = ~shapely.is_valid(found)
    if broken.any():
        found[broken] = shapely.make_valid(found[broken], method="structure", keep_collapsed=False)
    return found


def extent_m(points: Floats) -> float:
    """Return the greatest distance between any two points, in metres; 0 for one point."""
    from scipy.spatial.distance import pdist  # noqa: PLC0415 - what only asks for outlines needs no scipy

    hull = shapely.convex_hull(shapely.multipoints(points))
    corners = shapely.get_coordinates(hull)
    return float(pdist(corners).max()) if len(corners) > 1 else 0.0


def without_specks(areas: gpd.GeoDataFrame, least_m2: float) -> gpd.GeoDataFrame:
    """Return areas whose outlines have no islet and no hole smaller than ``least_m2``.

    A district that was put together from statistical areas can hold a thousand holes of no area at
    all: rounding, drawn as a crack wherever an outline has a width.

    Parameters
    ----------
    areas : GeoDataFrame
        Polygons in a system in metres; an invalid one is mended first.
    least_m2 : float

    Returns
    -------
    GeoDataFrame
        On the same index, every outline a MultiPolygon (empty where all of it was smaller).
    """
    outlines = [_without_specks(area, least_m2) for area in mended(areas.geometry.to_numpy())]
    return areas.set_geometry(outlines, crs=areas.crs)


def _without_specks(area: shapely.Geometry, least_m2: float) -> shapely.MultiPolygon:
    kept = []
    for polygon in shapely.get_parts(area):
        if polygon.area >= least_m2 and polygon.area > 0:
            rings = shapely.get_rings(polygon)
            holes = rings[1:][shapely.area(shapely.polygons(rings[1:])) >= least_m2]
            kept.append(shapely.Polygon(rings[0], holes))
    return shapely.MultiPolygon(kept)


def share_covered(outline: BaseGeometry, ground: BaseGeometry) -> float:
    """Return how much of an outline another one covers, 0 to 1."""
    return float(shapely.area(shapely.intersection(outline, ground)) / outline.area)
