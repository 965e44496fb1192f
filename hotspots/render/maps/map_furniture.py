"""What every static map carries beside the map: legend, scale bar, north."""

from __future__ import annotations

from typing import Final

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from hotspots import words
from hotspots.render.chart import metres_in_words, round_down
from hotspots.render.maps.classes import ClassBreaks, rounded
from hotspots.render.maps.label_placing import Box, LabelPlacer, text_with_halo
from hotspots.render.plain_text import shortened
from hotspots.render.typeset import drawable

SCALE_BAR_OF_WIDTH: Final = 0.22  # at most


def draw_scale_bar(axes: Axes, frame: Box, metres_per_mm: float, placer: LabelPlacer) -> None:
    """Draw a scale bar in the south-west corner, black and white in halves, with its length."""
    length_m = round_down((frame[2] - frame[0]) * SCALE_BAR_OF_WIDTH)
    west, south = frame[0] + 3 * metres_per_mm, frame[1] + 3 * metres_per_mm
    for half, colour in enumerate(("#111111", "white")):
        axes.add_patch(
            Rectangle(
                (west + half * length_m / 2, south),
                length_m / 2,
                1.1 * metres_per_mm,
                facecolor=colour,
                edgecolor="#111111",
                linewidth=0.6,
                zorder=10,
            )
        )
    axes.text(
        west + length_m / 2,
        south + 1.8 * metres_per_mm,
        metres_in_words(length_m),
        ha="center",
        va="bottom",
        fontsize=6.5,
        zorder=10,
        parse_math=False,
    )
    placer.occupy((0, 0, 6 + length_m / metres_per_mm, 9))


def draw_north(axes: Axes, frame: Box, metres_per_mm: float, placer: LabelPlacer) -> None:
    """Draw an arrow to grid north in the north-east corner."""
    east, north = frame[2] - 5 * metres_per_mm, frame[3] - 3 * metres_per_mm
    foot = (east, north - 8 * metres_per_mm)
    axes.annotate(
        "",
        xy=(east, north),
        xytext=(east, foot[1] + 1.2 * metres_per_mm),
        arrowprops={"arrowstyle": "-|>", "color": "#111111", "lw": 1.0},
        zorder=10,
    )
    text_with_halo(axes, foot, "N", fontsize=7, fontweight="bold", zorder=10)
    placer.occupy((placer.width_mm - 9, placer.height_mm - 14, placer.width_mm, placer.height_mm))


def draw_legend(
    axes: Axes,
    breaks: ClassBreaks,
    title: str,
    width_mm: float,
    height_mm: float,
    *,
    has_key_map: bool = False,
) -> None:
    """Draw the legend: each class's colour, the part of the area it marks, and its threshold."""
    axes.set_xlim(0, width_mm)
    axes.set_ylim(0, height_mm)
    axes.axis("off")
    unit = drawable(breaks.unit)
    _write(
        axes, 0, height_mm - 2.4, shortened(f"{drawable(title)} ({unit})", 90), size=7, bold=True
    )
    if not breaks.classes:
        _write(axes, 0, height_mm - 7, "No density to show.", size=6.5)
    step = width_mm / max(5, len(breaks.classes))
    for place, each in enumerate(breaks.classes):
        west = place * step
        axes.add_patch(
            Rectangle(
                (west, height_mm - 10.0), 6, 4.5, facecolor=each.colour, edgecolor="#52606d", lw=0.5
            )
        )
        _write(axes, west + 7, height_mm - 6.3, f"over {rounded(each.above)}", size=6, bold=True)
        share = f"densest {words.rounded_share(each.share_of_area)}"
        _write(axes, west + 7, height_mm - 9.1, share, size=5.5)
    _write(
        axes,
        0,
        2.4,
        "Dark outline: harm spot; the first bear their rank.  Dashed: it rests on one offence.",
        size=6,
    )
    small = "  Small map: the whole district, with the large map's frame." if has_key_map else ""
    shares = f"Percentages are shares of the force's area.{small}"
    _write(axes, 0, height_mm - 13.2, shares, size=5.5)


def _write(
    axes: Axes, east: float, north: float, text: str, *, size: float, bold: bool = False
) -> None:
    axes.text(
        east,
        north,
        text,
        va="center",
        fontsize=size,
        fontweight="bold" if bold else "normal",
        parse_math=False,
    )
