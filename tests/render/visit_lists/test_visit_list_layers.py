"""The visit list as GPX, GeoJSON and GeoPackage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import gpxpy
import numpy as np
import pyogrio
import pytest

from hotspots import crs, schema
from hotspots.errors import CoordinateError
from hotspots.render.visit_lists.visit_list import visit_list
from hotspots.render.visit_lists.visit_list_layers import (
    write_visit_geojson,
    write_visit_geopackage,
    write_visit_gpx,
)
from hotspots.schema import Tier
from tests.reading import query
from tests.render.harm_spot_factory import districts, wards
from tests.render.visit_list_factory import FACTS, hostile_homes, the_list, told


def _geopackage(path: Path, **changes: Any) -> Path:
    given: dict[str, Any] = {"districts": districts(), "wards": wards()}
    write_visit_geopackage(path, the_list(30), **{**given, **changes})
    return path


# --- GPX -----------------------------------------------------------------------------------------


def test_gpx_is_read_back_by_gpxpy_and_by_gdal(tmp_path: Path) -> None:
    path = tmp_path / "a.gpx"
    write_visit_gpx(path, the_list(30))
    parsed = gpxpy.parse(path.read_text(encoding="utf-8"))
    assert parsed.time == FACTS.stamp.made_at
    assert [len(route.points) for route in parsed.routes] == [30]
    layers = dict(pyogrio.list_layers(path))
    assert {"waypoints", "routes", "route_points"} <= set(layers)
    points = pyogrio.read_dataframe(path, layer="waypoints")
    assert points["name"].tolist() == [point.name for point in parsed.waypoints]
    assert pyogrio.read_dataframe(path, layer="routes").geometry.iloc[0].geom_type == "LineString"


def test_a_waypoint_stands_at_its_door(tmp_path: Path) -> None:
    path = tmp_path / "a.gpx"
    write_visit_gpx(path, the_list(30))
    points = pyogrio.read_dataframe(path, layer="waypoints")
    back = crs.project(points, crs.BRITISH_NATIONAL_GRID).geometry
    homes = the_list(30).homes
    apart = np.hypot(
        back.x - [home.easting for home in homes], back.y - [home.northing for home in homes]
    )
    assert apart.max() < 0.15  # six decimals of a degree are 10 cm


def test_each_waypoint_says_by_when_and_how_it_is_marked_and_not_why(tmp_path: Path) -> None:
    path = tmp_path / "a.gpx"
    write_visit_gpx(path, the_list(30))
    first = gpxpy.parse(path.read_text(encoding="utf-8")).waypoints[0]
    assert first.name == "3 Mill Road, Quayside, ZZ0 1AA"
    assert first.description == "By Sat 21 Nov"
    assert first.comment == "1 of 30"
    assert first.type is None
    assert str(first.source).startswith("OFFICIAL-SENSITIVE")
    assert str(first.source).endswith("expires Friday 1 January 2027, 07:00 GMT")


def test_gpx_holds_no_control_character(tmp_path: Path) -> None:
    path = tmp_path / "a.gpx"
    write_visit_gpx(path, visit_list(hostile_homes(), FACTS))
    text = path.read_text(encoding="utf-8")
    assert not [c for c in text if ord(c) < 32 and c != "\n"]
    ET.fromstring(text)  # noqa: S314 - a file of our own


# --- GeoJSON -------------------------------------------------------------------------------------


def test_geojson_has_what_a_row_tells_under_the_data_s_own_names(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    write_visit_geojson(path, the_list(30))
    collection = json.loads(path.read_text(encoding="utf-8"))
    assert collection["expires"] == "2027-01-01T07:00:00+00:00"
    first = collection["features"][0]
    assert first["id"] == first["properties"][schema.WALK_ORDER] == 1
    assert first["properties"]["why"] == "Burglary in this street, in the last week"
    assert first["properties"][schema.DUE] == "2026-11-21"
    assert first["properties"][schema.OVERDUE] is False
    assert first["properties"]["visit_by"] == "By Sat 21 Nov"


# --- GeoPackage ----------------------------------------------------------------------------------


def test_the_homes_are_points_in_metres_at_their_doors(tmp_path: Path) -> None:
    layer = pyogrio.read_dataframe(_geopackage(tmp_path / "a.gpkg"), layer="homes_to_visit")
    assert layer.crs.to_epsg() == 27700
    assert layer.geometry.x.tolist() == [home.easting for home in the_list(30).homes]
    assert layer[schema.WALK_ORDER].tolist() == list(range(1, 31))
    assert layer[schema.UPRN].str.fullmatch(r"\d{1,12}").all()


def test_it_opens_styled_by_tier_and_labelled_by_the_walk(tmp_path: Path) -> None:
    path = _geopackage(tmp_path / "a.gpkg")
    styles = dict(query(path, "select f_table_name, styleQML from layer_styles"))
    assert set(styles) == {"homes_to_visit", "districts", "wards"}
    style = ET.fromstring(styles["homes_to_visit"].split("\n", 1)[1])  # noqa: S314 - our own file
    rules = [rule.attrib["filter"] for rule in style.iter("rule")]
    told_of = (Tier.STREET, Tier.NEARBY, Tier.LEAFLET)
    assert rules == [f"\"tier\" = '{tier}'" for tier in told_of]
    symbols = [symbol.attrib["type"] for symbol in style.iter("symbol")]
    assert symbols == ["marker"] * len(told_of)
    signs = {
        tuple(
            option.attrib["value"] for option in symbol.iter("Option")
            if option.attrib.get("name") in ("name", "color", "outline_style")
        )
        for symbol in style.iter("symbol")
    }  # fmt: skip
    assert len({sign[::2] for sign in signs} | signs) > len(told_of)  # not by colour alone
    text = style.find(".//text-style")
    assert text is not None
    assert text.attrib["fieldName"] == '"walk_order"'


def test_areas_in_another_system_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CoordinateError, match="convert them to one system"):
        _geopackage(tmp_path / "a.gpkg", districts=districts().to_crs("EPSG:32630"))


def test_a_file_that_is_there_is_replaced(tmp_path: Path) -> None:
    path = _geopackage(tmp_path / "a.gpkg")
    write_visit_geopackage(path, visit_list(told(2), FACTS), districts())
    assert len(pyogrio.read_dataframe(path, layer="homes_to_visit")) == 2
    assert "wards" not in {name for name, _ in pyogrio.list_layers(path)}
