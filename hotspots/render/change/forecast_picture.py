"""A series and what is foretold of it, as a small picture that needs no colour.

What was counted is a solid line, the year
before a dashed one, the forecast has dots, and its interval is an outlined band.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from markupsafe import Markup

from hotspots.errors import NoRowsError
from hotspots.render import chart

# Drawn small and shown as wide as there is room: half a desk's page, the whole of a phone's.
WIDTH: Final = 420
HEIGHT: Final = 240
LEFT: Final = 54
RIGHT: Final = 14
TOP: Final = 56
BOTTOM: Final = 34
PALE: Final = "#dfe7f3"
MOST_TICKS: Final = 5
MOST_DATES: Final = 4
DOT: Final[dict[str, Any]] = {
    "r": 3.2,
    "fill": chart.WHITE,
    "stroke": chart.INK,
    "stroke_width": 1.8,
}
LETTER: Final = 6.6  # of the 13-pixel text, on the wide side


@dataclass(frozen=True, kw_only=True)
class SeriesPicture:
    """What one picture shows.

    Attributes
    ----------
    key : str
        Makes the picture's element ids unique in its page; letters, digits and hyphens.
    title, sentence : str
        What it shows, and what it says, for those who do not see it.
    step : str
        ``week`` or ``month``.
    begins : sequence of date
        First days of the steps that were counted, then of those to come.
    counted : sequence of float
        Of the steps that were counted, missing as NaN.
    year_before : sequence of float
        Of every step, counted and to come, missing as NaN.
    middle, low, high : sequence of float
        Of the steps to come.
    """

    key: str
    title: str
    sentence: str
    step: str
    begins: Sequence[date]
    counted: Sequence[float]
    year_before: Sequence[float]
    middle: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True, kw_only=True)
class _Frame:
    """Where a step stands across and a count up, in pixels."""

    across: chart.Scale
    up: chart.Scale

    def points(self, counts: Sequence[float], first: int = 0) -> list[tuple[float, float]]:
        """Return where counts stand, of which the first is of this step."""
        return [(self.across(at), self.up(count)) for at, count in enumerate(counts, start=first)]


def forecast_picture(shown: SeriesPicture) -> Markup:
    """Return the picture as SVG.

    Raises
    ------
    NoRowsError
        When there is nothing counted to draw.
    """
    numbers = [*shown.counted, *shown.year_before, *shown.high]
    there = [each for each in numbers if math.isfinite(each)]
    if not there:
        raise NoRowsError(f"{shown.title}: there is nothing to draw.")
    gap = max(chart.round_up(max(*there, 1.0) / MOST_TICKS), 1.0)
    ticks = [gap * number for number in range(max(math.ceil(max(there) / gap), 1) + 1)]
    frame = _Frame(
        across=chart.Scale(0, max(len(shown.begins) - 1, 1), LEFT, WIDTH - RIGHT),
        up=chart.Scale(0, ticks[-1], HEIGHT - BOTTOM, TOP),
    )
    return chart.picture(
        chart.element("rect", width=WIDTH, height=HEIGHT, fill=chart.WHITE),
        *(chart.level(frame.up, tick, LEFT, WIDTH - RIGHT) for tick in ticks),
        *_dates(frame, shown.begins),
        _band(frame, shown),
        chart.curve(frame.points(shown.year_before), chart.GREY, stroke_dasharray="5 4"),
        chart.curve(frame.points(shown.counted), chart.INK, stroke_width=2),
        *_forecast(frame, shown),
        *_legend(shown),
        title=shown.title,
        words=shown.sentence,
        ids=(f"title-{shown.key}", f"description-{shown.key}"),
        xmlns=chart.SVG,
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width="100%",
        lang="en-GB",
        font_family=chart.FONT,
        font_size=13,
    )


def _dates(frame: _Frame, begins: Sequence[date]) -> list[Markup]:
    """Write the months in which steps begin, as many as there is room for."""
    firsts = [
        at
        for at, day in enumerate(begins)
        if at == 0 or (day.year, day.month) != (begins[at - 1].year, begins[at - 1].month)
    ]
    # The first may be a month's last week: its label would stand on the next one's.
    shown = firsts[1:] if len(firsts) > MOST_DATES else firsts
    every = math.ceil(len(shown) / MOST_DATES)
    return [
        chart.element("path", d=f"M{frame.across(at):.1f} {HEIGHT - BOTTOM}v5", stroke=chart.GREY)
        + chart.text(
            frame.across(at), HEIGHT - 12, f"{begins[at]:%b %Y}", ink=chart.GREY, anchor="middle"
        )
        for at in shown[::every]
        if frame.across(at) < WIDTH - RIGHT - 24  # no label runs out of the picture
    ]


def _band(frame: _Frame, shown: SeriesPicture) -> Markup:
    first = len(shown.counted)
    steps = [float(first + at) for at in range(len(shown.middle))]
    upper, lower = list(shown.high), list(shown.low)
    if len(steps) == 1:  # a single step would be a line: it is drawn a little wide
        steps, upper, lower = [steps[0] - 0.4, steps[0]], upper * 2, lower * 2
    edge = [*zip(steps, upper, strict=True), *reversed([*zip(steps, lower, strict=True)])]
    corners = chart.points_of((frame.across(at), frame.up(count)) for at, count in edge)
    return chart.element("polygon", points=corners, fill=PALE, stroke=chart.INK, stroke_width=0.8)


def _forecast(frame: _Frame, shown: SeriesPicture) -> list[Markup]:
    points = frame.points(shown.middle, len(shown.counted))
    dots = [chart.element("circle", cx=left, cy=top, **DOT) for left, top in points]
    return [chart.curve(points, chart.INK, stroke_width=1.4), *dots]


def _legend(shown: SeriesPicture) -> list[Markup]:
    band = chart.element(
        "rect", y=-7, width=26, height=14, fill=PALE, stroke=chart.INK, stroke_width=0.8
    ) + chart.element("circle", cx=13, **DOT)
    entries = [
        (
            chart.element("path", d="M0 0h26", stroke=chart.INK, stroke_width=2),
            f"offences a {shown.step}",
        ),
        (
            chart.element("path", d="M0 0h26", stroke=chart.GREY, stroke_dasharray="5 4"),
            "a year before",
        ),
        (band, "forecast and its interval"),
    ]
    if not any(math.isfinite(each) for each in shown.year_before):
        del entries[1]
    parts, left, top = [], float(LEFT), 16
    for mark, words in entries:
        width = 34 + len(words) * LETTER
        if left + width > WIDTH:
            left, top = float(LEFT), top + 20
        place = f"translate({left:.0f} {top})"
        parts.append(
            chart.element("g", mark, chart.text(34, 4, words, ink=chart.INK), transform=place)
        )
        left += width + 16
    return parts
