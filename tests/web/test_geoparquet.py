"""Harm spots and lists as GeoParquet: the rows of the GeoJSON, under the same permissions."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from django.test import Client

from hotspots.web import force
from hotspots.web.api.geoparquet import geoparquet_of
from hotspots.web.maps.views import newest_map
from tests.web.small_runs import MARKING


def opened(body: bytes) -> gpd.GeoDataFrame:
    return gpd.read_parquet(io.BytesIO(body))


def test_harm_spots_are_those_of_the_geojson_with_their_outlines(
    county_served: Path, signed_in: Callable[..., Client]
) -> None:
    district = next(each for each in force.districts() if newest_map(each) is not None)
    commander = signed_in("Commander", districts=(district.name,))
    address = f"/api/v1/districts/{district.folder}/harm-spots"
    answer = commander.get(f"{address}?format=geoparquet")
    assert answer.headers["Content-Type"] == "application/vnd.apache.parquet"
    table = opened(answer.content)
    told = commander.get(f"{address}?format=geojson").json()
    expected = gpd.GeoDataFrame.from_features(told["features"], crs="EPSG:4326")
    assert len(table) == len(told["features"]) > 0
    assert table.crs == expected.crs
    assert table.geometry.geom_equals(expected.geometry).all()
    for name in ("spot_id", "name", "rank", "offences"):
        assert table[name].tolist() == [each["properties"][name] for each in told["features"]]
    week = [[list(day) for day in week] for week in table["hour_by_weekday"]]
    assert week == [each["properties"]["hour_by_weekday"] for each in told["features"]]
    assert set(table["marking"]) == {told["marking"]}
    assert table.attrs["about"] == told["about"]
    other = next(each for each in force.districts() if each != district)
    elsewhere = f"/api/v1/districts/{other.folder}/harm-spots?format=geoparquet"
    assert commander.get(elsewhere).status_code == 404
    assert signed_in("Administrator").get(f"{address}?format=geoparquet").status_code in {403, 404}


def test_a_list_that_is_taken_as_geoparquet_is_logged_as_any_other(
    signed_in: Callable[..., Client],
) -> None:
    officer = signed_in("Community policing")
    address = "/api/v1/districts/basildon/visit-list"
    table = opened(officer.get(f"{address}?format=geoparquet").content)
    entry = force.ledger().log().iloc[-1]
    assert (entry["act"], entry["what"]) == (
        "disclosure",
        "list of homes to visit (geoparquet) taken",
    )
    told = officer.get(f"{address}?format=geojson").json()["features"]
    assert table["uprn"].tolist() == [each["properties"]["uprn"] for each in told]
    before = len(force.ledger().log())
    assert signed_in("Commander").get(f"{address}?format=geoparquet").status_code == 403
    assert len(force.ledger().log()) == before


def test_a_layer_without_a_feature_keeps_its_columns(tmp_path: Path) -> None:
    layer = {"marking": MARKING, "column_titles": {"spot_id": "No."}, "features": []}
    path = tmp_path / "empty.geojson"
    path.write_text(json.dumps(layer))
    table = opened(geoparquet_of(path))
    assert list(table.columns) == ["geometry", "spot_id", "marking"]
    assert table.crs == "EPSG:4326"
    assert table.empty


@pytest.mark.parametrize("question", ["districts/basildon/patrols", "wards"])
def test_a_form_that_a_question_does_not_have_is_refused(
    signed_in: Callable[..., Client], question: str
) -> None:
    client = signed_in("Commander", "Planner", whole_force=True)
    for form in ("geoparquet", "geojson", "parquet"):
        assert client.get(f"/api/v1/{question}?format={form}").status_code == 422


def test_the_description_says_which_forms_a_question_has(signed_in: Callable[..., Client]) -> None:
    paths = signed_in().get("/api/openapi.json").json()["paths"]

    def forms(question: str) -> Any:
        return set(paths[f"/api/v1/{question}"]["get"]["responses"]["200"]["content"])

    layers = {"application/geo+json", "application/vnd.apache.parquet"}
    assert layers <= forms("districts/{district}/harm-spots")
    assert layers <= forms("districts/{district}/visit-list")
    assert forms("wards") == {"application/json", "text/csv"}
    assert forms("runs") == {"application/json"}
