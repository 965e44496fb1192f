"""A plain map of the whole force as a picture for a page: what is drawn, under the districts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from hotspots.render.maps.map_furniture import frame_around
from hotspots.render.maps.map_ground import draw_areas
from hotspots.render.maps.paper import Level, Paper
from hotspots.render.typeset import picture_of_page

if TYPE_CHECKING:
    import geopandas as gpd

WIDTH_MM: Final = 150.0
HEIGHT_MM: Final = 130.0
DOTS_PER_INCH: Final = 130
MARGIN: Final = 1.04


def force_picture(districts: gpd.GeoDataFrame, draw: Callable[[Paper], None]) -> bytes:
    """Return the map as PNG; ``draw`` is given the paper, whose frame is in metres."""
    west, south, east, north = districts.total_bounds
    shape = WIDTH_MM / HEIGHT_MM
    width_m = MARGIN * max(east - west, (north - south) * shape)
    paper = Paper(frame_around((west, south, east, north), width_m, shape), WIDTH_MM)
    draw(paper)
    draw_areas(paper, districts, None, district=None)
    paper.rectangle(paper.frame, Level.CREDIT, edge="black", width_pt=0.8)
    return picture_of_page(
        "force_picture.typ",
        {},
        dots_per_inch=DOTS_PER_INCH,
        pictures={"map": paper.svg()},
        texts={},
    )
