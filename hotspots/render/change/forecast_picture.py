"""A series and what is foretold of it, as a small picture that needs no colour.

An SVG without a script, a link or a font of its own. What was counted is a solid line, the year
before a dashed one, the forecast has dots, and its interval is an outlined band.
"""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from hotspots.errors import NoRowsError
from hotspots.render.plain_text import plain_text

# Drawn small and shown as wide as there is room: half a desk's page, the whole of a phone's.
WIDTH: Final = 420
HEIGHT: Final = 240
LEFT: Final = 54
RIGHT: Final = 14
TOP: Final = 56
BOTTOM: Final = 34
INK: Final = "#14213d"
PALE: Final = "#dfe7f3"
GREY: Final = "#55627a"
RULE: Final = "#d9dee6"
MOST_TICKS: Final = 5
MOST_DATES: Final = 4
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
    """Where a step and a count stand, in pixels."""

    steps: int
    most: float

    def across(self, step: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * step / max(self.steps - 1, 1)

    def up(self, count: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * count / self.most


def forecast_picture(picture: SeriesPicture) -> str:
    """Return the picture as SVG.

    Raises
    ------
    NoRowsError
        When there is nothing counted to draw.
    """
    numbers = [*picture.counted, *picture.year_before, *picture.high]
    there = [each for each in numbers if math.isfinite(each)]
    if not there:
        raise NoRowsError(f"{picture.title}: there is nothing to draw.")
    gap = _tick_gap(max(there))
    most = max(math.ceil(max(there) / gap), 1) * gap
    frame = _Frame(steps=len(picture.begins), most=most)
    title, description = f"title-{picture.key}", f"description-{picture.key}"
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="100%" role="img" lang="en-GB" '
        f'aria-labelledby="{title} {description}" '
        'font-family="Arial, Helvetica, sans-serif" font-size="13">'
    )
    parts = [
        opening,
        f'<title id="{title}">{_escaped(picture.title)}</title>',
        f'<desc id="{description}">{_escaped(picture.sentence)}</desc>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        *_rules(frame, gap),
        *_dates(frame, picture.begins),
        *_band(frame, picture),
        _line(frame, picture.year_before, 0, f'stroke="{GREY}" stroke-dasharray="5 4"'),
        _line(frame, picture.counted, 0, f'stroke="{INK}" stroke-width="2"'),
        *_forecast(frame, picture),
        *_legend(picture),
        "</svg>",
    ]
    return "\n".join(each for each in parts if each) + "\n"


def _rules(frame: _Frame, gap: float) -> list[str]:
    ticks = [gap * number for number in range(round(frame.most / gap) + 1)]
    return [
        f'<path d="M{LEFT} {frame.up(tick):.1f}H{WIDTH - RIGHT}" stroke="{RULE}"/>'
        f'<text x="{LEFT - 8}" y="{frame.up(tick) + 4:.1f}" text-anchor="end" fill="{GREY}">'
        f"{tick:,.0f}</text>"
        for tick in ticks
    ]


def _dates(frame: _Frame, begins: Sequence[date]) -> list[str]:
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
        f'<path d="M{frame.across(at):.1f} {HEIGHT - BOTTOM}v5" stroke="{GREY}"/>'
        f'<text x="{frame.across(at):.1f}" y="{HEIGHT - 12}" text-anchor="middle" fill="{GREY}">'
        f"{begins[at]:%b %Y}</text>"
        for at in shown[::every]
        if frame.across(at) < WIDTH - RIGHT - 24  # no label runs out of the picture
    ]


def _band(frame: _Frame, picture: SeriesPicture) -> list[str]:
    first = len(picture.counted)
    steps = [float(first + at) for at in range(len(picture.middle))]
    upper, lower = list(picture.high), list(picture.low)
    if len(steps) == 1:  # a single step would be a line: it is drawn a little wide
        steps, upper, lower = [steps[0] - 0.4, steps[0]], upper * 2, lower * 2
    edge = [*zip(steps, upper, strict=True), *reversed([*zip(steps, lower, strict=True)])]
    points = " ".join(f"{frame.across(at):.1f},{frame.up(count):.1f}" for at, count in edge)
    return [f'<polygon points="{points}" fill="{PALE}" stroke="{INK}" stroke-width="0.8"/>']


def _forecast(frame: _Frame, picture: SeriesPicture) -> list[str]:
    first = len(picture.counted)
    dots = [
        f'<circle cx="{frame.across(first + at):.1f}" cy="{frame.up(count):.1f}" r="3.2" '
        f'fill="#ffffff" stroke="{INK}" stroke-width="1.8"/>'
        for at, count in enumerate(picture.middle)
    ]
    return [_line(frame, picture.middle, first, f'stroke="{INK}" stroke-width="1.4"'), *dots]


def _line(frame: _Frame, counts: Sequence[float], first: int, style: str) -> str:
    """Draw a line that is broken where a count is missing."""
    path, pen = [], "M"
    for at, count in enumerate(counts, start=first):
        if math.isfinite(count):
            path.append(f"{pen}{frame.across(at):.1f} {frame.up(count):.1f}")
            pen = "L"
        else:
            pen = "M"
    return f'<path d="{"".join(path)}" fill="none" {style}/>' if path else ""


def _legend(picture: SeriesPicture) -> list[str]:
    known = any(math.isfinite(each) for each in picture.year_before)
    band = (
        f'<rect y="-7" width="26" height="14" fill="{PALE}" stroke="{INK}" stroke-width="0.8"/>'
        f'<circle cx="13" r="3.2" fill="#ffffff" stroke="{INK}" stroke-width="1.8"/>'
    )
    entries = [
        (f'<path d="M0 0h26" stroke="{INK}" stroke-width="2"/>', f"offences a {picture.step}"),
        *(
            [(f'<path d="M0 0h26" stroke="{GREY}" stroke-dasharray="5 4"/>', "a year before")]
            if known
            else []
        ),
        (band, "forecast and its interval"),
    ]
    parts, left, top = [], float(LEFT), 16
    for mark, words in entries:
        width = 34 + len(words) * LETTER
        if left + width > WIDTH:
            left, top = float(LEFT), top + 20
        parts.append(
            f'<g transform="translate({left:.0f} {top})">{mark}'
            f'<text x="34" y="4" fill="{INK}">{_escaped(words)}</text></g>'
        )
        left += width + 16
    return parts


def _tick_gap(most: float) -> float:
    """Return the distance of the ruled lines: 1, 2 or 5 times a power of ten."""
    rough = max(most, 1.0) / MOST_TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    return max(next(step * power for step in (1, 2, 5, 10) if step * power >= rough), 1.0)


def _escaped(words: str) -> str:
    return html.escape(plain_text(words), quote=True)
