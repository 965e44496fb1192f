"""Pictures of an evaluation: offences step by step, and each measure with its interval.

Both are SVG without a script or a font of their own, and work in black and white: the controls are
dashed, the operation is a shaded band with its name on it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from hotspots import schema
from hotspots.render.run_page import escaped

if TYPE_CHECKING:
    from datetime import date

    from hotspots.render.operations.evaluation_content import EvaluationContent, ForestRow

WIDTH: Final = 900
LEFT, RIGHT, TOP, BOTTOM = 46, 14, 44, 48
SERIES_HEIGHT: Final = 300
ROW: Final = 34
LABELS: Final = 305  # width of a forest's labels
VALUES: Final = 225  # and of its values in words
TREATED_INK: Final = "#14213d"
CONTROL_INK: Final = "#5b6773"
BAND: Final = "#e3e8f2"
GRID: Final = "#d9dee6"
INK: Final = "#1a1a1a"
FONT: Final = 'font-family="Arial, Helvetica, DejaVu Sans, sans-serif"'
MOST_LABELS: Final = 9
WIDEST_CHANGE: Final = 1.5  # a forest's axis ends at 150 % more, whatever an interval does


def series_picture(content: EvaluationContent) -> str:
    """Return offences in treated areas and, scaled, in controls, with the operation shaded."""
    table = content.series
    phases = list(table[schema.PHASE])
    treated = [float(each) for each in table[schema.TREATED_OFFENCES]]
    control = [float(each) for each in table[schema.CONTROLS_SCALED]]
    peak = max([1.0, *treated, *(each for each in control if math.isfinite(each))])
    ticks = _ticks(peak)
    room = SERIES_HEIGHT - TOP - BOTTOM
    step = (WIDTH - LEFT - RIGHT) / max(len(treated), 1)
    across = [LEFT + step * (at + 0.5) for at in range(len(treated))]
    down = [TOP + room * (1 - each / ticks[-1]) for each in treated]
    scaled = [
        (left, TOP + room * (1 - each / ticks[-1]))
        for left, each in zip(across, control, strict=True)
        if math.isfinite(each)
    ]
    during = [at for at, phase in enumerate(phases) if phase == schema.OperationPhase.DURING]
    title = f"Offences a {content.step}: treated areas, and controls at their level"
    return "".join(
        [
            _opening(WIDTH, SERIES_HEIGHT, "series", title, _series_in_words(content)),
            _band(during, step, room),
            *(_grid_line(tick, TOP + room * (1 - tick / ticks[-1])) for tick in ticks),
            *_days(list(table[schema.FIRST_DAY]), across, TOP + room + 18),
            _path(scaled, CONTROL_INK, "7 5"),
            _path(list(zip(across, down, strict=True)), TREATED_INK, ""),
            *(
                f'<circle cx="{left:.1f}" cy="{top:.1f}" r="3.4" fill="{TREATED_INK}"/>'
                for left, top in zip(across, down, strict=True)
            ),
            _key(),
            "</svg>",
        ]
    )


def _series_in_words(content: EvaluationContent) -> str:
    parts = [
        f"{row[schema.FIRST_DAY]}: {row[schema.TREATED_OFFENCES]} treated, "
        f"{row[schema.CONTROL_OFFENCES]} controls"
        for row in content.series.to_dict("records")
    ]
    return "; ".join(parts)


def _band(during: Sequence[int], step: float, room: float) -> str:
    if not during:
        return ""
    left, width = LEFT + step * during[0], step * len(during)
    return (
        f'<rect x="{left:.1f}" y="{TOP - 22}" width="{width:.1f}" height="{room + 22:.1f}" '
        f'fill="{BAND}"/>' + _text(left + 6, TOP - 7, "The operation", 13, bold=True)
    )


def _grid_line(tick: float, top: float) -> str:
    return (
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{top:.1f}" y2="{top:.1f}" stroke="{GRID}"/>'
        + _text(LEFT - 7, top + 4, f"{tick:,.0f}", 12, anchor="end")
    )


def _days(days: Sequence[date], across: Sequence[float], top: float) -> list[str]:
    every = -(-len(days) // MOST_LABELS)
    shown = [at for at in range(len(days)) if at % every == 0]
    return [
        _text(across[at], top, f"{days[at].day} {days[at]:%b %y}", 12, anchor="middle")
        for at in shown
    ]


def _key() -> str:
    top = SERIES_HEIGHT - 8
    return (
        f'<line x1="{LEFT}" x2="{LEFT + 34}" y1="{top - 4}" y2="{top - 4}" '
        f'stroke="{TREATED_INK}" stroke-width="2.6"/>'
        f'<circle cx="{LEFT + 17}" cy="{top - 4}" r="3.4" fill="{TREATED_INK}"/>'
        + _text(LEFT + 42, top, "Treated areas", 13, bold=True)
        + f'<line x1="{LEFT + 170}" x2="{LEFT + 204}" y1="{top - 4}" y2="{top - 4}" '
        f'stroke="{CONTROL_INK}" stroke-width="2.4" stroke-dasharray="7 5"/>'
        + _text(LEFT + 212, top, "Controls, brought to the level of the treated areas before", 13)
    )


def forest_picture(rows: Sequence[ForestRow]) -> str:
    """Return each measure's change against what was to be expected, with its interval."""
    height = 52 + ROW * len(rows) + 34
    ends = [each for row in rows for each in (row.low, row.high) if math.isfinite(each)]
    low = max(-1.0, min([-0.2, *ends]) - 0.05)
    high = min(WIDEST_CHANGE, max([0.2, *ends]) + 0.05)
    left, right = LABELS, WIDTH - VALUES

    def at(change: float) -> float:
        return left + (right - left) * (min(max(change, low), high) - low) / (high - low)

    ticks = _change_ticks(low, high)
    bottom = 40 + ROW * len(rows)
    words = "; ".join(f"{row.label}: {_change(row)}" for row in rows)
    return "".join(
        [
            _opening(WIDTH, height, "forest", "Change against what was to be expected", words),
            _text(at(0) - 8, 16, "← fewer than expected", 13, anchor="end"),
            _text(at(0) + 8, 16, "more than expected →", 13),
            *(_change_line(tick, at(tick), bottom) for tick in ticks),
            *(_forest_row(row, 40 + ROW * place, at) for place, row in enumerate(rows)),
            "</svg>",
        ]
    )


