"""The names on a static map: spots by number, towns, neighbours, and wards on a closer look."""

from __future__ import annotations

from typing import Final

import shapely

from hotspots import schema
from hotspots.outlines import mended
from hotspots.render.glyphs import drawable
from hotspots.render.maps.label_placing import Box, LabelPlacer
from hotspots.render.maps.map_content import MapContent

LEAST_OF_FRAME: Final = 0.03  # what a closer look must show of a ward to name it


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
