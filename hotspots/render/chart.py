"""What our charts are made of: SVG without a script, a link or a font of its own.

It opens in a browser, goes into a page or a document, and prints. Every text is escaped here, and
every chart has a title and a description for those who do not see it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from hotspots.render.markup import escape_for_map, ours

SVG: Final = "http://www.w3.org/2000/svg"
FONT: Final = "Arial, Helvetica, sans-serif"
PAPER_FONT: Final = "Arial, Helvetica, DejaVu Sans, sans-serif"  # the last where none is at hand
INK: Final = "#14213d"
BLACK: Final = "#1a1a1a"
GRID: Final = "#d9dee6"
GREY: Final = "#55627a"
WHITE: Final = "#ffffff"
# What makes words readable over lines.
HALO: Final[dict[str, Any]] = {"stroke": WHITE, "stroke_width": 3, "paint_order": "stroke"}


@dataclass(frozen=True)
class Scale:
    """From values to pixels, along one side of a chart."""

    lowest: float
    highest: float
    begins: float
    ends: float

    def __call__(self, value: float) -> float:
        """Return where a value stands."""
        part = (value - self.lowest) / (self.highest - self.lowest)
        return self.begins + (self.ends - self.begins) * part


def picture(
    *parts: Markup, title: str, words: str, ids: tuple[str, str] | None = None, **look: object
) -> Markup:
    """Return a whole chart, a part a line.

    Parameters
    ----------
    *parts : Markup
        What is drawn, from the bottom up; empty ones are left out.
    title, words : str
        What it shows, and what it says.
    ids : (str, str), optional
        Element ids of the title and the description, unique in their page.
    **look : object
        Attributes, as for :func:`element`.
    """
    title_id, words_id = ids or (None, None)
    held = [
        element("title", title, id=title_id),
        element("desc", words, id=words_id),
        *filter(None, parts),
    ]
    labelled = " ".join(ids) if ids else None
    inside = ours("\n".join(["", *held, ""]))
    return element("svg", inside, **look, role="img", aria_labelledby=labelled) + "\n"


def element(name: str, /, *inside: object, **attributes: object) -> Markup:
    """Return one element.

    Parameters
    ----------
    name : str
    *inside : object
        Markup, or what is shown as its text.
    **attributes : object
        An underscore in a name stands for a hyphen; a float is written to a tenth, and None not at
        all.

    Examples
    --------
    >>> element("text", "Tom & Ann", x=3.25, text_anchor="end", id=None)
    Markup('<text x="3.2" text-anchor="end">Tom &amp; Ann</text>')
    """
    written = "".join(
        f' {key.replace("_", "-")}="{_written(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    held = "".join(e if isinstance(e, Markup) else escape_for_map(e) for e in inside)
    return ours(f"<{name}{written}>{held}</{name}>" if inside else f"<{name}{written}/>")


def level(up: Scale, value: float, left: float, right: float) -> Markup:
    """Return a line across a chart at a value of its upright side, with the value left of it."""
    top = up(value)
    line = element("path", d=f"M{left} {top:.1f}H{right}", stroke=GRID)
    return line + text(left - 6, top + 4, f"{value:,.0f}", ink=GREY, anchor="end")


def text(
    left: float,
    baseline: float,
    words: object,
    *,
    size: int | None = None,
    ink: str = BLACK,
    bold: bool = False,
    anchor: str | None = None,
    **look: object,
) -> Markup:
    """Return words that begin, or are anchored, at a point."""
    return element(
        "text",
        words,
        x=left,
        y=baseline,
        font_size=size,
        text_anchor=anchor,
        fill=ink,
        font_weight="bold" if bold else None,
        **look,
    )


def line(x1: float, y1: float, x2: float, y2: float, ink: str, **look: object) -> Markup:
    """Return a straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=ink, **look)


def curve(
    points: Iterable[tuple[float, float]], ink: str, *, between: str = "", **look: object
) -> Markup:
    """Return a line through points, broken where one is missing (NaN); nothing without points."""
    steps, pen = [], "M"
    for left, top in points:
        if math.isfinite(top):
            steps.append(f"{pen}{left:.1f} {top:.1f}")
            pen = "L"
        else:
            pen = "M"
    if not steps:
        return ours("")
    return element("path", d=between.join(steps), fill="none", stroke=ink, **look)


def points_of(points: Iterable[tuple[float, float]]) -> str:
    """Return points as a polyline or a polygon takes them."""
    return " ".join(f"{left:.1f},{top:.1f}" for left, top in points)


def joined(parts: Iterable[Markup]) -> Markup:
    """Return several parts as one."""
    return ours("").join(parts)


def round_up(least: float) -> float:
    """Return the first of 1, 2, 5 times a power of ten that is not below a number."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= least)


def round_down(most: float) -> float:
    """Return the last of 1, 2, 5 times a power of ten that is not above a number."""
    power = 10.0 ** math.floor(math.log10(most))
    return max(step * power for step in (1, 2, 5) if step * power <= most)


def metres_in_words(length_m: float) -> str:
    """Return the length of a scale bar: ``500 m``, ``2 km``."""
    return f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m:g} m"  # noqa: PLR2004 - metres


def _written(value: object) -> str:
    return f"{value:.1f}" if isinstance(value, float) else escape_for_map(value)
