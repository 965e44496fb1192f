"""A study of accuracy on the small demonstration county: its products, and what it refuses."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from hotspots.analyse.hold_outs.accuracy_params import ComparisonParams
from hotspots.analyse.hold_outs.judged_rankings import TargetFindings
from hotspots.errors import NoRowsError, ParameterError
from hotspots.study.executor import LocalProcesses
from hotspots.study.hold_outs.accuracy import study_accuracy
from hotspots.study.hold_outs.journeys import AccuracyParams, foreseen_of
from hotspots.study.inputs import Job
from hotspots.study.run import Run
from tests.demonstration import MADE_AT
from tests.reading import files_of
from tests.run_files import what_they_are
from tests.study import small_force

Judged = Run[Mapping[str, TargetFindings]]

QUICK = AccuracyParams(
    compare=ComparisonParams(
        area_shares=(0.01, 0.05), spot_count=5, resamples=20, cell_size_m=500.0
    ),
    foresee="street_violence:harm,street_violence:number",
)


@pytest.fixture(scope="module")
def run(county_job: Job, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    maps = tmp_path_factory.mktemp("maps")
    return study_accuracy(county_job.inputs, maps=maps, made_at=MADE_AT, name="one", params=QUICK)


def test_every_product_is_there_and_in_the_receipt(run: Judged) -> None:
    files = {path.name for path in run.folder.iterdir()}
    assert what_they_are(files) == {
        "index.html", "accuracy.xlsx", "accuracy.csv", "differences.csv", "parts.csv",
        "settings.csv", "captured-1.svg", "captured-2.svg", "set_aside.csv", "receipt.json",
        "receipt.html", "tables",
    }  # fmt: skip
    receipt = json.loads((run.folder / "receipt.json").read_text("utf-8"))
    named = {file.partition("/")[0] for file in receipt["products"]}
    assert files - named == {"receipt.json", "receipt.html"}
    assert receipt["journey"] == "accuracy"
    assert set(receipt["accuracy"]["foreseen"]) == {
        "Street violence: harm", "Street violence: number",
    }  # fmt: skip


def test_rows_in_are_rows_used_and_rows_set_aside(run: Judged) -> None:
    rows = run.receipt["rows"]
    assert rows["rows_in"] == rows["rows_used"] + rows["rows_set_aside"]


def test_the_page_opens_with_what_ranks_and_shows_the_plain_count(run: Judged) -> None:
    page = (run.folder / "index.html").read_text("utf-8")
    assert page.index("What ranks, and why") < page.index("Share captured")
    assert "Plain prior count" in page
    assert "DEMONSTRATION" in page
    assert "Known: January to September 2025. Judged: October to December 2025." in page
    assert "Elsewhere the name is used for predicted over observed" in page


def test_the_same_run_gives_the_same_bytes_whatever_the_order_of_the_rows_or_executor(
    run: Judged, county_job: Job, tmp_path: Path
) -> None:
    source = files_of(county_job.inputs)[0]
    turned = tmp_path / source.name
    with source.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    with turned.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *reversed(rows)])
    inputs = replace(county_job.inputs, offences=[turned])
    with LocalProcesses(1) as executor:
        again = study_accuracy(
            inputs, maps=tmp_path, made_at=MADE_AT, name="one", params=QUICK, executor=executor
        )
    for label, found in run.found.items():
        other = again.found[label]
        pd.testing.assert_frame_equal(found.scores, other.scores)
        pd.testing.assert_frame_equal(found.differences, other.differences)
    lines = "set_aside.csv"  # of rows in another order
    products, twins = run.receipt["products"], again.receipt["products"]
    assert {**products, lines: None} == {**twins, lines: None}


def test_half_a_year_is_refused_with_what_to_do(tmp_path: Path) -> None:
    inputs = small_force.inputs(tmp_path, small_force.market_street(60))
    short = replace(inputs, period=(pd.Timestamp("2025-01-01"), pd.Timestamp("2025-06-30")))
    with pytest.raises(NoRowsError, match="Add the months before"):
        study_accuracy(short, maps=tmp_path / "maps", made_at=MADE_AT)
    assert not (tmp_path / "maps").exists()


def test_too_few_offences_to_judge_by_are_left_out_and_said_to_be(tmp_path: Path) -> None:
    inputs = small_force.inputs(tmp_path, small_force.market_street(480))
    run = study_accuracy(
        inputs,
        maps=tmp_path / "maps",
        made_at=MADE_AT,
        params=replace(QUICK, foresee="street_violence:number,burglary:number"),
    )
    assert set(run.found) == {"Street violence: number"}
    assert "Too few offences to judge by: Dwelling burglary: number." in run.receipt["caveats"]
    with pytest.raises(NoRowsError, match="--foresee"):
        study_accuracy(
            inputs,
            maps=tmp_path / "maps",
            made_at=MADE_AT,
            name="none",
            params=replace(QUICK, foresee="burglary:number"),
        )


@pytest.mark.parametrize("wrong", ["theft:harm", "all", "all:count", "all:harm,,"])
def test_a_wrong_word_is_told_with_what_there_is(county_job: Job, wrong: str) -> None:
    with pytest.raises(ParameterError, match="street_violence"):
        foreseen_of(county_job.inputs.profile, wrong)


def test_by_default_all_harm_spots_and_visited_burglary_are_foreseen(county_job: Job) -> None:
    assert [each.label for each in foreseen_of(county_job.inputs.profile, None)] == [
        "All offences: harm",
        "Street violence: harm",
        "Street violence: number",
        "Dwelling burglary: number",
    ]


def test_what_police_activity_finds_is_left_out_unless_asked_for(
    run: Judged, county_job: Job, tmp_path: Path
) -> None:
    one = replace(QUICK, foresee="street_violence:number")
    more = study_accuracy(
        county_job.inputs,
        maps=tmp_path,
        made_at=MADE_AT,
        name="more",
        params=replace(one, include_police_discovered=True),
    )
    label = "Street violence: number"
    assert more.found[label].offences_known > run.found[label].offences_known
