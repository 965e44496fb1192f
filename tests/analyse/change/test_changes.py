from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats import rates

from hotspots import schema
from hotspots.analyse.change.change_params import ChangeParams
from hotspots.analyse.change.changes import (
    EarlierPeriod,
    changes,
    look_first,
    rate_ratio,
)
from hotspots.analyse.change.comparison import (
    FEW_PERIODS,
    FEWEST_TO_TELL,
    Comparison,
    change_in_words,
)
from hotspots.analyse.change.dispersion import Dispersion
from hotspots.analyse.change.period_counts import PeriodCounts
from hotspots.errors import ParameterError
from hotspots.schema import ChangeVerdict, ComparedWith

Z2 = 3.8414588  # the normal's 1.96, squared


def counts(*by_area: tuple[float, ...], days: int = 30) -> PeriodCounts:
    amounts = np.array(by_area, dtype=float)
    return PeriodCounts(
        days=days, amounts=amounts, squares=amounts, harm=amounts, withheld=amounts < 0
    )


def spread_of(
    shape: tuple[int, ...], factor: float = 1.0, rests_on: float = math.inf, steps: int = 11
) -> Dispersion:
    return Dispersion(
        factors=np.full(shape, factor), rests_on=np.full(shape, rests_on), steps=steps
    )


def compared(
    now: PeriodCounts,
    then: PeriodCounts,
    *,
    spread: Dispersion | None = None,
    unreadable: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    areas = ["Wickshire", *(f"District {n}" for n in range(1, len(now.amounts)))]
    earlier = EarlierPeriod(
        compared_with=ComparedWith.LAST_YEAR, in_words="May 2024", counts=then, breaks={}
    )
    return changes(
        now,
        [earlier],
        areas=areas,
        lines=[f"Line {n}" for n in range(now.amounts.shape[1])],
        spread=spread or spread_of(now.amounts.shape),
        unreadable=unreadable or {},
    )


def test_the_interval_is_the_score_interval() -> None:
    """The ends solve (41 − 38x)² = z²·79·x, the score statistic of two Poisson rates at x."""
    half, product = 2 * 41 * 38 + Z2 * 79, (41 * 38) ** 2
    root = math.sqrt(half**2 - 4 * product)
    found = rate_ratio((41, 30), (38, 30), dispersion=1, confidence=0.95)
    assert found.ratio == pytest.approx(41 / 38)
    assert found.low == pytest.approx((half - root) / (2 * 38**2), rel=1e-4)
    assert found.high == pytest.approx((half + root) / (2 * 38**2), rel=1e-4)
    # z = 3 / √79 = 0.3375, two-sided.
    assert found.p_value == pytest.approx(0.7357, abs=1e-4)


def test_a_count_of_zero_has_an_open_interval() -> None:
    none_now = rate_ratio((0, 30), (14, 30), dispersion=1, confidence=0.95)
    assert [float(none_now.ratio), float(none_now.low)] == [0, 0]
    assert none_now.high == pytest.approx(Z2 / 14, rel=1e-4)
    none_then = rate_ratio((5, 30), (0, 30), dispersion=1, confidence=0.95)
    assert none_then.low == pytest.approx(5 / Z2, rel=1e-4)
    assert math.isinf(none_then.ratio)
    assert math.isinf(none_then.high)


@pytest.mark.parametrize(("now", "then"), [((180, 31), (120, 28)), ((7, 30), (3, 31))])
def test_the_interval_and_the_test_are_those_of_statsmodels(
    now: tuple[int, int], then: tuple[int, int]
) -> None:
    found = rate_ratio(now, then)
    low, high = rates.confint_poisson_2indep(*now, *then, method="score", alpha=0.05)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-5)
    p_value = rates.test_poisson_2indep(*now, *then, method="score").pvalue
    assert found.p_value == pytest.approx(p_value)


def test_many_compared_at_once_are_each_as_compared_alone() -> None:
    rng = np.random.default_rng(2025)
    now, then = rng.poisson(6, (2, 3, 4)) * rng.integers(0, 2, (2, 3, 4))
    variance, months = rng.uniform(1, 5, (3, 4)), rng.choice([3.5, 11, math.inf], (3, 4))
    found = rate_ratio((now, 30), (then, 31), dispersion=variance, rests_on=months)
    assert ((now == 0) & (then == 0)).any()
    for at in np.ndindex(now.shape):
        alone = rate_ratio(
            (float(now[at]), 30),
            (float(then[at]), 31),
            dispersion=float(variance[at]),
            rests_on=float(months[at]),
        )
        for name, value in vars(alone).items():
            assert vars(found)[name][at] == pytest.approx(float(value), rel=1e-15, nan_ok=True)


