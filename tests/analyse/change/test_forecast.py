from __future__ import annotations

import math

import numpy as np
import pytest

from hotspots import schema
from hotspots.analyse.change.change_params import ForecastParams
from hotspots.analyse.change.forecast import back_test_table, best_of, forecast, forecast_table
from hotspots.analyse.change.forecast_back_test import BackTest, back_test, methods_for
from hotspots.analyse.change.forecast_models import (
    LevelModel,
    from_root,
    same_as_last_year,
    to_root,
)
from hotspots.analyse.change.offence_series import Step
from hotspots.errors import ParameterError
from hotspots.schema import ForecastMethod
from tests.analyse.forecast_series import monthly, poisson_weeks, weekly

LAST_YEAR, LEVEL, SEASON = (
    ForecastMethod.SAME_LAST_YEAR,
    ForecastMethod.RECENT_LEVEL,
    ForecastMethod.LEVEL_AND_SEASON,
)


def test_what_repeats_itself_year_by_year_is_foretold_by_last_year() -> None:
    """Weeks that jump about, and do so each year alike, are no matter for a level."""
    year = np.random.default_rng(3).poisson(60, 52)
    found = forecast(weekly([*year, *year]), ForecastParams())
    assert found.method is LAST_YEAR
    assert found.tests[LAST_YEAR].mean_absolute_error == 0
    assert found.foretold is not None
    assert found.foretold.middle[:4].tolist() == year[:4].tolist()
    assert found.foretold.middle[4] == year[:4].sum()


def test_what_fell_for_good_is_not_foretold_by_last_year() -> None:
    rng = np.random.default_rng(4)
    found = forecast(weekly([*rng.poisson(90, 60), *rng.poisson(50, 30)]), ForecastParams())
    assert found.method is LEVEL
    assert found.foretold is not None
    assert found.foretold.middle[0] == pytest.approx(50, rel=0.2)
    assert found.same_last_year[0] > 70


def test_a_season_is_looked_for_in_two_years_and_judged_on_the_third() -> None:
    assert methods_for(38, Step.WEEK) == (LEVEL,)
    assert methods_for(72, Step.WEEK) == (LAST_YEAR, LEVEL)
    assert methods_for(116, Step.WEEK) == (LAST_YEAR, LEVEL, SEASON)
    assert methods_for(10, Step.MONTH) == (LEVEL,)
    assert methods_for(28, Step.MONTH) == (LAST_YEAR, LEVEL, SEASON)
    assert methods_for(37, Step.WEEK) == ()


def test_a_season_is_found_where_there_is_one() -> None:
    months = np.arange(48)
    wave = 1000 * (1 + 0.3 * np.sin(2 * np.pi * months / 12))
    days = monthly([0.0] * 48).days
    rng = np.random.default_rng(5)
    found = forecast(monthly(rng.poisson(wave * days / 30.4)), ForecastParams())
    assert found.method is SEASON
    level = found.tests[LEVEL].mean_absolute_error
    assert found.tests[SEASON].mean_absolute_error < level / 2


def test_a_year_alone_has_a_level_and_no_last_year() -> None:
    found = forecast(monthly(np.random.default_rng(6).poisson(500, 12)), ForecastParams())
    assert list(found.tests) == [LEVEL]
    assert found.method is LEVEL
    # Asked at the ends of months 6 to 11: 3, 3, 3, 3, 2 and 1 months have come since.
    assert found.tests[LEVEL].origins == 6
    assert len(found.tests[LEVEL].errors) == 15
    assert found.same_last_year[:3].tolist() == found.series.counts[:3].tolist()


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ([50.0] * 20, "20 whole weeks are known, and 38 are needed"),
        ([1.0, 0.0] * 40, "0.5 a week on average is too few"),
    ],
)
def test_a_forecast_that_would_be_nonsense_is_refused(counts: list[float], reason: str) -> None:
    found = forecast(weekly(counts), ForecastParams())
    assert found.method is None
    assert reason in found.refused
    assert forecast_table(found).empty
    assert back_test_table(found).empty


