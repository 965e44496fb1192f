"""What lies in a geographic file: its layers, their columns and systems, before any is read.

GeoJSON, TopoJSON, GeoPackage, Shapefile, KML, FlatGeobuf, GeoParquet and OpenStreetMap's own
``.osm.pbf``, and a zip of them with whatever folders inside. A GeoJSON or TopoJSON that declares
nothing is in longitude and latitude (RFC 7946); a Shapefile without its ``.prj`` is in nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from glob import escape
from pathlib import Path, PurePath
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pyarrow.parquet as pq
import pyproj

from hotspots import crs
from hotspots.errors import CoordinateError, InputError
from hotspots.load.findings import sha256_of
from hotspots.load.guarded_files import (
    VectorFile,
    require_believable_parquet,
    vector_file,
    vector_files_of_zip,
)
from hotspots.tables.limits import members_of, opened_archive

PARQUET_SUFFIXES: Final = (".parquet", ".geoparquet")
# What is read from inside a zip as well.
VECTOR_SUFFIXES: Final = (
    ".geojson", ".json", ".topojson", ".gpkg", ".shp", ".kml", ".kmz", ".fgb",
)  # fmt: skip
OSM_SUFFIXES: Final = (".pbf", ".osm")
IN_DEGREES_BY_FORMAT: Final = (".json", ".topojson")
SHAPEFILE_PARTS: Final = (".shp", ".dbf", ".shx", ".prj", ".cpg")
FILES_REMEMBERED: Final = 64
# RFC 7946: longitudes and latitudes lie within these.
MOST_DEGREES: Final = np.array([180.0, 90.0, 180.0, 90.0])


@dataclass(frozen=True, kw_only=True)
class VectorLayer:
    """One layer of a file, not read yet.

    Attributes
    ----------
    path : Path
    opened : VectorFile or None
        The file, or one in a zip, as GDAL may open it; None for a GeoParquet.
    name : str
    headers : tuple of str
        Its columns without the geometry.
    geometry : str
        The type of its geometry, as GDAL names it; "Unknown" where it may be any.
    rows : int
        −1 where it is known only when all is read.
    crs : str
        As the file declares it; empty where it declares none.
    geometry_column : str
        Of a GeoParquet.
    """

    path: Path
    opened: VectorFile | None
    name: str
    headers: tuple[str, ...]
    geometry: str
    rows: int
    crs: str
    geometry_column: str = ""

    @property
    def is_parquet(self) -> bool:
        """True for a GeoParquet, which GDAL does not open."""
        return self.path.suffix.lower() in PARQUET_SUFFIXES

    def read(self, **how: Any) -> gpd.GeoDataFrame:  # noqa: ANN401 - geopandas' own
        """Read the layer: whole, or as ``columns``, ``bbox`` and ``where`` say."""
        if self.opened is None:
            return gpd.read_parquet(self.path, columns=how.get("columns"))
        return self.opened.read(self.name, **how)


def layers_in(path: Path, suffixes: Sequence[str] = VECTOR_SUFFIXES) -> list[VectorLayer]:
    """Return the layers of a file that have a geometry; nothing but their heads is read.

    A file that is as it was, with those of its name beside it, is not looked into again.

    Raises
    ------
    InputError
        When a Shapefile breaks off, or a zip holds nothing of these formats.
    """
    beside = path.parent.glob(f"{escape(path.stem)}.*")
    stood = tuple((each.name, *_standing(each)) for each in sorted(beside) if each.exists())
    return list(_layers_in(path, tuple(suffixes), stood))


def _standing(file: Path) -> tuple[int, ...]:
    """Return what changes when a file is written anew, or another one stands in its place."""
    known = file.stat()
    return known.st_dev, known.st_ino, known.st_size, known.st_mtime_ns


@lru_cache(maxsize=FILES_REMEMBERED)
def _layers_in(
    path: Path, suffixes: tuple[str, ...], _stood: tuple[tuple[str | int, ...], ...]
) -> list[VectorLayer]:
    if path.suffix.lower() == ".shp":
        _refuse_torn(path)
    if path.suffix.lower() in PARQUET_SUFFIXES:
        return [_of_parquet(path)]
    return [
        _of_gdal(path, opened, name, str(kind))
        for opened in _opened_in(path, suffixes)
        # A table without geometry (layer_styles in a GeoPackage) has the type None.
        for name, kind in opened.layers().items()
        if kind is not None
    ]


def _of_parquet(path: Path) -> VectorLayer:
    require_believable_parquet(path)
    found = pq.read_metadata(path)
    geo = json.loads((found.metadata or {}).get(b"geo", b"{}"))
    column = geo.get("primary_column", "")
    kinds = geo.get("columns", {}).get(column, {}).get("geometry_types", [])
    names = found.schema.to_arrow_schema().names
    return VectorLayer(
        path=path,
        opened=None,
        name=path.stem,
        headers=tuple(name for name in names if name != column),
        geometry=str(kinds[0]) if len(kinds) == 1 else "Unknown",
        rows=found.num_rows,
        crs=_declared(geo.get("columns", {}).get(column, {}).get("crs")),
        geometry_column=column,
    )


def _of_gdal(path: Path, opened: VectorFile, name: str, kind: str) -> VectorLayer:
    info = opened.info(name)
    return VectorLayer(
        path=path,
        opened=opened,
        name=name,
        headers=tuple(map(str, info["fields"])),
        geometry=kind,
        rows=int(info["features"]),
        crs=_declared(info["crs"]),
    )


def _declared(system: Any) -> str:  # noqa: ANN401 - text, or JSON as GeoParquet has it
    return pyproj.CRS.from_user_input(system).to_string() if system else ""


def is_meant(name: str, suffixes: Sequence[str]) -> bool:
    """Say whether a file in a folder or a zip is meant: not one that a system hides there."""
    parts = PurePath(name).parts
    return name.lower().endswith(tuple(suffixes)) and not any(
        part.startswith((".", "~$", "__MACOSX")) for part in parts
    )


def _opened_in(path: Path, suffixes: Sequence[str]) -> list[VectorFile]:
    """Return what is opened: the file, or each file in a zip."""
    if path.suffix.lower() != ".zip":
        return [vector_file(path)]
    with opened_archive(path) as archive:
        held = [member.filename for member in members_of(archive)]
    names = [name for name in held if is_meant(name, suffixes)]
    if not names:
        formats = ", ".join(suffixes)
        raise InputError(f"{path.name} holds no geographic file. Give a zip of {formats}.")
    return vector_files_of_zip(path, names)


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


def digest_of(path: Path) -> str:
    """Return a file's SHA-256; of a Shapefile, that of all its parts."""
    parts = [path]
    if path.suffix.lower() == ".shp":
        beside = [path.with_suffix(suffix) for suffix in SHAPEFILE_PARTS]
        parts = [part for part in beside if part.exists()]
    return sha256_of(*parts)


