"""The harm spots as GeoJSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from shapely import LinearRing, Point

from hotspots import schema
from hotspots.render.maps.geojson import write_geojson
from tests.render.harm_spot_factory import HOSTILE, INDICES, STAMP, harm_spots


def _written(path: Path, **changes: Any) -> dict[str, Any]:
    spots = changes.pop("spots", None)
    write_geojson(
        path, harm_spots(3) if spots is None else spots, STAMP, title="Harm spots", indices=INDICES
    )
    collection: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return collection


def test_a_known_point_lies_where_it_lies_in_wgs_84(tmp_path: Path) -> None:
    # Ordnance Survey's worked example (OSGB36 651409.903, 313177.270) is 52.657977 N, 1.716038 E.
    spots = harm_spots(1)
    spots = spots.set_geometry([Point(651_409.903, 313_177.270).buffer(50)], crs=spots.crs)
    feature = _written(tmp_path / "a.geojson", spots=spots)["features"][0]
    middle = shapely.from_geojson(json.dumps(feature["geometry"])).centroid
    assert middle.x == pytest.approx(1.716038, abs=7e-5)  # without OSTN15 up to 5 m
    assert middle.y == pytest.approx(52.657977, abs=5e-5)


def test_outlines_run_anticlockwise_as_the_standard_wants(tmp_path: Path) -> None:
    for feature in _written(tmp_path / "a.geojson")["features"]:
        assert LinearRing(feature["geometry"]["coordinates"][0]).is_ccw


def test_positions_have_seven_decimals_and_no_more(tmp_path: Path) -> None:
    ring = np.array(_written(tmp_path / "a.geojson")["features"][0]["geometry"]["coordinates"][0])
    assert np.array_equal(ring, np.round(ring, 7))


def test_the_collection_carries_marking_period_and_rows(tmp_path: Path) -> None:
    collection = _written(tmp_path / "a.geojson")
    assert collection["marking"] == "OFFICIAL-SENSITIVE"
    assert collection["demonstration"] is True
    assert collection["about"]["Period"] == "January to December 2025"
    assert "9,700 used" in collection["about"]["Rows"]
    assert collection["column_titles"]["harm_css"] == "Harm in the period (CSS points)"


def test_hours_are_lists_and_a_missing_figure_is_null(tmp_path: Path) -> None:
    spots = harm_spots(2)
    spots.loc[1, schema.HOUR_BY_WEEKDAY] = None
    spots.loc[1, schema.TREND_RATIO] = float("nan")
    first, second = (
        feature["properties"]
        for feature in _written(tmp_path / "a.geojson", spots=spots)["features"]
    )
    assert [len(day) for day in first["hour_by_weekday"]] == [24] * 7
    assert first["rests_on_one_offence"] is False
    assert first["offences"] == 234
    assert second["hour_by_weekday"] is None
    assert second["trend_ratio"] is None


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_comes_through_as_it_is(tmp_path: Path, hostile: str) -> None:
    collection = _written(tmp_path / "a.geojson", spots=harm_spots(1, text=hostile))
    assert collection["features"][0]["properties"]["name"] == hostile


def test_no_spots_is_an_empty_collection(tmp_path: Path) -> None:
    collection = _written(tmp_path / "a.geojson", spots=harm_spots(0))
    assert collection["features"] == []
    assert "bbox" not in collection


def test_gdal_reads_every_spot(tmp_path: Path) -> None:
    _written(tmp_path / "a.geojson")
    table = pyogrio.read_dataframe(tmp_path / "a.geojson")
    assert table["rank"].tolist() == [1, 2, 3]
    assert table.crs.to_epsg() == 4326
