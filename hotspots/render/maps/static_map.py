"""The map on paper: density in classes, harm spots with their numbers, in the force's own grid.

North is up, one scale holds everywhere, and everything reads in black and white: classes differ in
lightness, spots are outlined in black on white, and those that rest on one offence are dashed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import shapely

from hotspots import schema
from hotspots.density_classes import ClassedSurface
from hotspots.outlines import mended
from hotspots.render.maps import map_furniture
from hotspots.render.maps.close_up import CloseUp, close_up
from hotspots.render.maps.label_placing import INK, LabelPlacer
from hotspots.render.maps.map_ground import DISTRICT_COLOUR, draw_areas, draw_density, draw_spots
from hotspots.render.maps.paper import Box, Level, Paper, Point
from hotspots.render.maps.street_drawing import (
    draw_street_map,
    name_streets,
    opacity_of_density,
    write_credit,
)
from hotspots.render.plain_text import shortened
from hotspots.render.stamp import ProductStamp, marking_line, rows_counted
from hotspots.render.typeset import drawable, picture_of_page

if TYPE_CHECKING:
    from hotspots.render.maps.street_map import StreetMap

LEAST_OF_FRAME: Final = 0.03  # what a closer look must show of a ward to name it
MARGIN_OF_DISTRICT: Final = 0.03  # of the larger side, around the district
EDGE_MM: Final = 0.6  # so that the frame is drawn whole
LEGEND_MM: Final = 19.0
PNG_DOTS_PER_INCH: Final = 150
FRAME_PT: Final = 0.6


@dataclass(frozen=True, kw_only=True)
class MapContent:
    """What one static map shows.

    Attributes
    ----------
    surface : ClassedSurface
        The force's, or a window of it; it is cut to the map's frame.
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
    force_spots : int
        How many harm spots the whole force has.
    streets : StreetMap or None
        Streets and ground, in the surface's system.
    """

    surface: ClassedSurface
    spots: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    wards: gpd.GeoDataFrame | None
    places: pd.DataFrame
    district: str | None = None
    numbered: int = 10
    force_spots: int = 0
    streets: StreetMap | None = None

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
    map_mm = (width_mm - 2 * EDGE_MM, height_mm - LEGEND_MM - EDGE_MM)
    whole = frame_of_map(content, map_mm[0] / map_mm[1])
    look = close_up(content.spots, whole)
    drawn = Paper(whole if look is None else look.frame, map_mm[0])
    _draw(drawn, content, whole, look)
    breaks, title = content.surface.breaks, content.surface.title
    legend = map_furniture.legend(breaks, title, map_mm[0], LEGEND_MM, has_key_map=look is not None)
    sheet = Paper.sheet(width_mm, height_mm)
    sheet.lay(legend, (EDGE_MM, 0.0), Level.GROUND)
    _lay_map(sheet, drawn, (EDGE_MM, LEGEND_MM), Level.GROUND)
    return sheet.svg()


def write_map_picture(
    path: Path, drawn: str, surface: ClassedSurface, stamp: ProductStamp, *, title: str
) -> None:
    """Write a map as a picture that stands alone: title, legend, marking above and below.

    Parameters
    ----------
    path : Path
    drawn : str
        The SVG of :func:`static_map_svg`.
    surface : ClassedSurface
        What the map shows.
    stamp : ProductStamp
    title : str
        For example ``"Harm spots: Colchester"``.
    """
    marking = shortened(drawable(marking_line(stamp)), 100)
    cells = f"Bandwidth {surface.bandwidth_m:g} m, cells {surface.grid.cell_size_m:g} m."
    picture = picture_of_page(
        "map_picture.typ",
        {
            "marking": marking,
            "title": shortened(drawable(f"{title}, {stamp.period}"), 80),
            "method": shortened(drawable(stamp.method), 150),
            "rows": f"Whole force: {rows_counted(stamp)}. {cells} {drawable(stamp.software)}.",
        },
        dots_per_inch=PNG_DOTS_PER_INCH,
        pictures={"map": drawn},
        texts={
            "Title": drawable(title),
            "Description": f"{marking_line(stamp)}. {stamp.period}. {stamp.method}",
            "Software": stamp.software,
        },
    )
    path.write_bytes(picture)


def frame_of_map(content: MapContent, width_to_height: float) -> Box:
    """Return ``(west, south, east, north)`` around the district (or the force), in metres."""
    shown = content.districts
    if content.district is not None:
        shown = shown[shown[schema.DISTRICT] == content.district]
    outline = shown if len(shown) else content.spots
    grid = content.surface.grid
    west, south, east, north = bounds = (
        outline.total_bounds
        if len(outline)
        else (grid.west_m, grid.south_m, grid.east_m, grid.north_m)
    )
    margin = 1 + 2 * MARGIN_OF_DISTRICT
    width_m = margin * max(east - west, (north - south) * width_to_height)
    return map_furniture.frame_around(bounds, width_m, width_to_height)


def _draw(paper: Paper, content: MapContent, whole: Box, look: CloseUp | None) -> None:
    opacity = opacity_of_density(content.streets, paper.metres_per_mm)
    draw_density(paper, content.surface, opacity=opacity)
    draw_street_map(paper, content.streets)
    draw_areas(paper, content.districts, content.wards, district=content.district)
    draw_spots(paper, content.spots)
    placer = LabelPlacer(paper)
    map_furniture.draw_scale_and_north(placer)
    write_credit(placer, content.streets)
    if look is not None:
        _draw_key(paper, content, whole, look)
        placer.occupy(placer.box_on_paper(look.key))
    number_spots(content, placer, close=look is not None)
    if content.district is None:
        name_areas(content, placer)
        name_places(content, placer)
    else:
        name_places(content, placer)
        name_areas(content, placer)
    name_streets(content.streets, placer)
    if look is not None:
        name_wards(content, placer, paper.frame)


def _draw_key(paper: Paper, content: MapContent, whole: Box, look: CloseUp) -> None:
    """Draw the whole district small in its corner, with the frame of the large map on it."""
    west, south, east, _ = look.key
    key = Paper(whole, (east - west) / paper.metres_per_mm)
    draw_density(key, content.surface)
    draw_areas(key, content.districts, None, district=content.district)
    key.rectangle(look.frame, Level.FURNITURE, edge=INK, width_pt=1.4)
    _lay_map(paper, key, (west, south), Level.FURNITURE)


def _lay_map(paper: Paper, drawn: Paper, corner: Point, level: Level) -> None:
    paper.lay(drawn, corner, level, edge=DISTRICT_COLOUR, edge_pt=FRAME_PT)


def number_spots(content: MapContent, placer: LabelPlacer, *, close: bool) -> None:
    """Write the numbers of the first spots: inside the outline where there is room, else beside it.

    From afar a number may cover a spot that has none; on a closer look none is covered.
    """
    ranked = content.spots.sort_values(content.rank_column, kind="stable").head(content.numbered)
    placer.keep_areas_clear((content.spots if close else ranked).geometry.bounds.to_numpy())
    numbers = [str(int(rank)) for rank in ranked[content.rank_column]]
    outlines = mended(ranked.geometry.to_numpy())
    inside = [placer.add_number_inside(*each) for each in zip(numbers, outlines, strict=True)]
    centres = ranked.geometry.representative_point()
    for number, easting, northing, done in zip(numbers, centres.x, centres.y, inside, strict=True):
        if not done:
            placer.add_number(number, easting, northing)
    placer.keep_areas_clear(content.spots.geometry.bounds.to_numpy())


def name_places(content: MapContent, placer: LabelPlacer) -> None:
    """Name the towns and villages: of a district, its own."""
    own = content.districts[content.districts[schema.DISTRICT] == content.district]
    outline = shapely.union_all(mended(own.geometry.to_numpy())) if len(own) else None
    shapely.prepare(outline)
    columns = (content.places[name] for name in ("name", "easting", "northing"))
    for name, easting, northing in zip(*columns, strict=True):
        if outline is None or shapely.contains_xy(outline, easting, northing):
            placer.add_place(drawable(name), easting, northing)


def name_areas(content: MapContent, placer: LabelPlacer) -> None:
    """Name the districts, but for the one that the map is of."""
    others = content.districts[content.districts[schema.DISTRICT] != content.district]
    for name, outline in zip(
        others[schema.DISTRICT], mended(others.geometry.to_numpy()), strict=True
    ):
        placer.add_area(drawable(name), outline)


def name_wards(content: MapContent, placer: LabelPlacer, frame: Box) -> None:
    """Name the wards of which a closer look shows enough to stand a name in."""
    if content.wards is None:
        return
    least_m2 = LEAST_OF_FRAME * (frame[2] - frame[0]) * (frame[3] - frame[1])
    outlines = mended(content.wards.geometry.to_numpy())
    shown_m2 = shapely.area(shapely.intersection(outlines, shapely.box(*frame)))
    for name, outline, area_m2 in zip(
        content.wards[schema.WARD_NAME], outlines, shown_m2, strict=True
    ):
        if area_m2 >= least_m2:
            placer.add_area(drawable(name), outline, strictly_inside=True)
