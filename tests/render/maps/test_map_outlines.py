from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from hotspots.render.maps.map_outlines import (
    corners,
    feature_collection,
    in_degrees,
    label_points,
    simplified,
    top_points,
)

BNG = "EPSG:27700"


def two_wards_with_a_crooked_border() -> gpd.GeoDataFrame:
    northings = np.arange(200_000.0, 210_001.0, 10.0)
    wobble = np.random.default_rng(5).normal(0, 2, len(northings))
    border = list(zip(600_000 + wobble, northings, strict=True))
    west = shapely.Polygon([*border, (590_000, 210_000), (590_000, 200_000)])
    east = shapely.Polygon([*border, (610_000, 210_000), (610_000, 200_000)])
    return gpd.GeoDataFrame({"ward_name": ["West", "East"]}, geometry=[west, east], crs=BNG)


def test_neighbouring_wards_keep_one_border() -> None:
    wards = two_wards_with_a_crooked_border()
    fewer = simplified(wards)
    assert shapely.get_num_coordinates(fewer.geometry.to_numpy()).sum() < 0.5 * (
        shapely.get_num_coordinates(wards.geometry.to_numpy()).sum()
    )
    assert shapely.coverage_is_valid(fewer.geometry.to_numpy())
    west, east = in_degrees(fewer).geometry
    assert west.intersection(east).area == 0
    assert west.union(east).interiors.__len__() == 0


def test_specks_are_left_out_and_a_lake_is_not() -> None:
    # A gap of 10 × 10 m where outlines do not meet, a lake of 1 × 1 km, an islet of 50 × 50 m.
    gap = shapely.box(1_000, 1_000, 1_010, 1_010)
    lake = shapely.box(5_000, 5_000, 6_000, 6_000)
    land = shapely.box(0, 0, 10_000, 10_000).difference(shapely.union_all([gap, lake]))
    islet = shapely.box(12_000, 0, 12_050, 50)
    area = gpd.GeoDataFrame(geometry=[shapely.union_all([land, islet])], crs=BNG)
    assert simplified(area).geometry.iloc[0].area == pytest.approx(99e6)


def test_district_of_nothing_but_an_islet_is_still_drawn() -> None:
    islet = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 50, 50)], crs=BNG)
    assert simplified(islet).geometry.iloc[0].area > 0


def test_invalid_outline_is_mended() -> None:
    # A bow tie of two triangles of 1 km² each, with a spike of no area.
    corner_points = [(0, 0), (2_000, 2_000), (2_000, 0), (0, 2_000), (0, 0), (-900, 0)]
    bow_tie = shapely.Polygon(corner_points)
    drawn = simplified(gpd.GeoDataFrame(geometry=[bow_tie], crs=BNG)).geometry.iloc[0]
    assert drawn.is_valid
    assert drawn.area == pytest.approx(2e6)


def test_no_areas_are_no_areas() -> None:
    assert simplified(gpd.GeoDataFrame(geometry=[], crs=BNG)).empty


def test_points_come_latitude_first_and_the_number_stands_at_the_top() -> None:
    square = gpd.GeoDataFrame(geometry=[shapely.box(0.5, 51.0, 0.6, 51.2)], crs="EPSG:4326")
    assert label_points(square) == [(51.1, 0.55)]
    assert top_points(square) == [(51.2, 0.5)]
    assert corners((0.5, 51.0, 0.6, 51.2)) == [[51.0, 0.5], [51.2, 0.6]]


def test_features_carry_their_place_in_the_table_and_no_text() -> None:
    shapes = feature_collection(
        in_degrees(two_wards_with_a_crooked_border()), [{"dashed": True}] * 2
    )
    assert [feature["id"] for feature in shapes["features"]] == [0, 1]
    assert shapes["features"][1]["properties"] == {"dashed": True}
    longitude, latitude = shapes["features"][0]["geometry"]["coordinates"][0][0]
    assert longitude == round(longitude, 5)
    assert latitude == round(latitude, 5)
