"""Keep converted addresses in one GeoParquet, sorted in space; read a part of it alone."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely
from numpy.typing import ArrayLike

from hotspots import schema, words
from hotspots.arrays import Bools, Floats, Longs
from hotspots.crs import require_projected, same_system
from hotspots.errors import CoordinateError, InputError, ParameterError
from hotspots.load.sorted_store import (
    BBOX,
    EDGES,
    facts_of,
    groups_in_reach,
    is_store,
    write_sorted,
)

FACTS_KEY: Final = b"hotspots:addresses"
TEXT_COLUMNS: Final = tuple(
    column for column in schema.ADDRESS_COLUMNS if column != schema.GEOMETRY
)
# A point's box is the point twice over: half of it is all that is read.
READ_COLUMNS: Final = [*TEXT_COLUMNS, *(f"{BBOX}.{edge}" for edge in EDGES[:2])]
# A box is wider than the distance by this, so that rounding can lose no home at its edge.
ROUNDING_M: Final = 0.01
MOST_NAMED: Final = 5


@dataclass(frozen=True, kw_only=True)
class StoreFacts:
    """What a converted address file says of itself.

    Attributes
    ----------
    source, kind, sha256 : str
        The file that was converted, what it was recognised as, and its hash.
    crs : str
    rows_in, addresses : int
    set_aside : mapping of str to int
        Rows of the source that are not in the store, by reason.
    points_only : bool
        True where the source has numbers and points, and neither streets nor classes.
    notes : tuple of str
    """

    source: str
    kind: str
    sha256: str
    crs: str
    rows_in: int
    addresses: int
    set_aside: Mapping[str, int]
    points_only: bool
    notes: tuple[str, ...] = ()


def write_store(texts: pa.Table, points: Floats, out: Path, *, facts: StoreFacts) -> None:
    """Write addresses as one GeoParquet (1.1), sorted in space; an old file is replaced.

    The same addresses in another order make the same rows, and the same source the same bytes.

    Parameters
    ----------
    texts : pyarrow Table
        ``schema.ADDRESS_COLUMNS`` without the geometry, as text.
    points : array of shape (rows, 2)
        Easting and northing in ``facts.crs``.
    out : Path
    facts : StoreFacts

    Raises
    ------
    OutputError
        When it cannot be written; an old file is left as it is.
    """
    shapes = gpd.GeoSeries(shapely.points(points), crs=facts.crs)
    write_sorted(
        texts.select(TEXT_COLUMNS),
        shapes,
        _order(texts, shapes),
        out,
        key=FACTS_KEY,
        facts=asdict(facts),
    )


def is_address_store(path: Path) -> bool:
    """Say whether a file is one that ``convert_addresses`` wrote.

    Raises
    ------
    UnreadableError
        When it cannot be opened.
    """
    return is_store(path, FACTS_KEY)


def store_facts(path: Path) -> StoreFacts:
    """Return what a converted address file says of itself.

    Raises
    ------
    InputError
        When it is no such file, or one of another edition.
    """
    if not path.is_file():
        raise InputError(
            f"There is no address file {path.name}. Convert one: `hotspots addresses convert FILE`."
        )
    if not is_address_store(path):
        raise InputError(
            f"{path.name} is not a converted address file. Convert it once, and name what comes "
            f"out: `hotspots addresses convert {shlex.quote(path.name)}`."
        )
    facts = facts_of(path, FACTS_KEY, convert="hotspots addresses convert FILE")
    return StoreFacts(**{**facts, "notes": tuple(facts["notes"])})


def require_same_areas(
    store: Path, *, districts: Collection[str], wards: Collection[str] | None = None
) -> tuple[str, ...]:
    """Refuse addresses that were converted with other areas, and note where there are none.

    Each home carries its district and its ward from when it was converted. Under a district that
    was renamed since, or a ward of another year, no home would be found, and nothing said.

    Parameters
    ----------
    store : Path
    districts : collection of str
        The names of the profile's.
    wards : collection of str, optional
        The codes of the boundaries', where they matter.

    Raises
    ------
    InputError
    """
    source = store_facts(store).source
    held = _values(store, schema.DISTRICT)
    _refuse_strangers(store, source, held - set(districts), "districts")
    if wards is not None:
        strange = _values(store, schema.WARD_CODE) - set(wards)
        _refuse_strangers(store, source, strange, "wards")
    lacking = [each for each in districts if each not in held]
    if not lacking:
        return ()
    named = words.listed(lacking, most=MOST_NAMED)
    return (f"{store.name} has no home in {named}: no visit there can be listed",)


def _refuse_strangers(store: Path, source: str, strange: set[str], what: str) -> None:
    if strange:
        raise InputError(
            f"{store.name} was converted with other {what}: it has homes in "
            f"{words.listed(sorted(strange), most=MOST_NAMED)}, which are no longer the force's. "
            f"Convert its source again: `hotspots addresses convert {source}`."
        )


def _values(store: Path, column: str) -> set[str]:
    return set(pc.unique(pq.read_table(store, columns=[column])[column]).to_pylist()) - {None}


def read_addresses(
    store: Path,
    *,
    near: gpd.GeoDataFrame | ArrayLike | None = None,
    within_m: float | None = None,
) -> gpd.GeoDataFrame:
    """Read converted addresses: all of them, or the part that can lie near some points.

    Parameters
    ----------
    store : Path
        What ``convert_addresses`` wrote.
    near : GeoDataFrame of points, or array of shape (points, 2), optional
        In the store's coordinate system; an array holds eastings and northings.
    within_m : float, optional
        Needed with ``near``.

    Returns
    -------
    GeoDataFrame
        ``schema.ADDRESS_COLUMNS``, in the store's order. With ``near``, every address within
        ``within_m`` of a point, and a few more: those in the square around it.

    Raises
    ------
    InputError
        When the file is not a converted address file.
    ParameterError
        When only one of ``near`` and ``within_m`` is given, the distance is below 0, or a
        point has no coordinates.
    CoordinateError
        When ``near`` has no coordinate system in metres.
    """
    facts = store_facts(store)
    file = pq.ParquetFile(store)
    if near is None and within_m is None:
        return schema.validate_addresses(_frame(file.read(READ_COLUMNS), facts.crs))
    if near is None or within_m is None or not within_m >= 0:
        raise ParameterError(
            f"A part of the addresses needs points and a distance of 0 m or more; within_m is "
            f"{within_m}, and there are {'no ' if near is None else ''}points."
        )
    points = _coordinates(near, facts.crs)
    reach_m = within_m + ROUNDING_M
    parts = [file.read_row_groups([], READ_COLUMNS)]
    boxes = np.hstack([points - reach_m, points + reach_m])
    for group in groups_in_reach(file.metadata, boxes):
        homes = file.read_row_group(group, READ_COLUMNS)
        parts.append(homes.filter(pa.array(_in_a_square(_points_of(homes), points, reach_m))))
    return schema.validate_addresses(_frame(pa.concat_tables(parts), facts.crs))


def _order(texts: pa.Table, shapes: gpd.GeoSeries) -> Longs:
    """Return the order along the curve; flats, which share a point, by their UPRN."""
    along = pa.array(np.asarray(shapes.hilbert_distance(), dtype=np.int64))
    keys = pa.table({"along": along, schema.UPRN: texts[schema.UPRN]})
    rising = [("along", "ascending"), (schema.UPRN, "ascending")]
    return np.asarray(pc.sort_indices(keys, sort_keys=rising), dtype=np.int64)


def _coordinates(near: gpd.GeoDataFrame | ArrayLike, system: str) -> Floats:
    points = near
    if isinstance(near, gpd.GeoDataFrame):
        found = require_projected(near, "points to read addresses around")
        if not same_system(found, system):
            raise CoordinateError(
                f"The points to read addresses around are in {found}, and the addresses in "
                f"{system}. Convert the points first."
            )
        shapes = near.geometry.to_numpy()
        points = np.column_stack([shapely.get_x(shapes), shapely.get_y(shapes)])
    pairs = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    lost = int((~np.isfinite(pairs).all(axis=1)).sum())
    if lost:
        raise ParameterError(
            f"{lost:,} of {len(pairs):,} points to read addresses around have no coordinates; "
            "leave them out first."
        )
    return pairs


def _points_of(table: pa.Table) -> Floats:
    return np.column_stack([np.asarray(pc.struct_field(table[BBOX], edge)) for edge in EDGES[:2]])


def _in_a_square(homes: Floats, points: Floats, reach_m: float) -> Bools:
    """Say which homes lie in the square of twice the reach around any of the points."""
    if not len(homes) or not len(points):
        return np.zeros(len(homes), dtype=bool)
    from scipy.spatial import cKDTree  # noqa: PLC0415 - 20 MB, and stores alone need it

    tree = cKDTree(points, balanced_tree=False, compact_nodes=False)
    distance_m, _ = tree.query(homes, p=np.inf, distance_upper_bound=reach_m)
    return np.isfinite(distance_m)


def _frame(table: pa.Table, system: str) -> gpd.GeoDataFrame:
    texts = table.select(TEXT_COLUMNS).replace_schema_metadata(None).to_pandas()
    frame = gpd.GeoDataFrame(texts, geometry=shapely.points(_points_of(table)), crs=system)
    return frame[list(schema.ADDRESS_COLUMNS)]
