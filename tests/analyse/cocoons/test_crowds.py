"""A home's crowd: its street, or several, so that no list tells one home from seventeen."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hotspots import schema
from hotspots.analyse.cocoons.burgled_homes import match_victims
from hotspots.analyse.cocoons.crowds import FEWEST_HOMES, crowds_of
from tests.analyse.cocoon_places import Home, addresses, home, live, mill_street, offence, shuffled


def oak_close(homes: int = 5) -> list[Home]:
    """A close of a few homes, 40 m north of Mill Street."""
    return [
        home(str(number), 12.0 * number, 52.0, street="Oak Close", usrn="20002")
        for number in range(1, homes + 1)
    ]


def far_road(homes: int = 30) -> list[Home]:
    return [
        home(str(number), 900.0 + 8 * number, 0.0, street="Far Road", usrn="20003")
        for number in range(1, homes + 1)
    ]


def _sizes(table: gpd.GeoDataFrame) -> list[int]:
    return sorted(np.bincount(crowds_of(table).number).tolist())


def test_a_street_that_is_long_enough_is_a_crowd() -> None:
    found = crowds_of(addresses([*mill_street(12), *far_road()]))
    assert sorted(np.bincount(found.number).tolist()) == [24, 30]
    assert found.one_street.all()


def test_a_close_is_one_crowd_with_the_street_beside_it_and_no_longer_one_street() -> None:
    table = addresses([*mill_street(12), *oak_close(), *far_road()])
    found = crowds_of(table)
    assert _sizes(table) == [29, 30]
    number = found.number[table[schema.UPRN]].to_numpy()
    assert len(set(number[:29])) == 1
    assert found.one_street[number[0]] == np.False_
    assert found.one_street[number[-1]]


def test_closes_alone_join_until_they_are_enough() -> None:
    closes = [
        home(str(number), 12.0 * number, 30.0 * close, street=f"Close {close}", usrn=f"3000{close}")
        for close in range(8)
        for number in range(1, 6)
    ]
    assert min(_sizes(addresses(closes))) >= FEWEST_HOMES


def test_homes_without_a_street_join_what_lies_nearest() -> None:
    lost = home(None, 5.0, 0.0, street=None, usrn=None)
    assert _sizes(addresses([*mill_street(12), lost, *far_road()])) == [25, 30]


def test_a_hamlet_of_fewer_homes_is_one_crowd_and_no_loop() -> None:
    assert _sizes(addresses(oak_close(3))) == [3]


@given(st.permutations(range(34)))
def test_the_order_of_the_rows_does_not_matter(order: list[int]) -> None:
    table = addresses([*mill_street(12), *oak_close(10)])
    one, other = crowds_of(table), crowds_of(shuffled(table, order))
    assert one.number.to_dict() == other.number.to_dict()


def test_a_burglary_whose_home_is_not_known_counts_for_the_crowd_beside_it() -> None:
    table = addresses([*mill_street(12), *far_road()])
    unknown = live([offence(location="near the bridge", place=(600_030.0, 225_000.0))])
    matched = unknown.join(match_victims(unknown, table))
    found = crowds_of(table)
    assert found.of_burglaries(matched).tolist() == [found.number["100000"]]
