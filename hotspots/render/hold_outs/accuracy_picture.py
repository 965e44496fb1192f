"""How much of the later period each share of the area holds: the capture curves."""

from __future__ import annotations

import html
import math
from typing import TYPE_CHECKING, Final

from hotspots import schema, words
from hotspots.render.hold_outs.accuracy_columns import method_in_words
from hotspots.render.plain_text import plain_text
from hotspots.render.stamp_text import marking_line
from hotspots.schema import RankingMethod

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.render.hold_outs.accuracy_content import ForeseenContent
    from hotspots.render.stamp import ProductStamp

# Colour and dash both: the lines are told apart in black and white too.
_LINES: Final = {
    RankingMethod.SHRUNK: ("#14213d", "", 3.0),
    RankingMethod.BLEND: ("#b45309", "9 4", 2.0),
    RankingMethod.PAST: ("#2f6f5e", "2 3", 2.4),
    RankingMethod.DENSITY: ("#6b4fa0", "12 3 2 3", 2.0),
}
_INK: Final = "#1f2a3c"
_GRID: Final = "#d9dee6"
WIDTH, HEIGHT = 720, 516
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 20, 112, 132
_SHARES_MARKED: Final = (0.0005, 0.001, 0.005, 0.01, 0.026, 0.05, 0.1, 0.2)
_TENTHS: Final = range(0, 11, 2)
_LEGEND_WIDTH: Final = 330


def capture_picture(foreseen: ForeseenContent, *, note: str, stamp: ProductStamp) -> str:
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
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'width="{WIDTH}" height="{HEIGHT}" role="img" lang="en-GB" '
            'font-family="Arial, Helvetica, sans-serif">'
        ),
        f"<title>{_escaped(title)}</title>",
        f"<desc>{_escaped(_described(foreseen))}</desc>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        _text(20, 24, marking_line(stamp), size=13, bold=True),
        _text(20, 50, title, size=18, bold=True),
        _text(20, 72, note, size=12),
        *_axes(),
        *(_curve(foreseen.curves, method) for method in reversed(_LINES)),
        *_legend(foreseen),
        _text(
            20,
            HEIGHT - 12,
            f"{stamp.force_name}, {stamp.period}. Made {words.moment(stamp.made_at)} with "
            f"{stamp.software}.",
            size=11,
        ),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


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


def _across(share: float) -> float:
    first, last = math.log(_SHARES_MARKED[0]), math.log(_SHARES_MARKED[-1])
    width = WIDTH - _LEFT - _RIGHT
    return _LEFT + width * (math.log(share) - first) / (last - first)


def _up(captured: float) -> float:
    return HEIGHT - _BOTTOM - (HEIGHT - _BOTTOM - _TOP) * captured


def _axes() -> list[str]:
    parts = []
    for share in _SHARES_MARKED:
        at = _across(share)
        parts.append(_line(at, _up(0), at, _up(1)))
        parts.append(_text(at, _up(0) + 18, words.share(share, None), size=12, anchor="middle"))
    for tenth in _TENTHS:
        at = _up(tenth / 10)
        parts.append(_line(_LEFT, at, WIDTH - _RIGHT, at))
        parts.append(_text(_LEFT - 8, at + 4, words.share(tenth / 10), size=12, anchor="end"))
    middle = (_LEFT + WIDTH - _RIGHT) / 2
    across = "Share of the area chosen, best first (not in even steps)"
    return [
        *parts,
        _text(_LEFT - 40, _TOP - 8, "Captured", size=12),
        _text(middle, _up(0) + 38, across, size=12, anchor="middle"),
    ]


def _curve(curves: pd.DataFrame, method: RankingMethod) -> str:
    own = curves[(curves[schema.METHOD] == method) & curves[schema.CAPTURED].notna()]
    points = " ".join(
        f"{_across(share):.1f},{_up(captured):.1f}"
        for share, captured in zip(own[schema.SHARE_OF_AREA], own[schema.CAPTURED], strict=True)
    )
    colour, dash, width = _LINES[method]
    return (
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{width}" '
        f'stroke-dasharray="{dash}"/>'
    )


def _legend(foreseen: ForeseenContent) -> list[str]:
    parts = []
    for number, (method, (colour, dash, width)) in enumerate(_LINES.items()):
        left = _LEFT + (number % 2) * _LEGEND_WIDTH
        top = HEIGHT - _BOTTOM + 66 + (number // 2) * 22
        parts.append(
            f'<line x1="{left}" y1="{top}" x2="{left + 44}" y2="{top}" stroke="{colour}" '
            f'stroke-width="{width}" stroke-dasharray="{dash}"/>'
        )
        words = method_in_words(method, by_harm=foreseen.by_harm)
        parts.append(_text(left + 52, top + 4, words, size=12))
    return parts


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
        f'stroke="{_GRID}" stroke-width="1"/>'
    )


def _text(
    left: float,
    baseline: float,
    words: str,
    *,
    size: int,
    bold: bool = False,
    anchor: str = "start",
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{left:.1f}" y="{baseline:.1f}" font-size="{size}" text-anchor="{anchor}" '
        f'fill="{_INK}"{weight}>{_escaped(words)}</text>'
    )


def _escaped(words: str) -> str:
    return html.escape(plain_text(words), quote=True)
