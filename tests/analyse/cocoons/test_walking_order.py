"""In which order to walk: street by street, and never to and fro."""

from __future__ import annotations

import itertools
import time

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from hotspots import schema
from hotspots.analyse.cocoons.walking_order import Doors, Walk, walk_through
from hotspots.errors import CoordinateError, MissingColumnError
from tests.analyse.cocoon_places import Home, addresses, home, mill_street, shuffled


def targets(homes: list[Home], priorities: list[int] | None = None) -> gpd.GeoDataFrame:
    table = addresses(homes)
    table[schema.PRIORITY] = priorities or list(range(1, len(homes) + 1))
    return table


def walk(table: gpd.GeoDataFrame) -> Walk:
    """The walk through homes, straight from door to door; by priority where all else is equal."""
    doors = Doors.of(table.sort_values(schema.PRIORITY))
    return walk_through(doors, cdist(doors.places, doors.places))


def walked(table: gpd.GeoDataFrame, column: str = schema.NUMBER) -> list[str]:
    """House numbers in the order of the walk."""
    order = walk(table).order
    assert sorted(order) == list(range(len(table)))
    return list(table.sort_values(schema.PRIORITY)[column].iloc[order])


def metres(table: gpd.GeoDataFrame, names: list[str]) -> float:
    places = dict(zip(table[schema.NUMBER], table.geometry, strict=True))
    return float(sum(places[a].distance(places[b]) for a, b in itertools.pairwise(names)))


def test_up_one_side_of_the_street_and_down_the_other() -> None:
    assert walked(targets(mill_street(3))) in (
        ["1", "3", "5", "6", "4", "2"],
        ["5", "3", "1", "2", "4", "6"],
        ["2", "4", "6", "5", "3", "1"],
        ["6", "4", "2", "1", "3", "5"],
    )


def test_a_street_numbered_from_door_to_door_is_walked_from_end_to_end() -> None:
    row = [home(str(number), number * 10.0, 0) for number in (3, 1, 4, 2, 5)]
    assert walked(targets(row)) in (list("12345"), list("54321"))


@given(st.permutations(range(1, 13)))
def test_settled_by_door_the_walk_does_not_tell_who_is_more_urgent(priorities: list[int]) -> None:
    """Among neighbours the more urgent is the one nearer to the burglary."""
    homes = [*mill_street(4), *mill_street(2, north=60.0, street="Oak Road", usrn="20002")]
    here = np.argsort([int(each[schema.NUMBER]) for each in homes], kind="stable")
    one, other = (Doors.of(targets(homes, given)).of_rows(here) for given in (None, priorities))
    ways = [walk_through(doors, cdist(doors.places, doors.places)) for doors in (one, other)]
    assert ways[0].order.tolist() == ways[1].order.tolist()


def test_a_street_is_finished_before_the_next_is_begun() -> None:
    first = mill_street(4)
    second = [
        {**each, schema.NUMBER: f"1{each['number']}", schema.STREET: "Oak Road"}
        for each in mill_street(4, north=30.0)
    ]
    both = [each for pair in zip(first, second, strict=True) for each in pair]
    streets = [len(number) > 1 for number in walked(targets(both))]
    assert sum(a != b for a, b in itertools.pairwise(streets)) == 1


def test_the_two_ends_of_a_long_street_are_two_stretches() -> None:
    # Oak Road's home stands between Mill Street's two, which are 300 m apart.
    homes = [
        home("1", 0, 0),
        home("99", 300, 0),
        home("50", 150, 0, street="Oak Road", usrn="20002"),
    ]
    assert walked(targets(homes)) == ["1", "50", "99"]


def test_the_length_is_what_a_tape_measure_says() -> None:
    # Three homes on a line at 0, 100 and 200 m, of which the furthest is the second.
    homes = [home("1", 0, 0), home("201", 200, 0), home("101", 100, 0)]
    found = walk(targets(homes))
    assert list(found.order) == [0, 2, 1]
    assert found.metres == pytest.approx(200)


