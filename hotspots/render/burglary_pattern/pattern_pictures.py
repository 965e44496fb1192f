"""The pattern of burglary in pictures: months beside those of a year before, and a map of areas."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from markupsafe import Markup

from hotspots import care, schema, words
from hotspots.render import chart
from hotspots.render.maps.week_picture import HOUR_COLOURS
from hotspots.schema import PatternLine, PatternSpan

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

PALE: Final = "#b9c4d6"
WIDTH: Final = 560
HEIGHT: Final = 200
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 34, 24
MOST_TICKS: Final = 4
BURGLED: Final = schema.pattern_column(PatternLine.BURGLARY, PatternSpan.PERIOD)
MAP_WIDTH: Final = 560.0
MOST_NUMBERED: Final = 10
# White is none at all; what is withheld is grey, which is no shade of them.
SHADES: Final = (chart.WHITE, *HOUR_COLOURS[1:5])
UNTOLD: Final = "#d9d9d9"
# The numbers on the darker half of the shades are white.
DARK_FROM: Final = 3
_FINE: Final = 900  # parts of a side: what is smaller is not drawn
_LEGEND_PX: Final = 24


def month_picture(by_month: pd.DataFrame, *, key: str) -> Markup:
    """Return the burglaries of each month as bars, those of a year before beside them, as SVG.

    Parameters
    ----------
    by_month : DataFrame
        ``schema.PATTERN_MONTH_COLUMNS``; a count that is missing has no bar, but a sign.
    key : str
        What makes the picture's element ids unique in its page.
    """
    now = by_month[schema.OFFENCES].to_numpy(dtype=float)
    before = by_month[schema.OFFENCES_YEAR_BEFORE].to_numpy(dtype=float)
    both = np.concatenate([now, before])
    has_before = bool(np.isfinite(before).any())
    most = max(float(np.nanmax(both)) if np.isfinite(both).any() else 0.0, 4.0)
    gap = max(chart.round_up(most / MOST_TICKS), 1.0)
    ticks = [gap * number for number in range(math.ceil(most / gap) + 1)]
    up = chart.Scale(0, ticks[-1], HEIGHT - BOTTOM, TOP)
    across = chart.Scale(-0.5, len(now) - 0.5, LEFT, WIDTH - RIGHT)
    months = list(by_month[schema.PATTERN_MONTH])
    return chart.picture(
        chart.element("rect", width=WIDTH, height=HEIGHT, fill=chart.WHITE),
        *(chart.level(up, tick, LEFT, WIDTH - RIGHT) for tick in ticks),
        *(_bars(before, across, up, -0.36, PALE) if has_before else ()),
        *_bars(now, across, up, 0.02, chart.INK),
        *(
            chart.text(across(at), HEIGHT - 8, f"{month:%b}", ink=chart.GREY, anchor="middle")
            for at, month in enumerate(months)
        ),
        *_legend(has_before, np.isnan(both if has_before else now).any()),
        title="Burglaries by month",
        words=_said(months, now, before),
        ids=(f"months-title-{key}", f"months-description-{key}"),
        xmlns=chart.SVG,
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width="100%",
        lang="en-GB",
        font_family=chart.PAPER_FONT,
        font_size=12,
    )


def _bars(
    counts: np.ndarray, across: chart.Scale, up: chart.Scale, begins: float, ink: str
) -> Iterator[Markup]:
    width = 0.34 * (across(1) - across(0))
    for at, count in enumerate(counts):
        left = across(at + begins)
        if math.isfinite(count):
            top = up(float(count))
            yield chart.element("rect", x=left, y=top, width=width, height=up(0) - top, fill=ink)
        else:
            yield chart.text(left + width / 2, up(0) - 3, "×", ink=chart.GREY, anchor="middle")


def _legend(has_before: bool, has_missing: bool) -> Iterator[Markup]:  # noqa: FBT001 - two facts
    entries = [(chart.INK, "the period")]
    entries += [(PALE, "the same month a year before")] if has_before else []
    left = float(LEFT)
    for ink, said in entries:
        yield chart.element("rect", x=left, y=10, width=12, height=12, fill=ink)
        yield chart.text(left + 17, 20, said, ink=chart.INK)
        left += 36 + 6.6 * len(said)
    if has_missing:
        yield chart.text(left, 20, "× withheld or not known", ink=chart.INK)


def _said(months: Sequence[pd.Timestamp], now: np.ndarray, before: np.ndarray) -> str:
    return "; ".join(
        f"{month:%B %Y} {words.number(count, missing=care.WITHHELD)}, a year before "
        f"{words.number(then, missing='not told')}"
        for month, count, then in zip(months, now, before, strict=True)
    )


def area_picture(areas: gpd.GeoDataFrame, *, key: str) -> Markup:
    """Return a map of areas shaded by their burglaries, those of most numbered, as SVG.

    Parameters
    ----------
    areas : GeoDataFrame
        Districts or wards, the most burgled first, in metres; ``burglary_period`` is missing where
        it is withheld.
    key : str
        What makes the picture's element ids unique in its page.
    """
    west, south, east, north = areas.total_bounds
    metres = max(east - west, 1.0) / MAP_WIDTH
    height = (north - south) / metres
    counts = areas[BURGLED].to_numpy(dtype=float)
    breaks = _breaks(counts)
    shades = np.where(np.isfinite(counts), np.searchsorted(breaks, counts, side="right"), -1)

    outlines = [
        chart.element(
            "path", d=_path(shape, west, north, metres),
            fill=UNTOLD if shade < 0 else SHADES[shade], fill_rule="evenodd",
            stroke=chart.GREY, stroke_width=0.4,
        )
        for shape, shade in zip(areas.geometry, shades, strict=True)
    ]  # fmt: skip
    numbers = []
    for at, (shape, shade) in enumerate(zip(areas.geometry, shades, strict=True)):
        if at < MOST_NUMBERED and counts[at] > 0:
            point = shape.representative_point()
            look = {} if shade >= DARK_FROM else chart.HALO
            numbers.append(
                chart.text(
                    (point.x - west) / metres, (north - point.y) / metres + 4, at + 1, size=12,
                    ink=chart.WHITE if shade >= DARK_FROM else chart.INK, bold=True,
                    anchor="middle", **look,
                )
            )  # fmt: skip
    return chart.picture(
        *outlines,
        *numbers,
        *_shades(breaks, counts, height + _LEGEND_PX - 10),
        title="Burglaries by area",
        words=_named(areas, counts),
        ids=(f"areas-title-{key}", f"areas-description-{key}"),
        xmlns=chart.SVG,
        viewBox=f"0 0 {MAP_WIDTH:.0f} {height + _LEGEND_PX:.0f}",
        width="100%",
        lang="en-GB",
        font_family=chart.PAPER_FONT,
        font_size=12,
    )


def _path(shape: shapely.Geometry, west: float, north: float, metres: float) -> str:
    """Return a geometry's rings, so many metres to a pixel."""
    rings = [
        shapely.get_coordinates(ring)
        for part in shapely.get_parts(shapely.simplify(shape, MAP_WIDTH / _FINE * metres))
        if isinstance(part, shapely.Polygon)
        for ring in (part.exterior, *part.interiors)
    ]
    corners = [
        "L".join(f"{(x - west) / metres:.1f} {(north - y) / metres:.1f}" for x, y in ring)
        for ring in rings
    ]
    return "".join(f"M{each}Z" for each in corners)


