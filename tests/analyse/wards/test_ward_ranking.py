"""Ranks of wards, how firmly they are held, and what they rest on."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots import schema
from hotspots.analyse.wards.ward_measure_types import Measured
from hotspots.analyse.wards.ward_params import WardRankingParams
from hotspots.analyse.wards.ward_ranking import missing_of_wards, score_wards, weights_left
from hotspots.errors import InputError, ParameterError
from hotspots.schema import WardMeasure
from tests.analyse.ward_places import FIELDS, HARBOUR, HILL, MARKET, WARDS

HARM, ASB, TREND = WardMeasure.HARM, WardMeasure.ASB, WardMeasure.TREND


def taken(measure: WardMeasure, *figures: float) -> Measured:
    by_ward = pd.Series(figures, index=pd.Index(WARDS[: len(figures)], name=schema.WARD_CODE))
    return Measured(
        measure=measure, unit="", definition="", by_ward=by_ward, ranked_by=by_ward, force_value=1.0
    )


def test_a_score_is_the_sum_of_weight_times_percentile() -> None:
    scored = score_wards(
        {HARM: taken(HARM, 40, 30, 20, 10), ASB: taken(ASB, 1, 2, 3, 3)},
        {HARM: 0.75, ASB: 0.25},
        WardRankingParams(),
    )
    # Harm 100, 66⅔, 33⅓, 0; anti-social behaviour 0, 33⅓, 83⅓, 83⅓.
    assert scored[schema.SCORE].tolist() == pytest.approx([75, 58 + 1 / 3, 45.8333333, 20.8333333])
    assert scored[schema.RANK].tolist() == [1, 2, 3, 4]
    assert scored.loc[MARKET, "harm_value"] == 30
    assert scored.loc[MARKET, "harm_percentile"] == pytest.approx(200 / 3)
    assert scored.loc[MARKET, "harm_contribution"] == pytest.approx(50)
    parts = scored["harm_contribution"] + scored["asb_contribution"]
    assert parts.tolist() == pytest.approx(scored[schema.SCORE].tolist())


def test_a_ward_of_which_a_measure_is_not_known_is_not_ranked_above_others_by_the_rest() -> None:
    """Of Hill, highest by harm, anti-social behaviour is not known: it would have come first."""
    measured = {HARM: taken(HARM, 40, 30, 90, 10), ASB: taken(ASB, 4, 3, math.nan, 1)}
    weights = {HARM: 0.5, ASB: 0.5}
    scored = score_wards(measured, weights, WardRankingParams())
    assert scored.loc[HILL, [schema.RANK, schema.SCORE, schema.RANK_LOW]].isna().all()
    assert scored.loc[HILL, "harm_value"] == 90
    others = scored.drop(HILL)
    assert others[schema.RANK].tolist() == [1, 2, 3]
    # Percentiles are among those that are ranked.
    assert others["harm_percentile"].tolist() == pytest.approx([100, 50, 0])
    assert missing_of_wards(measured, weights) == {HILL: (ASB,)}


def test_wards_with_one_score_share_the_better_rank() -> None:
    scored = score_wards({HARM: taken(HARM, 9, 5, 5, 1)}, {HARM: 1.0}, WardRankingParams())
    assert scored[schema.RANK].tolist() == [1, 2, 2, 4]


def test_one_measure_cannot_be_moved_against_another() -> None:
    scored = score_wards({HARM: taken(HARM, 9, 5, 3, 1)}, {HARM: 1.0}, WardRankingParams())
    assert (scored[schema.RANK_LOW] == scored[schema.RANK]).all()
    assert (scored[schema.RANK_HIGH] == scored[schema.RANK]).all()
    assert (scored[schema.SHARE_IN_TOP_FIVE] == 1).all()


def test_two_wards_that_balance_change_places_when_the_weights_move() -> None:
    """Harm puts Harbour first, anti-social behaviour Market; the weights are nearly even."""
    scored = score_wards(
        {HARM: taken(HARM, 4, 3, 1, 2), ASB: taken(ASB, 3, 4, 1, 2)},
        {HARM: 0.52, ASB: 0.48},
        WardRankingParams(),
    )
    assert scored[schema.RANK].tolist() == [1, 2, 4, 3]
    assert scored.loc[[HARBOUR, MARKET], schema.RANK_LOW].tolist() == [1, 1]
    assert scored.loc[[HARBOUR, MARKET], schema.RANK_HIGH].tolist() == [2, 2]
    # Hill is last and Fields third by both.
    assert scored.loc[[HILL, FIELDS], schema.RANK_HIGH].tolist() == [4, 3]


def test_the_range_holds_every_corner_of_the_weights_moved_alone() -> None:
    rng = np.random.default_rng(11)
    codes = [f"E05{number:06d}" for number in range(30)]
    measured = {}
    for measure in (HARM, ASB, TREND):
        figures = pd.Series(rng.random(30), index=codes)
        measured[measure] = Measured(
            measure=measure, unit="", definition="", by_ward=figures, ranked_by=figures
        )
    weights = {HARM: 0.5, ASB: 0.3, TREND: 0.2}
    table = score_wards(measured, weights, WardRankingParams(draws=1))
    percentiles = table[[f"{measure}_percentile" for measure in weights]].to_numpy()
    for place, change in itertools.product(range(3), (0.75, 1.25)):
        moved = np.array(list(weights.values()))
        moved[place] *= change
        scores = pd.Series(percentiles @ (moved / moved.sum()), index=codes).round(9)
        ranks = scores.rank(ascending=False, method="min")
        assert (table[schema.RANK_LOW] <= ranks).all()
        assert (table[schema.RANK_HIGH] >= ranks).all()


def test_the_share_in_the_top_five_is_of_the_draws() -> None:
    """Of two wards that mirror one another under even weights, each leads in half of the draws."""
    codes = [f"E05{number:06d}" for number in range(7)]
    harm = pd.Series([7.0, 6, 5, 4, 3, 2, 1], index=codes)
    asb = pd.Series([7.0, 6, 5, 4, 2, 3, 1], index=codes)
    measured = {
        measure: Measured(measure=measure, unit="", definition="", by_ward=each, ranked_by=each)
        for measure, each in ((HARM, harm), (ASB, asb))
    }
    table = score_wards(measured, {HARM: 0.5, ASB: 0.5}, WardRankingParams())
    shares = table[schema.SHARE_IN_TOP_FIVE].tolist()
    assert shares[:4] == [1, 1, 1, 1]
    assert shares[4] + shares[5] == pytest.approx(1)
    assert shares[4] == pytest.approx(0.5, abs=0.05)
    assert shares[6] == 0


def test_the_range_covers_leaving_a_measure_out() -> None:
    """Harbour leads by harm however the weights move a quarter; without harm it is last."""
    scored = score_wards(
        {HARM: taken(HARM, 9, 2, 3, 1), ASB: taken(ASB, 1, 2, 3, 4)},
        {HARM: 0.8, ASB: 0.2},
        WardRankingParams(),
    )
    first = scored.loc[HARBOUR]
    assert (first[schema.RANK], first[schema.RANK_LOW], first[schema.RANK_HIGH]) == (1, 1, 4)


@given(st.permutations(range(4)), st.integers(0, 50))
def test_the_order_of_the_wards_does_not_matter(order: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    measured = {
        HARM: taken(HARM, *rng.integers(0, 3, 4)),
        ASB: taken(ASB, *rng.integers(0, 9, 4)),
    }  # fmt: skip
    params = WardRankingParams(draws=20)
    one = score_wards(measured, {HARM: 0.6, ASB: 0.4}, params)
    shuffled = {
        measure: Measured(
            measure=measure,
            unit="",
            definition="",
            by_ward=each.by_ward.iloc[order],
            ranked_by=each.ranked_by.iloc[order],
        )
        for measure, each in measured.items()
    }
    other = score_wards(shuffled, {HARM: 0.6, ASB: 0.4}, params)
    assert other.sort_index().equals(one)


def test_measures_that_could_not_be_taken_leave_their_weight() -> None:
    asked = {HARM: 0.5, ASB: 0.3, TREND: 0.2}
    left = weights_left(asked, {HARM: taken(HARM, 1), ASB: taken(ASB, 1)})
    assert list(left) == [HARM, ASB]
    assert list(left.values()) == pytest.approx([0.625, 0.375])


def test_a_ranking_by_less_than_half_of_what_was_asked_for_is_refused() -> None:
    asked = {HARM: 0.6, ASB: 0.4}
    with pytest.raises(InputError, match="Only 40 % of the weight"):
        weights_left(asked, {ASB: taken(ASB, 1)})
    with pytest.raises(InputError, match="None of the measures"):
        weights_left(asked, {})


def test_parameters_that_make_no_sense_are_told_together() -> None:
    with pytest.raises(ParameterError, match=r"weight_change .* not 1; draws .* not 0; seed"):
        WardRankingParams(weight_change=1, draws=0, seed=-1)
