"""Keep or retire: the harm spots in force, judged on offences that came after they were chosen.

Each spot is ranked anew among the spots in force and the places that the data would choose today,
and stands or falls by how often it is among the best when the later offences are drawn again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from hotspots import care, schema
from hotspots.analyse.spots.harm_spots import in_canonical_order
from hotspots.analyse.spots_over_time.spot_advice import SpotFindings, advice_on, reason_for
from hotspots.analyse.spots_over_time.spot_capture import (
    Held,
    capture_of,
    held_by,
    middle,
    prediction_accuracy_index,
    redrawn_pai,
    relative_rate,
)
from hotspots.analyse.spots_over_time.spot_identity import match_spots
from hotspots.analyse.spots_over_time.spot_rivals import RankNow, rank_now

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from hotspots.analyse.spots.harm_spot_params import HarmSpotParams
    from hotspots.analyse.spots_over_time import spot_review_params
    from hotspots.analyse.spots_over_time.spot_capture import Capture
    from hotspots.arrays import Floats, Objects


@dataclass(frozen=True, kw_only=True)
class PeriodOffences:
    """The selection's offences of a period, with their harm, and its length in years."""

    offences: gpd.GeoDataFrame
    years: float


@dataclass(frozen=True, kw_only=True)
class ReviewTask:
    """What harm spots are judged by.

    Attributes
    ----------
    spots : GeoDataFrame
        The spots that are patrolled now: ``spot_id``, ``name``, ``district``, ``rank``, ``edited``
        and outlines that do not overlap.
    now : PeriodOffences
        What came after they were chosen; or, where nothing did, what they were chosen on.
    then : PeriodOffences or None
        What they were chosen on; None where it is not all there.
    is_later : bool
        Whether ``now`` came after they were chosen.
    today : GeoDataFrame
        What the data of ``now`` would choose, as many: ``schema.HARM_SPOT_COLUMNS``.
    study_area_m2 : float
    index_key : str
    per_district : bool
        Whether spots are chosen, and so ranked, by policing district.
    patrol_minutes : mapping of str to float or None
        Spot to the minutes of patrol in ``now``; None where no patrols were handed in.
    """

    spots: gpd.GeoDataFrame
    now: PeriodOffences
    then: PeriodOffences | None
    is_later: bool
    today: gpd.GeoDataFrame
    study_area_m2: float
    index_key: str
    per_district: bool = False
    patrol_minutes: Mapping[str, float] | None = None


@dataclass(frozen=True, kw_only=True)
class SpotReview:
    """What is to be said of the harm spots in force.

    Attributes
    ----------
    table : GeoDataFrame
        ``schema.SPOT_REVIEW_COLUMNS``, one row a spot: those to keep first, then by rank now.
    missed : GeoDataFrame
        The rows of what the data would choose today that no spot in force is or is part of.
    now, then : Capture
        What the set as a whole holds; ``then`` is None where it is not known.
    rri : float
        The set's PAI now over its PAI then; NaN where that is not known.
    rri_range : (float, float)
    jaccard : float
        Ground that the set shares with what the data would choose today, over the ground of both.
    found_again : int
        Spots in force that are, or are part of, a place chosen today.
    offences_now, offences_then : int
        Of the selection, in the whole force.
    is_later : bool
    """

    table: gpd.GeoDataFrame
    missed: gpd.GeoDataFrame
    now: Capture
    then: Capture | None
    rri: float
    rri_range: tuple[float, float]
    jaccard: float
    found_again: int
    offences_now: int
    offences_then: int
    is_later: bool


