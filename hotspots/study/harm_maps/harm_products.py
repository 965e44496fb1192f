"""The files of one area, be it a policing district or the force, and how each is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hotspots import schema
from hotspots.render.maps.briefing import write_briefing
from hotspots.render.maps.district_map import write_district_map
from hotspots.render.maps.geojson import write_geojson
from hotspots.render.maps.geopackage import write_geopackage
from hotspots.render.maps.geotiff import write_geotiff
from hotspots.render.maps.spreadsheet import write_csv, write_spot_tables, write_xlsx
from hotspots.render.maps.static_map import MapContent, write_map_picture
from hotspots.study.run_folder import FORCE_FOLDER, district_folders
from hotspots.study.street_maps import street_map

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from hotspots.density_classes import ClassedSurface
    from hotspots.harm_index import HarmIndex
    from hotspots.render.stamp import ProductStamp
    from hotspots.study.street_layer import StreetLayer

MAP_PAGE = "map.html"
PICTURE = "map.png"
RASTER = "surface.tif"
# What the index calls each file, in the order in which it offers them.
DOWNLOADS = {
    "Briefing (PDF)": "briefing.pdf",
    "Excel": "harm_spots.xlsx",
    "CSV": "harm_spots.csv",
    "QGIS (GeoPackage)": "harm_spots.gpkg",
    "GeoJSON": "harm_spots.geojson",
    "Surface in classes (GeoTIFF)": RASTER,
}
# A district's surface reaches this far into its neighbours, so that a spot at the edge is whole.
NEIGHBOURS_M = 3_000.0
BESIDE_M = 100.0  # two districts whose outlines come so near are neighbours
M_PER_KM = 1_000.0


@dataclass(frozen=True, kw_only=True)
class AreaProducts:
    """Everything that the files of one area show; it travels to whichever process makes them.

    ``district`` is None for the force. Surfaces' classes and outlines are the force's.
    ``neighbours`` are each district's, as name and folder.
    """

    folder: Path
    title: str
    district: str | None
    stamp: ProductStamp
    surfaces: tuple[ClassedSurface, ...]
    spots: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    wards: gpd.GeoDataFrame | None
    places: pd.DataFrame
    figures: Sequence[tuple[str, str]]
    indices: Sequence[HarmIndex]
    basemap: tuple[str, str] | None
    streets: StreetLayer | None
    neighbours: Mapping[str, Sequence[tuple[str, str]]]

    @property
    def links(self) -> list[tuple[str, str]]:
        """Where else a reader of its map may want to go: index, papers, table, neighbours."""
        own = [
            ("All maps and files", "../index.html"),
            ("Briefing (PDF)", "./briefing.pdf"),
            ("Table (Excel)", "./harm_spots.xlsx"),
        ]
        if self.district is None:
            return own
        force = ("Whole force", f"../{FORCE_FOLDER}/{MAP_PAGE}")
        beside = self.neighbours.get(self.district, ())
        return [*own, force, *((name, f"../{folder}/{MAP_PAGE}") for name, folder in beside)]

    @property
    def downloads(self) -> dict[str, str]:
        """Its files by what the index calls them; no raster of what none is made of."""
        has_raster = self.surfaces[0].has_raster
        return {label: file for label, file in DOWNLOADS.items() if has_raster or file != RASTER}


def write_area(area: AreaProducts) -> None:
    """Write every file of one area into its folder."""
    area.folder.mkdir()
    streets = street_map(area.streets, _own(area.districts, area.district))
    spots = _own(area.spots, area.district)
    write_district_map(
        area.folder / MAP_PAGE,
        title=area.title,
        stamp=area.stamp,
        surfaces=area.surfaces,
        spots=area.spots,
        districts=area.districts,
        wards=area.wards,
        places=area.places,
        figures=area.figures,
        indices=area.indices,
        focus=area.district,
        basemap=area.basemap,
        streets=streets,
        links=area.links,
    )
    content = MapContent(
        surface=area.surfaces[0],
        spots=spots,
        districts=area.districts,
        wards=None if area.wards is None else _own(area.wards, area.district),
        places=area.places,
        district=area.district,
        force_spots=len(area.spots),
        streets=streets,
    )
    title, indices = area.title, area.indices
    drawn = write_briefing(
        area.folder / "briefing.pdf", content, area.stamp, title=area.title, figures=area.figures
    )
    write_map_picture(area.folder / PICTURE, drawn, content.surface, area.stamp, title=area.title)
    write_xlsx(area.folder / "harm_spots.xlsx", spots, area.stamp, title=title, indices=indices)
    write_csv(area.folder / "harm_spots.csv", spots, area.stamp, area.indices)
    if area.district is None:
        write_spot_tables(area.folder.parent, spots, area.stamp, indices)
    write_geojson(
        area.folder / "harm_spots.geojson", spots, area.stamp, title=title, indices=indices
    )
    write_geopackage(
        area.folder / "harm_spots.gpkg",
        spots,
        _own(area.districts, area.district),
        content.wards,
        area.stamp,
        title=title,
        indices=indices,
    )
    around_it = f"the district and {NEIGHBOURS_M / M_PER_KM:g} km around it"
    covers = "the whole force" if area.district is None else around_it
    if area.surfaces[0].has_raster:
        write_geotiff(area.folder / RASTER, area.surfaces[0], area.stamp, covers=covers)


def _own(table: gpd.GeoDataFrame, district: str | None) -> gpd.GeoDataFrame:
    return table if district is None else table[table[schema.DISTRICT] == district]


def neighbours_of(
    districts: gpd.GeoDataFrame, names: Sequence[str]
) -> dict[str, list[tuple[str, str]]]:
    """Return the districts next to each, as name and folder, in the order of the names."""
    folders = district_folders(names)
    outlines = districts.geometry.to_numpy()
    called = [str(name) for name in districts[schema.DISTRICT]]
    one, other = districts.sindex.query(outlines, predicate="dwithin", distance=BESIDE_M)
    pairs = {(called[a], called[b]) for a, b in zip(one, other, strict=True) if a != b}
    return {
        name: [(each, folders[each]) for each in names if (name, each) in pairs] for name in called
    }


def around(surface: ClassedSurface, outline: BaseGeometry) -> ClassedSurface:
    """Return the part of the force's surface over a district and its nearest neighbours."""
    west, south, east, north = outline.bounds
    return surface.window(
        (west - NEIGHBOURS_M, south - NEIGHBOURS_M, east + NEIGHBOURS_M, north + NEIGHBOURS_M)
    )
