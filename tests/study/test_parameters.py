from dataclasses import dataclass, field
from enum import StrEnum

import pytest

from hotspots.errors import ParameterError
from hotspots.study.harm_maps.journeys import HarmMapParams
from hotspots.study.near_repeats.journeys import NearRepeatStudyParams
from hotspots.study.parameters import (
    as_mapping,
    build_parameters,
    descriptions,
    flat_fields,
    in_text,
)


class Kernel(StrEnum):
    QUARTIC = "quartic"
    UNIFORM = "uniform"


@dataclass(frozen=True, kw_only=True)
class SurfaceParams:
    bandwidth_m: float = 200.0
    kernel: Kernel = Kernel.QUARTIC


@dataclass(frozen=True, kw_only=True)
class BandParams:
    edges_m: tuple[float, ...] = (0.0, 100.0)
    edges_days: tuple[int, ...] = (0, 7)


@dataclass(frozen=True, kw_only=True)
class JourneyParams:
    index: str = "css"
    share_of_area: float | None = None
    surface: SurfaceParams = field(default_factory=SurfaceParams)


def test_names_are_one_flat_set() -> None:
    names = [each.name for each, _ in flat_fields(JourneyParams)]
    assert names == ["index", "share_of_area", "bandwidth_m", "kernel"]


def test_what_is_not_given_keeps_its_default() -> None:
    params = build_parameters(JourneyParams, {"bandwidth_m": 300, "kernel": "uniform"})
    assert params.surface == SurfaceParams(bandwidth_m=300.0, kernel=Kernel.UNIFORM)
    assert params.index == "css"


def test_parameters_survive_the_trip_to_a_receipt_and_back() -> None:
    params = build_parameters(JourneyParams, {"share_of_area": 0.01, "kernel": "uniform"})
    kept = as_mapping(params)
    assert kept == {
        "index": "css",
        "share_of_area": 0.01,
        "bandwidth_m": 200.0,
        "kernel": "uniform",
    }
    assert build_parameters(JourneyParams, kept) == params


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"bandwith_m": 1}, "No such parameter: bandwith_m"),
        ({"bandwidth_m": "wide"}, "bandwidth_m must be a number, not"),
        ({"bandwidth_m": True}, "bandwidth_m must be a number, not"),
        ({"index": 3}, "index must be text, not"),
        ({"kernel": "jet"}, "one of quartic, uniform"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(given: dict[str, object], complaint: str) -> None:
    with pytest.raises(ParameterError, match=complaint):
        build_parameters(JourneyParams, given)


def test_every_parameter_of_the_main_job_is_described_where_it_is_declared() -> None:
    described = descriptions(HarmMapParams)
    for each, _ in flat_fields(HarmMapParams):
        assert len(described[each.name]) > 20, each.name


@pytest.mark.parametrize("given", ["0,0.1,200", "0, 0.1, 200", [0, 0.1, 200], (0.0, 0.1, 200.0)])
def test_several_numbers_come_as_a_list_or_as_text(given: object) -> None:
    assert build_parameters(BandParams, {"edges_m": given}).edges_m == (0.0, 0.1, 200.0)


def test_several_numbers_survive_the_trip_to_text_and_back() -> None:
    edges = (0.0, 0.1, 1250.5)
    assert build_parameters(BandParams, {"edges_m": in_text(edges)}).edges_m == edges


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"edges_m": "0;100"}, "edges_m must be numbers with commas between them"),
        ({"edges_m": "0,,100"}, "edges_m must be numbers with commas between them"),
        ({"edges_m": 100}, "edges_m must be numbers"),
        ({"edges_m": [0, "far", 2]}, "edges_m must be numbers"),
        ({"edges_m": [True, 2]}, "edges_m must be numbers"),
        ({"edges_days": "0,3.5"}, "edges_days must be whole numbers"),
        ({"edges_days": [0, 3.5]}, "edges_days must be whole numbers"),
        ({"edges_days": [0, float("nan")]}, "edges_days must be whole numbers"),
    ],
)
def test_several_numbers_of_the_wrong_kind_are_refused(
    given: dict[str, object], complaint: str
) -> None:
    with pytest.raises(ParameterError, match=complaint):
        build_parameters(BandParams, given)


def test_every_parameter_of_near_repeat_is_described_where_it_is_declared() -> None:
    described = descriptions(NearRepeatStudyParams)
    for each, _ in flat_fields(NearRepeatStudyParams):
        assert len(described[each.name]) > 20, each.name
