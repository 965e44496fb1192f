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

from hotspots.demo.params import DemoParams
from hotspots.demo.write import DemoFiles
from hotspots.study.demo import make_demo
from hotspots.study.harm_maps.harm_analysis import HarmAnalysis
from hotspots.study.harm_maps.harm_map import map_harm
from hotspots.study.inputs import Job, find_job
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
def county_job(
    county: tuple[Workspace, DemoFiles], tmp_path_factory: pytest.TempPathFactory
) -> Job:
    """What a journey on the county reads; the first of a worker prepares it for the others."""
    job = find_job(county[0].root)
    return replace(
        job, inputs=replace(job.inputs, prepared=tmp_path_factory.mktemp("county_prepared"))
    )


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


@pytest.fixture(scope="module")
def workspace(
    county: tuple[Workspace, DemoFiles], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A copy of the county for this module's tests, which may write to it."""
    return Path(
        shutil.copytree(county[0].root, tmp_path_factory.mktemp("workspace"), dirs_exist_ok=True)
    )