def test_twice_the_variance_is_worth_half_the_events() -> None:
    wide = rate_ratio((82, 30), (76, 30), dispersion=2, confidence=0.95)
    assert wide == rate_ratio((41, 30), (38, 30), dispersion=1, confidence=0.95)


def test_months_are_compared_by_the_day() -> None:
    """310 in 31 days are as many a day as 280 in 28."""
    row = compared(counts((310,), days=31), counts((280,), days=28)).iloc[0]
    assert row[schema.CHANGE_RATIO] == pytest.approx(1)
    assert row[schema.COUNT_EARLIER_SAME_DAYS] == pytest.approx(310)
    assert row[schema.IN_WORDS] == "no clear change: 310 against 280 (310 for as many days)"


@pytest.mark.parametrize(
    ("now", "then", "verdict"),
    [
        (41, 38, ChangeVerdict.NO_CLEAR_CHANGE),
        # A doubling of so few does not stand out: 121/33 = 3.67 is below 3.84.
        (22, 11, ChangeVerdict.TOO_FEW),
        (5, 2, ChangeVerdict.TOO_FEW),
        (0, 0, ChangeVerdict.TOO_FEW),
        (180, 120, ChangeVerdict.UP),
        (120, 180, ChangeVerdict.DOWN),
        # Few, and yet beyond chance.
        (20, 2, ChangeVerdict.UP),
        (0, 14, ChangeVerdict.DOWN),
    ],
)
def test_a_difference_is_called_what_it_is(now: int, then: int, verdict: ChangeVerdict) -> None:
    assert compared(counts((now,)), counts((then,))).iloc[0][schema.VERDICT] == verdict


def test_many_offences_of_which_little_is_known_are_not_called_few() -> None:
    """520 against 360 stand on one earlier month: Student's t has 12.7 where the normal has 2."""
    row = compared(counts((520,)), counts((360,)), spread=spread_of((1, 1), 1.2, 1.0, 1)).iloc[0]
    assert row[schema.VERDICT] == ChangeVerdict.CANNOT_TELL
    assert row[schema.IN_WORDS] == f"cannot tell: 520 against 360; {FEW_PERIODS}"


def test_many_offences_that_vary_wildly_are_said_to() -> None:
    row = compared(counts((520,)), counts((360,)), spread=spread_of((1, 1), 30.0)).iloc[0]
    assert row[schema.IN_WORDS] == (
        "cannot tell: 520 against 360; such counts vary 30.0 times as much as chance gives"
    )


def test_where_no_spread_could_be_measured_nothing_is_clear() -> None:
    row = compared(counts((520,)), counts((360,)), spread=spread_of((1, 1), steps=0)).iloc[0]
    assert row[schema.VERDICT] == ChangeVerdict.PERHAPS_UP


def test_a_spread_that_rests_on_few_months_takes_student_s_t() -> None:
    """Of 180 against 120, z = 60/√300 = 3.464; with ten degrees of freedom p is 0.0061."""
    found = rate_ratio((180, 30), (120, 30), rests_on=10)
    assert found.p_value == pytest.approx(0.0061, abs=5e-5)
    # t = 2.228 for 1.960: as wide as with 1.292 times the variance.
    wide = rate_ratio((180, 30), (120, 30), dispersion=(2.2281 / 1.95996) ** 2)
    assert found.low == pytest.approx(wide.low, rel=1e-4)


def test_the_fewest_are_those_of_which_a_doubling_stands_out() -> None:
    assert (FEWEST_TO_TELL - 1) / 9 < Z2 < FEWEST_TO_TELL / 9


def test_one_homicide_is_not_a_rise_in_harm() -> None:
    """A homicide of 7,973 points beside 100 assaults of 13: harm rose sixfold, by one event."""
    now = PeriodCounts(
        days=30,
        amounts=np.array([[100 * 13.0 + 7973]]),
        squares=np.array([[100 * 13.0**2 + 7973**2]]),
        harm=np.array([[100 * 13.0 + 7973]]),
        withheld=np.array([[False]]),
    )
    then = PeriodCounts(
        days=30,
        amounts=np.array([[1300.0]]),
        squares=np.array([[100 * 13.0**2]]),
        harm=np.array([[1300.0]]),
        withheld=np.array([[False]]),
    )
    assert compared(now, then).iloc[0][schema.VERDICT] == ChangeVerdict.TOO_FEW