def review_spots(
    task: ReviewTask,
    *,
    spot_params: HarmSpotParams,
    params: spot_review_params.SpotReviewParams,
    identity: spot_review_params.SpotIdentityParams,
    seed: int,
) -> SpotReview:
    """Judge the harm spots in force.

    Parameters
    ----------
    task : ReviewTask
    spot_params : HarmSpotParams
        By which spots are ranked: transform, and the guard against one offence.
    params : SpotReviewParams
    identity : SpotIdentityParams
        When a place chosen today is one of the spots in force.
    seed : int
        Of the redrawings.

    Notes
    -----
    - A rival is drawn around the peaks of the later period itself and so is flattered by it; a spot
      in force is not. Where the two are level, the spot in force is the better one.
    - A spot may be quiet because it is patrolled. Counts beside minutes show no effect; whether
      patrols worked is what ``hotspots evaluate`` asks.
    - Ranges come from redrawing offences one by one. Offences that follow from one another come
      and go together, so the truth is somewhat less sure than the ranges.

    References
    ----------
    Chainey, Tompson & Uhlig (2008), for the PAI; Levine (2008), for the RRI.
    """
    spots, today = task.spots.reset_index(drop=True), task.today.reset_index(drop=True)
    own, others = spots.geometry.to_numpy(), today.geometry.to_numpy()
    match = match_spots(own, others, params=identity)
    missed = np.array([not came_from for came_from in match.from_spots], dtype=np.bool_)
    now = _ordered(task.now)
    standing = _standing(task, now, today[missed], spot_params, params, seed)
    harm = schema.harm_column(task.index_key)
    held_now = held_by(own, now, harm=harm, years=task.now.years)
    then = None if task.then is None else _ordered(task.then)
    held_then = (
        None
        if then is None or task.then is None
        else held_by(own, then, harm=harm, years=task.then.years)
    )
    columns = _figures(task, held_now, held_then) | _ranks(standing, len(spots))
    columns[schema.OVERLAP_TODAY] = _overlaps(own, others)
    table = _judged(task, spots, columns, standing, params)
    captures = _captures(task, held_now, held_then, params.redrawings, seed)
    return SpotReview(
        table=table,
        missed=today[missed].reset_index(drop=True),
        jaccard=_jaccard(own, others),
        found_again=sum(1 for into in match.into_spots if into),
        offences_now=len(now),
        offences_then=0 if then is None else len(then),
        is_later=task.is_later,
        **captures,
    )


def _ordered(period: PeriodOffences) -> gpd.GeoDataFrame:
    return in_canonical_order(period.offences)


def _standing(
    task: ReviewTask,
    now: gpd.GeoDataFrame,
    rivals: gpd.GeoDataFrame,
    spot_params: HarmSpotParams,
    params: spot_review_params.SpotReviewParams,
    seed: int,
) -> RankNow:
    """Rank the spots in force together with the places that they have no part in."""
    districts = pd.concat([task.spots[schema.DISTRICT], rivals[schema.DISTRICT]])
    groups = pd.factorize(districts, sort=True)[0] if task.per_district else 0
    outlines = np.concatenate([task.spots.geometry.to_numpy(), rivals.geometry.to_numpy()])
    harm = schema.harm_column(task.index_key)
    return rank_now(
        held_by(outlines, now, harm=harm, years=task.now.years),
        np.broadcast_to(np.asarray(groups, dtype=np.int64), (len(outlines),)),
        np.arange(len(outlines)) < len(task.spots),
        outlines,
        spot_params=spot_params,
        redrawings=params.redrawings,
        seed=seed,
    )


def _figures(task: ReviewTask, now: Held, then: Held | None) -> dict[str, Any]:
    """Return counts, harm and PAI of each spot, now and then."""
    areas_m2 = shapely.area(task.spots.geometry.to_numpy())
    unknown = np.full(len(areas_m2), np.nan)
    figures: dict[str, Any] = {
        schema.AREA_M2: areas_m2,
        schema.OFFENCES: now.offences,
        schema.OFFENCES_PER_YEAR: now.offences / now.years,
        schema.HARM_PER_YEAR: care.shown_harm(now.harm_in / now.years),
        schema.PAI_NOW: _pai(now.offences, len(now.harm), areas_m2, task),
        schema.HARM_PAI_NOW: _pai(now.harm_in, float(now.harm.sum()), areas_m2, task),
    }
    if then is None:
        kinds = (schema.OFFENCES_THEN_PER_YEAR, schema.HARM_THEN_PER_YEAR, schema.PAI_THEN)
        return figures | dict.fromkeys(
            (*kinds, schema.RRI, schema.RRI_LOW, schema.RRI_HIGH), unknown
        )
    rates = np.array(
        [
            relative_rate(before, after, all_before=len(then.harm), all_now=len(now.harm))
            for before, after in zip(then.offences.tolist(), now.offences.tolist(), strict=True)
        ]
    ).reshape(-1, 3)
    return figures | {
        schema.OFFENCES_THEN_PER_YEAR: then.offences / then.years,
        schema.HARM_THEN_PER_YEAR: care.shown_harm(then.harm_in / then.years),
        schema.PAI_THEN: _pai(then.offences, len(then.harm), areas_m2, task),
        schema.RRI: rates[:, 0],
        schema.RRI_LOW: rates[:, 1],
        schema.RRI_HIGH: rates[:, 2],
    }


def _pai(inside: NDArray[Any], total: float, areas_m2: Floats, task: ReviewTask) -> Floats:
    return np.array(
        [
            prediction_accuracy_index(
                captured=float(one),
                total=float(total),
                chosen_area=float(area),
                whole_area=task.study_area_m2,
            )
            for one, area in zip(inside, areas_m2, strict=True)
        ]
    )