def with_declared_crs(
    path: Path, table: gpd.GeoDataFrame, declared_crs: str | None
) -> gpd.GeoDataFrame:
    """Return a table with its coordinate system: the file's, else the one that was declared.

    Raises
    ------
    CoordinateError
        When there is neither, or the file's is plainly another one than it is in.
    """
    if table.crs is None and path.suffix.lower() in IN_DEGREES_BY_FORMAT:
        table = table.set_crs(crs.WGS84)
    if table.crs is None and declared_crs is None:
        raise CoordinateError(
            f"{path.name} declares no coordinate system"
            f"{' (it has no .prj beside it)' if path.suffix.lower() == '.shp' else ''}. Say which "
            "one it is in: EPSG:27700 is the British National Grid, EPSG:4326 longitude and "
            "latitude.",
            options=("--crs EPSG:27700",),
        )
    beyond = bool(len(table)) and bool((np.abs(table.total_bounds) > MOST_DEGREES).any())
    in_metres_after_all = table.crs is not None and table.crs.is_geographic and beyond
    if in_metres_after_all and declared_crs is None:
        east, north = table.total_bounds[:2]
        raise CoordinateError(
            f"{path.name} declares longitude and latitude (as a GeoJSON that declares nothing "
            f"does, by RFC 7946), but its outlines begin at {east:.0f}, {north:.0f}: metres. "
            "Say which system it is in: EPSG:27700 is the British National Grid.",
            options=("--crs EPSG:27700",),
        )
    if table.crs is None or in_metres_after_all:
        table = table.set_crs(declared_crs, allow_override=True)
    placed = bool(np.isfinite(table.total_bounds).all())
    if placed and table.crs.is_projected and not beyond:
        east, north = table.total_bounds[:2]
        raise CoordinateError(
            f"{path.name} declares {table.crs.to_string()}, which is in metres, but its outlines "
            f"begin at {east:.4f}, {north:.4f}: degrees. Save it with the system that it is in, "
            "or, where the file declares none, say EPSG:4326.",
            options=("--crs EPSG:4326",),
        )
    return table