def _tested(method: ForecastMethod, step_error: float, total_error: float) -> BackTest:
    return BackTest(
        method=method,
        origins=1,
        errors=np.array([step_error]),
        total_errors=np.array([total_error]),
        beyond=np.array([0.5]),
        total_beyond=np.array([0.5]),
        scale=1.0,
    )


def test_last_year_gives_way_only_to_what_is_better_in_both_ways() -> None:
    steady = {LAST_YEAR: _tested(LAST_YEAR, 8, 13), LEVEL: _tested(LEVEL, 7, 20)}
    assert best_of(steady) is LAST_YEAR
    better = {LAST_YEAR: _tested(LAST_YEAR, 8, 13), LEVEL: _tested(LEVEL, 7, 12)}
    assert best_of(better) is LEVEL
    assert (
        best_of({LAST_YEAR: _tested(LAST_YEAR, 8, 13), LEVEL: _tested(LEVEL, 8, 13)}) is LAST_YEAR
    )
    assert best_of({}) is None


def test_the_interval_holds_about_as_much_as_it_promises() -> None:
    """Nine in ten over six invented counties whose level wanders."""
    inside = np.concatenate(
        [
            back_test(
                poisson_weeks(56, 50, drift=0.04, seed=seed), (LEVEL,), horizon=4, confidence=0.9
            )[LEVEL].beyond
            <= 1
            for seed in range(6)
        ]
    )
    assert inside.mean() == pytest.approx(0.9, abs=0.06)


def test_an_interval_that_was_too_narrow_is_widened_until_it_would_have_held() -> None:
    # Thrice as many in one week of eight: the root of a count does not take that for chance.
    counts = [180.0 if week % 8 == 7 else 60.0 for week in range(64)]
    found = forecast(weekly(counts), ForecastParams(confidence=0.95))
    assert found.method is LEVEL
    assert found.tests[LEVEL].coverage < 0.95
    assert found.widened > 1
    assert found.foretold is not None
    assert found.foretold.high[0] >= 180
    assert (found.foretold.low <= found.foretold.middle).all()


def test_a_gap_in_the_data_is_no_week_without_offences() -> None:
    series = poisson_weeks(80, 50)
    counts = series.counts.copy()
    counts[70:73] = math.nan
    found = forecast(weekly(counts), ForecastParams())
    assert found.foretold is not None
    assert found.foretold.middle[0] == pytest.approx(50, rel=0.2)
    assert not np.isnan(found.tests[LEVEL].errors).any()


def test_the_tables_hold_the_steps_their_sum_and_every_method() -> None:
    found = forecast(poisson_weeks(80, 50), ForecastParams(horizon=2))
    table = forecast_table(found)
    assert list(table.columns) == list(schema.FORECAST_COLUMNS)
    assert table[schema.STEP_IN_WORDS].tolist() == [
        "week from 15 July 2024",
        "week from 22 July 2024",
        "all 2 weeks",
    ]
    assert (table[schema.FORECAST_LOW] <= table[schema.FORECAST]).all()
    assert (table[schema.FORECAST] <= table[schema.FORECAST_HIGH]).all()
    assert table[schema.SAME_LAST_YEAR].iloc[2] == table[schema.SAME_LAST_YEAR].iloc[:2].sum()
    tested = back_test_table(found)
    assert list(tested.columns) == list(schema.BACK_TEST_COLUMNS)
    assert tested[schema.IS_USED].sum() == 1
    assert tested[schema.ORIGINS].nunique() == 1  # all were asked at the same moments


def test_the_same_series_is_foretold_alike_twice() -> None:
    one, other = (forecast(poisson_weeks(80, 50), ForecastParams()) for _ in range(2))
    assert forecast_table(one).equals(forecast_table(other))


@pytest.mark.parametrize(("name", "value"), [("horizon", 0), ("horizon", 13), ("confidence", 1.0)])
def test_what_cannot_be_asked_is_refused(name: str, value: float) -> None:
    with pytest.raises(ParameterError, match=name):
        ForecastParams(**{name: value})  # type: ignore[arg-type] # one of them at a time


WEEK = np.array([7, 7, 7, 7])


