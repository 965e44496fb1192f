"""The GeoPackage that opens ready-styled in QGIS."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pyogrio
import pytest

from hotspots import crs
from hotspots.errors import CoordinateError
from hotspots.render.maps.geopackage import write_geopackage
from tests.reading import query
from tests.render.harm_spot_factory import HOSTILE, INDICES, STAMP, districts, harm_spots, wards


def _write(path: Path, **changes: Any) -> Path:
    given: dict[str, Any] = {
        "spots": harm_spots(5),
        "districts": districts(),
        "wards": wards(),
        "stamp": STAMP,
        "title": "Harm spots",
        "indices": INDICES,
    }
    write_geopackage(path, **{**given, **changes})
    return path


def test_the_layers_are_in_metres_and_whole(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.gpkg")
    contents = query(path, "select table_name, data_type, srs_id from gpkg_contents order by 1")
    assert contents == [
        ("about", "attributes", 0),
        ("districts", "features", 27700),
        ("harm_spots", "features", 27700),
        ("layer_styles", "attributes", 0),
        ("wards", "features", 27700),
    ]
    spots = pyogrio.read_dataframe(path, layer="harm_spots")
    assert spots["rank"].tolist() == [1, 2, 3, 4, 5]
    assert spots["harm_css"].tolist() == harm_spots(5)["harm_css"].tolist()
    assert spots.geometry.area.sum() == pytest.approx(harm_spots(5).geometry.area.sum())
    assert len(pyogrio.read_dataframe(path, layer="wards")) == 20


def test_each_layer_has_a_default_style_where_qgis_looks_for_it(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.gpkg")
    rows = query(
        path,
        "select f_table_name, f_table_schema, f_geometry_column, styleName, useAsDefault "
        "from layer_styles order by 1",
    )
    assert rows == [
        ("districts", "", "geom", "hotspots districts", 1),
        ("harm_spots", "", "geom", "hotspots harm_spots", 1),
        ("wards", "", "geom", "hotspots wards", 1),
    ]
    geometry = query(path, "select distinct column_name from gpkg_geometry_columns")
    assert geometry == [("geom",)]


def test_spots_are_outlines_labelled_with_their_rank(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.gpkg")
    ((qml,),) = query(path, "select styleQML from layer_styles where f_table_name = 'harm_spots'")
    style = ET.fromstring(qml)  # noqa: S314 - our own, written a moment ago
    assert style.tag == "qgis"
    assert style.get("labelsEnabled") == "1"
    assert [rule.get("label") for rule in style.iter("rule")] == [
        "Harm spot",
        "Harm spot that rests on one offence or one point",
    ]
    label = style.find("labeling/settings/text-style")
    assert label is not None
    assert label.get("fieldName") == '"rank"'
    titles = {alias.get("field"): alias.get("name") for alias in style.iter("alias")}
    assert titles["harm_css"] == "Harm in the period (CSS points)"


def test_the_stamp_is_a_table_and_metadata(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.gpkg")
    about = dict(query(path, "select item, text from about"))
    assert about["Marking"] == "OFFICIAL-SENSITIVE"
    assert "9,700 used" in about["Rows"]
    info = pyogrio.read_info(path, layer="harm_spots")
    assert info["dataset_metadata"]["Period"] == "January to December 2025"
    ((description,),) = query(
        path, "select description from gpkg_contents where table_name = 'harm_spots'"
    )
    assert description.startswith("OFFICIAL-SENSITIVE – DEMONSTRATION")


def test_the_file_changed_when_the_run_was_made_and_the_clock_is_left_alone(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.gpkg")
    changes = query(path, "select distinct last_change from gpkg_contents")
    assert changes == [("2026-11-20T09:30:00.000Z",)]
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None


def test_the_same_spots_make_the_same_bytes(tmp_path: Path) -> None:
    one = _write(tmp_path / "one.gpkg")
    two = _write(tmp_path / "two.gpkg", spots=harm_spots(5).sample(frac=1, random_state=2))
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_an_attribute_like_any_other(tmp_path: Path, hostile: str) -> None:
    path = _write(tmp_path / "a.gpkg", spots=harm_spots(1, text=hostile), title=hostile)
    assert pyogrio.read_dataframe(path, layer="harm_spots")["name"].tolist() == [hostile]


def test_no_spots_and_no_wards_still_make_a_file(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.gpkg", spots=harm_spots(0), wards=None)
    assert len(pyogrio.read_dataframe(path, layer="harm_spots")) == 0
    assert query(path, "select f_table_name from layer_styles order by 1") == [
        ("districts",),
        ("harm_spots",),
    ]


def test_layers_in_two_systems_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CoordinateError, match="EPSG:3857"):
        _write(tmp_path / "a.gpkg", wards=crs.project(wards(), crs.WEB_MERCATOR))


def test_a_file_that_is_there_is_replaced(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.gpkg")
    _write(path, spots=harm_spots(2))
    assert len(pyogrio.read_dataframe(path, layer="harm_spots")) == 2
