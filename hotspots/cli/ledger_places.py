"""Which harm spots were in force when, as the ledger's commands ask for it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from hotspots import schema
from hotspots.ledger import SpotsOverTime
from hotspots.study.past_spots import PastSpots, past_spots, spots_in_force_now

if TYPE_CHECKING:
    from datetime import datetime

    from hotspots.ledger.store import Ledger
    from hotspots.study.inputs import Job


def spots_patrolled_now(ledger: Ledger, job: Job) -> gpd.GeoDataFrame:
    """Return the spots that are patrolled now, an analyst's edits laid over them."""
    crs = job.inputs.profile.crs
    return spots_in_force_now(past_spots(ledger.adopted_spots(), ledger.edits(), crs=crs), crs=crs)


def spots_over_time(ledger: Ledger, job: Job) -> SpotsOverTime:
    """Return the spots that were in force at any moment, with the edits that stood at it.

    Before the first adoption nothing was in force: patrols of that time are of the present set as
    it was adopted, for a later veto or move says nothing about them, and of the spots that were
    added since on ground that the set leaves free.
    """
    adopted, edits, crs = ledger.adopted_spots(), ledger.edits(), job.inputs.profile.crs
    changes = _changes(adopted, edits)

    @cache
    def since(number: int | None) -> gpd.GeoDataFrame:
        if number is None:
            return _before_the_first(past_spots(adopted, edits, crs=crs), crs)
        then = past_spots(
            adopted[adopted[schema.ADOPTED_AT] <= changes[number]],
            edits[edits[schema.EDITED_AT] <= changes[number]],
            crs=crs,
        )
        return spots_in_force_now(then, crs=crs)

    return SpotsOverTime(changes=changes, since=since)


def _changes(adopted: pd.DataFrame, edits: pd.DataFrame) -> tuple[datetime, ...]:
    """Return the moments of adoptions, and of the edits after the first."""
    if adopted.empty:
        return ()
    moments = {*adopted[schema.ADOPTED_AT], *edits[schema.EDITED_AT]}
    first = adopted[schema.ADOPTED_AT].min()
    return tuple(moment for moment in sorted(moments) if moment >= first)


def _before_the_first(past: PastSpots, crs: str) -> gpd.GeoDataFrame:
    now = spots_in_force_now(past, crs=crs)
    if past.in_force is None:
        return now
    as_adopted = past.in_force[[schema.SPOT_ID, "geometry"]]
    added = now.loc[~now[schema.SPOT_ID].isin(as_adopted[schema.SPOT_ID]), as_adopted.columns]
    left_free = added.assign(geometry=added.geometry.difference(as_adopted.union_all()))
    left_free = left_free[~left_free.geometry.is_empty]
    whole = pd.concat([as_adopted, left_free], ignore_index=True)
    return gpd.GeoDataFrame(whole, geometry="geometry", crs=crs)


def veto_of(spot_id: str, ledger: Ledger) -> pd.Timestamp | None:
    """Return when a spot was vetoed, or None where no veto of it stands."""
    edits = ledger.edits()
    of_it = edits[edits[schema.SPOT_ID] == spot_id]
    withdrawn = of_it.loc[of_it[schema.SPOT_EDIT] == schema.SpotEdit.WITHDRAW, schema.EDIT_ID]
    standing = of_it[of_it[schema.EDIT_ID] > withdrawn.max()] if len(withdrawn) else of_it
    vetoes = standing[standing[schema.SPOT_EDIT] == schema.SpotEdit.VETO]
    return None if vetoes.empty else vetoes[schema.EDITED_AT].iloc[-1]
