"""Control areas: places that were like the treated ones, and lie far enough from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from hotspots import schema, words
from hotspots.analyse.operations.operation_counts import NOWHERE, days_of, place_of, within
from hotspots.analyse.periods import Period
from hotspots.crs import require_projected
from hotspots.errors import NoRowsError, ParameterError
from hotspots.schema import AreaRole

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from hotspots.arrays import Floats, Longs


UNLIKENESS: Final = "unlikeness"  # 0 is alike in all four respects
TWIN: Final = "like_area_id"  # the treated area that a control was chosen for
# A place with fewer offences has no level, trend or mix to speak of.
FEWEST_OFFENCES: Final = 5
STEPS: Final = 6  # parts of the period that are compared, about months in half a year
HALF: Final = 0.5
# What each respect counts for. The level is a ratio's logarithm and the others are shares that
# differ, so one is about as much as another when a place is twice as busy as its twin. The level
# counts most: a place with a tenth of the offences says little of what would have happened.
WEIGHTS: Final[Mapping[str, float]] = {"level": 1.0, "trend": 0.5, "mix": 0.5, "months": 0.5}


@dataclass(frozen=True, kw_only=True, eq=False)
class _Profiles:
    """What places were like in the period: a row a place."""

    level: Floats
    trend: Floats  # share of the offences that fell into the second half
    mix: Floats  # share of each kind
    months: Floats  # share of each part of the period


def suggest_controls(
    offences: gpd.GeoDataFrame,
    treated: gpd.GeoDataFrame,
    candidates: gpd.GeoDataFrame,
    *,
    period: Period,
    count: int,
    least_distance_m: float,
) -> gpd.GeoDataFrame:
    """Return the candidates that were most like the treated areas in a period, with the reason.

    Parameters
    ----------
    offences : GeoDataFrame
        Of the selection, in metres.
    treated : GeoDataFrame
        ``area_id``, ``name`` and outlines.
    candidates : GeoDataFrame
        The same columns: places that could be controls.
    period : Period
        Only its offences are looked at. Let it lie ahead of the before-period where the data go so
        far back: places that are picked for what they had in a period go back to their usual level
        after it, and controls that fall by themselves make an operation look bad.
    count : int
        Controls that are wanted; fewer come back where there are no more.
    least_distance_m : float
        No control is nearer to a treated area, nor to another control: twice the width of the
        rings keeps them apart.

    Returns
    -------
    GeoDataFrame
        ``area_id``, ``name``, ``area_role``, ``like_area_id``, ``unlikeness``, ``why`` and the
        outline, in the order in which they were chosen.

    Raises
    ------
    ParameterError
        When no control is asked for.
    NoRowsError
        When no candidate is far enough away and has offences.

    Notes
    -----
    The treated areas take turns, the busiest first, each taking the candidate that is nearest to it
    in level, trend, mix of offences and course over the period.
    """
    require_projected(candidates, "candidates for controls")
    if count < 1:
        raise ParameterError(f"suggest must be 1 or more controls, not {count}.")
    pool = _far_enough(candidates, treated, least_distance_m)
    own, others = _profiles(offences, treated, pool, period)
    fit = others.level >= FEWEST_OFFENCES
    if not fit.any():
        raise _no_control(len(candidates), len(pool), least_distance_m, period)
    respects = _differences(own, others)
    unlike = sum(WEIGHTS[name] * differs for name, differs in respects.items())
    unlike = np.where(fit[None, :], unlike, np.inf)
    chosen = _in_turns(unlike, own.level, pool, count, least_distance_m)
    rows = pool.iloc[[candidate for _, candidate in chosen]].reset_index(drop=True)
    reasons = [
        _reason(
            str(treated[schema.SPOT_NAME].iloc[whose]),
            {name: float(differs[whose, at]) for name, differs in respects.items()},
            (own.level[whose], others.level[at]),
            float(treated.geometry.iloc[whose].distance(pool.geometry.iloc[at])),
            period,
        )
        for whose, at in chosen
    ]
    twins = [treated[schema.AREA_ID].iloc[whose] for whose, _ in chosen]
    return rows[[schema.AREA_ID, schema.SPOT_NAME, rows.geometry.name]].assign(
        **{
            schema.AREA_ROLE: AreaRole.CONTROL.value,
            TWIN: pd.array(twins, dtype="str"),
            UNLIKENESS: [float(unlike[pair]) for pair in chosen],
            schema.WHY: pd.array(reasons, dtype="str"),
        }
    )


def _no_control(
    candidates: int, far_enough: int, least_distance_m: float, period: Period
) -> NoRowsError:
    return NoRowsError(
        f"No control can be suggested: of {candidates} candidates {far_enough} lie at least "
        f"{least_distance_m:g} m from the treated areas, and none of those had {FEWEST_OFFENCES} "
        f"offences in {period.in_words}. Name controls by hand, give other candidates, or make the "
        "rings narrower."
    )


def _far_enough(
    candidates: gpd.GeoDataFrame, treated: gpd.GeoDataFrame, least_distance_m: float
) -> gpd.GeoDataFrame:
    away_m = shapely.distance(
        candidates.geometry.to_numpy()[:, None], treated.geometry.to_numpy()[None, :]
    ).min(axis=1, initial=np.inf)
    ordered = candidates[away_m >= least_distance_m].sort_values(schema.AREA_ID)
    return ordered.reset_index(drop=True)


def _profiles(
    offences: gpd.GeoDataFrame, treated: gpd.GeoDataFrame, pool: gpd.GeoDataFrame, period: Period
) -> tuple[_Profiles, _Profiles]:
    days = days_of(offences)
    chosen = within(days, [period])
    earlier = offences[chosen]
    kinds, names = pd.factorize(
        earlier[schema.OFFENCE_CODE].fillna(earlier[schema.CATEGORY]), sort=True
    )
    into = (days[chosen] - np.datetime64(period.first)).astype(np.int64)
    steps = into * STEPS // period.days
    return tuple(  # type: ignore[return-value] # two of them
        _profile(place_of(earlier, areas.geometry), len(areas), kinds, len(names), steps)
        for areas in (treated, pool)
    )


def _profile(
    place: Longs,
    places: int,
    kinds: NDArray[Any],
    kind_count: int,
    steps: Longs,
) -> _Profiles:
    def crossed(column: NDArray[Any], width: int) -> Floats:
        kept = (place != NOWHERE) & (column >= 0)
        cells = place[kept] * width + column[kept]
        table: Floats = np.bincount(cells, minlength=places * width).astype(np.float64)
        return table.reshape(places, width)

    months = crossed(steps, STEPS)
    level = months.sum(axis=1)
    second_half = months[:, STEPS // 2 :].sum(axis=1)
    return _Profiles(
        level=level,
        trend=(second_half + HALF) / (level + 2 * HALF),
        mix=_shares(crossed(kinds, max(kind_count, 1))),
        months=_shares(months),
    )


def _shares(counts: Floats) -> Floats:
    shares: Floats = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1.0)
    return shares


def _differences(own: _Profiles, others: _Profiles) -> dict[str, Floats]:
    """Return how far each candidate is from each treated area, in each respect."""
    level = np.log((own.level[:, None] + HALF) / (others.level[None, :] + HALF))
    return {
        "level": np.abs(level),
        "trend": np.abs(own.trend[:, None] - others.trend[None, :]),
        "mix": _share_that_differs(own.mix, others.mix),
        "months": _share_that_differs(own.months, others.months),
    }


def _share_that_differs(one: Floats, other: Floats) -> Floats:
    """Return half the sum of the shares' differences: 0 is alike, 1 is nothing in common."""
    apart: Floats = np.abs(one[:, None, :] - other[None, :, :]).sum(axis=2) / 2.0
    return apart


