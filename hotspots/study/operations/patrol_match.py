"""Patrols that are known by harm spot only, given to the treated areas those spots lie in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import pandas as pd
import shapely

from hotspots import schema, words
from hotspots.schema import AREA_ID
from hotspots.study.past_spots import PastSpots, spots_in_force_now, spots_with_outlines

# Spots that only touch an area at an edge say nothing of it; a tenth of the smaller of the two is
# more than the rounding of outlines makes.
LEAST_SHARED: Final = 0.1
MOST_NAMED: Final = 6  # matches that are named one by one


@dataclass(frozen=True, kw_only=True, eq=False)
class PlacedPatrols:
    """Patrols under the treated areas' ids, and how they came there.

    Attributes
    ----------
    rows : DataFrame
        ``schema.PATROL_COLUMNS``; a patrol of no treated area keeps its own spot's id.
    not_known : tuple of str
        Treated areas of which these patrols cannot tell: they match no spot.
    how : str
        A sentence.
    """

    rows: pd.DataFrame
    not_known: tuple[str, ...]
    how: str


def patrols_by_area(
    patrols: pd.DataFrame, treated: gpd.GeoDataFrame, past: PastSpots, *, crs: str
) -> PlacedPatrols:
    """Give each patrol of a harm spot to the treated area with which the spot shares most ground.

    Parameters
    ----------
    patrols : DataFrame
        ``schema.PATROL_COLUMNS``.
    treated : GeoDataFrame
        ``area_id`` and outlines. A patrol whose spot id is one of these ids stays as it is.
    past : PastSpots
        Where the spots of the ledger lie.

    Notes
    -----
    Spot and area must share a tenth of the smaller of the two. A spot's patrols go to one area
    whole, for it is not known where in the spot they were.
    """
    ids = patrols[schema.SPOT_ID].astype("str")
    areas = set(treated[AREA_ID])
    own = ids[ids.isin(areas)]
    spots, current = _spots(past, crs)
    if own.size == ids.size:
        return PlacedPatrols(rows=patrols, not_known=(), how=_by_id(own, spots, treated))
    named = spots[spots[schema.SPOT_ID].isin(current | set(ids))]
    matched = _matches(named[~named[schema.SPOT_ID].isin(areas)], treated)
    area = dict(zip(matched[schema.SPOT_ID], matched[AREA_ID], strict=True))
    known = set(area.values()) | set(ids) | set(spots[schema.SPOT_ID])
    placed = pd.Series([area.get(each, each) for each in ids], index=ids.index, dtype="str")
    return PlacedPatrols(
        rows=patrols.assign(**{schema.SPOT_ID: placed}),
        not_known=tuple(each for each in treated[AREA_ID] if each not in known),
        how=" ".join(filter(None, [_by_id(own, spots, treated), _by_ground(matched)])),
    )


def _spots(past: PastSpots, crs: str) -> tuple[gpd.GeoDataFrame, set[str]]:
    """Return every spot that the ledger knows, in its newest outline, and the ids in force now."""
    now = spots_in_force_now(past, crs=crs)
    parts = [spots_with_outlines(past.adopted, crs=crs)] if past.adopted is not None else []
    every = pd.concat(
        [each[[schema.SPOT_ID, "geometry"]] for each in (*parts, now)], ignore_index=True
    )
    spots = gpd.GeoDataFrame(every, geometry="geometry", crs=crs)
    return spots.drop_duplicates(schema.SPOT_ID, keep="last"), set(now[schema.SPOT_ID])


def _shares(spots: gpd.GeoDataFrame, treated: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return ``spot_id``, ``area_id`` and the share of the smaller of the two that both cover.

    Every spot and area that share a tenth of the smaller one at least.
    """
    spot, area = treated.sindex.query(spots.geometry, predicate="intersects")
    one, other = spots.geometry.to_numpy()[spot], treated.geometry.to_numpy()[area]
    shared = shapely.area(shapely.intersection(one, other))
    table = pd.DataFrame(
        {
            schema.SPOT_ID: spots[schema.SPOT_ID].to_numpy()[spot],
            AREA_ID: treated[AREA_ID].to_numpy()[area],
            "shared_m2": shared,
            "share": shared / pd.Series(shapely.area(one)).clip(upper=shapely.area(other)),
        }
    )
    shared_enough: pd.DataFrame = table[table["share"] >= LEAST_SHARED]
    return shared_enough


def _matches(spots: gpd.GeoDataFrame, treated: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return for each spot the area with which it shares most ground."""
    table = _shares(spots, treated).sort_values(
        [schema.SPOT_ID, "shared_m2", AREA_ID], ascending=[True, False, True], ignore_index=True
    )
    return table.drop_duplicates(schema.SPOT_ID, ignore_index=True)


def _by_id(own: pd.Series[str], spots: gpd.GeoDataFrame, treated: gpd.GeoDataFrame) -> str:
    """Say which patrols have a treated area's own id, and whether that spot lies elsewhere."""
    if own.empty:
        return ""
    ids = sorted(own.unique())
    said = (
        f"{words.plural(own.size, 'patrol')} of any day, by {words.listed(ids, most=MOST_NAMED)}: "
        "matched by the treated area's id, which a point inside it gave or which was recorded as "
        "the spot's number."
    )
    shares = _shares(spots[spots[schema.SPOT_ID].isin(ids)], treated)
    same = set(shares.loc[shares[schema.SPOT_ID] == shares[AREA_ID], AREA_ID])
    elsewhere = [each for each in ids if each in set(spots[schema.SPOT_ID]) - same]
    if not elsewhere:
        return said
    return (
        f"{said} The harm spot of that number lies elsewhere in the ledger for "
        f"{words.listed(elsewhere, most=MOST_NAMED)}: see that the same place is meant."
    )


def _by_ground(matched: pd.DataFrame) -> str:
    """Say which of the other spots' patrols count for which area, by the ground they share."""
    if matched.empty:
        return (
            "Of the other harm spots that patrols are recorded by, none shares a tenth of its "
            "ground with a treated area."
        )
    each = [
        f"{row[schema.SPOT_ID]} to {row[AREA_ID]} ({words.share(row['share'])})"
        for row in matched.head(MOST_NAMED).to_dict("records")
    ]
    more = f" and {len(matched) - MOST_NAMED} others" if len(matched) > MOST_NAMED else ""
    return (
        "Other patrols are recorded by harm spot. All of a spot's patrols count for the treated "
        "area with which it shares most ground, a tenth of the smaller of the two at least: "
        f"{', '.join(each)}{more}."
    )
