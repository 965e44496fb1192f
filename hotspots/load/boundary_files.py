"""Read the layers of boundary files: whatever the format, outlines in the force's system.

GeoJSON, TopoJSON, GeoPackage, Shapefile, KML, FlatGeobuf and GeoParquet, and a zip of them with
whatever folders inside. A GeoJSON or TopoJSON that declares nothing is in longitude and latitude
(RFC 7946); a Shapefile without its ``.prj`` is in nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from hotspots import crs
from hotspots.arrays import Objects
from hotspots.errors import CoordinateError, InputError
from hotspots.load.damage import explained
from hotspots.load.given_paths import files_in
from hotspots.load.map_layers import as_map_layer
from hotspots.load.vector_files import (
    OSM_SUFFIXES,
    PARQUET_SUFFIXES,
    VECTOR_SUFFIXES,
    digest_of,
    is_meant,
    layers_in,
    with_declared_crs,
)

BOUNDARY_SUFFIXES: Final = (*VECTOR_SUFFIXES, ".zip", *PARQUET_SUFFIXES)
FORMATS: Final = (
    "GeoJSON, TopoJSON, GeoPackage, Shapefile (.shp, or zipped), KML, FlatGeobuf or GeoParquet"
)
AREA: Final = 2  # the dimensions of a polygon


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One layer: its table with mended outlines in the force's system, and what was done to it."""

    path: Path
    layer: str
    sha256: str
    table: gpd.GeoDataFrame
    declared_crs: str
    rows_in: int
    notes: tuple[str, ...]


def boundary_paths(paths: Iterable[Path]) -> list[Path]:
    """Return the boundary files among paths and in folders, in the order of their names.

    Raises
    ------
    InputError
        When a path does not exist, or a file is in no format that can be read.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += [each for each in files_in(path) if is_meant(each.name, BOUNDARY_SUFFIXES)]
        elif not path.exists():
            raise InputError(f"There is no boundary file {path.name}. Check the path.")
        elif path.suffix.lower() in OSM_SUFFIXES:
            continue  # streets, and no boundary that is known by a code
        elif path.suffix.lower() not in BOUNDARY_SUFFIXES:
            raise InputError(f"{path.name} is no boundary file that can be read. Give {FORMATS}.")
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def read_layers(
    path: Path,
    *,
    to_crs: str,
    declared_crs: str | None = None,
    aliases: Mapping[str, Sequence[str]] | None = None,
) -> list[Layer]:
    """Read every layer of a file that has outlines; streets and the ground of a map are left.

    Parameters
    ----------
    path : Path
    to_crs : str
        The force's projected system, into which the outlines are converted.
    declared_crs : str, optional
        The system of a file that declares none.
    aliases : mapping, optional
        A force's own names for columns, by which streets may be known.

    Raises
    ------
    CoordinateError
        When a layer declares no system, or plainly another one than it is in.
    InputError
        When the file cannot be read.
    """
    digest = digest_of(path)
    return [
        _layer(path, name, digest, table, to_crs, declared_crs)
        for name, table in _tables(path, aliases or {})
    ]


def _tables(path: Path, aliases: Mapping[str, Sequence[str]]) -> list[tuple[str, gpd.GeoDataFrame]]:
    with explained(path.name, f"Give boundaries as {FORMATS}."):
        return [
            (layer.name, layer.read())
            for layer in layers_in(path)
            if as_map_layer(layer, aliases) is None
        ]


def _layer(
    path: Path,
    name: str,
    digest: str,
    table: gpd.GeoDataFrame,
    to_crs: str,
    declared_crs: str | None,
) -> Layer:
    declared = with_declared_crs(path, table, declared_crs)
    bare = declared.geometry.isna() | declared.geometry.is_empty
    projected = crs.project(declared[~bare].reset_index(drop=True), to_crs)
    outlines, notes = _mended(projected)
    _refuse_lost_coordinates(path, outlines, declared)
    if bare.any():
        notes.append(f"rows without an outline, set aside: {int(bare.sum()):,}")
    return Layer(
        path=path,
        layer=name,
        sha256=digest,
        table=projected.set_geometry(outlines),
        declared_crs=declared.crs.to_string(),
        rows_in=len(table),
        notes=tuple(notes),
    )


def _mended(table: gpd.GeoDataFrame) -> tuple[Objects, list[str]]:
    """Return flat outlines, the invalid ones made valid; of those and of mixtures only the areas.

    KML has heights, and often an outline and the point of its label in one.
    """
    outlines = shapely.force_2d(table.geometry.to_numpy())
    mixed = shapely.get_type_id(outlines) == shapely.GeometryType.GEOMETRYCOLLECTION
    outlines[mixed] = [polygons_of(outline) for outline in outlines[mixed]]
    broken = ~shapely.is_valid(outlines)
    outlines[broken] = [polygons_of(outline) for outline in shapely.make_valid(outlines[broken])]
    if not broken.any():
        return outlines, []
    named = ", ".join(_labels(table)[broken])
    return outlines, [f"invalid outlines, mended: {named}"]


def _labels(table: gpd.GeoDataFrame) -> Objects:
    """Return what a person calls each row: its name, else its code, else its number."""
    for ending in ("nm", "name", "district", "cd", "code"):
        for column in table.columns:
            if str(column).lower().endswith(ending):
                return np.array(table[column].astype(str), dtype=object)
    return np.array([f"row {number}" for number in range(1, len(table) + 1)], dtype=object)


def polygons_of(outline: shapely.Geometry) -> shapely.Geometry:
    """Return the areas of a geometry, without the lines and points that mending leaves over."""
    if shapely.get_dimensions(outline) < AREA:
        return outline
    parts = shapely.get_parts(shapely.get_parts(outline))
    areas = parts[shapely.get_dimensions(parts) == AREA]
    whole: shapely.Geometry = areas[0] if len(areas) == 1 else shapely.multipolygons(areas)
    return whole


def _refuse_lost_coordinates(path: Path, outlines: Objects, declared: gpd.GeoDataFrame) -> None:
    if len(outlines) and not np.isfinite(shapely.bounds(outlines)).all():
        raise CoordinateError(
            f"{path.name} declares {declared.crs.to_string()}, but not all of its outlines can be "
            "converted from it. Check the declared system and the order of the axes."
        )