def _in_turns(
    unlike: Floats,
    level: Floats,
    pool: gpd.GeoDataFrame,
    count: int,
    least_distance_m: float,
) -> list[tuple[int, int]]:
    """Return (treated, candidate) pairs: the treated take turns, the busiest first."""
    outlines = pool.geometry.to_numpy()
    free = np.ones(len(pool), dtype=np.bool_)
    turns = np.argsort(-level, kind="stable")
    pairs: list[tuple[int, int]] = []
    while len(pairs) < count:
        whose = int(turns[len(pairs) % len(turns)])
        left = np.where(free, unlike[whose], np.inf)
        best = int(left.argmin())
        if not np.isfinite(left[best]):
            break
        pairs.append((whose, best))
        free &= shapely.distance(outlines, outlines[best]) >= least_distance_m
        free[best] = False
    return pairs


def _reason(
    twin: str,
    respects: Mapping[str, float],
    levels: tuple[float, float],
    away_m: float,
    period: Period,
) -> str:
    own, other = levels
    mix, months = (words.share(1 - respects[name]) for name in ("mix", "months"))
    return (
        f"Like {twin}: {other:,.0f} offences in {period.in_words}, against {own:,.0f} there; "
        f"{mix} of the mix of offences and {months} of their course in common; "
        f"{away_m / 1000:.1f} km away."
    )
