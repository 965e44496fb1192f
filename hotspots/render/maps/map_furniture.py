"""What every static map has beside the map: paper, frame, legend, scale bar, north."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import shapely

from hotspots import words
from hotspots.density_classes import ClassBreaks, rounded
from hotspots.render.chart import metres_in_words, round_down
from hotspots.render.maps.label_placing import INK, LabelPlacer
from hotspots.render.maps.paper import ABOVE, POINTS_PER_MM, Box, Lettering, Level, Paper
from hotspots.render.plain_text import shortened
from hotspots.render.typeset import drawable

SCALE_BAR_OF_WIDTH: Final = 0.22  # at most
LONGEST_HEADING: Final = 70  # characters of the legend at its full size
_LENGTH: Final = Lettering(size_pt=6.5, below=ABOVE)
_NORTH: Final = Lettering(size_pt=7.0, bold=True, halo=True)
_EDGE_OF_PAPER: Final = 0.004  # of each side, so that the frame is drawn whole


def map_svg(
    frame: Box, width_mm: float, height_mm: float, draw: Callable[[LabelPlacer], None]
) -> str:
    """Return a map that fills its paper as SVG.

    Parameters
    ----------
    frame : (west, south, east, north)
        In metres; of the paper's shape.
    width_mm, height_mm : float
        Size on paper.
    draw : callable
        Draws the map on the paper of the placer that it is given.
    """
    drawn = Paper(frame, (1 - 2 * _EDGE_OF_PAPER) * width_mm)
    draw(LabelPlacer(drawn))
    sheet = Paper.sheet(width_mm, height_mm)
    corner = (_EDGE_OF_PAPER * width_mm, _EDGE_OF_PAPER * height_mm)
    sheet.lay(drawn, corner, Level.GROUND, edge="black")
    return sheet.svg()


def frame_around(bounds: Box, width_m: float, width_to_height: float) -> Box:
    """Return the frame of this width and shape around the middle of some bounds, in metres."""
    west, south, east, north = bounds
    middle = ((west + east) / 2, (south + north) / 2)
    half = (width_m / 2, width_m / width_to_height / 2)
    return middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1]


def draw_scale_and_north(placer: LabelPlacer) -> None:
    """Draw a scale bar in the south-west corner, and an arrow to grid north in the north-east."""
    _draw_scale_bar(placer)
    _draw_north(placer)


def _draw_scale_bar(placer: LabelPlacer) -> None:
    """Draw the bar black and white in halves, with its length."""
    frame, metres_per_mm = placer.frame, placer.metres_per_mm
    length_m = round_down((frame[2] - frame[0]) * SCALE_BAR_OF_WIDTH)
    west, south = frame[0] + 3 * metres_per_mm, frame[1] + 3 * metres_per_mm
    middle, north = west + length_m / 2, south + 1.1 * metres_per_mm
    for box, fill in (
        ((west, south, middle, north), INK),
        ((middle, south, west + length_m, north), "white"),
    ):
        placer.paper.rectangle(box, Level.FURNITURE, fill=fill, edge=INK, width_pt=0.6)
    above = (middle, south + 1.8 * metres_per_mm)
    placer.paper.text(above, metres_in_words(length_m), _LENGTH, Level.FURNITURE)
    placer.occupy((0, 0, 6 + length_m / metres_per_mm, 9))


def _draw_north(placer: LabelPlacer) -> None:
    metres_per_mm = placer.metres_per_mm
    east, north = placer.frame[2] - 5 * metres_per_mm, placer.frame[3] - 3 * metres_per_mm
    pt = metres_per_mm / POINTS_PER_MM
    tip, foot = north - 3.1 * pt, north - 17.1 * pt
    line = shapely.LineString([(east, foot), (east, tip)])
    barbs = tip - 4 * pt
    head = shapely.Polygon([(east - 2 * pt, barbs), (east, tip), (east + 2 * pt, barbs)])
    paper = placer.paper
    paper.stroke(paper.path([line, head.exterior]), INK, 1.0, Level.FURNITURE, is_round=True)
    paper.fill(paper.area_path(head), INK, Level.FURNITURE)
    paper.text((east, north - 8 * metres_per_mm), "N", _NORTH, Level.FURNITURE)
    placer.occupy((placer.width_mm - 9, placer.height_mm - 14, placer.width_mm, placer.height_mm))


def legend(
    breaks: ClassBreaks,
    title: str,
    width_mm: float,
    height_mm: float,
    *,
    has_key_map: bool = False,
) -> Paper:
    """Return the legend: each class's colour, the part of the area it marks, and its threshold."""
    sheet = Paper.sheet(width_mm, height_mm)
    heading = shortened(f"{drawable(title)} ({drawable(breaks.unit)})", 140)
    # A title that says what was counted may be long: it is set smaller, and not cut off.
    size = 7.0 * min(1.0, LONGEST_HEADING / len(heading))
    _write(sheet, 0, height_mm - 2.4, heading, size=size, bold=True)
    if not breaks.classes:
        _write(sheet, 0, height_mm - 7, "No density to show.", size=6.5)
    step = width_mm / max(5, len(breaks.classes))
    for place, each in enumerate(breaks.classes):
        west, south = place * step, height_mm - 10.0
        box = (west, south, west + 6, south + 4.5)
        sheet.rectangle(box, Level.FURNITURE, fill=each.colour, edge="#52606d", width_pt=0.5)
        _write(sheet, west + 7, height_mm - 6.3, f"over {rounded(each.above)}", size=6, bold=True)
        share = f"densest {words.rounded_share(each.share_of_area)}"
        _write(sheet, west + 7, height_mm - 9.1, share, size=5.5)
    outlines = (
        "Dark outline: harm spot; the first bear their rank. "
        "Dashed: it rests on one offence or one point."
    )
    _write(sheet, 0, 2.4, outlines, size=6)
    small = " Small map: the whole district, with the large map's frame." if has_key_map else ""
    shares = f"Percentages are shares of the force's area.{small}"
    _write(sheet, 0, height_mm - 13.2, shares, size=5.5)
    return sheet


def _write(
    sheet: Paper, east: float, north: float, text: str, *, size: float, bold: bool = False
) -> None:
    look = Lettering(size_pt=size, bold=bold, align="start")
    sheet.text((east, north), text, look, Level.FURNITURE)
