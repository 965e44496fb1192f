"""The streets and the ground of every still map: drawn by class and scale, named along the line.

All of it is in greys and pale tints, and reads in black and white. It is ground: nothing of it is
drawn otherwise for what stands above it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from matplotlib.collections import LineCollection
from matplotlib.patches import PathPatch

from hotspots.outlines import mended
from hotspots.render.maps.label_placing import POINTS_PER_MM
from hotspots.render.maps.land_and_sea import land_and_sea
from hotspots.render.maps.map_ground import SIMPLIFY_MM, outline_path
from hotspots.render.maps.street_map import StreetMap, areas_of, drawn_lines
from hotspots.render.plain_text import shortened
from hotspots.render.typeset import drawable
from hotspots.schema import GroundKind, StreetClass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from hotspots.render.maps.label_placing import Box, LabelPlacer
    from hotspots.render.maps.street_map import DrawnLine

CASED_FROM_PT: Final = 1.0  # a narrower road is one line
EDGE_PT: Final = 0.7
WIDEST_PT: Final = 9.0
NAME_PT: Final = 5.6
CREDIT_PT: Final = 4.6
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


def draw_street_map(
    axes: Axes, streets: StreetMap | None, frame: Box, metres_per_mm: float
) -> None:
    """Draw the ground and the streets of a frame; nothing where there are none.

    Parameters
    ----------
    axes : Axes
        In metres; the density, if any, lies between the ground and the streets.
    streets : StreetMap or None
    frame : (west, south, east, north)
    metres_per_mm : float
        On paper: it says which classes are drawn, and how wide.
    """
    if streets is None:
        return
    near = streets.within(frame)
    _draw_ground(axes, near, frame, metres_per_mm)
    lines = drawn_lines(near.streets, _classes(metres_per_mm))
    by_class = {
        kind: _paths([each for each in lines if each.street_class == kind], frame, metres_per_mm)
        for kind in reversed(_LOOKS)
    }
    # First the edges of all, then their faces: roads that meet run into one another.
    for kind, paths in by_class.items():
        width_pt = _width_pt(kind, metres_per_mm)
        cased = kind != StreetClass.PATH and width_pt >= CASED_FROM_PT
        edge_pt = width_pt + EDGE_PT if cased else width_pt
        dashes = (0, (2.0, 1.6)) if kind == StreetClass.PATH else "solid"
        _add(axes, paths, _LOOKS[kind].edge, edge_pt, zorder=1.5, dashes=dashes)
    for kind, paths in by_class.items():
        width_pt = _width_pt(kind, metres_per_mm)
        if kind != StreetClass.PATH and width_pt >= CASED_FROM_PT:
            _add(axes, paths, "white", width_pt, zorder=1.6)


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
    lines = drawn_lines(streets.within(placer.frame).streets, _classes(metres_per_mm))
    if metres_per_mm < SHIELDS_BELOW:
        _number_roads(lines, placer)
    wanted = {name.casefold() for name in first}
    named = [
        each
        for each in _in_frame(lines, placer.frame)
        if each.name and metres_per_mm < _LOOKS[each.street_class].named_below
    ]
    rank = {kind: at for at, kind in enumerate(StreetClass)}
    named.sort(
        key=lambda each: (
            each.name.casefold() not in wanted,
            rank[each.street_class],
            -each.line.length,
            each.name,
            each.line.wkt,
        )
    )
    most = max(3, int(placer.width_mm * placer.height_mm / PAPER_OF_A_NAME_MM2))
    written: set[str] = set()
    for each in named:
        if len(written) >= most:
            break
        called = each.name.casefold()
        name = shortened(drawable(each.name), LONGEST_NAME)
        if called not in written and placer.add_along(name, each.line, size_pt=NAME_PT):
            written.add(called)
    return written


def write_credit(axes: Axes, streets: StreetMap | None, frame: Box, placer: LabelPlacer) -> None:
    """Write at the foot of a map what the streets' licence wants to be said."""
    if streets is None or not streets.attribution:
        return
    words = drawable(streets.attribution)
    half_mm = 0.4
    east = frame[2] - half_mm * placer.metres_per_mm
    south = frame[1] + half_mm * placer.metres_per_mm
    axes.text(
        east,
        south,
        words,
        ha="right",
        va="bottom",
        fontsize=CREDIT_PT,
        color="#333333",
        zorder=12,
        parse_math=False,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 0.6},
    )
    size_mm = CREDIT_PT / POINTS_PER_MM
    width_mm = 0.6 * size_mm * len(words) + 2 * half_mm
    placer.occupy((placer.width_mm - width_mm, 0.0, placer.width_mm, 1.6 * size_mm))


