"""Ranking candidate harm spots, choosing among them, and how firmly each was chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspots.arrays import Bools, Floats, Longs


# So many resamples are drawn at a time, to bound the memory.
RESAMPLES_AT_A_TIME = 20
# Floating sums over areas of a thousand km² are exact to far less than a square metre.
AREA_ROUNDING_M2 = 1e-3

HIGH_CONFIDENCE = 0.9
MEDIUM_CONFIDENCE = 0.6


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """Harm spots that could be chosen, best first among those of equal weight.

    Attributes
    ----------
    weights : array of shape (k,)
        Transformed harm, summed.
    set_back : array of bool, of shape (k,)
        Whether a spot is ranked after all those that are not set back.
    costs : array of shape (k,)
        What choosing a spot takes of its group's budget: 1 (a count) or m² (a share of the area).
    groups : array of int, of shape (k,)
        The group (the force, or a policing district) out of whose budget a spot is chosen.
    budgets : array of shape (g,)
    drawn : array of bool, of shape (k,)
        Whether an analyst drew the spot: it is chosen whatever its weight, and first of all takes
        its cost of the budget.
    """

    weights: Floats
    set_back: Bools
    costs: Floats
    groups: Longs
    budgets: Floats
    drawn: Bools


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How each spot fares when the offences are resampled.

    Attributes
    ----------
    share_selected : array of shape (k,)
        Share of the resamples in which the spot is chosen, 0 to 1.
    rank_low, rank_high : array of int, of shape (k,)
        The middle 90 % of its ranks.
    """

    share_selected: Floats
    rank_low: Longs
    rank_high: Longs


def rank_and_choose(
    candidates: Candidates,
) -> tuple[Longs, Bools]:
    """Return the candidates' order, best first, and which of them (by position) are chosen.

    Within a group spots are taken by rank until the next one no longer fits the budget, of which
    those that an analyst drew have had their part.
    """
    budgets = candidates.budgets - np.bincount(
        candidates.groups[candidates.drawn],
        weights=candidates.costs[candidates.drawn],
        minlength=len(candidates.budgets),
    )
    by_the_data = replace(candidates, budgets=budgets)
    weights = candidates.weights[np.newaxis]
    orders, chosen = _rank_and_choose(by_the_data, weights, ~candidates.drawn)
    return orders[0], chosen[0] | candidates.drawn


def _rank_and_choose(
    candidates: Candidates,
    weights: Floats,
    eligible: Bools | None,
) -> tuple[Longs, Bools]:
    """Rank and choose in every row of ``weights``, of shape (resamples, k), at once."""
    behind = (weights.max(initial=0.0) + 1.0) * candidates.set_back
    orders = np.argsort(behind - weights, axis=1, kind="stable")
    chosen = np.zeros(weights.shape, dtype=np.bool_)
    rows = np.arange(len(weights))[:, np.newaxis]
    for group, budget in enumerate(candidates.budgets):
        mine = candidates.groups == group
        if eligible is not None:
            mine = mine & eligible
        costs = np.where(mine, candidates.costs, 0.0)
        spent = np.cumsum(np.take_along_axis(np.broadcast_to(costs, weights.shape), orders, 1), 1)
        fits = np.zeros_like(chosen)
        fits[rows, orders] = spent <= budget + AREA_ROUNDING_M2
        chosen |= fits & mine
    return orders, chosen


def resampled_standing(
    candidates: Candidates,
    weights: Floats,
    spot_of_offence: Longs,
    *,
    min_offences: int,
    resamples: int,
    ranked_among: Bools,
    seed: int,
) -> Standing:
    """Say how firmly each candidate holds its place, by a Poisson bootstrap of the offences.

    In each resample every offence counts 0, 1, 2, … times, Poisson with mean 1: as if the same year
    had been drawn again. The candidates' outlines and flags stay as they are; their weights are
    summed again, those with fewer than ``min_offences`` fall out, and the same choice is made.

    Parameters
    ----------
    weights, spot_of_offence : array of shape (n,)
        Each offence's transformed harm and its candidate (-1 for none), in an order that does not
        depend on how the rows came.
    ranked_among : array of bool, of shape (k,)
        The candidates among which ranks are counted; of the others, ranks mean nothing.

    Notes
    -----
    The outlines were drawn around this year's peaks, so the confidence is that of the choice among
    these outlines and not that of the outlines themselves: a little too high.
    """
    generator = np.random.default_rng(seed)
    held = np.flatnonzero(spot_of_offence >= 0)
    held = held[np.argsort(spot_of_offence[held], kind="stable")]
    starts = np.searchsorted(spot_of_offence[held], np.arange(len(candidates.weights)))
    times_chosen = np.zeros(len(candidates.weights))
    ranks = np.empty((resamples, len(candidates.weights)), dtype=np.int64)
    for first in range(0, resamples, RESAMPLES_AT_A_TIME):
        rows = min(RESAMPLES_AT_A_TIME, resamples - first)
        times = generator.poisson(1.0, size=(rows, len(held)))
        resampled = _added_up(times * weights[held], starts)
        enough = _added_up(times, starts) >= min_offences
        orders, chosen = _rank_and_choose(candidates, resampled, enough)
        times_chosen += chosen.sum(axis=0)
        ranks[first : first + rows] = _ranks_among(orders, ranked_among)
    low = np.quantile(ranks, 0.05, axis=0, method="lower")
    high = np.quantile(ranks, 0.95, axis=0, method="higher")
    return Standing(
        share_selected=times_chosen / resamples,
        rank_low=low.astype(np.int64),
        rank_high=high.astype(np.int64),
    )


def _added_up(values: NDArray[Any], starts: Longs) -> NDArray[Any]:
    """Return the sum of the columns from each start to the next, 0 where there are none."""
    sums = np.zeros((len(values), len(starts)), dtype=values.dtype)
    filled = np.diff(starts, append=values.shape[1]) > 0
    if filled.any():
        sums[:, filled] = np.add.reduceat(values, starts[filled], axis=1)
    return sums


def _ranks_among(orders: Longs, among: Bools) -> Longs:
    """Return each candidate's rank in every row, counting only the candidates ``among``."""
    ranks = np.empty_like(orders)
    rows = np.arange(len(orders))[:, np.newaxis]
    ranks[rows, orders] = np.cumsum(among[orders], axis=1)
    return ranks


def confidence_in_words(share_selected: float) -> str:
    """Return ``high`` (chosen in 90 % of resamples or more), ``medium`` (60 %) or ``low``."""
    if share_selected >= HIGH_CONFIDENCE:
        return "high"
    return "medium" if share_selected >= MEDIUM_CONFIDENCE else "low"
