"""Where two steps from burglary to burglary lead, against known geometry."""

from __future__ import annotations

import math

import pytest

from hotspots.analyse.near_repeats.near_repeat_params import Metric, NearRepeatParams
from hotspots.analyse.near_repeats.near_repeat_steps import added_steps


def test_two_steps_in_a_circle_end_in_it_as_often_as_two_points_of_a_disc_are_that_near() -> None:
    # Disc line picking: two points of a disc are nearer than its radius in 1 − 3√3/4π of cases.
    chances = added_steps(NearRepeatParams(distance_bands_m=(0, 100), time_bands_days=(0, 7)))
    assert chances[0, 0, 0] == pytest.approx(1 - 3 * math.sqrt(3) / (4 * math.pi), abs=0.01)


def test_two_steps_along_a_grid_end_in_the_diamond_in_nine_cases_of_sixteen() -> None:
    # Turned by 45° the diamond is a square; each side's two points are near in 1 − (1/2)² of cases.
    params = NearRepeatParams(
        distance_bands_m=(0, 100), time_bands_days=(0, 7), metric=Metric.MANHATTAN
    )
    assert added_steps(params)[0, 0, 0] == pytest.approx(9 / 16, abs=0.01)


def test_a_step_on_the_spot_leaves_the_other_where_it_is() -> None:
    # Same place, then 100 to 200 m. Two waits of one week add up to less than a week in half of
    # the cases, and the second taken back leaves a wait in half of them.
    params = NearRepeatParams(distance_bands_m=(0, 0.1, 100, 200), time_bands_days=(0, 7, 14))
    chances = added_steps(params).reshape(3, 2, 3, 2, 3, 2)
    assert chances[0, 0, 2, 0, 2] == pytest.approx([1.0, 0.5], abs=0.01)
    assert chances[0, 0, 2, 0, :2].sum() == 0
