"""The week of a spot for paper: 24 hours across, seven days down, in greys; visits are rings."""

from __future__ import annotations

import math
from typing import Final

from markupsafe import Markup

from hotspots.render.chart import SVG, element
from hotspots.render.glyphs import TYPEFACE
from hotspots.render.maps.harm_spot_table import HOURS_A_DAY, hours_by_weekday
from hotspots.render.maps.week_picture import shares_by_day
from hotspots.render.patrols.slot_card import SlotCard
from hotspots.words import WEEKDAYS

# Lightness falls all the way, so that it reads the same from any printer.
GREYS: Final = ("#ffffff", "#e3e3e3", "#c4c4c4", "#9c9c9c", "#6e6e6e", "#3a3a3a")
WIDTH_MM: Final = 128.0
_LABEL_MM: Final = 9.0
_HOUR_MM: Final = (WIDTH_MM - _LABEL_MM) / HOURS_A_DAY
_DAY_MM: Final = 4.3
_FOOT_MM: Final = 3.6
_LETTER_MM: Final = 2.5
_RING_MM: Final = 1.25


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
