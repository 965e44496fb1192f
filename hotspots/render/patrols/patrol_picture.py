"""A picture of the weeks of patrols: a bar a week, and the number that is aimed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from hotspots import words
from hotspots.render.run_page import escaped

_WIDTH: Final = 900.0
_HEIGHT: Final = 220.0
_LEFT: Final = 56.0
_RIGHT: Final = 24.0  # room for half of the last label
_TOP: Final = 26.0
_BOTTOM: Final = 34.0
_MOST_LABELS: Final = 14
_BAR: Final = "#35508c"
_PART: Final = "#b9c4dd"
_INK: Final = "#1a1a1a"
_QUIET: Final = "#4d5866"


@dataclass(frozen=True, kw_only=True)
class Week:
    """One bar: the Monday, the number, and whether the week is whole."""

    begins: date
    number: int
    whole: bool


def weeks_picture(weeks: Sequence[Week], *, target: int, what: str) -> str:
    """Return an SVG of numbers by week with the line that is aimed at; text says the same.

    Parameters
    ----------
    weeks : sequence of Week
        In the order of time; at least one.
    target : int
        Of a whole week.
    what : str
        What is counted, for the title: ``"Interactions a week"``.
    """
    top = max(target, *(week.number for week in weeks)) * 1.1
    room = _HEIGHT - _TOP - _BOTTOM
    step = (_WIDTH - _LEFT - _RIGHT) / len(weeks)
    every = -(-len(weeks) // _MOST_LABELS)
    bars = "".join(
        _bar(week, _LEFT + at * step, step, top, room, labelled=at % every == 0)
        for at, week in enumerate(weeks)
    )
    line_y = _TOP + room * (1 - target / top)
    reached = sum(week.number >= target for week in weeks if week.whole)
    whole = sum(week.whole for week in weeks)
    described = f"{reached} of {whole} whole weeks reached {target:,}."
    return (
        f'<svg role="img" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" aria-labelledby="weeks-t weeks-d" '
        f'font-family="inherit" font-size="12">'
        f'<title id="weeks-t">{escaped(what)}</title><desc id="weeks-d">{escaped(described)}</desc>'
        f'<text x="0" y="14" fill="{_INK}" font-weight="600">{escaped(what)}</text>'
        f'<line x1="{_LEFT:g}" x2="{_WIDTH:g}" y1="{line_y:.1f}" y2="{line_y:.1f}" '
        f'stroke="{_INK}" stroke-width="1.5" stroke-dasharray="6 4"/>'
        f"{bars}"
        f'<text x="0" y="{line_y + 4:.1f}" fill="{_INK}">aim {target:,}</text>'
        f'<line x1="{_LEFT:g}" x2="{_WIDTH:g}" y1="{_TOP + room:g}" y2="{_TOP + room:g}" '
        f'stroke="{_QUIET}"/></svg>'
    )


def _bar(week: Week, left: float, step: float, top: float, room: float, *, labelled: bool) -> str:
    high = room * week.number / top
    width = max(step * 0.78, 1.0)
    fill = _BAR if week.whole else _PART
    said = f"Week of {words.day(week.begins)}: {week.number:,}"
    bar = (
        f'<rect x="{left + (step - width) / 2:.1f}" y="{_TOP + room - high:.1f}" '
        f'width="{width:.1f}" height="{high:.1f}" fill="{fill}" stroke="{_BAR}">'
        f"<title>{escaped(said if week.whole else said + ' (part of a week)')}</title></rect>"
    )
    if not labelled:
        return bar
    middle = left + step / 2
    return (
        f'{bar}<text x="{middle:.1f}" y="{_HEIGHT - _BOTTOM + 16:g}" text-anchor="middle" '
        f'fill="{_QUIET}">{week.begins.day} {week.begins:%b}</text>'
        f'<text x="{middle:.1f}" y="{_TOP + room - high - 4:.1f}" text-anchor="middle" '
        f'fill="{_INK}" stroke="#ffffff" stroke-width="3" paint-order="stroke">'
        f"{week.number:,}</text>"
    )
