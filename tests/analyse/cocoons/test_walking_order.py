"""In which order to walk: street by street, and never to and fro."""

from __future__ import annotations

import itertools
import time

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspots import schema
from hotspots.analyse.cocoons.walking_order import walking_order
from hotspots.errors import CoordinateError, MissingColumnError
from tests.analyse.cocoon_places import Home, addresses, home, mill_street, shuffled


def targets(homes: list[Home], priorities: list[int] | None = None) -> gpd.GeoDataFrame:
    table = addresses(homes)
    table[schema.PRIORITY] = priorities or list(range(1, len(homes) + 1))
    return table


def walked(table: gpd.GeoDataFrame) -> list[str]:
    """House numbers in the order of the walk."""
    order = walking_order(table).order
    assert sorted(order) == list(range(1, len(table) + 1))
    return list(table[schema.NUMBER].loc[order.sort_values().index])


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
    by_door = pd.Series(range(12))
    one = walking_order(targets(homes), settled_by=by_door)
    other = walking_order(targets(homes, priorities), settled_by=by_door)
    assert one.order.tolist() == other.order.tolist()
    table = targets(homes, priorities).sort_values(schema.PRIORITY)
    assert other.metres_by_priority == pytest.approx(
        sum(a.distance(b) for a, b in itertools.pairwise(table.geometry))
    )


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


def test_the_distance_saved_is_what_a_tape_measure_says() -> None:
    # Three homes on a line at 0, 100 and 200 m, of which the furthest is the second most urgent.
    homes = [home("1", 0, 0), home("201", 200, 0), home("101", 100, 0)]
    found = walking_order(targets(homes))
    assert list(found.order) == [1, 3, 2]
    assert found.metres == pytest.approx(200)
    assert found.metres_by_priority == pytest.approx(300)
    assert found.metres_saved == pytest.approx(100)
    assert found.sentence == (
        "In walking order 200 m from the first home to the last, 100 m less than in the order of "
        "priority (300 m); both straight from door to door, so the way on foot is longer."
    )


def test_where_nothing_is_saved_that_is_said() -> None:
    found = walking_order(targets([home("1", 0, 0), home("3", 12, 0)]))
    assert found.sentence.endswith("the order of priority is no longer.")
    assert walking_order(targets([home("1", 0, 0)])).sentence.startswith("There is no way")


def test_the_walk_begins_at_the_end_where_the_most_urgent_home_is() -> None:
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
    found = walking_order(targets([home("1", 0, 0)]).iloc[:0])
    assert found.order.empty
    assert found.metres == 0


def test_degrees_and_missing_columns_are_refused() -> None:
    table = targets(mill_street(2))
    with pytest.raises(CoordinateError, match="not in metres"):
        walking_order(table.to_crs("EPSG:4326"))
    with pytest.raises(MissingColumnError, match="priority"):
        walking_order(table.drop(columns=schema.PRIORITY))


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
    found = walking_order(table)
    assert found.metres == pytest.approx(metres(table, names))
    order = list(range(len(homes)))
    random.shuffle(order)  # type: ignore[attr-defined] # hypothesis hands a Random
    assert walked(shuffled(table, order)) == names


def test_a_few_stretches_are_put_in_nearly_the_best_order() -> None:
    rng = np.random.default_rng(5)
    longer = []
    for _ in range(20):
        places = rng.uniform(0, 5_000, (7, 2))
        homes = [
            home("1", *place, street=f"Street {k}", usrn=None) for k, place in enumerate(places)
        ]
        best = min(
            np.hypot(*np.diff(places[list(order)], axis=0).T).sum()
            for order in itertools.permutations(range(7))
        )
        longer.append(walking_order(targets(homes)).metres / best)
    assert np.mean(longer) < 1.05


def test_three_hundred_homes_take_no_time() -> None:
    rng = np.random.default_rng(6)
    homes = [
        home(str(rng.integers(1, 80)), *rng.uniform(0, 9_000, 2), street=f"Street {k % 120}")
        for k in range(300)
    ]
    table = targets(homes)
    walking_order(table)
    started = time.process_time()
    walking_order(table)
    # Some 0.03 s; thirty times that would be a slip in the method.
    assert time.process_time() - started < 1
