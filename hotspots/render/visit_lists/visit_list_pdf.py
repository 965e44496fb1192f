"""The visit list to carry: large type, boxes to tick, the streets in walking order, and maps.

It works in black and white: what is overdue is said in words, and boxes are ticked by hand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from hotspots.render.maps.label_placing import LabelPlacer
from hotspots.render.maps.map_furniture import draw_scale_and_north, frame_around, map_svg
from hotspots.render.maps.map_signs import Sign
from hotspots.render.maps.paper import Box, Level, Paper
from hotspots.render.maps.street_drawing import draw_street_map, name_streets, write_credit
from hotspots.render.maps.street_map import StreetMap
from hotspots.render.plain_text import shortened
from hotspots.render.typeset import drawable, pdf_pages, printable, stamped
from hotspots.render.visit_lists import visit_list_words as words
from hotspots.render.visit_lists.visit_list import HomeToVisit, ToldRound, VisitList
from hotspots.words import plural

# A sheet's homes lie within this, so that at 91 mm across the scale is about 1 to 4,500 and a
# terrace's doors are two millimetres apart.
WIDEST_M: Final = 360.0
HIGHEST_M: Final = 300.0
MARGIN_M: Final = 25.0
NARROWEST_M: Final = 180.0  # so that one home alone has its street around it
PAGE_WIDTH_MM: Final = 186.0
MAP_PAGE_HEIGHT_MM: Final = 196.0  # the rest holds the facts under the last maps
CAPTION_MM: Final = 8.5
GUTTER_MM: Final = 4.0
# A map's caption: letters of its numbers, in bold, and of its streets.
NUMBER_LETTER_MM: Final = 2.7
STREET_LETTER_MM: Final = 1.6
OUTCOMES: Final = ("spoken to", "no answer", "refused", "not suitable")
MAP_NOTE: Final = (
    "The numbers are those of the list, and the dashed line is their order. A + stands where "
    "several homes share a door: they begin with its number. Grey dots are other homes."
)
HEADINGS: Final = ("No.", "Home", "Why", "Visit by", "Outcome")


def write_visit_pdf(path: Path, the_list: VisitList, streets: StreetMap | None = None) -> None:
    """Write the list as pages of A4, tagged for screen readers, the same bytes from the same list.

    Each street is a headed block whose heading stands again on the next page. After the homes come
    the maps, then what the list rests on. A list without homes is one page that says so.
    """
    sheets = map_sheets(the_list.homes)
    columns, rows = layout(len(sheets))
    size = _panel_size(columns, rows)
    pictures = {
        f"map{at}": map_sheet_svg(sheet, the_list, streets, width_mm=size[0], height_mm=size[1])
        for at, sheet in enumerate(sheets)
    }
    pdf = pdf_pages(
        "visit_list.typ",
        {
            **_head(the_list),
            "rounds": [_round(each) for each in the_list.rounds()],
            "map_columns": columns,
            "map_rows": rows,
            "map_width_mm": size[0],
            "maps": [_caption(sheet, size[0]) for sheet in sheets],
        },
        made_at=the_list.facts.stamp.made_at,
        pictures=pictures,
    )
    path.write_bytes(pdf)


def layout(sheets: int) -> tuple[int, int]:
    """Return how many maps stand side by side and one above the other on a page."""
    most_sheets = {1: (1, 1), 2: (1, 2), 4: (2, 2), 12: (2, 3)}
    # Many sheets are many single homes, for which a small map is enough.
    return next((shape for most, shape in most_sheets.items() if sheets <= most), (3, 4))


def _panel_size(columns: int, rows: int) -> tuple[float, float]:
    width = (PAGE_WIDTH_MM - GUTTER_MM * (columns - 1)) / columns
    height = (MAP_PAGE_HEIGHT_MM - GUTTER_MM * (rows - 1)) / rows - CAPTION_MM
    return width, height


def _head(the_list: VisitList) -> dict[str, Any]:
    facts = the_list.facts
    elsewhere = {"Demonstration", "Marking", "As of", "Expires", "Handling", "Rounds"}
    return {
        "title": printable(the_list.title, 60),
        **stamped(facts.stamp),
        "as_of": f"As of {words.long_moment(facts.as_of)}. "
        f"{printable(facts.stamp.force_name, 60)}.",
        "expires": words.expiry_in_words(the_list),
        "expires_short": words.long_moment(facts.expires),
        "not_shown": "" if facts.evidence_supports else words.NOT_SHOWN,
        "figures": [[label, value] for label, value in words.figures(the_list)],
        "handling": words.handling(the_list),
        "headings": list(HEADINGS),
        "outcomes": list(OUTCOMES),
        "nothing": words.NOTHING_TO_VISIT,
        "map_note": MAP_NOTE,
        "facts": [
            [label, printable(text, 460)]
            for label, text in words.list_facts(the_list).items()
            if label not in elsewhere
        ],
    }


def _round(told: ToldRound) -> dict[str, Any]:
    several = len(told.places) > 1
    return {
        "heading": words.round_heading(told.facts),
        "words": words.round_in_words(told.facts),
        "places": [
            {
                "heading": printable(words.place_heading(place), 90) if several else "",
                "streets": [_street(name, homes) for name, homes in place.stretches],
            }
            for place in told.places
        ],
    }


def _street(place: str, homes: Sequence[HomeToVisit]) -> dict[str, Any]:
    first, last = homes[0].number, homes[-1].number
    count = plural(len(homes), "home")
    span = f"no. {first}" if first == last else f"no. {first} to {last}"
    return {
        "heading": printable(place, 70),
        "count": f"{count}, {span}",
        "homes": [_row(home) for home in homes],
    }


def _row(home: HomeToVisit) -> dict[str, Any]:
    change = words.change_in_words(home)
    return {
        "number": home.number,
        "door": printable(home.door, 40),
        "address": _unbroken(printable(rest_of_address(home), 70)),
        "why": _unbroken(printable(words.why(home), 260)),
        "change": printable(change, 12),
        "due": words.due_short(home),
        "overdue": home.overdue,
    }


def rest_of_address(home: HomeToVisit) -> str:
    """Return what neither the door nor the street's heading says: a building's name, a postcode."""
    number = home.door.split(", ")[-1]
    said = {home.door, *home.door.split(", "), home.street, f"{number} {home.street}", home.town}
    return ", ".join(part for part in home.address.split(", ") if part not in said)


def _unbroken(text: str) -> str:
    """Keep a number and its unit, and the halves of a postcode, on one line."""
    return re.sub(r"(?<=\d) (?=m\b|days?\b|\d[A-Z]{2}\b)", "\u00a0", text)


def _caption(sheet: MapSheet, width_mm: float) -> dict[str, str]:
    first, last = sheet.first_and_last
    span = f"No. {first}" if first == last else f"No. {first} to {last}"
    places = ", ".join(sheet.places)
    room_mm = width_mm - NUMBER_LETTER_MM * len(span)
    return {
        "heading": span,
        "places": printable(places, int(room_mm / STREET_LETTER_MM)),
        "alt": printable(
            f"Map of the homes {span.lower()}, in {places}; the list holds the same addresses.", 300
        ),
    }


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
    sheet: MapSheet,
    the_list: VisitList,
    streets: StreetMap | None = None,
    *,
    width_mm: float,
    height_mm: float,
) -> str:
    """Return one sheet's map as SVG, whose text is text.

    Parameters
    ----------
    sheet : MapSheet
    the_list : VisitList
        For the other homes around, drawn as small dots.
    streets : StreetMap, optional
    width_mm, height_mm : float
        Size on paper.
    """
    frame = _frame(sheet.bounds_m(), width_mm / height_mm)
    return map_svg(frame, width_mm, height_mm, partial(_draw, sheet, the_list, streets))


def _fits(homes: Sequence[HomeToVisit]) -> bool:
    west, south, east, north = _bounds(homes)
    return east - west <= WIDEST_M and north - south <= HIGHEST_M


def _bounds(homes: Sequence[HomeToVisit]) -> Box:
    eastings, northings = [h.easting for h in homes], [h.northing for h in homes]
    return min(eastings), min(northings), max(eastings), max(northings)


def _frame(bounds: Box, width_to_height: float) -> Box:
    west, south, east, north = bounds
    room = (east - west + 2 * MARGIN_M, (north - south + 2 * MARGIN_M) * width_to_height)
    return frame_around(bounds, max(NARROWEST_M, *room), width_to_height)


def _draw(
    sheet: MapSheet, the_list: VisitList, streets: StreetMap | None, placer: LabelPlacer
) -> None:
    paper, frame = placer.paper, placer.frame
    draw_street_map(paper, streets)
    own = {home.number for home in sheet.homes}
    others = [(h.easting, h.northing) for h in the_list.homes if h.number not in own]
    grey = "#9aa5b1"
    _dots(paper, _inside(the_list.other_homes, frame), size_pt=1.4, face=grey, edge=grey)
    _dots(paper, _inside(np.array(others), frame), size_pt=2.6, face="white", edge="#52606d")
    points = np.array([(home.easting, home.northing) for home in sheet.homes])
    if len(points) > 1:
        walk = paper.path(shapely.LineString(points))
        paper.stroke(walk, "#7b8794", 0.7, Level.AREAS, dashes=(3.0, 2.0))
    _dots(paper, points, size_pt=3.3, face="#111111", edge="white")
    draw_scale_and_north(placer)
    write_credit(placer, streets)
    placer.keep_clear([(float(east), float(north)) for east, north in points])
    for label, easting, northing in door_labels(sheet.homes):
        placer.add_number(label, easting, northing)
    named = name_streets(streets, placer, first={place.split(",")[0] for place in sheet.places})
    for place in sheet.places:
        if place.split(",")[0].casefold() in named:
            continue
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


def _dots(paper: Paper, points: NDArray[Any], *, size_pt: float, face: str, edge: str) -> None:
    paper.signs(points, Sign.DISC, size_pt, Level.DOTS, fill=face, edge=edge, edge_pt=0.5)
