"""The ground of a static map: density in classes, area outlines, outlines of harm spots."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from hotspots import schema
from hotspots.density_classes import ClassedSurface
from hotspots.outlines import without_specks
from hotspots.render.maps.paper import SIMPLIFY_MM, Level, Paper

SPECK_MM: Final = 0.4  # on paper; what is smaller than its square is a speck
WARD_COLOUR: Final = "#9aa5b1"
DISTRICT_COLOUR: Final = "#33475b"
VEIL_COLOUR: Final = "#f1f3f5"
SPOT_COLOUR: Final = "#14213d"
# Along the longer side; a county at 25 m has as many, and paper has fewer dots.
MOST_CELLS_DRAWN: Final = 4_500
NOTHING: Final = (255, 255, 255, 0)


def draw_density(paper: Paper, surface: ClassedSurface, *, opacity: float = 1.0) -> None:
    """Colour the cells in the frame by their class; what is in none shows the ground."""
    grid, frame = surface.grid, paper.frame
    overlaps = (
        frame[0] < grid.east_m
        and frame[2] > grid.west_m
        and frame[1] < grid.north_m
        and frame[3] > grid.south_m
    )
    if not overlaps:
        return
    part = surface.window(frame)
    grid = part.grid
    # A nation has more cells than a picture has dots: of so many one is drawn, as a dot would be.
    step = math.ceil(max(part.bands.shape) / MOST_CELLS_DRAWN)
    bands = part.bands[step // 2 :: step, step // 2 :: step]
    rows, columns = bands.shape
    drawn_m = step * grid.cell_size_m
    extent = (
        grid.west_m,
        grid.south_m,
        grid.west_m + columns * drawn_m,
        grid.south_m + rows * drawn_m,
    )
    colours = palette([each.colour for each in surface.breaks.classes], opacity=opacity)
    paper.cells(bands, colours, extent, Level.DENSITY)


def palette(colours: Iterable[str], *, opacity: float = 1.0) -> NDArray[np.uint8]:
    """Return what :meth:`Paper.cells` colours by: class 0 shows the ground, then these."""
    solid = round(255 * opacity)
    drawn = [(*bytes.fromhex(each.removeprefix("#")), solid) for each in colours]
    return np.array([NOTHING, *drawn], dtype=np.uint8)


def draw_areas(
    paper: Paper,
    districts: gpd.GeoDataFrame,
    wards: gpd.GeoDataFrame | None,
    *,
    district: str | None,
) -> None:
    """Draw districts and wards; of one district, its own wards alone, with a veil on the rest."""
    near = districts[districts.geometry.intersects(shapely.box(*paper.frame))]
    near = without_specks(near, (SPECK_MM * paper.metres_per_mm) ** 2)
    if district is not None:
        own = near[near[schema.DISTRICT] == district]
        _veil_the_rest(paper, own)
    if wards is not None:
        shown = wards if district is None else wards[wards[schema.DISTRICT] == district]
        # Dashed: a road is a whole line.
        paper.stroke(_outlines(paper, shown), WARD_COLOUR, 0.45, Level.AREAS, dashes=(4.0, 2.5))
    outlines = _outlines(paper, near)
    paper.stroke(outlines, "white", 2.2, Level.AREAS)
    paper.stroke(outlines, DISTRICT_COLOUR, 1.0, Level.AREAS)


def _veil_the_rest(paper: Paper, own: gpd.GeoDataFrame) -> None:
    tolerance_m = SIMPLIFY_MM * paper.metres_per_mm
    simple = shapely.simplify(own.geometry.to_numpy(), tolerance_m, preserve_topology=False)
    rest = shapely.difference(
        shapely.box(*paper.frame), shapely.union_all(shapely.make_valid(simple))
    )
    if len(own):
        paper.fill(paper.area_path(rest), VEIL_COLOUR, Level.VEIL, opacity=0.8)


def draw_spots(paper: Paper, spots: gpd.GeoDataFrame) -> None:
    """Draw the spots' outlines, dark on a white halo; dashed where one offence or point is all."""
    if spots.empty:
        return
    flags = spots[[schema.RESTS_ON_ONE_OFFENCE, schema.RESTS_ON_ONE_POINT]]
    rests = flags.fillna(value=False).astype(bool).any(axis=1)
    paper.stroke(_outlines(paper, spots), "white", 2.4, Level.SPOTS)
    for dashed, dashes in ((False, None), (True, (2.4, 1.2))):
        outlines = _outlines(paper, spots[rests == dashed])
        paper.stroke(outlines, SPOT_COLOUR, 1.1, Level.SPOTS, dashes=dashes)


def _outlines(paper: Paper, areas: gpd.GeoDataFrame) -> str:
    return paper.path(shapely.boundary(areas.geometry.to_numpy()))
