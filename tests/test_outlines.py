"""Outlines without the slivers of old seams."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from hotspots.outlines import extent_m, without_specks


def _areas(*shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    names = [f"area {number}" for number in range(len(shapes))]
    return gpd.GeoDataFrame({"name": names}, geometry=list(shapes), crs="EPSG:27700")


def test_a_crack_along_an_old_seam_goes_and_a_lake_stays() -> None:
    lake = shapely.box(10, 10, 30, 30)
    crack = shapely.box(50, 10, 50.001, 90)
    district = shapely.box(0, 0, 100, 100).difference(lake).difference(crack)
    (cleaned,) = without_specks(_areas(district), least_m2=1).geometry
    assert len(shapely.get_rings(shapely.get_parts(cleaned))) == 2
    assert cleaned.area == pytest.approx(100 * 100 - 20 * 20)


def test_an_islet_too_small_to_be_seen_goes_and_an_island_stays() -> None:
    islands = shapely.MultiPolygon(
        [shapely.box(0, 0, 100, 100), shapely.box(200, 0, 210, 10), shapely.box(300, 0, 301, 1)]
    )
    (cleaned,) = without_specks(_areas(islands), least_m2=50).geometry
    assert len(shapely.get_parts(cleaned)) == 2


def test_an_outline_that_crosses_itself_is_mended_and_rows_keep_their_place() -> None:
    bow_tie = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    areas = _areas(bow_tie, shapely.box(0, 0, 1, 1)).iloc[::-1]
    cleaned = without_specks(areas, least_m2=0)
    assert cleaned.index.tolist() == [1, 0]
    assert cleaned.geometry.is_valid.all()
    assert cleaned.loc[0, "geometry"].area == pytest.approx(50)


def test_no_areas_stay_no_areas() -> None:
    empty = without_specks(_areas(), least_m2=1)
    assert len(empty) == 0
    assert empty.crs.to_epsg() == 27700


def test_a_bow_tie_with_a_spike_is_mended_to_its_polygons() -> None:
    outline = shapely.from_wkt("POLYGON ((0 0, 10 10, 10 0, 0 10, 0 20, 0 10, 0 0))")
    (cleaned,) = without_specks(_areas(outline), least_m2=1).geometry
    assert cleaned.area == pytest.approx(50)


def test_the_extent_is_the_greatest_distance_across() -> None:
    assert extent_m(np.array([[0.0, 0.0], [30.0, 40.0], [10.0, 10.0]])) == 50.0
    assert extent_m(np.array([[7.0, 7.0]])) == 0.0
