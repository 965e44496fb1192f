from __future__ import annotations

import csv
import json
import tomllib
from pathlib import Path

import geopandas as gpd
import gpxpy
import pytest
import shapely

from hotspots.demo.county import DemoCounty, make_county
from hotspots.demo.params import DemoParams
from hotspots.demo.write import DemoFiles, write_demo
from hotspots.profile import ForceProfile
from hotspots.study.executor import LocalProcesses


@pytest.fixture(scope="module")
def written(small_county: DemoCounty, tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    folder = tmp_path_factory.mktemp("workspace")
    return write_demo(small_county, folder / "data", folder / "layers")


def all_bytes(files: DemoFiles) -> dict[str, bytes]:
    """Every file below the two folders, those that belong to another one among them."""
    folders = (files.offences.parent, files.wards.parent)
    return {
        f"{folder.parent.name}/{path.relative_to(folder)}": path.read_bytes()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes_and_the_same_streets_from_another_process(
    written: DemoFiles, small_county: DemoCounty, essex: ForceProfile, tmp_path: Path
) -> None:
    with LocalProcesses(1) as executor:
        again = make_county(DemoParams.small(), essex, executor=executor)
    files = write_demo(again, tmp_path / "data", tmp_path / "layers")
    assert all_bytes(files) == all_bytes(written)
    assert again.network.equals(small_county.network)


def test_writing_again_replaces_the_files(small_county: DemoCounty, tmp_path: Path) -> None:
    first = write_demo(small_county, tmp_path / "data", tmp_path / "layers")
    before = all_bytes(first)
    assert all_bytes(write_demo(small_county, tmp_path / "data", tmp_path / "layers")) == before


def test_the_export_reads_as_a_records_system_writes(
    written: DemoFiles, small_county: DemoCounty
) -> None:
    assert written.offences.read_bytes().startswith(b"\xef\xbb\xbfreference,offence_code,")
    with written.offences.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == 1 + small_county.params.offences
    ragged = small_county.truth.broken.query("kind == 'ragged row'")
    short = [number for number, row in enumerate(rows) if len(row) != 10]
    assert short == ragged["row"].tolist()


def test_the_line_of_a_broken_row_is_its_line_in_the_file(
    written: DemoFiles, small_county: DemoCounty
) -> None:
    lines = written.offences.read_text(encoding="utf-8-sig").split("\n")
    broken = small_county.truth.broken
    for line, reference in zip(broken["line"].tolist(), broken["reference"], strict=True):
        assert lines[line - 1].startswith(f"{reference},")


def test_households_are_geoparquet_in_metres(written: DemoFiles, small_county: DemoCounty) -> None:
    homes = gpd.read_parquet(written.households)
    assert len(homes) == small_county.params.households
    assert homes.crs.to_epsg() == 27700
    assert homes["uprn"].is_unique
    assert (homes.geometry.x == homes["easting"]).all()


def test_layers_carry_ons_names_and_say_that_they_are_invented(
    written: DemoFiles, essex: ForceProfile
) -> None:
    authorities = gpd.read_file(written.authorities)
    assert dict(zip(authorities["LAD25CD"], authorities["LAD25NM"], strict=True)) == dict(
        essex.authorities
    )
    wards = gpd.read_file(written.wards)
    assert {"WD25CD", "WD25NM", "LAD25CD", "LAD25NM"} <= set(wards.columns)
    for layer in (authorities, wards):
        assert set(layer["note"]) == {"Demonstration: outline invented"}
        assert shapely.coverage_is_valid(layer.geometry.to_numpy())
    assert authorities.crs.to_epsg() == 4326
    assert wards.crs.to_epsg() == 27700


def test_earlier_years_are_exports_too(written: DemoFiles, small_county: DemoCounty) -> None:
    assert [path.name for path in written.earlier] == ["offences_2024.csv"]
    text = written.earlier[0].read_bytes()
    assert text.startswith(written.offences.read_bytes().split(b"\r\n")[0])
    with written.earlier[0].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == 1 + small_county.truth.summary["earlier"]["years"]["2024"]["rows"]


def test_a_year_that_the_county_no_longer_has_is_removed(
    small_county: DemoCounty, tmp_path: Path
) -> None:
    old = tmp_path / "data" / "demo" / "earlier" / "offences_2019.csv"
    old.parent.mkdir(parents=True)
    old.write_text("from a larger county", encoding="utf-8")
    write_demo(small_county, tmp_path / "data", tmp_path / "layers")
    assert not old.exists()


def test_an_operation_is_written_with_its_areas_beside_it(written: DemoFiles) -> None:
    for path, spots in zip(written.operations, (4, 3), strict=True):
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
        assert settings["during"] == ["2025-10-01", "2025-12-31"]
        assert settings["before"] == ["2025-07-01", "2025-09-30"]
        areas = gpd.read_file(path.parent / settings["areas"])
        assert len(areas) == spots
        assert areas.crs.to_epsg() == 4326


def test_a_track_comes_as_gpx_in_utc_and_one_as_a_table(written: DemoFiles) -> None:
    gpx_file, table_file = written.tracks
    gpx = gpxpy.parse(gpx_file.read_text(encoding="utf-8"))
    first = gpx.tracks[0].segments[0].points[0]
    assert first.time is not None
    assert first.time.isoformat() == "2025-11-14T20:00:00+00:00"
    lines = table_file.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "time,latitude,longitude"
    assert lines[1].startswith("2025-07-11T20:00:00+01:00,51.")


def test_the_truth_says_that_everything_is_invented(written: DemoFiles) -> None:
    truth = json.loads(written.truth.read_text(encoding="utf-8"))
    assert truth["note"].startswith("Demonstration")
    assert truth["parameters"]["near_repeat_strength"] == 0.25
    spots = gpd.read_file(written.truth_spots)
    assert spots["operation"].value_counts().to_dict() == {
        "": 7,
        "market_patrols": 4,
        "pier_patrols": 3,
    }
