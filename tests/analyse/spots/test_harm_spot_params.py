from __future__ import annotations

from typing import Any

import pytest

from hotspots.analyse.spots.harm_spot_params import HarmSpotParams
from hotspots.analyse.weight_transform import WeightTransform
from hotspots.errors import ParameterError


def test_the_defaults_are_the_force_s_sixty_seven_walkable_spots_by_square_root() -> None:
    params = HarmSpotParams()
    assert (params.count, params.count_per, params.max_extent_m) == (67, "force", 300.0)
    assert params.transform is WeightTransform.SQUARE_ROOT
    assert params.members_extent_m == 250.0


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(ParameterError) as told:
        HarmSpotParams(
            eps_m=0,
            min_offences=0,
            max_extent_m=40,
            count=0,
            count_per="ward",  # type: ignore[arg-type]  # the very fault that is tested
            share_of_area=2,
            cap=100,
            largest_offence_guard=0,
            resamples=3,
        )
    for knob in (
        "eps_m", "min_offences", "max_extent_m", "count must", "count_per", "share_of_area",
        "cap is 100", "largest_offence_guard", "resamples",
    ):  # fmt: skip
        assert knob in str(told.value)


@pytest.mark.parametrize(
    ("faulty", "told"),
    [
        ({"transform": WeightTransform.CAPPED}, "cap must be above 0"),
        ({"transform": "cubed"}, "transform must be one of 'raw'"),
        ({"eps_m": float("nan")}, "eps_m"),
        ({"eps_m": float("inf")}, "eps_m"),
        ({"max_extent_m": float("nan")}, "max_extent_m"),
    ],
)
def test_a_fault_is_told_with_what_is_allowed(faulty: dict[str, Any], told: str) -> None:
    with pytest.raises(ParameterError, match=told):
        HarmSpotParams(**faulty)


def test_a_cap_goes_with_capped_weights() -> None:
    assert HarmSpotParams(transform=WeightTransform.CAPPED, cap=500.0).cap == 500.0
