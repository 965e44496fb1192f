"""Did it work? The verdict, its guards, and how often it is right."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from hotspots import schema
from hotspots.analyse.operations.before_trend import BeforeTrend
from hotspots.analyse.operations.delivery import PatrolPlan, PlanUnit
from hotspots.analyse.operations.evaluation import Evaluation, OperationPlan, evaluate
from hotspots.analyse.operations.evaluation_params import ControlWeight, EvaluationParams
from hotspots.analyse.operations.operation_estimate import (
    Basis,
    Estimate,
    estimate_effect,
)
from hotspots.analyse.operations.place_bootstrap import PlaceCounts
from hotspots.analyse.operations.verdict import (
    Guard,
    Outcome,
    outcome_of,
    p_in_words,
    verdict_on,
)
from hotspots.analyse.periods import Period
from hotspots.errors import InputError, ParameterError
from hotspots.schema import TimePrecision
from tests.analyse.operation_places import (
    BEFORE,
    DURING,
    HARM,
    LAST_YEAR,
    offences,
    patrols,
    places,
)

PLAN = OperationPlan(before=BEFORE, during=DURING, ring_width_m=150.0, chosen=LAST_YEAR)
QUICK = EvaluationParams(resamples=400)
VISITS = PatrolPlan(per_week=2, unit=PlanUnit.VISITS)


def counts(
    treated: list[int], control: list[int], ring: list[int] | None = None
) -> NDArray[np.int64]:
    """Return six treated places and six controls, each with before and during, and their rings."""
    around = ring or [20, 10]
    return np.array([[*treated, *around]] * 6 + [[*control, 20, 10]] * 6)


def judged(
    table: NDArray[np.int64], *, plan: OperationPlan = PLAN, made: pd.DataFrame | None = None
) -> Evaluation:
    return evaluate(offences(table), places(6, 6), plan=plan, harm=HARM, patrols=made, params=QUICK)


def test_a_fall_beside_controls_that_stayed_is_a_reduction() -> None:
    """Treated 6 × (60 → 15), controls 6 × (60 → 30), thirteen weeks after twenty-six.

    Expected: 360 × 180/360 = 180; found 90, half of it.
    """
    found = judged(counts([60, 15], [60, 30]))
    assert found.verdict.outcome is Outcome.REDUCED
    assert found.judged.relative.expected == pytest.approx(180)
    assert found.judged.relative.ratio == pytest.approx(0.5)
    assert (
        "90 offences in the treated areas, where 180 were to be expected" in found.verdict.sentence
    )
    assert "50 % fewer" in found.verdict.sentence


def test_a_season_that_takes_half_everywhere_is_no_effect() -> None:
    """The treated places are twice as busy as the controls; weighed by level, nothing is left."""
    found = judged(counts([80, 20], [40, 10]))
    assert found.verdict.outcome is Outcome.NO_EFFECT
    assert found.judged.local.difference == pytest.approx(0)
    plain = replace(QUICK, control_weight=ControlWeight.NONE)
    left = evaluate(
        offences(counts([80, 20], [40, 10])), places(6, 6), plan=PLAN, harm=HARM, params=plain
    )
    # By hand: 6 × [(20 − 80/2) − (10 − 40/2)] = −60.
    assert left.judged.local.difference == pytest.approx(-60)


def test_a_rise_is_said() -> None:
    assert judged(counts([60, 60], [60, 30])).verdict.outcome is Outcome.INCREASED


def test_few_offences_are_too_few_to_tell_and_the_smallest_effect_is_named() -> None:
    """At m offences a period on each side the smallest effect is 1.645·√(4m) (methods.md, §7).

    Periods of one length; m = 12: 1.645 × √48 = 11.4 of 12, 95 %.
    """
    plan = replace(PLAN, before=Period(first=date(2025, 4, 2), last=date(2025, 7, 1)))
    table = np.array([[2, 2]] * 12)
    found = evaluate(
        offences(table, periods=(plan.before, DURING)),
        places(6, 6),
        plan=plan,
        harm=HARM,
        params=QUICK,
    )
    assert found.verdict.outcome is Outcome.TOO_FEW
    assert found.judged.smallest_effect == pytest.approx(1.645 * math.sqrt(48), abs=0.01)
    assert "a fall of about 11 offences (95 %)" in found.verdict.sentence


def test_an_operation_that_was_not_carried_out_is_not_judged_whatever_the_counts_did() -> None:
    """Two visits a week for 13 weeks are 26 a place; 10 were made."""
    plan = replace(PLAN, patrols=VISITS)
    ids = list(places(6, 6)[schema.AREA_ID].head(6))
    table = counts([60, 15], [60, 30])
    found = judged(table, plan=plan, made=patrols(ids, 10))
    assert found.verdict.outcome is Outcome.NOT_DELIVERED
    assert "38 % of the plan was carried out" in found.verdict.sentence
    done = judged(table, plan=plan, made=patrols(ids, 13))
    assert done.verdict.outcome is Outcome.REDUCED
    assert any(point.startswith("50 % of the plan") for point in done.verdict.points)


def test_of_an_operation_that_is_not_judged_nothing_is_said_of_its_effect() -> None:
    plan = replace(PLAN, patrols=VISITS)
    ids = list(places(6, 6)[schema.AREA_ID].head(6))
    said = judged(counts([60, 15], [60, 30]), plan=plan, made=patrols(ids, 1)).verdict
    for words in ("ikely", "reduced", "expected", "moved"):
        assert words not in " ".join((said.sentence, *said.points)), words


def test_areas_of_which_patrols_cannot_tell_are_named_with_the_other_way() -> None:
    ids = list(places(6, 6)[schema.AREA_ID].head(6))
    found = evaluate(
        offences(counts([60, 15], [60, 30])),
        places(6, 6),
        plan=replace(PLAN, patrols=VISITS),
        harm=HARM,
        patrols=patrols(ids[:5], 26),
        patrols_unknown_in=ids[5:],
        params=QUICK,
    )
    said = " ".join(found.verdict.points)
    assert found.delivery is not None
    assert found.delivery.share_delivered == 1.0
    assert f"in 1 of 6 treated areas is not known ({ids[5]})" in said
    assert "Hand in patrols with their points" in said


def test_a_ring_with_a_wide_interval_cannot_be_told_of_and_one_with_a_narrow_one_can() -> None:
    """10 in each ring: ±53 % by 1.645·√(4·60)/60 at the least. 400 in each: below a tenth."""
    wide = judged(counts([60, 15], [60, 30]))
    assert any("cannot be told (likely between" in point for point in wide.verdict.points)
    busy = np.array([[60, 15, 800, 400]] * 6 + [[60, 30, 800, 400]] * 6)
    narrow = judged(busy)
    assert any("no sign that offences moved" in point for point in narrow.verdict.points)


def test_harm_that_may_not_have_fallen_is_in_the_headline() -> None:
    """One homicide among the treated areas' offences outweighs the assaults that were saved."""
    happened = offences(counts([60, 15], [60, 30]))
    late = happened[schema.FROM_TIME] >= pd.Timestamp("2025-07-02", tz="Europe/London")
    first = happened.index[late & (happened.geometry.distance(places(6, 6).geometry[0]) == 0)][0]
    happened.loc[first, HARM] = 1_000_000.0
    found = evaluate(happened, places(6, 6), plan=PLAN, harm=HARM, params=QUICK)
    assert found.verdict.headline == "Reduced; harm is not shown to have fallen"
    assert judged(counts([60, 15], [60, 30])).verdict.headline == "Reduced"


