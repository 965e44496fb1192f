"""What follows from a study of accuracy: worked from differences, not from hope."""

from __future__ import annotations

import pandas as pd

from hotspots import schema
from hotspots.analyse.hold_outs.judged_rankings import TargetFindings
from hotspots.analyse.hold_outs.judged_tables import spots_in_words
from hotspots.schema import HoldOutDesign, RankingMethod
from hotspots.study.hold_outs.accuracy_verdict import verdict

SPOTS = spots_in_words(67)
Row = tuple[HoldOutDesign, str, RankingMethod, RankingMethod, float, float, float]


def both(ground: str, method: RankingMethod, rival: RankingMethod, *figures: float) -> list[Row]:
    """The same difference in both designs."""
    value, low, high = figures
    return [(design, ground, method, rival, value, low, high) for design in HoldOutDesign]


def findings(*rows: Row) -> TargetFindings:
    nothing = pd.DataFrame()
    return TargetFindings(
        scores=nothing,
        differences=pd.DataFrame(
            list(rows),
            columns=[
                schema.DESIGN, schema.CHOSEN_GROUND, schema.METHOD, schema.RIVAL,
                schema.DIFFERENCE, schema.DIFFERENCE_LOW, schema.DIFFERENCE_HIGH,
            ],
        ),
        parts=nothing,
        tried=nothing,
        curves=nothing,
        offences_known=900,
        offences_judged=300,
        hot_squares=3,
    )  # fmt: skip


def of_squares(low: float, high: float) -> list[Row]:
    return [
        row
        for rival in (
            RankingMethod.ALL_OFFENCES,
            RankingMethod.PAST,
            RankingMethod.DENSITY,
            RankingMethod.BLEND,
        )
        for row in both("1 % of the area", RankingMethod.SHRUNK, rival, 0.0, low, high)
    ]


def of_spots(low: float, high: float) -> list[Row]:
    by_expected, by_past = RankingMethod.SPOTS_BY_EXPECTED, RankingMethod.SPOTS_BY_PAST
    return both(SPOTS, by_expected, by_past, 0.01, low, high)


def test_spots_stay_ranked_by_their_past_unless_another_order_is_clearly_better() -> None:
    found = findings(*of_squares(0.01, 0.02), *of_spots(-0.001, 0.02))
    assert "no other order of them is clearly better" in verdict({"Violence": found}, 67)[0]


def test_one_design_alone_is_not_enough() -> None:
    split, roll = of_spots(0.001, 0.02)
    found = findings(*of_squares(0.01, 0.02), split, (*roll[:5], -0.001, roll[6]))
    assert "no other order of them is clearly better" in verdict({"Violence": found}, 67)[0]


def test_a_clearly_better_order_is_said_out_loud() -> None:
    found = findings(*of_squares(0.01, 0.02), *of_spots(0.001, 0.02))
    said = verdict({"Violence": found}, 67)
    assert "would hold clearly more of Violence" in said[0]
    assert "Violence +1.0 (+0.1 to +2.0): more" in said[-1]


def test_comparisons_are_counted_where_the_method_loses_too() -> None:
    wins, loses = findings(*of_squares(0.01, 0.02)), findings(*of_squares(-0.02, -0.01))
    said = " ".join(verdict({"Violence": wins, "Burglary": loses}, 67))
    assert "clearly more in 2 of 4 comparisons and clearly less in 2" in said


def test_spots_are_said_to_hold_more_only_where_they_do() -> None:
    shrunk, spots = RankingMethod.SHRUNK, RankingMethod.SPOTS_BY_PAST
    more = findings(*of_squares(0.0, 0.0), *both(SPOTS, shrunk, spots, -0.02, -0.03, -0.01))
    same = findings(*of_squares(0.0, 0.0), *both(SPOTS, shrunk, spots, 0.0, -0.01, 0.01))
    assert "of Violence they hold clearly more" in verdict({"Violence": more, "Theft": same}, 67)[1]
    assert "do not clearly hold more" in verdict({"Theft": same}, 67)[1]
    assert "none were found" in verdict({"Theft": findings(*of_squares(0.0, 0.0))}, 67)[-1]


def beside(rival: RankingMethod, *figures: float) -> TargetFindings:
    """One comparison of the shrunk history, judged once."""
    split, _ = both("1 % of the area", RankingMethod.SHRUNK, rival, *figures)
    return findings(*of_squares(-0.01, 0.01), split)


def test_the_gain_over_a_count_of_one_line_is_said_in_points() -> None:
    one, other = (
        findings(*both("1 % of the area", RankingMethod.SHRUNK, RankingMethod.ALL_OFFENCES, *each))
        for each in ((0.005, 0.001, 0.01), (-0.002, -0.01, 0.01))
    )
    said = " ".join(verdict({"Burglary": one, "Theft": other}, 67))
    assert "in points at 1 % of the area: Burglary +0.5; Theft −0.2." in said


def test_a_learner_that_wins_nothing_leaves_the_plain_method_as_good_as_any() -> None:
    said = " ".join(verdict({"Burglary": beside(RankingMethod.LEARNER, 0.01, 0.0, 0.02)}, 67))
    assert "clearly more than the shrunk history in 0 of 1 comparisons" in said
    assert "as good as any ranking that was tried" in said


def test_a_learner_that_wins_is_said_to_and_by_how_much() -> None:
    said = " ".join(verdict({"Burglary": beside(RankingMethod.LEARNER, -0.03, -0.05, -0.01)}, 67))
    assert "At most it wins +3.0 points, for Burglary at 1 % of the area" in said
    assert "as good as any" not in said


def test_the_plain_method_is_not_as_good_as_any_where_a_rival_is_clearly_above() -> None:
    said = " ".join(verdict({"Burglary": findings(*of_squares(-0.02, -0.01))}, 67))
    assert "as good as any" not in said
    assert "of all 8 comparisons with other rankings, 8 are clearly against it" in said