def test_a_count_comes_back_from_its_root_over_as_many_days() -> None:
    counts, days = np.array([0.0, 31.0, 280.0]), np.array([31, 31, 28])
    assert from_root(to_root(counts, days, Step.MONTH), days, Step.MONTH) == pytest.approx(counts)


def test_same_as_last_year_is_last_year_brought_to_as_many_days() -> None:
    """29 a day in a February of 28 days: in a leap year's 29 days there would be 29 more."""
    days = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] * 2)
    counts = 29.0 * days
    found = same_as_last_year(counts, days, np.array([31, 29, 31]), Step.MONTH, 0.9)
    assert found is not None
    assert found.middle == pytest.approx([29 * 31, 29 * 29, 29 * 31, 29 * 91])
    # Each month was just as its own a year before: there is nothing to be unsure of.
    assert found.low == pytest.approx(found.middle)
    assert found.high == pytest.approx(found.middle)


def test_same_as_last_year_is_as_unsure_as_years_were_apart() -> None:
    """Roots 9 and 11 by turns, a year apart by 2 each: 90 % is 1.645 × 2 to either side."""
    year = 52
    roots = np.concatenate([np.full(year, 9.0), np.full(year, 11.0)])
    counts = roots**2 - 3 / 8
    found = same_as_last_year(counts, np.full(2 * year, 7), WEEK, Step.WEEK, 0.9)
    assert found is not None
    assert found.low[0] == pytest.approx((11 - 1.6449 * 2) ** 2 - 3 / 8, rel=1e-3)
    assert found.high[0] == pytest.approx((11 + 1.6449 * 2) ** 2 - 3 / 8, rel=1e-3)


def test_without_last_year_it_cannot_be_the_same() -> None:
    counts = np.full(54, 60.0)
    assert same_as_last_year(counts, np.full(54, 7), WEEK, Step.WEEK, 0.9) is None
    gap = np.full(104, 60.0)
    gap[53] = np.nan  # a week of last year that is to come again
    assert same_as_last_year(gap, np.full(104, 7), WEEK, Step.WEEK, 0.9) is None


@pytest.mark.parametrize("method", [ForecastMethod.RECENT_LEVEL, ForecastMethod.LEVEL_AND_SEASON])
def test_the_coming_steps_together_are_statsmodels_own_one_by_one(method: ForecastMethod) -> None:
    series = poisson_weeks(120, 60, season=0.2, drift=0.02)
    model = LevelModel.fitted(series.counts, series.days, Step.WEEK, method)
    mean, covariance = model.joint(4)
    theirs = model._results.get_forecast(4)
    assert mean == pytest.approx(theirs.predicted_mean)
    assert np.sqrt(np.diag(covariance)) == pytest.approx(theirs.se_mean)
    # A wandering level goes on: what is too high next week is too high the week after.
    assert (covariance - np.diag(np.diag(covariance)) >= 0).all()


def test_the_level_of_steady_weeks_is_their_mean() -> None:
    series = poisson_weeks(104, 60)
    model = LevelModel.fitted(series.counts, series.days, Step.WEEK, ForecastMethod.RECENT_LEVEL)
    found = model.predict(WEEK, 0.9)
    assert found.middle[:4] == pytest.approx(np.full(4, series.counts.mean()), rel=0.05)
    # A Poisson count of 60 lies between 47 and 73 nine times in ten.
    assert found.low[0] == pytest.approx(47, abs=3)
    assert found.high[0] == pytest.approx(73, abs=3)
    # 240 of four weeks between 215 and 265: narrower than four times as wide.
    assert found.high[4] - found.low[4] == pytest.approx(51, rel=0.25)


def test_a_week_that_came_is_learnt_and_a_missing_one_is_borne() -> None:
    series = poisson_weeks(60, 40, drift=0.1)
    counts = series.counts.copy()
    counts[30:33] = np.nan
    model = LevelModel.fitted(counts, series.days, Step.WEEK, ForecastMethod.RECENT_LEVEL)
    before = model.predict(WEEK, 0.9).middle[0]
    after = model.grown(np.array([400.0]), np.array([7])).predict(WEEK, 0.9).middle[0]
    assert after > before