@pytest.mark.parametrize(
    ("p_value", "words"), [(0.0, "below 0.001"), (0.00099, "below 0.001"), (0.0421, "0.042")]
)
def test_a_p_value_is_never_nothing(p_value: float, words: str) -> None:
    assert p_in_words(p_value) == words


def test_without_patrols_it_is_said_that_nobody_knows_what_was_done() -> None:
    assert any(
        "No patrol was handed in" in p for p in judged(counts([60, 30], [60, 30])).verdict.points
    )


def test_offences_that_moved_next_door_are_seen_and_take_the_gain_away() -> None:
    """Inside 6 × (60 → 15) where 30 are expected; in the rings 6 × (20 → 25) where 10 are."""
    found = judged(counts([60, 15], [60, 30], ring=[20, 25]))
    assert found.judged.local.difference == pytest.approx(-90)
    assert found.judged.spill.difference == pytest.approx(90)
    assert found.judged.net.difference == pytest.approx(0)
    assert any("Offences may have moved next door" in point for point in found.verdict.points)


def test_every_offence_counts_once_and_each_area_has_its_own() -> None:
    found = judged(counts([60, 15], [60, 30]))
    treated = found.areas[found.areas[schema.AREA_ROLE] == "treated"]
    assert list(treated[schema.BEFORE_OFFENCES]) == [60] * 6
    assert list(treated[schema.DURING_OFFENCES]) == [15] * 6
    assert list(treated[schema.RING_DURING_OFFENCES]) == [10] * 6
    assert list(treated[schema.EXPECTED_OFFENCES]) == pytest.approx([30.0] * 6)
    assert list(treated[schema.DURING_HARM]) == pytest.approx([15 * 189.2] * 6)


