"""Places are what could have been other: the interval over them, and when it can be had."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import t

from hotspots.analyse.operations.place_bootstrap import (
    PlaceSpread,
    dispersion_of,
    log_ratio_of_changes,
    spread_over_places,
)

Floats = NDArray[np.float64]


def difference(treated: Floats, control: Floats) -> Floats:
    return (treated[:, 1] - treated[:, 0]) - (control[:, 1] - control[:, 0])


def test_the_error_of_a_sum_is_the_one_of_the_textbook() -> None:
    """Of a sum over n places it is √(n s²): changes −2 … 2 have s² = 2.5, so √12.5 a side."""
    changes = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    places = np.column_stack([np.full(5, 10.0), 10.0 + changes])
    spread = spread_over_places(difference, places, places, resamples=50_000, seed=1)
    assert spread is not None
    assert spread.estimate == 0
    # 50,000 draws leave about 0.3 % of Monte Carlo error in a standard deviation.
    assert spread.standard_error == pytest.approx(25**0.5, rel=0.015)
    assert spread.degrees_of_freedom == pytest.approx(8, rel=0.01)
    low, high = spread.interval(0.90)
    assert high == pytest.approx(t.ppf(0.95, 8) * 5, rel=0.015)
    assert low == pytest.approx(-high)


def test_few_places_cannot_say_how_places_differ() -> None:
    four, five = np.full((4, 2), 9.0), np.full((5, 2), 9.0)
    assert spread_over_places(difference, four, five, resamples=200, seed=1) is None
    assert spread_over_places(difference, five, four, resamples=200, seed=1) is None


def test_places_that_are_all_alike_leave_no_doubt() -> None:
    alike = np.full((6, 2), 9.0)
    spread = spread_over_places(difference, alike, alike, resamples=200, seed=1)
    assert spread == PlaceSpread(estimate=0.0, standard_error=0.0, degrees_of_freedom=5)


def test_the_same_seed_draws_the_same_places() -> None:
    rng = np.random.default_rng(4)
    one, other = rng.poisson(30, (8, 2)).astype(float), rng.poisson(30, (12, 2)).astype(float)
    runs = [
        spread_over_places(log_ratio_of_changes, one, other, resamples=300, seed=7)
        for _ in range(2)
    ]
    assert runs[0] == runs[1]


def test_a_draw_without_offences_still_has_a_ratio() -> None:
    none, some = np.array([[0.0, 0.0]]), np.array([[20.0, 10.0]])
    assert log_ratio_of_changes(none, some) == pytest.approx(np.log(2))


def test_dispersion_of_one_where_places_change_by_chance() -> None:
    rng = np.random.default_rng(1)
    places = rng.poisson(40, (400, 2)).astype(float)
    found = dispersion_of(places, places[:2])
    assert found is not None
    # χ² with 400 degrees over them: standard error √(2/400) = 0.07.
    assert found[0] == pytest.approx(1, abs=0.25)
    assert found[1] == 399 + 1


def test_dispersion_by_hand() -> None:
    """Treated 10→10 and 10→30: of 60, 40 came later, so 13.33 and 26.67 of 20 and 40 are expected.

    χ² = 3.33²/(20 × 2/9) + 3.33²/(40 × 2/9) = 2.5 + 1.25, with one degree of freedom.
    """
    treated = np.array([[10.0, 10.0], [10.0, 30.0]])
    assert dispersion_of(treated, np.array([[5.0, 5.0]])) == pytest.approx((3.75, 1))


def test_one_place_on_either_side_tells_nothing_of_places() -> None:
    one = np.array([[10.0, 12.0]])
    assert dispersion_of(one, one) is None
