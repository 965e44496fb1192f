"""The ground of a static map: density in classes, area outlines, outlines of harm spots."""

from __future__ import annotations

import math
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from numpy.typing import NDArray

from hotspots import schema
from hotspots.density_classes import ClassedSurface
from hotspots.outlines import without_specks
from hotspots.render.maps.label_placing import Box

SIMPLIFY_MM: Final = 0.05  # on paper; below what a printer resolves
SPECK_MM: Final = 0.4  # on paper; what is smaller than its square is a speck
WARD_COLOUR: Final = "#9aa5b1"
DISTRICT_COLOUR: Final = "#33475b"
SPOT_COLOUR: Final = "#14213d"
# Along the longer side; a county at 25 m has as many, and paper has fewer dots.
MOST_CELLS_DRAWN: Final = 4_500
NOTHING: Final = (255, 255, 255, 0)


def draw_density(axes: Axes, surface: ClassedSurface, frame: Box, *, opacity: float = 1.0) -> None:
    """Colour the cells in the frame by their class; what is in none shows the ground."""
    grid = surface.grid
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
    classes = surface.breaks.classes
    solid = round(255 * opacity)
    colours = [(*bytes.fromhex(c.colour.removeprefix("#")), solid) for c in classes]
    palette = np.array([NOTHING, *colours], dtype=np.uint8)
    axes.imshow(
        palette[bands],
        extent=(
            grid.west_m,
            grid.west_m + columns * drawn_m,
            grid.south_m,
            grid.south_m + rows * drawn_m,
        ),
        origin="lower",
        interpolation="none",
        aspect="auto",
        zorder=1,
    )
    axes.set_xlim(frame[0], frame[2])
    axes.set_ylim(frame[1], frame[3])


def draw_areas(
    axes: Axes,
    districts: gpd.GeoDataFrame,
    wards: gpd.GeoDataFrame | None,
    frame: Box,
    metres_per_mm: float,
    *,
    district: str | None,
) -> None:
    """Draw districts and wards; of one district, its own wards alone, with a veil on the rest."""
    window = shapely.box(*frame)
    tolerance_m = SIMPLIFY_MM * metres_per_mm
    near = districts[districts.geometry.intersects(window)]
    least_m2 = (SPECK_MM * metres_per_mm) ** 2
    near = without_specks(near, least_m2)
    if district is not None:
        own = near[near[schema.DISTRICT] == district]
        _veil_the_rest(axes, window, own, tolerance_m)
    if wards is not None:
        shown = wards if district is None else wards[wards[schema.DISTRICT] == district]
        # Dashed: a road is a whole line.
        _add_lines(
            axes,
            shown,
            tolerance_m,
            colour=WARD_COLOUR,
            width_pt=0.45,
            zorder=3,
            style=(0, (4.0, 2.5)),
        )
    _add_lines(axes, near, tolerance_m, colour="white", width_pt=2.2, zorder=4)
    _add_lines(axes, near, tolerance_m, colour=DISTRICT_COLOUR, width_pt=1.0, zorder=4)


def _veil_the_rest(
    axes: Axes, window: shapely.Polygon, own: gpd.GeoDataFrame, tolerance_m: float
) -> None:
    simple = shapely.simplify(own.geometry.to_numpy(), tolerance_m, preserve_topology=False)
    rest = shapely.difference(window, shapely.union_all(shapely.make_valid(simple)))
    rings = shapely.get_rings(rest)
    if len(rings) and len(own):
        axes.add_artist(
            PathPatch(
                outline_path(rings), facecolor="#f1f3f5", edgecolor="none", alpha=0.8, zorder=2
            )
        )


def draw_spots(axes: Axes, spots: gpd.GeoDataFrame, metres_per_mm: float) -> None:
    """Draw the spots' outlines, dark on a white halo; dashed where one offence or point is all."""
    if spots.empty:
        return
    flags = spots[[schema.RESTS_ON_ONE_OFFENCE, schema.RESTS_ON_ONE_POINT]]
    rests = flags.fillna(value=False).astype(bool).any(axis=1)
    tolerance_m = SIMPLIFY_MM * metres_per_mm
    _add_lines(axes, spots, tolerance_m, colour="white", width_pt=2.4, zorder=6)
    for dashed, style in ((False, "solid"), (True, (0, (2.4, 1.2)))):
        _add_lines(
            axes,
            spots[rests == dashed],
            tolerance_m,
            colour=SPOT_COLOUR,
            width_pt=1.1,
            zorder=7,
            style=style,
        )


def _add_lines(
    axes: Axes,
    areas: gpd.GeoDataFrame,
    tolerance_m: float,
    *,
    colour: str,
    width_pt: float,
    zorder: float,
    style: str | tuple[float, tuple[float, float]] = "solid",
) -> None:
    """Draw outlines, clipped to the frame, as one shape."""
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    outlines = shapely.boundary(areas.geometry.to_numpy())
    clipped = shapely.clip_by_rect(outlines, west, south, east, north)
    lines = shapely.get_parts(shapely.simplify(clipped, tolerance_m, preserve_topology=False))
    if len(lines):
        axes.add_artist(
            PathPatch(
                outline_path(lines),
                facecolor="none",
                edgecolor=colour,
                linewidth=width_pt,
                linestyle=style,
                zorder=zorder,
            )
        )


def outline_path(lines: NDArray[np.object_]) -> Outline:
    """Return lines or rings as one path, each begun where it begins."""
    positions, line_of = shapely.get_coordinates(lines, return_index=True)
    begins = np.diff(line_of, prepend=-1) != 0
    return Outline(positions, np.where(begins, Outline.MOVETO, Outline.LINETO))
