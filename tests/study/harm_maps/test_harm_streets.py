"""A run whose layers have streets: their figures add up, and what follows streets follows them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from hotspots import product_files
from hotspots.analyse.spots.harm_spot_params import OUTLINE_MARGIN_M
from hotspots.errors import ParameterError
from hotspots.file_names import named_file
from hotspots.load.street_store import MapFacts, write_streets
from hotspots.study.harm_maps.harm_analysis import HarmAnalysis
from hotspots.study.harm_maps.harm_map import map_harm
from hotspots.study.harm_maps.journeys import AlongStreetsParams, HarmMapParams
from hotspots.study.inputs import Inputs
from hotspots.study.run import Run
from tests.analyse.street_places import streets
from tests.demonstration import DemoRun
from tests.first_task import FirstTask
from tests.run_files import the_file
from tests.study.small_force import BNG, MARKET_STREET, inputs, offence

Mapped = Run[HarmAnalysis]

MADE_AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
FOUND_AT_LEAST, TRUE_AT_LEAST = 0.9, 0.8
ATTRIBUTION = "Invented streets of Wickshire"


def wick_streets() -> gpd.GeoDataFrame:
    """Return Market Street in three links, which two lanes meet, around the middle of Wick."""
    east, north = MARKET_STREET
    table = streets(
        ("Market Street", [(-200, 0), (-100, 0)]),
        ("Market Street", [(-100, 0), (100, 0)]),
        ("Market Street", [(100, 0), (200, 0)]),
        ("Mill Lane", [(-100, 0), (-100, 150)]),
        ("Church Lane", [(100, 0), (100, -150)]),
    )
    moved = table.geometry.translate(east - 600_000, north - 220_000)
    return table.set_geometry(gpd.GeoSeries(moved, crs=BNG))


@pytest.fixture(scope="module")
def wick(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    folder = tmp_path_factory.mktemp("wick")
    east, north = MARKET_STREET
    along = [offence(n, (east - 80 + n % 8 * 20, north + 4)) for n in range(40)]
    corner = [offence(100 + n, (east + 101, north - 2), address="") for n in range(6)]
    nowhere = [offence(200 + n, (east + 1_000, north + 1_000), address="") for n in range(3)]
    asked = inputs(folder, [*along, *corner, *nowhere])
    store = folder / "streets.parquet"
    facts = MapFacts(
        source="wick", kind="lines", sha256="0", crs=BNG, attribution=ATTRIBUTION, rows_in=5,
        set_aside={},
    )  # fmt: skip
    write_streets(wick_streets(), store, facts=facts)
    return replace(asked, layers=[*asked.layers, store])


def mapped(wick: Inputs, maps: Path, *, along: AlongStreetsParams | None = None) -> Mapped:
    """Map without the files of the districts."""
    params = HarmMapParams() if along is None else HarmMapParams(along=along)
    return map_harm(wick, maps=maps, made_at=MADE_AT, params=params, executor=FirstTask())


@pytest.fixture(scope="module")
def run(wick: Inputs, tmp_path_factory: pytest.TempPathFactory) -> Mapped:
    return mapped(wick, tmp_path_factory.mktemp("maps"))


@pytest.fixture(scope="module")
def run_folder(run: Mapped) -> Path:
    return run.folder


@pytest.fixture(scope="module")
def told(run_folder: Path) -> dict[str, Any]:
    receipt = json.loads((run_folder / "receipt.json").read_text(encoding="utf-8"))
    found: dict[str, Any] = receipt["streets"]
    return found


def test_segments_junctions_and_no_street_add_up_to_the_offences(told: dict[str, Any]) -> None:
    for held in (told["of_all_offences"], told["of_the_selection"]):
        parts = held["on_links"] + held["at_junctions"] + held["on_no_street"]
        assert parts == held["offences"] == 49
        assert (held["on_links"], held["at_junctions"], held["on_no_street"]) == (40, 6, 3)
    assert told["attribution"] == ATTRIBUTION


def test_the_busy_street_is_a_harm_street_in_every_file(
    run_folder: Path, told: dict[str, Any]
) -> None:
    assert told["harm_streets"] == 1
    table = pd.read_csv(the_file(run_folder, product_files.HARM_STREETS["Harm streets (CSV)"]))
    assert table["Harm street"].tolist() == ["Market Street, Market Wick"]
    assert table["From where to where"].str.contains("Mill Lane to Church Lane").all()
    # Those at its corner are its own.
    assert table["Offences in the period"].tolist() == [46]
    layers = {
        name
        for name, _ in pyogrio.list_layers(
            the_file(run_folder, product_files.HARM_STREETS["Harm streets (QGIS)"])
        )
    }
    assert {"harm_streets", "streets"} <= layers
    line = gpd.read_file(
        the_file(run_folder, product_files.HARM_STREETS["Harm streets (QGIS)"]),
        layer="harm_streets",
    )
    assert line.geometry.length.iloc[0] == pytest.approx(200, abs=1)
    assert the_file(run_folder, product_files.HARM_STREETS["Harm streets (Excel)"])
    index = (run_folder / "index.html").read_text(encoding="utf-8")
    assert all(
        the_file(run_folder, file).name in index for file in product_files.HARM_STREETS.values()
    )


def test_a_street_with_few_offences_is_not_listed(run_folder: Path) -> None:
    listed = gpd.read_file(
        the_file(run_folder, product_files.HARM_STREETS["Harm streets (QGIS)"]), layer="streets"
    )
    assert (listed["offences"] >= 5).all()


def test_spots_and_surface_follow_the_streets_where_that_is_asked(
    wick: Inputs, run: Mapped, tmp_path: Path
) -> None:
    along = AlongStreetsParams(surface="network", spots="streets")
    found = mapped(wick, tmp_path, along=along).found
    spot = found.spots.geometry.iloc[0]
    east, north = MARKET_STREET
    assert spot.covers(shapely.LineString([(east - 100, north), (east + 100, north)]))
    assert spot.bounds[3] - spot.bounds[1] == pytest.approx(50, abs=1)
    shown = found.surfaces[2].bands > 0
    planar = run.found.surfaces[2]
    assert 0 < shown.sum() < (planar.bands > 0).sum()


def test_what_follows_streets_is_refused_without_streets(wick: Inputs, tmp_path: Path) -> None:
    without = replace(wick, layers=wick.layers[:2])
    with pytest.raises(ParameterError, match="hotspots streets convert"):
        mapped(without, tmp_path, along=AlongStreetsParams(spots="streets"))


def test_nearly_every_planted_spot_has_a_harm_street_and_few_are_elsewhere(
    demo_run: DemoRun,
) -> None:
    planted = demo_run.planted.geometry.buffer(demo_run.planted["radius_m"])
    layer = gpd.read_file(
        the_file(demo_run.run.folder, product_files.HARM_STREETS["Harm streets (QGIS)"]),
        layer="harm_streets",
    )
    lines = layer.geometry.to_numpy()
    near = shapely.dwithin(planted.to_numpy()[:, None], lines[None, :], OUTLINE_MARGIN_M)
    assert near.any(axis=1).mean() >= FOUND_AT_LEAST
    assert near.any(axis=0).mean() >= TRUE_AT_LEAST


def test_a_run_without_streets_has_no_files_of_them(wick: Inputs, tmp_path: Path) -> None:
    without = replace(wick, layers=wick.layers[:2])
    folder = mapped(without, tmp_path).folder
    assert not any(named_file(folder, file) for file in product_files.HARM_STREETS.values())
    assert "streets" not in json.loads((folder / "receipt.json").read_text(encoding="utf-8"))
