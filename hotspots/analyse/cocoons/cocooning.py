"""Cocooning: which homes to visit after burglaries, the most urgent first.

Every home within the radius of a live burglary is reached, whichever district's border lies
between, and stands once, with all its reasons. One order decides who is visited:

1. victims, those overdue before the others;
2. neighbours (four doors either way), whom the 48 hours bind as they bind the victim;
3. the homes of the rest of the street and near by.

Within each, the higher risk goes first; at equal risk the overdue one, then the stronger tier, then
the home nearest to a burglary, then the lower UPRN. Overdue neighbours do not go before all the
others: a burglary of five weeks ago would then keep those of yesterday waiting until they are
overdue too. Who is visited is decided by rounds, which can be walked (see ``rounds``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.analyse.cocoons import cocoon_homes, cocoon_list
from hotspots.analyse.cocoons.burgled_homes import VICTIM_UPRN
from hotspots.analyse.cocoons.cocoon_reach import Reach, reached_homes
from hotspots.analyse.cocoons.ground import StraightGround
from hotspots.analyse.cocoons.list_changes import DROPPED_COLUMNS, list_changes
from hotspots.analyse.cocoons.rounds import rounds_of
from hotspots.analyse.cocoons.street_sides import LEAFLET, NEIGHBOUR, TIERS, VICTIM
from hotspots.analyse.cocoons.visit_calls import aware_moment
from hotspots.analyse.cocoons.visit_exclusions import ACTION, NextListAction
from hotspots.errors import InputError, ParameterError

if TYPE_CHECKING:
    from datetime import datetime

    import geopandas as gpd

    from hotspots.analyse.cocoons.cocoon_params import CocoonParams, FittedRatios
    from hotspots.analyse.cocoons.ground import Ground
    from hotspots.arrays import Longs


def cocoon(  # noqa: PLR0913 - what a list rests on is told by name
    addresses: gpd.GeoDataFrame,
    burglaries: gpd.GeoDataFrame,
    *,
    params: CocoonParams,
    as_of: datetime,
    fitted: FittedRatios | None = None,
    district: str | None = None,
    exclusions: pd.DataFrame | None = None,
    previous: pd.DataFrame | None = None,
    first_list: datetime | None = None,
    ground: Ground | None = None,
) -> cocoon_list.CocoonList:
    """Return the list of homes to visit in a district, or in the whole force.

    Parameters
    ----------
    addresses : GeoDataFrame
        ``schema.ADDRESS_COLUMNS``: dwellings, one row a household, points in metres. For a
        district's list its own are enough.
    burglaries : GeoDataFrame
        From ``live_burglaries``, of the whole force: those beyond the border reach across it.
    params : CocoonParams
    as_of : datetime
        Aware. Burglaries reported later, or older than the window, are not used.
    fitted : FittedRatios, optional
        Needed where ``params.risk`` is ``"fitted"``.
    district : str, optional
        Only homes of this district.
    exclusions : DataFrame, optional
        From ``next_list_exclusions``: whom the ledger leaves out and brings back.
    previous : DataFrame, optional
        The last list, as the ledger keeps it (``schema.LISTING_COLUMNS``).
    first_list : datetime, optional
        Aware. The moment of the first list that the ledger keeps; this one's where it is the first.
    ground : Ground, optional
        What is walked on. By default straight lines, lengthened.

    Returns
    -------
    CocoonList
        The same whatever the order of the rows.

    Raises
    ------
    CoordinateError, InputError, MissingColumnError, ParameterError

    Notes
    -----
    Risk compares homes; it is no probability of a burglary. What ranks a home is where it stands
    and when burglaries happened near it, never who lives there. 48 hours is a service level, and
    no tested threshold.
    """
    reach = reached_homes(addresses, burglaries, radius_m=params.radius_m)
    return cocoon_from_reach(
        reach,
        params=params,
        as_of=as_of,
        fitted=fitted,
        district=district,
        exclusions=exclusions,
        previous=previous,
        first_list=first_list,
        ground=ground,
    )


def cocoon_force(
    addresses: gpd.GeoDataFrame,
    burglaries: gpd.GeoDataFrame,
    *,
    districts: Iterable[str],
    params: CocoonParams,
    as_of: datetime,
    fitted: Mapping[str, FittedRatios] | None = None,
    exclusions: pd.DataFrame | None = None,
    previous: Mapping[str, pd.DataFrame] | None = None,
) -> dict[str, cocoon_list.CocoonList]:
    """Return every district's list: the homes in reach are found once for the force.

    As ``cocoon``, with each district's own ratios and last list by its name.
    """
    reach = reached_homes(addresses, burglaries, radius_m=params.radius_m)
    return {
        district: cocoon_from_reach(
            reach,
            params=params,
            as_of=as_of,
            fitted=None if fitted is None else fitted.get(district),
            district=district,
            exclusions=exclusions,
            previous=None if previous is None else previous.get(district),
        )
        for district in districts
    }


def cocoon_from_reach(  # noqa: PLR0913 - the same
    reach: Reach,
    *,
    params: CocoonParams,
    as_of: datetime,
    fitted: FittedRatios | None = None,
    district: str | None = None,
    exclusions: pd.DataFrame | None = None,
    previous: pd.DataFrame | None = None,
    first_list: datetime | None = None,
    ground: Ground | None = None,
) -> cocoon_list.CocoonList:
    """Return a list from homes in reach that were found before; see ``cocoon``."""
    if params.radius_m > reach.radius_m:
        raise ParameterError(
            f"radius_m is {params.radius_m:g}, but homes were sought up to {reach.radius_m:g} m."
        )
    moment = aware_moment(as_of).tz_convert(reach.burglaries[schema.REPORTED_TIME].dt.tz)
    began = params.clocks_run_from(first_list, moment)
    pairs = cocoon_homes.live_pairs(reach, params, moment, district, began)
    pairs[cocoon_homes.WEIGHT] = cocoon_homes.pair_weights(pairs, params, fitted)
    homes = cocoon_homes.homes_in_reach(reach, pairs, moment)
    ledger = _Ledger.of(exclusions)
    kept_off = homes[schema.UPRN].isin(ledger.left_out.index)
    to_visit = homes[cocoon_homes.TIER_CODE] < (LEAFLET + params.visit_leaflet_homes)
    ranked = _ranked(homes.loc[to_visit & ~kept_off])
    burglaries = cocoon_homes.burglaries_of(reach, pairs, moment, params, district)
    rounds = rounds_of(
        ranked,
        _founders(burglaries, params, moment, began),
        params=params.rounds,
        ground=ground or StraightGround(),
        settled_by=_by_address(ranked),
    )
    ranked[list(rounds.order.columns)] = rounds.order
    reasons = cocoon_homes.reasons_by_priority(pairs, ranked, reach)
    ranked[schema.REASONS] = cocoon_homes.reasons_as_json(reasons)
    current = cocoon_list.CocoonList(
        district=district,
        as_of=moment,
        clocks_from=pd.Timestamp(began),
        params=params,
        targets=schema.validate_targets(ranked[list(schema.TARGET_COLUMNS)]),
        reasons=reasons[list(cocoon_list.REASON_COLUMNS)],
        excluded=_with_reasons(homes.loc[kept_off], ledger.left_out, cocoon_list.EXCLUDED_COLUMNS),
        brought_back=_with_reasons(ranked, ledger.brought_back, cocoon_list.BROUGHT_BACK_COLUMNS),
        leaflet_homes=homes.loc[~to_visit & ~kept_off, list(cocoon_list.LEAFLET_COLUMNS)],
        counts=_counts(homes, homes.loc[kept_off], ranked),
        burglaries=burglaries,
        rounds=rounds,
        dropped=pd.DataFrame(columns=list(DROPPED_COLUMNS), dtype="str"),
    )
    changes = list_changes(previous, current)
    targets = current.targets.assign(**{schema.CHANGE: changes.change})
    return replace(current, targets=targets, dropped=changes.dropped)


def _ranked(homes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the homes by priority."""
    overdue = homes[schema.OVERDUE].to_numpy()
    code = homes[cocoon_homes.TIER_CODE].to_numpy()
    turn = np.select(
        [(code == VICTIM) & overdue, code == VICTIM, code == NEIGHBOUR], [0, 1, 2], default=3
    )
    # The homes come by UPRN, which decides where all else is equal: the sort is stable.
    order = np.lexsort(
        (homes[schema.NEAREST_M], code, ~overdue, -homes[schema.RISK].to_numpy(), turn)
    )
    ranked = homes.iloc[order].reset_index(drop=True)
    ranked[schema.PRIORITY] = np.arange(1, len(ranked) + 1)
    ranked[schema.CHANGE] = pd.Series(None, index=ranked.index, dtype="str")
    return ranked


