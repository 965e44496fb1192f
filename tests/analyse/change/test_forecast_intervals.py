"""Intervals that say what they have held, and wholes that agree with their parts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hotspots.analyse.change.change_params import ForecastParams
from hotspots.analyse.change.forecast import SeriesForecast, forecast
from hotspots.analyse.change.forecast_coherence import coherent
from hotspots.analyse.change.forecast_intervals import (
    Held,
    conformal_factor,
    fewest_for,
    held_in_turn,
)
from hotspots.analyse.change.forecast_models import Prediction
from hotspots.schema import ForecastMethod
from tests.analyse.forecast_series import monthly, poisson_weeks

PARAMS = ForecastParams()


def test_nine_in_ten_needs_nine_that_have_come() -> None:
    # The (n + 1) × 0.9-th smallest of n: of nine the ninth, of nineteen the eighteenth.
    assert fewest_for(0.9) == 9
    assert conformal_factor(np.arange(1.0, 10.0), 0.9) == 9
    assert conformal_factor(np.arange(1.0, 20.0), 0.9) == 18


def test_of_four_past_forecasts_the_worst_is_held_and_no_share_is_promised() -> None:
    assert conformal_factor(np.array([0.2, 2.5, 0.9, 0.1]), 0.9) == 2.5
    assert not Held(inside=4, judged=4).keeps(0.9)


def test_an_interval_that_is_wide_enough_stays_as_it_is() -> None:
    assert conformal_factor(np.full(40, 0.5), 0.9) == 1
    assert conformal_factor(np.empty(0), 0.9) == 1


def test_what_is_held_in_turn_is_judged_by_what_had_come_by_then() -> None:
    """Each is farther out than all before it: widened to the farthest so far, none is held."""
    assert held_in_turn(np.arange(2.0, 22.0), 1, 0.9) == Held(inside=0, judged=20)
    # At the fourth moment of a horizon of three, only the first had come.
    assert held_in_turn(np.array([3.0, 0.5, 0.5, 2.0]), 3, 0.9) == Held(inside=3, judged=4)


def test_what_held_47_in_100_is_not_called_nine_in_ten() -> None:
    assert not Held(inside=47, judged=100).keeps(0.9)
    assert Held(inside=88, judged=100).keeps(0.9)


@pytest.mark.slow
def test_a_kept_promise_is_kept_by_steady_weeks() -> None:
    inside = [forecast(poisson_weeks(120, 40.0, seed=seed), PARAMS).held for seed in range(10)]
    share = sum(each.inside for each in inside) / sum(each.judged for each in inside)
    assert 0.85 < share <= 1


def said(low: float, middle: float, high: float, *, size: int) -> SeriesForecast:
    """Return a forecast of one month of a kind with so many offences a month."""
    series = monthly([float(size)] * 12)
    return SeriesForecast(
        series=replace(series, label=f"Kind of {size}"),
        method=None,
        foretold=Prediction(middle=np.array([middle]), low=np.array([low]), high=np.array([high])),
        tests={},
        widened=1.0,
        held=Held(inside=0, judged=0),
        same_last_year=np.array([np.nan]),
    )


def test_a_whole_is_no_surer_than_its_part() -> None:
    """Burglary of Essex, and the neighbourhood crime that holds it, as they once were printed."""
    burglary, neighbourhood = said(1003, 1562, 2166, size=500), said(4179, 4420, 4673, size=1500)
    part, whole = coherent([burglary, neighbourhood], [(0, 1)])
    assert part.foretold is burglary.foretold
    assert whole.foretold is not None
    # 1,562 − 1,003 = 559 below and 604 above.
    assert whole.foretold.low.tolist() == [4420 - 559]
    assert whole.foretold.high.tolist() == [4420 + 604]
    assert whole.wide_as == "Kind of 500"


def test_a_whole_is_nowhere_below_its_part() -> None:
    part, whole = said(90, 100, 110, size=100), said(40, 95, 105, size=120)
    _, agreed = coherent([part, whole], [(0, 1)])
    assert agreed.foretold is not None
    assert (agreed.foretold.low[0], agreed.foretold.middle[0]) == (90, 100)
    assert agreed.foretold.high[0] == 110


def test_a_part_of_a_part_is_heard_whatever_the_order() -> None:
    smallest, middle, largest = (
        said(0, 100, 400, size=100),
        said(190, 200, 210, size=200),
        said(490, 500, 510, size=500),
    )
    agreed = coherent([largest, middle, smallest], [(1, 0), (2, 1)])
    assert agreed[0].foretold is not None
    assert agreed[0].foretold.high[0] == 800


def test_a_fragment_of_an_earlier_year_takes_nothing_away() -> None:
    """Two months of 2023, then none until 2025: 2025 is foretold much as it would be alone."""
    rng = np.random.default_rng(3)
    year = rng.poisson(200, 12).astype(float)
    with_fragment = monthly([210.0, 190.0, *[np.nan] * 22, *year])
    alone = forecast(with_fragment.since(with_fragment.periods[24].first, ""), PARAMS)
    found = forecast(with_fragment, PARAMS)
    assert alone.foretold is not None
    assert found.foretold is not None
    assert found.foretold.middle == pytest.approx(alone.foretold.middle, rel=0.02)


def test_last_year_is_not_judged_by_the_two_months_that_have_one() -> None:
    """Of 2024 only January and February are there: nothing can be said of all of 2025 by them."""
    rng = np.random.default_rng(4)
    counts = [*rng.poisson(200, 2), *[np.nan] * 10, *rng.poisson(200, 12)]
    found = forecast(monthly([float(each) for each in counts]), PARAMS)
    assert found.foretold is not None
    assert all(test.origins >= 4 for test in found.tests.values())


def test_where_last_year_has_a_gap_now_the_level_is_taken() -> None:
    """Last year foretold best, and of the coming months a year before nothing is known."""
    wave = [100.0, 110, 150, 220, 300, 330, 320, 260, 190, 150, 120, 105]
    counts = [*wave, *wave, *[np.nan] * 3, *wave[3:]]
    found = forecast(monthly(counts), PARAMS)
    assert found.foretold is not None
    assert found.method is not ForecastMethod.SAME_LAST_YEAR
