"""What the files of a list tell of its homes: enough for a shift, and nobody else's burglary.

The list that a ledger keeps knows each distance, each reference and each report to the minute.
From any three of them, and an address file, the burgled home is found. So the files are made from
another table. A row says only what is the same whichever home of a crowd was burgled (see
``crowds``): how near that street is, in bands; how old the burglary is, in weeks; and by which day
to call. No row bears a reference, since rows that share one can be laid over each other. The
burgled home's own row says what its neighbours' rows say: a gap among them would name it as well
as a mark. That it is the one stands on the aftercare sheet (see ``aftercare``).

What remains is which homes are on the list, for four doors either way are visited first. See
docs/threats.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from hotspots import schema
from hotspots.analyse.cocoons.live_burglaries import DAYS
from hotspots.analyse.cocoons.near_pairs import pairs_within
from hotspots.schema import Nearness, Tier

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.cocoons.cocoon_list import CocoonList
    from hotspots.analyse.cocoons.crowds import Crowds
    from hotspots.arrays import Bools, Longs

# The homes around, drawn without names, show where the streets run. All of them are drawn, whether
# in reach or not, visited or not: one left out would be a burgled one, and an edge of the reach is
# a circle whose middle is.
AROUND_M: Final = 80.0
# Up to how many days ago, in the words of a row.
AGES: Final = (7, 14, 28, 42)

_NEARNESS: Final = tuple(Nearness)
_STREET: Final = 0
_BANDS_M: Final = (100.0, 200.0, 400.0)
_ROW: Final = "row"
_CROWD: Final = "crowd"
_CODE: Final = "code"
_AGE: Final = "age"


def told_homes(
    found: CocoonList, burglaries: gpd.GeoDataFrame, addresses: gpd.GeoDataFrame, crowds: Crowds
) -> gpd.GeoDataFrame:
    """Return what the files of a list may show.

    Parameters
    ----------
    found : CocoonList
    burglaries : GeoDataFrame
        All that are live, with the columns of ``match_victims``: those of ``Reach``.
    addresses : GeoDataFrame
        ``schema.ADDRESS_COLUMNS``: every home within 80 m of one that is to be visited.
    crowds : Crowds
        Of every home within twice the list's radius of a burglary.

    Returns
    -------
    GeoDataFrame
        ``schema.TOLD_COLUMNS``: the homes to visit in the order of walking, then the homes around
        them, of which nothing but the place is told. ``priority`` is 1 for the most urgent, and
        the same for all that are told alike. ``due`` is the beginning of a day.
    """
    chosen = found.chosen.sort_values(schema.WALK_ORDER, ignore_index=True)
    if chosen.empty:
        return schema.validate_told_homes(chosen.reindex(columns=list(schema.TOLD_COLUMNS)))
    told = _strongest(chosen, _live(burglaries, found), crowds, found)
    homes = chosen[[column for column in schema.TOLD_COLUMNS if column in chosen]].copy()
    homes[schema.NEARNESS] = [str(_NEARNESS[code]) for code in told[_CODE]]
    homes[schema.TIER] = [str(schema.TOLD_TIER[_NEARNESS[code]]) for code in told[_CODE]]
    homes[schema.WITHIN_DAYS] = told[schema.WITHIN_DAYS].astype("Int64")
    for column in (schema.DUE, schema.OVERDUE, schema.BACKLOG):
        homes[column] = told[column]
    urgency = told[_CODE] * (len(AGES) + 1) + told[_AGE]
    homes[schema.PRIORITY] = urgency.rank(method="dense").astype("Int64")
    around = _around(addresses, chosen).reindex(columns=homes.columns)
    around[schema.OVERDUE] = around[schema.BACKLOG] = False
    whole = pd.concat([homes, around.astype(homes.dtypes)], ignore_index=True)
    return schema.validate_told_homes(whole[list(schema.TOLD_COLUMNS)])


def _live(burglaries: gpd.GeoDataFrame, found: CocoonList) -> gpd.GeoDataFrame:
    known = burglaries[schema.REPORTED_TIME] <= found.as_of
    recent = burglaries[DAYS].between(0, found.params.window_days)
    return burglaries.loc[known & recent].reset_index(drop=True)


def _strongest(
    chosen: gpd.GeoDataFrame, burglaries: gpd.GeoDataFrame, crowds: Crowds, found: CocoonList
) -> pd.DataFrame:
    """Return what each home is told of the nearest burgled street, and the latest burglary there.

    A burgled home is told what its neighbours are.
    """
    crowd = crowds.of_burglaries(burglaries)
    home_crowd = chosen[schema.UPRN].map(crowds.number).to_numpy()
    near = _crowds_near(chosen, crowd, crowds, within_m=2 * found.params.radius_m)
    due = burglaries[schema.REPORTED_TIME] + pd.Timedelta(hours=found.params.service_level_hours)
    one = pd.DataFrame(
        {
            _CROWD: crowd,
            _AGE: np.searchsorted(AGES, burglaries[DAYS], side="right"),
            schema.DUE: due.where(_still_bind(burglaries, found)),
        }
    )
    pairs = near.merge(one, on=_CROWD)
    same = pairs[_CROWD].to_numpy() == home_crowd[pairs[_ROW]]
    band = _STREET + 1 + np.searchsorted(_BANDS_M, pairs["distance_m"])
    pairs[_CODE] = np.where(same & crowds.one_street[pairs[_CROWD]], _STREET, band)
    own = pairs.loc[same].groupby(_ROW)[schema.DUE]
    due = own.min().reindex(range(len(chosen)))
    burgled = own.size().reindex(range(len(chosen))).notna()
    told = pairs.sort_values([_ROW, _CODE, _AGE]).drop_duplicates(_ROW).set_index(_ROW)
    within = told[_AGE].map(dict(enumerate(AGES)))
    told = told[[_CODE, _AGE]].copy()
    told[schema.WITHIN_DAYS] = within
    told[schema.DUE] = due.dt.normalize()
    told[schema.OVERDUE] = due < found.as_of
    told[schema.BACKLOG] = burgled & due.isna()
    return told


def _still_bind(burglaries: gpd.GeoDataFrame, found: CocoonList) -> Bools:
    """Say which burglaries have a clock, and a victim or next neighbour who is yet to be visited.

    Where everybody was called at whom a clock binds, it has stopped for the street.
    """
    reasons = found.reasons
    near = reasons[schema.BURGLARY_TIER].isin([str(Tier.VICTIM), str(Tier.NEIGHBOUR)])
    binds = burglaries[schema.BURGLARY_REFERENCE].isin(reasons.loc[near, schema.BURGLARY_REFERENCE])
    still: Bools = (binds & (burglaries[schema.REPORTED_TIME] >= found.clocks_from)).to_numpy(
        dtype=np.bool_
    )
    return still


def _crowds_near(
    chosen: gpd.GeoDataFrame, burgled: Longs, crowds: Crowds, *, within_m: float
) -> pd.DataFrame:
    """Return how far each home stands from the nearest home of each burgled crowd in reach."""
    number = crowds.number.to_numpy()
    member = np.flatnonzero(np.isin(number, burgled))
    points = shapely.get_coordinates(chosen.geometry.to_numpy())
    row, place, distance_m = pairs_within(crowds.places[member], points, radius_m=within_m)
    pairs = pd.DataFrame({_ROW: row, _CROWD: number[member[place]], "distance_m": distance_m})
    return pairs.groupby([_ROW, _CROWD])["distance_m"].min().reset_index()


def _around(addresses: gpd.GeoDataFrame, chosen: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the places of the homes around those to visit, once each, in an order of their own."""
    points = shapely.get_coordinates(addresses.geometry.to_numpy())
    visited = shapely.get_coordinates(chosen.geometry.to_numpy())
    low, high = visited.min(axis=0) - AROUND_M, visited.max(axis=0) + AROUND_M
    near = np.flatnonzero(((points >= low) & (points <= high)).all(axis=1))
    away_m, _ = cKDTree(visited).query(points[near], distance_upper_bound=AROUND_M)
    near = near[np.isfinite(away_m)]
    other = near[~addresses[schema.UPRN].iloc[near].isin(chosen[schema.UPRN]).to_numpy()]
    return addresses[[schema.GEOMETRY]].iloc[other[np.lexsort(points[other].T)]]
