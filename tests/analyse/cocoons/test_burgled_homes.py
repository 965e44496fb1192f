"""Which home was burgled: named by its address, or not at all."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from hotspots import schema
from hotspots.analyse.cocoons.burgled_homes import (
    BESIDE_UPRN,
    DOOR_NUMBER,
    VICTIM_MATCH,
    VICTIM_UPRN,
    VictimMatch,
    match_victims,
)
from hotspots.errors import CoordinateError
from tests.analyse.cocoon_places import EAST, NORTH, Home, addresses, home

Places = list[Home]


def burglary(location: str | None, east: float = 0.0, north: float = 0.0) -> gpd.GeoDataFrame:
    """A burglary so many metres from the corner."""
    return gpd.GeoDataFrame(
        {schema.LOCATION: pd.Series([location], dtype="str", index=[7])},
        geometry=[shapely.Point(EAST + east, NORTH + north)],
        index=[7],
        crs="EPSG:27700",
    )


def matched(location: str | None, homes: Places, east: float = 0.0) -> pd.Series[str]:
    found = match_victims(burglary(location, east), addresses(homes))
    assert list(found.index) == [7]
    row: pd.Series[str] = found.iloc[0]
    return row


@pytest.fixture
def terrace() -> Places:
    """10, 12, 12A and 14 Mill Street, six metres each, and Rose Cottage round the corner."""
    return [
        home("10", 0, 0, uprn="10"),
        home("12", 6, 0, uprn="12"),
        home("12A", 12, 0, uprn="121"),
        home("14", 18, 0, uprn="14"),
        home("Rose Cottage", 24, 12, uprn="99", street="Mill Lane", usrn="20002"),
    ]


@pytest.fixture
def converted_house() -> Places:
    """Number 12, divided into three flats at one point, beside the undivided number 14."""
    flats = [home("12", 0, 0, uprn=f"12{k}", flat=f"Flat {k}") for k in (1, 2, 3)]
    return [*flats, home("14", 20, 0, uprn="14")]


@pytest.mark.parametrize(
    ("location", "uprn"),
    [
        ("12 Mill Street, Colchester", "12"),
        ("12 MILL ST", "12"),
        ("No. 12, Mill Street, Colchester CO1 1AA", "12"),
        ("12a Mill Street", "121"),
        ("12 A Mill St.", "121"),
        ("12A, MILL STREET", "121"),
        ("Rose Cottage, Mill Lane", "99"),
        ("Colne House, 14 Mill Street", "14"),
    ],
)
def test_an_address_is_known_however_it_is_written(
    terrace: Places, location: str, uprn: str
) -> None:
    # The point lies on number 10: the words decide, and not the distance.
    found = matched(location, terrace)
    assert found[VICTIM_UPRN] == uprn
    assert found[VICTIM_MATCH] == VictimMatch.ADDRESS
    assert found[BESIDE_UPRN] == uprn


def test_112_is_not_12() -> None:
    homes = [home("12", 0, 0, uprn="12")]
    assert pd.isna(matched("112 Mill Street", homes)[VICTIM_UPRN])


def test_a_home_that_the_addresses_lack_is_not_taken_for_its_neighbour(terrace: Places) -> None:
    found = matched("16 Mill Street, Colchester", terrace, east=17)
    assert pd.isna(found[VICTIM_UPRN])
    assert found[VICTIM_MATCH] == VictimMatch.STREET_ONLY
    assert found[DOOR_NUMBER] == "16"
    assert found[BESIDE_UPRN] == "14"


def test_the_same_address_sixty_metres_off_is_somewhere_else() -> None:
    homes = [home("12", 61, 0, uprn="12")]
    assert matched("12 Mill Street", homes)[VICTIM_MATCH] == VictimMatch.NOT_FOUND


@pytest.mark.parametrize(
    "location", [None, "", "Mill Street, Colchester", "On or near Mill Street"]
)
def test_where_no_house_is_named_the_nearest_within_15_metres_is_taken(
    location: str | None,
) -> None:
    homes = [home("12", 14, 0, uprn="12"), home("14", 40, 0, uprn="14")]
    found = matched(location, homes)
    assert found[VICTIM_UPRN] == "12"
    assert found[VICTIM_MATCH] == VictimMatch.NEAREST
    assert matched(location, homes, east=-2)[VICTIM_MATCH] == VictimMatch.NOT_FOUND


def test_the_nearest_house_is_not_taken_against_the_word_of_the_location(terrace: Places) -> None:
    found = matched("7 Oak Road, Colchester", terrace)
    assert found[VICTIM_MATCH] == VictimMatch.NOT_FOUND
    assert pd.isna(found[BESIDE_UPRN])


def test_between_two_doors_equally_near_nobody_is_named() -> None:
    homes = [home("12", -5, 0, uprn="12"), home("14", 5.5, 0, uprn="14")]
    assert matched(None, homes)[VICTIM_MATCH] == VictimMatch.NOT_FOUND


@pytest.mark.parametrize(
    "location", ["Flat 2, 12 Mill Street", "Apt 2 12 Mill St", "FLAT 2, 12, MILL STREET, CO1 1AA"]
)
def test_a_flat_is_the_victim_where_it_is_named(converted_house: Places, location: str) -> None:
    found = matched(location, converted_house)
    assert found[VICTIM_UPRN] == "122"
    assert found[DOOR_NUMBER] == "12"


@pytest.mark.parametrize(
    "location", ["12 Mill Street", "Flat 9, 12 Mill Street", "2, 12 Mill Street", None]
)
def test_a_flat_is_never_guessed(converted_house: Places, location: str | None) -> None:
    found = matched(location, converted_house)
    assert pd.isna(found[VICTIM_UPRN])
    assert found[VICTIM_MATCH] == VictimMatch.FLAT_NOT_KNOWN
    assert found[DOOR_NUMBER] == "12"


def test_flat_1_is_not_flat_12() -> None:
    homes = [home("5", 0, 0, uprn="1", flat="Flat 1"), home("5", 0, 0, uprn="2", flat="Flat 12")]
    assert matched("Flat 12, 5 Mill Street", homes)[VICTIM_UPRN] == "2"


def test_the_only_flat_known_at_a_door_is_not_guessed_either() -> None:
    homes = [home("12", 0, 0, uprn="121", flat="Flat 1")]
    assert pd.isna(matched("12 Mill Street", homes)[VICTIM_UPRN])


def test_a_number_that_comes_twice_in_the_street_is_the_nearer_house() -> None:
    homes = [home("23", 40, 0, uprn="far"), home("23", 5, 0, uprn="near")]
    assert matched("23 Mill Street", homes)[VICTIM_UPRN] == "near"


def test_without_addresses_nothing_is_found() -> None:
    assert matched("12 Mill Street", [])[VICTIM_MATCH] == VictimMatch.NOT_FOUND


def test_two_systems_are_refused(terrace: Places) -> None:
    elsewhere: Any = burglary("12 Mill Street").to_crs("EPSG:32631")
    with pytest.raises(CoordinateError, match="Convert one"):
        match_victims(elsewhere, addresses(terrace))


def test_the_uprn_of_the_export_names_the_flat_that_its_words_do_not(
    converted_house: Places,
) -> None:
    named = burglary("12 Mill Street").assign(uprn="0122")
    found = match_victims(named, addresses(converted_house)).iloc[0]
    assert (found[VICTIM_UPRN], found[VICTIM_MATCH]) == ("122", VictimMatch.UPRN)


def test_a_uprn_that_is_not_near_by_leaves_it_to_the_words(terrace: Places) -> None:
    astray = burglary("12 Mill Street").assign(uprn="777")
    found = match_victims(astray, addresses(terrace)).iloc[0]
    assert (found[VICTIM_UPRN], found[VICTIM_MATCH]) == ("12", VictimMatch.ADDRESS)
