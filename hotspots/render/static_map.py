"""The map on paper: density in classes, harm spots with their numbers, in the force's own grid.

North is up, one scale holds everywhere, and everything reads in black and white: classes differ in
lightness, spots are outlined in black on white, and those that rest on one offence are dashed.

matplotlib is not safe in threads: make one map at a time in a process.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import matplotlib as mpl
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from hotspots import schema
from hotspots.outlines import mended
from hotspots.render.glyphs import drawable
from hotspots.render.label_placing import Box, LabelPlacer
from hotspots.render.map_furniture import draw_legend, draw_north, draw_scale_bar
from hotspots.render.map_ground import DISTRICT_COLOUR, draw_areas, draw_density, draw_spots
from hotspots.render.plain_text import shortened
from hotspots.render.stamp_text import marking_line, rows_in_words

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hotspots.render.classes import ClassBreaks
    from hotspots.render.stamp import ProductStamp
    from hotspots.surface import Surface

MM_PER_INCH: Final = 25.4
MARGIN_OF_DISTRICT: Final = 0.03  # of the larger side, around the district
EDGE_MM: Final = 0.6  # so that the frame is drawn whole
LEGEND_MM: Final = 19.0
STRIP_MM: Final = 12.0  # the marking and the title of a picture that stands alone
NOTE_MM: Final = 13.0
PNG_DOTS_PER_INCH: Final = 150


@dataclass(frozen=True, kw_only=True)
class MapContent:
    """What one static map shows.

    Attributes
    ----------
    surface : Surface
        The force's, or a window of it; it is cut to the map's frame.
    breaks : ClassBreaks
        Of the whole force, so that a colour means the same on every map.
    spots : GeoDataFrame
        Harm spots to draw: those of the district, or all.
    districts, wards : GeoDataFrame
        Outlines in the surface's system; ``wards`` may be None.
    places : DataFrame
        ``name`` and ``easting``, ``northing`` in the surface's system, the most important first.
    district : str or None
        The district that the map is of; None for the whole force.
    numbered : int
        How many spots, best rank first, bear their number.
    """

    surface: Surface
    breaks: ClassBreaks
    spots: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    wards: gpd.GeoDataFrame | None
    places: pd.DataFrame
    district: str | None = None
    numbered: int = 10

    @property
    def rank_column(self) -> str:
        """The rank that the numbers are: within the district, or within the force."""
        return schema.DISTRICT_RANK if self.district else schema.RANK


def static_map_svg(content: MapContent, *, width_mm: float, height_mm: float) -> str:
    """Return the map and its legend as SVG: lines and text as such, the density as a picture.

    Parameters
    ----------
    content : MapContent
    width_mm, height_mm : float
        Size on paper, the legend included.
    """
    file = io.StringIO()
    # "none" leaves text as text; the salt makes the identifiers the same in every run.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "hotspots"}):
        figure = _figure(width_mm, height_mm)
        _draw(figure, content, top_mm=height_mm, bottom_mm=0.0)
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return file.getvalue()


def write_static_map_png(
    path: Path,
    content: MapContent,
    stamp: ProductStamp,
    *,
    title: str,
    width_mm: float = 180.0,
    height_mm: float = 210.0,
) -> None:
    """Write the map as a picture that stands alone: title, legend, marking above and below.

    Parameters
    ----------
    path : Path
    content : MapContent
    stamp : ProductStamp
    title : str
        For example ``"Harm spots: Colchester"``.
    width_mm, height_mm : float
        Size at 150 dots an inch.
    """
    figure = _figure(width_mm, height_mm)
    _draw(figure, content, top_mm=height_mm - STRIP_MM, bottom_mm=NOTE_MM)
    _write_frame(figure, stamp, title, content.surface)
    figure.savefig(
        path,
        format="png",
        dpi=PNG_DOTS_PER_INCH,
        metadata={
            "Title": drawable(title),
            "Description": f"{marking_line(stamp)}. {stamp.period}. {stamp.method}",
            "Software": stamp.software,
        },
    )


def frame_of_map(content: MapContent, width_to_height: float) -> Box:
    """Return ``(west, south, east, north)`` around the district (or the force), in metres."""
    shown = content.districts
    if content.district is not None:
        shown = shown[shown[schema.DISTRICT] == content.district]
    outline = shown if len(shown) else content.spots
    grid = content.surface.grid
    west, south, east, north = (
        outline.total_bounds
        if len(outline)
        else (grid.west_m, grid.south_m, grid.east_m, grid.north_m)
    )
    centre = ((west + east) / 2, (south + north) / 2)
    margin = 1 + 2 * MARGIN_OF_DISTRICT
    width = margin * max(east - west, (north - south) * width_to_height)
    height = width / width_to_height
    return (
        centre[0] - width / 2,
        centre[1] - height / 2,
        centre[0] + width / 2,
        centre[1] + height / 2,
    )


def _figure(width_mm: float, height_mm: float) -> Figure:
    figure = Figure(figsize=(width_mm / MM_PER_INCH, height_mm / MM_PER_INCH), facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def _draw(figure: Figure, content: MapContent, *, top_mm: float, bottom_mm: float) -> None:
    width_mm = figure.get_size_inches()[0] * MM_PER_INCH
    map_mm = (width_mm - 2 * EDGE_MM, top_mm - bottom_mm - LEGEND_MM - EDGE_MM)
    frame = frame_of_map(content, map_mm[0] / map_mm[1])
    metres_per_mm = (frame[2] - frame[0]) / map_mm[0]
    axes = _axes(figure, bottom_mm + LEGEND_MM, *map_mm)
    _prepare(axes, frame)
    draw_density(axes, content.surface, content.breaks, frame)
    draw_areas(
        axes, content.districts, content.wards, frame, metres_per_mm, district=content.district
    )
    draw_spots(axes, content.spots, metres_per_mm)
    placer = LabelPlacer(axes, frame, metres_per_mm)
    draw_scale_bar(axes, frame, metres_per_mm, placer)
    draw_north(axes, frame, metres_per_mm, placer)
    _number_spots(content, placer)
    if content.district is None:
        _name_areas(content, placer)
        _name_places(content, placer)
    else:
        _name_places(content, placer)
        _name_areas(content, placer)
    legend = _axes(figure, bottom_mm, map_mm[0], LEGEND_MM)
    draw_legend(legend, content.breaks, content.surface.title, map_mm[0], LEGEND_MM)


def _axes(figure: Figure, bottom_mm: float, width_mm: float, height_mm: float) -> Axes:
    """Return axes of this size on paper, at the left edge."""
    page = figure.get_size_inches() * MM_PER_INCH
    return figure.add_axes(
        (EDGE_MM / page[0], bottom_mm / page[1], width_mm / page[0], height_mm / page[1])
    )


def _prepare(axes: Axes, frame: Box) -> None:
    axes.set_xlim(frame[0], frame[2])
    axes.set_ylim(frame[1], frame[3])
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set(color=DISTRICT_COLOUR, linewidth=0.6)


def _number_spots(content: MapContent, placer: LabelPlacer) -> None:
    ranked = content.spots.sort_values(content.rank_column, kind="stable").head(content.numbered)
    centres = ranked.geometry.representative_point()
    placer.keep_clear(list(zip(centres.x, centres.y, strict=True)))
    for rank, easting, northing in zip(
        ranked[content.rank_column], centres.x, centres.y, strict=True
    ):
        placer.add_number(str(int(rank)), easting, northing)
    everywhere = content.spots.geometry.representative_point()
    placer.keep_clear(list(zip(everywhere.x, everywhere.y, strict=True)))


def _name_places(content: MapContent, placer: LabelPlacer) -> None:
    own = content.districts[content.districts[schema.DISTRICT] == content.district]
    outline = shapely.union_all(mended(own.geometry.to_numpy())) if len(own) else None
    shapely.prepare(outline)
    columns = (content.places[name] for name in ("name", "easting", "northing"))
    for name, easting, northing in zip(*columns, strict=True):
        if outline is None or shapely.contains_xy(outline, easting, northing):
            placer.add_place(drawable(name), easting, northing)


def _name_areas(content: MapContent, placer: LabelPlacer) -> None:
    others = content.districts[content.districts[schema.DISTRICT] != content.district]
    for name, outline in zip(
        others[schema.DISTRICT], mended(others.geometry.to_numpy()), strict=True
    ):
        placer.add_area(drawable(name), outline)


def _write_frame(figure: Figure, stamp: ProductStamp, title: str, surface: Surface) -> None:
    height_mm = figure.get_size_inches()[1] * MM_PER_INCH
    marking = shortened(drawable(marking_line(stamp)), 100)
    method = shortened(drawable(stamp.method), 150)
    rows = shortened(drawable(rows_in_words(stamp)), 150)
    cells = f"Bandwidth {surface.bandwidth_m:g} m, cells {surface.grid.cell_size_m:g} m."
    lines = (
        (height_mm - 3.0, marking, 8.0, "bold"),
        (height_mm - 8.5, shortened(drawable(f"{title}, {stamp.period}"), 80), 11.0, "bold"),
        (10.5, method, 6.0, "normal"),
        (7.8, f"{rows}. {cells} {drawable(stamp.software)}.", 6.0, "normal"),
        (3.0, marking, 8.0, "bold"),
    )
    for height, text, size, weight in lines:
        figure.text(
            0.5,
            height / height_mm,
            text,
            ha="center",
            va="center",
            fontsize=size,
            fontweight=weight,
            parse_math=False,
        )
