"""The picture of a Knox table: how many times as often as chance, by distance and by days.

The shades fall in lightness and every cell has its numbers, so that a
greyscale printer and a reader who does not see colours lose nothing.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from hotspots import schema, words
from hotspots.density_classes import CLASS_COLOURS, lightness
from hotspots.errors import NoRowsError
from hotspots.render import chart
from hotspots.render.plain_text import plain_text
from hotspots.render.stamp import ProductStamp, marking_line

# From this ratio on, a band that is near repeat has this shade. Bands that are not are left white:
# a ratio of 10 from one pair of burglaries must not be the darkest thing on the page.
SHADES: Final = (
    (1.0, CLASS_COLOURS[1]),
    (1.5, CLASS_COLOURS[2]),
    (2.0, CLASS_COLOURS[3]),
    (3.0, CLASS_COLOURS[4]),
)
BLACK: Final = "#000000"
# White on a shade darker than this, black on a paler one: each then passes 4.5 to 1.
DARK_LIGHTNESS: Final = 50.0

CELL_WIDTH: Final = 104
CELL_HEIGHT: Final = 64
LABEL_WIDTH: Final = 132
MARGIN: Final = 24
LINE: Final = 18
LEAST_WIDTH: Final = 620
CHARACTER_WIDTH: Final = 7.2  # of the 13-pixel text, on the wide side
_text: Final = partial(chart.text, ink=BLACK, anchor="start")


@dataclass(frozen=True, kw_only=True)
class _Frame:
    """Where the table stands on the picture, in pixels."""

    rows: int
    columns: int
    top: int

    @property
    def width(self) -> int:
        return max(LEAST_WIDTH, 2 * MARGIN + LABEL_WIDTH + self.columns * CELL_WIDTH)

    @property
    def bottom(self) -> int:
        return self.top + self.rows * CELL_HEIGHT

    def corner(self, row: int, column: int) -> tuple[int, int]:
        return MARGIN + LABEL_WIDTH + column * CELL_WIDTH, self.top + row * CELL_HEIGHT


def near_repeat_picture(
    bands: pd.DataFrame, *, title: str, sentence: str, note: str, stamp: ProductStamp
) -> Markup:
    """Return an SVG of the ratios by distance (down) and days (across).

    Parameters
    ----------
    bands : DataFrame
        One row a band with ``schema.NEAR_REPEAT_COLUMNS``, the nearest distance first and, within
        it, the soonest.
    title, sentence : str
        What is shown, and what it says: the verdict.
    note : str
        What is called near repeat, the metric, the closure, the permutations.
    stamp : ProductStamp

    Raises
    ------
    NoRowsError
        When there is no band.
    """
    schema.require_columns(bands, schema.NEAR_REPEAT_COLUMNS, "near-repeat bands")
    if bands.empty:
        raise NoRowsError("The near-repeat table has no band to draw; fit it first.")
    distances = list(dict.fromkeys(bands[schema.DISTANCE_BAND]))
    times = list(dict.fromkeys(bands[schema.TIME_BAND]))
    columns = len(times)
    width = _Frame(rows=0, columns=columns, top=0).width
    head = _wrapped(sentence, width)
    frame = _Frame(
        rows=len(distances), columns=columns, top=MARGIN + LINE * (len(head) + 5) + LINE // 2
    )
    foot = [*_wrapped(note, width), *_wrapped(_about(stamp), width)]
    height = frame.bottom + LINE * (len(foot) + 4) + MARGIN
    return chart.picture(
        chart.element("rect", width=frame.width, height=height, fill=chart.WHITE),
        *_heading(marking_line(stamp), title, head),
        *_axes(frame, distances, times),
        *(
            part
            for position, band in enumerate(bands.to_dict("records"))
            for part in _cell(frame, divmod(position, columns), band)
        ),
        *_legend(frame),
        *_lines(foot, frame.bottom + LINE * 4, size=12),
        title=title,
        words=sentence,
        ids=("title", "description"),
        xmlns=chart.SVG,
        viewBox=f"0 0 {frame.width} {height}",
        width=frame.width,
        height=height,
        lang="en-GB",
        font_family=chart.FONT,
    )


def shade_of(ratio: float, *, is_near_repeat: bool) -> str:
    """Return a cell's colour: white where the band is not near repeat."""
    if not is_near_repeat or math.isnan(ratio):
        return chart.WHITE
    return next((colour for least, colour in reversed(SHADES) if ratio >= least), chart.WHITE)


