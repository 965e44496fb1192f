from __future__ import annotations

import numpy as np
import pytest

from hotspots.analyse.change.forecast_models import (
    LevelModel,
    from_root,
    same_as_last_year,
    to_root,
)
from hotspots.analyse.change.offence_series import Step
from hotspots.schema import ForecastMethod
from tests.analyse.forecast_series import poisson_weeks

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
    found = model.foretell(WEEK, 0.9)
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
    before = model.foretell(WEEK, 0.9).middle[0]
    after = model.grown(np.array([400.0]), np.array([7])).foretell(WEEK, 0.9).middle[0]
    assert after > before
