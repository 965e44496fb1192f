"""Pictures of an evaluation: offences step by step, and each measure with its interval.

Both work in black and white: the controls are dashed, the operation is a shaded band
with its name on it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
from markupsafe import Markup

from hotspots import care, schema, words
from hotspots.render import chart
from hotspots.render.operations.evaluation_content import EvaluationContent, ForestRow

WIDTH: Final = 900
LEFT, RIGHT, TOP, BOTTOM = 46, 14, 44, 48
SERIES_HEIGHT: Final = 300
ROW: Final = 34
LABELS: Final = 305  # width of a forest's labels
VALUES: Final = 225  # and of its values in words
CONTROL_INK: Final = "#5b6773"
BAND: Final = "#e3e8f2"
DASHES: Final = "7 5"
CONTROL_DOT: Final = {"fill": chart.WHITE, "stroke": CONTROL_INK, "stroke_width": 1.6}
MOST_LABELS: Final = 9
WIDEST_CHANGE: Final = 1.5  # a forest's axis ends at 150 % more, whatever an interval does


def series_picture(content: EvaluationContent) -> Markup:
    """Return offences in treated areas and, scaled, in controls, with the operation shaded.

    Where a count is withheld the line is broken, and a sign stands for that of treated areas.
    """
    table = content.series
    phases = list(table[schema.PHASE])
    treated = table[schema.TREATED_OFFENCES].astype("Float64").to_numpy(float, na_value=math.nan)
    control = table[schema.CONTROLS_SCALED].to_numpy(float)
    peak = max([1.0, *(each for each in (*treated, *control) if math.isfinite(each))])
    gap = chart.round_up(max(peak / 4, 1.0))
    ticks = [gap * at for at in range(math.ceil(peak / gap) + 1)]
    bottom = SERIES_HEIGHT - BOTTOM
    up = chart.Scale(0, ticks[-1], bottom, TOP)
    step = (WIDTH - LEFT - RIGHT) / max(len(treated), 1)
    across = [LEFT + step * (at + 0.5) for at in range(len(treated))]
    points, scaled = (
        [(left, up(each)) for left, each in zip(across, side, strict=True)]
        for side in (treated, control)
    )
    during = [at for at, phase in enumerate(phases) if phase == schema.OperationPhase.DURING]
    return _picture(
        SERIES_HEIGHT,
        "series",
        _band(during, step),
        *(_grid_line(tick, up(tick)) for tick in ticks),
        *_days(list(table[schema.FIRST_DAY]), across, bottom + 18),
        chart.curve(scaled, CONTROL_INK, between=" ", stroke_width=2.4, stroke_dasharray=DASHES),
        chart.curve(points, chart.INK, between=" ", stroke_width=2.4),
        *_dots(scaled, **CONTROL_DOT),
        *_dots(points, fill=chart.INK),
        *(
            _text(left, bottom - 5, "×", size=13, anchor="middle")
            for left, top in points
            if not math.isfinite(top)
        ),
        _key(has_withheld=bool(np.isnan(treated).any())),
        title=f"Offences a {content.step}: treated areas, and controls at their level",
        words=_series_in_words(content),
    )


def _dots(points: Sequence[tuple[float, float]], **look: object) -> Iterator[Markup]:
    """Return a dot for each count that is told: alone among withheld ones it has no line."""
    for left, top in points:
        if math.isfinite(top):
            yield chart.element("circle", cx=left, cy=top, r=3.4, **look)


def _series_in_words(content: EvaluationContent) -> str:
    parts = [
        f"{row[schema.FIRST_DAY]}: {_said(row[schema.TREATED_OFFENCES])} treated, "
        f"{_said(row[schema.CONTROL_OFFENCES])} controls"
        for row in content.series.to_dict("records")
    ]
    return "; ".join(parts)


def _said(count: float) -> str:
    return words.number(count, missing=care.WITHHELD)


def _band(during: Sequence[int], step: float) -> Markup:
    if not during:
        return chart.joined([])
    left, width = LEFT + step * during[0], step * len(during)
    high = float(SERIES_HEIGHT - BOTTOM - TOP + 22)
    band = chart.element("rect", x=left, y=TOP - 22, width=width, height=high, fill=BAND)
    return band + _text(left + 6, TOP - 7, "The operation", size=13, bold=True)


def _grid_line(tick: float, top: float) -> Markup:
    label = _text(LEFT - 7, top + 4, f"{tick:,.0f}", size=12, anchor="end")
    return chart.line(LEFT, top, WIDTH - RIGHT, top, chart.GRID) + label


def _days(days: Sequence[date], across: Sequence[float], top: float) -> list[Markup]:
    every = -(-len(days) // MOST_LABELS)
    return [
        _text(left, top, f"{day.day} {day:%b %y}", size=12, anchor="middle")
        for day, left in list(zip(days, across, strict=True))[::every]
    ]


def _key(*, has_withheld: bool) -> Markup:
    top = SERIES_HEIGHT - 8
    withheld = _text(LEFT + 640, top, "× Treated areas withheld", size=13)
    controls = "Controls, brought to the level of the treated areas before"
    return chart.joined(
        [
            chart.line(LEFT, top - 4, LEFT + 34, top - 4, chart.INK, stroke_width=2.6),
            *_dots([(LEFT + 17, top - 4)], fill=chart.INK),
            _text(LEFT + 42, top, "Treated areas", size=13, bold=True),
            chart.line(
                *(LEFT + 170, top - 4, LEFT + 204, top - 4, CONTROL_INK),
                stroke_width=2.4,
                stroke_dasharray=DASHES,
            ),
            *_dots([(LEFT + 187, top - 4)], **CONTROL_DOT),
            _text(LEFT + 212, top, controls, size=13),
            *((withheld,) if has_withheld else ()),
        ]
    )


def forest_picture(rows: Sequence[ForestRow]) -> Markup:
    """Return each measure's change against what was to be expected, with its interval."""
    height = 52 + ROW * len(rows) + 34
    ends = [each for row in rows for each in (row.low, row.high) if math.isfinite(each)]
    low = max(-1.0, min([-0.2, *ends]) - 0.05)
    high = min(WIDEST_CHANGE, max([0.2, *ends]) + 0.05)
    at = chart.Scale(low, high, LABELS, WIDTH - VALUES)
    bottom = 40 + ROW * len(rows)
    return _picture(
        height,
        "forest",
        _text(at(0) - 8, 16, "← fewer than expected", size=13, anchor="end"),
        _text(at(0) + 8, 16, "more than expected →", size=13),
        *(_change_line(tick, at(tick), bottom) for tick in _change_ticks(low, high)),
        *(_forest_row(row, 40 + ROW * place, at) for place, row in enumerate(rows)),
        title="Change against what was to be expected",
        words="; ".join(f"{row.label}: {_change(row)}" for row in rows),
    )


