"""Offences that were read and placed once: kept for the next reader, who finds them as they were.

Rows stand by month, and in it along a Hilbert curve, with the file's own columns, the rows set
aside and the findings, so that whoever finds them has all that reading gives. Who asks for a period
reads the groups of rows that it touches; of the others he reads what tells why they are set aside.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from hotspots import schema
from hotspots.arrays import Bools, Longs, Objects
from hotspots.load.boundaries import StudyArea
from hotspots.load.findings import SourceFindings, sha256_of
from hotspots.load.locate import Located
from hotspots.load.placed_rows import OF_PLACE, PlacedRows, read_and_place
from hotspots.load.prepared import FACTS_KEY, Kept, as_arrow, as_frame, known_as, place_in
from hotspots.load.sorted_store import write_sorted
from hotspots.postgresql import PostgisTable, Source
from hotspots.profile import ForceProfile
from hotspots.tables.doubts import Doubt

GROUP_ROWS: Final = 16_384
_ROW, _REASON, _VALUE = "row", "reason", "faulty_value"
_OWN: Final = "as found: "  # before the names of the file's own columns
# What is said of every row of a file, whether it lies in the period asked for or not.
SAID: Final = (schema.SOURCE_FILE, schema.SOURCE_LINE, schema.OFFENCE_ID, schema.FROM_TIME)
_TEXTS: Final = ("str", "object", "boolean")  # kinds in which a value may be missing

Span = tuple[datetime, datetime]


def prepared_rows(
    path: Source,
    kind: str,
    *,
    profile: ForceProfile,
    study_area: StudyArea,
    date_format: str | None,
    store: Path | None,
    span: Span | None = None,
    unread: Collection[str] = (),
) -> PlacedRows:
    """Return the rows of a file of offences: found in the store, or read, placed and kept there.

    A table of a database is read where it stands, and nothing of it is kept.

    Parameters
    ----------
    path, kind, profile, study_area, date_format
        As :func:`read_and_place` takes them.
    store : Path, optional
        The folder of prepared data; None, or a folder that is not there, keeps nothing.
    span : (datetime, datetime), optional
        Aware: the first moment that is asked for and the one after the last. What is found of rows
        beyond is where they stand, when they begin and whether they can be used; their other
        columns and places are missing. What is not found is read whole.
    unread : collection of str
        Columns that nobody asks for; they may be missing.

    Raises
    ------
    InputError, CoordinateError
    OutputError
        When what was read cannot be kept.
    """
    if store is None or not store.is_dir() or isinstance(path, PostgisTable):
        return read_and_place(
            path, kind, profile=profile, study_area=study_area, date_format=date_format
        )
    kept = place_in(
        store,
        known_as(path, store),
        {
            "file": [path.name, sha256_of(path), path.stat().st_mtime_ns],
            "read as": [kind, date_format],
            "profile": profile,
            "layers": study_area.sources,
        },
    )
    facts = kept.facts()
    if facts is not None:
        return _found(kept.path, facts, span, unread)
    rows = read_and_place(
        path, kind, profile=profile, study_area=study_area, date_format=date_format
    )
    if _can_be_kept(rows):
        own = rows.originals(np.zeros(len(rows.offences), dtype=bool))
        _keep(rows, kept, profile.crs)
        kept.alone()
        return replace(rows, originals=_originals(kept.path, list(map(str, own))))
    return rows


def _can_be_kept(rows: PlacedRows) -> bool:
    """Say whether the rows would come back as they are: the file's own columns are texts."""
    own = rows.originals(np.zeros(len(rows.offences), dtype=bool))
    return bool(own.columns.is_unique and all(str(kind) == "str" for kind in own.dtypes))


def _keep(rows: PlacedRows, kept: Kept, crs: str) -> None:
    located = rows.located
    own = rows.originals(np.ones(len(rows.offences), dtype=bool))
    columns = {
        _ROW: pa.array(np.arange(len(rows.offences), dtype=np.int64)),
        **{name: as_arrow(rows.offences[name]) for name in rows.offences},
        **{name: pa.array(getattr(located, name), pa.large_string()) for name in OF_PLACE.values()},
        _REASON: as_arrow(located.reasons),
        _VALUE: as_arrow(located.faulty_values),
        **{f"{_OWN}{name}": as_arrow(own[name]) for name in own},
    }
    there = np.isfinite(located.points).all(axis=1)
    places = np.asarray(shapely.points(located.points))
    points = gpd.GeoSeries(places, crs=crs).where(there)
    write_sorted(
        pa.table(columns),
        points,
        _order(points, rows.offences[schema.FROM_TIME]),
        kept.path,
        key=FACTS_KEY,
        facts={
            "rests_on": kept.rests_on,
            "findings": json.loads(json.dumps(asdict(rows.findings), default=int)),
            "notes": list(located.notes),
            "place_columns": list(rows.place_columns),
            "columns": {name: str(kind) for name, kind in rows.offences.dtypes.items()},
            "own": list(map(str, own)),
            "ragged": rows.ragged.astype(object).to_dict("list"),
            "ragged_kinds": {name: str(kind) for name, kind in rows.ragged.dtypes.items()},
        },
        group_rows=GROUP_ROWS,
    )


