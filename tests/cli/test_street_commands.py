"""Streets on the command line: converted once, found among the layers, told by check and run."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest

from hotspots import schema
from hotspots.load.boundaries import read_study_area
from hotspots.load.street_store import map_facts, read_ground, read_streets
from hotspots.schema import GroundKind
from hotspots.study.inputs import find_job
from hotspots.study.street_layer import StreetLayer, find_streets
from hotspots.workspace import Workspace
from tests.cli.command_line import DONE, FAULT, hotspots
from tests.demonstration import DemoRun


@pytest.fixture(scope="module")
def links(workspace: Path) -> gpd.GeoDataFrame:
    """The demonstration's streets as a force would be given them: a GeoPackage of lines."""
    links = read_streets(workspace / "layers" / "demo" / "streets.parquet")
    links.to_file(workspace / "given.gpkg", layer="roads")
    return links


def found_in(workspace: Path) -> StreetLayer:
    job = find_job(workspace)
    area = read_study_area(job.inputs.layers, profile=job.inputs.profile)
    found = find_streets(job.inputs, area)
    assert found is not None
    return found


def test_the_demonstrations_streets_are_found_by_its_run(demo_run: DemoRun) -> None:
    layers = {each["name"]: each["kind"] for each in demo_run.receipt["inputs"]["layers"]}
    assert layers["streets.parquet"] == "streets, converted"
    assert layers["ground.parquet"] == "the ground of a map, converted"


def test_check_says_what_was_recognised(workspace: Path) -> None:
    rows = len(read_streets(workspace / "layers" / "demo" / "streets.parquet"))
    told = hotspots("check", "--full", cwd=workspace)
    assert told.returncode == DONE, told.stderr
    assert f"streets.parquet: streets, converted, {rows:,} rows, EPSG:27700" in told.stdout


def test_streets_are_read_by_the_box_and_named_near_a_point(workspace: Path) -> None:
    layer = found_in(workspace)
    assert layer.facts.attribution == "Demonstration: streets and land invented"
    whole = layer.streets()
    one = whole[whole[schema.STREET].notna()].iloc[0]
    middle = one.geometry.interpolate(0.5, normalized=True)
    assert layer.names_near(middle.x, middle.y)[0] == one[schema.STREET]
    assert layer.names_near(0.0, 0.0) == []
    box = (middle.x - 500, middle.y - 500, middle.x + 500, middle.y + 500)
    assert 0 < len(layer.streets(box)) < len(whole)
    places = layer.ground(kinds=[GroundKind.PLACE])
    assert places is not None
    assert len(places) == 196


def test_streets_are_converted_once(workspace: Path, links: gpd.GeoDataFrame) -> None:
    store = workspace / "layers" / "demo" / "streets.parquet"
    told = hotspots("streets", "convert", "given.gpkg", "--attribution", "© Nobody", cwd=workspace)
    assert told.returncode == DONE, told.stderr
    assert f"{len(links):,} lines in = {len(links):,} used + 0 set aside." in told.stdout
    assert "Every map will say: © Nobody" in told.stdout
    assert "Next: `hotspots check`" in told.stdout
    assert map_facts(store).source == "given.gpkg"
    again = read_streets(store)
    assert set(again[schema.STREET_ID]) == set(links[schema.STREET_ID])


def test_a_file_beside_the_layers_is_to_be_named(workspace: Path, links: gpd.GeoDataFrame) -> None:
    words = ["streets", "convert", "given.gpkg", "--out", "elsewhere/s.parquet"]
    told = hotspots(*words, cwd=workspace)
    assert told.returncode == DONE, told.stderr
    assert "name the file under layers in hotspots.toml" in told.stdout.replace("\n", " ")
    answer = hotspots(*words, "--json", cwd=workspace).answer
    assert answer["links"] == len(links)
    assert answer["kind"] == "streets as hotspots has them"


def test_what_is_not_converted_is_read_all_the_same(
    workspace: Path, links: gpd.GeoDataFrame
) -> None:
    folder = workspace / "layers" / "demo"
    for name in ("streets.parquet", "ground.parquet"):
        (folder / name).rename(workspace / name)
    (workspace / "given.gpkg").rename(folder / "given.gpkg")
    try:
        layer = found_in(workspace)
        assert len(layer.streets()) == len(links)
        assert layer.ground() is None
        west, south, east, north = links.geometry.iloc[0].bounds
        part = layer.streets((west, south, east, north))
        assert 0 < len(part) < len(links)
    finally:
        (folder / "given.gpkg").rename(workspace / "given.gpkg")
        for name in ("streets.parquet", "ground.parquet"):
            (workspace / name).rename(folder / name)
    assert len(read_ground(folder / "ground.parquet")) == 197


def test_what_is_no_street_is_refused_in_a_sentence(workspace: Path) -> None:
    told = hotspots("streets", "convert", "layers/demo/wards.gpkg", cwd=workspace)
    assert told.returncode == FAULT
    assert "holds areas where the lines of streets are needed" in told.stderr.replace("\n", " ")


def test_two_converted_files_are_one_too_many(
    workspace: Path, county: tuple[Workspace, object]
) -> None:
    folder = workspace / "layers" / "demo"
    (folder / "more.parquet").write_bytes((folder / "streets.parquet").read_bytes())
    try:
        with pytest.raises(Exception, match="Several files hold converted streets"):
            found_in(workspace)
    finally:
        (folder / "more.parquet").unlink()
    assert county[0].root != workspace
