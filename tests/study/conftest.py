"""One run of the main job on the small demonstration county, for all that looks at its products."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
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

MADE_AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class DemoRun:
    """The small demonstration county, and the run of the main job on it."""

    workspace: Workspace
    files: DemoFiles
    job: Job
    run: Run[HarmAnalysis]

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
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> DemoRun:
    root = tmp_path_factory.mktemp("demo")
    workspace, files = make_demo(root, DemoParams.small())
    job = find_job(root)
    run = map_harm(job.inputs, maps=job.maps, made_at=MADE_AT, name="demo")
    return DemoRun(workspace=workspace, files=files, job=job, run=run)
