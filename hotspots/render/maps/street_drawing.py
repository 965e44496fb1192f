"""The streets and the ground of every still map: drawn by class and scale, named along the line.

All of it is in greys and pale tints, and reads in black and white. It is ground: nothing of it is
drawn otherwise for what stands above it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from hotspots.outlines import mended
from hotspots.render.maps.land_and_sea import land_and_sea
from hotspots.render.maps.paper import (
    ABOVE,
    POINTS_PER_MM,
    SIMPLIFY_MM,
    Lettering,
    Level,
    Paper,
    Plate,
)
from hotspots.render.maps.street_map import areas_of
from hotspots.render.plain_text import shortened
from hotspots.render.typeset import drawable
from hotspots.schema import GroundKind, StreetClass

if TYPE_CHECKING:
    from collections.abc import Collection

    import geopandas as gpd

    from hotspots.render.maps.label_placing import LabelPlacer
    from hotspots.render.maps.street_map import DrawnLines, StreetMap

CASED_FROM_PT: Final = 1.0  # a narrower road is one line
EDGE_PT: Final = 0.7
WIDEST_PT: Final = 9.0
NAME_PT: Final = 5.6
CREDIT: Final = Lettering(size_pt=4.6, colour="#333333", align="end", below=ABOVE)
SHIELDS_BELOW: Final = 400.0  # metres to a millimetre
MOST_SHIELDS: Final = 8
PAPER_OF_A_NAME_MM2: Final = 900.0
LONGEST_NAME: Final = 30
# The density is seen through where streets are near enough to be looked for.
CLOSE_BELOW: Final = 45.0  # metres to a millimetre
SEE_THROUGH: Final = 0.55
_TINTS: Final = {
    GroundKind.PARK: "#eef2e8",
    GroundKind.WOODLAND: "#e3ebda",
    GroundKind.WATER: "#d6e1ec",
}
_SEA: Final = "#dbe4ed"


@dataclass(frozen=True)
class _Look:
    """How a class is drawn: to which scale, how wide on the ground, and at least on paper."""

    drawn_below: float  # metres to a millimetre
    named_below: float
    width_m: float
    least_pt: float
    edge: str


_LOOKS: Final = {
    StreetClass.MOTORWAY: _Look(5_000.0, 0.0, 25.0, 1.1, "#3d4757"),
    StreetClass.A_ROAD: _Look(1_000.0, 30.0, 14.0, 0.7, "#5d697d"),
    StreetClass.B_ROAD: _Look(300.0, 30.0, 11.0, 0.5, "#727e91"),
    StreetClass.MINOR: _Look(110.0, 30.0, 9.0, 0.4, "#8490a2"),
    StreetClass.LOCAL: _Look(45.0, 28.0, 7.0, 0.3, "#98a3b3"),
    StreetClass.PATH: _Look(12.0, 6.0, 2.0, 0.4, "#7d8899"),
}


def opacity_of_density(streets: StreetMap | None, metres_per_mm: float) -> float:
    """Return how solid the density is drawn: seen through where its streets are near."""
    return SEE_THROUGH if streets is not None and metres_per_mm < CLOSE_BELOW else 1.0


def draw_street_map(paper: Paper, streets: StreetMap | None) -> None:
    """Draw the ground and the streets of a frame; nothing where there are none.

    The density, if any, lies between the two. The scale says which classes are drawn, and how wide.
    """
    if streets is None:
        return
    metres_per_mm = paper.metres_per_mm
    _draw_ground(paper, streets.ground_in(paper.frame))
    lines = streets.lines.meeting(paper.frame)
    by_class = {
        kind: paper.path(lines.of_classes([kind]).lines)
        for kind in reversed(_classes(metres_per_mm))
    }
    # First the edges of all, then their faces: roads that meet run into one another.
    for kind, path in by_class.items():
        width_pt = _width_pt(kind, metres_per_mm)
        edge_pt = width_pt + EDGE_PT if _is_cased(kind, width_pt) else width_pt
        dashes = (2.0, 1.6) if kind == StreetClass.PATH else None
        edge = _LOOKS[kind].edge
        paper.stroke(path, edge, edge_pt, Level.STREETS, dashes=dashes, is_round=True)
    for kind, path in by_class.items():
        width_pt = _width_pt(kind, metres_per_mm)
        if _is_cased(kind, width_pt):
            paper.stroke(path, "white", width_pt, Level.STREETS, is_round=True)


def name_streets(
    streets: StreetMap | None, placer: LabelPlacer, *, first: Collection[str] = ()
) -> set[str]:
    """Write names along the streets and numbers on the roads, each once, as far as there is room.

    Parameters
    ----------
    streets : StreetMap or None
    placer : LabelPlacer
        What it has placed keeps its place.
    first : collection of str
        Names that are wanted before others.

    Returns
    -------
    set of str
        The names that are written, in lower case.
    """
    if streets is None:
        return set()
    metres_per_mm = placer.metres_per_mm
    lines = streets.lines.of_classes(_classes(metres_per_mm)).cut(placer.frame)
    if metres_per_mm < SHIELDS_BELOW:
        _number_roads(lines, placer)
    named = [kind for kind, look in _LOOKS.items() if metres_per_mm < look.named_below]
    lines = _longest_first(lines.of_classes(named))
    wanted = {name.casefold() for name in first}
    most = max(3, int(placer.width_mm * placer.height_mm / PAPER_OF_A_NAME_MM2))
    written: set[str] = set()
    ordered = zip(lines.names, lines.lines, strict=True)
    for name, line in sorted(ordered, key=lambda each: each[0].casefold() not in wanted):
        if len(written) >= most:
            break
        called = shortened(drawable(name), LONGEST_NAME)
        is_new = name and name.casefold() not in written
        if is_new and placer.add_along(called, line, size_pt=NAME_PT):
            written.add(name.casefold())
    return written


def write_credit(placer: LabelPlacer, streets: StreetMap | None) -> None:
    """Write at the foot of a map what the streets' licence wants to be said."""
    if streets is None or not streets.attribution:
        return
    words = drawable(streets.attribution)
    half_mm = 0.4
    east = placer.frame[2] - half_mm * placer.metres_per_mm
    south = placer.frame[1] + half_mm * placer.metres_per_mm
    plate = Plate(room_pt=0.6, opacity=0.85)
    placer.paper.text((east, south), words, CREDIT, Level.CREDIT, plate=plate)
    size_mm = CREDIT.size_pt / POINTS_PER_MM
    width_mm = 0.6 * size_mm * len(words) + 2 * half_mm
    placer.occupy((placer.width_mm - width_mm, 0.0, placer.width_mm, 1.6 * size_mm))


