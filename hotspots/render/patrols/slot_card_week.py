"""The week of a spot for paper: 24 hours across, seven days down, in greys; visits are rings."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from hotspots import words
from hotspots.render.glyphs import TYPEFACE
from hotspots.render.maps.harm_spot_table import HOURS_A_DAY, hours_by_weekday
from hotspots.render.safe_text import escape_for_map
from hotspots.words import WEEKDAYS

if TYPE_CHECKING:
    from hotspots.render.patrols.slot_card import SlotCard

# Lightness falls all the way, so that it reads the same from any printer.
GREYS: Final = ("#ffffff", "#e3e3e3", "#c4c4c4", "#9c9c9c", "#6e6e6e", "#3a3a3a")
WIDTH_MM: Final = 128.0
_LABEL_MM: Final = 9.0
_HOUR_MM: Final = (WIDTH_MM - _LABEL_MM) / HOURS_A_DAY
_DAY_MM: Final = 4.3
_FOOT_MM: Final = 3.6
_LETTER_MM: Final = 2.5
_RING_MM: Final = 1.25


def week_svg(card: SlotCard) -> str | None:
    """Return the hours of a spot's offences and its visits as SVG; None where no hour is known.

    Each square is one hour; darker is busier. A ring stands in each hour in which a visit begins,
    on the day of the clock: a visit at 00:15 on Saturday stands in Saturday's row.
    """
    hours = hours_by_weekday(card.hour_by_weekday)
    if hours is None:
        return None
    height = len(WEEKDAYS) * _DAY_MM + _FOOT_MM
    most = max(max(day) for day in hours) or 1.0
    parts = [
        _square(day, hour, GREYS[math.ceil(weight / most * (len(GREYS) - 1))])
        for day, row in enumerate(hours)
        for hour, weight in enumerate(row)
    ]
    parts += [_ring(visit.begins.day_of_week, visit.begins.hour) for visit in card.visits]
    parts += [_text(0, (day + 0.72) * _DAY_MM, name[:3]) for day, name in enumerate(WEEKDAYS)]
    parts += [
        _text(_LABEL_MM + hour * _HOUR_MM, height - 0.6, f"{hour:02}:00")
        for hour in range(0, HOURS_A_DAY, 3)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH_MM}mm" height="{height:.1f}mm" '
        f'viewBox="0 0 {WIDTH_MM} {height:.1f}">{"".join(parts)}</svg>'
    )


def week_in_words(card: SlotCard) -> str:
    """Return what the picture shows, for whoever cannot see it."""
    hours = hours_by_weekday(card.hour_by_weekday) or []
    total = max(sum(map(sum, hours)), 1e-9)
    days = ", ".join(
        f"{name} {words.share(sum(row) / total)}"
        for name, row in zip(WEEKDAYS, hours, strict=False)
    )
    busiest = f"Busiest: {card.busiest}. " if card.busiest else ""
    return (
        f"Offences by hour and day of the week, with this week's visits. {busiest}"
        f"Share of offences by day: {days}."
    )


def _square(day: int, hour: int, colour: str) -> str:
    return (
        f'<rect x="{_LABEL_MM + hour * _HOUR_MM:.2f}" y="{day * _DAY_MM:.2f}" '
        f'width="{_HOUR_MM:.2f}" height="{_DAY_MM:.2f}" fill="{colour}" stroke="#8a8a8a" '
        'stroke-width="0.12"/>'
    )


def _ring(day: int, hour: int) -> str:
    across, down = _LABEL_MM + (hour + 0.5) * _HOUR_MM, (day + 0.5) * _DAY_MM
    return (
        f'<circle cx="{across:.2f}" cy="{down:.2f}" r="{_RING_MM}" fill="#ffffff" '
        'stroke="#000000" stroke-width="0.6"/>'
    )


def _text(across: float, down: float, words: str) -> str:
    return (
        f'<text x="{across:.2f}" y="{down:.2f}" font-family="{TYPEFACE}" '
        f'font-size="{_LETTER_MM}">{escape_for_map(words)}</text>'
    )
