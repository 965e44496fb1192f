"""The maps that go with the list on paper: the homes of one part of the walk, by their numbers.

North is up and everything reads in black and white. All homes bear the same sign: a paper is seen
at doors, and none shall show there which home was burgled.

matplotlib is not safe in threads: make one map at a time in a process.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from hotspots.render.glyphs import drawable
from hotspots.render.maps.label_placing import Box, LabelPlacer
from hotspots.render.maps.map_furniture import draw_north, draw_scale_bar
from hotspots.render.plain_text import shortened
from hotspots.render.visit_lists.visit_list import HomeToVisit, VisitList

MM_PER_INCH: Final = 25.4
# A sheet's homes lie within this, so that at 91 mm across the scale is about 1 to 4,500 and a
# terrace's doors are two millimetres apart.
WIDEST_M: Final = 360.0
HIGHEST_M: Final = 300.0
MARGIN_M: Final = 25.0
NARROWEST_M: Final = 180.0  # so that one home alone has its street around it


@dataclass(frozen=True, kw_only=True)
class MapSheet:
    """One map: the homes numbered on it, in the order of walking."""

    homes: tuple[HomeToVisit, ...]

    @property
    def first_and_last(self) -> tuple[int, int]:
        """The numbers that the sheet begins and ends with."""
        return self.homes[0].number, self.homes[-1].number

    @property
    def places(self) -> list[str]:
        """The streets on it, in the order of walking."""
        return list(dict.fromkeys(home.place for home in self.homes))

    def bounds_m(self) -> Box:
        """West, south, east and north of its homes, in metres."""
        return _bounds(self.homes)


def map_sheets(homes: Sequence[HomeToVisit]) -> list[MapSheet]:
    """Divide the walk into sheets: the next home goes on the same sheet while it fits there."""
    sheets: list[list[HomeToVisit]] = []
    for home in homes:
        if sheets and _fits([*sheets[-1], home]):
            sheets[-1].append(home)
        else:
            sheets.append([home])
    return [MapSheet(homes=tuple(sheet)) for sheet in sheets]


def map_sheet_svg(
    sheet: MapSheet, the_list: VisitList, *, width_mm: float, height_mm: float
) -> str:
    """Return one sheet's map as SVG, whose text is text.

    Parameters
    ----------
    sheet : MapSheet
    the_list : VisitList
        For the other homes around, drawn as small dots.
    width_mm, height_mm : float
        Size on paper.
    """
    file = io.StringIO()
    # "none" leaves text as text; the salt makes the identifiers the same in every run.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "hotspots"}):
        figure = Figure(
            figsize=(width_mm / MM_PER_INCH, height_mm / MM_PER_INCH), facecolor="white"
        )
        FigureCanvasAgg(figure)
        frame = _frame(sheet.bounds_m(), width_mm / height_mm)
        axes = figure.add_axes((0.004, 0.004, 0.992, 0.992))
        _draw(axes, frame, sheet, the_list, (frame[2] - frame[0]) / width_mm)
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return file.getvalue()


def _fits(homes: Sequence[HomeToVisit]) -> bool:
    west, south, east, north = _bounds(homes)
    return east - west <= WIDEST_M and north - south <= HIGHEST_M


def _bounds(homes: Sequence[HomeToVisit]) -> Box:
    eastings, northings = [h.easting for h in homes], [h.northing for h in homes]
    return min(eastings), min(northings), max(eastings), max(northings)


def _frame(bounds: Box, width_to_height: float) -> Box:
    west, south, east, north = bounds
    room = (east - west + 2 * MARGIN_M, (north - south + 2 * MARGIN_M) * width_to_height)
    width = max(NARROWEST_M, *room)
    middle = ((west + east) / 2, (south + north) / 2)
    half = (width / 2, width / width_to_height / 2)
    return middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1]


def _draw(
    axes: Axes, frame: Box, sheet: MapSheet, the_list: VisitList, metres_per_mm: float
) -> None:
    axes.set_xlim(frame[0], frame[2])
    axes.set_ylim(frame[1], frame[3])
    axes.set_xticks([])
    axes.set_yticks([])
    own = {home.number for home in sheet.homes}
    others = [(h.easting, h.northing) for h in the_list.homes if h.number not in own]
    _dots(axes, _inside(the_list.other_homes, frame), size=2.0, face="#9aa5b1", edge="#9aa5b1")
    _dots(axes, _inside(np.array(others), frame), size=7.0, face="white", edge="#52606d")
    points = np.array([(home.easting, home.northing) for home in sheet.homes])
    axes.plot(*points.T, color="#7b8794", linewidth=0.7, linestyle=(0, (3, 2)), zorder=4)
    _dots(axes, points, size=11.0, face="#111111", edge="white")
    placer = LabelPlacer(axes, frame, metres_per_mm)
    draw_scale_bar(axes, frame, metres_per_mm, placer)
    draw_north(axes, frame, metres_per_mm, placer)
    placer.keep_clear([(float(east), float(north)) for east, north in points])
    for label, easting, northing in door_labels(sheet.homes):
        placer.add_number(label, easting, northing)
    for place in sheet.places:
        here = np.array([(h.easting, h.northing) for h in sheet.homes if h.place == place])
        name = shortened(drawable(place.split(",")[0]), 30)
        placer.add_place(name, *map(float, here.mean(axis=0)))


def door_labels(homes: Sequence[HomeToVisit]) -> list[tuple[str, float, float]]:
    """Return one number a point: flats of one building share a point and become ``14+``."""
    at_point: dict[tuple[float, float], list[int]] = {}
    for home in homes:
        at_point.setdefault((home.easting, home.northing), []).append(home.number)
    return [
        (f"{numbers[0]}+" if len(numbers) > 1 else str(numbers[0]), *point)
        for point, numbers in at_point.items()
    ]


def _inside(points: NDArray[Any], frame: Box) -> NDArray[Any]:
    if not len(points):
        return points.reshape(0, 2)
    east, north = points.T
    kept = (east > frame[0]) & (east < frame[2]) & (north > frame[1]) & (north < frame[3])
    inside: NDArray[Any] = points[kept]
    return inside


def _dots(axes: Axes, points: NDArray[Any], *, size: float, face: str, edge: str) -> None:
    if len(points):
        axes.scatter(
            points[:, 0],
            points[:, 1],
            s=size,
            facecolor=face,
            edgecolor=edge,
            linewidth=0.5,
            zorder=5,
        )