def _classes(metres_per_mm: float) -> list[StreetClass]:
    return [kind for kind, look in _LOOKS.items() if metres_per_mm < look.drawn_below]


def _width_pt(kind: StreetClass, metres_per_mm: float) -> float:
    look = _LOOKS[kind]
    width_pt = look.width_m / metres_per_mm * POINTS_PER_MM
    return min(max(width_pt, look.least_pt), WIDEST_PT)


def _is_cased(kind: StreetClass, width_pt: float) -> bool:
    """Say whether a street is white between two edges."""
    return kind != StreetClass.PATH and width_pt >= CASED_FROM_PT


def _draw_ground(paper: Paper, near: gpd.GeoDataFrame | None) -> None:
    frame = paper.frame
    tolerance_m = SIMPLIFY_MM * paper.metres_per_mm
    least_m2 = (0.5 * paper.metres_per_mm) ** 2
    sea = np.array([land_and_sea(near, frame).sea], dtype=object)
    areas = [(_SEA, shapely.get_parts(sea))]
    for kind, tint in _TINTS.items():
        shapes = areas_of(near, [kind])
        areas.append(
            (tint, shapely.clip_by_rect(shapes[shapely.get_dimensions(shapes) > 1], *frame))
        )
    for tint, shapes in areas:
        simple = shapely.simplify(shapes[shapely.area(shapes) >= least_m2], tolerance_m)
        paper.fill(paper.area_path(shapely.get_parts(mended(simple))), tint, Level.GROUND)
    rails = areas_of(near, [GroundKind.RAILWAY])
    path = paper.path(rails[shapely.get_dimensions(rails) == 1])
    paper.stroke(path, "#4b5563", 0.6, Level.STREETS, dashes=(4.0, 1.6), is_round=True)


def _longest_first(lines: DrawnLines) -> DrawnLines:
    """Return lines by class, the longest of each first; equals in an order of their own."""
    return lines.kept(np.lexsort((lines.names, -shapely.length(lines.lines).round(1), lines.rank)))


def _number_roads(lines: DrawnLines, placer: LabelPlacer) -> None:
    """Write the number of each main road once, where most of it is seen."""
    ordered = _longest_first(lines.kept(lines.numbers != ""))
    written: set[str] = set()
    for number, line in zip(ordered.numbers, ordered.lines, strict=True):
        if len(written) >= MOST_SHIELDS:
            break
        if number not in written and placer.add_shield(drawable(number), line):
            written.add(number)
