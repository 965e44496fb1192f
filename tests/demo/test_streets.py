from __future__ import annotations

import numpy as np
import shapely

from hotspots.demo.county import DemoCounty


def test_streets_stay_in_their_ward(small_county: DemoCounty) -> None:
    streets, wards = small_county.streets, small_county.wards
    homes_of = wards.geometry.to_numpy()[streets["ward"].to_numpy()]
    assert shapely.covers(homes_of, streets.geometry.to_numpy()).all()


def test_a_name_stands_once_in_a_town_unless_the_road_runs_on(small_county: DemoCounty) -> None:
    streets = small_county.streets
    by_name = streets[streets["kind"] != "main"].groupby(["town", "street"]).size()
    assert by_name.max() == 1
    assert streets["usrn"].is_unique


def test_towns_share_the_names_that_all_towns_have(small_county: DemoCounty) -> None:
    high_streets = small_county.streets[small_county.streets["street"] == "High Street"]
    assert high_streets["town"].nunique() >= 3


def test_every_settlement_has_a_street(small_county: DemoCounty) -> None:
    assert set(small_county.streets["town"]) == set(small_county.wards["settlement"])
    assert np.isfinite(small_county.streets["length_m"]).all()