def test_the_flats_of_a_door_are_called_at_in_their_order_both_ways() -> None:
    odd = [home("1", 0, 12), home("3", 12, 12)]
    even = [home("4", 12, -12, flat=f"Flat {k}") for k in (3, 1, 2, 10)]
    table = targets([*odd, *even, home("2", 0, -12)])
    assert walked(table) == ["1", "3", "4", "4", "4", "4", "2"]
    flats = [each for each in walked(table, schema.FLAT) if isinstance(each, str)]
    assert flats == ["Flat 1", "Flat 2", "Flat 3", "Flat 10"]


def test_the_walk_begins_at_the_end_where_the_first_home_is() -> None:
    homes = [home(str(k), k * 12.0, 0) for k in range(1, 8)]
    assert walked(targets(homes, [7, 6, 5, 4, 3, 2, 1]))[0] == "7"
    assert walked(targets(homes, [1, 2, 3, 4, 5, 6, 7]))[0] == "1"


def test_a_cottage_without_a_number_is_called_at_in_passing() -> None:
    homes = [home("1", 0, 0), home("3", 40, 0), home("Rose Cottage", 20, 0)]
    assert walked(targets(homes)) == ["1", "Rose Cottage", "3"]


def test_a_lane_of_names_alone_is_walked_from_end_to_end() -> None:
    homes = [
        home(f"{name} House", east, 0) for name, east in (("Elm", 60), ("Ash", 0), ("Fir", 30))
    ]
    assert walked(targets(homes)) in (
        ["Ash House", "Fir House", "Elm House"],
        ["Elm House", "Fir House", "Ash House"],
    )


def test_no_home_is_no_walk() -> None:
    found = walk(targets([home("1", 0, 0)]).iloc[:0])
    assert not found.order.size
    assert found.metres == 0


def test_degrees_and_missing_columns_are_refused() -> None:
    table = targets(mill_street(2))
    with pytest.raises(CoordinateError, match="not in metres"):
        Doors.of(table.to_crs("EPSG:4326"))
    with pytest.raises(MissingColumnError, match="number"):
        Doors.of(table.drop(columns=schema.NUMBER))


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(0, 400), st.integers(0, 400), st.integers(1, 6)),
        min_size=1,
        max_size=25,
    ),
    st.randoms(use_true_random=False),
)
def test_every_home_is_walked_to_once_in_whatever_order_the_rows_come(
    homes: list[tuple[int, int, int]], random: object
) -> None:
    table = targets(
        [
            home(str(k), east, north, street=f"{'ABCDEF'[s - 1]} Street", usrn=None)
            for k, (east, north, s) in enumerate(homes)
        ]
    )
    names = walked(table)
    found = walk(table)
    assert found.metres == pytest.approx(metres(table, names))
    order = list(range(len(homes)))
    random.shuffle(order)  # type: ignore[attr-defined] # hypothesis hands a Random
    assert walked(shuffled(table, order)) == names


def shortest_m(away_m: np.ndarray) -> float:
    """The shortest way through all places, exactly: Bellman, Held and Karp's recursion."""
    count = len(away_m)
    best = {(1 << k, k): 0.0 for k in range(count)}
    for _ in range(count - 1):
        further: dict[tuple[int, int], float] = {}
        for (seen, here), metres in best.items():
            for k in range(count):
                if not seen >> k & 1:
                    key = (seen | 1 << k, k)
                    further[key] = min(further.get(key, np.inf), metres + away_m[here, k])
        best = further
    return min(best.values())


def test_a_few_stretches_are_put_in_nearly_the_best_order() -> None:
    rng = np.random.default_rng(5)
    longer = []
    for _ in range(20):
        places = rng.uniform(0, 500, (9, 2))
        table = targets(
            [home("1", *place, street=f"Street {k}", usrn=None) for k, place in enumerate(places)]
        )
        longer.append(walk(table).metres / shortest_m(cdist(places, places)))
    assert np.mean(longer) < 1.01
    assert max(longer) < 1.05


def test_three_hundred_homes_take_no_time() -> None:
    rng = np.random.default_rng(6)
    homes = [
        home(str(rng.integers(1, 80)), *rng.uniform(0, 9_000, 2), street=f"Street {k % 120}")
        for k in range(300)
    ]
    table = targets(homes)
    walk(table)
    started = time.process_time()
    walk(table)
    # Some 0.1 s; ten times that would be a slip in the method.
    assert time.process_time() - started < 1
