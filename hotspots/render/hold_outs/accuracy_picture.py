"""How much of the later period each share of the area holds: the capture curves."""

from __future__ import annotations

import math
from functools import partial
from typing import Final

import pandas as pd
from markupsafe import Markup

from hotspots import schema, words
from hotspots.render import chart
from hotspots.render.hold_outs.accuracy_columns import method_in_words
from hotspots.render.hold_outs.accuracy_content import ForeseenContent
from hotspots.render.stamp import ProductStamp, marking_line
from hotspots.schema import RankingMethod

# Colour and dash both: the lines are told apart in black and white too.
_LINES: Final = {
    RankingMethod.SHRUNK: ("#14213d", "", 3.0),
    RankingMethod.LEARNER: ("#b45309", "9 4", 2.0),
    RankingMethod.ALL_OFFENCES: ("#9d174d", "5 3", 2.0),
    RankingMethod.PAST: ("#2f6f5e", "2 3", 2.4),
    RankingMethod.DENSITY: ("#6b4fa0", "12 3 2 3", 2.0),
}
WIDTH, HEIGHT = 720, 538
_LEFT, _RIGHT, _TOP, _BOTTOM = 60.0, 20.0, 112.0, 154.0
_SHARES_MARKED: Final = (0.0005, 0.001, 0.005, 0.01, 0.026, 0.05, 0.1, 0.2)
_TENTHS: Final = range(0, 11, 2)
_LEGEND_WIDTH: Final = 330
_ACROSS: Final = chart.Scale(
    math.log(_SHARES_MARKED[0]), math.log(_SHARES_MARKED[-1]), _LEFT, WIDTH - _RIGHT
)
_UP: Final = chart.Scale(0, 1, HEIGHT - _BOTTOM, _TOP)
_text: Final = partial(chart.text, ink="#1f2a3c", anchor="start")


def capture_picture(foreseen: ForeseenContent, *, note: str, stamp: ProductStamp) -> Markup:
    """Return an SVG of the capture curves: share of the area across, share captured up.

    Parameters
    ----------
    foreseen : ForeseenContent
        Its curves.
    note : str
        Which months were known, and which were judged.
    stamp : ProductStamp
    """
    title = f"{foreseen.label}: captured in the later months"
    made_at = words.moment(stamp.made_at)
    made = f"{stamp.force_name}, {stamp.period}. Made {made_at} with {stamp.software}."
    return chart.picture(
        chart.element("rect", width=WIDTH, height=HEIGHT, fill=chart.WHITE),
        _text(20.0, 24.0, marking_line(stamp), size=13, bold=True),
        _text(20.0, 50.0, title, size=18, bold=True),
        _text(20.0, 72.0, note, size=12),
        *_axes(),
        *(_curve(foreseen.curves, method) for method in reversed(_LINES)),
        *_legend(foreseen),
        _text(20.0, HEIGHT - 12.0, made, size=11),
        title=title,
        words=_described(foreseen),
        xmlns=chart.SVG,
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width=WIDTH,
        height=HEIGHT,
        lang="en-GB",
        font_family=chart.FONT,
    )


def _described(foreseen: ForeseenContent) -> str:
    """Say in words what the curves show at the shares that are marked."""
    said = []
    for method in _LINES:
        own = foreseen.curves[foreseen.curves[schema.METHOD] == method]
        own = own[own[schema.CAPTURED].notna()]
        if len(own):
            last = own.iloc[-1]
            said.append(
                f"{method_in_words(method, by_harm=foreseen.by_harm)} reaches "
                f"{words.share(last[schema.CAPTURED])} at "
                f"{words.share(last[schema.SHARE_OF_AREA])} of the area"
            )
    return "; ".join(said) + "." if said else "Nothing came in the later months."


def _axes() -> list[Markup]:
    parts = []
    for share in _SHARES_MARKED:
        at = _ACROSS(math.log(share))
        parts.append(chart.line(at, _UP(0), at, _UP(1), chart.GRID, stroke_width=1))
        parts.append(_text(at, _UP(0) + 18, words.share(share, None), size=12, anchor="middle"))
    for tenth in _TENTHS:
        at = _UP(tenth / 10)
        parts.append(chart.line(_LEFT, at, WIDTH - _RIGHT, at, chart.GRID, stroke_width=1))
        parts.append(_text(_LEFT - 8, at + 4, words.share(tenth / 10), size=12, anchor="end"))
    middle = (_LEFT + WIDTH - _RIGHT) / 2
    across = "Share of the area chosen, best first (not in even steps)"
    return [
        *parts,
        _text(_LEFT - 40, _TOP - 8, "Captured", size=12),
        _text(middle, _UP(0) + 38, across, size=12, anchor="middle"),
    ]


def _curve(curves: pd.DataFrame, method: RankingMethod) -> Markup:
    own = curves[(curves[schema.METHOD] == method) & curves[schema.CAPTURED].notna()]
    points = chart.points_of(
        (_ACROSS(math.log(share)), _UP(captured))
        for share, captured in zip(own[schema.SHARE_OF_AREA], own[schema.CAPTURED], strict=True)
    )
    colour, dash, width = _LINES[method]
    look = {"stroke_width": width, "stroke_dasharray": dash}
    return chart.element("polyline", points=points, fill="none", stroke=colour, **look)


def _legend(foreseen: ForeseenContent) -> list[Markup]:
    parts = []
    for number, (method, (colour, dash, width)) in enumerate(_LINES.items()):
        left = int(_LEFT) + (number % 2) * _LEGEND_WIDTH
        top = int(HEIGHT - _BOTTOM) + 66 + (number // 2) * 22
        look = {"stroke_width": width, "stroke_dasharray": dash}
        parts.append(chart.line(left, top, left + 44, top, colour, **look))
        words = method_in_words(method, by_harm=foreseen.by_harm)
        parts.append(_text(left + 52.0, top + 4.0, words, size=12))
    return parts
