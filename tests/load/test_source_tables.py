"""The same offences in every format that a force may have them in."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from hotspots.errors import CoordinateError, InputError
from hotspots.load.boundaries import StudyArea
from hotspots.load.findings import LoadedOffences
from hotspots.load.offences import read_offences
from hotspots.profile import ForceProfile

ReadOne = Callable[[Path], LoadedOffences]
ROWS = pd.DataFrame(
    {
        "Crime Number": ["42/1", "42/2", "42/3"],
        "HO Code": ["8N", "008N", "34B"],
        "Committed From": ["2025-06-13 22:10", "2025-06-14 01:05", "2025-06-20 23:59"],
        "Easting": [575_200, 575_210, 575_220],
        "Northing": [205_300, 205_310, 205_320],
        "Locus": ["Market Street", "Mill Lane", "Market Street"],
    }
)
SAME = ["offence_id", "offence_code", "category", "from_time", "location", "district"]


@pytest.fixture
def read_one(vale: ForceProfile, vale_area: StudyArea) -> ReadOne:
    return lambda path: read_offences(path, profile=vale, study_area=vale_area)


def points(crs: str = "EPSG:27700") -> gpd.GeoDataFrame:
    """The offences with points of their own, and without columns of coordinates."""
    places = gpd.points_from_xy(ROWS["Easting"], ROWS["Northing"], crs="EPSG:27700")
    columns = ROWS.drop(columns=["Easting", "Northing"])
    return gpd.GeoDataFrame(columns, geometry=places).to_crs(crs)


def written(folder: Path, kind: str) -> Path:
    path = folder / f"offences.{kind}"
    if kind == "csv":
        ROWS.to_csv(path, index=False)
    elif kind == "csv.gz":
        path.write_bytes(gzip.compress(ROWS.to_csv(index=False).encode()))
    elif kind == "parquet":
        ROWS.to_parquet(path)
    elif kind == "geoparquet":
        points().to_parquet(path)
    elif kind == "gpkg":
        points().to_file(path, driver="GPKG")
    elif kind == "shp":
        short = {"Crime Number": "CRIME_NO", "HO Code": "HO_CODE", "Committed From": "FROM_TIME"}
        points().rename(columns=short).to_file(path)
    else:
        points("EPSG:4326").to_file(path, driver="GeoJSON")
    return path


@pytest.mark.parametrize(
    "kind", ["csv.gz", "parquet", "geoparquet", "gpkg", "geojson", "json", "shp"]
)
def test_offences_are_the_same_whatever_format_they_come_in(
    read_one: ReadOne, tmp_path: Path, kind: str
) -> None:
    expected = read_one(written(tmp_path, "csv")).offences
    found = read_one(written(tmp_path, kind))
    pd.testing.assert_frame_equal(
        pd.DataFrame(found.offences[SAME]), pd.DataFrame(expected[SAME]), check_dtype=False
    )
    assert found.offences.distance(expected).max() < 0.01
    assert found.rows_in == 3


def test_the_points_of_a_file_go_before_its_columns_of_coordinates(
    read_one: ReadOne, tmp_path: Path
) -> None:
    """A layer that was moved in a GIS keeps its old columns."""
    path = tmp_path / "moved.gpkg"
    points().assign(Easting=529_000, Northing=180_500).to_file(path, driver="GPKG")
    found = read_one(path)
    assert found.offences.geometry.x.tolist() == [575_200, 575_210, 575_220]
    assert "Easting (column)" not in found.sources[0].mapping.values()


def test_a_multipoint_of_one_part_is_a_point_and_an_outline_is_none(
    read_one: ReadOne, tmp_path: Path
) -> None:
    path = tmp_path / "parts.geojson"
    single = points("EPSG:4326")
    single.set_geometry([shapely.MultiPoint([each]) for each in single.geometry]).to_file(path)
    assert read_one(path).rows_used == 3
    squares = points().buffer(10).to_crs("EPSG:4326")
    single.set_geometry(squares).to_file(path)
    with pytest.raises(InputError, match=r"parts\.geojson: 3 of 3 shapes are no points"):
        read_one(path)


def test_dates_alone_in_a_geographic_file_are_days_and_not_midnights(
    read_one: ReadOne, tmp_path: Path
) -> None:
    path = tmp_path / "days.gpkg"
    days = pd.to_datetime(ROWS["Committed From"]).dt.normalize()
    points().assign(**{"Committed From": days}).to_file(path, driver="GPKG")
    assert read_one(path).offences["time_precision"].tolist() == ["day"] * 3


def test_a_geojson_in_metres_is_told_to_declare_its_system(
    read_one: ReadOne, tmp_path: Path
) -> None:
    path = tmp_path / "metres.geojson"
    features = [
        {
            "type": "Feature",
            "properties": {"HO Code": "8N", "From": "2025-06-13 22:10"},
            "geometry": {"type": "Point", "coordinates": [575_200, 205_300]},
        }
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    with pytest.raises(CoordinateError, match=r"holds a point at 575200, 205300: metres\. Save it"):
        read_one(path)


def test_a_layer_without_a_system_is_refused(read_one: ReadOne, tmp_path: Path) -> None:
    path = tmp_path / "nowhere.parquet"
    points().set_crs(None, allow_override=True).to_parquet(path)
    with pytest.raises(CoordinateError, match=r"nowhere\.parquet declares no coordinate system"):
        read_one(path)


def test_a_gzip_that_is_cut_short_or_swells_absurdly_is_refused(
    read_one: ReadOne, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.csv.gz"
    cut.write_bytes(gzip.compress(ROWS.to_csv(index=False).encode())[:-20])
    with pytest.raises(InputError, match=r"is damaged or under a password|cannot be read"):
        read_one(cut)
    bomb = tmp_path / "bomb.csv.gz"
    bomb.write_bytes(gzip.compress(ROWS.to_csv(index=False).encode() + b"\n" * 50_000_000))
    with pytest.raises(InputError, match="would unpack to more than"):
        read_one(bomb)


def test_a_json_that_is_no_list_of_records_is_refused(read_one: ReadOne, tmp_path: Path) -> None:
    path = tmp_path / "numbers.json"
    path.write_text("[1, 2, 3]")
    with pytest.raises(InputError, match="3 of 3 entries are no records"):
        read_one(path)
