"""Rank wards by weighted percentiles, and say how firmly each one holds its rank.

A ward's score is the sum of weight × percentile over its measures. A ward of which a measure is not
known has no score and no rank: by what is left of it, it would be held against others by another
yardstick. What the weights should be is a judgement, so they are moved: 1,000 times each is
multiplied by its own draw between 0.75 and 1.25 and all are made to add up to 1 again; each is
moved to either end alone; and each measure is left out alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import schema, words
from hotspots.analyse.wards.ward_params import WardRankingParams
from hotspots.analyse.wards.ward_rates import percentile_ranks
from hotspots.errors import InputError
from hotspots.schema import WardMeasure

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.wards.ward_measure_types import Measured
    from hotspots.arrays import Floats, Longs


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
    counts : Series of float or None
        By ward code, the offences that its values tell the number of, where they do.
    held : Series of bool or None
        Of which offences they are, or are among.
    """

    measure: WardMeasure
    label: str
    unit: str
    weight: float
    definition: str
    force_value: float | None = None
    counts: pd.Series[float] | None = field(default=None, compare=False, repr=False)
    held: pd.Series[bool] | None = field(default=None, compare=False, repr=False)


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
        used; the best rank first, wards without a rank last. Wards with one score share a rank and
        stand in the order of their codes. A value is missing where it is not known, and where a
        ward never had the operation that months are counted from: there its percentile is known.
    reconciliation, disagreements : DataFrame
        See ``ward_offences``.
    measures : tuple of UsedMeasure
    left_out : tuple of LeftOutMeasure
    offences : GeoDataFrame
        The period's, with their final ward.
    rests_on : Series of int
        By ward code, how many offences harm is of.
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
    rests_on: pd.Series[int]
    preset: str
    purpose: str
    selection: str
    method: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def ranked(self) -> gpd.GeoDataFrame:
        """The wards that have a rank."""
        return self.table[self.table[schema.RANK].notna()]

    @property
    def apart(self) -> gpd.GeoDataFrame:
        """The wards that have none, for a measure that is not known of them."""
        return self.table[self.table[schema.RANK].isna()]


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
) -> pd.DataFrame:
    """Score and rank wards, move the weights, and leave each measure out.

    Parameters
    ----------
    measured : mapping of WardMeasure to Measured
        All on one index: the ward codes in their order.
    weights : mapping of WardMeasure to float
        Adding up to 1; each measure has been taken.
    params : WardRankingParams

    Returns
    -------
    DataFrame
        On the index of ward codes: ``rank`` (1 is the highest score; equal scores share the better
        rank), ``score``, ``rank_low``, ``rank_high``, ``share_in_top_five``, and value, percentile
        and contribution of each measure. All but the values are missing for a ward of which a
        measure is not known; percentiles are among the others.
    """
    measures = [measure for measure in WardMeasure if measure in weights]
    ranked_by = pd.DataFrame({measure: measured[measure].ranked_by for measure in measures})
    ranked = ranked_by.dropna()
    percentiles = ranked.apply(percentile_ranks)
    base = np.array([weights[measure] for measure in measures])
    contributions = percentiles * base
    scores = contributions.sum(axis=1).round(SAME_SCORE_DECIMALS)
    ranks = _ranks(scores.to_numpy()[None, :])[0]
    drawn = _ranks(_scores(_drawn(base, params), percentiles))
    ends = _ranks(_scores(_moved_alone(base, params.weight_change), percentiles))
    without = _ranks(_scores(_each_left_out(base), percentiles))
    all_ranks = np.vstack([ranks[None, :], drawn, ends, without])
    table = pd.DataFrame(
        {
            schema.RANK: ranks,
            schema.SCORE: scores,
            schema.RANK_LOW: all_ranks.min(axis=0),
            schema.RANK_HIGH: all_ranks.max(axis=0),
            schema.SHARE_IN_TOP_FIVE: (drawn <= TOP).mean(axis=0),
        },
        index=ranked.index,
    ).astype(dict.fromkeys((schema.RANK, schema.RANK_LOW, schema.RANK_HIGH), "Int64"))
    table = table.reindex(ranked_by.index)
    for measure in measures:
        table[schema.measure_value_column(measure)] = measured[measure].by_ward
        table[schema.measure_percentile_column(measure)] = percentiles[measure]
        table[schema.measure_contribution_column(measure)] = contributions[measure]
    return table


def missing_of_wards(
    measured: Mapping[WardMeasure, Measured], weights: Mapping[WardMeasure, float]
) -> dict[str, tuple[WardMeasure, ...]]:
    """Return, by the code of each ward that cannot be ranked, the measures not known of it."""
    lacking = pd.DataFrame({each: measured[each].ranked_by.isna() for each in weights})
    return {
        str(code): tuple(each for each in weights if row[each])
        for code, row in lacking[lacking.any(axis=1)].iterrows()
    }


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


def _each_left_out(base: Floats) -> Floats:
    """Return the weights with one of them at 0, the others as they are; of one weight, none."""
    left: Floats = base * (1 - np.eye(base.size))
    some: Floats = left[left.sum(axis=1) > 0]
    return some


def _scores(weights: Floats, percentiles: pd.DataFrame) -> Floats:
    """Return the scores of each ward under each row of weights, of shape (rows, wards)."""
    scores: Floats = weights @ percentiles.to_numpy().T / weights.sum(axis=1, keepdims=True)
    return scores


def _ranks(scores: Floats) -> Longs:
    """Return ranks along each row, 1 for the highest; scores that are the same share the better."""
    rounded = -np.round(scores, SAME_SCORE_DECIMALS)
    ranks: Longs = pd.DataFrame(rounded).rank(axis=1, method="min").to_numpy(np.int64)
    return ranks
