"""The streets and the ground of an interactive map, as the page's script takes them.

Sea is sea, and land outside the force is land; where neither is known the map stays neutral. A
district's map has all of its streets; the whole force's has local ones while they are small enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from hotspots import schema
from hotspots.outlines import mended
from hotspots.render.maps.land_and_sea import land_and_sea
from hotspots.render.maps.line_coding import UNIT_ZOOM, LineBlock, coded_lines, in_web_mercator
from hotspots.render.maps.street_map import MAIN_ROADS, StreetMap, areas_of, drawn_lines
from hotspots.schema import GroundKind, StreetClass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hotspots.render.maps.label_placing import Box
    from hotspots.render.maps.street_map import DrawnLine

# A page of the whole force holds local streets up to here, in bytes; else its districts' do alone.
MOST_BYTES: Final = 1_200_000
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

    area: shapely.Geometry
    window: Box
    force: shapely.Geometry
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
    near = the_map.within(reach.window)
    system = near.streets.crs.to_wkt()
    ground = _ground_blocks(near, reach, system)
    lines = drawn_lines(near.streets[_shown(near.streets, reach)])
    coded = _coded(ground, lines, reach, system, unit_zoom)
    if reach.whole and len(str(coded["data"])) > MOST_BYTES:
        through = (*MAIN_ROADS, StreetClass.MINOR)
        kept = [each for each in lines if each.street_class in through]
        coded = _coded(ground, kept, reach, system, unit_zoom)
    return {**coded, "attribution": the_map.attribution}


def _shown(streets: gpd.GeoDataFrame, reach: MapReach) -> NDArray[np.bool_]:
    """Say which links a page has: main roads in its window, others in its area alone."""
    main = streets[schema.STREET_CLASS].isin([str(each) for each in MAIN_ROADS]).to_numpy()
    shapely.prepare(reach.area)
    inside: NDArray[np.bool_] = shapely.intersects(reach.area, streets.geometry.to_numpy())
    return main | inside


def _coded(
    ground: Sequence[LineBlock],
    lines: Sequence[DrawnLine],
    reach: MapReach,
    system: str,
    unit_zoom: int,
) -> dict[str, object]:
    names = sorted({text for each in lines for text in (each.name, each.number) if text})
    place = {"": 0, **{name: at for at, name in enumerate(names, start=1)}}
    blocks = list(ground)
    tolerance_m = SIMPLIFY_FORCE_M if reach.whole else SIMPLIFY_M
    for kind in StreetClass:
        own = [each for each in lines if each.street_class == kind]
        if own:
            shapes = np.array([each.line for each in own], dtype=object)
            blocks.append(
                LineBlock(
                    kind=kind,
                    lines=in_web_mercator(shapely.simplify(shapes, tolerance_m), system),
                    names=[place[each.name] for each in own],
                    numbers=[place[each.number] for each in own],
                )
            )
    return coded_lines(blocks, names, unit_zoom=unit_zoom).as_json()


def _ground_blocks(near: StreetMap, reach: MapReach, system: str) -> list[LineBlock]:
    """Return land outside the force, sea, parks, woods and water as rings, and railways."""
    shore = land_and_sea(near.ground, reach.window)
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
        lines = _lines(areas_of(near.ground, [kind]), reach)
        if len(lines):
            blocks.append(LineBlock(kind=f"{kind}_line", lines=in_web_mercator(lines, system)))
    return blocks


def _large(near: StreetMap, kind: GroundKind, reach: MapReach) -> NDArray[np.object_]:
    """Return the areas of a kind that are large enough to be seen, simplified."""
    shapes = areas_of(near.ground, [kind])
    cut = shapely.clip_by_rect(shapes[shapely.get_dimensions(shapes) > 1], *reach.window)
    least_m2 = SMALLEST_M2 * (25 if reach.whole else 1)
    large: NDArray[np.object_] = shapely.simplify(
        cut[shapely.area(cut) >= least_m2], SIMPLIFY_GROUND_M * (4 if reach.whole else 1)
    )
    return large


def _lines(shapes: NDArray[np.object_], reach: MapReach) -> NDArray[np.object_]:
    cut = shapely.clip_by_rect(shapes[shapely.get_dimensions(shapes) == 1], *reach.window)
    if not len(cut):
        return cut
    lines = shapely.get_parts(shapely.line_merge(cut))
    kept: NDArray[np.object_] = shapely.simplify(
        lines[~shapely.is_empty(lines)], SIMPLIFY_FORCE_M if reach.whole else SIMPLIFY_M
    )
    return kept


def _rings(shapes: shapely.Geometry | NDArray[np.object_]) -> NDArray[np.object_]:
    rings: NDArray[np.object_] = shapely.get_rings(shapely.get_parts(shapes))
    return rings


def _simple(shape: shapely.Geometry) -> shapely.Geometry:
    simple = shapely.simplify(np.array([shape], dtype=object), SHORE_SIMPLIFY_M)
    made: shapely.Geometry = mended(simple)[0]
    return made
