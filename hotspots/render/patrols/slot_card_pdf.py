"""The slot cards to carry: a page of A5 for each harm spot, read in black and white."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from hotspots.render.chart import SVG, element
from hotspots.render.maps.harm_spot_table import HOURS_A_DAY, hours_by_weekday
from hotspots.render.maps.label_placing import LabelPlacer
from hotspots.render.maps.map_furniture import frame_around, map_svg
from hotspots.render.maps.paper import Level
from hotspots.render.maps.street_drawing import draw_street_map, name_streets, write_credit
from hotspots.render.maps.street_map import StreetMap
from hotspots.render.maps.week_picture import shares_by_day
from hotspots.render.patrols import slot_card_words as words
from hotspots.render.patrols.slot_card import DistrictPlan, SlotCard
from hotspots.render.typeset import TYPEFACE, pdf_pages, printable, stamped
from hotspots.words import WEEKDAYS

# Lightness falls all the way, so that it reads the same from any printer.
GREYS: Final = ("#ffffff", "#e3e3e3", "#c4c4c4", "#9c9c9c", "#6e6e6e", "#3a3a3a")
WIDTH_MM: Final = 128.0
MAP_MM: Final = (52.0, 36.0)
LEAST_MAP_M: Final = 350.0
MAP_OF_SPOT: Final = 1.7  # of the spot's width: the streets that lead to it are seen
_LABEL_MM: Final = 9.0
_HOUR_MM: Final = (WIDTH_MM - _LABEL_MM) / HOURS_A_DAY
_DAY_MM: Final = 4.3
_FOOT_MM: Final = 3.6
_LETTER_MM: Final = 2.5
_RING_MM: Final = 1.25
# Longest texts, in characters: with these a card fits on its page.
LONGEST: Final = {
    "streets": 130,
    "name": 70,
    "where": 60,
    "why": 330,
    "offences": 150,
    "fact": 1800,
}


def write_slot_cards(path: Path, plan: DistrictPlan, maps: Sequence[str] = ()) -> None:
    """Write a district's slot cards as PDF, tagged for screen readers (PDF/UA-1).

    The first page says what the plan is and what was not fitted; each spot has a page of its own,
    with a small map where there are streets. The same plan gives the same bytes.

    Parameters
    ----------
    path : Path
    plan : DistrictPlan
    maps : sequence of str
        From ``slot_maps``: one a card, or none at all.
    """
    pictures: dict[str, str] = {
        f"week{at}": picture
        for at, card in enumerate(plan.cards)
        if (picture := week_svg(card)) is not None
    }
    pictures |= {f"map{at}": svg for at, svg in enumerate(maps)}
    page = _page(plan, set(pictures))
    pdf = pdf_pages("slot_card.typ", page, made_at=plan.facts.stamp.made_at, pictures=pictures)
    path.write_bytes(pdf)


def _page(plan: DistrictPlan, pictures: set[str]) -> dict[str, Any]:
    facts = plan.facts
    stamp = facts.stamp
    return {
        "title": printable(f"Patrol plan: {facts.district}", 70),
        **stamped(stamp, fact=LONGEST["fact"]),
        "week": words.week_in_words(facts),
        "asked": words.plan_in_words(facts),
        "figures": [[label, value] for label, value in words.plan_figures(plan)],
        "hours_unknown": "" if facts.hours_known else words.HOURS_UNKNOWN,
        "evidence": words.EVIDENCE,
        "past": words.PAST_PATROLS,
        "unfitted": [
            [f"{card.number}. {printable(card.name, LONGEST['name'])}", text]
            for card in plan.cards
            if (text := words.unfitted_in_words(card))
        ],
        "night": facts.night,
        "cards": [
            _card(
                card, plan, *(key if key in pictures else "" for key in (f"week{at}", f"map{at}"))
            )
            for at, card in enumerate(plan.cards)
        ],
    }


def _card(card: SlotCard, plan: DistrictPlan, picture: str, small_map: str) -> dict[str, Any]:
    facts = plan.facts
    where = [text for _, text in card.where]
    top = card.top_offences or "No offence of the selection is recorded here in the period"
    return {
        "number": card.number,
        "name": printable(card.name, LONGEST["name"]),
        "spot_id": printable(card.spot_id, 20),
        "where": printable(" · ".join([*where, facts.district]), LONGEST["where"]),
        "streets": printable(card.streets, LONGEST["streets"]),
        "map": small_map,
        "map_in_words": printable(words.map_in_words(card), 200),
        "why": printable(card.why, LONGEST["why"]),
        "edited": printable(card.edited, 160),
        "count": words.count_in_words(card),
        "days": _rows(words.visits_by_day(card, facts, at_night=False)),
        "nights": _rows(words.visits_by_day(card, facts, at_night=True)),
        "unfitted": printable(words.unfitted_in_words(card), 160),
        "picture": picture,
        "picture_in_words": printable(week_in_words(card), 400) if picture else "",
        "no_picture": words.no_picture_in_words(facts),
        "busiest": printable(card.busiest, 60),
        "happens": printable(f"{top}.", LONGEST["offences"]),
        "offences": f"{card.offences:,}",
        "doings": words.doings(card),
        "suggested": words.SUGGESTED,
        "coverage": words.coverage_in_words(card) if facts.hours_known else "",
        "rests": words.rests_in_words(card),
    }


def _rows(days: list[tuple[str, list[str]]]) -> list[dict[str, Any]]:
    return [{"day": day, "starts": starts} for day, starts in days]


def slot_maps(plan: DistrictPlan, streets: StreetMap | None) -> list[str]:
    """Return a small map of each card's spot as SVG; none without streets."""
    if streets is None:
        return []
    return [slot_map_svg(card.outline, streets) for card in plan.cards]


