"""The PAI against a published one."""

from __future__ import annotations

import math

import pytest

from hotspots.analyse.prediction_accuracy import prediction_accuracy_index


def test_twenty_spots_in_one_town_have_a_harm_pai_of_15_8() -> None:
    # Basford et al. 2021: 20 spots with 41 % of the harm in 2.6 % of the area.
    found = prediction_accuracy_index(captured=41, total=100, chosen_area=2.6, whole_area=100)
    assert found == pytest.approx(15.8, abs=0.05)


def test_no_offences_or_no_area_have_no_accuracy() -> None:
    assert math.isnan(prediction_accuracy_index(captured=0, total=0, chosen_area=1, whole_area=10))
    assert math.isnan(prediction_accuracy_index(captured=0, total=5, chosen_area=0, whole_area=10))
