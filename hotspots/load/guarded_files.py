"""Open files of outlines and points through GDAL: one driver for each, and no way out of the file.

GDAL looks into a file and not at its name, and has drivers that read no file but go where a text
sends them: a VRT names other files, a WFS or an OAPIF description is an address that is asked. So
each file is opened with the one driver that its name says, with every other driver put away; its
first bytes must be those of that format, and a coordinate system in it must be a name.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import RLock
from typing import IO, TYPE_CHECKING, Any, Final

import pyarrow.parquet as pq
import pyogrio
from pyogrio._ogr import _register_drivers

from hotspots.errors import InputError
from hotspots.tables.limits import (
    BYTES_FOR_EACH_CELL_PACKED,
    members_of,
    opened_archive,
    opened_member,
    require_believable,
    require_cells,
    zip_of,
)
from hotspots.tables.memory import require_memory
from hotspots.tables.plain_xml import read_plain_xml

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

GEOJSON, TOPOJSON = "GeoJSON", "TopoJSON"
DRIVERS: Final = {
    ".geojson": GEOJSON,
    ".json": GEOJSON,
    ".topojson": TOPOJSON,
    ".gpkg": "GPKG",
    ".shp": "ESRI Shapefile",
    ".kml": "LIBKML",
    ".kmz": "LIBKML",
    ".fgb": "FlatGeobuf",
    ".pbf": "OSM",
    ".osm": "OSM",
}
# How a file of each binary format begins.
_BEGINNINGS: Final = {
    ".gpkg": b"SQLite format 3\0",
    ".shp": b"\x00\x00\x27\x0a",
    ".kmz": b"PK\x03\x04",
    ".fgb": b"fgb\x03fgb",
}
# The outermost element of those that are XML.
_ROOTS: Final = {".kml": "kml", ".osm": "osm"}
_JSON_ENDINGS: Final = (".geojson", ".json", ".topojson")
# The first block of OpenStreetMap's binary format names itself, behind four bytes and a tag.
_OSM_HEADER: Final = b"OSMHeader"
_OSM_HEADER_WITHIN: Final = 32
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_START_BYTES: Final = 65_536
_BLOCK_BYTES: Final = 1 << 20
_IS_TOPOLOGY: Final = re.compile(rb'"type"\s*:\s*"Topology"')
# The name "crs", each letter also as its number: GDAL takes capitals and single quotes too.
_CRS_NAME: Final = re.compile(
    rb"""["'](?:c|\\u00[46]3)(?:r|\\u00[57]2)(?:s|\\u00[57]3)(?:"|'(?=\s*[:/]))\s*""",
    re.IGNORECASE,
)
# What may stand behind it where it is no object that says a system: nothing of it is fetched.
_PLAIN_VALUE: Final = re.compile(r'[,}\]]|:\s*[-"\[0-9a-zA-Z]')
_A_SYSTEM: Final = re.compile(r":\s*(?=\{)")
_LONGEST_CRS: Final = 4_096
_KINDS_OF_CRS: Final = frozenset({"name", "epsg", "ogc"})
_OGC_NAMES: Final = re.compile(r"https?://www\.opengis\.net/(def|gml)/")
# Whatever a driver should still ask for goes to a port of this machine where nothing answers.
_NOWHERE: Final = "127.0.0.1:9"
_GDAL: Final = RLock()


@dataclass(frozen=True, kw_only=True)
class VectorFile:
    """A file, or a member of a zip, that was looked at and may be opened.

    Attributes
    ----------
    name : str
        For messages.
    driver : str
        GDAL's name of its format.
    address : str
        What GDAL opens.
    """

    name: str
    driver: str
    address: str

    def layers(self) -> dict[str, str | None]:
        """Return the kind of shapes of each layer, by its name; None for a table without any."""
        with _only(self.driver):
            return {str(name): kind for name, kind in pyogrio.list_layers(self.address)}

    def fields(self, layer: str) -> tuple[str, ...]:
        """Return the names of a layer's columns, without its shapes."""
        return tuple(map(str, self.info(layer)["fields"]))

    def info(self, layer: str) -> dict[str, Any]:
        """Return what the file says of a layer: ``pyogrio.read_info``."""
        with _only(self.driver):
            return dict(pyogrio.read_info(self.address, layer=layer))

    def read(self, layer: str, **how: Any) -> gpd.GeoDataFrame:  # noqa: ANN401 - pyogrio's own
        """Return a layer: whole, or as ``columns``, ``bbox`` and ``where`` say."""
        with _only(self.driver):
            return pyogrio.read_dataframe(self.address, layer=layer, **how)


def vector_file(path: Path) -> VectorFile:
    """Look at a file, and return how it may be opened.

    Raises
    ------
    InputError
        When its name says no format that is read, it begins as another format does, or it names
        what lies outside it.
    """
    size = path.stat().st_size
    return _looked_at(path.name, path.suffix, str(path.absolute()), lambda: path.open("rb"), size)


