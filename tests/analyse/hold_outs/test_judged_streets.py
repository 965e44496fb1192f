"""Streets as choices: worked out by hand on a town of seven links."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from hotspots.analyse.hold_outs.judged_streets import StreetSegments, street_segments
from hotspots.analyse.hold_outs.ranked_order import ranked_order
from hotspots.analyse.hold_outs.rankings import Ground, Target, lay_out
from hotspots.analyse.streets.street_network import street_network
from tests.analyse.street_places import SOUTH_M, WEST_M, market_town

# Two at the middle of High Street's first link, one on its last, three in Mill Lane; one far off.
POINTS = np.array([(50, 5), (50, 5), (250, -5), (600, 50), (600, 50), (600, 150), (450, 450)])
LINKS = np.array([0, 0, 2, 6, 6, 6, -1])


@pytest.fixture(scope="module")
def ground() -> Ground:
    """Squares of 100 m, the first with its corner where High Street begins."""
    eastings, northings = np.add(POINTS, [WEST_M, SOUTH_M]).T
    return lay_out(
        shapely.box(WEST_M - 100, SOUTH_M - 200, WEST_M + 700, SOUTH_M + 500),
        eastings,
        northings,
        np.zeros(len(POINTS), dtype=np.int64),
        np.array([0, 0, 0, 0, 0, 1, 0]),
        months=2,
        cell_size_m=100.0,
        origin_m=(WEST_M, SOUTH_M),
        crs="EPSG:27700",
    )


@pytest.fixture(scope="module")
def town(ground: Ground) -> StreetSegments:
    offences = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(ground.eastings, ground.northings), crs="EPSG:27700"
    )
    return street_segments(offences, street_network(market_town()), ground)


@pytest.fixture(scope="module")
def target(ground: Ground) -> Target:
    everything = np.ones(len(POINTS), dtype=np.bool_)
    return Target(ground=ground, selected=everything, amount=everything.astype(np.float64))


def test_each_offence_is_on_its_street_or_on_none(town: StreetSegments) -> None:
    assert (town.link_of_offence == LINKS).all()


def test_streets_are_ranked_by_what_they_held_a_metre_in_the_months_known(
    town: StreetSegments, target: Target
) -> None:
    # In the first month: 2 on 100 m, 1 on 100 m, 2 on 200 m. Equals stay in the network's order.
    assert list(town.ranked(target, 1)[:3]) == [0, 2, 6]


def test_the_first_streets_fit_so_many_metres(town: StreetSegments, target: Target) -> None:
    order = town.ranked(target, 1)
    taken = [town.within(order, metres) for metres in (399.0, 400.0)]
    assert [list(each) for each in taken if each is not None] == [[0, 2], [0, 2, 6]]
    assert town.within(order, 851.0) is None  # all seven links are 850 m long


def test_a_street_covers_a_strip_of_its_squares(town: StreetSegments, ground: Ground) -> None:
    # 200 m of Mill Lane lie in two squares: 100 m by 50 m of the 100 m by 100 m of each.
    covered = town.covered(np.array([6]), ground)
    assert sorted(covered[covered > 0]) == [0.5, 0.5]


def test_metres_of_street_are_counted_by_square_and_in_outlines(
    town: StreetSegments, ground: Ground
) -> None:
    assert town.metres_by_place(ground).sum() == pytest.approx(850.0)
    around_the_lane = shapely.box(WEST_M + 590, SOUTH_M, WEST_M + 610, SOUTH_M + 200)
    assert town.metres_in(np.array([around_the_lane])) == pytest.approx(200.0)


def test_squares_are_taken_while_their_streets_fit(
    town: StreetSegments, target: Target, ground: Ground
) -> None:
    along = town.metres_by_place(ground)
    order = ranked_order(target.held(0, 1))
    taken = town.squares_along(order, ground, 250.0)
    assert along[order.places[:taken]].sum() <= 250.0 < along[order.places[: taken + 1]].sum()
