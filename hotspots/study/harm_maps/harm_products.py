"""The files of one area, be it a policing district or the force, and how each is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hotspots import product_files, schema
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
            ("Briefing (PDF)", f"./{self.named(product_files.BRIEFING)}"),
            ("Table (Excel)", f"./{self.named(product_files.HARM_SPOT_BOOK)}"),
        ]
        if self.district is None:
            return own
        beside = (("Whole force", FORCE_FOLDER), *self.neighbours.get(self.district, ()))
        return [
            *own,
            *(
                (n, f"../{folder}/{self.stamp.file_name(product_files.HARM_MAP_PAGE, folder)}")
                for n, folder in beside
            ),
        ]

    def named(self, what: str) -> str:
        """Return what one of its files is called."""
        return self.stamp.file_name(what, self.folder.name)

    def path(self, what: str) -> Path:
        """Return where one of its files stands."""
        return self.folder / self.named(what)

    @property
    def downloads(self) -> dict[str, str]:
        """Its files by what the index calls them; no raster of what none is made of."""
        has_raster = self.surfaces[0].has_raster
        return {
            label: self.named(file)
            for label, file in product_files.HARM_MAP.items()
            if has_raster or file != product_files.HARM_SURFACE
        }


def write_area(area: AreaProducts) -> None:
    """Write every file of one area into its folder."""
    area.folder.mkdir()
    content = _content(area)
    _write_maps(area, content)
    _write_tables(area, content.spots)
    _write_layers(area, content)


def _content(area: AreaProducts) -> MapContent:
    """Return what the area's maps on paper show."""
    return MapContent(
        surface=area.surfaces[0],
        spots=_own(area.spots, area.district),
        districts=area.districts,
        wards=None if area.wards is None else _own(area.wards, area.district),
        places=area.places,
        district=area.district,
        force_spots=len(area.spots),
        streets=street_map(area.streets, _own(area.districts, area.district)),
    )


def _write_maps(area: AreaProducts, content: MapContent) -> None:
    """Write the map for a browser, the briefing, and the briefing's map as a picture."""
    write_district_map(
        area.path(product_files.HARM_MAP_PAGE),
        title=area.title,
        stamp=area.stamp,
        surfaces=area.surfaces,
        spots=content.spots,
        districts=area.districts,
        wards=area.wards,
        places=area.places,
        figures=area.figures,
        indices=area.indices,
        focus=area.district,
        basemap=area.basemap,
        streets=content.streets,
        links=area.links,
    )
    drawn = write_briefing(
        area.path(product_files.BRIEFING),
        content,
        area.stamp,
        title=area.title,
        figures=area.figures,
    )
    write_map_picture(
        area.path(product_files.HARM_MAP_PICTURE),
        drawn,
        content.surface,
        area.stamp,
        title=area.title,
    )


def _write_tables(area: AreaProducts, spots: gpd.GeoDataFrame) -> None:
    """Write the harm spots for Excel and for programs; the force's also as tidy tables."""
    stamp, indices = area.stamp, area.indices
    book, table = area.path(product_files.HARM_SPOT_BOOK), area.path(product_files.HARM_SPOT_TABLE)
    write_xlsx(book, spots, stamp, title=area.title, indices=indices)
    write_csv(table, spots, stamp, indices)
    if area.district is None:
        write_spot_tables(area.folder.parent, spots, stamp, indices)


def _write_layers(area: AreaProducts, content: MapContent) -> None:
    """Write the layers for a GIS: outlines, all layers in one file, and the surface if any."""
    write_geojson(
        area.path(product_files.HARM_SPOT_OUTLINES),
        content.spots,
        area.stamp,
        title=area.title,
        indices=area.indices,
    )
    write_geopackage(
        area.path(product_files.HARM_SPOT_LAYERS),
        content.spots,
        _own(area.districts, area.district),
        content.wards,
        area.stamp,
        title=area.title,
        indices=area.indices,
    )
    if area.surfaces[0].has_raster:
        around_it = f"the district and {NEIGHBOURS_M / M_PER_KM:g} km around it"
        covers = "the whole force" if area.district is None else around_it
        write_geotiff(
            area.path(product_files.HARM_SURFACE), area.surfaces[0], area.stamp, covers=covers
        )


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
    return surface.window(_reach(outline))


def near_to(wards: gpd.GeoDataFrame, outline: BaseGeometry) -> gpd.GeoDataFrame:
    """Return the wards over a district and its nearest neighbours: its maps need no others."""
    west, south, east, north = _reach(outline)
    bounds = wards.bounds
    return wards[
        (bounds["minx"] <= east)
        & (bounds["maxx"] >= west)
        & (bounds["miny"] <= north)
        & (bounds["maxy"] >= south)
    ]


def _reach(outline: BaseGeometry) -> tuple[float, float, float, float]:
    west, south, east, north = outline.bounds
    return west - NEIGHBOURS_M, south - NEIGHBOURS_M, east + NEIGHBOURS_M, north + NEIGHBOURS_M