def _ranks(standing: RankNow, count: int) -> dict[str, Any]:
    return {
        schema.RANK_NOW: standing.rank[:count],
        schema.RANK_LOW: standing.rank_low[:count],
        schema.RANK_HIGH: standing.rank_high[:count],
        schema.TOP_SHARE: standing.share_among_best[:count],
    }


def _overlaps(own: Objects, today: Objects) -> Floats:
    """Return each outline's Jaccard index with the place chosen today that shares most with it."""
    most = np.zeros(len(own))
    if len(own) and len(today):
        ones, others = shapely.STRtree(today).query(own, predicate="intersects")
        shared = shapely.area(shapely.intersection(own[ones], today[others]))
        either = shapely.area(own[ones]) + shapely.area(today[others]) - shared
        np.maximum.at(most, ones, shared / either)
    return most


def _jaccard(own: Objects, today: Objects) -> float:
    one, other = shapely.union_all(own), shapely.union_all(today)
    either = one.union(other).area
    return float(one.intersection(other).area / either) if either else float("nan")


def _judged(
    task: ReviewTask,
    spots: gpd.GeoDataFrame,
    columns: dict[str, Any],
    standing: RankNow,
    params: spot_review_params.SpotReviewParams,
) -> gpd.GeoDataFrame:
    """Put the figures in a table with advice and reason, those to keep first."""
    minutes = spots[schema.SPOT_ID].astype("str").map(_minutes_of(task))
    table = spots.assign(**columns, **{schema.PATROL_MINUTES: minutes.astype("float64")})
    expected = table[schema.OFFENCES_THEN_PER_YEAR] * task.now.years
    advice, reasons = [], []
    for number, row in enumerate(table.to_dict("records")):
        found = SpotFindings(
            rank=int(row[schema.RANK_NOW]),
            rank_low=int(row[schema.RANK_LOW]),
            rank_high=int(row[schema.RANK_HIGH]),
            places=int(standing.places[number]),
            best=int(standing.best[number]),
            share_among_best=float(row[schema.TOP_SHARE]),
            offences=int(row[schema.OFFENCES]),
            expected=float(expected.iloc[number]),
            rri=float(row[schema.RRI]),
            rri_low=float(row[schema.RRI_LOW]),
            rri_high=float(row[schema.RRI_HIGH]),
            largest_offence_share=float(standing.largest_offence_share[number]),
            patrol_minutes=float(row[schema.PATROL_MINUTES]),
            is_later=task.is_later,
        )
        advice.append(advice_on(found, params))
        reasons.append(reason_for(found, advice[-1], params))
    table[schema.ADVICE] = pd.Series([str(each) for each in advice], index=table.index, dtype="str")
    table[schema.WHY] = pd.Series(reasons, index=table.index, dtype="str")
    order = {str(each): place for place, each in enumerate(schema.SpotAdvice)}
    keys = table.assign(place=table[schema.ADVICE].map(order))
    ordered = keys.sort_values(["place", schema.RANK_NOW, schema.SPOT_ID]).index
    return table.loc[ordered, list(schema.SPOT_REVIEW_COLUMNS)].reset_index(drop=True)


def _minutes_of(task: ReviewTask) -> dict[str, float]:
    if task.patrol_minutes is None:
        return {}
    spots = task.spots[schema.SPOT_ID].astype("str")
    return {spot: float(task.patrol_minutes.get(spot, 0.0)) for spot in spots}


def _captures(
    task: ReviewTask, now: Held, then: Held | None, redrawings: int, seed: int
) -> dict[str, Any]:
    """Return what the whole set holds now and then, and how the one compares with the other."""
    areas = {
        "area_m2": float(shapely.area(task.spots.geometry.to_numpy()).sum()),
        "study_area_m2": task.study_area_m2,
    }
    drawn = redrawn_pai(now, redrawings=redrawings, seed=seed, **areas)
    found: dict[str, Any] = {"now": capture_of(now, drawn, **areas)}
    if then is None:
        return found | {"then": None, "rri": float("nan"), "rri_range": (float("nan"),) * 2}
    # Another seed: the two periods are drawn apart.
    earlier = redrawn_pai(then, redrawings=redrawings, seed=seed + 1, **areas)
    before = capture_of(then, earlier, **areas)
    ratio = np.full(redrawings, np.nan)
    np.divide(drawn[:, 0], earlier[:, 0], out=ratio, where=earlier[:, 0] > 0)
    rri = found["now"].pai / before.pai if before.pai else float("nan")
    return found | {"then": before, "rri": rri, "rri_range": middle(ratio)}
