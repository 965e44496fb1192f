"""The pack's map on paper: the ward, its neighbours, its harm spots and its repeat locations.

North is up and everything reads in black and white. matplotlib is not safe in threads: make one
map at a time in a process.
"""

from __future__ import annotations

import io
from typing import Final

import geopandas as gpd
import matplotlib as mpl
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from hotspots import schema
from hotspots.render.glyphs import drawable
from hotspots.render.maps.label_placing import Box, LabelPlacer
from hotspots.render.maps.map_furniture import draw_north, draw_scale_bar
from hotspots.render.maps.map_ground import draw_areas, draw_spots
from hotspots.render.plain_text import shortened
from hotspots.render.wards.ward_pack_content import WardPack

MM_PER_INCH: Final = 25.4
MARGIN: Final = 0.08  # of the larger side, around the ward
LONGEST_NAME: Final = 30


def pack_map_svg(pack: WardPack, *, width_mm: float, height_mm: float) -> str:
    """Return the map as SVG, whose text is text."""
    file = io.StringIO()
    # "none" leaves text as text; the salt makes the identifiers the same in every run.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "hotspots"}):
        figure = Figure(
            figsize=(width_mm / MM_PER_INCH, height_mm / MM_PER_INCH), facecolor="white"
        )
        FigureCanvasAgg(figure)
        frame = _frame(pack.ward[schema.GEOMETRY], width_mm / height_mm)
        axes = figure.add_axes((0.004, 0.004, 0.992, 0.992))
        _draw(axes, pack, frame, (frame[2] - frame[0]) / width_mm)
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return file.getvalue()


def _frame(outline: shapely.Geometry, width_to_height: float) -> Box:
    west, south, east, north = map(float, shapely.bounds(outline))
    width = (1 + 2 * MARGIN) * max(east - west, (north - south) * width_to_height)
    middle, half = (
        ((west + east) / 2, (south + north) / 2),
        (width / 2, width / width_to_height / 2),
    )
    return middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1]


def _draw(axes: Axes, pack: WardPack, frame: Box, metres_per_mm: float) -> None:
    axes.set_xlim(frame[0], frame[2])
    axes.set_ylim(frame[1], frame[3])
    axes.set_xticks([])
    axes.set_yticks([])
    # A ward is drawn as a district is: the rest under a veil.
    areas = _as_districts(pack.wards)
    own = str(pack.ward[schema.WARD_CODE])
    draw_areas(axes, areas, None, frame, metres_per_mm, district=own)
    draw_spots(axes, pack.spots, metres_per_mm)
    placer = LabelPlacer(axes, frame, metres_per_mm)
    draw_scale_bar(axes, frame, metres_per_mm, placer)
    draw_north(axes, frame, metres_per_mm, placer)
    window = shapely.box(*frame)
    for number, outline in zip(pack.spots[schema.RANK], pack.spots.geometry, strict=True):
        if not outline.intersects(window):
            continue
        if not placer.add_number_inside(str(number), outline):
            placer.add_number(str(number), outline.centroid.x, outline.centroid.y)
    placer.keep_areas_clear(pack.spots.bounds.to_numpy().tolist())
    points = pack.repeat_places.geometry
    axes.scatter(points.x, points.y, s=16, marker="s", color="#111111", zorder=8)
    placer.keep_clear(list(zip(points.x, points.y, strict=True)))
    for street, point in zip(pack.repeat_places[schema.STREET], points, strict=True):
        placer.add_place(shortened(drawable(street), LONGEST_NAME), point.x, point.y)
    for code, name, outline in zip(
        pack.wards[schema.WARD_CODE],
        pack.wards[schema.WARD_NAME],
        pack.wards.geometry,
        strict=True,
    ):
        if code != own and outline.intersects(window):
            placer.add_area(shortened(drawable(name), LONGEST_NAME), outline)


def _as_districts(wards: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return wards[[wards.geometry.name]].assign(**{schema.DISTRICT: wards[schema.WARD_CODE]})