def slot_map_svg(outline: BaseGeometry, streets: StreetMap) -> str:
    """Return a small map of a spot: its outline, and the streets that it lies on with names."""
    west, south, east, north = outline.bounds
    shape = MAP_MM[0] / MAP_MM[1]
    width_m = max(LEAST_MAP_M, MAP_OF_SPOT * max(east - west, (north - south) * shape))
    frame = frame_around((west, south, east, north), width_m, shape)

    def draw(placer: LabelPlacer) -> None:
        paper = placer.paper
        draw_street_map(paper, streets)
        edge = paper.path(shapely.boundary(outline))
        for colour, width_pt in (("white", 3.2), ("#111111", 1.5)):
            paper.stroke(edge, colour, width_pt, Level.DOTS)  # under the names
        write_credit(placer, streets)
        name_streets(streets, placer)

    return map_svg(frame, *MAP_MM, draw)


def week_svg(card: SlotCard) -> Markup | None:
    """Return the hours of a spot's offences and its visits as SVG; None where no hour is known.

    Each square is one hour; darker is busier. A ring stands in each hour in which a visit begins,
    on the day of the clock: a visit at 00:15 on Saturday stands in Saturday's row.
    """
    hours = hours_by_weekday(card.hour_by_weekday)
    if hours is None:
        return None
    height = f"{len(WEEKDAYS) * _DAY_MM + _FOOT_MM:.1f}"
    most = max(max(day) for day in hours) or 1.0
    squares = (
        _square(day, hour, GREYS[math.ceil(weight / most * (len(GREYS) - 1))])
        for day, row in enumerate(hours)
        for hour, weight in enumerate(row)
    )
    rings = (_ring(visit.begins.day_of_week, visit.begins.hour) for visit in card.visits)
    days = (_text(0, (day + 0.72) * _DAY_MM, name[:3]) for day, name in enumerate(WEEKDAYS))
    clock = (
        _text(_LABEL_MM + hour * _HOUR_MM, float(height) - 0.6, f"{hour:02}:00")
        for hour in range(0, HOURS_A_DAY, 3)
    )
    return element(
        "svg",
        *(*squares, *rings, *days, *clock),
        xmlns=SVG,
        width=f"{WIDTH_MM}mm",
        height=f"{height}mm",
        viewBox=f"0 0 {WIDTH_MM} {height}",
    )


def week_in_words(card: SlotCard) -> str:
    """Return what the picture shows, for whoever cannot see it."""
    days = ", ".join(shares_by_day(hours_by_weekday(card.hour_by_weekday) or []))
    busiest = f"Busiest: {card.busiest}. " if card.busiest else ""
    return (
        f"Offences by hour and day of the week, with this week's visits. {busiest}"
        f"Share of offences by day: {days}."
    )


def _square(day: int, hour: int, colour: str) -> Markup:
    return element(
        "rect",
        x=_mm(_LABEL_MM + hour * _HOUR_MM),
        y=_mm(day * _DAY_MM),
        width=_mm(_HOUR_MM),
        height=_mm(_DAY_MM),
        fill=colour,
        stroke="#8a8a8a",
        stroke_width="0.12",
    )


def _ring(day: int, hour: int) -> Markup:
    return element(
        "circle",
        cx=_mm(_LABEL_MM + (hour + 0.5) * _HOUR_MM),
        cy=_mm((day + 0.5) * _DAY_MM),
        r=_mm(_RING_MM),
        fill="#ffffff",
        stroke="#000000",
        stroke_width=0.6,
    )


def _text(across: float, down: float, words: str) -> Markup:
    return element(
        "text", words, x=_mm(across), y=_mm(down), font_family=TYPEFACE, font_size=_LETTER_MM
    )


def _mm(length: float) -> str:
    return f"{length:.2f}"
