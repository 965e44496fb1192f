from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from hotspots import schema
from hotspots.demo.county import DemoCounty
from hotspots.demo.road_plan import gaps_of
from hotspots.schema import GroundKind, StreetClass

NEAR_A_LINK_M = 1.5


def test_the_network_is_in_one_piece(small_county: DemoCounty) -> None:
    links = small_county.network
    nodes, names = pd.factorize(pd.concat([links[schema.FROM_NODE], links[schema.TO_NODE]]))
    ends = nodes.reshape(2, -1)
    graph = coo_array((np.ones(len(links)), ends), shape=(len(names), len(names)))
    assert connected_components(graph.tocsr(), directed=False)[0] == 1


def test_links_meet_where_they_share_a_node(small_county: DemoCounty) -> None:
    lines = small_county.network.geometry.to_numpy()
    for column, place in ((schema.FROM_NODE, 0), (schema.TO_NODE, -1)):
        ends = shapely.get_coordinates(shapely.get_point(lines, place))
        named = [f"{east:.1f}_{north:.1f}" for east, north in ends.tolist()]
        assert small_county.network[column].tolist() == named


def test_every_street_is_in_the_network_under_its_name(small_county: DemoCounty) -> None:
    streets, links = small_county.streets, small_county.network
    known = links.dropna(subset=schema.USRN).drop_duplicates(schema.USRN)
    names = known.set_index(schema.USRN)[schema.STREET]
    assert (streets["usrn"].map(names) == streets["street"]).all()


def test_homes_stand_along_the_links_of_their_street(small_county: DemoCounty) -> None:
    links, streets = small_county.network, small_county.streets
    middles = shapely.line_interpolate_point(streets.geometry.to_numpy(), 0.5, normalized=True)
    places, distances_m = links.sindex.nearest(middles, return_all=False, return_distance=True)
    assert distances_m.max() < NEAR_A_LINK_M
    assert len(np.unique(places[0])) == len(streets)


def test_towns_are_linked_by_roads_with_a_number(small_county: DemoCounty) -> None:
    links = small_county.network
    main = links[links[schema.STREET_CLASS] == StreetClass.A_ROAD]
    assert main[schema.ROAD_NUMBER].str.startswith("A19").all()
    assert (links[schema.STREET_CLASS] == StreetClass.B_ROAD).any()
    unnumbered = links[links[schema.STREET_CLASS].isin([StreetClass.MINOR, StreetClass.LOCAL])]
    assert unnumbered[schema.ROAD_NUMBER].isna().all()


def test_the_ground_is_land_beyond_the_county_and_sea_off_its_coast(
    small_county: DemoCounty,
) -> None:
    ground = small_county.ground
    land = ground[ground[schema.GROUND_KIND] == GroundKind.LAND].geometry.iloc[0]
    county = shapely.union_all(small_county.wards.geometry.to_numpy())
    assert shapely.area(shapely.difference(county, land)) < 0.001 * county.area
    north, off_the_coast = shapely.points([[590_000, 245_000], [635_000, 205_000]])
    assert shapely.contains(land, north)
    assert not shapely.contains(land, off_the_coast)
    places = ground[ground[schema.GROUND_KIND] == GroundKind.PLACE]
    assert set(places[schema.GROUND_NAME]) == set(small_county.wards["settlement"])


@pytest.mark.parametrize(
    ("covered", "gaps"),
    [
        ([], [(0.0, 1.0)]),
        ([(0, 40)], [(0.4, 1.0)]),
        ([(70, 30), (60, 100)], [(0.0, 0.3)]),
        ([(0, 10), (90, 100)], [(0.1, 0.9)]),
        ([(0, 100)], []),
    ],
)
def test_what_a_road_lacks(
    covered: list[tuple[float, float]], gaps: list[tuple[float, float]]
) -> None:
    road = np.array([[0.0, 0.0], [0.0, 100.0]])
    ends = np.array([[[0.0, start], [0.0, end]] for start, end in covered]).reshape(-1, 2, 2)
    assert np.allclose(gaps_of(road, ends), gaps)
