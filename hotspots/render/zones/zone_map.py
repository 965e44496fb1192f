"""The map of a zone: its outline, its doors by round, schools and places of worship."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from hotspots import schema, words
from hotspots.render.maps.map_furniture import draw_scale_and_north, frame_around, map_svg
from hotspots.render.maps.map_signs import Sign
from hotspots.render.maps.paper import Level
from hotspots.render.maps.street_drawing import draw_street_map, name_streets, write_credit
from hotspots.render.plain_text import shortened
from hotspots.render.typeset import drawable

if TYPE_CHECKING:
    from hotspots.render.maps.label_placing import LabelPlacer
    from hotspots.render.zones.zone_told import ZoneTold

MARGIN: Final = 0.06  # of the larger side, around the zone
NARROWEST_M: Final = 250.0
INK: Final = "#14213d"
# Neighbouring rounds are told apart by colour, and everywhere by their number.
ROUND_COLOURS: Final = ("#1d4ed8", "#b45309", "#047857", "#9d174d", "#4d5566")
SIGNS: Final = {schema.GroundKind.SCHOOL: Sign.SQUARE, schema.GroundKind.WORSHIP: Sign.PLUS}
DOOR_PT: Final = 1.7
SITE_PT: Final = 5.1
LONGEST_NAME: Final = 32


def zone_map_svg(told: ZoneTold, *, width_mm: float, height_mm: float) -> str:
    """Return the map as SVG, whose text is text."""
    west, south, east, north = map(float, told.outline.total_bounds)
    bounds = (west, south, east, north)
    shape = width_mm / height_mm
    width_m = (1 + 2 * MARGIN) * max(east - west, (north - south) * shape, NARROWEST_M)
    frame = frame_around(bounds, width_m, shape)
    return map_svg(frame, width_mm, height_mm, partial(_draw, told))


def _draw(told: ZoneTold, placer: LabelPlacer) -> None:
    paper = placer.paper
    draw_street_map(paper, told.street_map)
    outline = paper.path(shapely.boundary(told.outline.geometry.to_numpy()))
    for colour, width_pt in (("white", 3.4), (INK, 1.6)):
        paper.stroke(outline, colour, width_pt, Level.SPOTS)
    _draw_doors(told, placer)
    draw_scale_and_north(placer)
    write_credit(placer, told.street_map)
    _number_rounds(told, placer)
    _draw_sites(told, placer)
    name_streets(told.street_map, placer, first=told.briefing[schema.STREET].tolist())


def _draw_doors(told: ZoneTold, placer: LabelPlacer) -> None:
    if told.homes is None:
        return
    for number, own in told.homes.groupby(schema.ROUND):
        colour = ROUND_COLOURS[(int(str(number)) - 1) % len(ROUND_COLOURS)]
        points = shapely.get_coordinates(own.geometry.to_numpy())
        placer.paper.signs(points, Sign.DISC, DOOR_PT, Level.DOTS, fill=colour)


def _number_rounds(told: ZoneTold, placer: LabelPlacer) -> None:
    """Write each round's number at its first door, where the pair begins."""
    if told.homes is None:
        return
    for number, own in told.homes.groupby(schema.ROUND):
        first = own.geometry.iloc[0]
        placer.add_number(str(number), first.x, first.y)


def _draw_sites(told: ZoneTold, placer: LabelPlacer) -> None:
    middles = shapely.centroid(told.sites.geometry.to_numpy())
    points = np.column_stack([shapely.get_x(middles), shapely.get_y(middles)])
    kinds = told.sites[schema.GROUND_KIND].to_numpy(dtype=object)
    for kind, sign in SIGNS.items():
        here = points[kinds == str(kind)]
        placer.paper.signs(
            here, sign, SITE_PT, Level.SIGNS, fill="#111111", edge="white", edge_pt=1.0
        )
    placer.keep_clear([(float(east), float(north)) for east, north in points])
    for name, (east, north) in zip(told.sites[schema.GROUND_NAME], points, strict=True):
        placer.add_place(shortened(drawable(name), LONGEST_NAME), float(east), float(north))


def map_in_words(told: ZoneTold) -> str:
    """Return what the map shows, for whoever does not see it."""
    rounds = (
        ""
        if told.rounds is None
        else f", with its doors in {words.plural(len(told.rounds), 'round')}"
    )
    return f"Map of {told.name}: the outline of the zone on its streets{rounds}."