def _founders(
    burglaries: gpd.GeoDataFrame, params: CocoonParams, as_of: pd.Timestamp, began: datetime
) -> gpd.GeoDataFrame:
    """Return the burglaries in the order in which they found rounds.

    First those that can still be answered in time, the least time left first; then those that are
    late, the latest report first; then the backlog, which has no clock.
    """
    due = burglaries[schema.REPORTED_TIME] + pd.Timedelta(hours=params.service_level_hours)
    due = due.where(burglaries[schema.REPORTED_TIME] >= began)
    left = (due - as_of) / pd.Timedelta(hours=1)
    founders = burglaries[[schema.BURGLARY_REFERENCE, schema.GEOMETRY]].assign(
        **{schema.UPRN: burglaries[VICTIM_UPRN], schema.DUE: due}
    )
    order = pd.DataFrame({"late": left < 0, "left": left.abs(), "is": due.isna()})
    order[schema.BURGLARY_REFERENCE] = burglaries[schema.BURGLARY_REFERENCE]
    first = order.sort_values(["is", "late", "left", schema.BURGLARY_REFERENCE]).index
    return founders.loc[first]


def _by_address(homes: gpd.GeoDataFrame) -> pd.Series[int]:
    """Return the homes by street and door, from 0: priority says who stands nearer to a burglary.

    The burgled homes too: where a walk begins would tell which they are.
    """
    address = [schema.TOWN, schema.STREET, schema.NUMBER, schema.FLAT, schema.UPRN]
    first = homes[address].sort_values(address)
    return pd.Series(np.arange(len(first)), index=first.index).reindex(homes.index)


