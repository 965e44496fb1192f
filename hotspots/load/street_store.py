"""Keep streets, and the ground of a map beside them, each in one file that is sorted in space.

    streets.parquet    ``schema.STREET_COLUMNS``
    ground.parquet     ``schema.GROUND_COLUMNS``

Each says in its own metadata where it is from and the words that its publisher's licence wants on
every map that is drawn of it.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from hotspots import schema
from hotspots.errors import InputError, ParameterError
from hotspots.load.sorted_store import facts_of, groups_in_reach, is_store, write_sorted

STREETS_KEY: Final = b"hotspots:streets"
GROUND_KEY: Final = b"hotspots:ground"
CONVERT: Final = "hotspots streets convert FILE"
STREETS_FILE: Final = "streets.parquet"
GROUND_FILE: Final = "ground.parquet"

Box = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class MapFacts:
    """What converted streets, or converted ground, say of themselves.

    Attributes
    ----------
    source, kind, sha256 : str
        The files that were converted, what they were recognised as, and their hash.
    crs : str
    attribution : str
        What the licence wants on every map; empty where it wants nothing.
    rows_in : int
    set_aside : mapping of str to int
        Rows of the source that are not in the file, by reason.
    notes : tuple of str
    """

    source: str
    kind: str
    sha256: str
    crs: str
    attribution: str
    rows_in: int
    set_aside: Mapping[str, int]
    notes: tuple[str, ...] = ()


def store_key(path: Path) -> bytes | None:
    """Return which of the two a file is; None where it is neither.

    Raises
    ------
    UnreadableError
        When it cannot be opened.
    """
    return next((key for key in (STREETS_KEY, GROUND_KEY) if is_store(path, key)), None)


def write_streets(streets: gpd.GeoDataFrame, out: Path, *, facts: MapFacts) -> None:
    """Write streets as one GeoParquet, sorted in space; an old file is replaced.

    The same streets in another order make the same bytes.

    Raises
    ------
    OutputError
        When it cannot be written; an old file is left as it is.
    """
    schema.validate_streets(streets)
    _write(streets, schema.STREET_COLUMNS, schema.STREET_ID, out, key=STREETS_KEY, facts=facts)


def write_ground(ground: gpd.GeoDataFrame, out: Path, *, facts: MapFacts) -> None:
    """Write the ground of a map as one GeoParquet, sorted in space; an old file is replaced.

    Raises
    ------
    OutputError
        When it cannot be written; an old file is left as it is.
    """
    schema.validate_ground(ground)
    _write(ground, schema.GROUND_COLUMNS, schema.GROUND_KIND, out, key=GROUND_KEY, facts=facts)


def _write(
    table: gpd.GeoDataFrame,
    columns: Sequence[str],
    next_by: str,
    out: Path,
    *,
    key: bytes,
    facts: MapFacts,
) -> None:
    whole = table.reset_index(drop=True)
    along = np.asarray(whole.geometry.hilbert_distance(), dtype=np.int64)
    order = np.lexsort((whole[next_by].to_numpy(dtype=str), along))
    texts = pd.DataFrame(whole[[name for name in columns if name != schema.GEOMETRY]])
    types = {name: pa.float64() if name == schema.LENGTH_M else pa.string() for name in texts}
    rows = pa.Table.from_pandas(
        texts, schema=pa.schema(list(types.items()))
    ).replace_schema_metadata(None)
    write_sorted(rows, whole.geometry, order, out, key=key, facts=asdict(facts))


def map_facts(path: Path) -> MapFacts:
    """Return what converted streets or ground say of themselves.

    Raises
    ------
    InputError
        When the file is neither, or one of another edition.
    """
    if not path.is_file():
        raise InputError(f"There is no file {path.name}. Convert streets: `{CONVERT}`.")
    key = store_key(path)
    if key is None:
        raise InputError(
            f"{path.name} is no converted streets. Convert it once, and use what comes out: "
            f"`hotspots streets convert {shlex.quote(path.name)}`."
        )
    facts = facts_of(path, key, convert=CONVERT)
    return MapFacts(**{**facts, "notes": tuple(facts["notes"])})


def read_streets(store: Path, bbox: Box | None = None) -> gpd.GeoDataFrame:
    """Read converted streets: all of them, or those that may cross a box.

    Parameters
    ----------
    store : Path
        What ``convert_streets`` wrote.
    bbox : (west, south, east, north), optional
        In the store's system.

    Returns
    -------
    GeoDataFrame
        ``schema.STREET_COLUMNS``, in the store's order: with a box, each street whose own box
        meets it.

    Raises
    ------
    InputError
        When the file is no converted streets.
    ParameterError
        When the box is none.
    """
    return schema.validate_streets(_read(store, schema.STREET_COLUMNS, STREETS_KEY, bbox))


def read_ground(
    store: Path,
    bbox: Box | None = None,
    *,
    kinds: Sequence[schema.GroundKind] = tuple(schema.GroundKind),
) -> gpd.GeoDataFrame:
    """Read converted ground, as ``read_streets`` reads streets; of some kinds alone, if asked."""
    ground = _read(store, schema.GROUND_COLUMNS, GROUND_KEY, bbox)
    ground = ground[ground[schema.GROUND_KIND].isin(list(kinds))].reset_index(drop=True)
    return schema.validate_ground(ground)


def _read(store: Path, columns: Sequence[str], key: bytes, bbox: Box | None) -> gpd.GeoDataFrame:
    facts = map_facts(store)
    if not is_store(store, key):
        what = "streets" if key == GROUND_KEY else "the ground of a map"
        raise InputError(f"{store.name} holds {what}: name the other file beside it.")
    file = pq.ParquetFile(store)
    wanted = list(columns)
    if bbox is None:
        return _frame(file.read(wanted), facts.crs)
    box = np.asarray(bbox, dtype=np.float64)
    if box.shape != (4,) or not (box[:2] <= box[2:]).all():
        raise ParameterError(f"A box is west, south, east and north, in metres; not {bbox}.")
    groups = groups_in_reach(file.metadata, box.reshape(1, 4))
    found = _frame(file.read_row_groups(groups, wanted), facts.crs)
    bounds = found.geometry.bounds.to_numpy()
    meets = (bounds[:, :2] <= box[2:]).all(axis=1) & (bounds[:, 2:] >= box[:2]).all(axis=1)
    return found[meets].reset_index(drop=True)


def _frame(table: pa.Table, system: str) -> gpd.GeoDataFrame:
    shapes = shapely.from_wkb(np.asarray(table[schema.GEOMETRY]))
    texts = table.drop_columns(schema.GEOMETRY).replace_schema_metadata(None).to_pandas()
    frame: Any = gpd.GeoDataFrame(texts, geometry=shapes, crs=system)
    return frame
