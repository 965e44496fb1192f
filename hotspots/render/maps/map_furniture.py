"""What every static map has beside the map: paper, frame, legend, scale bar, north."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from hotspots import words
from hotspots.density_classes import ClassBreaks, rounded
from hotspots.render.chart import metres_in_words, round_down
from hotspots.render.maps.label_placing import Box, LabelPlacer, text_with_halo
from hotspots.render.plain_text import shortened
from hotspots.render.typeset import drawable

MM_PER_INCH: Final = 25.4
SCALE_BAR_OF_WIDTH: Final = 0.22  # at most
LONGEST_HEADING: Final = 70  # characters of the legend at its full size
_WHOLE_PAPER: Final = (0.004, 0.004, 0.992, 0.992)


def paper(width_mm: float, height_mm: float) -> Figure:
    """Return a white figure of this size."""
    figure = Figure(figsize=(width_mm / MM_PER_INCH, height_mm / MM_PER_INCH), facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def drawn_svg(width_mm: float, height_mm: float, draw: Callable[[Figure], None]) -> str:
    """Return what is drawn on a figure as SVG, whose text is text: the same in every run."""
    file = io.StringIO()
    # "none" leaves text as text; the salt makes the identifiers the same in every run.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "hotspots"}):
        figure = paper(width_mm, height_mm)
        draw(figure)
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return file.getvalue()


def map_svg(
    frame: Box, width_mm: float, height_mm: float, draw: Callable[[LabelPlacer], None]
) -> str:
    """Return a map that fills its paper as SVG.

    Parameters
    ----------
    frame : (west, south, east, north)
        In metres.
    width_mm, height_mm : float
        Size on paper.
    draw : callable
        Draws the map on the axes of the placer that it is given.
    """

    def fill(figure: Figure) -> None:
        axes = figure.add_axes(_WHOLE_PAPER)
        show_frame(axes, frame)
        draw(LabelPlacer(axes, frame, (frame[2] - frame[0]) / width_mm))

    return drawn_svg(width_mm, height_mm, fill)


def show_frame(axes: Axes, frame: Box) -> None:
    """Let axes show this frame, without ticks."""
    axes.set_xlim(frame[0], frame[2])
    axes.set_ylim(frame[1], frame[3])
    axes.set_xticks([])
    axes.set_yticks([])


def frame_around(bounds: Box, width_m: float, width_to_height: float) -> Box:
    """Return the frame of this width and shape around the middle of some bounds, in metres."""
    west, south, east, north = bounds
    middle = ((west + east) / 2, (south + north) / 2)
    half = (width_m / 2, width_m / width_to_height / 2)
    return middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1]


def draw_scale_and_north(placer: LabelPlacer) -> None:
    """Draw a scale bar in the south-west corner, and an arrow to grid north in the north-east."""
    _draw_scale_bar(placer.axes, placer.frame, placer.metres_per_mm, placer)
    _draw_north(placer.axes, placer.frame, placer.metres_per_mm, placer)


def _draw_scale_bar(axes: Axes, frame: Box, metres_per_mm: float, placer: LabelPlacer) -> None:
    """Draw the bar black and white in halves, with its length."""
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


def _draw_north(axes: Axes, frame: Box, metres_per_mm: float, placer: LabelPlacer) -> None:
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
    heading = shortened(f"{drawable(title)} ({drawable(breaks.unit)})", 140)
    # A title that says what was counted may be long: it is set smaller, and not cut off.
    size = 7.0 * min(1.0, LONGEST_HEADING / len(heading))
    _write(axes, 0, height_mm - 2.4, heading, size=size, bold=True)
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
        "Dark outline: harm spot; the first bear their rank.  "
        "Dashed: it rests on one offence or one point.",
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