def _change_ticks(low: float, high: float) -> list[float]:
    step = next(each for each in (0.1, 0.2, 0.25, 0.5, 1.0) if (high - low) / each <= 7)  # noqa: PLR2004 - as many as can be read
    return [n * step for n in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _change_line(tick: float, left: float, bottom: int) -> Markup:
    ink, wide = (chart.BLACK, 1.6) if tick == 0 else (chart.GRID, 1.0)
    label = _text(left, bottom + 18, _signed(tick), size=12, anchor="middle")
    return chart.line(left, 26, left, float(bottom), ink, stroke_width=wide) + label


def _forest_row(row: ForestRow, top: float, at: chart.Scale) -> Markup:
    middle, size = top + ROW / 2 - 4, 6.0 if row.decides else 4.2
    low, change, high = (
        at(min(max(each, at.lowest), at.highest)) for each in (row.low, row.change, row.high)
    )
    side = {"width": 2 * size, "height": 2 * size, "fill": chart.INK, "stroke": chart.WHITE}
    return chart.joined(
        [
            _text(0, middle + 4, row.label, size=13, bold=row.decides),
            chart.line(low, middle, high, middle, chart.INK, stroke_width=4 if row.decides else 2),
            chart.element("rect", x=change - size, y=middle - size, **side),
            _text(WIDTH - VALUES + 16, middle + 4, _change(row), size=13, bold=row.decides),
        ]
    )


def _change(row: ForestRow) -> str:
    return f"{_signed(row.change)} ({_signed(row.low)} to {_signed(row.high)})"


def _signed(change: float) -> str:
    number = round(change * 100)
    sign = "−" if number < 0 else "+" if number > 0 else ""
    return f"{sign}{abs(number):,} %"


def _text(left: float, baseline: float, words: str, **look: Any) -> Markup:  # noqa: ANN401 - as text takes it
    return chart.text(float(left), float(baseline), words, **look)


def _picture(height: int, key: str, *parts: Markup, title: str, words: str) -> Markup:
    return chart.picture(
        *parts,
        title=title,
        words=words,
        ids=(f"{key}-title", f"{key}-words"),
        xmlns=chart.SVG,
        viewBox=f"0 0 {WIDTH} {height}",
        width=WIDTH,
        height=height,
        font_family=chart.PAPER_FONT,
    )