def test_harm_is_the_difference_times_its_weight_where_all_offences_are_of_one_kind() -> None:
    found = judged(counts([60, 15], [60, 30]))
    assert found.judged.harm_net.difference == pytest.approx(189.2 * found.judged.net.difference)
    assert found.judged.harm_net.standard_error == pytest.approx(
        189.2 * found.judged.net.standard_error
    )


def test_areas_chosen_at_their_worst_are_judged_by_other_days() -> None:
    """Chosen on June: that month is left out, and the verdict rests on the rest."""
    june = Period(first=date(2025, 6, 1), last=date(2025, 7, 1))
    found = judged(counts([60, 15], [60, 30]), plan=replace(PLAN, chosen=june))
    assert found.guard is Guard.LEFT_OUT
    assert found.guarded is not None
    assert found.judged is found.guarded
    assert found.judged.before == (Period(first=date(2025, 1, 1), last=date(2025, 5, 31)),)
    assert found.whole.before == (BEFORE,)
    assert found.verdict.is_guarded


def test_a_fall_in_areas_chosen_on_the_whole_before_period_is_doubted_in_the_headline() -> None:
    found = judged(counts([60, 15], [30, 15]), plan=replace(PLAN, chosen=BEFORE))
    assert found.guard is Guard.NONE
    assert found.verdict.headline == (
        "Reduced, or only back to the usual level: the two cannot be told apart"
    )
    assert "regression to the mean" in found.verdict.points[0]
    assert not found.verdict.is_guarded


@pytest.mark.parametrize(("control", "guard"), [(60, Guard.SAME_RULE), (50, Guard.NONE)])
def test_controls_by_the_same_rule_guard_only_where_they_were_as_busy(
    control: int, guard: Guard
) -> None:
    plan = replace(PLAN, chosen=BEFORE, controls_by_same_rule=True)
    assert judged(counts([60, 15], [control, 30]), plan=plan).guard is guard


def test_areas_drawn_by_lot_need_no_guard_and_unknown_ones_are_asked_about() -> None:
    table = counts([60, 15], [60, 30])
    by_lot = replace(PLAN, chosen=None, chosen_by_offences=False)
    assert judged(table, plan=by_lot).guard is Guard.NOT_NEEDED
    unknown = judged(table, plan=replace(PLAN, chosen=None))
    assert unknown.guard is Guard.UNKNOWN
    assert (
        "if the areas were not chosen because they were at their worst" in unknown.verdict.headline
    )


