"""Keep a layer in one GeoParquet that is sorted in space, and read the part in reach of it alone.

Rows stand in the order of a Hilbert curve over the force, in small groups; each group states the
box that its rows lie in, so that a district's map reads only the groups that it can reach. What
the file says of itself stands in its metadata, under a key that tells what it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely

from hotspots import schema
from hotspots.arrays import Floats, Longs
from hotspots.errors import InputError, UnreadableError
from hotspots.unfinished import file_written, make_folder

GEO_KEY: Final = b"geo"
EDITION: Final = 1
# About 4,000 homes are half a square kilometre of a town, and 200 groups a county.
GROUP_ROWS: Final = 4_096
BBOX: Final = "bbox"
EDGES: Final = ("xmin", "ymin", "xmax", "ymax")


def write_sorted(
    table: pa.Table,
    shapes: gpd.GeoSeries,
    order: Longs,
    out: Path,
    *,
    key: bytes,
    facts: Mapping[str, Any],
    group_rows: int = GROUP_ROWS,
) -> None:
    """Write a layer as one GeoParquet (1.1); an old file is replaced.

    Parameters
    ----------
    table : pyarrow Table
        Its columns without the geometry.
    shapes : GeoSeries
        Its geometry, row for row, in a system of metres.
    order : array of int, shape (rows,)
        The order in which the rows are written.
    out : Path
    key : bytes
        What kind of store it is.
    facts : mapping
        What it says of itself; plain values.
    group_rows : int
        How many rows are read at once at least.

    Raises
    ------
    OutputError
        When it cannot be written; an old file is left as it is.
    """
    geometry = shapes.to_numpy()[order]
    bounds = shapely.bounds(geometry).reshape(-1, 4)
    edges = [pa.array(np.ascontiguousarray(column)) for column in bounds.T]
    whole = (
        table.take(order)
        .append_column(schema.GEOMETRY, pa.array(shapely.to_wkb(geometry), pa.binary()))
        .append_column(BBOX, pa.StructArray.from_arrays(edges, EDGES))
        .replace_schema_metadata(
            {
                GEO_KEY: json.dumps(_geo(shapes)),
                key: json.dumps({"edition": EDITION, **facts}, ensure_ascii=False),
            }
        )
    )
    make_folder(out.parent)
    with file_written(out) as beside:
        pq.write_table(whole, beside, compression="zstd", row_group_size=group_rows)


def _geo(shapes: gpd.GeoSeries) -> dict[str, Any]:
    """Return the file's metadata as GeoParquet 1.1 has it, with the column of boxes."""
    return {
        "version": "1.1.0",
        "primary_column": schema.GEOMETRY,
        "columns": {
            schema.GEOMETRY: {
                "encoding": "WKB",
                "geometry_types": sorted(set(shapes.geom_type.dropna())),
                "crs": pyproj.CRS.from_user_input(shapes.crs).to_json_dict(),
                "bbox": shapes.total_bounds.tolist(),
                "covering": {BBOX: {edge: [BBOX, edge] for edge in EDGES}},
            }
        },
    }


def is_store(path: Path, key: bytes) -> bool:
    """Say whether a file is a store of a kind.

    Raises
    ------
    UnreadableError
        When it cannot be opened.
    """
    if not path.is_file():
        return False
    try:
        return key in (pq.read_metadata(path).metadata or {})
    except pa.ArrowInvalid:
        return False
    except OSError as fault:
        raise UnreadableError(
            f"{path.name} cannot be read: {fault.strerror or fault}. Check who may read it."
        ) from fault


def facts_of(path: Path, key: bytes, *, convert: str) -> dict[str, Any]:
    """Return what a store says of itself.

    Parameters
    ----------
    path : Path
        Of a store of that kind.
    key : bytes
    convert : str
        The command that makes one.

    Raises
    ------
    InputError
        When it is of another edition.
    """
    facts: dict[str, Any] = json.loads(pq.read_metadata(path).metadata[key])
    edition = facts.pop("edition")
    if edition != EDITION:
        raise InputError(
            f"{path.name} was converted by another version of hotspots (edition {edition}, where "
            f"{EDITION} is read). Convert its source again: `{convert}`."
        )
    return facts


def groups_in_reach(metadata: pq.FileMetaData, boxes: Floats) -> list[int]:
    """Return the row groups whose box meets one of these, along both axes.

    Parameters
    ----------
    metadata : pyarrow FileMetaData
    boxes : array of shape (boxes, 4)
        West, south, east and north.
    """
    if not metadata.num_row_groups:
        return []
    first = metadata.row_group(0)
    columns = {first.column(place).path_in_schema: place for place in range(metadata.num_columns)}
    low = _limits(metadata, columns, EDGES[:2], "min")
    high = _limits(metadata, columns, EDGES[2:], "max")
    return [
        group
        for group, ((west, south), (east, north)) in enumerate(zip(low, high, strict=True))
        if np.any(
            (boxes[:, 2] >= west)
            & (boxes[:, 0] <= east)
            & (boxes[:, 3] >= south)
            & (boxes[:, 1] <= north)
        )
    ]


def _limits(
    metadata: pq.FileMetaData, columns: Mapping[str, int], edges: tuple[str, ...], which: str
) -> Floats:
    return np.array(
        [
            [
                getattr(
                    metadata.row_group(group).column(columns[f"{BBOX}.{edge}"]).statistics, which
                )
                for edge in edges
            ]
            for group in range(metadata.num_row_groups)
        ]
    )
