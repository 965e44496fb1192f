"""The rank of each harm spot in force among its fellows and the places chosen on later offences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspots.analyse.spots.harm_spot_candidates import renumbered
from hotspots.analyse.spots.harm_spot_ranking import Candidates, rank_and_choose, resampled_standing
from hotspots.analyse.weight_transform import transform_weights

if TYPE_CHECKING:
    from hotspots.analyse.spots.harm_spot_params import HarmSpotParams
    from hotspots.analyse.spots_over_time.spot_capture import Held
    from hotspots.arrays import Bools, Floats, Longs, Objects


@dataclass(frozen=True, kw_only=True)
class RankNow:
    """Ranks in the later period, of the spots in force first and then of their rivals.

    Attributes
    ----------
    rank : array of int, of shape (k,)
    rank_low, rank_high : array of int, of shape (k,)
        The middle 90 % of the redrawings.
    share_among_best : array of shape (k,)
        Share of the redrawings in which the place is among as many best ones as spots are in force.
    places : array of int, of shape (k,)
        How many are ranked together with it.
    best : array of int, of shape (k,)
        How many of these are the best.
    largest_offence_share : array of shape (k,)
        The part of its harm that its gravest offence holds.
    """

    rank: Longs
    rank_low: Longs
    rank_high: Longs
    share_among_best: Floats
    places: Longs
    best: Longs
    largest_offence_share: Floats


def rank_now(
    held: Held,
    groups: Longs,
    in_force: Bools,
    outlines: Objects,
    *,
    spot_params: HarmSpotParams,
    redrawings: int,
    seed: int,
) -> RankNow:
    """Rank the spots in force and their rivals by the rule that harm spots are ranked by.

    Parameters
    ----------
    held : Held
        The later offences in each of them.
    groups : array of int, of shape (k,)
        Those of one group are ranked together: the whole force, or each policing district.
    in_force : array of bool, of shape (k,)
        As many places of a group as these are its best.
    outlines : array of Polygon or MultiPolygon, of shape (k,)
        Ties go to the westernmost, then to the southernmost.
    spot_params : HarmSpotParams
        Transform of the weights, and the guard against one offence.
    redrawings, seed : int

    Notes
    -----
    The redrawing is of offences. Offences that follow from one another come and go together, so the
    truth is somewhat less sure than the ranges.
    """
    weights = np.asarray(transform_weights(held.harm, spot_params.transform, spot_params.cap))
    largest = largest_shares(held)
    set_back = largest > spot_params.largest_offence_guard
    count = held.places
    ranks = {name: np.zeros(count, dtype=np.int64) for name in ("rank", "low", "high")}
    places, best, share = np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count)
    for group in np.unique(groups):
        mine = _in_order_of_ties(np.flatnonzero(groups == group), held, outlines)
        spot_of_offence, _ = renumbered(held.place_of, mine, outlines)
        number = int(in_force[mine].sum())
        among = Candidates(
            weights=np.bincount(
                spot_of_offence[spot_of_offence >= 0],
                weights=weights[spot_of_offence >= 0],
                minlength=len(mine),
            ).astype(np.float64),
            set_back=set_back[mine],
            costs=np.ones(len(mine)),
            groups=np.zeros(len(mine), dtype=np.int64),
            budgets=np.array([float(number)]),
            drawn=np.zeros(len(mine), dtype=np.bool_),
        )
        order, _ = rank_and_choose(among)
        standing = resampled_standing(
            among,
            weights,
            spot_of_offence,
            min_offences=1,
            resamples=redrawings,
            ranked_among=np.ones(len(mine), dtype=np.bool_),
            seed=seed,
        )
        ranks["rank"][mine[order]] = np.arange(1, len(mine) + 1)
        ranks["low"][mine], ranks["high"][mine] = standing.rank_low, standing.rank_high
        share[mine], places[mine], best[mine] = standing.share_selected, len(mine), number
    return RankNow(
        rank=ranks["rank"],
        rank_low=ranks["low"],
        rank_high=ranks["high"],
        share_among_best=share,
        places=places,
        best=best,
        largest_offence_share=largest,
    )


def _in_order_of_ties(mine: Longs, held: Held, outlines: Objects) -> Longs:
    centres = shapely.get_coordinates(shapely.centroid(outlines[mine]))
    return mine[np.lexsort((centres[:, 1], centres[:, 0], -held.offences[mine]))]


def largest_shares(held: Held) -> Floats:
    """Return the share of each place's harm that its gravest offence holds; 0 without any."""
    inside = held.place_of >= 0
    largest = np.zeros(held.places)
    np.maximum.at(largest, held.place_of[inside], held.harm[inside])
    total = held.harm_in
    return np.divide(largest, total, out=np.zeros(held.places), where=total > 0)
