"""Weighted displacement difference, against the published numbers.

Wheeler, A. P. and Ratcliffe, J. H. (2018). A simple weighted displacement difference test to
evaluate place based crime interventions. Crime Science 7:11; the figures as in methods.md, §7.
"""

from __future__ import annotations

import math

import hypothesis.strategies as st
import pytest
from hypothesis import given

from hotspots.analyse.operations.displacement import (
    BeforeDuring,
    Displacement,
    DisplacementWeights,
    harm_weighted_displacement,
    weighted_displacement,
)
from hotspots.errors import ParameterError


def pair(before: float, during: float) -> BeforeDuring:
    return BeforeDuring(before=before, during=during)


# C 308→318, T 207→110, C_d 150→140, D 178→157.
TREATED, CONTROL = pair(207, 110), pair(308, 318)
RING, CONTROL_RING = pair(178, 157), pair(150, 140)


def test_the_published_effect_comes_out() -> None:
    found = weighted_displacement(TREATED, CONTROL, RING, CONTROL_RING)
    assert found.difference == -118
    assert found.standard_error == pytest.approx(39.598, abs=0.0005)
    assert found.z == pytest.approx(-2.980, abs=0.0005)
    assert found.interval() == pytest.approx((-195.6, -40.4), abs=0.05)


def test_unequal_areas_are_divided_by_their_weight_and_variances_by_its_square() -> None:
    weights = DisplacementWeights(control=0.9, treated=1.2, control_ring=1.6, treated_ring=1.5)
    found = weighted_displacement(TREATED, CONTROL, RING, CONTROL_RING, weights=weights)
    assert found.difference == pytest.approx(-99.694, abs=0.0005)
    assert found.standard_error == pytest.approx(35.428, abs=0.0005)
    assert found.z == pytest.approx(-2.814, abs=0.0005)


def test_a_fall_of_sixty_two_that_chance_can_make() -> None:
    """C 245→225, T 250→160, C_d 118→120, D 120→130."""
    found = weighted_displacement(pair(250, 160), pair(245, 225), pair(120, 130), pair(118, 120))
    assert found.difference == -62
    assert found.standard_error == pytest.approx(36.99, abs=0.005)
    assert found.z == pytest.approx(-1.676, abs=0.0005)
    assert found.p_value == pytest.approx(0.094, abs=0.0005)


def test_offences_that_moved_next_door_are_no_gain() -> None:
    moved = weighted_displacement(pair(100, 60), pair(100, 100), pair(50, 90), pair(50, 50))
    assert moved.difference == 0


def test_a_before_period_twice_as_long_counts_half() -> None:
    """100 in two months and 50 in one is no change; by hand: 50 − 100/2 − (40 − 80/2) = 0."""
    weights = DisplacementWeights(before_period=2.0)
    found = weighted_displacement(pair(100, 50), pair(80, 40), weights=weights)
    assert found.difference == 0
    # 50 + 100/4 + 40 + 80/4
    assert found.standard_error == pytest.approx(math.sqrt(135))


def test_harm_adds_up_kinds_of_offence_by_their_weight() -> None:
    """By hand: 10 × −3 + 100 × 1 = 70; √((10 × 4)² + (100 × 2)²) = 203.96."""
    kinds = [
        (10.0, Displacement(difference=-3.0, standard_error=4.0)),
        (100.0, Displacement(difference=1.0, standard_error=2.0)),
    ]
    found = harm_weighted_displacement(kinds)
    assert found.difference == 70
    assert found.standard_error == pytest.approx(203.96, abs=0.005)


def test_places_without_any_offence_have_no_difference_and_no_error() -> None:
    found = weighted_displacement(pair(0, 0), pair(0, 0))
    assert (found.difference, found.standard_error, found.z, found.p_value) == (0, 0, 0, 1)


def test_counts_below_nought_and_weights_of_nought_are_refused() -> None:
    with pytest.raises(ParameterError, match="-1 before"):
        pair(-1, 2)
    with pytest.raises(ParameterError, match=r"control 0, before_period nan"):
        DisplacementWeights(control=0, before_period=math.nan)


@given(st.lists(st.integers(0, 10_000), min_size=8, max_size=8))
def test_swapping_treated_and_control_turns_the_sign_and_nothing_else(counts: list[int]) -> None:
    treated, control, ring, control_ring = (
        pair(before, during) for before, during in zip(counts[::2], counts[1::2], strict=True)
    )
    one = weighted_displacement(treated, control, ring, control_ring)
    other = weighted_displacement(control, treated, control_ring, ring)
    assert one.difference == -other.difference
    assert one.standard_error == pytest.approx(other.standard_error)
    assert one.standard_error == pytest.approx(math.sqrt(sum(counts)))