def _change_ticks(low: float, high: float) -> list[float]:
    step = next(each for each in (0.1, 0.2, 0.25, 0.5, 1.0) if (high - low) / each <= 7)  # noqa: PLR2004 - as many as can be read
    return [n * step for n in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _change_line(tick: float, left: float, bottom: float) -> str:
    ink, wide = (INK, 1.6) if tick == 0 else (GRID, 1.0)
    return (
        f'<line x1="{left:.1f}" x2="{left:.1f}" y1="26" y2="{bottom:.1f}" stroke="{ink}" '
        f'stroke-width="{wide}"/>' + _text(left, bottom + 18, _signed(tick), 12, anchor="middle")
    )


def _forest_row(row: ForestRow, top: float, at: Any) -> str:  # noqa: ANN401 - the axis as a function
    middle, size = top + ROW / 2 - 4, 6.0 if row.decides else 4.2
    bar = (
        f'<line x1="{at(row.low):.1f}" x2="{at(row.high):.1f}" y1="{middle:.1f}" '
        f'y2="{middle:.1f}" stroke="{TREATED_INK}" stroke-width="{4 if row.decides else 2}"/>'
        f'<rect x="{at(row.change) - size:.1f}" y="{middle - size:.1f}" width="{2 * size}" '
        f'height="{2 * size}" fill="{TREATED_INK}" stroke="#ffffff"/>'
    )
    return (
        _text(0, middle + 4, row.label, 13, bold=row.decides)
        + bar
        + _text(WIDTH - VALUES + 16, middle + 4, _change(row), 13, bold=row.decides)
    )


def _change(row: ForestRow) -> str:
    return f"{_signed(row.change)} ({_signed(row.low)} to {_signed(row.high)})"


def _signed(change: float) -> str:
    number = round(change * 100)
    sign = "−" if number < 0 else "+" if number > 0 else ""
    return f"{sign}{abs(number):,} %"


def _ticks(peak: float) -> list[float]:
    """Return a few round numbers from 0 to the first at or above the peak."""
    rough = max(peak / 4, 1.0)
    size: float = 10.0 ** math.floor(math.log10(rough))
    step = next(n * size for n in (1, 2, 5, 10) if n * size >= rough)
    return [step * at for at in range(math.ceil(peak / step) + 1)]


def _path(points: Sequence[tuple[float, float]], ink: str, dash: str) -> str:
    drawn = " ".join(
        f"{'M' if at == 0 else 'L'}{left:.1f} {top:.1f}" for at, (left, top) in enumerate(points)
    )
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{drawn}" fill="none" stroke="{ink}" stroke-width="2.4"{dashed}/>'


def _opening(width: int, height: float, key: str, title: str, words: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height:g}" '
        f'width="{width}" height="{height:g}" aria-labelledby="{key}-title {key}-words" {FONT}>'
        f'<title id="{key}-title">{escaped(title)}</title>'
        f'<desc id="{key}-words">{escaped(words)}</desc>'
    )


def _text(
    left: float, baseline: float, words: str, size: int, *, bold: bool = False, anchor: str = ""
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    anchored = f' text-anchor="{anchor}"' if anchor else ""
    return (
        f'<text x="{left:.1f}" y="{baseline:.1f}" font-size="{size}" fill="{INK}"{weight}'
        f"{anchored}>{escaped(words)}</text>"
    )
