"""A plain map of the whole force as a picture for a page: what is drawn, under the districts."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from matplotlib.axes import Axes

from hotspots.render.maps.label_placing import Box
from hotspots.render.maps.map_furniture import frame_around, paper, show_frame
from hotspots.render.maps.map_ground import draw_areas

if TYPE_CHECKING:
    import geopandas as gpd

WIDTH_MM: Final = 150.0
HEIGHT_MM: Final = 130.0
DOTS_PER_INCH: Final = 130
MARGIN: Final = 1.04


def force_picture(districts: gpd.GeoDataFrame, draw: Callable[[Axes, Box], None]) -> bytes:
    """Return the map as PNG; ``draw`` is given the axes and the frame in metres."""
    west, south, east, north = districts.total_bounds
    shape = WIDTH_MM / HEIGHT_MM
    frame = frame_around(
        (west, south, east, north), MARGIN * max(east - west, (north - south) * shape), shape
    )
    figure = paper(WIDTH_MM, HEIGHT_MM)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    draw(axes, frame)
    # What is drawn may widen or narrow the axes, and outlines are cut to them.
    show_frame(axes, frame)
    draw_areas(axes, districts, None, frame, (frame[2] - frame[0]) / WIDTH_MM, district=None)
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    return file.getvalue()
