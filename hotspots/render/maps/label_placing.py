"""Numbers and names on a static map, placed so that none covers another."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
import shapely
from rtree.index import Index

from hotspots.render.maps.map_signs import Sign
from hotspots.render.maps.paper import (
    FIGURES,
    POINTS_PER_MM,
    Box,
    Lettering,
    Level,
    Paper,
    Plate,
    Point,
)

NUMBER_RADIUS_MM: Final = 2.0
NUMBER_GAPS_MM: Final = (3.2, 4.6, 6.2, 8.0, 10.0, 12.5, 15.0, 18.0)
DIRECTIONS: Final = 16
SPOT_RADIUS_MM: Final = 0.9
EDGE_MM: Final = 0.5
# How many lines above or below its point a name may stand; an area is larger than a place.
LINES_ASIDE: Final = (0.0, 1.2, -1.2, 2.4, -2.4)
LINES_ASIDE_OF_AREA: Final = (*LINES_ASIDE, 4.0, -4.0, 6.0, -6.0)
# DejaVu Sans: the mean advance of a letter, and its height, as parts of the type size.
LETTER_WIDTH: Final = 0.60
BOLD_LETTER_WIDTH: Final = 0.68
LETTER_HEIGHT: Final = 1.15

# Where along its line a name or a number may stand, the middle first; and how far it may bend.
ALONG: Final = (0.5, 0.36, 0.64, 0.22, 0.78)
BEND: Final = 0.05
INK: Final = "#111111"
_PLACE: Final = Lettering(size_pt=6.8, colour="#26334a", bold=True, halo=True)
_AREA: Final = Lettering(size_pt=6.5, colour="#52606d", italic=True, halo=True)
_SHIELD: Final = Lettering(size_pt=5.2, colour=INK, bold=True)
_SHIELD_PLATE: Final = Plate(room_pt=1.0, edge="#444444")


class LabelPlacer:
    """Places labels one after the other; the first come keep their place.

    Positions inside are millimetres on paper from the frame's south-west corner.
    """

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.frame = paper.frame
        self.metres_per_mm = paper.metres_per_mm
        self.width_mm = paper.width_mm
        self.height_mm = paper.height_mm
        self._taken: list[Box] = []
        # It grows by each label, and finds the few that a new one could cover among thousands.
        self._index = Index()

    def occupy(self, box: Box) -> None:
        """Keep a box, in millimetres from the south-west corner, free of labels."""
        self._index.insert(len(self._taken), box)
        self._taken.append(box)

    def box_on_paper(self, box: Box) -> Box:
        """Return a box on the ground as millimetres from the south-west corner."""
        return (*self._on_paper(box[0], box[1]), *self._on_paper(box[2], box[3]))

    def keep_clear(self, points: Sequence[tuple[float, float]]) -> None:
        """Keep labels off these points (easting, northing)."""
        for easting, northing in points:
            self.occupy(_square(*self._on_paper(easting, northing), SPOT_RADIUS_MM))

    def keep_areas_clear(self, areas: Iterable[Sequence[float]]) -> None:
        """Keep labels off these areas (west, south, east, north), however small on paper."""
        for west, south, east, north in areas:
            middle = self._on_paper((west + east) / 2, (south + north) / 2)
            least = _square(*middle, SPOT_RADIUS_MM)
            box = self.box_on_paper((west, south, east, north))
            low = (min(box[0], least[0]), min(box[1], least[1]))
            self.occupy((*low, max(box[2], least[2]), max(box[3], least[3])))

    def add_number_inside(
        self, number: str, outline: shapely.Polygon | shapely.MultiPolygon
    ) -> bool:
        """Write a number inside a spot's outline, and say whether there was room for it."""
        circle = shapely.maximum_inscribed_circle(outline)
        if circle.length < (NUMBER_RADIUS_MM + EDGE_MM) * self.metres_per_mm:
            return False
        easting, northing = circle.coords[0][:2]
        self._draw_number(number, (easting, northing))
        return True

    def add_number(self, number: str, easting: float, northing: float) -> None:
        """Write a number in a white disc beside a point, with a line to it.

        A number is never left out: where all is taken, it lands on its point.
        """
        at = self._on_paper(easting, northing)
        middle = next((p for p in _around(*at) if self._fits(_square(*p, NUMBER_RADIUS_MM))), at)
        self.occupy(_square(*middle, NUMBER_RADIUS_MM))
        ends = [self._on_ground(*at), self._on_ground(*middle)]
        line = self.paper.path(shapely.LineString(ends))
        self.paper.stroke(line, INK, 0.6, Level.SIGNS)
        self._draw_number(number, ends[1])

    def _draw_number(self, number: str, at: Point) -> None:
        disc_pt = 2 * NUMBER_RADIUS_MM * POINTS_PER_MM
        self.paper.signs(
            [at], Sign.DISC, disc_pt, Level.NUMBERS, fill="white", edge=INK, edge_pt=0.7
        )
        size_pt = 6.5 if len(number) < 3 else 5.0  # noqa: PLR2004 - three figures are smaller
        look = Lettering(size_pt=size_pt, colour=INK, bold=True, below=FIGURES)
        self.paper.text(at, number, look, Level.NUMBERS)

    def add_place(self, name: str, easting: float, northing: float) -> None:
        """Write a place's name on or beside its point, or leave it out where there is no room."""
        self._add_name(name, (easting, northing), _PLACE, LINES_ASIDE)

    def add_area(
        self, name: str, outline: shapely.Geometry, *, strictly_inside: bool = False
    ) -> None:
        """Write an area's name in the part of it (a valid outline) that the map shows.

        Where there is no room the name moves a few lines, or is left out; ``strictly_inside`` keeps
        it from moving into the next area.
        """
        shown = shapely.intersection(outline, shapely.box(*self.frame))
        parts = [part for part in shapely.get_parts(shown) if part.area > 0]
        if not parts:
            return
        largest = max(parts, key=shapely.area)
        centre = largest.centroid
        middle = centre if largest.contains(centre) else largest.representative_point()
        within = largest if strictly_inside else None
        self._add_name(name, (middle.x, middle.y), _AREA, LINES_ASIDE_OF_AREA, within=within)

    def add_along(self, name: str, line: shapely.LineString, *, size_pt: float) -> bool:
        """Write a name along a line where it is nearly straight, and say whether there was room."""
        size_mm = size_pt / POINTS_PER_MM
        width_m = (len(name) * LETTER_WIDTH + 1) * size_mm * self.metres_per_mm
        for part in ALONG:
            found = _straight(line, width_m, part)
            if found is None:
                continue
            at, angle = found
            boxes = list(_squares_along(self._on_paper(*at), angle, name, size_mm))
            if all(map(self._fits, boxes)):
                for box in boxes:
                    self.occupy(box)
                look = Lettering(size_pt=size_pt, colour="#1f2a3c", halo=True)
                self.paper.text(at, name, look, Level.NAMES, degrees=math.degrees(angle))
                return True
        return False

    def add_shield(self, number: str, line: shapely.LineString) -> bool:
        """Write a road's number upright on its line, in a frame, where there is room for it."""
        half = (len(number) * LETTER_WIDTH / 2 + 0.5) * _SHIELD.size_pt / POINTS_PER_MM, 1.4
        for part in ALONG:
            point = line.interpolate(part, normalized=True)
            east_mm, north_mm = self._on_paper(point.x, point.y)
            box = (east_mm - half[0], north_mm - half[1], east_mm + half[0], north_mm + half[1])
            if self._fits(box):
                self.occupy(box)
                at = (point.x, point.y)
                self.paper.text(at, number, _SHIELD, Level.NAMES, plate=_SHIELD_PLATE)
                return True
        return False

    def _add_name(
        self,
        name: str,
        at: Point,
        look: Lettering,
        lines_aside: Sequence[float],
        *,
        within: shapely.Geometry | None = None,
    ) -> None:
        easting_mm, northing_mm = self._on_paper(*at)
        size_mm = look.size_pt / POINTS_PER_MM
        letter_width = BOLD_LETTER_WIDTH if look.bold else LETTER_WIDTH
        half_width = len(name) * size_mm * letter_width / 2
        half_height = size_mm * LETTER_HEIGHT / 2
        for shift in lines_aside:
            middle = northing_mm + shift * 2 * half_height
            box = (
                easting_mm - half_width,
                middle - half_height,
                easting_mm + half_width,
                middle + half_height,
            )
            on_ground = self._on_ground(easting_mm, middle)
            inside = within is None or shapely.contains_xy(within, *on_ground)
            if inside and self._fits(box):
                self.occupy(box)
                self.paper.text(on_ground, name, look, Level.NAMES)
                return

    def _fits(self, box: Box) -> bool:
        west, south, east, north = box
        on_map = (
            west >= EDGE_MM
            and south >= EDGE_MM
            and east <= self.width_mm - EDGE_MM
            and north <= self.height_mm - EDGE_MM
        )
        # The index finds those that only touch, too.
        return on_map and not any(
            _overlap(box, self._taken[near]) for near in self._index.intersection(box)
        )

    def _on_paper(self, easting: float, northing: float) -> tuple[float, float]:
        return (
            (easting - self.frame[0]) / self.metres_per_mm,
            (northing - self.frame[1]) / self.metres_per_mm,
        )

    def _on_ground(self, east_mm: float, north_mm: float) -> tuple[float, float]:
        return (
            self.frame[0] + east_mm * self.metres_per_mm,
            self.frame[1] + north_mm * self.metres_per_mm,
        )


