"""The map of change, written: the page with its three pictures, the workbook and the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from hotspots import care, product_files, schema
from hotspots.density_classes import ClassedSurface
from hotspots.render.maps.force_picture import force_picture
from hotspots.render.maps.map_ground import draw_density, palette
from hotspots.render.maps.map_signs import Sign
from hotspots.render.maps.paper import POINTS_PER_MM, Lettering, Level, Paper
from hotspots.render.offline_page import data_address, write_page
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_book import Sheet, write_table_csv, write_table_xlsx
from hotspots.render.table_columns import TableColumn, count, number, share, text
from hotspots.render.table_page import html_table
from hotspots.render.tidy_tables import write_tidy_tables

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspots.surface import Grid

# Blue for fewer and red for more, the sure ones darker: a greyscale print tells sure from clear,
# and the sign before a zone's number tells more from fewer.
COLOURS: Final[Mapping[int, tuple[str, str]]] = {
    care.SURELY_MORE: ("#a50f26", "surely more"),
    care.MORE: ("#f0a093", "more"),
    care.FEWER: ("#93bfe0", "fewer"),
    care.SURELY_FEWER: ("#1f4e8c", "surely fewer"),
}
RING_OF_WIDTH: Final = 0.012  # around a zone, which may be of a few cells
ZONE_NUMBER: Final = Lettering(size_pt=9.0, halo=True)
EMPTY: Final = "No place stands out"
ZONES: Final[Sequence[TableColumn]] = (
    number(schema.ZONE, "Zone", "Its number on the map.", width=7),
    text(schema.ZONE_NAME, "Around", "The nearest place of the profile.", width=28),
    text(schema.DISTRICT, "District", width=22),
    text(schema.MOVED, "Moved", width=18),
    count(schema.COUNT_NOW, "Offences now", "In the zone."),
    count(schema.COUNT_EARLIER, "Offences then", "In the zone."),
    number(schema.AREA_M2, "Area (m²)"),
    number(schema.EASTING, "Easting (m)", "Of its most changed cell."),
    number(schema.NORTHING, "Northing (m)", "Of its most changed cell."),
)
AREAS: Final[Sequence[TableColumn]] = (
    text(schema.AREA_KIND, "Kind", width=10),
    text(schema.AREA_NAME, "Area", width=30),
    text(schema.MOVED, "Moved", "Its share of the whole, after allowing for all areas.", width=18),
    count(schema.COUNT_NOW, "Offences now"),
    count(schema.COUNT_EARLIER, "Offences then"),
    share(schema.SHARE_NOW, "Share now (%)", "Of all offences of the period.", decimals=1),
    share(schema.SHARE_EARLIER, "Share then (%)", "Of all offences of the period.", decimals=1),
    number(schema.P_VALUE, "p", "Chi-squared with Yates's correction.", decimals=4),
    number(schema.P_ALL_AREAS, "p, all areas", "Benjamini and Yekutieli.", decimals=4),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class ChangeMapTold:
    """What the page shows.

    Attributes
    ----------
    title, gist, now, then, caveat : str
    by_area : tuple of str
        A sentence for each kind of area.
    surfaces : (ClassedSurface, ClassedSurface)
        Then, and now.
    grid : Grid
    bands : uint8 array
        ``care.shown_change``.
    zones, areas : DataFrame
        ``schema.CHANGE_ZONE_COLUMNS`` and ``schema.AREA_PATTERN_COLUMNS``.
    districts : GeoDataFrame
    """

    title: str
    gist: str
    by_area: tuple[str, ...]
    now: str
    then: str
    surfaces: tuple[ClassedSurface, ClassedSurface]
    grid: Grid
    bands: NDArray[np.uint8]
    zones: gpd.GeoDataFrame
    areas: pd.DataFrame
    districts: gpd.GeoDataFrame
    caveat: str


def write_change_map_products(folder: Path, told: ChangeMapTold, stamp: ProductStamp) -> None:
    """Write ``index.html``, ``change.png``, ``change_map.xlsx``, ``zones.csv``, ``areas.csv``."""
    change = force_picture(told.districts, partial(_draw_change, told))
    (folder / stamp.file_name(product_files.CHANGE_MAP["Map of change (PNG)"])).write_bytes(change)
    pictures = [
        (period, force_picture(told.districts, partial(draw_density, surface=surface)))
        for period, surface in zip((told.then, told.now), told.surfaces, strict=True)
    ]
    sheets = [
        Sheet(name="Zones", columns=ZONES, table=told.zones, empty=EMPTY, frozen_columns=2),
        Sheet(name="Areas", columns=AREAS, table=told.areas, empty=EMPTY, frozen_columns=2),
    ]
    write_table_csv(
        folder / stamp.file_name(product_files.CHANGE_MAP["Zones (CSV)"]),
        ZONES,
        told.zones,
        stamp,
        empty=EMPTY,
    )
    write_table_csv(
        folder / stamp.file_name(product_files.CHANGE_MAP["Districts and wards (CSV)"]),
        AREAS,
        told.areas,
        stamp,
        empty=EMPTY,
    )
    write_table_xlsx(
        folder / stamp.file_name(product_files.CHANGE_MAP["Workbook (Excel)"]),
        sheets,
        stamp,
        title=told.title,
    )
    write_tidy_tables(folder, sheets, stamp)
    changed = told.areas[schema.MOVED].isin([str(schema.Moved.MORE), str(schema.Moved.FEWER)])
    write_page(
        folder / "index.html",
        "change_map.html",
        stamp,
        title=told.title,
        told=told,
        files={**stamp.file_names(product_files.CHANGE_MAP), **product_files.EVERY_RUN},
        change=data_address(change),
        pictures=[(period, data_address(png)) for period, png in pictures],
        colours=list(COLOURS.values()),
        zones=html_table(
            ZONES, pd.DataFrame(told.zones), caption="Zones", empty=EMPTY,
            row_heading=schema.ZONE_NAME,
        ),
        areas=html_table(
            AREAS, told.areas[changed], caption="Areas whose share of the whole changed",
            empty="In no area did the share of the whole change by more than chance gives.",
            row_heading=schema.AREA_NAME,
        ),
    )  # fmt: skip


def _draw_change(told: ChangeMapTold, paper: Paper) -> None:
    """Colour the marked cells, and number the zones with the sign of their change."""
    grid = told.grid
    box = (grid.west_m, grid.south_m, grid.east_m, grid.north_m)
    colours = palette(COLOURS[band][0] for band in sorted(COLOURS))
    paper.cells(told.bands, colours, box, Level.DENSITY)
    ring_pt = 2 * RING_OF_WIDTH * paper.width_mm * POINTS_PER_MM
    above_m = 2 * RING_OF_WIDTH * paper.width_mm * paper.metres_per_mm
    for zone in told.zones.itertuples():
        sign = "+" if getattr(zone, schema.MOVED) == str(schema.Moved.MORE) else "−"
        east, north = zone.geometry.x, zone.geometry.y
        paper.signs(
            [(east, north)], Sign.DISC, ring_pt, Level.DOTS,
            fill="none", edge="#14213d", edge_pt=1.2,
        )  # fmt: skip
        paper.text((east, north + above_m), f"{sign}{zone.zone}", ZONE_NUMBER, Level.NAMES)
