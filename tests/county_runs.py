"""Runs on the small demonstration county that several rooms look at, each made once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hotspots import schema
from hotspots.analyse.wards.ward_ranking import WardRanking
from hotspots.study.change.changes import Changes, study_changes
from hotspots.study.harm_maps.harm_map import map_harm
from hotspots.study.harm_maps.journeys import HarmMapParams
from hotspots.study.inputs import Job
from hotspots.study.run import Run
from hotspots.study.wards.street_week import plan_street_week
from tests.demonstration import MADE_AT
from tests.made_once import made_once


@dataclass(frozen=True)
class CountyRuns:
    """What changed, a ranking of wards, and packs of some of them."""

    changes: Run[Changes]
    wards: Run[WardRanking]
    packs: Run[WardRanking]


@pytest.fixture(scope="session")
def county_runs(county_job: Job, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CountyRuns]:
    """What changed in the county, and its wards; no test may write to them."""

    def make(folder: Path) -> CountyRuns:
        inputs = county_job.inputs
        wards = plan_street_week(inputs, maps=folder, made_at=MADE_AT, name="wards")
        counts = wards.found.table.sort_values(schema.OFFENCES, ascending=False)
        # The fullest wards, and some of few offences.
        codes = counts[schema.WARD_CODE].iloc[[0, 1, 30, 60, 90]].tolist()
        return CountyRuns(
            changes=study_changes(inputs, maps=folder, made_at=MADE_AT, name="changes"),
            wards=wards,
            packs=plan_street_week(inputs, maps=folder, made_at=MADE_AT, name="packs", packs=codes),
        )

    yield from made_once(tmp_path_factory, "county_runs", make)


@pytest.fixture(scope="session")
def run_of_rape(county_job: Job, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a harm map of a sensitive selection; no test may write to it."""

    def make(folder: Path) -> Path:
        return map_harm(
            county_job.inputs,
            maps=folder,
            made_at=MADE_AT,
            name="rape",
            params=HarmMapParams(selection="rape"),
        ).folder

    yield from made_once(tmp_path_factory, "rape", make)