def _order(points: gpd.GeoSeries, begins: pd.Series[pd.Timestamp]) -> Longs:
    """Return the rows by month, and in it along a Hilbert curve; those without a point last."""
    there = points.notna().to_numpy()
    curve = np.zeros(len(points), dtype=np.int64)
    if there.any():
        curve[there] = points[there].hilbert_distance().to_numpy()
    months = begins.dt.year * 12 + begins.dt.month  # numbers: one that is missing stands last
    order = pd.DataFrame({"there": ~there, "month": months.to_numpy(), "curve": curve})
    return order.sort_values(["there", "month", "curve"], kind="stable").index.to_numpy()


def _found(
    kept: Path, facts: dict[str, Any], span: Span | None, unread: Collection[str]
) -> PlacedRows:
    """Return what is kept, in the order of the source."""
    store = pq.ParquetFile(kept)
    left = set(unread) - set(SAID)
    kinds = {name: kind for name, kind in facts["columns"].items() if name not in left}
    said = [name for name, kind in kinds.items() if name in SAID or kind not in _TEXTS]
    table = store.read(columns=[_ROW, *said, _REASON, _VALUE])
    order = np.argsort(table[_ROW].to_numpy())
    table = table.take(order).drop_columns(_ROW)
    others = [name for name in kinds if name not in said]
    places = [name for ours, name in OF_PLACE.items() if ours not in unread]
    asked = _asked(store, [*others, *places, schema.GEOMETRY], span, len(order))
    for name in asked.column_names:
        table = table.append_column(name, asked[name])
    findings = facts["findings"]
    as_tuples = {
        "first_dates": tuple(map(tuple, findings["first_dates"])),
        "notes": tuple(findings["notes"]),
        "doubts": tuple(Doubt(*each) for each in findings["doubts"]),
    }
    return PlacedRows(
        findings=SourceFindings(**{**findings, **as_tuples}),
        offences=as_frame(table, kinds),
        located=_located(table, tuple(facts["notes"])),
        place_columns=tuple(facts["place_columns"]),
        ragged=pd.DataFrame(facts["ragged"]).astype(facts["ragged_kinds"]),
        originals=_originals(kept, facts["own"]),
    )


def _asked(store: pq.ParquetFile, names: list[str], span: Span | None, rows: int) -> pa.Table:
    """Return columns in the order of the source, missing where a row is not of the groups read."""
    groups = _groups_in(store.metadata, span)
    table = store.read_row_groups(groups, columns=[_ROW, *names])
    found = table[_ROW].to_numpy()
    place, unread = np.zeros(rows, dtype=np.int64), np.ones(rows, dtype=bool)
    place[found], unread[found] = np.arange(found.size), False
    return table.drop_columns(_ROW).take(pa.array(place, mask=unread))


def _groups_in(metadata: pq.FileMetaData, span: Span | None) -> list[int]:
    """Return the groups of rows, of which any may begin in the span."""
    groups = range(metadata.num_row_groups)
    if span is None or not groups:
        return list(groups)
    paths = [metadata.row_group(0).column(at).path_in_schema for at in range(metadata.num_columns)]
    begins = paths.index(schema.FROM_TIME)
    limits = {group: metadata.row_group(group).column(begins).statistics for group in groups}
    return [
        group
        for group, known in limits.items()
        if known.has_min_max and known.max >= span[0] and known.min < span[1]
    ]


def _located(table: pa.Table, notes: tuple[str, ...]) -> Located:
    points = shapely.from_wkb(table[schema.GEOMETRY].to_numpy())
    places = np.column_stack([shapely.get_x(points), shapely.get_y(points)])
    texts = as_frame(table, dict.fromkeys((_REASON, _VALUE), "str"))
    return Located(
        points=places,
        reasons=texts[_REASON].rename(None),
        faulty_values=texts[_VALUE].rename(None),
        **{name: _text_or_nothing(table, name) for name in OF_PLACE.values()},
        notes=notes,
    )


def _text_or_nothing(table: pa.Table, name: str) -> Objects:
    if name in table.column_names:
        return np.asarray(table[name].to_numpy())
    return np.full(len(table), None, dtype=object)


def _originals(kept: Path, names: list[str]) -> Callable[[Bools], pd.DataFrame]:
    """Return what reads the file's own columns of the rows that are wanted."""

    def own(wanted: Bools) -> pd.DataFrame:
        rows = np.flatnonzero(wanted)
        table = pq.read_table(kept, columns=[_ROW, *(f"{_OWN}{name}" for name in names)])
        order = np.argsort(table[_ROW].to_numpy())
        asked = table.drop_columns(_ROW).take(order[rows])
        frame = as_frame(asked.rename_columns(names), dict.fromkeys(names, "str"))
        return frame.set_axis(rows, axis=0)

    return own
