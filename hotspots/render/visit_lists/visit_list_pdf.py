"""The visit list to carry: large type, boxes to tick, the streets in walking order, and maps.

It works in black and white: what is overdue is said in words, and boxes are ticked by hand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from hotspots.render.glyphs import drawable
from hotspots.render.stamp_text import marking_line
from hotspots.render.typeset import pdf_pages, printable
from hotspots.render.visit_lists import visit_list_words as words
from hotspots.render.visit_lists.visit_list import HomeToVisit, VisitList
from hotspots.render.visit_lists.visit_list_sheets import MapSheet, map_sheet_svg, map_sheets
from hotspots.words import plural, short_moment

PAGE_WIDTH_MM: Final = 186.0
MAP_PAGE_HEIGHT_MM: Final = 210.0  # the rest holds the facts under the last maps
CAPTION_MM: Final = 8.5
GUTTER_MM: Final = 4.0
# A map's caption: letters of its numbers, in bold, and of its streets.
NUMBER_LETTER_MM: Final = 2.7
STREET_LETTER_MM: Final = 1.6
REASONS_ON_PAPER: Final = 2  # burglaries that a row spells out; the rest are counted
OUTCOMES: Final = ("spoken to", "no answer", "refused", "not suitable")
MAP_NOTE: Final = (
    "The numbers are those of the list, and the dashed line is their order. “26+” is where several "
    "homes share a door, from no. 26 on. Grey dots are other homes."
)
HEADINGS: Final = ("Done", "No.", "Home", "How near, and why", "Visit by", "Outcome")


def write_visit_pdf(path: Path, the_list: VisitList) -> None:
    """Write the list as pages of A4, tagged for screen readers, the same bytes from the same list.

    Each street is a headed block whose heading stands again on the next page. After the homes come
    the maps, then what the list rests on. A list without homes is one page that says so.
    """
    sheets = map_sheets(the_list.homes)
    columns, rows = layout(len(sheets))
    size = _panel_size(columns, rows)
    pictures = {
        f"map{at}": map_sheet_svg(sheet, the_list, width_mm=size[0], height_mm=size[1])
        for at, sheet in enumerate(sheets)
    }
    pdf = pdf_pages(
        "visit_list.typ",
        {
            **_head(the_list),
            "streets": [_street(place, homes) for place, homes in the_list.stretches()],
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
    elsewhere = ("Demonstration", "Marking", "As of", "Expires", "Handling")
    return {
        "title": printable(the_list.title, 60),
        "author": drawable(facts.stamp.force_name),
        "keywords": [drawable(marking_line(facts.stamp)), drawable(facts.stamp.run_name)],
        "marking": printable(marking_line(facts.stamp), 160),
        "run": printable(facts.stamp.run_name, 60),
        "as_of": f"As of {words.long_moment(facts.as_of)}. "
        f"{printable(facts.stamp.force_name, 60)}.",
        "expires": words.expiry_in_words(the_list),
        "expires_short": words.long_moment(facts.expires),
        "evidence": printable(facts.evidence, 420),
        "warns": not facts.evidence_supports,
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
        "tier": words.TIER_WORDS[home.tier],
        "change": printable(change, 30),
        "why": _unbroken(printable(words.why(home, REASONS_ON_PAPER), 260)),
        "due": words.NO_SET_TIME if home.due is None else short_moment(home.due),
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