def test_the_order_of_rows_changes_nothing() -> None:
    happened, town = offences(counts([60, 20], [60, 30])), places(6, 6)
    runs = [
        evaluate(
            happened.sample(frac=1, random_state=seed),
            town.sample(frac=1, random_state=seed),
            plan=PLAN,
            harm=HARM,
            params=QUICK,
        )
        for seed in (1, 2)
    ]
    assert runs[0].verdict == runs[1].verdict
    assert runs[0].whole.deciding == runs[1].whole.deciding
    assert runs[0].areas.equals(runs[1].areas)
    assert runs[0].series.equals(runs[1].series)


def test_months_that_a_period_cuts_are_refused_where_days_are_not_known() -> None:
    monthly = offences(counts([6, 3], [6, 3]), precision=TimePrecision.MONTH)
    with pytest.raises(ParameterError, match="known to the month only"):
        evaluate(monthly, places(6, 6), plan=PLAN, harm=HARM, params=QUICK)


def test_an_operation_without_controls_or_with_an_area_twice_is_refused() -> None:
    happened, town = offences(counts([6, 3], [6, 3])), places(6, 6)
    with pytest.raises(InputError, match="no control area"):
        evaluate(happened, town.head(6), plan=PLAN, harm=HARM, params=QUICK)
    twice = pd.concat([town, town.head(1)], ignore_index=True)
    with pytest.raises(InputError, match="stand twice in the operation: S001"):
        evaluate(happened, twice, plan=PLAN, harm=HARM, params=QUICK)


def test_a_before_period_that_runs_into_the_operation_is_refused() -> None:
    with pytest.raises(ParameterError, match="must end before the operation begins on 2025-07-02"):
        replace(PLAN, before=Period(first=date(2025, 1, 1), last=date(2025, 7, 2)))


def test_no_offence_at_all_is_too_few_and_no_traceback() -> None:
    found = judged(np.zeros((12, 4), dtype=np.int64))
    assert found.verdict.outcome is Outcome.TOO_FEW
    assert "There are no offences around the treated areas" in " ".join(found.verdict.points)


def test_parameters_outside_their_range_are_all_named() -> None:
    with pytest.raises(ParameterError, match=r"error_rate .* not 0.7; resamples .* not 3"):
        EvaluationParams(error_rate=0.7, resamples=3)


def counted(*places: tuple[int, int, int, int]) -> NDArray[np.float64]:
    """A place a row: before, during, and the same in its ring."""
    return np.array(places, dtype=np.float64)


def points_of(estimate: Estimate) -> str:
    trend = BeforeTrend(difference_per_four_weeks=0.0, p_value=1.0, differs=False, is_known=True)
    verdict = verdict_on(estimate, guard=Guard.NOT_NEEDED, trend=trend, delivery=None, params=QUICK)
    return " ".join(verdict.points)


def test_both_displacement_differences_stand_with_their_weights() -> None:
    """Market patrols of the demonstration, 652 to 400 where the controls had 626 to 521.

    As published −252 + 105 − 1 + 51 = −97, its error √2,845. Scaled, the controls' change counts
    652/626 and that of their rings 51/298: −252 + 109.4 − 1 + 8.7 = −134.9.
    """
    table = PlaceCounts(
        treated=counted((652, 400, 51, 50)),
        control=counted((626, 521, 298, 247)),
        treated_harm=counted((0, 0, 0, 0)),
        control_harm=counted((0, 0, 0, 0)),
        by_weight=(),
    )
    quarter = Period(first=date(2025, 7, 1), last=date(2025, 9, 30))
    next_one = Period(first=date(2025, 10, 1), last=date(2025, 12, 31))
    found = estimate_effect(table, before=[quarter], during=next_one, params=QUICK)
    assert found.as_published.difference == -97
    assert found.as_published.standard_error == pytest.approx(2_845**0.5)
    assert found.as_published.p_value == pytest.approx(0.069, abs=5e-4)
    assert found.net.difference == pytest.approx(-134.9, abs=0.05)
    assert found.net.standard_error == pytest.approx(49.1, abs=0.05)
    assert found.net.p_value == pytest.approx(0.006, abs=5e-4)
    said = points_of(found)
    assert "The verdict rests on the relative incidence" in said
    assert (
        "as published, with counts as they are: −97.0 offences (standard error 53.3, p 0.069)"
        in said
    )
    assert "with controls divided by 0.96 and their rings by 5.84" in said
    assert "−134.9 offences (standard error 49.1, p 0.006)" in said
    assert "The two do not agree about 5 %" in said
    plain = estimate_effect(
        table,
        before=[quarter],
        during=next_one,
        params=replace(QUICK, control_weight=ControlWeight.NONE),
    )
    assert plain.net == plain.as_published
    assert "do not agree" not in points_of(plain)


