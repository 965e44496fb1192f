"""What live burglaries together say of each home in reach: tier, risk, due time and reasons."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.analyse.cocoons.burglary_risk import (
    fitted_weights,
    flat_weights,
    promap_weights,
    risk_of_addresses,
)
from hotspots.analyse.cocoons.cocoon_list import DISTANCE_M
from hotspots.analyse.cocoons.live_burglaries import DAYS, MOMENT
from hotspots.analyse.cocoons.street_sides import NEIGHBOUR, TIERS, VICTIM
from hotspots.errors import ParameterError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from hotspots.analyse.cocoons.cocoon_params import CocoonParams, FittedRatios
    from hotspots.analyse.cocoons.cocoon_reach import Reach

    Floats = NDArray[np.float64]

TIER_CODE: Final = "tier_code"  # a tier by its position in TIERS
HOME: Final = "home"  # position among the homes in reach
BURGLARY: Final = "burglary"  # position among the live burglaries
WEIGHT: Final = "weight"  # what a burglary adds to a home's risk
LIVE: Final = "live"
PLACE: Final = "place"  # of a home on the list, from 0

_ONE_DAY: Final = pd.Timedelta(days=1)
_TIER_NAMES: Final = np.array([str(tier) for tier in TIERS], dtype=object)


def live_pairs(
    reach: Reach, params: CocoonParams, as_of: pd.Timestamp, district: str | None
) -> pd.DataFrame:
    """Return the pairs of a home here and a burglary that is known and live at the moment."""
    burglaries = _timed(reach.burglaries, params, as_of)
    here = np.ones(len(reach.homes), dtype=np.bool_)
    if district is not None:
        here = (reach.homes[schema.DISTRICT] == district).to_numpy(dtype=np.bool_)
    pairs = reach.pairs
    kept = burglaries[LIVE].to_numpy()[pairs.burglary] & here[pairs.home]
    kept &= pairs.distance_m <= params.radius_m
    burglary, code = pairs.burglary[kept], reach.tier[kept]
    columns = [DAYS, schema.REPORTED_TIME, schema.EXPIRES]
    told = pd.DataFrame(burglaries[columns]).iloc[burglary].reset_index(drop=True)
    due = told[schema.REPORTED_TIME] + pd.Timedelta(hours=params.service_level_hours)
    return pd.DataFrame(
        {
            HOME: pairs.home[kept],
            BURGLARY: burglary,
            DISTANCE_M: pairs.distance_m[kept],
            TIER_CODE: code,
            DAYS: told[DAYS],
            schema.REPORTED_TIME: told[schema.REPORTED_TIME],
            schema.DUE: due.where(code <= NEIGHBOUR),
            schema.EXPIRES: told[schema.EXPIRES],
        }
    )


def _timed(
    burglaries: gpd.GeoDataFrame, params: CocoonParams, as_of: pd.Timestamp
) -> gpd.GeoDataFrame:
    """Return the burglaries with their days and expiry as of the moment, and whether they live."""
    timed = burglaries.copy()
    timed[DAYS] = (as_of - timed[MOMENT]) / _ONE_DAY
    timed[schema.EXPIRES] = timed[MOMENT] + pd.Timedelta(days=params.window_days)
    timed[LIVE] = timed[DAYS].between(0, params.window_days) & (
        timed[schema.REPORTED_TIME] <= as_of
    )
    return timed


def pair_weights(pairs: pd.DataFrame, params: CocoonParams, fitted: FittedRatios | None) -> Floats:
    """Return what each pair adds to its home's risk; the victim's home is the burgled place."""
    days = pairs[DAYS].to_numpy()
    distance_m = np.where(pairs[TIER_CODE] == VICTIM, 0.0, pairs[DISTANCE_M])
    if params.risk == "promap":
        return promap_weights(distance_m, days)
    if params.risk == "flat":
        return flat_weights(
            distance_m, days, reach_m=params.radius_m, window_days=params.window_days
        )
    if fitted is None:
        raise ParameterError(
            "risk is 'fitted', but no near-repeat ratios were given; fit them to the district's "
            "burglaries, or take risk 'promap' or 'flat'."
        )
    return fitted_weights(distance_m, days, ratios=fitted.ratios, bands=fitted.bands)


def homes_in_reach(reach: Reach, pairs: pd.DataFrame, as_of: pd.Timestamp) -> gpd.GeoDataFrame:
    """Return each home in reach once, by UPRN, with what its burglaries together say of it."""
    by_home = pairs.groupby(HOME, sort=True)
    position, place = np.unique(pairs[HOME], return_inverse=True)
    homes = reach.homes.iloc[position].reset_index(drop=True)
    homes[HOME] = position
    homes[TIER_CODE] = by_home[TIER_CODE].min().to_numpy()
    homes[schema.TIER] = pd.Series(_TIER_NAMES[homes[TIER_CODE]], dtype="str")
    homes[schema.RISK] = risk_of_addresses(place, pairs[WEIGHT], address_count=position.size)
    homes[schema.BURGLARIES] = by_home.size().to_numpy()
    homes[schema.NEAREST_M] = by_home[DISTANCE_M].min().to_numpy()
    for column, latest in (
        (schema.DUE, by_home[schema.DUE].min()),
        (schema.EXPIRES, by_home[schema.EXPIRES].max()),
    ):
        homes[column] = latest.reset_index(drop=True)
    homes[schema.OVERDUE] = homes[schema.DUE] < as_of
    return homes


def reasons_by_priority(
    pairs: pd.DataFrame, ranked: gpd.GeoDataFrame, reach: Reach
) -> pd.DataFrame:
    """Return one row for each home by priority and each of its burglaries, the strongest first."""
    rank = np.full(len(reach.homes), -1)
    rank[ranked[HOME]] = np.arange(len(ranked))
    place = rank[pairs[HOME]]
    order = np.lexsort(
        (pairs[BURGLARY], pairs[DISTANCE_M], -pairs[WEIGHT], pairs[TIER_CODE], place)
    )
    order = order[place[order] >= 0]
    reasons = pairs.iloc[order].reset_index(drop=True)
    reasons[PLACE] = place[order]
    reasons[schema.UPRN] = ranked[schema.UPRN].array[place[order]]
    references = reach.burglaries[schema.BURGLARY_REFERENCE]
    reasons[schema.BURGLARY_REFERENCE] = references.array[reasons[BURGLARY]]
    reasons[schema.BURGLARY_TIER] = pd.Series(_TIER_NAMES[reasons[TIER_CODE]], dtype="str")
    return reasons


def reasons_as_json(reasons: pd.DataFrame) -> pd.Series[str]:
    """Return each home's reasons as JSON text: the reference stands for the burgled address."""
    quoted = {
        reference: json.dumps(reference, ensure_ascii=False)
        for reference in reasons[schema.BURGLARY_REFERENCE].unique()
    }
    texts = [
        f'{{"reference": {quoted[reference]}, "distance_m": {distance_m:.2f}, '
        f'"days": {days:.2f}, "tier": "{tier}"}}'
        for reference, distance_m, days, tier in zip(
            reasons[schema.BURGLARY_REFERENCE],
            reasons[DISTANCE_M].tolist(),
            reasons[DAYS].tolist(),
            reasons[schema.BURGLARY_TIER],
            strict=True,
        )
    ]
    ends = np.cumsum(np.bincount(reasons[PLACE])).tolist()
    starts = [0, *ends[:-1]]
    lists = [f"[{', '.join(texts[a:b])}]" for a, b in zip(starts, ends, strict=False)]
    return pd.Series(lists, dtype="str")


def burglaries_of(
    reach: Reach,
    pairs: pd.DataFrame,
    as_of: pd.Timestamp,
    params: CocoonParams,
    district: str | None,
) -> gpd.GeoDataFrame:
    """Return the live burglaries that reach a home here, and those of the district itself."""
    timed = _timed(reach.burglaries, params, as_of)
    told = np.isin(np.arange(len(timed)), pairs[BURGLARY])
    own = timed[schema.DISTRICT] == district if district is not None else True
    return timed.loc[(told | own) & timed[LIVE]].drop(columns=LIVE).reset_index(drop=True)