def _classes(metres_per_mm: float) -> list[StreetClass]:
    return [kind for kind, look in _LOOKS.items() if metres_per_mm < look.drawn_below]


def _width_pt(kind: StreetClass, metres_per_mm: float) -> float:
    look = _LOOKS[kind]
    width_pt = look.width_m / metres_per_mm * POINTS_PER_MM
    return min(max(width_pt, look.least_pt), WIDEST_PT)


def _paths(lines: list[DrawnLine], frame: Box, metres_per_mm: float) -> list[NDArray[np.float64]]:
    shapes = np.array([each.line for each in lines], dtype=object)
    cut = shapely.simplify(
        shapely.clip_by_rect(shapes, *_wider(frame, metres_per_mm)), SIMPLIFY_MM * metres_per_mm
    )
    parts = shapely.get_parts(cut)
    return [shapely.get_coordinates(part) for part in parts[~shapely.is_empty(parts)]]


def _wider(frame: Box, metres_per_mm: float) -> Box:
    """Return the frame with a road's width around it, so that no road ends at its edge."""
    more = 3.0 * metres_per_mm
    return (frame[0] - more, frame[1] - more, frame[2] + more, frame[3] + more)


def _add(
    axes: Axes,
    paths: list[NDArray[np.float64]],
    colour: str,
    width_pt: float,
    *,
    zorder: float,
    dashes: str | tuple[float, tuple[float, float]] = "solid",
) -> None:
    if paths:
        axes.add_collection(
            LineCollection(
                paths,
                colors=colour,
                linewidths=width_pt,
                linestyles=[dashes],
                capstyle="butt" if dashes != "solid" else "round",
                joinstyle="round",
                zorder=zorder,
            ),
            autolim=False,
        )


def _draw_ground(axes: Axes, near: StreetMap, frame: Box, metres_per_mm: float) -> None:
    tolerance_m = SIMPLIFY_MM * metres_per_mm
    least_m2 = (0.5 * metres_per_mm) ** 2
    sea = np.array([land_and_sea(near.ground, frame).sea], dtype=object)
    areas = [(_SEA, shapely.get_parts(sea))]
    for kind, tint in _TINTS.items():
        shapes = areas_of(near.ground, [kind])
        areas.append(
            (tint, shapely.clip_by_rect(shapes[shapely.get_dimensions(shapes) > 1], *frame))
        )
    for at, (tint, shapes) in enumerate(areas):
        simple = shapely.simplify(shapes[shapely.area(shapes) >= least_m2], tolerance_m)
        rings = shapely.get_rings(shapely.get_parts(mended(simple)))
        if len(rings):
            path = outline_path(rings)
            patch = PathPatch(path, facecolor=tint, edgecolor="none", zorder=0.5 + 0.01 * at)
            axes.add_artist(patch)
    rails = areas_of(near.ground, [GroundKind.RAILWAY])
    rails = shapely.get_parts(
        shapely.clip_by_rect(rails[shapely.get_dimensions(rails) == 1], *frame)
    )
    lines = [shapely.get_coordinates(each) for each in rails[~shapely.is_empty(rails)]]
    _add(axes, lines, "#4b5563", 0.6, zorder=1.4, dashes=(0, (4.0, 1.6)))


def _in_frame(lines: Iterable[DrawnLine], frame: Box) -> list[DrawnLine]:
    """Return the longest part of each line that the frame shows."""
    every = list(lines)
    cut = shapely.clip_by_rect(np.array([each.line for each in every], dtype=object), *frame)
    shown = []
    for each, part in zip(every, cut, strict=True):
        pieces = [piece for piece in shapely.get_parts(part) if piece.length > 0]
        if pieces:
            longest = max(pieces, key=shapely.length)
            shown.append(
                type(each)(
                    line=longest,
                    street_class=each.street_class,
                    name=each.name,
                    number=each.number,
                )
            )
    return shown


def _number_roads(lines: list[DrawnLine], placer: LabelPlacer) -> None:
    """Write the number of each main road once, where most of it is seen."""
    numbered = [each for each in _in_frame(lines, placer.frame) if each.number]
    rank = {kind: at for at, kind in enumerate(StreetClass)}
    numbered.sort(key=lambda each: (rank[each.street_class], -each.line.length, each.number))
    written: set[str] = set()
    for each in numbered:
        if len(written) >= MOST_SHIELDS:
            break
        if each.number not in written and placer.add_shield(drawable(each.number), each.line):
            written.add(each.number)
