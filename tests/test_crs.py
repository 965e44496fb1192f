import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import Point

from hotspots import crs
from hotspots.errors import CoordinateError

# Ordnance Survey, "A guide to coordinate systems in Great Britain", worked example (Caister water
# tower): 52°39′28.8282″ N, 1°42′57.8663″ E on ETRS89 is TG 51409 13177 (651409.903, 313177.270).
CAISTER_WGS84 = (1 + 42 / 60 + 57.8663 / 3600, 52 + 39 / 60 + 28.8282 / 3600)
CAISTER_GRID = (651409.903, 313177.270)


def test_a_surveyed_point_lands_where_ordnance_survey_says() -> None:
    easting, northing = crs.project_points(
        [CAISTER_WGS84[0]], [CAISTER_WGS84[1]], crs.WGS84, crs.BRITISH_NATIONAL_GRID
    )
    # 4.7 m is the greatest error without the OSTN15 grid.
    assert np.hypot(easting[0] - CAISTER_GRID[0], northing[0] - CAISTER_GRID[1]) < 4.7


def test_there_and_back_is_the_same_place() -> None:
    # A seven-parameter shift is undone to about a millimetre, not exactly.
    assert crs.round_trip_error_m(599_860, 225_320, crs.BRITISH_NATIONAL_GRID) < 0.01


def test_a_point_that_cannot_be_converted_is_missing_and_the_others_are_not() -> None:
    easting, northing = crs.project_points(
        [np.nan, 0.9], [51.9, 51.9], crs.WGS84, crs.BRITISH_NATIONAL_GRID
    )
    assert np.isnan(easting[0])
    assert np.isnan(northing[0])
    assert 500_000 < easting[1] < 650_000


def test_an_unknown_system_is_refused_with_the_next_step() -> None:
    with pytest.raises(CoordinateError, match="Declare the coordinate system"):
        crs.transformer("EPSG:0", crs.WGS84)


def test_a_layer_without_a_system_is_refused() -> None:
    layer = gpd.GeoDataFrame(geometry=[Point(0, 0)])
    with pytest.raises(CoordinateError, match="declares no coordinate system"):
        crs.project(layer, crs.WGS84)


def test_projecting_keeps_the_index_and_the_columns() -> None:
    layer = gpd.GeoDataFrame(
        {"name": ["castle"]}, geometry=[Point(599_860, 225_320)], crs=crs.BRITISH_NATIONAL_GRID
    ).set_index(np.array([7]))
    moved = crs.project(layer, crs.WGS84)
    assert list(moved.index) == [7]
    assert list(moved["name"]) == ["castle"]
    assert moved.crs.to_epsg() == 4326
    assert moved.geometry.iloc[0].x == pytest.approx(0.903, abs=0.01)


def test_degrees_are_refused_where_metres_are_needed() -> None:
    layer = gpd.GeoDataFrame(geometry=[Point(0.9, 51.9)], crs=crs.WGS84)
    with pytest.raises(CoordinateError, match="not in metres"):
        crs.require_projected(layer, "offences")


def test_one_system_in_two_spellings_is_one_system() -> None:
    assert crs.same_system("EPSG:4326", "OGC:CRS84")
    assert not crs.same_system("EPSG:4326", "EPSG:27700")


def test_the_accuracy_is_stated_and_is_no_ballpark() -> None:
    assert 0 <= crs.accuracy_m() <= 5


@pytest.mark.parametrize(
    ("easting", "northing", "reference"),
    [
        (599_860, 225_320, "TL 998 253"),  # Colchester
        (CAISTER_GRID[0], CAISTER_GRID[1], "TG 514 131"),  # Ordnance Survey: TG 51409 13177
        (216_650, 771_250, "NN 166 712"),  # Ben Nevis
        (530_000, 180_000, "TQ 300 800"),  # Charing Cross
        (0, 0, "SV 000 000"),
        (396_000, 1_139_000, "HT 960 390"),  # Foula, in Shetland
    ],
)
def test_grid_reference_is_the_one_on_the_paper_map(
    easting: float, northing: float, reference: str
) -> None:
    assert crs.grid_reference(easting, northing) == reference


def test_point_off_the_national_grid_has_no_grid_reference() -> None:
    with pytest.raises(CoordinateError, match="not on the British National Grid"):
        crs.grid_reference(-10, 200_000)
    with pytest.raises(CoordinateError, match="Check the coordinate system"):
        crs.grid_reference(float("nan"), 200_000)
