"""The small demonstration county and the run of the main job on it, made once for every worker."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from hotspots import schema
from hotspots.demo.params import DemoParams
from hotspots.demo.write import DemoFiles
from hotspots.study.demo import make_demo
from hotspots.study.harm_maps.harm_analysis import HarmAnalysis
from hotspots.study.harm_maps.harm_map import map_harm
from hotspots.study.inputs import Inputs, Job, find_job
from hotspots.study.preparing import prepare
from hotspots.study.reading import area_of
from hotspots.study.run import Run
from hotspots.workspace import Workspace
from tests.made_once import made_once

Mapped = Run[HarmAnalysis]

MADE_AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class DemoRun:
    """The small demonstration county, and the run of the main job on it."""

    workspace: Workspace
    files: DemoFiles
    job: Job
    run: Mapped

    @property
    def receipt(self) -> dict[str, Any]:
        return dict(self.run.receipt)

    @property
    def planted(self) -> gpd.GeoDataFrame:
        """The planted harm spots, as points in the force's system."""
        return gpd.read_file(self.files.truth_spots).to_crs("EPSG:27700")

    @property
    def broken(self) -> pd.DataFrame:
        """The rows that were broken on purpose."""
        return pd.read_csv(self.files.truth_broken_rows, dtype="str")


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, DemoFiles]]:
    """The small demonstration county in a workspace, which no test may write to."""
    yield from made_once(
        tmp_path_factory, "county", lambda folder: make_demo(folder, DemoParams.small())
    )


@pytest.fixture(scope="session")
def prepared_county(
    county: tuple[Workspace, DemoFiles], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """A copy of the county's workspace, its offences and boundaries prepared; no test may write."""

    def make(folder: Path) -> Path:
        root = Path(shutil.copytree(county[0].root, folder / "county"))
        prepare(find_job(root))
        return root

    yield from made_once(tmp_path_factory, "prepared_county", make)


@pytest.fixture(scope="session")
def county_job(prepared_county: Path, tmp_path_factory: pytest.TempPathFactory) -> Job:
    """What a journey on the county reads; its offences and boundaries are prepared."""
    return find_job(_copied(prepared_county, tmp_path_factory.mktemp("county_job")))


@pytest.fixture(scope="session")
def demo_run(
    county: tuple[Workspace, DemoFiles], county_job: Job, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DemoRun]:
    """The county and the run of the main job on it."""
    workspace, files = county

    def make(folder: Path) -> Mapped:
        return map_harm(county_job.inputs, maps=folder, made_at=MADE_AT, name="demo")

    for run in made_once(tmp_path_factory, "maps", make):
        job = replace(county_job, maps=run.folder.parent)
        yield DemoRun(workspace=workspace, files=files, job=job, run=run)


def of_three_districts(inputs: Inputs) -> Inputs:
    """Return what a journey on the county reads for a force of three of its districts alone."""
    profile, area = inputs.profile, area_of(inputs)
    districts = profile.districts[:3]
    names = [district.name for district in districts]
    ground = area.districts[area.districts[schema.DISTRICT].isin(names)].union_all()
    codes = {code for district in districts for code in district.authorities}
    corner = replace(
        profile,
        districts=districts,
        authorities={code: name for code, name in profile.authorities.items() if code in codes},
        places=tuple(
            place
            for place in profile.places
            if shapely.contains_xy(ground, place.easting, place.northing)
        ),
    )
    return replace(inputs, profile=corner, prepared=None)


@pytest.fixture(scope="session")
def corner_run(
    county_job: Job, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Inputs, Mapped]]:
    """Three districts of the county, and the run of the main job on them in one process."""

    def make(folder: Path) -> tuple[Inputs, Mapped]:
        inputs = of_three_districts(county_job.inputs)
        return inputs, map_harm(inputs, maps=folder, made_at=MADE_AT, name="corner")

    yield from made_once(tmp_path_factory, "corner", make)


@pytest.fixture(scope="module")
def workspace(prepared_county: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the prepared county for this module's tests, which may write to it."""
    return _copied(prepared_county, tmp_path_factory.mktemp("workspace"))


def _copied(workspace: Path, to: Path) -> Path:
    return Path(shutil.copytree(workspace, to, dirs_exist_ok=True))