def _breaks(counts: np.ndarray) -> np.ndarray:
    """Return where each shade begins: after none, as many areas in each as can be."""
    there = counts[counts > 0]
    if not there.size:
        return np.array([], dtype=float)
    parts = np.linspace(0, 1, len(SHADES))[1:-1]
    return np.unique([1.0, *np.ceil(np.quantile(there, parts))])


def _shades(breaks: np.ndarray, counts: np.ndarray, top: float) -> Iterator[Markup]:
    """Return the legend: of each shade that an area has, its least count and its most."""
    there = counts[np.isfinite(counts)]
    edges = [0.0, *breaks, float(there.max()) + 1] if there.size else []
    left = 0.0
    for at, (low, high) in enumerate(pairwise(edges)):
        own = there[(there >= low) & (there < high)]
        if not own.size:
            continue
        least, most = f"{own.min():,.0f}", f"{own.max():,.0f}"
        said = least if least == most else f"{least} to {most}"
        yield chart.element(
            "rect", x=left, y=top - 10, width=12, height=12, fill=SHADES[at], stroke=chart.GREY
        )
        yield chart.text(left + 16, top, said, ink=chart.INK)
        left += 34 + 7 * len(said)
    if there.size < counts.size:
        yield chart.element(
            "rect", x=left, y=top - 10, width=12, height=12, fill=UNTOLD, stroke=chart.GREY
        )
        yield chart.text(left + 16, top, care.WITHHELD, ink=chart.INK)


def _named(areas: gpd.GeoDataFrame, counts: np.ndarray) -> str:
    first = zip(areas[schema.AREA_NAME].head(MOST_NUMBERED), counts, strict=False)
    named = [f"{name} {words.number(count)}" for name, count in first if count > 0]
    return f"Most: {words.listed(named)}." if named else "Every count is 0 or withheld."
