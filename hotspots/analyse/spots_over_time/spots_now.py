"""The harm spots that are patrolled now: as they were adopted, with the edits laid over them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspots.analyse.spots.harm_spot_params import MOSTLY_INSIDE, SHARE_ROUNDING
from hotspots.outlines import share_covered
from hotspots.schema import DISTRICT, EDITED, GEOMETRY, RANK, SPOT_ID, SPOT_NAME

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from hotspots.analyse.spots.standing_edits import StandingEdits

NOW_COLUMNS = (SPOT_ID, SPOT_NAME, DISTRICT, RANK, EDITED, GEOMETRY)


def spots_now(
    in_force: gpd.GeoDataFrame | None,
    edits: StandingEdits | None,
    *,
    crs: object,
    districts: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Return the spots in force as they are patrolled: vetoed ones gone, moved ones moved.

    Parameters
    ----------
    in_force : GeoDataFrame or None
        The set as it was adopted: ``spot_id``, ``name``, ``district``, ``rank`` and outlines.
    edits : StandingEdits or None
    crs : CRS
        The force's projected system, for a set that has added spots alone.
    districts : GeoDataFrame, optional
        ``district`` and outlines: a drawn spot's district is looked up in them, and that of a spot
        whose district has another name by now.

    Returns
    -------
    GeoDataFrame
        ``NOW_COLUMNS``, by rank, then by number; an added spot that was not adopted yet has no
        rank, and a district only where ``districts`` are given. No two outlines overlap: one that
        was drawn keeps its ground, what lies mostly in it is gone (``merged_into_drawn``), and
        what it overlaps less is cut back to its largest part.
    """
    adopted = {} if in_force is None else _by_number(in_force)
    drawn = {} if edits is None else {each.spot_id: each.outline for each in edits.drawn}
    vetoed = set() if edits is None else {ground.spot_id for ground in edits.vetoed}
    merged = merged_into_drawn(in_force, edits)
    taken = shapely.union_all([*drawn.values()])
    rows = []
    for spot in sorted({*adopted, *drawn} - vetoed - {*merged}):
        name, district, rank, outline = adopted.get(spot, (None, None, None, None))
        ground = drawn.get(spot, None if outline is None else _largest(outline, taken))
        if ground is not None:
            given = (edits.names.get(spot), edits.words.get(spot)) if edits else (None, None)
            rows.append((spot, given[0] or name, district, rank, given[1], ground))
    table = pd.DataFrame(rows, columns=list(NOW_COLUMNS)).astype(
        {SPOT_ID: "str", SPOT_NAME: "str", DISTRICT: "str", RANK: "Int64", EDITED: "str"}
    )
    ordered = table.sort_values([RANK, SPOT_ID], ignore_index=True)
    spots = gpd.GeoDataFrame(ordered, geometry=GEOMETRY, crs=crs)
    return spots if districts is None else _with_districts(spots, {*drawn}, districts)


def merged_into_drawn(
    in_force: gpd.GeoDataFrame | None, edits: StandingEdits | None
) -> Mapping[str, str]:
    """Return the spots of the set that lie mostly in an outline that an analyst drew, and in which.

    Parameters
    ----------
    in_force : GeoDataFrame or None
        The set as it was adopted.
    edits : StandingEdits or None

    Returns
    -------
    mapping of str to str
        Spot of the set to the drawn spot, by number. Vetoed spots and drawn ones are not among
        them. A drawn spot has at least ``harm_spot_params.MOSTLY_INSIDE`` of the other's ground.
    """
    if in_force is None or edits is None:
        return {}
    apart = {each.spot_id for each in edits.drawn} | {ground.spot_id for ground in edits.vetoed}
    merged = {}
    for spot, (*_, outline) in sorted(_by_number(in_force).items()):
        shares = {
            each.spot_id: share_covered(outline, each.outline)
            for each in edits.drawn
            if spot not in apart
        }
        most = max(shares, key=lambda one: (shares[one], one), default=None)
        if most is not None and lies_mostly_in(shares[most]):
            merged[spot] = most
    return merged


def lies_mostly_in(share: float) -> bool:
    """Say whether an outline of which another covers this share is one place with it."""
    return share >= MOSTLY_INSIDE - SHARE_ROUNDING


def _with_districts(
    spots: gpd.GeoDataFrame, drawn: set[str], districts: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Name the district nearest to the middle of a spot that was drawn, or has none of today's.

    A district may have been renamed since the spot was adopted.
    """
    named = spots[DISTRICT].to_numpy(dtype=object, copy=True)
    middles = spots.geometry.representative_point()
    wanted = spots[SPOT_ID].isin(drawn) | ~spots[DISTRICT].isin(districts[DISTRICT])
    for number in np.flatnonzero(wanted):
        apart_m = districts.geometry.distance(middles.iloc[number])
        named[number] = districts[DISTRICT].iloc[int(apart_m.to_numpy().argmin())]
    return spots.assign(**{DISTRICT: pd.Series(named, index=spots.index, dtype="str")})


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
