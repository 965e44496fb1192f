"""Who is next door: by street, side and number."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspots import schema
from hotspots.analyse.cocoons.cocoon_reach import reached_homes
from hotspots.analyse.cocoons.ground import StreetGround
from hotspots.analyse.cocoons.street_sides import TIERS, door_numbers, odd_and_even_apart
from hotspots.schema import Tier
from tests.analyse.cocoon_places import (
    EAST,
    NORTH,
    PLOT_M,
    Home,
    addresses,
    home,
    live,
    mill_street,
    offence,
    shuffled,
)
from tests.analyse.cocoons.test_ground import streets


def tiers(homes: list[Home], location: str, place: tuple[float, float]) -> dict[str, str]:
    """The tier of each home by one burglary, by number (with its flat) in Mill Street."""
    table = addresses(homes)
    burglary = offence(location=location, place=(EAST + place[0], NORTH + place[1]))
    reach = reached_homes(table, live([burglary]), radius_m=400)
    there = reach.homes.iloc[reach.pairs.home]
    names = there[schema.NUMBER].fillna("") + ("/" + there[schema.FLAT]).fillna("")
    return dict(zip(names, [str(TIERS[code]) for code in reach.tier], strict=True))


def of(found: dict[str, str], tier: Tier) -> set[str]:
    return {name for name, its in found.items() if its == tier}


def test_four_either_way_on_the_same_side_are_the_neighbours() -> None:
    # Eleven is the sixth house of the odd side: 3, 5, 7, 9 before it and 13, 15, 17, 19 after.
    found = tiers(mill_street(12), "11 Mill Street", (5 * PLOT_M, 12))
    assert of(found, Tier.VICTIM) == {"11"}
    assert of(found, Tier.NEIGHBOUR) == {"3", "5", "7", "9", "13", "15", "17", "19"}
    assert of(found, Tier.STREET) == {"1", "21", "23", *map(str, range(2, 25, 2))}


def test_at_the_end_of_the_street_there_are_four_on_one_side_only() -> None:
    found = tiers(mill_street(12), "1 Mill Street", (0, 12))
    assert of(found, Tier.NEIGHBOUR) == {"3", "5", "7", "9"}


def test_where_numbers_run_on_from_door_to_door_both_odd_and_even_are_neighbours() -> None:
    close = [home(str(number), number * PLOT_M, 0) for number in range(1, 15)]
    found = tiers(close, "7 Mill Street", (7 * PLOT_M, 0))
    assert of(found, Tier.NEIGHBOUR) == {"3", "4", "5", "6", "8", "9", "10", "11"}


@pytest.mark.parametrize("plot_m", [6.0, 12.0, 30.0])
@pytest.mark.parametrize("across_m", [15.0, 25.0, 40.0])
def test_the_houses_show_how_their_street_is_numbered(plot_m: float, across_m: float) -> None:
    numbers = np.arange(1, 21)
    opposite = np.column_stack(((numbers - 1) // 2 * plot_m, numbers % 2 * across_m))
    in_a_row = np.column_stack((numbers * plot_m, np.zeros(20)))
    assert odd_and_even_apart(numbers, opposite)
    assert not odd_and_even_apart(numbers, in_a_row)


def test_a_crescent_numbered_from_door_to_door_is_known_by_its_doors() -> None:
    numbers = np.arange(1, 21)
    turn = numbers * np.pi / 20
    assert not odd_and_even_apart(numbers, 40 * np.column_stack((np.cos(turn), np.sin(turn))))


def test_a_street_that_shows_nothing_is_taken_to_be_numbered_as_most_are() -> None:
    nothing = np.empty((0, 2))
    assert odd_and_even_apart(np.array([], dtype=np.int64), nothing)
    assert odd_and_even_apart(np.array([1, 2]), np.zeros((2, 2)))
    assert odd_and_even_apart(np.array([1, 2, 3]), np.zeros((3, 2)))


def test_the_line_of_a_street_says_who_lives_on_the_same_side() -> None:
    # Numbers run up one side of the close and back on the other: 1 to 6, and 7 to 12 opposite.
    close = [home(str(k), k * PLOT_M, 12) for k in range(1, 7)]
    close += [home(str(13 - k), k * PLOT_M, -12) for k in range(1, 7)]
    table = addresses(close)
    burglary = live([offence(location="6 Mill Street", place=(EAST + 6 * PLOT_M, NORTH + 12))])
    line = streets(("Mill Street", "a", "b", [(EAST, NORTH), (EAST + 100, NORTH)]))
    for lines, neighbours in (
        (None, {"2", "3", "4", "5", "7", "8", "9", "10"}),
        (StreetGround(line), {"2", "3", "4", "5"}),
    ):
        reach = reached_homes(table, burglary, radius_m=400, lines=lines)
        number = reach.homes[schema.NUMBER].iloc[reach.pairs.home].to_numpy()
        found = dict(zip(number, [str(TIERS[code]) for code in reach.tier], strict=True))
        assert of(found, Tier.NEIGHBOUR) == neighbours


def test_12a_stands_between_12_and_14() -> None:
    texts = pd.Series(["12", "12A", "12 b", "14", "12-14", "Rose Cottage", None], dtype="str")
    numbers = door_numbers(texts)
    assert list(np.argsort(numbers[:4])) == [0, 1, 2, 3]
    assert numbers[4] == numbers[0]
    assert list(numbers[5:]) == [-1, -1]


def test_another_street_of_the_same_name_is_another_street() -> None:
    here = mill_street(6)
    there = mill_street(6, north=80, usrn="20099")
    found = tiers(
        [*here, *[{**h, schema.NUMBER: f"{h['number']}00"} for h in there]],
        "5 Mill Street",
        (24, 12),
    )
    assert of(found, Tier.NEARBY) == {f"{number}00" for number in range(1, 13)}


def test_without_street_numbers_the_name_and_the_town_tell_the_street() -> None:
    homes = [{**each, schema.USRN: None} for each in mill_street(12)]
    found = tiers(homes, "11 Mill Street", (5 * PLOT_M, 12))
    assert of(found, Tier.NEIGHBOUR) == {"3", "5", "7", "9", "13", "15", "17", "19"}


def test_the_rest_is_near_by_up_to_200_metres_and_a_leaflet_beyond() -> None:
    others = [
        home(str(metres), metres, 0, usrn=f"3{metres}", street="Oak Road")
        for metres in (199, 200, 201, 400, 401)
    ]
    found = tiers([home("1", 0, 0), *others], "1 Mill Street", (0, 0))
    assert of(found, Tier.NEARBY) == {"199", "200"}
    assert of(found, Tier.LEAFLET) == {"201", "400"}


def test_the_neighbours_of_a_home_that_the_addresses_lack_are_known_all_the_same() -> None:
    homes = [each for each in mill_street(12) if each[schema.NUMBER] != "11"]
    found = tiers(homes, "11 Mill Street", (5 * PLOT_M, 12))
    assert of(found, Tier.VICTIM) == set()
    assert of(found, Tier.NEIGHBOUR) == {"3", "5", "7", "9", "13", "15", "17", "19"}


def test_on_a_lane_without_numbers_the_four_nearest_doors_are_the_neighbours() -> None:
    names = ["Ash", "Beech", "Cedar", "Elm", "Fir", "Holly"]
    lane = [home(f"{name} House", 30 * k, 0) for k, name in enumerate(names)]
    found = tiers(lane, "Ash House, Mill Street", (0, 0))
    assert of(found, Tier.VICTIM) == {"Ash House"}
    assert of(found, Tier.NEIGHBOUR) == {f"{name} House" for name in names[1:5]}
    assert of(found, Tier.STREET) == {"Holly House"}


def test_the_flats_of_a_divided_house_are_neighbours_of_one_another() -> None:
    flats = [home("11", 60, 12, flat=f"Flat {k}") for k in range(1, 5)]
    others = [each for each in mill_street(12) if each[schema.NUMBER] != "11"]
    found = tiers([*flats, *others], "Flat 2, 11 Mill Street", (60, 12))
    assert of(found, Tier.VICTIM) == {"11/Flat 2"}
    assert of(found, Tier.NEIGHBOUR) == {
        "11/Flat 1", "11/Flat 3", "11/Flat 4", "3", "5", "7", "9", "13", "15", "17", "19",
    }  # fmt: skip


def test_in_a_tower_the_four_flats_either_way_are_the_neighbours() -> None:
    tower = [home("11", 60, 12, flat=f"Flat {k}") for k in range(1, 41)]
    found = tiers(tower, "Flat 20, 11 Mill Street", (60, 12))
    assert of(found, Tier.NEIGHBOUR) == {f"11/Flat {k}" for k in (16, 17, 18, 19, 21, 22, 23, 24)}
    assert len(of(found, Tier.STREET)) == 31


def test_where_the_flat_is_not_named_every_flat_of_the_block_is_a_neighbour() -> None:
    tower = [home("11", 60, 12, flat=f"Flat {k}") for k in range(1, 41)]
    found = tiers(tower, "11 Mill Street", (60, 12))
    assert of(found, Tier.VICTIM) == set()
    assert len(of(found, Tier.NEIGHBOUR)) == 40


def test_a_tower_next_door_is_no_neighbour_and_a_divided_house_is() -> None:
    tower = [home("13", 72, 12, flat=f"Flat {k}") for k in range(1, 41)]
    divided = [home("9", 48, 12, flat=f"Flat {k}") for k in range(1, 4)]
    found = tiers([home("11", 60, 12), *tower, *divided], "11 Mill Street", (60, 12))
    assert of(found, Tier.NEIGHBOUR) == {"9/Flat 1", "9/Flat 2", "9/Flat 3"}


def test_a_number_that_comes_twice_is_a_neighbour_where_it_is_nearer() -> None:
    far = home("13", 160, 12, flat="Far")
    found = tiers([*mill_street(12), far], "11 Mill Street", (60, 12))
    assert found["13"] == Tier.NEIGHBOUR
    assert found["13/Far"] == Tier.STREET


def test_a_neighbour_by_number_is_no_neighbour_beyond_200_metres() -> None:
    homes = [home("1", 0, 0), home("3", 190, 0), home("5", 390, 0)]
    found = tiers(homes, "1 Mill Street", (0, 0))
    assert of(found, Tier.NEIGHBOUR) == {"3"}
    assert of(found, Tier.STREET) == {"5"}


def test_points_without_any_text_are_told_apart_by_distance_alone() -> None:
    bare = {schema.USRN: None, schema.STREET: None, schema.TOWN: None}
    homes = [home(None, metres, 0, **bare) for metres in (0, 30, 150, 300)]
    table = addresses(homes)
    reach = reached_homes(table, live([offence(location=None, place=(EAST, NORTH))]), radius_m=400)
    assert [TIERS[code] for code in reach.tier] == [
        Tier.VICTIM, Tier.NEARBY, Tier.NEARBY, Tier.LEAFLET,
    ]  # fmt: skip


def _brute_neighbours(homes: gpd.GeoDataFrame, number: int) -> set[str]:
    """Four either way on the odd or the even side, counted on the fingers."""
    side = sorted(int(n) for n in homes[schema.NUMBER] if int(n) % 2 == number % 2)
    here = side.index(number)
    return set(map(str, [*side[max(here - 4, 0) : here], *side[here + 1 : here + 5]]))


@settings(max_examples=30)
@given(
    st.sets(st.integers(1, 24), min_size=3),
    st.data(),
    st.randoms(use_true_random=False),
)
def test_neighbours_do_not_depend_on_the_order_of_the_addresses(
    numbers: set[int], data: st.DataObject, random: object
) -> None:
    street = [each for each in mill_street(12) if int(each[schema.NUMBER]) in numbers]
    burgled = data.draw(st.sampled_from(street))
    table = addresses(street)
    order = list(range(len(street)))
    random.shuffle(order)  # type: ignore[attr-defined] # hypothesis hands a Random
    burglaries = live(
        [offence(location=f"{burgled['number']} Mill Street", place=burgled["place"])]
    )
    reach = reached_homes(shuffled(table, order), burglaries, radius_m=400)
    names = reach.homes[schema.NUMBER].iloc[reach.pairs.home].to_numpy()
    near = set(names[[TIERS[code] == Tier.NEIGHBOUR for code in reach.tier]])
    assert near == _brute_neighbours(table, int(burgled[schema.NUMBER]))
