"""A map on paper: ground in metres, drawn on a sheet in millimetres and written as SVG.

The SVG's unit is a hundredth of a point, 3.5 micrometres, so that whole numbers are enough and a
line is told by its steps. North is up, and one scale holds everywhere. What is drawn lies in
levels; on one level, what is drawn later covers what was drawn before.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
import shapely
from markupsafe import Markup
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from hotspots.render.chart import SVG, element, joined
from hotspots.render.maps.map_signs import OUTLINES, Sign
from hotspots.render.offline_page import data_address
from hotspots.render.typeset import TYPEFACE, width_in_em

Box = tuple[float, float, float, float]
Point = tuple[float, float]
Lines = NDArray[np.object_] | Sequence[shapely.Geometry] | shapely.Geometry

POINTS_PER_MM: Final = 72 / 25.4
UNITS_PER_PT: Final = 100
SIMPLIFY_MM: Final = 0.05  # on paper; below what a printer resolves
# In a browser on a machine without our typeface: the next has letters as wide.
FONT: Final = f"{TYPEFACE}, Verdana, sans-serif"
HALO_PT: Final = 1.8
PLATE_EDGE_PT: Final = 0.5
# How far below its point a text's line stands, in parts of its size: the point is then in the
# middle of the letters, in the middle of figures, or under what hangs lowest.
LETTERS: Final = 0.26
FIGURES: Final = 0.38
ABOVE: Final = -0.24
_ASCENT: Final = 0.76  # in parts of its size; with what hangs below a line is as high as its size
_BEYOND_MM: Final = 3.0  # drawn around the frame, so that no line is seen to end at it
_CELLS: Final = "image-rendering:crisp-edges;image-rendering:pixelated"


class Level(IntEnum):
    """What lies on what, from the ground up."""

    GROUND = 0
    DENSITY = 1
    STREETS = 2
    VEIL = 3
    AREAS = 4
    DOTS = 5
    NAMES = 6
    SPOTS = 7
    SIGNS = 8
    NUMBERS = 9
    FURNITURE = 10
    CREDIT = 11


@dataclass(frozen=True, kw_only=True)
class Lettering:
    """How a text is set; ``align`` says which end of it, or its middle, stands at its point."""

    size_pt: float
    colour: str = "#000000"
    bold: bool = False
    italic: bool = False
    halo: bool = False
    align: str = "middle"  # or "start", "end"
    below: float = LETTERS


@dataclass(frozen=True, kw_only=True)
class Plate:
    """What stands behind a text, with so much room around it."""

    room_pt: float
    edge: str | None = None
    opacity: float | None = None


class Paper:
    """A piece of paper that shows a frame of the ground.

    Parameters
    ----------
    frame : (west, south, east, north)
        What it shows, in metres.
    width_mm : float
        On paper; its height follows from the frame.
    """

    def __init__(self, frame: Box, width_mm: float) -> None:
        self.frame = frame
        self.width_mm = width_mm
        self.metres_per_mm = (frame[2] - frame[0]) / width_mm
        self.height_mm = (frame[3] - frame[1]) / self.metres_per_mm
        self._units_per_m = UNITS_PER_PT * POINTS_PER_MM / self.metres_per_mm
        self._drawn: list[tuple[Level, Markup]] = []

    @classmethod
    def sheet(cls, width_mm: float, height_mm: float) -> Paper:
        """Return paper whose ground is itself: it is drawn on in millimetres."""
        return cls((0.0, 0.0, width_mm, height_mm), width_mm)

    def path(self, lines: Lines) -> str:
        """Return lines as the data of a path, as fine as paper shows them.

        They are cut a little outside the frame: where none is seen the path is empty, and nothing
        is drawn by it.
        """
        more = _BEYOND_MM * self.metres_per_mm
        west, south, east, north = self.frame
        cut = shapely.clip_by_rect(lines, west - more, south - more, east + more, north + more)
        tolerance_m = SIMPLIFY_MM * self.metres_per_mm
        return self._traced(shapely.simplify(cut, tolerance_m, preserve_topology=False))

    def area_path(self, areas: Lines) -> str:
        """Return areas, as they are, as the data of a path that can be filled."""
        # A hole is left free because it turns the other way.
        return self._traced(shapely.get_rings(shapely.orient_polygons(areas)))

    def _traced(self, lines: Lines) -> str:
        positions, line_of = shapely.get_coordinates(shapely.get_parts(lines), return_index=True)
        if not len(positions):
            return ""
        # From each point to the next: rounded before, so that no error adds up.
        steps = np.diff(self._places(positions), axis=0, prepend=0)
        begins = np.flatnonzero(np.diff(line_of, prepend=-1))
        told = [str(step) for step in steps.ravel().tolist()]
        for first in (2 * begins).tolist():
            told[first] = f"m{told[first]}"
        for second in (2 * (begins + 1)).tolist():
            if second < len(told) and not told[second].startswith("m"):
                told[second] = f"l{told[second]}"
        return " ".join(told).replace(" -", "-").replace(" m", "m").replace(" l", "l")

    def stroke(
        self,
        path: str,
        colour: str,
        width_pt: float,
        level: Level,
        *,
        dashes: tuple[float, float] | None = None,
        is_round: bool = False,
    ) -> None:
        """Draw lines; ``dashes`` are how long a dash and a gap are, in widths of the line."""
        if not path:
            return
        lengths = None
        if dashes is not None:
            lengths = " ".join(f"{UNITS_PER_PT * width_pt * each:g}" for each in dashes)
        self._draw(
            level,
            element(
                "path",
                d=path,
                fill="none",
                stroke=colour,
                stroke_width=_units(width_pt),
                stroke_dasharray=lengths,
                stroke_linejoin="round" if is_round else None,
                stroke_linecap="round" if is_round and dashes is None else None,
            ),
        )

    def fill(self, path: str, colour: str, level: Level, *, opacity: float | None = None) -> None:
        """Fill areas."""
        if path:
            look = {"fill": colour, "fill_opacity": _part(opacity)}
            self._draw(level, element("path", d=path, **look))

    def rectangle(
        self,
        box: Box,
        level: Level,
        *,
        fill: str = "none",
        edge: str | None = None,
        width_pt: float | None = None,
        opacity: float | None = None,
    ) -> None:
        """Draw a rectangle (west, south, east, north)."""
        self._draw(
            level,
            element(
                "rect",
                **self._area(box),
                fill=fill,
                fill_opacity=_part(opacity),
                stroke=edge,
                stroke_width=None if width_pt is None else _units(width_pt),
            ),
        )

    def signs(
        self,
        points: ArrayLike,
        sign: Sign,
        size_pt: float,
        level: Level,
        *,
        fill: str,
        edge: str | None = None,
        edge_pt: float | None = None,
    ) -> None:
        """Draw one sign, so wide on paper, at each of some points (easting, northing)."""
        places = self._places(np.asarray(points, dtype=float).reshape(-1, 2))
        if not len(places):
            return
        if sign == Sign.DISC:
            radius = _units(size_pt / 2)
            drawn = [element("circle", cx=x, cy=y, r=radius) for x, y in places.tolist()]
        else:
            outline = np.rint(OUTLINES[sign] * UNITS_PER_PT * size_pt).astype(np.int64)
            steps = " ".join(map(str, np.diff(outline, axis=0).ravel().tolist()))
            begins = (places + outline[0]).tolist()
            drawn = [element("path", d=f"m{x} {y}l{steps}z") for x, y in begins]
        look = {"stroke": edge, "stroke_width": None if edge_pt is None else _units(edge_pt)}
        self._draw(level, element("g", *drawn, fill=fill, **look))

    def cells(
        self, classes: NDArray[np.uint8], colours: NDArray[np.uint8], box: Box, level: Level
    ) -> None:
        """Draw a grid of cells with sharp edges, each in exactly its class's colour.

        Parameters
        ----------
        classes : uint8 array, shape (rows, columns)
            The southernmost row first.
        colours : uint8 array, shape (n, 4)
            Red, green, blue and opacity of each class.
        box : (west, south, east, north)
            Where the grid lies.
        level : Level
        """
        picture = Image.fromarray(np.ascontiguousarray(classes[::-1]))
        picture.putpalette(colours[:, :3].tobytes())
        file = io.BytesIO()
        picture.save(file, format="png", transparency=colours[:, 3].tobytes())
        self._draw(
            level,
            element(
                "image",
                href=data_address(file.getvalue()),
                **self._area(box),
                preserveAspectRatio="none",
                style=_CELLS,
            ),
        )

    def text(
        self,
        at: Point,
        words: str,
        look: Lettering,
        level: Level,
        *,
        degrees: float = 0.0,
        plate: Plate | None = None,
    ) -> None:
        """Write words, which stay text that can be read.

        Parameters
        ----------
        at : (easting, northing)
        words : str
            In one line.
        look : Lettering
        level : Level
        degrees : float
            How far the words are turned about their point, against the clock.
        plate : Plate, optional
            What stands behind them.
        """
        x, y = self._places(at).tolist()
        if plate is not None:
            self._draw(level, _behind((x, y), words, look, plate))
        halo = {
            "stroke": "#ffffff",
            "stroke_width": _units(HALO_PT),
            "stroke_linejoin": "round",
            "paint_order": "stroke",
        }
        self._draw(
            level,
            element(
                "text",
                words,
                x=x,
                y=y + _units(look.below * look.size_pt),
                font_size=_units(look.size_pt),
                font_weight="bold" if look.bold else None,
                font_style="italic" if look.italic else None,
                text_anchor=None if look.align == "start" else look.align,
                fill=look.colour,
                transform=f"rotate({-degrees:.2f} {x} {y})" if degrees else None,
                **(halo if look.halo else {}),
            ),
        )

    def lay(
        self,
        other: Paper,
        corner: Point,
        level: Level,
        *,
        edge: str | None = None,
        edge_pt: float = 0.8,
    ) -> None:
        """Lay another paper, once it is drawn, on this one, by its south-west corner."""
        x, y = self._places(corner).tolist()
        width, height = other._size
        place = {"x": x, "y": y - height, "width": width, "height": height}
        self._draw(level, element("svg", other._inside(), **place))
        if edge is not None:
            look = {"fill": "none", "stroke": edge, "stroke_width": _units(edge_pt)}
            self._draw(level, element("rect", **place, **look))

    def svg(self) -> str:
        """Return all that is drawn: the same text from the same drawing."""
        width, height = self._size
        return element(
            "svg",
            self._inside(),
            xmlns=SVG,
            width=f"{width / UNITS_PER_PT:g}pt",
            height=f"{height / UNITS_PER_PT:g}pt",
            viewBox=f"0 0 {width} {height}",
            font_family=FONT,
        )

    @property
    def _size(self) -> tuple[int, int]:
        scale = UNITS_PER_PT * POINTS_PER_MM
        return round(self.width_mm * scale), round(self.height_mm * scale)

    def _inside(self) -> Markup:
        width, height = self._size
        white = element("rect", width=width, height=height, fill="#ffffff")
        from_the_ground_up = sorted(self._drawn, key=lambda each: each[0])
        return joined([white, *(drawn for _, drawn in from_the_ground_up)])

    def _draw(self, level: Level, drawn: Markup) -> None:
        self._drawn.append((level, drawn))

    def _places(self, points: ArrayLike) -> NDArray[np.int64]:
        """Return where points (easting, northing) stand: units from the left and from the top."""
        west, _, _, north = self.frame
        offsets = (np.asarray(points, dtype=float) - (west, north)) * (1, -1)
        return np.rint(offsets * self._units_per_m).astype(np.int64)

    def _area(self, box: Box) -> dict[str, int]:
        (left, bottom), (right, top) = self._places([box[:2], box[2:]]).tolist()
        return {"x": left, "y": top, "width": right - left, "height": bottom - top}


def _behind(at: tuple[int, int], words: str, look: Lettering, plate: Plate) -> Markup:
    """Return what stands behind a text."""
    room = plate.room_pt
    width = look.size_pt * width_in_em(words, bold=look.bold)
    left = {"start": 0.0, "middle": -width / 2, "end": -width}[look.align]
    top = look.size_pt * (look.below - _ASCENT)
    return element(
        "rect",
        x=at[0] + _units(left - room),
        y=at[1] + _units(top - room),
        width=_units(width + 2 * room),
        height=_units(look.size_pt + 2 * room),
        fill="#ffffff",
        fill_opacity=_part(plate.opacity),
        stroke=plate.edge,
        stroke_width=None if plate.edge is None else _units(PLATE_EDGE_PT),
    )


def _units(length_pt: float) -> int:
    return round(UNITS_PER_PT * length_pt)


def _part(opacity: float | None) -> str | None:
    return None if opacity is None else f"{opacity:g}"
