"""Rank wards by weighted percentiles, and say how firmly each one holds its rank.

A ward's score is the sum of weight × percentile over its measures. Where a measure is not known of
a ward, its weight is shared out among the ward's others in proportion to theirs. What the weights
should be is a judgement, so they are moved: 1,000 times each is multiplied by its own draw between
0.75 and 1.25 and all are made to add up to 1 again; and each is moved to either end alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from hotspots import schema, words
from hotspots.analyse.wards.ward_params import WardRankingParams
from hotspots.analyse.wards.ward_rates import percentile_ranks
from hotspots.errors import InputError
from hotspots.schema import WardMeasure

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.wards.ward_measure_types import Measured
    from hotspots.arrays import Bools, Floats, Longs


TOP: Final = 5
# Scores nearer than this are the same: the digits behind are those of adding up.
SAME_SCORE_DECIMALS: Final = 9
LEAST_WEIGHT_LEFT: Final = 0.5


@dataclass(frozen=True, kw_only=True)
class UsedMeasure:
    """A measure that a ranking rests on.

    Attributes
    ----------
    measure : WardMeasure
    label, unit, definition : str
    weight : float
        Of those used; they add up to 1.
    force_value : float or None
    """

    measure: WardMeasure
    label: str
    unit: str
    weight: float
    definition: str
    force_value: float | None = None


@dataclass(frozen=True, kw_only=True)
class LeftOutMeasure:
    """A measure that was asked for and could not be taken.

    Attributes
    ----------
    measure : WardMeasure
    label : str
    weight : float
        As it was asked for; shared out among the others.
    reason : str
        A sentence.
    """

    measure: WardMeasure
    label: str
    weight: float
    reason: str


@dataclass(frozen=True, kw_only=True, eq=False)
class WardRanking:
    """The wards of a force, ranked, and everything that the ranking rests on.

    Attributes
    ----------
    table : GeoDataFrame
        ``schema.WARD_RANKING_COLUMNS``, then value, percentile and contribution of each measure
        used; the best rank first. Wards with one score share a rank and stand in the order of
        their codes. A value is missing where it is not known, and where a ward never had the
        operation that months are counted from: there its percentile is known.
    reconciliation, disagreements : DataFrame
        See ``ward_offences``.
    measures : tuple of UsedMeasure
    left_out : tuple of LeftOutMeasure
    offences : GeoDataFrame
        The period's, with their final ward.
    preset, purpose, selection : str
        What it was ranked for, a sentence of what that is, and the offences that harm is of.
    method : tuple of str
        How the ranking is made, in sentences.
    notes : tuple of str
        What a reader must know, in sentences.
    """

    table: gpd.GeoDataFrame
    reconciliation: pd.DataFrame
    disagreements: pd.DataFrame
    measures: tuple[UsedMeasure, ...]
    left_out: tuple[LeftOutMeasure, ...]
    offences: gpd.GeoDataFrame
    preset: str
    purpose: str
    selection: str
    method: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class ScoredWards:
    """Scores and ranks, and the weights behind them; both on the index of ward codes.

    Attributes
    ----------
    table : DataFrame
        ``rank`` (1 is the highest score; equal scores share the better rank), ``score``,
        ``rank_low``, ``rank_high``, ``share_in_top_five``, and value, percentile and contribution
        of each measure.
    weights : DataFrame
        A column for each measure: its weight in that ward, 0 where it is not known there; a row
        adds up to 1, or to 0 where nothing is known.
    """

    table: pd.DataFrame
    weights: pd.DataFrame


def weights_left(
    asked: Mapping[WardMeasure, float], measured: Mapping[WardMeasure, Measured]
) -> dict[WardMeasure, float]:
    """Return the weights of the measures that could be taken, adding up to 1.

    Raises
    ------
    InputError
        When they hold less than half of what was asked for: that would be another ranking.
    """
    left = {measure: asked[measure] for measure in WardMeasure if _counts(measure, asked, measured)}
    share = math.fsum(left.values()) / math.fsum(asked.values())
    if not left:
        raise InputError("None of the measures that were asked for can be taken.")
    if share < LEAST_WEIGHT_LEFT:
        raise InputError(
            f"Only {words.share(share)} of the weight that was asked for rests on measures that "
            "can be taken, and a ranking by so little would be another ranking."
        )
    total = math.fsum(left.values())
    return {measure: weight / total for measure, weight in left.items()}


def _counts(
    measure: WardMeasure,
    asked: Mapping[WardMeasure, float],
    measured: Mapping[WardMeasure, Measured],
) -> bool:
    return asked.get(measure, 0.0) > 0 and measure in measured


def score_wards(
    measured: Mapping[WardMeasure, Measured],
    weights: Mapping[WardMeasure, float],
    params: WardRankingParams,
) -> ScoredWards:
    """Score and rank wards, and move the weights.

    Parameters
    ----------
    measured : mapping of WardMeasure to Measured
        All on one index: the ward codes in their order.
    weights : mapping of WardMeasure to float
        Adding up to 1; each measure has been taken.
    params : WardRankingParams

    Returns
    -------
    ScoredWards
        A ward of which nothing is known scores 0.
    """
    measures = [measure for measure in WardMeasure if measure in weights]
    percentiles = pd.DataFrame(
        {measure: percentile_ranks(measured[measure].ranked_by) for measure in measures}
    )
    known = percentiles.notna().to_numpy()
    ranks_of = percentiles.fillna(0.0).to_numpy(np.float64)
    base = np.array([weights[measure] for measure in measures])
    effective = _effective(base, known)
    contributions = effective * ranks_of
    scores = contributions.sum(axis=1)
    ranks = _ranks(scores[None, :])[0]
    drawn = _ranks(_scores(_drawn(base, params), ranks_of, known))
    ends = _ranks(_scores(_moved_alone(base, params.weight_change), ranks_of, known))
    all_ranks = np.vstack([ranks[None, :], drawn, ends])
    table = pd.DataFrame(
        {
            schema.RANK: ranks,
            schema.SCORE: scores,
            schema.RANK_LOW: all_ranks.min(axis=0),
            schema.RANK_HIGH: all_ranks.max(axis=0),
            schema.SHARE_IN_TOP_FIVE: (drawn <= TOP).mean(axis=0),
        },
        index=percentiles.index,
    )
    for place, measure in enumerate(measures):
        table[schema.measure_value_column(measure)] = measured[measure].by_ward
        table[schema.measure_percentile_column(measure)] = percentiles[measure]
        table[schema.measure_contribution_column(measure)] = np.where(
            known[:, place], contributions[:, place], np.nan
        )
    held = pd.DataFrame(effective, index=table.index, columns=measures)
    return ScoredWards(table=table, weights=held)


def _effective(base: Floats, known: Bools) -> Floats:
    """Return each ward's weights: those of what is not known shared out among the others."""
    held = known * base
    total = held.sum(axis=1, keepdims=True)
    shared: Floats = np.divide(held, total, out=np.zeros_like(held), where=total > 0)
    return shared


def _drawn(base: Floats, params: WardRankingParams) -> Floats:
    """Return the weights moved all at once, one row a draw."""
    rng = np.random.default_rng(params.seed)
    low, high = 1 - params.weight_change, 1 + params.weight_change
    moved: Floats = base * rng.uniform(low, high, (params.draws, base.size))
    return moved


def _moved_alone(base: Floats, change: float) -> Floats:
    """Return the weights with one of them at either end, the others as they are."""
    up, down = np.eye(base.size) * change, np.eye(base.size) * -change
    moved: Floats = base * (1 + np.vstack([up, down]))
    return moved


def _scores(weights: Floats, percentiles: Floats, known: Bools) -> Floats:
    """Return the scores of each ward under each row of weights, of shape (rows, wards)."""
    total = weights @ known.T.astype(np.float64)
    scores: Floats = np.divide(
        weights @ percentiles.T, total, out=np.zeros_like(total), where=total > 0
    )
    return scores


def _ranks(scores: Floats) -> Longs:
    """Return ranks along each row, 1 for the highest; scores that are the same share the better."""
    rounded = -np.round(scores, SAME_SCORE_DECIMALS)
    ranks: Longs = rankdata(rounded, method="min", axis=1).astype(np.int64)
    return ranks
