"""Harm streets: stretches that hold most harm and can be walked in a visit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from hotspots import schema
from hotspots.analyse.spots.harm_spot_params import HarmSpotParams
from hotspots.analyse.spots.harm_spots import find_harm_spots
from hotspots.analyse.streets.harm_streets import AlongStreets, outlines_of
from hotspots.analyse.streets.street_network import street_network
from hotspots.analyse.streets.street_params import HarmStreetParams
from hotspots.errors import ParameterError
from tests.analyse.street_places import SOUTH_M, WEST_M, market_town, streets

OffenceMaker = Callable[..., gpd.GeoDataFrame]


@pytest.fixture
def find(
    districts: gpd.GeoDataFrame,
    towns: pd.DataFrame,
    year_2025: tuple[pd.Timestamp, pd.Timestamp],
) -> Callable[..., gpd.GeoDataFrame]:
    def search(
        offences: gpd.GeoDataFrame, town: gpd.GeoDataFrame, **knobs: Any
    ) -> gpd.GeoDataFrame:
        draw = AlongStreets(street_network(town), params=HarmStreetParams(**knobs))
        spots = find_harm_spots(
            offences,
            index_key="css",
            params=HarmSpotParams(count=5),
            districts=districts,
            places=towns,
            period_years=1.0,
            period=year_2025,
            seed=1,
            draw=draw,
        )
        return draw.described(spots, index_key="css", period_years=1.0)

    return search


def along(*points: tuple[float, float], times: int = 1) -> list[tuple[float, float]]:
    return [(WEST_M + east, SOUTH_M + north) for east, north in points] * times


def test_the_busy_part_of_a_street_is_one_harm_street_with_its_ends_in_words(
    offences_at: OffenceMaker, find: Callable[..., gpd.GeoDataFrame]
) -> None:
    offences = offences_at(along((30, 5), (70, -5), (130, 5), (170, 5), times=5), location=None)
    spot = find(offences, market_town()).iloc[0]
    assert spot["offences"] == 20
    assert spot["name"] == "High Street, Colchester"
    assert spot["from_to"] == "High Street from Market Place to Station Road"
    assert spot["length_m"] == pytest.approx(200)
    assert spot["places"] == 4
    assert spot["harm_per_100_m_per_year"] == pytest.approx(20 * 100 / 2)
    assert spot["line"].length == pytest.approx(200)
    assert spot["confidence"] == "high"


def test_none_is_longer_than_two_officers_walk_and_none_shares_ground(
    offences_at: OffenceMaker, find: Callable[..., gpd.GeoDataFrame]
) -> None:
    grid = [
        (f"Row {at}", [(100 * step, 100 * at), (100 * (step + 1), 100 * at)])
        for at in range(6)
        for step in range(6)
    ]
    points = np.random.default_rng(4).uniform(0, 600, (900, 2)).round(-1)
    found = find(offences_at(along(*map(tuple, points)), location=None), streets(*grid))
    assert len(found) == 5
    assert (found["length_m"] <= 500).all()
    outlines = found.geometry.to_numpy()
    shared = shapely.area(shapely.intersection(outlines[:, np.newaxis], outlines[np.newaxis]))
    assert shared[~np.eye(5, dtype=bool)].max() == pytest.approx(0, abs=1e-6)


def test_a_long_country_road_is_taken_in_parts(
    offences_at: OffenceMaker, find: Callable[..., gpd.GeoDataFrame]
) -> None:
    road = streets(("Coast Road", [(0, 0), (3000, 0)]))
    offences = offences_at(along((1010, 4), (1040, 4), (1070, 4), times=5), location=None)
    spot = find(offences, road).iloc[0]
    assert spot["offences"] == 15
    assert spot["length_m"] <= 500


def test_one_door_is_no_harm_street(
    offences_at: OffenceMaker, find: Callable[..., gpd.GeoDataFrame]
) -> None:
    offences = offences_at(along((130, 5), (150, 5), times=20), location=None)
    assert find(offences, market_town()).empty
    assert len(find(offences, market_town(), min_places=2)) == 1


def test_a_quiet_link_between_two_busy_ones_is_walked_and_a_longer_gap_is_not(
    offences_at: OffenceMaker, find: Callable[..., gpd.GeoDataFrame]
) -> None:
    ends = [(30, 5), (50, 5), (70, 5), (230, 5), (250, 5), (270, 5)]
    offences = offences_at(along(*ends, times=4), location=None)
    assert find(offences, market_town())["offences"].tolist() == [24]
    assert find(offences, market_town(), max_gap_m=90.0)["offences"].tolist() == [12, 12]


def test_offences_at_a_junction_belong_to_one_stretch_alone(
    offences_at: OffenceMaker, find: Callable[..., gpd.GeoDataFrame]
) -> None:
    points = [(50, 5), (103, 3), (150, 5), (100, 60)]
    found = find(offences_at(along(*points, times=10), location=None), market_town())
    assert found["offences"].sum() <= 40
    assert found.iloc[0]["offences"] >= 30


def test_nobody_walks_on_a_motorway(
    offences_at: OffenceMaker, find: Callable[..., gpd.GeoDataFrame]
) -> None:
    town = market_town().assign(street_class="motorway")
    offences = offences_at(along((30, 5), (70, -5), (130, 5), times=9), location=None)
    assert find(offences, town).empty


def test_one_grave_offence_does_not_buy_a_harm_street(
    offences_at: OffenceMaker, find: Callable[..., gpd.GeoDataFrame]
) -> None:
    points = along((30, 5), (50, 5), (70, 5), times=4) + along(
        (600, 50), (600, 90), (600, 130), times=4
    )
    harm = np.array([100.0] * 12 + [5000.0] + [10.0] * 11)
    found = find(offences_at(points, harm_css=harm, location=None), market_town())
    assert found["street"].tolist() == ["High Street", "Mill Lane"]
    assert found["rests_on_one_offence"].tolist() == [False, True]


def test_the_later_of_two_outlines_is_cut_back_or_gone() -> None:
    line = shapely.LineString([(0, 0), (200, 0)])
    near = shapely.LineString([(0, 30), (200, 30)])
    first, second, third = outlines_of([line, near, line])
    assert first.equals(line.buffer(25))
    assert first.intersection(second).area == pytest.approx(0, abs=1e-6)
    assert third.is_empty


def test_parameters_out_of_range_are_refused_together() -> None:
    with pytest.raises(ParameterError, match=r"max_length_m.*min_places"):
        HarmStreetParams(max_length_m=-1, min_places=0)


def test_the_columns_are_those_of_the_schema(
    offences_at: OffenceMaker, find: Callable[..., gpd.GeoDataFrame]
) -> None:
    offences = offences_at(along((30, 5), (70, -5), (130, 5), times=9), location=None)
    assert set(schema.HARM_STREET_COLUMNS) <= set(find(offences, market_town()).columns)
