"""A picture of the weeks of patrols: a bar a week, and the number that is aimed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup

from hotspots import words
from hotspots.render.chart import BLACK, HALO, Scale, element, joined, line, picture, text

_WIDTH: Final = 900
_HEIGHT: Final = 220
_LEFT: Final = 56
_RIGHT: Final = 24  # room for half of the last label
_TOP: Final = 26
_BOTTOM: Final = 34
_GROUND: Final = _HEIGHT - _BOTTOM
_MOST_LABELS: Final = 14
_BAR: Final = "#35508c"
_PART: Final = "#b9c4dd"
_QUIET: Final = "#4d5866"


@dataclass(frozen=True, kw_only=True)
class Week:
    """One bar: the Monday, the number, and whether the week is whole."""

    begins: date
    number: int
    whole: bool


def weeks_picture(weeks: Sequence[Week], *, target: int, what: str) -> Markup:
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
    up = Scale(0, max(target, *(week.number for week in weeks)) * 1.1, _GROUND, _TOP)
    step = (_WIDTH - _LEFT - _RIGHT) / len(weeks)
    every = -(-len(weeks) // _MOST_LABELS)
    reached = sum(week.number >= target for week in weeks if week.whole)
    whole = sum(week.whole for week in weeks)
    aim = up(target)
    return picture(
        element("text", what, x=0, y=14, fill=BLACK, font_weight=600),
        line(_LEFT, aim, _WIDTH, aim, BLACK, stroke_width=1.5, stroke_dasharray="6 4"),
        *(
            _bar(week, _LEFT + at * step, step, up, labelled=at % every == 0)
            for at, week in enumerate(weeks)
        ),
        text(0, aim + 4, f"aim {target:,}"),
        line(_LEFT, _GROUND, _WIDTH, _GROUND, _QUIET),
        title=what,
        words=f"{reached} of {whole} whole weeks reached {target:,}.",
        ids=("weeks-t", "weeks-d"),
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        font_family="inherit",
        font_size=12,
    )


def _bar(week: Week, left: float, step: float, up: Scale, *, labelled: bool) -> Markup:
    top = up(week.number)
    width = max(step * 0.78, 1.0)
    said = f"Week of {words.day(week.begins)}: {week.number:,}"
    bar = element(
        "rect",
        element("title", said if week.whole else f"{said} (part of a week)"),
        x=left + (step - width) / 2,
        y=top,
        width=width,
        height=_GROUND - top,
        fill=_BAR if week.whole else _PART,
        stroke=_BAR,
    )
    if not labelled:
        return bar
    middle = left + step / 2
    monday = f"{week.begins.day} {week.begins:%b}"
    return joined(
        [
            bar,
            text(middle, _HEIGHT - _BOTTOM + 16, monday, ink=_QUIET, anchor="middle"),
            text(middle, top - 4, f"{week.number:,}", anchor="middle", **HALO),
        ]
    )
