"""The one-page PDF for the briefing room: map, figures, the first harm spots and why.

The page is laid out by typst, which comes as one package and asks for nothing. Text from data
reaches it as JSON and is never part of the template, so that no text can be read as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import geopandas as gpd

from hotspots import schema, words
from hotspots.render.chart import SVG, element
from hotspots.render.maps.harm_spot_table import hours_by_weekday, share_title
from hotspots.render.maps.spot_card import what_to_do, why_in_doubt
from hotspots.render.maps.spot_whereabouts import first_street, whereabouts
from hotspots.render.maps.static_map import MapContent, static_map_svg
from hotspots.render.plain_text import plain_text, shortened
from hotspots.render.stamp import ProductStamp, stamp_facts
from hotspots.render.typeset import (
    NO_BREAK_SPACE,
    drawable,
    noted_in_pages,
    pdf_pages,
    printable,
    stamped,
)

MAP_WIDTH_MM: Final = 124.0
MAP_HEIGHT_MM: Final = 134.0
SPOTS_IN_TABLE: Final = 10
MOST_FIGURES: Final = 8
# Longest texts, in characters. With these a full page still fits at the smallest type.
LONGEST: Final = {
    "to_do": 150,
    "title": 70,
    "name": 70,
    "ward": 40,
    "streets": 70,
    "hours": 60,
    "trend": 30,
    "offences": 150,
    "fact": 420,
    "run": 90,
    "change": 40,
    "edited": 150,
}
_REMAINDER: Final = re.compile(r", other [0-9,]+$")  # after the kinds that are named
_BEFORE_COUNT: Final = re.compile(r" (?=[0-9,]*[0-9](?:,|$))")
# Longer caveats than this are for the run's page; on paper none is cut in the middle of a sentence.
LONGEST_CAVEAT: Final = 700
# The map's place on the page while it is asked how many rows the table has room for.
BLANK_MAP: Final = element("svg", xmlns=SVG, width=MAP_WIDTH_MM, height=MAP_HEIGHT_MM)


def write_briefing(
    path: Path,
    content: MapContent,
    stamp: ProductStamp,
    *,
    title: str,
    figures: Sequence[tuple[str, str]] = (),
) -> str:
    """Write a page of A4 that can be read aloud in a briefing and pinned to a wall.

    Its first line says what to do: :func:`hotspots.render.maps.spot_card.what_to_do`.
    Always one page: type grows smaller, then texts are cut with "…" and rows left out, and the page
    says how many spots there are; the map numbers those that the table holds. A caveat stands whole
    or not at all, and the page says how many more there are. Tagged for screen readers
    (PDF/UA-1), and the same bytes from the same input. A character that DejaVu Sans cannot draw is
    shown as "�".

    Parameters
    ----------
    path : Path
    content : MapContent
        The map; its spots are those of the district, and the table holds the first ten.
    stamp : ProductStamp
        The marking stands at the top and the bottom, the rest under the table.
    title : str
        For example ``"Harm spots: Colchester"``.
    figures : sequence of (label, value)
        In words; at most eight are shown, and those that there is room for.

    Returns
    -------
    str
        The page's map, as SVG.

    Raises
    ------
    MissingColumnError, CoordinateError
    """
    schema.validate_harm_spots(content.spots)
    page = _page(content, stamp, title, figures)
    rows = noted_in_pages("briefing.typ", page, "rows-in-table", pictures={"map": BLANK_MAP})
    shown = replace(content, numbered=rows)
    picture = static_map_svg(shown, width_mm=MAP_WIDTH_MM, height_mm=MAP_HEIGHT_MM)
    pdf = pdf_pages("briefing.typ", page, made_at=stamp.made_at, pictures={"map": picture})
    path.write_bytes(pdf)
    return picture


def _page(
    content: MapContent, stamp: ProductStamp, title: str, figures: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    spots = content.spots.sort_values(content.rank_column, kind="stable")
    return {
        "to_do": _cut(what_to_do(content.spots, content.rank_column), "to_do"),
        "title": _cut(title, "title"),
        "subtitle": _cut(f"{stamp.period}, {stamp.force_name}", "title"),
        **stamped(stamp, marking=200),
        "map_in_words": _map_in_words(content, title),
        "figures": [
            {"label": printable(label, 90), "value": printable(value, 60)}
            for label, value in figures[:MOST_FIGURES]
        ],
        "caveats": [
            printable(caveat, LONGEST_CAVEAT)
            for caveat in stamp.cautions
            if len(caveat) <= LONGEST_CAVEAT
        ],
        "caveats_in_all": len(stamp.notes),
        "spots_in_all": len(spots),
        "no_spots": _no_spots(content),
        "share_title": share_title("district" if content.district else "force"),
        "spots": _rows(content, spots.head(SPOTS_IN_TABLE)),
        "facts": [[label, said] for label, said in _facts(stamp).items()],
    }


def _no_spots(content: MapContent) -> str:
    if content.force_spots:
        return f"None of this district's places is among the force's first {content.force_spots:,}."
    return "No place had enough offences in this period to be a harm spot."


def _rows(content: MapContent, spots: gpd.GeoDataFrame) -> list[dict[str, str]]:
    records = spots.drop(columns=spots.geometry.name).to_dict("records")
    where = whereabouts(spots, content.wards)
    return [
        _row({str(name): value for name, value in record.items()}, content, place)
        for record, place in zip(records, where, strict=True)
    ]


def _row(
    spot: dict[str, Any], content: MapContent, where: Sequence[tuple[str, str]]
) -> dict[str, str]:
    of_district = content.district is not None
    share = spot[schema.SHARE_OF_DISTRICT_HARM if of_district else schema.SHARE_OF_FORCE_HARM]
    rests = why_in_doubt(
        spot, one_offence=" Rests on one offence.", one_point=" Rests on one point."
    )
    commonest = _REMAINDER.sub("", plain_text(spot[schema.TOP_OFFENCES]))
    commonest = _BEFORE_COUNT.sub(NO_BREAK_SPACE, _cut(commonest, "offences"))
    rank = _unbroken(f"{_ordinal(int(spot[schema.RANK]))} in the force") if of_district else ""
    area = "" if of_district else _cut(spot[schema.DISTRICT], "ward")
    streets = _cut(first_street(spot), "streets")
    # A street says more than the ward it lies in.
    shown = [said for label, said in where if not (streets and label == "Ward")]
    found = [streets, *(_unbroken(_cut(said, "ward")) for said in shown)]
    details = [area, *found, rank, *_history(spot)]
    return {
        "number": str(int(spot[content.rank_column])),
        "name": _cut(spot[schema.SPOT_NAME], "name"),
        "details": " · ".join(each for each in details if each),
        "offences": f"{int(spot[schema.OFFENCES]):,}",
        "share": printable(words.share(share, 1, missing=""), 10),
        "hours": _cut(spot[schema.BUSIEST], "hours") or _why_no_hours(spot),
        "trend": _cut(spot[schema.TREND], "trend"),
        "commonest": commonest + rests,
    }


def _why_no_hours(spot: dict[str, Any]) -> str:
    """Say why no busiest hours are named: the source has none, or too few offences tell them."""
    is_known = hours_by_weekday(spot[schema.HOUR_BY_WEEKDAY]) is not None
    return "too few to tell" if is_known else words.NOT_KNOWN


def _history(spot: dict[str, Any]) -> Iterator[str]:
    """Give a spot's number, to enter a patrol by, and whether it is not where or what it was."""
    if change := plain_text(spot.get(schema.CHANGE)):
        number = plain_text(spot[schema.SPOT_ID])
        kept = change == schema.SpotChange.KEPT
        yield _unbroken(_cut(number if kept else f"{number}, {change}", "change"))
    if edited := plain_text(spot.get(schema.EDITED)):
        yield _cut(edited, "edited")


def _unbroken(text: str) -> str:
    return text.replace(" ", NO_BREAK_SPACE)


def _ordinal(number: int) -> str:
    """Return ``1st``, ``2nd``, ``3rd``, ``4th``, ``11th``, ``21st``."""
    teens = number // 10 % 10 == 1
    return f"{number:,}" + ("th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th"))


def _facts(stamp: ProductStamp) -> dict[str, str]:
    elsewhere = ("Demonstration", "Marking", "Force", "What to know")
    facts = {label: text for label, text in stamp_facts(stamp).items() if label not in elsewhere}
    facts["Rows"] = f"of the whole force: {facts['Rows']}"
    # A run's name is one word, to be typed or searched for: the template keeps it on one line.
    run = shortened(drawable(facts.pop("Run")), LONGEST["run"])
    return {**{label: _cut(text, "fact") for label, text in facts.items()}, "Run": run}


def _map_in_words(content: MapContent, title: str) -> str:
    area = content.district or "the force"
    return drawable(
        f"{title}. Map of {area} with {len(content.spots)} harm spots over the density of harm; "
        "the table on this page holds the same facts."
    )


def _cut(value: object, kind: str) -> str:
    return printable(value, LONGEST[kind])
