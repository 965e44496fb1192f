"""A small chart of an area's weeks: what was counted, what was expected, and the band of chance.

It needs no colour: a week is a bar, the expectation a dashed line, the band an outlined field, and
a week whose count is withheld a pale bar up to the floor.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup

from hotspots import care
from hotspots.render import chart

WIDTH: Final = 420
HEIGHT: Final = 190
LEFT: Final = 40
RIGHT: Final = 10
TOP: Final = 44
BOTTOM: Final = 28
LINE: Final = 17  # from one line of the legend to the next
PALE: Final = "#dfe7f3"
MOST_TICKS: Final = 4
MOST_DATES: Final = 4
OFFENCES: Final = "offences"
FEW_OF_A_SUM: Final = 0.05  # of the chart's height: how much a withheld week weighs is not told


@dataclass(frozen=True, kw_only=True)
class BandPicture:
    """What one chart shows.

    Attributes
    ----------
    key : str
        Makes its element ids unique in the page; letters, digits and hyphens.
    title, sentence : str
        What it shows, and what it says, for those who do not see it.
    step : str
        ``week`` or ``month``.
    begins : sequence of date
        First days of the steps, the oldest first.
    counts : sequence of float
        Missing (NaN) where withheld or not covered.
    withheld : sequence of bool
        Whether a count of the step is there and withheld.
    expected, low, high : sequence of float
        Missing where not known.
    unit : str
        Of the counts: ``offences``, or what a sum of weights is in.
    """

    key: str
    title: str
    sentence: str
    step: str
    begins: Sequence[date]
    counts: Sequence[float]
    withheld: Sequence[bool]
    expected: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    unit: str = OFFENCES


def band_picture(shown: BandPicture) -> Markup:
    """Return the chart as SVG."""
    there = [each for each in (*shown.counts, *shown.high) if math.isfinite(each)]
    most = max(*there, float(care.FEWEST_COUNTED), 1.0)
    gap = max(chart.round_up(most / MOST_TICKS), 1.0)
    ticks = [gap * number for number in range(math.ceil(most / gap) + 1)]
    up = chart.Scale(0, ticks[-1], HEIGHT - BOTTOM, TOP)
    across = chart.Scale(-0.5, len(shown.begins) - 0.5, LEFT, WIDTH - RIGHT)
    return chart.picture(
        chart.element("rect", width=WIDTH, height=HEIGHT, fill=chart.WHITE),
        *(chart.level(up, tick, LEFT, WIDTH - RIGHT) for tick in ticks),
        _band(shown, across, up),
        *_bars(shown, across, up),
        chart.curve(
            [(across(at), up(each)) for at, each in enumerate(shown.expected)],
            chart.INK,
            stroke_dasharray="5 4",
            stroke_width=1.4,
        ),
        *_dates(shown.begins, across),
        *_legend(shown),
        title=shown.title,
        words=shown.sentence,
        ids=(f"title-{shown.key}", f"description-{shown.key}"),
        xmlns=chart.SVG,
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width="100%",
        lang="en-GB",
        font_family=chart.FONT,
        font_size=12,
    )


def _band(shown: BandPicture, across: chart.Scale, up: chart.Scale) -> Markup:
    known = [at for at, each in enumerate(shown.high) if math.isfinite(each)]
    if not known:
        return chart.joined([])
    upper = [(across(at + side), up(shown.high[at])) for at in known for side in (-0.5, 0.5)]
    lower = [(across(at + side), up(shown.low[at])) for at in known for side in (-0.5, 0.5)]
    corners = chart.points_of([*upper, *reversed(lower)])
    return chart.element("polygon", points=corners, fill=PALE, stroke=chart.GREY, stroke_width=0.8)


def _bars(shown: BandPicture, across: chart.Scale, up: chart.Scale) -> list[Markup]:
    width = 0.56 * (across(1) - across(0))
    few = float(care.FEWEST_COUNTED - 1) if shown.unit == OFFENCES else FEW_OF_A_SUM * up.highest
    bars = []
    for at, (count, withheld) in enumerate(zip(shown.counts, shown.withheld, strict=True)):
        height = few if withheld else count
        if not (math.isfinite(height) and height > 0):
            continue
        newest = at == len(shown.counts) - 1
        look = (
            {"fill": chart.WHITE, "stroke": chart.GREY, "stroke_dasharray": "2 2"}
            if withheld
            else {"fill": chart.INK if newest else chart.GREY}
        )
        top = up(height)
        bars.append(
            chart.element(
                "rect", x=across(at) - width / 2, y=top, width=width,
                height=up(0) - top, **look,
            )
        )  # fmt: skip
    return bars


def _dates(begins: Sequence[date], across: chart.Scale) -> list[Markup]:
    """Write the months in which steps begin, as many as there is room for."""
    firsts = [
        at
        for at, day in enumerate(begins)
        if at and (day.year, day.month) != (begins[at - 1].year, begins[at - 1].month)
    ]
    every = math.ceil(len(firsts) / MOST_DATES) or 1
    return [
        chart.text(across(at), HEIGHT - 9, f"{begins[at]:%b %Y}", ink=chart.GREY, anchor="middle")
        for at in firsts[::every]
        if LEFT + 20 < across(at) < WIDTH - RIGHT - 24
    ]


def _legend(shown: BandPicture) -> list[Markup]:
    called = f"{shown.unit} a {shown.step}"
    box = {"y": -7, "width": 12, "height": 12}
    entries = [
        (chart.element("rect", **box, fill=chart.INK), called, max(104, 24 + 7 * len(called))),
        (
            chart.element("path", d="M0 0h14", stroke=chart.INK, stroke_dasharray="5 4"),
            "expected",
            70,
        ),
        (
            chart.element("rect", **box, fill=PALE, stroke=chart.GREY, stroke_width=0.8),
            "by chance",
            76,
        ),
    ]
    if any(shown.withheld):
        few = chart.element(
            "rect", **box, fill=chart.WHITE, stroke=chart.GREY, stroke_dasharray="2 2"
        )
        said = f"1 to {care.FEWEST_COUNTED - 1}" if shown.unit == OFFENCES else care.WITHHELD
        entries.append((few, said, 60))
    parts, left, down = [], float(LEFT), 18
    for mark, said, width in entries:
        if left + width > WIDTH:
            left, down = float(LEFT), down + LINE
        place = f"translate({left:.0f} {down})"
        parts.append(
            chart.element("g", mark, chart.text(18, 4, said, ink=chart.INK), transform=place)
        )
        left += width + 14
    return parts
