"""The Lorenz curve, worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots.analyse.spots.lorenz import lorenz_curve
from hotspots.errors import InputError, ParameterError


def test_the_fullest_of_four_places_holds_four_tenths() -> None:
    # methods.md §5: 10, 20, 30, 40, largest first.
    curve = lorenz_curve([10, 20, 30, 40])
    assert curve.amount_shares == pytest.approx([0.0, 0.4, 0.7, 0.9, 1.0])
    assert curve.area_shares == pytest.approx([0.0, 0.25, 0.5, 0.75, 1.0])


def test_gini_of_four_places() -> None:
    # Σ(2i − n − 1)xᵢ / (nΣx) = (−3·10 − 20 + 30 + 3·40) / 400.
    assert lorenz_curve([10, 20, 30, 40]).gini == pytest.approx(0.25)


def test_gini_is_nought_when_level_and_near_1_when_one_place_holds_all() -> None:
    assert lorenz_curve([5.0] * 8).gini == pytest.approx(0.0)
    assert lorenz_curve([0.0] * 99 + [7.0]).gini == pytest.approx(0.99)  # (n − 1) / n


def test_empty_places_count() -> None:
    assert lorenz_curve([1.0, 1.0, 0.0, 0.0]).gini == pytest.approx(0.5)


def test_a_place_of_twice_the_area_is_two_places() -> None:
    halves = lorenz_curve([3.0, 3.0, 1.0, 1.0])
    whole = lorenz_curve([6.0, 2.0], areas=[2.0, 2.0])
    assert whole.gini == pytest.approx(halves.gini)
    assert whole.share_in_top_area(0.25) == pytest.approx(3.0 / 8.0)


def test_places_stand_by_density_and_not_by_amount() -> None:
    # The wide place holds more, the small one is fuller.
    curve = lorenz_curve([60.0, 40.0], areas=[9.0, 1.0])
    assert curve.amount_shares == pytest.approx([0.0, 0.4, 1.0])


def test_top_of_the_area_takes_part_of_the_place_at_the_limit() -> None:
    curve = lorenz_curve([10, 20, 30, 40])
    assert curve.share_in_top_area(0.25) == pytest.approx(0.4)
    assert curve.share_in_top_area(0.30) == pytest.approx(0.4 + 0.2 * 0.3)
    assert curve.share_in_top_area(0.0) == 0.0
    assert curve.share_in_top_area(1.0) == 1.0


def test_area_that_holds_a_quarter_a_half_and_all_of_the_harm() -> None:
    curve = lorenz_curve([40, 30, 20, 10, 0, 0, 0, 0])
    assert curve.share_of_area_holding(0.25) == pytest.approx(0.125 * 0.25 / 0.4)
    assert curve.share_of_area_holding(0.50) == pytest.approx(0.125 * (1 + 1 / 3))
    assert curve.share_of_area_holding(1.0) == pytest.approx(0.5)  # not the empty half
    assert curve.share_of_area_holding(0.0) == 0.0


@given(amounts=st.lists(st.integers(0, 5), min_size=1, max_size=30), seed=st.integers(0, 1000))
def test_ties_and_order_change_no_figure(amounts: list[int], seed: int) -> None:
    shuffled = np.random.default_rng(seed).permutation(amounts)
    first, again = lorenz_curve(amounts), lorenz_curve(shuffled)
    assert first.gini == pytest.approx(again.gini, nan_ok=True)
    for share in (0.01, 0.05, 0.4):
        one, other = first.share_in_top_area(share), again.share_in_top_area(share)
        assert one == pytest.approx(other, nan_ok=True)
    if sum(amounts):
        assert first.share_in_top_area(0.3) >= 0.3 - 1e-12
        assert 0.0 <= first.gini + 1e-12 <= 1.0


@pytest.mark.parametrize("amounts", [[], [0.0, 0.0]])
def test_nothing_to_share_has_no_concentration(amounts: list[float]) -> None:
    curve = lorenz_curve(amounts)
    assert math.isnan(curve.gini)
    assert math.isnan(curve.share_in_top_area(0.01))
    assert math.isnan(curve.share_of_area_holding(0.5))


@pytest.mark.parametrize(("amounts", "areas"), [([-1.0], [1.0]), ([math.nan], [1.0]), ([1], [0])])
def test_impossible_places_are_refused(amounts: list[float], areas: list[float]) -> None:
    with pytest.raises(InputError, match="1 of 1 places"):
        lorenz_curve(amounts, areas)


def test_areas_must_be_those_of_the_places() -> None:
    with pytest.raises(ParameterError, match="2 amounts and 1 areas"):
        lorenz_curve([1.0, 2.0], [1.0])


def test_a_percentage_in_place_of_a_share_is_refused() -> None:
    curve = lorenz_curve([1.0, 2.0])
    with pytest.raises(ParameterError, match=r"0\.05 is 5 %"):
        curve.share_in_top_area(5)
    with pytest.raises(ParameterError, match="share_of_harm"):
        curve.share_of_area_holding(25)