def _around(east_mm: float, north_mm: float) -> Iterator[tuple[float, float]]:
    for gap in NUMBER_GAPS_MM:
        for turn in range(DIRECTIONS):
            angle = math.pi / 4 + turn * math.tau / DIRECTIONS  # north-east first
            yield east_mm + gap * math.cos(angle), north_mm + gap * math.sin(angle)


def _straight(
    line: shapely.LineString, width_m: float, part: float
) -> tuple[tuple[float, float], float] | None:
    """Return the middle and the angle of a text on a line; None where it bends or is too short."""
    middle_m = part * line.length
    if middle_m < width_m / 2 or middle_m + width_m / 2 > line.length:
        return None
    on = shapely.get_coordinates(
        shapely.line_interpolate_point(line, middle_m + width_m * np.linspace(-0.5, 0.5, 5))
    )
    chord = on[-1] - on[0]
    straight = on[0] + np.linspace(0, 1, 5)[:, None] * chord
    if np.hypot(*(on - straight).T).max() > BEND * width_m:
        return None
    angle = math.atan2(chord[1], chord[0])
    upright = angle - math.copysign(math.pi, angle) if abs(angle) > math.pi / 2 else angle
    centre = (on[0] + on[-1]) / 2
    return (float(centre[0]), float(centre[1])), upright


def _squares_along(
    middle: tuple[float, float], angle: float, name: str, size_mm: float
) -> Iterator[Box]:
    """Give squares that together cover a turned text."""
    length = len(name) * LETTER_WIDTH * size_mm
    side = size_mm * LETTER_HEIGHT
    count = max(1, math.ceil(length / side))
    for at in range(count):
        off = ((at + 0.5) / count - 0.5) * length
        east, north = middle[0] + off * math.cos(angle), middle[1] + off * math.sin(angle)
        yield _square(east, north, side / 2)


def _square(east_mm: float, north_mm: float, half: float) -> Box:
    return (east_mm - half, north_mm - half, east_mm + half, north_mm + half)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
