"""Why a ward ranks where it does, in a sentence."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from hotspots import schema
from hotspots.analyse.wards.ward_measure_types import Measured
from hotspots.analyse.wards.ward_params import WardRankingParams
from hotspots.analyse.wards.ward_ranking import score_wards
from hotspots.analyse.wards.ward_words import NOT_RANKED, reasons_of_wards
from hotspots.schema import WardMeasure

CODES = [f"E0500000{number}" for number in range(6)]


def taken(
    measure: WardMeasure,
    *figures: float,
    force: float | None = None,
    ranked_by: list[float] | None = None,
) -> Measured:
    index = pd.Index(CODES[: len(figures)], name=schema.WARD_CODE)
    return Measured(
        measure=measure,
        unit="",
        definition="",
        by_ward=pd.Series(figures, index=index),
        ranked_by=pd.Series(ranked_by or list(figures), index=index),
        force_value=force,
    )


def why(*measured: Measured, harm_of: str = "all offences") -> list[str]:
    by_measure = {each.measure: each for each in measured}
    weights = {measure: 1 / len(by_measure) for measure in by_measure}
    scored = score_wards(by_measure, weights, WardRankingParams(draws=1))
    return reasons_of_wards(
        scored,
        weights,
        by_measure,
        harm_of=harm_of,
        trend_of="all offences",
        operation="Street Week",
        trend_since="on the year before",
    ).tolist()


def test_what_lifts_a_ward_most_is_told_first_with_its_number() -> None:
    sentences = why(
        taken(WardMeasure.HARM, 180, 100, 90, 20, 10, force=100),
        taken(WardMeasure.ASB, 10, 21, 8, 7, 6, force=10),
        taken(WardMeasure.TREND, 1.12, 1.0, 0.9, 0.8, 0.7, force=1.0),
    )
    assert sentences[0] == (
        "Rank 1 of 5: 1.8 times the force's harm per resident, offences up 12 % on the year "
        "before, relative to the force and anti-social behaviour per resident higher than in 75 % "
        "of the other wards."
    )
    assert sentences[1] == (
        "Rank 2 of 5: 2.1 times the force's anti-social behaviour per resident, harm per resident "
        "higher than in 75 % of the other wards and offences changing as in the force."
    )


def test_of_a_low_ward_what_holds_it_down_is_told() -> None:
    sentences = why(
        taken(WardMeasure.HARM, 180, 100, 90, 20, 4, force=100),
        taken(WardMeasure.NEIGHBOURHOOD_CRIME, 60, 30, 20, 10, 0, force=25),
        harm_of="street violence",
    )
    assert sentences[4] == (
        "Rank 5 of 5: less than 0.1 times the force's harm of street violence per resident and no "
        "neighbourhood crime per household."
    )


def test_the_middle_of_the_force_is_said_plainly() -> None:
    sentences = why(taken(WardMeasure.HARM, 30, 20, 10, force=20))
    assert sentences[1] == (
        "Rank 2 of 3: near the middle of the force in everything that has a weight."
    )


def test_a_ward_that_never_had_a_street_week_is_told() -> None:
    sentences = why(
        taken(WardMeasure.MONTHS_SINCE, math.nan, 31.4, 0.2, ranked_by=[math.inf, 31.4, 0.2])
    )
    assert sentences[0] == "Rank 1 of 3: no Street Week so far."
    assert sentences[2] == "Rank 3 of 3: a Street Week within the last month."


def test_months_are_whole() -> None:
    sentences = why(taken(WardMeasure.MONTHS_SINCE, 31.4, 7.0, 2.0))
    assert sentences[0] == "Rank 1 of 3: 31 months since the last Street Week."


@pytest.mark.parametrize(
    ("measure", "first", "last"),
    [
        (WardMeasure.SURVEY_DEFICIT, "what residents say is worse than in all other wards",
         "what residents say is better than in all other wards"),
        (WardMeasure.DEPRIVATION, "deprivation is higher than in all other wards",
         "deprivation is lower than in all other wards"),
    ],
)  # fmt: skip
def test_what_has_no_force_figure_is_told_by_its_place(
    measure: WardMeasure, first: str, last: str
) -> None:
    sentences = why(taken(measure, 30, 20, 10))
    assert sentences[0] == f"Rank 1 of 3: {first}."
    assert sentences[2] == f"Rank 3 of 3: {last}."


def test_a_ward_of_which_a_measure_is_not_known_has_no_rank_to_explain() -> None:
    sentences = why(
        taken(WardMeasure.HARM, 180, 20, 10, force=100),
        taken(WardMeasure.DEPRIVATION, math.nan, 20, 10),
    )
    assert sentences[0] == NOT_RANKED
    assert sentences[1].startswith("Rank 1 of 2: ")
