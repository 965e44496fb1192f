from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest

from hotspots import schema
from hotspots.demo.county import DemoCounty, make_county
from hotspots.demo.params import DemoParams
from hotspots.profile import DefaultPoint, ForceProfile


@pytest.fixture(scope="module")
def without_near_repeat(essex: ForceProfile) -> DemoCounty:
    return make_county(DemoParams.small(near_repeat=False), essex)


@pytest.fixture(scope="module")
def another_seed(essex: ForceProfile) -> DemoCounty:
    point = DefaultPoint(name="Front desk", easting=570_001.0, northing=207_001.0)
    return make_county(DemoParams.small(seed=7), replace(essex, default_points=(point,)))


def burglaries(county: DemoCounty) -> pd.DataFrame:
    return county.truth.offences[county.truth.offences["role"].str.endswith("burglary")]


def test_the_areas_meet_the_schema(small_county: DemoCounty, essex: ForceProfile) -> None:
    schema.validate_authorities(small_county.authorities)
    schema.validate_districts(small_county.districts)
    schema.validate_wards(small_county.wards)
    assert len(small_county.districts) == 10
    assert small_county.wards.crs == essex.crs


def test_another_seed_gives_another_year_in_the_same_county(
    small_county: DemoCounty, another_seed: DemoCounty
) -> None:
    assert not small_county.offences.equals(another_seed.offences)
    assert not small_county.households.equals(another_seed.households)
    assert small_county.wards.geom_equals(another_seed.wards).all()


def test_the_profiles_own_default_point_is_used(another_seed: DemoCounty) -> None:
    assert another_seed.truth.summary["default_point"] == {
        "name": "Front desk",
        "easting": 570_001.0,
        "northing": 207_001.0,
    }


def test_the_control_has_as_many_burglaries_but_no_offspring(
    small_county: DemoCounty, without_near_repeat: DemoCounty
) -> None:
    assert len(burglaries(small_county)) == len(burglaries(without_near_repeat))
    assert set(burglaries(without_near_repeat)["role"]) == {"background burglary"}
    assert without_near_repeat.truth.summary["near_repeat"]["offspring_burglaries"] == 0


def test_the_control_differs_in_its_burglaries_alone(
    small_county: DemoCounty, without_near_repeat: DemoCounty
) -> None:
    assert small_county.households.equals(without_near_repeat.households)
    columns = ["planted_id", "planted_offences"]
    pd.testing.assert_frame_equal(
        pd.DataFrame(small_county.truth.spots[columns]),
        pd.DataFrame(without_near_repeat.truth.spots[columns]),
    )


def test_every_offspring_names_a_burglary_that_came_before(small_county: DemoCounty) -> None:
    table = burglaries(small_county)
    known = table["parent_reference"].notna()
    assert set(table.loc[known, "parent_reference"]) <= set(table["reference"])
    assert (table.loc[known, "role"] == "offspring burglary").all()
    assert (table.loc[known, "distance_m"] <= small_county.params.near_repeat_reach_m).all()
    assert known.sum() > 15


def test_the_truth_adds_up(small_county: DemoCounty) -> None:
    truth = small_county.truth
    near = truth.summary["near_repeat"]
    assert near["background_burglaries"] + near["offspring_burglaries"] == len(
        burglaries(small_county)
    )
    assert truth.spots["planted_offences"].sum() == truth.summary["street_violence_planted"]
    assert (truth.spots["located_offences"] <= truth.spots["planted_offences"]).all()
    told = sum(kind["rows"] for kind in truth.summary["broken_rows"].values())
    assert told == len(truth.broken)
    assert isinstance(truth.spots, gpd.GeoDataFrame)