def _heading(marking: str, title: str, sentence: list[str]) -> list[Markup]:
    return [
        _text(MARGIN, MARGIN + 12, marking, size=13, bold=True),
        _text(MARGIN, MARGIN + 42, title, size=20, bold=True),
        *_lines(sentence, MARGIN + 66, size=13),
    ]


def _axes(frame: _Frame, distances: list[str], times: list[str]) -> list[Markup]:
    left, top = frame.corner(0, 0)
    middle = left + frame.columns * CELL_WIDTH // 2
    return [
        _text(middle, top - 26, "Days between the two", size=13, anchor="middle"),
        _text(MARGIN, top - 8, "Distance between", size=13),
        *(
            _text(
                frame.corner(0, column)[0] + CELL_WIDTH // 2,
                top - 8,
                time,
                size=13,
                bold=True,
                anchor="middle",
            )
            for column, time in enumerate(times)
        ),
        *(
            _text(
                left - 10,
                frame.corner(row, 0)[1] + CELL_HEIGHT // 2 + 5,
                distance,
                size=13,
                bold=True,
                anchor="end",
            )
            for row, distance in enumerate(distances)
        ),
    ]


def _cell(frame: _Frame, place: tuple[int, int], band: Mapping[Hashable, Any]) -> list[Markup]:
    ratio, p_value = float(band[schema.NEAR_REPEAT_RATIO]), float(band[schema.P_VALUE])
    found = bool(band[schema.IS_NEAR_REPEAT])
    left, top = frame.corner(*place)
    shade = shade_of(ratio, is_near_repeat=found)
    ink = chart.WHITE if lightness(shade) < DARK_LIGHTNESS else BLACK
    middle = left + CELL_WIDTH // 2
    observed, expected = band[schema.PAIRS_OBSERVED], float(band[schema.PAIRS_EXPECTED])
    counts = f"{observed:,} for {_figure(expected)}"
    ratio_text = words.number(ratio, 2, missing=words.DASH)
    return [
        _rectangle(left, top, CELL_WIDTH, CELL_HEIGHT, shade, framed=found),
        _text(middle, top + 25, ratio_text, size=19, bold=found, anchor="middle", ink=ink),
        _text(middle, top + 42, counts, size=11, anchor="middle", ink=ink),
        _text(middle, top + 56, f"p {p_value:.3f}", size=11, anchor="middle", ink=ink),
    ]


def _legend(frame: _Frame) -> list[Markup]:
    top = frame.bottom + LINE
    parts, left = [], MARGIN
    ends = [least for least, _ in SHADES[1:]]
    names = [
        f"under {ends[0]:g}",
        *(f"{a:g} to {b:g}" for a, b in pairwise(ends)),
        f"{ends[-1]:g} or more",
    ]
    entries = [(chart.WHITE, "not near repeat"), *zip((c for _, c in SHADES), names, strict=True)]
    for colour, name in entries:
        parts.append(_rectangle(left, top, 26, 16, colour, framed=colour != chart.WHITE))
        parts.append(_text(left + 34, top + 13, name, size=12))
        left += 48 + round(len(name) * CHARACTER_WIDTH)
    explained = (
        "Large: times as many pairs as chance. Below it: pairs found for pairs expected, and p."
    )
    return [*parts, _text(MARGIN, top + 34, explained, size=12)]


def _rectangle(left: int, top: int, width: int, height: int, fill: str, *, framed: bool) -> Markup:
    # A framed cell is drawn inside its edges, so that its neighbour does not cover the frame.
    inset, stroke, thick = (2.0, BLACK, 3) if framed else (0.5, "#8a8a8a", 1)
    return chart.element(
        "rect",
        x=f"{left + inset:g}",
        y=f"{top + inset:g}",
        width=f"{width - 2 * inset:g}",
        height=f"{height - 2 * inset:g}",
        fill=fill,
        stroke=stroke,
        stroke_width=thick,
    )


def _lines(lines: list[str], top: int, *, size: int) -> list[Markup]:
    return [_text(MARGIN, top + LINE * i, line, size=size) for i, line in enumerate(lines)]


def _wrapped(words: str, width: int) -> list[str]:
    return textwrap.wrap(plain_text(words), int((width - 2 * MARGIN) / CHARACTER_WIDTH))


def _about(stamp: ProductStamp) -> str:
    return (
        f"{stamp.force_name}, {stamp.period}. Made {words.moment(stamp.made_at)} with "
        f"{stamp.software}; run {stamp.run_name}."
    )


def _figure(expected: float) -> str:
    """Return expected pairs to a decimal while there are few: ``15.5``, ``183``."""
    return f"{expected:.1f}" if expected < 100 else f"{expected:,.0f}"  # noqa: PLR2004 - three figures
