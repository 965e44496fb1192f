"""Rings around treated areas and controls, to see whether offences only moved next door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely
import shapely.geometry

from hotspots import schema
from hotspots.crs import require_projected
from hotspots.errors import InputError, ParameterError
from hotspots.schema import AREA_ID, AREA_ROLE, AreaRole

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Outlines that share an edge overlap by the rounding of coordinates; more is a fault.
ROUNDING_M2: Final = 1.0
# The ground between two neighbours is divided by squares of this side; of larger ones where more
# than so many would stand in a row.
SQUARE_M: Final = 5.0
MOST_SQUARES: Final = 400
AREA: Final = 2  # dimensions


def displacement_rings(areas: gpd.GeoDataFrame, width_m: float) -> gpd.GeoDataFrame:
    """Return the ring around each area; no ring overlaps another, nor any area.

    Parameters
    ----------
    areas : GeoDataFrame
        ``area_id``, ``area_role`` and outlines, in metres. None may overlap another.
    width_m : float
        Fixed in advance.

    Returns
    -------
    GeoDataFrame
        ``area_id``, ``area_role`` and the ring, on the same index. A ring may be empty, where an
        area lies among others.

    Raises
    ------
    ParameterError
        When the width is not above 0.
    InputError
        When two areas overlap.

    Notes
    -----
    Treated areas come first: all within the width of one is its ring, even where a control is
    nearer, since that is where displaced offences would land. Between areas of one role the ground
    belongs to the nearest.
    """
    require_projected(areas, "areas of the operation")
    schema.require_columns(areas, (AREA_ID, AREA_ROLE), "areas of the operation")
    if not width_m > 0:
        raise ParameterError(f"ring_width_m must be a number of metres above 0, not {width_m:g}.")
    require_apart(areas)
    outlines = areas.geometry.to_numpy()
    taken = shapely.union_all(outlines)
    rings = np.full(len(areas), shapely.Polygon(), dtype=object)
    for role in (AreaRole.TREATED, AreaRole.CONTROL):
        own = np.flatnonzero((areas[AREA_ROLE] == role).to_numpy())
        rings[own] = shapely.difference(_around(outlines[own], width_m), taken)
        taken = shapely.union_all([taken, *rings[own]])
    return areas[[AREA_ID, AREA_ROLE]].set_geometry(
        gpd.GeoSeries(rings, index=areas.index, crs=areas.crs)
    )


def require_apart(areas: gpd.GeoDataFrame) -> None:
    """Refuse areas that overlap one another: an offence must belong to one.

    Raises
    ------
    InputError
    """
    outlines = areas.geometry.to_numpy()
    one, other = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    pair = one < other
    shared_m2 = shapely.area(shapely.intersection(outlines[one[pair]], outlines[other[pair]]))
    wrong = np.flatnonzero(shared_m2 > ROUNDING_M2)
    if len(wrong):
        at = wrong[0]
        names = areas[AREA_ID].to_numpy()[[one[pair][at], other[pair][at]]]
        raise InputError(
            f"The areas {names[0]} and {names[1]} overlap by {shared_m2[at]:,.0f} m². Each offence "
            "must belong to one area: leave one out, or merge the two."
        )


def _around(outlines: NDArray[np.object_], width_m: float) -> NDArray[np.object_]:
    """Return all that lies within the width of each outline and nearest to it."""
    from scipy.sparse import coo_array  # noqa: PLC0415 - slow to import, used only here
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 - the same

    reaches: NDArray[np.object_] = shapely.buffer(outlines, width_m)
    pairs = shapely.STRtree(reaches).query(reaches, predicate="intersects")
    size = (len(outlines), len(outlines))
    links = coo_array((np.ones(pairs.shape[1]), tuple(pairs)), shape=size)
    groups, group = connected_components(links, directed=False)
    for at in range(groups):
        members = np.flatnonzero(group == at)
        if len(members) > 1:
            reaches[members] = _divided(outlines[members], reaches[members])
    return reaches


def _divided(outlines: NDArray[np.object_], reaches: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the reaches, the ground that two or more share divided by small squares.

    Each square goes to the outline nearest to its centre. (The cells of GEOS's Voronoi diagram of
    points along the outlines were tried: they cannot be put together again without faults.)
    """
    one, other = np.triu_indices(len(reaches), k=1)
    shared = shapely.union_all(shapely.intersection(reaches[one], reaches[other]))
    grounds = _nearest_squares(outlines, shared)
    pieces = shapely.intersection(shapely.intersection(shared, grounds), reaches)
    # A square at the end of one's reach may hold ground that only others reach: theirs in turn.
    pieces = np.array([_ground(piece) for piece in pieces], dtype=object)
    left = _ground(shapely.difference(shared, shapely.union_all(pieces)))
    for at, reach in enumerate(reaches):
        pieces[at] = shapely.union(pieces[at], _ground(shapely.intersection(left, reach)))
        left = _ground(shapely.difference(left, reach))
    divided: NDArray[np.object_] = shapely.union(shapely.difference(reaches, shared), pieces)
    return divided


def _ground(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the areas of a shape, without the lines and points where two only touch."""
    parts = shapely.get_parts(shape)
    return shapely.union_all(parts[shapely.get_dimensions(parts) == AREA])


def _nearest_squares(
    outlines: NDArray[np.object_], shared: shapely.Geometry
) -> NDArray[np.object_]:
    """Return for each outline the squares over the shared ground that are nearest to it."""
    from affine import Affine  # noqa: PLC0415 - comes with rasterio, which is slow to import
    from rasterio.features import shapes  # noqa: PLC0415 - used only here

    west, south, east, north = shapely.bounds(shared)
    side_m = max(SQUARE_M, (east - west) / MOST_SQUARES, (north - south) / MOST_SQUARES)
    columns, rows = (int(extent // side_m) + 2 for extent in (east - west, north - south))
    eastings = west + (np.arange(columns) - 0.5) * side_m
    northings = north - (np.arange(rows) - 0.5) * side_m
    across, down = np.meshgrid(eastings, northings)
    near = shapely.buffer(shared, side_m)
    shapely.prepare(near)
    wanted = shapely.contains_xy(near, across, down)
    centres = shapely.points(across[wanted], down[wanted])
    owner = np.zeros(across.shape, dtype=np.int32)
    owner[wanted] = shapely.distance(centres[:, None], outlines[None, :]).argmin(axis=1) + 1
    corner = Affine(side_m, 0.0, west - side_m, 0.0, -side_m, north + side_m)
    found: list[list[shapely.Geometry]] = [[] for _ in outlines]
    for outline, value in shapes(owner, mask=wanted, transform=corner):
        found[int(value) - 1].append(shapely.geometry.shape(outline))
    return np.array([shapely.union_all(squares) for squares in found], dtype=object)
