"""What live burglaries together say of each home in reach: tier, risk, due time and reasons.

Risk is weighed in three ways, fitted, ProMap and flat, on the same pairs: one for each address and
live burglary in reach of it. Each way gives a pair its weight, and an address has the sum of its
pairs' weights.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.analyse.cocoons.cocoon_list import DISTANCE_M
from hotspots.analyse.cocoons.live_burglaries import DAYS, MOMENT
from hotspots.analyse.cocoons.street_sides import NEIGHBOUR, TIERS, VICTIM
from hotspots.analyse.near_repeats.near_repeat_input import bands_of
from hotspots.errors import ParameterError

if TYPE_CHECKING:
    from datetime import datetime

    import geopandas as gpd
    from numpy.typing import ArrayLike

    from hotspots.analyse.cocoons.cocoon_params import CocoonParams, FittedRatios
    from hotspots.analyse.cocoons.cocoon_reach import Reach
    from hotspots.analyse.near_repeats.near_repeat_params import NearRepeatParams
    from hotspots.arrays import Floats


PROMAP_STEP_M = 50.0
PROMAP_STEP_DAYS = 7.0
PROMAP_REACH_M = 400.0
PROMAP_WINDOW_DAYS = 56.0
FLAT_REACH_M = 400.0
FLAT_WINDOW_DAYS = 42.0

TIER_CODE: Final = "tier_code"  # a tier by its position in TIERS
HOME: Final = "home"  # position among the homes in reach
BURGLARY: Final = "burglary"  # position among the live burglaries
WEIGHT: Final = "weight"  # what a burglary adds to a home's risk
LIVE: Final = "live"
PLACE: Final = "place"  # of a home on the list, from 0

_ONE_DAY: Final = pd.Timedelta(days=1)
_TIER_NAMES: Final = np.array([str(tier) for tier in TIERS], dtype=object)


def live_pairs(
    reach: Reach,
    params: CocoonParams,
    as_of: pd.Timestamp,
    district: str | None,
    clocks_from: datetime,
) -> pd.DataFrame:
    """Return the pairs of a home here and a burglary that is known and live at the moment.

    ``due`` is missing where no clock binds the home, and where the report is older than the clocks.
    """
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
    runs = (told[schema.REPORTED_TIME] >= clocks_from).to_numpy()
    due = told[schema.REPORTED_TIME] + pd.Timedelta(hours=params.service_level_hours)
    return pd.DataFrame(
        {
            HOME: pairs.home[kept],
            BURGLARY: burglary,
            DISTANCE_M: pairs.distance_m[kept],
            TIER_CODE: code,
            DAYS: told[DAYS],
            schema.REPORTED_TIME: told[schema.REPORTED_TIME],
            schema.DUE: due.where((code <= NEIGHBOUR) & runs),
            schema.BACKLOG: (code <= NEIGHBOUR) & ~runs,
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
    of_backlog = by_home[schema.BACKLOG].any().to_numpy()
    homes[schema.BACKLOG] = of_backlog & homes[schema.DUE].isna().to_numpy()
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
            reasons[schema.BURGLARY_REFERENCE].to_numpy(object),
            reasons[DISTANCE_M].tolist(),
            reasons[DAYS].tolist(),
            reasons[schema.BURGLARY_TIER].to_numpy(object),
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


def fitted_weights(
    distance_m: ArrayLike, days: ArrayLike, *, ratios: Floats, bands: NearRepeatParams
) -> Floats:
    """Return what each pair adds by the fitted Knox ratios: max(K[band] − 1, 0).

    Parameters
    ----------
    distance_m, days : array of shape (pairs,)
        From the burglary to the address, and from the burglary to the moment of the list; days
        may have a fraction.
    ratios : array of shape (distance bands, time bands)
        K, best shrunk: ``near_repeat_shrinkage.shrunk_ratios``. NaN counts as 1.
    bands : NearRepeatParams
        The bands that ``ratios`` was fitted with.

    Returns
    -------
    array of shape (pairs,)
        0 for a pair in no band, and for a burglary after the list's moment.

    Raises
    ------
    ParameterError
        When ``ratios`` has not one value for each band.
    """
    if ratios.shape != bands.shape:
        raise ParameterError(
            f"The ratios have the shape {ratios.shape}, the bands {bands.shape}; give the bands "
            "that the ratios were fitted with."
        )
    distance_band, time_band = bands_of(bands, distance_m, days)
    excess = np.nan_to_num(np.maximum(ratios - 1.0, 0.0), nan=0.0)
    weights: Floats = np.where(
        (distance_band >= 0) & (time_band >= 0), excess[distance_band, time_band], 0.0
    )
    return weights


def promap_weights(distance_m: ArrayLike, days: ArrayLike) -> Floats:
    """Return what each pair adds by ProMap: 1/(1 + d) · 1/(1 + t), d in 50 m steps, t in weeks.

    Both are whole and rounded down. From 400 m, and from 8 weeks, a pair adds nothing.

    References
    ----------
    Bowers, Johnson & Pease (2004), "Prospective hot-spotting: the future of crime mapping?",
    British Journal of Criminology 44.

    Examples
    --------
    >>> promap_weights([0, 160, 399], [0, 20, 55]).round(6).tolist()
    [1.0, 0.083333, 0.015625]
    """
    away, ago = np.asarray(distance_m, dtype=np.float64), np.asarray(days, dtype=np.float64)
    steps, weeks = np.floor(away / PROMAP_STEP_M), np.floor(ago / PROMAP_STEP_DAYS)
    live = (away < PROMAP_REACH_M) & (ago >= 0) & (ago < PROMAP_WINDOW_DAYS)
    weights = np.zeros(live.shape)
    np.divide(1.0, (1.0 + steps) * (1.0 + weeks), out=weights, where=live)
    return weights


def flat_weights(
    distance_m: ArrayLike,
    days: ArrayLike,
    *,
    reach_m: float = FLAT_REACH_M,
    window_days: float = FLAT_WINDOW_DAYS,
) -> Floats:
    """Return 1 for each pair within the radius and the days, edges included: the plain cocoon."""
    away, ago = np.asarray(distance_m, dtype=np.float64), np.asarray(days, dtype=np.float64)
    return ((away <= reach_m) & (ago >= 0) & (ago <= window_days)).astype(np.float64)


def risk_of_addresses(address: ArrayLike, weights: ArrayLike, *, address_count: int) -> Floats:
    """Return each address's risk: the sum of its pairs' weights.

    Parameters
    ----------
    address : array of int of shape (pairs,)
        Position of the pair's address, 0 to ``address_count`` − 1.
    weights : array of shape (pairs,)
        From one of the functions above.

    Returns
    -------
    array of shape (address_count,)
        0 for an address in no pair. The same to the last bit whatever the order of the pairs.
    """
    positions = np.asarray(address, dtype=np.int64)
    amounts = np.asarray(weights, dtype=np.float64)
    # Sums of decimals depend on their order: the smallest first, always.
    order = np.argsort(amounts, kind="stable")
    risk: Floats = np.zeros(address_count)
    np.add.at(risk, positions[order], amounts[order])
    return risk
