"""Where an operation was: treated areas, controls, and the ring around one of them close up."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from markupsafe import Markup

from hotspots import schema
from hotspots.render import chart
from hotspots.render.operations.evaluation_content import EvaluationContent
from hotspots.schema import AREA_ID, AREA_ROLE, AreaRole

Frame = tuple[float, float, float, float]

WIDTH, HEIGHT = 900, 470
MAP_WIDTH: Final = 560
CLOSE_LEFT, CLOSE_TOP, CLOSE_SIDE = 590, 40, 300
MARGIN: Final = 0.06  # of the side, around what is shown
LEAST_SEEN_PX: Final = 9.0  # a smaller area is drawn as a sign
GROUND, EDGE = "#f3f4f6", "#9aa5b1"
CONTROL_LINE: Final = "#5b6773"
RING_FILL: Final = "#c9d3e6"
TREATED: Final = {"fill": chart.INK, "stroke": chart.WHITE, "stroke_width": 1}
CONTROL: Final = {"fill": chart.WHITE, "stroke": CONTROL_LINE, "stroke_width": 2}


def map_picture(content: EvaluationContent) -> Markup:
    """Return the map of an operation as SVG: squares are treated areas, circles their controls."""
    areas = content.areas
    frame = _frame(areas.total_bounds, MAP_WIDTH / HEIGHT, least_m=4_000.0)
    roles = content.areas[AREA_ROLE]
    ground = chart.element("rect", width=MAP_WIDTH, height=HEIGHT)
    tolerance_m = (frame[2] - frame[0]) / MAP_WIDTH
    drawn = [
        chart.element("rect", width=MAP_WIDTH, height=HEIGHT, fill=chart.WHITE),
        *(
            _shape(each, frame, MAP_WIDTH, fill=GROUND, stroke=EDGE, stroke_width=1)
            for each in content.districts.geometry.simplify(tolerance_m)
        ),
        *(_area(role, outline, frame) for role, outline in _controls_first(content)),
    ]
    return chart.picture(
        chart.element("clipPath", ground, id="ground"),
        chart.element("g", *drawn, clip_path="url(#ground)"),
        _scale_bar(frame, MAP_WIDTH, 12, HEIGHT - 14),
        *_close_up(content),
        *_key(),
        title="Where the operation was",
        words=(
            f"{int((roles == AreaRole.TREATED).sum())} treated areas and "
            f"{int((roles == AreaRole.CONTROL).sum())} controls; the table of areas names them."
        ),
        ids=("map-title", "map-words"),
        xmlns=chart.SVG,
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width=WIDTH,
        height=HEIGHT,
        font_family=chart.PAPER_FONT,
    )


def _frame(bounds: object, width_to_height: float, *, least_m: float) -> Frame:
    west, south, east, north = (float(each) for each in np.asarray(bounds))
    wide = max(east - west, (north - south) * width_to_height, least_m) * (1 + 2 * MARGIN)
    high = wide / width_to_height
    middle_east, middle_north = (west + east) / 2, (south + north) / 2
    return (
        middle_east - wide / 2,
        middle_north - high / 2,
        middle_east + wide / 2,
        middle_north + high / 2,
    )


def _controls_first(content: EvaluationContent) -> list[tuple[str, shapely.Geometry]]:
    """Return the areas with the treated last, on top."""
    rows = list(zip(content.areas[AREA_ROLE], content.areas.geometry, strict=True))
    return sorted(rows, key=lambda row: row[0] == AreaRole.TREATED)


def _area(role: str, outline: shapely.Geometry, frame: Frame) -> Markup:
    treated = role == AreaRole.TREATED
    px = MAP_WIDTH / (frame[2] - frame[0])
    look = TREATED if treated else CONTROL
    west, south, east, north = shapely.bounds(outline)
    if max(east - west, north - south) * px >= LEAST_SEEN_PX:
        return _shape(outline, frame, MAP_WIDTH, **look)
    east, north = shapely.get_coordinates(shapely.point_on_surface(outline))[0]
    left, top = float((east - frame[0]) * px), float((frame[3] - north) * px)
    half = LEAST_SEEN_PX / 2
    if treated:
        side = {"width": int(2 * half), "height": int(2 * half)}
        return chart.element("rect", x=left - half, y=top - half, **side, **look)
    return chart.element("circle", cx=left, cy=top, r=half, **look)


def _shape(outline: shapely.Geometry, frame: Frame, width: float, **look: object) -> Markup:
    px = width / (frame[2] - frame[0])
    paths = []
    for polygon in shapely.get_parts(outline):
        for ring in shapely.get_rings(polygon):
            steps = " ".join(
                f"{(east - frame[0]) * px:.1f} {(frame[3] - north) * px:.1f}"
                for east, north in shapely.get_coordinates(ring)
            )
            paths.append(f"M{steps}Z")
    if not paths:
        return chart.joined([])
    return chart.element("path", d="".join(paths), fill_rule="evenodd", **look)


def _close_up(content: EvaluationContent) -> list[Markup]:
    """Return the treated area with the most offences before, and the ring around it."""
    treated = content.areas[content.areas[AREA_ROLE] == AreaRole.TREATED]
    busiest = treated.loc[treated[schema.BEFORE_OFFENCES].fillna(0).idxmax()]
    ring = content.rings.loc[content.rings[AREA_ID] == busiest[AREA_ID]].geometry.iloc[0]
    around = shapely.union(busiest.geometry, ring)
    frame = _frame(around.bounds, 1.0, least_m=100.0)
    name = str(busiest[schema.SPOT_NAME])
    shown = name if len(name) <= 40 else f"{name[:39]}…"  # noqa: PLR2004 - what the width holds
    drawn = [
        chart.element("rect", width=CLOSE_SIDE, height=CLOSE_SIDE, fill=chart.WHITE, stroke=EDGE),
        _shape(ring, frame, CLOSE_SIDE, fill=RING_FILL, stroke=CONTROL_LINE),
        _shape(busiest.geometry, frame, CLOSE_SIDE, fill=chart.INK),
        _scale_bar(frame, CLOSE_SIDE, 10, CLOSE_SIDE - 12),
    ]
    return [
        chart.text(CLOSE_LEFT, 16, "The busiest, and its ring", size=13, bold=True),
        chart.text(CLOSE_LEFT, 33, shown, size=12),
        chart.element("g", *drawn, transform=f"translate({CLOSE_LEFT} {CLOSE_TOP})"),
    ]


def _scale_bar(frame: Frame, width: int, left: int, top: int) -> Markup:
    metres_a_px = (frame[2] - frame[0]) / width
    length_m = max(chart.round_down(width / 4 * metres_a_px), 10.0)
    right = left + length_m / metres_a_px
    bar = chart.line(left, top, right, top, chart.BLACK, stroke_width=3)
    return bar + chart.text(
        right + 6, top + 4, chart.metres_in_words(length_m), size=12, **chart.HALO
    )


def _key() -> list[Markup]:
    left, top = CLOSE_LEFT, CLOSE_TOP + CLOSE_SIDE + 24
    square = {"x": left, "width": 12, "height": 12}
    signs = {
        "Treated area": chart.element("rect", y=top - 10, fill=chart.INK, **square),
        "Control": chart.element("circle", cx=left + 6, cy=top + 20, r=5.5, **CONTROL),
        "Ring, where displaced ones would show": chart.element(
            "rect", y=top + 38, fill=RING_FILL, stroke=CONTROL_LINE, **square
        ),
    }
    return [
        sign + chart.text(left + 20, top + 24 * at, words, size=13)
        for at, (words, sign) in enumerate(signs.items())
    ]