def _counts(
    homes: gpd.GeoDataFrame, excluded: gpd.GeoDataFrame, ranked: gpd.GeoDataFrame
) -> pd.DataFrame:
    def of_tier(rows: pd.DataFrame) -> Longs:
        return np.bincount(rows[cocoon_homes.TIER_CODE], minlength=len(TIERS))

    chosen = ranked[schema.WALK_ORDER].notna()
    return pd.DataFrame(
        {
            schema.TIER: pd.Series([str(tier) for tier in TIERS], dtype="str"),
            cocoon_list.HOMES: of_tier(homes),
            cocoon_list.EXCLUDED: of_tier(excluded),
            cocoon_list.CHOSEN: of_tier(ranked.loc[chosen]),
            schema.LEFT_OUT: of_tier(ranked.loc[~chosen]),
            cocoon_list.WITH_DUE: of_tier(ranked.loc[ranked[schema.DUE].notna()]),
            schema.OVERDUE: of_tier(ranked.loc[ranked[schema.OVERDUE]]),
        }
    )


@dataclass(frozen=True, kw_only=True)
class _Ledger:
    """Whom earlier visits keep off the list and bring back: reasons by UPRN."""

    left_out: pd.Series[str]
    brought_back: pd.Series[str]

    @classmethod
    def of(cls, exclusions: pd.DataFrame | None) -> _Ledger:
        if exclusions is None:
            nothing = pd.Series([], index=pd.Index([], dtype="str"), dtype="str")
            return cls(left_out=nothing, brought_back=nothing)
        schema.require_columns(exclusions, (schema.UPRN, ACTION, schema.REASON), "exclusions")
        strange = int((~exclusions[ACTION].isin(list(map(str, NextListAction)))).sum())
        if strange:
            raise InputError(
                f"{strange:,} of {len(exclusions):,} exclusions have an action that is none of: "
                f"{'; '.join(NextListAction)}. Take them from next_list_exclusions."
            )
        reasons = exclusions.set_index(schema.UPRN)[schema.REASON]
        left_out = (exclusions[ACTION] == NextListAction.LEAVE_OUT).to_numpy()
        return cls(left_out=reasons[left_out], brought_back=reasons[~left_out])


def _with_reasons(
    homes: pd.DataFrame, reasons: pd.Series[str], columns: tuple[str, ...]
) -> pd.DataFrame:
    """Return those of the homes that have a reason, with it."""
    told = pd.DataFrame(homes.assign(**{schema.REASON: homes[schema.UPRN].map(reasons)}))
    return told.loc[told[schema.REASON].notna(), list(columns)].reset_index(drop=True)