def vector_files_of_zip(path: Path, names: Sequence[str]) -> list[VectorFile]:
    """Look at members of a zip as at files, and return how they may be opened.

    Raises
    ------
    InputError
    """
    with opened_archive(path) as archive:
        return [
            _looked_at(
                f"{path.name}/{name}",
                Path(name).suffix,
                f"/vsizip/{{{path.absolute()}}}/{name}",
                partial(archive.open, name),
                archive.getinfo(name).file_size,
            )
            for name in names
        ]


def require_believable_parquet(path: Path) -> None:
    """Refuse a Parquet of more rows times columns than are read: a few bytes may repeat for ever.

    Raises
    ------
    InputError
    """
    facts = pq.read_metadata(path)
    each = BYTES_FOR_EACH_CELL_PACKED
    require_cells(path.name, facts.num_rows, facts.num_columns, bytes_for_each=each)


def _looked_at(
    name: str, suffix: str, address: str, opened: Callable[[], IO[bytes]], size_bytes: int
) -> VectorFile:
    suffix = suffix.lower()
    if suffix not in DRIVERS:
        raise InputError(f"{name} is in no format of outlines or points that is read.")
    require_memory(name, size_bytes)
    with opened() as stream:
        start = stream.read(_START_BYTES)
    driver = DRIVERS[suffix]
    if suffix == ".json" and _IS_TOPOLOGY.search(start):
        driver = TOPOJSON
    if not _begins_as(suffix, start):
        raise InputError(
            f"{name} cannot be read as {driver}: it begins as no such file does. It was not "
            "opened, for it may lead to other files or addresses; save it again, or give it the "
            "ending of what it is."
        )
    if suffix in _JSON_ENDINGS:
        with opened() as stream:
            _refuse_linked_systems(name, stream)
    elif suffix in _ROOTS:
        with opened() as stream:
            read_plain_xml(name, stream, root=_ROOTS[suffix])
    elif suffix == ".kmz":
        with opened() as stream:
            _look_into_kmz(name, stream)
    return VectorFile(name=name, driver=driver, address=address)


def _begins_as(suffix: str, start: bytes) -> bool:
    if suffix in _BEGINNINGS:
        return start.startswith(_BEGINNINGS[suffix])
    if suffix in _JSON_ENDINGS:
        return start.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(b"{")
    if suffix == ".pbf":
        return _OSM_HEADER in start[:_OSM_HEADER_WITHIN]
    return True  # an XML is read as such, and its outermost element must be the format's


def _look_into_kmz(name: str, stream: IO[bytes]) -> None:
    with zip_of(io.BytesIO(stream.read())) as archive:
        require_believable(name, archive)
        for member in members_of(archive):
            if member.filename.lower().endswith(".kml"):
                with opened_member(archive, member) as inside:
                    read_plain_xml(f"{name}/{member.filename}", inside, root="kml")


def _refuse_linked_systems(name: str, stream: IO[bytes]) -> None:
    """Refuse a JSON whose coordinate system is to be fetched from an address or another file."""
    held, block = b"", stream.read(_BLOCK_BYTES)
    while block:
        held, block = held[-2 * _LONGEST_CRS :] + block, stream.read(_BLOCK_BYTES)
        for found in _CRS_NAME.finditer(held):
            stated = held[found.end() : found.end() + _LONGEST_CRS]
            # What the block cuts off is looked at again, with the next block behind it.
            cut_off = bool(block) and len(stated) < _LONGEST_CRS
            if not cut_off and not _is_named(stated.decode("utf-8", errors="replace")):
                raise InputError(
                    f"{name} does not name its coordinate system but says where to fetch it, or "
                    "says it in a way that is not known. It was not opened; save it again with a "
                    "system by name, for example EPSG:27700."
                )


def _is_named(stated: str) -> bool:
    """Say whether what stands behind "crs" names a system (GeoJSON of 2008), or states none."""
    if _PLAIN_VALUE.match(stated):
        return True
    begins = _A_SYSTEM.match(stated)
    if begins is None:
        return False
    try:
        parts, _ = json.JSONDecoder(object_pairs_hook=list).raw_decode(stated, begins.end())
    except ValueError:
        return False
    values = dict(parts)
    kind = values.get("type")
    return (
        sorted(key for key, _ in parts) == ["properties", "type"]
        and isinstance(kind, str)
        and kind.lower() in _KINDS_OF_CRS
        and isinstance(values["properties"], list)
        and all(_is_harmless(value) for _, value in values["properties"])
    )


def _is_harmless(value: Any) -> bool:  # noqa: ANN401 - any value of a JSON
    if isinstance(value, str):
        return bool(_OGC_NAMES.match(value)) or not ("://" in value or "/vsi" in value.lower())
    return isinstance(value, int | float)


@contextmanager
def _only(driver: str) -> Iterator[None]:
    """Put every driver of GDAL away but one, and the network; what was there is back afterwards."""
    with _GDAL:
        others = [name for name in pyogrio.list_drivers() if name != driver]
        options = {"OGR_SKIP": ",".join(others), "GDAL_HTTP_PROXY": _NOWHERE}
        before = {name: pyogrio.get_gdal_config_option(name) for name in options}
        try:
            pyogrio.set_gdal_config_options(options)
            _register_drivers()
            yield
        finally:
            pyogrio.set_gdal_config_options(before)
            _register_drivers()
