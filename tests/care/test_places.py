"""What may be shown as a place: a spot, a street, a repeat location."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from hotspots import care, schema
from hotspots.analyse.spots.harm_spot_params import HarmSpotParams
from hotspots.analyse.spots.harm_spots import find_harm_spots
from hotspots.selection import Selection

BNG = "EPSG:27700"
EAST, NORTH = 600_000.0, 225_000.0
CORNER_HOUSE = [(EAST, NORTH)] * 12
THREE_HOUSES = [(EAST, NORTH), (EAST + 12, NORTH), (EAST + 24, NORTH)] * 4


def offences(points: list[tuple[float, float]], **columns: Any) -> gpd.GeoDataFrame:
    """Assaults of 2025, one a week, as a records system without a column for dwellings has them."""
    count = len(points)
    start = pd.date_range("2025-02-01 21:30", periods=count, freq="7D", tz="Europe/London")
    table = pd.DataFrame(
        {
            schema.OFFENCE_ID: [f"42/{number}" for number in range(count)],
            schema.OFFENCE_CODE: "8N",
            schema.CATEGORY: "Violence and sexual offences",
            schema.FROM_TIME: start,
            schema.TO_TIME: start,
            schema.TIME_PRECISION: "exact",
            schema.LOCATION: "7 Invented Close",
            schema.DISTRICT: "Colchester",
            "harm_css": 189.2,
            **columns,
        }
    )
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(*np.transpose(points)), crs=BNG)


def spots_of(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    districts = gpd.GeoDataFrame(
        {schema.DISTRICT: ["Colchester"], schema.LOCAL_POLICING_AREA: ["North"]},
        geometry=[shapely.box(EAST - 5_000, NORTH - 5_000, EAST + 5_000, NORTH + 5_000)],
        crs=BNG,
    )
    return find_harm_spots(
        table,
        index_key="css",
        params=HarmSpotParams(resamples=20),
        districts=districts,
        places=pd.DataFrame({"name": [], "easting": [], "northing": []}),
        period_years=1.0,
        period=(
            pd.Timestamp("2025-01-01", tz="Europe/London"),
            pd.Timestamp("2026-01-01", tz="Europe/London"),
        ),
        seed=1,
    )


def test_twelve_assaults_at_one_home_make_no_spot_of_25_metres() -> None:
    spots = spots_of(offences(CORNER_HOUSE))
    assert spots.empty
    assert spots.attrs[schema.WITHHELD] == 1


def test_unknown_is_not_no() -> None:
    for known in (None, True):
        said = pd.array([known] * 12, dtype="boolean")
        assert spots_of(offences(CORNER_HOUSE, dwelling=said)).empty


def test_one_row_of_which_it_is_not_known_is_enough_to_withhold_a_lone_place() -> None:
    said = pd.array([False] * 11 + [None], dtype="boolean")
    assert spots_of(offences(CORNER_HOUSE, dwelling=said)).empty


def test_a_pub_and_a_public_point_are_spots_as_they_were() -> None:
    in_no_home = pd.array([False] * 12, dtype="boolean")
    assert len(spots_of(offences(CORNER_HOUSE, dwelling=in_no_home))) == 1
    assert len(spots_of(offences(CORNER_HOUSE, public_point=True))) == 1


def test_three_addresses_are_a_spot_and_two_are_not() -> None:
    assert spots_of(offences(THREE_HOUSES))[schema.OFFENCES].tolist() == [12]
    assert spots_of(offences(THREE_HOUSES[:2] * 6)).empty


def test_one_address_written_to_the_decimetre_is_still_one() -> None:
    written = [(EAST + 0.1 * (number % 3), NORTH) for number in range(12)]
    assert spots_of(offences(written)).empty


def test_sexual_offences_and_domestic_abuse_are_in_no_spot() -> None:
    assert spots_of(offences(THREE_HOUSES, offence_code="19C")).empty
    at_home = pd.array([True] * 12, dtype="boolean")
    assert spots_of(offences(THREE_HOUSES, domestic_abuse=at_home)).empty


def test_a_mixed_selection_counts_what_is_left_alone() -> None:
    codes = ["8N"] * 12 + ["20A"] * 12
    spots = spots_of(offences(THREE_HOUSES * 2, offence_code=codes))
    assert spots[schema.OFFENCES].tolist() == [12]
    hours = np.array(json.loads(spots[schema.HOUR_BY_WEEKDAY].iloc[0]))
    assert hours.sum() == pytest.approx(12)


def test_which_selections_are_sensitive() -> None:
    def selection(**asked: Any) -> Selection:
        return Selection(key="a", label="A", description="", **asked)

    assert care.is_sensitive(selection(offence_codes=("8L", "19C")))
    assert care.is_sensitive(selection(domestic_abuse=True))
    assert not care.is_sensitive(selection(offence_codes=("8N",), categories=("Robbery",)))
    assert not care.is_sensitive(selection(domestic_abuse=False))


def test_offences_are_counted_by_streets_that_may_be_shown_alone() -> None:
    at_home = offences(CORNER_HOUSE, location="7 Invented Close")
    on_street = offences(THREE_HOUSES, location="High Street")
    rapes = offences(THREE_HOUSES, location="High Street", offence_code="19C")
    few = offences(THREE_HOUSES[:4], location="Mill Lane")
    nowhere = offences(THREE_HOUSES, location=None)
    both = gpd.GeoDataFrame(pd.concat([at_home, on_street, rapes, few, nowhere], ignore_index=True))
    shown = care.at_shown_places(both, both[schema.LOCATION])
    assert both[shown][schema.LOCATION].value_counts().to_dict() == {"High Street": 12}
    assert not care.sensitive(both[shown]).any()


def test_the_half_of_a_period_is_not_told_where_it_has_one_to_four() -> None:
    at_home = offences([*THREE_HOUSES, *THREE_HOUSES])
    spots = spots_of(at_home)
    few = spots.assign(**{schema.TREND_RATIO: 0.2})  # 20 and 4 of 24
    assert care.shown_spots(few, at_home)[schema.TREND_RATIO].isna().all()
    many = spots.assign(**{schema.TREND_RATIO: 0.5})
    assert (care.shown_spots(many, at_home)[schema.TREND_RATIO] == 0.5).all()
    published = offences(THREE_HOUSES, public_point=True)
    assert care.shown_spots(few, published) is few


def test_an_outline_goes_round_squares_where_somebody_may_live_and_round_points_elsewhere() -> None:
    east, north = EAST + 3.2, NORTH + 31.7
    points = np.array([(east, north), (east + 200, north)])
    place = np.array([0, 0, 1])
    known = offences([(east, north)] * 2 + [(east + 200, north)], dwelling=None).assign(
        dwelling=pd.array([False, True, False], dtype="boolean")
    )
    corners = care.corners_of(points, place, known)
    assert corners.tolist() == [[EAST + 25, NORTH + 25], [east + 200, north]]
    assert care.CORNER_M / np.sqrt(2) <= care.CORNER_REACH_M


def test_which_home_of_a_square_it_was_changes_no_outline() -> None:
    elsewhere = [(EAST + 1, NORTH + 40), (EAST + 33, NORTH + 2), (EAST + 48, NORTH + 49)] * 4
    one, other = spots_of(offences(THREE_HOUSES)), spots_of(offences(elsewhere))
    assert one.geometry.iloc[0].equals_exact(other.geometry.iloc[0], 1e-6)
