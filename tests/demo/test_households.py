from __future__ import annotations

import numpy as np
import shapely

from hotspots import schema
from hotspots.demo.county import DemoCounty


def test_there_are_as_many_homes_as_asked(small_county: DemoCounty) -> None:
    assert len(small_county.households) == small_county.params.households


def test_each_home_has_a_uprn_of_its_own_beyond_the_real_ones(small_county: DemoCounty) -> None:
    uprns = small_county.households["uprn"]
    assert uprns.is_unique
    assert uprns.str.fullmatch(r"99\d{10}").all()


def test_each_home_lies_in_its_ward(small_county: DemoCounty) -> None:
    homes = small_county.households
    outlines = small_county.wards.set_index(schema.WARD_CODE).geometry
    for code, group in homes.groupby(schema.WARD_CODE):
        outline = outlines[str(code)]
        assert shapely.contains_xy(outline, group["easting"], group["northing"]).all()


def test_homes_stand_a_front_garden_off_their_street(small_county: DemoCounty) -> None:
    homes = small_county.households
    lines = small_county.streets.set_index("usrn").geometry[homes["usrn"]].to_numpy()
    points = shapely.points(homes["easting"], homes["northing"])
    off_m = shapely.distance(lines, points)
    assert off_m.max() < 16.0
    assert np.quantile(off_m, 0.01) > 8.0


def test_odd_numbers_face_even_numbers(small_county: DemoCounty) -> None:
    homes = small_county.households.assign(
        odd=lambda table: table["number"].astype(int) % 2 == 1, homes=1
    )
    street = homes.groupby("usrn")["homes"].sum().idxmax()
    row = homes[homes["usrn"] == street]
    line = small_county.streets.set_index("usrn").geometry[street]
    left = shapely.offset_curve(line, 12.0)
    points = shapely.points(row["easting"].to_numpy(), row["northing"].to_numpy())
    on_left = shapely.distance(left, points) < 12.0
    assert set(zip(row["odd"], on_left, strict=True)) == {(True, True), (False, False)}


def test_flats_share_the_point_and_number_of_their_house(small_county: DemoCounty) -> None:
    homes = small_county.households
    flats = homes[homes["flat"].notna()]
    assert 0.03 < len(flats) / len(homes) < 0.3
    blocks = flats.groupby(["usrn", "number"])
    assert (blocks[["easting", "northing"]].nunique() == 1).all(axis=None)
    assert (blocks["flat"].nunique() == blocks.size()).all()


def test_no_address_is_given_twice(small_county: DemoCounty) -> None:
    homes = small_county.households
    assert not homes.duplicated(["usrn", "number", "flat"]).any()


def test_the_largest_authorities_have_the_most_homes(small_county: DemoCounty) -> None:
    # Census 2021: Colchester 79,719 households, Maldon 27,907, of 771,164 in the county.
    wards = small_county.wards.set_index(schema.WARD_CODE)["authority"]
    homes = small_county.households[schema.WARD_CODE].map(wards).value_counts(normalize=True)
    assert abs(homes["Colchester"] - 79_719 / 771_164) < 0.001
    assert abs(homes["Maldon"] - 27_907 / 771_164) < 0.001
