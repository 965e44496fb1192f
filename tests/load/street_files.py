"""Small files of streets in the layouts that their publishers write; every name is invented."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

# A crossroads in Lower Vale, the road to it from the west, and a lane that ends north of it.
CROSS = (575_000.0, 205_000.0)
WEST = shapely.LineString([(574_500, 205_000), (574_800, 205_010), CROSS])
EAST = shapely.LineString([CROSS, (575_400, 205_000)])
NORTH = shapely.LineString([CROSS, (575_000, 205_300)])
FAR_AWAY = shapely.LineString([(300_000, 300_000), (300_100, 300_000)])
LINES = (WEST, EAST, NORTH)
SHOP = shapely.box(575_010, 205_010, 575_020, 205_020)
LAKE = shapely.box(575_100, 205_100, 575_200, 205_200)
STATION = shapely.Point(575_050, 205_050)


def table(lines: Any = LINES, crs: str | None = "EPSG:27700", **columns: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(lines), crs=crs)


def open_roads(lines: Any = LINES, **changed: Any) -> gpd.GeoDataFrame:
    """The layer road_link of OS Open Roads, in its GeoPackage."""
    columns: dict[str, Any] = {
        "id": ["L1", "L2", "L3"],
        "fictitious": [False] * 3,
        "road_classification": ["A Road", "A Road", "Unclassified"],
        "road_function": ["A Road", "A Road", "Local Road"],
        "form_of_way": ["Single Carriageway"] * 3,
        "road_classification_number": ["A1999", "A1999", None],
        "name_1": ["Market Road", "Market Road", "Mill Lane"],
        "name_1_lang": [None] * 3,
        "name_2": [None] * 3,
        "name_2_lang": [None] * 3,
        "road_structure": [None] * 3,
        "length": [500, 400, 300],
        "length_uom": ["m"] * 3,
        "loop": [False] * 3,
        "primary_route": [False] * 3,
        "trunk_road": [False] * 3,
        "start_node": ["N1", "N2", "N2"],
        "end_node": ["N2", "N3", "N4"],
        "road_number_toid": [None] * 3,
        "road_name_toid": [None] * 3,
        **changed,
    }
    return table(lines, **columns)


def open_roads_tile() -> gpd.GeoDataFrame:
    """A Shapefile tile of OS Open Roads: names of ten letters at most."""
    whole = open_roads()
    return table(
        LINES,
        identifier=whole["id"],
        **{"class": whole["road_classification"]},
        roadNumber=whole["road_classification_number"],
        name1=whole["name_1"],
        formOfWay=whole["form_of_way"],
        length=whole["length"],
        function=whole["road_function"],
        startNode=whole["start_node"],
        endNode=whole["end_node"],
    )


def vectormap(*, shapefile: bool = False) -> gpd.GeoDataFrame:
    """The layer Road of OS VectorMap District."""
    names = ("classification", "distinctive_name", "road_number", "draw_level", "feature_code")
    cut = ("CLASSIFICA", "DISTNAME", "ROADNUMBER", "DRAWLEVEL", "FEATCODE")
    columns = (
        ["A Road, Collapsed Dual Carriageway", "A Road", "Local Street"],
        ["Market Road", "Market Road", "Mill Lane"],
        ["A1999", "A1999", None],
        [0, 0, 0],
        [15739, 15729, 15760],
    )
    named: dict[str, Any] = dict(zip(cut if shapefile else names, columns, strict=True))
    named["ID" if shapefile else "id"] = ["L1", "L2", "L3"]
    return table(LINES, **named)


def zoomstack() -> gpd.GeoDataFrame:
    """The layer roads_local of OS Open Zoomstack."""
    return table(
        LINES,
        type=["A Road", "A Road", "Local"],
        name=["Market Road", "Market Road", "Mill Lane"],
        number=["A1999", "A1999", None],
        level=[0, 0, 0],
    )


def open_usrn() -> gpd.GeoDataFrame:
    """OS Open USRN: numbers and lines with heights, and no name."""
    along = shapely.MultiLineString([WEST, EAST])
    lines = [shapely.force_3d(along), shapely.force_3d(shapely.MultiLineString([NORTH]))]
    kinds = ["Numbered Street", "Designated Street Name"]
    return table(lines, usrn=[99_000_001, 99_000_002], street_type=kinds)


def openstreetmap(lines: Any = None, **changed: Any) -> gpd.GeoDataFrame:
    """The layer lines of an OpenStreetMap file, as GDAL gives it: roads run through junctions."""
    through = shapely.LineString([*WEST.coords, *list(EAST.coords)[1:]])
    columns: dict[str, Any] = {
        "osm_id": ["11", "12"],
        "name": ["Market Road", "Mill Lane"],
        "highway": ["trunk", "residential"],
        "waterway": [None, None],
        "railway": [None, None],
        "z_order": [0, 0],
        "other_tags": ['"lit"=>"yes","ref"=>"A1999"', None],
        **changed,
    }
    return table([through, NORTH] if lines is None else lines, **columns).to_crs("EPSG:4326")


def written(path: Path, layers: dict[str, gpd.GeoDataFrame]) -> Path:
    """Write layers into a GeoPackage."""
    for name, layer in layers.items():
        layer.to_file(path, layer=name, driver="GPKG", mode="a" if path.exists() else "w")
    return path


def zipped_tiles(path: Path, tiles: dict[str, gpd.GeoDataFrame]) -> Path:
    """Write Shapefiles into a zip, in a folder as Ordnance Survey packs them."""
    folder = path.with_suffix("")
    folder.mkdir()
    for name, tile in tiles.items():
        tile.to_file(folder / f"{name}.shp")
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(folder.iterdir()):
            archive.write(part, f"data/{part.name}")
    return path


def row_more(layer: gpd.GeoDataFrame, geometry: Any, **changed: Any) -> gpd.GeoDataFrame:
    """Return a layer with its first row once more, changed."""
    more = layer.iloc[[0]].assign(**changed).set_geometry([geometry], crs=layer.crs)
    both: gpd.GeoDataFrame = pd.concat([layer, more], ignore_index=True)
    return both
