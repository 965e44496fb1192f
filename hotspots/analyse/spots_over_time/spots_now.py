"""The harm spots that are patrolled now: as they were adopted, with the edits laid over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from hotspots.schema import DISTRICT, EDITED, GEOMETRY, RANK, SPOT_ID, SPOT_NAME

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from hotspots.analyse.spots_over_time.spot_edits import StandingEdits

NOW_COLUMNS = (SPOT_ID, SPOT_NAME, DISTRICT, RANK, EDITED, GEOMETRY)


def spots_now(
    in_force: gpd.GeoDataFrame | None, edits: StandingEdits | None, *, crs: object
) -> gpd.GeoDataFrame:
    """Return the spots in force as they are patrolled: vetoed ones gone, moved ones moved.

    Parameters
    ----------
    in_force : GeoDataFrame or None
        The set as it was adopted: ``spot_id``, ``name``, ``district``, ``rank`` and outlines.
    edits : StandingEdits or None
    crs : CRS
        The force's projected system, for a set that has added spots alone.

    Returns
    -------
    GeoDataFrame
        ``NOW_COLUMNS``, by rank, then by number; an added spot that was not adopted yet has neither
        district nor rank. No two outlines overlap: one that was drawn keeps its ground.
    """
    adopted = {} if in_force is None else _by_number(in_force)
    drawn = {} if edits is None else {each.spot_id: each.outline for each in edits.drawn}
    vetoed = set() if edits is None else {ground.spot_id for ground in edits.vetoed}
    taken = shapely.union_all([*drawn.values()])
    rows = []
    for spot in sorted({*adopted, *drawn} - vetoed):
        name, district, rank, outline = adopted.get(spot, (None, None, None, None))
        ground = drawn.get(spot, None if outline is None else _largest(outline, taken))
        if ground is not None:
            given = (edits.names.get(spot), edits.words.get(spot)) if edits else (None, None)
            rows.append((spot, given[0] or name, district, rank, given[1], ground))
    table = pd.DataFrame(rows, columns=list(NOW_COLUMNS)).astype(
        {SPOT_ID: "str", SPOT_NAME: "str", DISTRICT: "str", RANK: "Int64", EDITED: "str"}
    )
    ordered = table.sort_values([RANK, SPOT_ID], ignore_index=True)
    return gpd.GeoDataFrame(ordered, geometry=GEOMETRY, crs=crs)


def _by_number(
    in_force: gpd.GeoDataFrame,
) -> dict[str, tuple[str, str, int | None, BaseGeometry]]:
    columns = (in_force[name] for name in (SPOT_ID, SPOT_NAME, DISTRICT, RANK))
    return {
        str(spot): (name, district, None if pd.isna(rank) else int(rank), outline)
        for spot, name, district, rank, outline in zip(*columns, in_force.geometry, strict=True)
    }


def _largest(outline: BaseGeometry, taken: BaseGeometry) -> BaseGeometry | None:
    """Return the largest part of an outline beside ground that was taken; None without any left."""
    if not shapely.intersects(outline, taken):
        return outline
    parts = [part for part in shapely.get_parts(shapely.difference(outline, taken)) if part.area]
    return max(parts, key=lambda part: part.area) if parts else None
