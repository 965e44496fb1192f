"""On which street an offence lies, and how that was told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from hotspots.analyse.streets.nearest_street import LinkIndex
from hotspots.analyse.streets.offences_on_streets import put_on_streets, street_key
from hotspots.analyse.streets.street_network import StreetNetwork, street_network
from hotspots.analyse.streets.street_params import StreetMatchParams
from hotspots.errors import CoordinateError, InputError, ParameterError
from hotspots.schema import StreetTold
from tests.analyse.street_places import SOUTH_M, WEST_M, market_town, streets

OffenceMaker = Callable[..., gpd.GeoDataFrame]


@pytest.fixture(scope="module")
def town() -> StreetNetwork:
    return street_network(market_town())


def found(
    offences_at: OffenceMaker,
    town: StreetNetwork,
    *points: tuple[float, float],
    location: Any = None,
    **columns: Any,
) -> pd.DataFrame:
    places = [(WEST_M + east, SOUTH_M + north) for east, north in points]
    offences = offences_at(places, location=location, **columns)
    return put_on_streets(offences, town, StreetMatchParams())


def test_an_offence_is_on_the_nearest_street(
    offences_at: OffenceMaker, town: StreetNetwork
) -> None:
    told = found(offences_at, town, (150, 12)).iloc[0]
    assert told["street_id"] == "L1"
    assert told["street_told"] == StreetTold.NEAREST
    assert told["metres_to_street"] == pytest.approx(12)
    assert told["metres_along"] == pytest.approx(50)
    assert not told["could_be_another"]


def test_a_row_that_names_its_street_is_on_it_though_another_is_nearer(
    offences_at: OffenceMaker, town: StreetNetwork
) -> None:
    told = found(offences_at, town, (105, 30), location="On or near HIGH ST.").iloc[0]
    assert told["street_id"] == "L1"
    assert told["street_told"] == StreetTold.NAME
    # The other part of High Street is as near.
    assert told["could_be_another"]


def test_a_name_that_is_not_there_or_far_away_falls_back_on_the_nearest(
    offences_at: OffenceMaker, town: StreetNetwork
) -> None:
    told = found(offences_at, town, (150, 5), (150, 5), location=["Supermarket", "Mill Lane"])
    assert list(told["street_id"]) == ["L1", "L1"]
    assert set(told["street_told"]) == {StreetTold.NEAREST}


def test_a_street_reference_goes_before_the_name(offences_at: OffenceMaker) -> None:
    usrn = ["1", "1", "1", "2", "3", "4", "5"]
    town = street_network(market_town().assign(usrn=pd.Series(usrn, dtype="str")))
    told = found(offences_at, town, (110, 20), location="High Street", usrn="00000003")
    assert told.iloc[0]["street_id"] == "L4"
    assert told.iloc[0]["street_told"] == StreetTold.USRN


def test_where_three_streets_meet_is_a_junction_and_on_none(
    offences_at: OffenceMaker, town: StreetNetwork
) -> None:
    told = found(offences_at, town, (104, 3), (4, 3))
    assert told["street_told"].tolist() == [StreetTold.JUNCTION, StreetTold.NEAREST]
    assert told["street_id"].isna().tolist() == [True, False]
    assert told["junction"].notna().tolist() == [True, False]
    # Two streets alone meet at Market Place's corner: that is no junction, and could be either.
    assert told.loc[1, "could_be_another"]


def test_segments_junctions_and_no_street_add_up_to_the_offences(
    offences_at: OffenceMaker, town: StreetNetwork
) -> None:
    generator = np.random.default_rng(5)
    points = generator.uniform((-200, -300), (800, 300), (400, 2))
    names = ["High Street", "Church Lane", None, "Nowhere Road"] * 100
    told = found(offences_at, town, *map(tuple, points), location=names)
    on_segment, at_junction = told["street_id"].notna(), told["junction"].notna()
    on_none = told["street_told"] == StreetTold.NOWHERE
    assert (on_segment.astype(int) + at_junction + on_none == 1).all()
    assert on_segment.any()
    assert on_none.any()


def test_rows_keep_their_index_and_their_order_changes_nothing(
    offences_at: OffenceMaker, town: StreetNetwork
) -> None:
    places = [(WEST_M + 10 * each, SOUTH_M + 20) for each in range(30)]
    offences = offences_at(places).set_index(pd.Index(range(100, 130)))
    told = put_on_streets(offences, town, StreetMatchParams())
    again = put_on_streets(offences.iloc[::-1], town, StreetMatchParams())
    pd.testing.assert_frame_equal(told, again.loc[told.index])


def test_the_index_of_links_finds_what_every_distance_finds() -> None:
    generator = np.random.default_rng(8)
    starts = generator.uniform(0, 2000, (60, 2))
    corners = np.stack([starts, starts + generator.normal(0, 300, (60, 2)), starts + 90], axis=1)
    lines = np.asarray(shapely.linestrings(corners))
    points = generator.uniform(-100, 2100, (500, 2))
    near = LinkIndex(lines, 40.0).nearest(points[:, 0], points[:, 1])
    dots = np.asarray(shapely.points(points))
    apart = shapely.distance(dots[:, np.newaxis], lines[np.newaxis])
    first, second = np.sort(apart, axis=1)[:, :2].T
    reached = first <= 40
    assert (near.link >= 0).tolist() == reached.tolist()
    assert near.link[reached].tolist() == apart.argmin(axis=1)[reached].tolist()
    assert near.apart_m[reached] == pytest.approx(first[reached])
    assert near.next_apart_m[second <= 40] == pytest.approx(second[second <= 40])
    along = shapely.line_locate_point(lines[near.link], dots)
    assert near.along_m[reached] == pytest.approx(along[reached], abs=1e-6)


def test_no_streets_and_no_offences_are_no_fault(offences_at: OffenceMaker) -> None:
    nowhere = street_network(streets(("High Street", [(0, 0), (1, 1)])).iloc[:0])
    told = put_on_streets(offences_at([(WEST_M, SOUTH_M)]), nowhere, StreetMatchParams())
    assert told["street_told"].tolist() == [StreetTold.NOWHERE]
    assert put_on_streets(offences_at([]), nowhere, StreetMatchParams()).empty


def test_names_are_compared_as_people_write_them() -> None:
    assert street_key("St. Mary's Ave") == street_key("SAINT MARYS AVENUE")
    assert street_key("High St") != street_key("High Road")


def test_what_cannot_be_put_on_streets_is_refused(
    offences_at: OffenceMaker, town: StreetNetwork
) -> None:
    with pytest.raises(CoordinateError, match="Convert the streets"):
        put_on_streets(
            offences_at([(1, 1)]).set_crs(32630, allow_override=True), town, StreetMatchParams()
        )
    with pytest.raises(InputError, match="repeat a street_id"):
        street_network(market_town().assign(street_id="L"))
    with pytest.raises(ParameterError, match="reach_m"):
        StreetMatchParams(reach_m=0)
