"""The streets and the ground of an interactive map, as the page's script takes them.

Sea is sea, and land outside the force is land; where neither is known the map stays neutral. A
district's map has all of its streets; the whole force's has local ones while they are small enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from hotspots.outlines import mended
from hotspots.render.maps.land_and_sea import land_and_sea
from hotspots.render.maps.line_coding import UNIT_ZOOM, LineBlock, coded_lines, in_web_mercator
from hotspots.render.maps.street_map import MAIN_ROADS, RANKS, areas_of
from hotspots.schema import GroundKind, StreetClass

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from hotspots.arrays import Objects
    from hotspots.render.maps.line_coding import CodedLines
    from hotspots.render.maps.paper import Box
    from hotspots.render.maps.street_map import DrawnLines, StreetMap

# A page of the whole force holds local streets up to here, in bytes; else its districts' do alone.
MOST_BYTES: Final = 1_200_000
STREETS_BEYOND_M: Final = 400.0  # local streets run on so far beyond a district's edge
SIMPLIFY_M: Final = 1.0
SIMPLIFY_FORCE_M: Final = 4.0
SIMPLIFY_GROUND_M: Final = 4.0
SHORE_SIMPLIFY_M: Final = 25.0
SMALLEST_M2: Final = 400.0  # of water or wood: 20 m by 20 m
_AREAS: Final = (GroundKind.PARK, GroundKind.WOODLAND, GroundKind.WATER)


@dataclass(frozen=True, kw_only=True)
class MapReach:
    """What part of the ground a page shows, in metres.

    Attributes
    ----------
    area : Geometry
        Local streets are drawn in it.
    window : (west, south, east, north)
        Main roads, water and woods are drawn in it.
    force : Geometry
        All districts: what is land outside them is drawn as such.
    whole : bool
        The page shows the whole force: from afar, and less finely.
    """

    area: BaseGeometry
    window: Box
    force: BaseGeometry
    whole: bool = False


def street_layer(
    the_map: StreetMap, reach: MapReach, *, unit_zoom: int = UNIT_ZOOM
) -> dict[str, object]:
    """Return the streets and the ground of a page as its script takes them.

    Parameters
    ----------
    the_map : StreetMap
        In the system of the reach.
    reach : MapReach
    unit_zoom : int
        To which pixels points are rounded.
    """
    system = the_map.streets.crs.to_wkt()
    ground = _ground_blocks(the_map.ground_in(reach.window), reach, system)
    lines = _shown(the_map.lines.meeting(reach.window), reach)
    coded = _coded(ground, lines, reach, system, unit_zoom)
    if reach.whole and len(coded.data) > MOST_BYTES:
        through = lines.of_classes((*MAIN_ROADS, StreetClass.MINOR))
        coded = _coded(ground, through, reach, system, unit_zoom)
    return {**coded.as_json(), "attribution": the_map.attribution}


def _shown(lines: DrawnLines, reach: MapReach) -> DrawnLines:
    """Return what a page has: main roads in its window, others in its area alone."""
    main = np.isin(lines.rank, [RANKS[each] for each in MAIN_ROADS])
    shapely.prepare(reach.area)
    return lines.kept(main | shapely.intersects(reach.area, lines.lines))


def _coded(
    ground: Sequence[LineBlock], lines: DrawnLines, reach: MapReach, system: str, unit_zoom: int
) -> CodedLines:
    names = sorted({*lines.names, *lines.numbers} - {""})
    place = {"": 0, **{name: at for at, name in enumerate(names, start=1)}}
    blocks = list(ground)
    tolerance_m = SIMPLIFY_FORCE_M if reach.whole else SIMPLIFY_M
    for kind in StreetClass:
        own = lines.of_classes([kind])
        if len(own.lines):
            blocks.append(
                LineBlock(
                    kind=kind,
                    lines=in_web_mercator(shapely.simplify(own.lines, tolerance_m), system),
                    names=[place[name] for name in own.names],
                    numbers=[place[number] for number in own.numbers],
                )
            )
    return coded_lines(blocks, names, unit_zoom=unit_zoom)


def _ground_blocks(near: gpd.GeoDataFrame | None, reach: MapReach, system: str) -> list[LineBlock]:
    """Return land outside the force, sea, parks, woods and water as rings, and railways."""
    shore = land_and_sea(near, reach.window)
    shapes = {GroundKind.SEA: _simple(shore.sea), GroundKind.LAND: _simple(shore.land)}
    if not shapes[GroundKind.LAND].is_empty:
        outside = shapely.difference(shapes[GroundKind.LAND], _simple(reach.force))
        shapes[GroundKind.LAND] = outside
    blocks = [
        LineBlock(kind=kind, lines=in_web_mercator(_rings(shape), system))
        for kind, shape in shapes.items()
        if not shape.is_empty
    ]
    for kind in _AREAS:
        rings = _rings(_large(near, kind, reach))
        if len(rings):
            blocks.append(LineBlock(kind=kind, lines=in_web_mercator(rings, system)))
    for kind in (GroundKind.WATER, GroundKind.RAILWAY):
        lines = _lines(areas_of(near, [kind]), reach)
        if len(lines):
            blocks.append(LineBlock(kind=f"{kind}_line", lines=in_web_mercator(lines, system)))
    return blocks


def _large(near: gpd.GeoDataFrame | None, kind: GroundKind, reach: MapReach) -> Objects:
    """Return the areas of a kind that are large enough to be seen, simplified."""
    shapes = areas_of(near, [kind])
    cut = shapely.clip_by_rect(shapes[shapely.get_dimensions(shapes) > 1], *reach.window)
    least_m2 = SMALLEST_M2 * (25 if reach.whole else 1)
    large: Objects = shapely.simplify(
        cut[shapely.area(cut) >= least_m2], SIMPLIFY_GROUND_M * (4 if reach.whole else 1)
    )
    return large


def _lines(shapes: Objects, reach: MapReach) -> Objects:
    cut = shapely.clip_by_rect(shapes[shapely.get_dimensions(shapes) == 1], *reach.window)
    lines = shapely.get_parts(shapely.line_merge(cut))
    kept: Objects = shapely.simplify(
        lines[~shapely.is_empty(lines)], SIMPLIFY_FORCE_M if reach.whole else SIMPLIFY_M
    )
    return kept


def _rings(shapes: BaseGeometry | Objects) -> Objects:
    rings: Objects = shapely.get_rings(shapely.get_parts(shapes))
    return rings


def _simple(shape: BaseGeometry) -> BaseGeometry:
    simple = shapely.simplify(np.array([shape], dtype=object), SHORE_SIMPLIFY_M)
    made: BaseGeometry = mended(simple)[0]
    return made