def test_among_many_comparisons_a_weak_one_is_only_perhaps() -> None:
    # 130 against 100: z² = 900/230 = 3.91, p 0.048. Alone it is clear, among forty it is not.
    quiet = [(100.0,)] * 39
    alone = compared(counts((130,)), counts((100,)))
    among = compared(counts((130,), *quiet), counts((100,), *quiet))
    assert alone.iloc[0][schema.VERDICT] == ChangeVerdict.UP
    assert among.iloc[0][schema.VERDICT] == ChangeVerdict.PERHAPS_UP
    assert among.iloc[0][schema.IN_WORDS] == "perhaps up 30 % (between 0.2 % and 69 %)"
    assert among.iloc[0][schema.Q_VALUE] == pytest.approx(1.0)  # 40 × 0.048, at most 1


def test_what_stands_out_among_many_is_still_clear() -> None:
    quiet = [(100.0,)] * 39
    found = compared(counts((180,), *quiet), counts((100,), *quiet))
    assert found.iloc[0][schema.VERDICT] == ChangeVerdict.UP
    assert list(found[schema.VERDICT].value_counts()) == [39, 1]


def of_two_periods(
    now: PeriodCounts, before: PeriodCounts, last_year: PeriodCounts
) -> pd.DataFrame:
    return changes(
        now,
        [
            EarlierPeriod(compared_with=each, in_words=str(each), counts=then, breaks={})
            for each, then in (
                (ComparedWith.LAST_PERIOD, before),
                (ComparedWith.LAST_YEAR, last_year),
            )
        ],
        areas=["Wickshire", *(f"District {n}" for n in range(1, len(now.amounts)))],
        lines=["Burglary"],
        spread=spread_of(now.amounts.shape),
        unreadable={},
    )


def test_what_both_earlier_periods_say_together_is_clear_where_neither_says_it_alone() -> None:
    # 150 against 100: z² = 2500/250 = 10, p 0.0016; of 90 tests q is 0.05 or more. Against both,
    # 150 and 200 in twice the days: z² = 50²/(350 × 1/2) = 14.3, p 0.00016, q 0.014.
    quiet = [(100.0,)] * 29
    usual = counts((100,), *quiet)
    found = of_two_periods(counts((150,), *quiet), usual, usual)
    assert list(found[schema.VERDICT][:2]) == [ChangeVerdict.UP] * 2
    assert found[schema.Q_VALUE][0] == pytest.approx(90 * 0.000157, rel=0.01)
    withheld = replace(usual, withheld=np.array([[True], *([[False]] * 29)]))
    alone = of_two_periods(counts((150,), *quiet), usual, withheld)
    assert alone[schema.VERDICT][0] == ChangeVerdict.PERHAPS_UP


def test_a_rise_since_last_month_is_not_called_clear_against_a_year_that_was_as_full() -> None:
    quiet = [(100.0,)] * 29
    found = of_two_periods(counts((200,), *quiet), counts((100,), *quiet), counts((195,), *quiet))
    assert list(found[schema.VERDICT][:2]) == [ChangeVerdict.UP, ChangeVerdict.NO_CLEAR_CHANGE]


def test_a_theme_that_counts_cannot_speak_to_says_so_and_is_not_zero() -> None:
    found = compared(
        counts((41,), (41,)), counts((38,), (38,)), unreadable={"Hate crime": "no figure here"}
    )
    row = found[found[schema.LINE] == "Hate crime"].iloc[0]
    assert row[schema.VERDICT] == ChangeVerdict.UNREADABLE
    assert row[schema.IN_WORDS] == "no figure here"
    assert math.isnan(row[schema.COUNT_NOW])
    assert list(found[found[schema.LINE] == "Hate crime"][schema.AREA_NAME]) == ["Wickshire"]


