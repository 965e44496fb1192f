"""Boundaries that were read once: kept for the next reader, who finds them as they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from hotspots import schema
from hotspots.load.boundaries import StudyArea, read_study_area
from hotspots.load.findings import LayerFindings, sha256_of
from hotspots.load.given_paths import given_paths
from hotspots.load.oddities.oddity import Oddity, OddKind
from hotspots.load.prepared import FACTS_KEY, Kept, as_arrow, as_frame, known_as, place_in
from hotspots.load.sorted_store import write_sorted
from hotspots.profile import ForceProfile

_LAYER: Final = "layer"
_LAYERS: Final = ("authorities", "districts", "wards")


def prepared_study_area(
    paths: Sequence[Path], *, profile: ForceProfile, declared_crs: str | None, store: Path | None
) -> StudyArea:
    """Return the force's boundaries: found in the store, or read and kept there.

    Parameters
    ----------
    paths, profile, declared_crs
        As :func:`read_study_area` takes them.
    store : Path, optional
        The folder of prepared data; None, or a folder that is not there, keeps nothing.

    Raises
    ------
    InputError, SettingsError, CoordinateError
    OutputError
        When what was read cannot be kept.
    """
    if store is None or not store.is_dir():
        return read_study_area(paths, profile=profile, declared_crs=declared_crs)
    given = given_paths(paths)
    files = [path for path in chain.from_iterable(map(_files_of, given)) if path.is_file()]
    kept = place_in(
        store,
        [known_as(path, store) for path in given],
        {
            "files": [[known_as(path, store), path.name, sha256_of(path)] for path in files],
            "crs": declared_crs,
            "profile": profile,
        },
    )
    facts = kept.facts()
    if facts is not None:
        return _found(kept.path, facts, profile.crs)
    area = read_study_area(paths, profile=profile, declared_crs=declared_crs)
    _keep(area, kept)
    kept.alone()
    return area


def _files_of(path: Path) -> list[Path]:
    """Return a file with those of its name beside it, as a Shapefile has; or those of a folder."""
    return sorted(path.rglob("*") if path.is_dir() else path.parent.glob(f"{path.stem}.*"))


def _keep(area: StudyArea, kept: Kept) -> None:
    layers = {name: layer for name in _LAYERS if (layer := getattr(area, name)) is not None}
    whole = pd.concat(
        [pd.DataFrame(layer).assign(**{_LAYER: name}) for name, layer in layers.items()],
        ignore_index=True,
    )
    columns = {name: as_arrow(whole[name]) for name in whole if name != schema.GEOMETRY}
    write_sorted(
        pa.table(columns),
        gpd.GeoSeries(whole[schema.GEOMETRY], crs=area.districts.crs),
        np.arange(len(whole)),
        kept.path,
        key=FACTS_KEY,
        facts={
            "rests_on": kept.rests_on,
            "columns": {
                name: {
                    str(column): str(kind)
                    for column, kind in layer.drop(columns=schema.GEOMETRY).dtypes.items()
                }
                for name, layer in layers.items()
            },
            "in_no_ward": shapely.to_wkb(area.in_no_ward, hex=True),
            "sources": [asdict(source) for source in area.sources],
            "notes": list(area.notes),
            "oddities": [asdict(odd) for odd in area.oddities],
        },
    )


def _found(path: Path, facts: dict[str, Any], crs: str) -> StudyArea:
    """Return what is kept."""
    table = pq.read_table(path)
    of_layer = table[_LAYER].to_numpy()
    layers = {
        name: _layer(table.filter(pa.array(of_layer == name)), kinds, crs)
        for name, kinds in facts["columns"].items()
    }
    return StudyArea(
        authorities=layers["authorities"],
        districts=layers["districts"],
        wards=layers.get("wards"),
        in_no_ward=shapely.from_wkb(facts["in_no_ward"]),
        sources=tuple(
            LayerFindings(**{**source, "notes": tuple(source["notes"])})
            for source in facts["sources"]
        ),
        notes=tuple(facts["notes"]),
        oddities=tuple(
            Oddity(**{**odd, "kind": OddKind(odd["kind"])}) for odd in facts["oddities"]
        ),
    )


def _layer(table: pa.Table, kinds: dict[str, str], crs: str) -> gpd.GeoDataFrame:
    outlines = shapely.from_wkb(table[schema.GEOMETRY].to_numpy())
    return gpd.GeoDataFrame(as_frame(table, kinds), geometry=outlines, crs=crs)
