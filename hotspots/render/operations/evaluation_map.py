"""Where an operation was: treated areas, controls, and the ring around one of them close up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from hotspots import schema
from hotspots.render.operations.evaluation_picture import FONT, INK
from hotspots.render.run_page import escaped
from hotspots.schema import AREA_ID, AREA_ROLE, AreaRole

if TYPE_CHECKING:
    from hotspots.render.operations.evaluation_content import EvaluationContent

    Frame = tuple[float, float, float, float]

WIDTH, HEIGHT = 900, 470
MAP_WIDTH: Final = 560
CLOSE_LEFT, CLOSE_TOP, CLOSE_SIDE = 590, 40, 300
MARGIN: Final = 0.06  # of the side, around what is shown
LEAST_SEEN_PX: Final = 9.0  # a smaller area is drawn as a sign
GROUND, EDGE = "#f3f4f6", "#9aa5b1"
TREATED_FILL: Final = "#14213d"
CONTROL_LINE: Final = "#5b6773"
RING_FILL: Final = "#c9d3e6"


def map_picture(content: EvaluationContent) -> str:
    """Return the map of an operation as SVG: squares are treated areas, circles their controls."""
    areas = content.areas
    frame = _frame(areas.total_bounds, MAP_WIDTH / HEIGHT, least_m=4_000.0)
    drawn = [
        _opening(content),
        f'<clipPath id="ground"><rect width="{MAP_WIDTH}" height="{HEIGHT}"/></clipPath>',
        f'<g clip-path="url(#ground)"><rect width="{MAP_WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        *(
            _shape(each, frame, MAP_WIDTH, f'fill="{GROUND}" stroke="{EDGE}" stroke-width="1"')
            for each in content.districts.geometry.simplify((frame[2] - frame[0]) / MAP_WIDTH)
        ),
        *(_area(role, outline, frame) for role, outline in _controls_first(content)),
        "</g>",
        _scale_bar(frame, MAP_WIDTH, 12, HEIGHT - 14),
        *_close_up(content),
        *_key(),
        "</svg>",
    ]
    return "".join(drawn)


def _opening(content: EvaluationContent) -> str:
    roles = content.areas[AREA_ROLE]
    words = (
        f"{int((roles == AreaRole.TREATED).sum())} treated areas and "
        f"{int((roles == AreaRole.CONTROL).sum())} controls; the table of areas names them."
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" '
        f'aria-labelledby="map-title map-words" {FONT}>'
        '<title id="map-title">Where the operation was</title>'
        f'<desc id="map-words">{escaped(words)}</desc>'
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


def _area(role: str, outline: shapely.Geometry, frame: Frame) -> str:
    treated = role == AreaRole.TREATED
    px = MAP_WIDTH / (frame[2] - frame[0])
    look = (
        f'fill="{TREATED_FILL}" stroke="#ffffff" stroke-width="1"'
        if treated
        else f'fill="#ffffff" stroke="{CONTROL_LINE}" stroke-width="2"'
    )
    west, south, east, north = shapely.bounds(outline)
    if max(east - west, north - south) * px >= LEAST_SEEN_PX:
        return _shape(outline, frame, MAP_WIDTH, look)
    east, north = shapely.get_coordinates(shapely.point_on_surface(outline))[0]
    left, top = (east - frame[0]) * px, (frame[3] - north) * px
    half = LEAST_SEEN_PX / 2
    if treated:
        return (
            f'<rect x="{left - half:.1f}" y="{top - half:.1f}" width="{2 * half:g}" '
            f'height="{2 * half:g}" {look}/>'
        )
    return f'<circle cx="{left:.1f}" cy="{top:.1f}" r="{half:g}" {look}/>'


def _shape(outline: shapely.Geometry, frame: Frame, width: float, look: str) -> str:
    px = width / (frame[2] - frame[0])
    paths = []
    for polygon in shapely.get_parts(outline):
        for ring in shapely.get_rings(polygon):
            points = shapely.get_coordinates(ring)
            steps = " ".join(
                f"{(east - frame[0]) * px:.1f} {(frame[3] - north) * px:.1f}"
                for east, north in points
            )
            paths.append(f"M{steps}Z")
    return f'<path d="{"".join(paths)}" fill-rule="evenodd" {look}/>' if paths else ""


def _close_up(content: EvaluationContent) -> list[str]:
    """Return the treated area with the most offences before, and the ring around it."""
    treated = content.areas[content.areas[AREA_ROLE] == AreaRole.TREATED]
    busiest = treated.loc[treated[schema.BEFORE_OFFENCES].idxmax()]
    ring = content.rings.loc[content.rings[AREA_ID] == busiest[AREA_ID]].geometry.iloc[0]
    around = shapely.union(busiest.geometry, ring)
    frame = _frame(around.bounds, 1.0, least_m=100.0)
    name = str(busiest[schema.SPOT_NAME])
    shown = name if len(name) <= 40 else f"{name[:39]}…"  # noqa: PLR2004 - what the width holds
    heading = "The busiest, and its ring"
    return [
        f'<text x="{CLOSE_LEFT}" y="16" font-size="13" font-weight="bold" fill="{INK}">',
        f"{heading}</text>",
        f'<text x="{CLOSE_LEFT}" y="33" font-size="12" fill="{INK}">{escaped(shown)}</text>',
        f'<g transform="translate({CLOSE_LEFT} {CLOSE_TOP})">',
        f'<rect width="{CLOSE_SIDE}" height="{CLOSE_SIDE}" fill="#ffffff" stroke="{EDGE}"/>',
        _shape(ring, frame, CLOSE_SIDE, f'fill="{RING_FILL}" stroke="{CONTROL_LINE}"'),
        _shape(busiest.geometry, frame, CLOSE_SIDE, f'fill="{TREATED_FILL}"'),
        _scale_bar(frame, CLOSE_SIDE, 10, CLOSE_SIDE - 12),
        "</g>",
    ]


def _scale_bar(frame: Frame, width: float, left: float, top: float) -> str:
    metres_a_px = (frame[2] - frame[0]) / width
    longest = width / 4 * metres_a_px
    sizes = [n * 10**power for power in range(1, 6) for n in (1, 2, 5)]
    length_m = max([10, *(size for size in sizes if size <= longest)])
    px = length_m / metres_a_px
    words = f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m} m"  # noqa: PLR2004 - metres
    return (
        f'<line x1="{left}" x2="{left + px:.1f}" y1="{top}" y2="{top}" stroke="{INK}" '
        f'stroke-width="3"/><text x="{left + px + 6:.1f}" y="{top + 4}" font-size="12" '
        f'fill="{INK}" stroke="#ffffff" stroke-width="3" paint-order="stroke">{words}</text>'
    )


def _key() -> list[str]:
    left, top = CLOSE_LEFT, CLOSE_TOP + CLOSE_SIDE + 24
    square = f'x="{left}" width="12" height="12"'
    signs = {
        "Treated area": f'<rect {square} y="{top - 10}" fill="{TREATED_FILL}"/>',
        "Control": f'<circle cx="{left + 6}" cy="{top + 20}" r="5.5" fill="#ffffff" '
        f'stroke="{CONTROL_LINE}" stroke-width="2"/>',
        "Ring, where displaced ones would show": f'<rect {square} y="{top + 38}" '
        f'fill="{RING_FILL}" stroke="{CONTROL_LINE}"/>',
    }
    return [
        f'{sign}<text x="{left + 20}" y="{top + 24 * at}" font-size="13" '
        f'fill="{INK}">{words}</text>'
        for at, (words, sign) in enumerate(signs.items())
    ]
