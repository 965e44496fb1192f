"""A run of rape, and an unclassed surface, on the demonstration county."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import geopandas as gpd
import pytest
import rasterio

from hotspots import care
from hotspots.errors import ParameterError
from hotspots.render.stamp import ProductStamp
from hotspots.study.harm_maps.unclassed_surface import require_apart, write_unclassed_surface
from hotspots.study.inputs import Job
from tests.demonstration import DemoRun
from tests.render.harm_spot_factory import STAMP


def test_a_run_of_rape_has_no_raster_no_spot_and_no_word_of_either(run_of_rape: Path) -> None:
    assert not list(run_of_rape.rglob("*.tif"))
    assert "harm-surface" not in (run_of_rape / "index.html").read_text(encoding="utf-8")
    for file in run_of_rape.rglob("harm-spots_*.geojson"):
        assert json.loads(file.read_text(encoding="utf-8"))["features"] == []


def test_a_run_of_rape_counts_districts_and_no_part_under_five(run_of_rape: Path) -> None:
    receipt = json.loads((run_of_rape / "receipt.json").read_text(encoding="utf-8"))
    counts = receipt["withheld"]["sensitive_offences_by_district"].values()
    assert all(count is None or care.shown_count(count) == count for count in counts)
    assert sum(count is None for count in counts) != 1
    assert receipt["harm_spots"]["first"] == []


def test_the_front_page_says_that_no_spot_is_made(run_of_rape: Path) -> None:
    page = (run_of_rape / "index.html").read_text(encoding="utf-8")
    assert "No harm spot is made of rape" in page


def test_an_unclassed_surface_is_apart_marked_and_its_owner_s_alone(
    demo_run: DemoRun, tmp_path: Path
) -> None:
    stamp: ProductStamp = STAMP
    path = tmp_path / "surface-unclassed.tif"
    write_unclassed_surface(path, demo_run.run.found, stamp)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with rasterio.open(path) as raster:
        assert "single offences can be worked out" in raster.tags()["WARNING"]
    front = (demo_run.run.folder / "index.html").read_text(encoding="utf-8")
    assert "unclassed" not in front.lower()


def test_an_unclassed_surface_is_refused_among_products_and_under_another_name(
    county_job: Job, tmp_path: Path
) -> None:
    maps = tmp_path / "maps"
    maps.mkdir()
    selections = county_job.inputs.profile.selections
    violence, rape = selections["street_violence"], selections["rape"]
    for path, selection, why in (
        (tmp_path / "surface.tif", violence, "must say what it holds"),
        (maps / "unclassed.tif", violence, "among the products"),
        (tmp_path / "nowhere" / "unclassed.tif", violence, "no folder"),
        (tmp_path / "unclassed.tif", rape, "No unclassed surface is made of Rape"),
    ):
        with pytest.raises(ParameterError, match=why):
            require_apart(path, maps=maps, selection=selection)
    require_apart(tmp_path / "unclassed.tif", maps=maps, selection=violence)


def test_every_class_of_the_raster_is_one_of_the_map_s(demo_run: DemoRun) -> None:
    for file in demo_run.run.folder.rglob("harm-surface_*.tif"):
        with rasterio.open(file) as raster:
            assert raster.dtypes == ("uint8",)
            assert set(raster.read(1).ravel()) <= {0, 1, 2, 3, 4, 5, 255}


def test_spots_of_the_demonstration_are_where_they_were_planted(demo_run: DemoRun) -> None:
    spots: gpd.GeoDataFrame = demo_run.run.found.spots
    assert len(spots) == demo_run.receipt["harm_spots"]["harm_spots"]
    assert demo_run.receipt["withheld"]["places_with_too_few_addresses"] == 0
