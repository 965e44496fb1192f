"""PAI and PEI against the numbers of methods.md §5."""

from __future__ import annotations

import math

import pytest

from hotspots.analyse.hold_outs.accuracy import (
    accuracy_of_top_units,
    prediction_accuracy_index,
    prediction_efficiency_index,
)
from hotspots.errors import ParameterError

# methods.md §5: equal units, ties worst first.
OBSERVED = [6, 7, 3, 2, 1, 0]
PREDICTED = [8, 4, 4, 2, 1, 0]


@pytest.mark.parametrize(("units", "pai"), [(1, 1.895), (3, 1.684), (5, 1.200)])
def test_published_accuracy(units: int, pai: float) -> None:
    found = accuracy_of_top_units(OBSERVED, PREDICTED, units_chosen=units)
    assert found == pytest.approx(pai, abs=5e-4)


@pytest.mark.parametrize(("units", "pei"), [(1, 0.857), (3, 1.0), (5, 1.0)])
def test_published_efficiency(units: int, pei: float) -> None:
    found = prediction_efficiency_index(OBSERVED, PREDICTED, units_chosen=units)
    assert found == pytest.approx(pei, abs=5e-4)


def test_a_method_gains_nothing_from_ties() -> None:
    # The second unit is one of two that scored 4: the one where 3 came, not the one where 7 did.
    found = accuracy_of_top_units(OBSERVED, PREDICTED, units_chosen=2)
    assert found == pytest.approx((9 / 19) / (2 / 6))


def test_twenty_spots_in_one_town_have_a_harm_pai_of_15_8() -> None:
    # Basford et al. 2021: 20 spots with 41 % of the harm in 2.6 % of the area.
    found = prediction_accuracy_index(captured=41, total=100, chosen_area=2.6, whole_area=100)
    assert found == pytest.approx(15.8, abs=0.05)


def test_no_offences_or_no_area_have_no_accuracy() -> None:
    nothing = prediction_accuracy_index(captured=0, total=0, chosen_area=1, whole_area=10)
    nowhere = prediction_accuracy_index(captured=0, total=5, chosen_area=0, whole_area=10)
    assert math.isnan(nothing)
    assert math.isnan(nowhere)
    assert math.isnan(prediction_efficiency_index([0, 0], [1, 2], units_chosen=1))


@pytest.mark.parametrize("units", [0, 7])
def test_choosing_no_unit_or_more_than_there_are_is_refused(units: int) -> None:
    with pytest.raises(ParameterError, match="at least one and at most all"):
        accuracy_of_top_units(OBSERVED, PREDICTED, units_chosen=units)


def test_each_unit_needs_its_prediction() -> None:
    with pytest.raises(ParameterError, match="6 observed and 2 predicted"):
        accuracy_of_top_units(OBSERVED, [1, 2], units_chosen=1)