# --- how often the verdict is right --------------------------------------------------------------


def estimated(
    rng: np.random.Generator,
    *,
    effect: float,
    places_change_by: float,
    sizes: tuple[int, int] = (10, 20),
) -> Estimate:
    """Return the estimate of an operation in places of 60 offences before and 30 during."""

    def side(count: int, times: float) -> NDArray[np.float64]:
        own = rng.gamma(places_change_by**-2, places_change_by**2, count)
        level = 60 * rng.gamma(4.0, 0.25, count)
        columns = [level, level / 2 * own * times, level / 4, level / 8]
        return rng.poisson(np.column_stack(columns)).astype(np.float64)

    treated, control = side(sizes[0], effect), side(sizes[1], 1.0)
    table = PlaceCounts(
        treated=treated, control=control, treated_harm=treated, control_harm=control, by_weight=()
    )
    return estimate_effect(table, before=[BEFORE], during=DURING, params=QUICK)


def test_nothing_done_is_seldom_called_a_reduction_and_the_poisson_interval_would_err_more() -> (
    None
):
    """100 operations without effect, in places that change by 40 % of themselves.

    At a true rate of 5 % there are 5 false reductions on average, and more than 13 in one of a
    thousand tries (binomial). From the Poisson interval there are many more: at the 23 % that the
    benchmark finds, 13 or fewer come once in a hundred tries.
    """
    runs = [
        estimated(np.random.default_rng(seed), effect=1.0, places_change_by=0.4)
        for seed in range(100)
    ]
    told = Counter(outcome_of(run, delivery=None, params=QUICK) for run in runs)
    poisson = sum(run.relative.interval(QUICK.confidence)[1] < 1 for run in runs)
    assert told[Outcome.REDUCED] <= 13
    assert told[Outcome.INCREASED] <= 13
    assert poisson > 13
    assert {run.deciding.basis for run in runs} <= {Basis.PLACES, Basis.OFFENCES}


def test_a_fall_of_thirty_per_cent_is_found() -> None:
    """60 operations in ten spots of 30 expected offences, places changing by 20 %.

    The benchmark finds nine in ten (benchmarks/evaluation_power.py); at a power of 80 % fewer
    than 38 of 60 come once in a thousand tries (binomial).
    """
    runs = [
        estimated(np.random.default_rng(seed), effect=0.7, places_change_by=0.2)
        for seed in range(60)
    ]
    told = Counter(outcome_of(run, delivery=None, params=QUICK) for run in runs)
    assert told[Outcome.REDUCED] >= 38
    assert told[Outcome.INCREASED] == 0


def test_with_two_treated_areas_the_scatter_of_places_decides() -> None:
    """100 operations without effect in two wards: a true 8 % (as measured) passes 17 seldom."""
    runs = [
        estimated(np.random.default_rng(seed), effect=1.0, places_change_by=0.4, sizes=(2, 10))
        for seed in range(100)
    ]
    told = Counter(outcome_of(run, delivery=None, params=QUICK) for run in runs)
    assert told[Outcome.REDUCED] <= 17
    assert {run.deciding.basis for run in runs} <= {Basis.SCATTER, Basis.OFFENCES}