def test_without_last_year_the_words_say_so() -> None:
    past = EarlierPeriod(
        compared_with=ComparedWith.LAST_YEAR,
        in_words="May 2024",
        counts=None,
        lacks="no data for May 2024: the offences given begin on 1 January 2025",
        breaks={},
    )
    row = changes(
        counts((41,)),
        [past],
        areas=["Wickshire"],
        lines=["All offences"],
        spread=spread_of((1, 1)),
        unreadable={},
    ).iloc[0]
    assert row[schema.VERDICT] == ChangeVerdict.NO_DATA
    assert row[schema.IN_WORDS].startswith("no data for May 2024")
    assert row[schema.COUNT_NOW] == 41


def test_what_adds_most_harm_at_least_is_looked_at_first() -> None:
    """Clear rises, then perhaps, then falls; the force, which is all of it, is not in the list."""
    table = pd.DataFrame(
        [
            ("Wickshire", "All", ChangeVerdict.UP, 900.0),
            ("Wick", "Violence", ChangeVerdict.UP, 50.0),
            ("Wick", "Theft", ChangeVerdict.PERHAPS_UP, 500.0),
            ("Marsh", "Violence", ChangeVerdict.DOWN, -400.0),
            ("Marsh", "Theft", ChangeVerdict.NO_CLEAR_CHANGE, 0.0),
            ("Marsh", "Robbery", ChangeVerdict.UP, 80.0),
            ("Marsh", "Robbery", ChangeVerdict.NO_CLEAR_CHANGE, 0.0),
        ],
        columns=[schema.AREA_NAME, schema.LINE, schema.VERDICT, schema.EXTRA_HARM],
    )
    table[schema.VERDICT] = table[schema.VERDICT].map(str)
    order = look_first(table, force="Wickshire")
    assert order.fillna(0).tolist() == [0, 2, 3, 4, 0, 1, 1]


@pytest.mark.parametrize(("name", "value"), [("confidence", 1.0), ("false_discovery_rate", 0.0)])
def test_what_is_no_share_is_refused(name: str, value: float) -> None:
    with pytest.raises(ParameterError, match=f"{name} must be between 0 and 1"):
        ChangeParams(**{name: value})


def words(
    verdict: ChangeVerdict, now: float, then: float, low: float, high: float, scaled: float = -1
) -> str:
    return change_in_words(
        Comparison(
            area="Wick",
            line="Weapons",
            compared_with=ComparedWith.LAST_YEAR,
            earlier_period="May 2024",
            now=now,
            then=then,
            then_same_days=then if scaled < 0 else scaled,
            ratio=now / then if then else math.inf,
            low=low,
            high=high,
            verdict=verdict,
        )
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ((ChangeVerdict.UP, 112, 100, 1.03, 1.21), "up 12 % (between 3 % and 21 %)"),
        ((ChangeVerdict.DOWN, 88, 100, 0.79, 0.97), "down 12 % (between 3 % and 21 %)"),
        ((ChangeVerdict.PERHAPS_UP, 112, 100, 1.004, 1.25),
         "perhaps up 12 % (between 0.4 % and 25 %)"),
        ((ChangeVerdict.UP, 240, 100, 1.9, 3.1), "2.4 times as many (between 1.9 and 3.1)"),
        (
            (ChangeVerdict.PERHAPS_UP, 36, 18, 1.02, 3.9),
            "perhaps 2.0 times as many (between 1.02 and 3.9)",
        ),
        ((ChangeVerdict.UP, 190, 100, 1.2, 3.4), "up 90 % (at least 20 %)"),
        ((ChangeVerdict.UP, 7, 0, 1.8, math.inf), "up from none: 7 against 0"),
        ((ChangeVerdict.DOWN, 0, 14, 0, 0.27), "down to none: 0 against 14"),
        ((ChangeVerdict.NO_CLEAR_CHANGE, 41, 38, 0.7, 1.7), "no clear change: 41 against 38"),
        ((ChangeVerdict.NO_CLEAR_CHANGE, 1041, 1038, 0.9, 1.1),
         "no clear change: 1,041 against 1,038"),
        ((ChangeVerdict.TOO_FEW, 5, 2, 0.5, 9), "too few to tell: 5 against 2"),
        ((ChangeVerdict.NO_CLEAR_CHANGE, 41, 38, 0.7, 1.7, 39.3),
         "no clear change: 41 against 38 (39 for as many days)"),
    ],
)  # fmt: skip
def test_a_chief_inspector_can_read_it(said: tuple[object, ...], expected: str) -> None:
    assert words(*said) == expected  # type: ignore[arg-type] # the arguments of words
