"""Find streets, and the ground of a map beside them, among the files that a force has."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hotspots.errors import InputError
from hotspots.load.damage import explained
from hotspots.load.findings import LayerFindings
from hotspots.load.given_paths import files_in
from hotspots.load.street_layouts import GroundLayout, StreetLayout, ground_layout, street_layout
from hotspots.load.street_store import GROUND_KEY, STREETS_KEY, store_key
from hotspots.load.vector_files import (
    OSM_SUFFIXES,
    PARQUET_SUFFIXES,
    VECTOR_SUFFIXES,
    VectorLayer,
    digest_of,
    is_meant,
    layers_in,
)

IN_A_ZIP: Final = VECTOR_SUFFIXES
MAP_SUFFIXES: Final = (*VECTOR_SUFFIXES, *OSM_SUFFIXES, *PARQUET_SUFFIXES, ".zip")
FORMATS: Final = (
    "GeoPackage, Shapefile (.shp, or zipped), GeoParquet, GeoJSON, FlatGeobuf, or OpenStreetMap "
    "as .osm.pbf"
)
CONVERTED: Final[Mapping[bytes, str]] = {
    STREETS_KEY: "streets, converted",
    GROUND_KEY: "the ground of a map, converted",
}


@dataclass(frozen=True, kw_only=True)
class MapLayer:
    """A layer of streets, or of the ground, or of both; not read yet.

    Attributes
    ----------
    layer : VectorLayer
    streets : StreetLayout or None
    ground : GroundLayout or None
    store : bytes or None
        What kind of converted file it is; None where it is a source.
    """

    layer: VectorLayer
    streets: StreetLayout | None = None
    ground: GroundLayout | None = None
    store: bytes | None = None

    @property
    def kind(self) -> str:
        """What it was recognised as, in words."""
        if self.store is not None:
            return CONVERTED[self.store]
        of_streets = [f"streets ({self.streets.kind})"] if self.streets else []
        of_ground = [f"the ground of a map ({self.ground.kind})"] if self.ground else []
        return " and ".join((*of_streets, *of_ground))


def as_map_layer(layer: VectorLayer, aliases: Mapping[str, Sequence[str] | str]) -> MapLayer | None:
    """Return what a layer is to a map; None where it is neither streets nor ground."""
    key = store_key(layer.path) if layer.is_parquet else None
    if key is not None:
        return MapLayer(layer=layer, store=key)
    streets = street_layout(layer.headers, layer.name, layer.geometry, aliases)
    ground = ground_layout(layer.headers, layer.name, layer.geometry)
    if streets is None and ground is None:
        return None
    return MapLayer(layer=layer, streets=streets, ground=ground)


def map_paths(paths: Iterable[Path]) -> list[Path]:
    """Return the geographic files among paths and in folders, in the order of their names.

    Raises
    ------
    InputError
        When a path does not exist, or a file is in no format that can be read.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += [each for each in files_in(path) if is_meant(each.name, MAP_SUFFIXES)]
        elif not path.exists():
            raise InputError(f"There is no file {path.name}. Check the path.")
        elif not is_meant(path.name, MAP_SUFFIXES):
            raise InputError(f"{path.name} holds no streets that can be read. Give {FORMATS}.")
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def all_layers(path: Path) -> list[VectorLayer]:
    """Return every layer of a file with a geometry, whatever it holds.

    Raises
    ------
    UnreadableError
    """
    with explained(path.name, f"Give streets as {FORMATS}."):
        return layers_in(path)


def map_layers(paths: Iterable[Path], aliases: Mapping[str, Sequence[str] | str]) -> list[MapLayer]:
    """Return the layers of streets and ground among files and folders, known by their columns.

    Parameters
    ----------
    paths : iterable of Path
    aliases : mapping
        Our column → a force's own headers for it, as the profile's ``[columns]`` has them.
    """
    layers = [layer for path in map_paths(paths) for layer in all_layers(path)]
    known = [as_map_layer(layer, aliases) for layer in layers]
    return [each for each in known if each is not None]


def map_findings(
    paths: Iterable[Path], aliases: Mapping[str, Sequence[str] | str]
) -> tuple[LayerFindings, ...]:
    """Return what was recognised as streets or ground, as a layer of boundaries is told."""
    found = map_layers(paths, aliases)
    stores = {each.store: each.layer.path.name for each in found if each.store is not None}
    digests = {path: digest_of(path) for path in dict.fromkeys(each.layer.path for each in found)}
    return tuple(
        LayerFindings(
            name=each.layer.path.name,
            layer=each.layer.name,
            kind=each.kind,
            sha256=digests[each.layer.path],
            rows=each.layer.rows,
            crs=each.layer.crs,
            notes=_notes(each, stores),
        )
        for each in found
    )


def _notes(found: MapLayer, stores: Mapping[bytes, str]) -> tuple[str, ...]:
    if found.store is not None:
        return ()
    if found.streets is not None and STREETS_KEY in stores:
        return (f"not read: {stores[STREETS_KEY]} has the streets",)
    if found.streets is None and GROUND_KEY in stores:
        return (f"not read: {stores[GROUND_KEY]} has the ground",)
    name = shlex.quote(found.layer.path.name)
    return (f"not converted: `hotspots streets convert {name}` once, and maps are made sooner",)
