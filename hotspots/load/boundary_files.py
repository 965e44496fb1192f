"""Read the layers of boundary files: whatever the format, outlines in the force's system.

GeoJSON, TopoJSON, GeoPackage, Shapefile, KML, FlatGeobuf and GeoParquet, and a zip of them with
whatever folders inside. A GeoJSON or TopoJSON that declares nothing is in longitude and latitude
(RFC 7946); a Shapefile without its ``.prj`` is in nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from hotspots import crs
from hotspots.arrays import Objects
from hotspots.errors import CoordinateError, InputError
from hotspots.load.damage import explained
from hotspots.load.findings import sha256_of
from hotspots.load.given_paths import files_in
from hotspots.load.vector_files import (
    DRIVERS,
    VectorFile,
    require_believable_parquet,
    vector_file,
    vector_files_of_zip,
)
from hotspots.tables.limits import members_of, opened_archive

PARQUET_SUFFIXES: Final = (".parquet", ".geoparquet")
VECTOR_SUFFIXES: Final = tuple(DRIVERS)  # what is read from inside a zip as well
BOUNDARY_SUFFIXES: Final = (*VECTOR_SUFFIXES, ".zip", *PARQUET_SUFFIXES)
FORMATS: Final = (
    "GeoJSON, TopoJSON, GeoPackage, Shapefile (.shp, or zipped), KML, FlatGeobuf or GeoParquet"
)
IN_DEGREES_BY_FORMAT: Final = (".json", ".topojson")
SHAPEFILE_PARTS: Final = (".shp", ".dbf", ".shx", ".prj", ".cpg")
AREA: Final = 2  # the dimensions of a polygon
# RFC 7946: longitudes and latitudes lie within these.
MOST_DEGREES: Final = np.array([180.0, 90.0, 180.0, 90.0])


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
            found += [each for each in files_in(path) if _may_hold_boundaries(each.name)]
        elif not path.exists():
            raise InputError(f"There is no boundary file {path.name}. Check the path.")
        elif path.suffix.lower() not in BOUNDARY_SUFFIXES:
            raise InputError(f"{path.name} is no boundary file that can be read. Give {FORMATS}.")
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def _may_hold_boundaries(name: str, suffixes: Sequence[str] = BOUNDARY_SUFFIXES) -> bool:
    """Say whether a file in a folder or a zip is meant: not one that a system hides there."""
    parts = PurePath(name).parts
    return name.lower().endswith(tuple(suffixes)) and not any(
        part.startswith((".", "~$", "__MACOSX")) for part in parts
    )


def read_layers(path: Path, *, to_crs: str, declared_crs: str | None = None) -> list[Layer]:
    """Read every layer of a file that has outlines.

    Parameters
    ----------
    path : Path
    to_crs : str
        The force's projected system, into which the outlines are converted.
    declared_crs : str, optional
        The system of a file that declares none.

    Raises
    ------
    CoordinateError
        When a layer declares no system, or plainly another one than it is in.
    InputError
        When the file cannot be read.
    """
    parts = [path]
    if path.suffix.lower() == ".shp":
        beside = [path.with_suffix(suffix) for suffix in SHAPEFILE_PARTS]
        parts = [part for part in beside if part.exists()]
    digest = sha256_of(*parts)
    return [
        _layer(path, name, digest, table, to_crs, declared_crs) for name, table in _tables(path)
    ]


def _refuse_torn(shapefile: Path) -> None:
    """Refuse a Shapefile that breaks off: GDAL would read what is there, and say nothing."""
    with shapefile.open("rb") as stream:
        header = stream.read(28)
    # Bytes 24 to 27 state the file's length in words of two bytes (ESRI, 1998).
    stated, there = 2 * int.from_bytes(header[24:28], "big"), shapefile.stat().st_size
    if there < stated:
        raise InputError(
            f"{shapefile.name} breaks off: it holds {there:,} of the {stated:,} bytes that it "
            "should. Copy it again."
        )


def _tables(path: Path) -> list[tuple[str, gpd.GeoDataFrame]]:
    with explained(path.name, f"Give boundaries as {FORMATS}."):
        if path.suffix.lower() == ".shp":
            _refuse_torn(path)
        if path.suffix.lower() in PARQUET_SUFFIXES:
            require_believable_parquet(path)
            return [(path.stem, gpd.read_parquet(path))]
        return [
            (name, source.read(name))
            for source in _sources_in(path)
            # A table without geometry (layer_styles in a GeoPackage) has the type None.
            for name, kind in source.layers().items()
            if kind is not None
        ]


def _sources_in(path: Path) -> list[VectorFile]:
    """Return what is opened: the file, or each file of boundaries in a zip."""
    if path.suffix.lower() != ".zip":
        return [vector_file(path)]
    with opened_archive(path) as archive:
        held = [member.filename for member in members_of(archive)]
    names = [name for name in held if _may_hold_boundaries(name, VECTOR_SUFFIXES)]
    if not names:
        raise InputError(f"{path.name} holds no boundaries. Give a zip of {FORMATS}.")
    return vector_files_of_zip(path, names)


def _layer(
    path: Path,
    name: str,
    digest: str,
    table: gpd.GeoDataFrame,
    to_crs: str,
    declared_crs: str | None,
) -> Layer:
    declared = _with_crs(path, table, declared_crs)
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


def _with_crs(path: Path, table: gpd.GeoDataFrame, declared_crs: str | None) -> gpd.GeoDataFrame:
    """Return the table with its coordinate system: the file's, else the one that was declared."""
    if table.crs is None and path.suffix.lower() in IN_DEGREES_BY_FORMAT:
        table = table.set_crs(crs.WGS84)
    if table.crs is None and declared_crs is None:
        raise CoordinateError(
            f"{path.name} declares no coordinate system"
            f"{' (it has no .prj beside it)' if path.suffix.lower() == '.shp' else ''}. Say which "
            "one it is in: --crs EPSG:27700 for the British National Grid, or "
            "--crs EPSG:4326 for longitude and latitude."
        )
    beyond = bool(len(table)) and bool((np.abs(table.total_bounds) > MOST_DEGREES).any())
    in_metres_after_all = table.crs is not None and table.crs.is_geographic and beyond
    if in_metres_after_all and declared_crs is None:
        east, north = table.total_bounds[:2]
        raise CoordinateError(
            f"{path.name} declares longitude and latitude (as a GeoJSON that declares nothing "
            f"does, by RFC 7946), but its outlines begin at {east:.0f}, {north:.0f}: metres. "
            "Say which system it is in: --crs EPSG:27700 for the British National Grid."
        )
    if table.crs is None or in_metres_after_all:
        table = table.set_crs(declared_crs, allow_override=True)
    placed = bool(np.isfinite(table.total_bounds).all())
    if placed and table.crs.is_projected and not beyond:
        east, north = table.total_bounds[:2]
        raise CoordinateError(
            f"{path.name} declares {table.crs.to_string()}, which is in metres, but its outlines "
            f"begin at {east:.4f}, {north:.4f}: degrees. Save it with the system that it is in, "
            "or, where the file declares none, say --crs EPSG:4326."
        )
    return table


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
