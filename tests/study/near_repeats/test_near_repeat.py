"""A near-repeat study: its products, its sources, and that no executor changes the result."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from hotspots import care, schema
from hotspots.analyse.near_repeats.near_repeat_evidence import Verdict
from hotspots.analyse.near_repeats.near_repeat_params import NearRepeatParams
from hotspots.errors import InputError, NoRowsError, ParameterError, SettingsError
from hotspots.profile import ForceProfile
from hotspots.study.executor import local_executor
from hotspots.study.inputs import Inputs, Job
from hotspots.study.near_repeats.journeys import NearRepeatStudyParams
from hotspots.study.near_repeats.near_repeat import NearRepeatFindings, study_near_repeat
from hotspots.study.near_repeats.near_repeat_events import (
    NearRepeatEvents,
    events_of_file,
    events_of_offences,
)
from hotspots.study.parameters import as_mapping, build_parameters
from hotspots.study.run import Run
from tests.essex_2025 import one_burglary
from tests.reading import csv_rows
from tests.run_files import the_file, what_is_in

Tested = Run[NearRepeatFindings]

MADE_AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
QUICK = NearRepeatStudyParams(test=NearRepeatParams(permutations=99))


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """300 burglaries, each third followed next door within the week; two rows are broken."""
    rng = np.random.default_rng(7)
    corner = (600_000, 225_000)
    rows = np.column_stack((corner + rng.uniform(0, 4_000, (300, 2)), rng.integers(0, 300, 300)))
    after = rows[::3] + np.column_stack((rng.uniform(-40, 40, (100, 2)), rng.integers(0, 7, 100)))
    everything = np.vstack((rows, after))
    days = pd.Timestamp("2025-01-01") + pd.to_timedelta(everything[:, 2], unit="D")
    path = tmp_path_factory.mktemp("estate") / "estate.csv"
    lines = [
        f"=R{number},{easting:.1f},{northing:.1f},{day:%d/%m/%Y}"
        for number, ((easting, northing, _), day) in enumerate(zip(everything, days, strict=True))
    ]
    lines += ["=R900,,225000,13/01/2025", "=R901,600000,225000,"]
    path.write_text("\n".join(["Ref,Easting,Northing,Date", *lines]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def run(estate: Path, essex: ForceProfile, tmp_path_factory: pytest.TempPathFactory) -> Tested:
    return study(events_of_file(estate, profile=essex), tmp_path_factory.mktemp("maps"))


def study(
    events: NearRepeatEvents, maps: Path, *, params: NearRepeatStudyParams = QUICK, **more: Any
) -> Tested:
    return study_near_repeat(events, maps=maps, made_at=MADE_AT, name="a", params=params, **more)


def test_the_run_has_table_picture_labels_strings_and_receipt(
    run: Tested, essex: ForceProfile
) -> None:
    assert run.found.evidence.verdict is Verdict.SUPPORTED
    assert what_is_in(run.folder) == {
        "index.html", "labels.csv", "near-repeat.csv", "near-repeat.svg", "receipt.html",
        "receipt.json", "set_aside.csv", "strings.csv",
    }  # fmt: skip
    table = csv_rows(the_file(run.folder, "near-repeat.csv"))
    assert list(table[0]) == [*schema.NEAR_REPEAT_COLUMNS, "marking"]
    assert len(table) == 5 * 6
    assert {row["marking"] for row in table} == {essex.marking}
    page = (run.folder / "index.html").read_text(encoding="utf-8")
    assert run.found.evidence.sentence in page
    assert "<svg" in page
    assert essex.marking in page


def test_the_linked_pairs_stand_on_the_page_with_their_poisson_p(run: Tested) -> None:
    linked = run.found.linked
    assert linked.observed > linked.expected
    page = (run.folder / "index.html").read_text(encoding="utf-8")
    assert f"Strings are made of {linked.observed} pairs less than 200 m and 14 days apart" in page
    assert "(Poisson p below 0.001, of this one window" in page
    told = run.receipt["near_repeat"]["linked_pairs"]
    assert told["sentence"] in page
    assert told["p_value"] == linked.p_value < 0.001


def test_events_of_one_date_get_no_p_value_at_the_head(
    estate: Path, essex: ForceProfile, tmp_path: Path
) -> None:
    same_day = tmp_path / "one_day.csv"
    text = estate.read_text(encoding="utf-8")
    same_day.write_text(re.sub(r"\d\d/\d\d/2025", "14/02/2025", text), encoding="utf-8")
    made = study(events_of_file(same_day, profile=essex, called="arsons"), tmp_path)
    found = made.receipt["near_repeat"]
    assert found["sentence"].startswith("All 400 arsons have one date")
    assert found["linked_pairs"]["sentence"].endswith("too few to tell more than the numbers.")


def test_rows_in_are_rows_used_and_rows_set_aside(run: Tested) -> None:
    receipt = json.loads((run.folder / "receipt.json").read_text(encoding="utf-8"))
    rows = receipt["rows"]
    assert (rows["rows_in"], rows["rows_used"], rows["rows_set_aside"]) == (402, 400, 2)
    assert receipt["near_repeat"]["events"] == 400
    assert sum(receipt["near_repeat"]["labels"].values()) == 400
    assert len(csv_rows(the_file(run.folder, "labels.csv"))) == 400
    aside = csv_rows(run.folder / "set_aside.csv")
    assert [row["reason"] for row in aside] == ["no coordinates", "no date"]
    assert build_parameters(NearRepeatStudyParams, receipt["parameters"]) == QUICK


def test_no_formula_is_live_in_any_table(run: Tested) -> None:
    for name in ("labels.csv", "strings.csv", "near-repeat.csv"):
        for row in csv_rows(the_file(run.folder, name)):
            assert not any(cell.startswith(("=", "+", "@")) for cell in row.values()), name
    assert csv_rows(the_file(run.folder, "labels.csv"))[0]["event_id"].startswith("'=R")


def test_no_distance_between_two_burglaries_is_told_to_the_metre(run: Tested) -> None:
    """With an address file an exact distance is two homes: 6 of 22 pairs of the small county."""
    told = {row["follows_within_m"] for row in csv_rows(the_file(run.folder, "labels.csv"))} - {""}
    assert told
    assert all(float(each) % care.SQUARE_M == 0 for each in told)


def test_each_string_lists_its_burglaries_in_order(run: Tested) -> None:
    strings = csv_rows(the_file(run.folder, "strings.csv"))
    labels = csv_rows(the_file(run.folder, "labels.csv"))
    linked = [row for row in labels if row["label"] != "unlinked"]
    assert sum(int(row["events"]) for row in strings) == len(linked)
    for row in strings:
        assert len(row["event_ids"].split("; ")) == int(row["events"]) >= 2
        assert row["first_date"] <= row["last_date"]


def test_no_executor_changes_the_result(estate: Path, essex: ForceProfile, tmp_path: Path) -> None:
    events = events_of_file(estate, profile=essex)
    params = NearRepeatStudyParams(test=NearRepeatParams(permutations=520))
    here = study(events, tmp_path / "1", params=params)
    with local_executor(2) as executor:
        there = study(events, tmp_path / "2", params=params, executor=executor)
    assert len(here.found.table.simulated) == 520
    assert (here.found.table.simulated == there.found.table.simulated).all()
    assert dict(here.receipt) == dict(there.receipt)  # the hash of every product is in it


def test_the_same_rows_in_another_order_give_the_same_table(
    run: Tested, estate: Path, essex: ForceProfile, tmp_path: Path
) -> None:
    head, *lines = estate.read_text(encoding="utf-8").splitlines()
    turned = tmp_path / "estate.csv"
    turned.write_text("\n".join([head, *reversed(lines)]), encoding="utf-8")
    again = study(events_of_file(turned, profile=essex), tmp_path)
    for name in ("near-repeat.csv", "labels.csv", "strings.csv"):
        one, other = (the_file(each.folder, name).read_bytes() for each in (again, run))
        assert one == other, name


def test_a_band_that_expects_nothing_has_no_ratio(essex: ForceProfile, tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("x,y,date\n600000,225000,2026-01-13\n600900,225000,2026-01-14\n")
    run = study(events_of_file(path, profile=essex), tmp_path)
    assert run.found.evidence.verdict is Verdict.TOO_FEW
    text = (run.folder / "receipt.json").read_text(encoding="utf-8")
    assert "NaN" not in text
    assert json.loads(text)["near_repeat"]["bands"][0]["ratio"] is None
    assert {row["ratio"] for row in csv_rows(the_file(run.folder, "near-repeat.csv"))} == {""}


def test_the_demonstration_countys_near_repeat_is_found(county_job: Job, tmp_path: Path) -> None:
    events = events_of_offences(county_job.inputs)
    assert len(events.points) + sum(events.left_out.values()) == events.read.rows_used
    run = study(events, tmp_path)
    assert run.found.evidence.verdict is Verdict.SUPPORTED
    assert run.receipt["demonstration"]
    assert any("midpoint" in caveat for caveat in run.receipt["caveats"])


def test_a_range_is_taken_at_the_moment_asked_for(county_job: Job) -> None:
    by_moment: dict[str, Any] = {
        moment: events_of_offences(county_job.inputs, range_moment=moment).points.set_index(
            "event_id"
        )["date"]
        for moment in ("earliest", "midpoint", "latest")
    }
    shared = by_moment["midpoint"].index
    shared = shared.intersection(by_moment["earliest"].index)
    shared = shared.intersection(by_moment["latest"].index)
    assert len(shared) > 100
    earliest, midpoint, latest = (by_moment[m][shared] for m in ("earliest", "midpoint", "latest"))
    assert ((earliest <= midpoint) & (midpoint <= latest)).all()
    assert (earliest < latest).any()


def test_a_period_leaves_out_what_lies_outside(county_job: Job) -> None:
    spring = (date(2025, 3, 1), date(2025, 5, 31))
    events = events_of_offences(replace(county_job.inputs, period=spring))
    assert spring[0] <= events.period[0] <= events.period[1] <= spring[1]
    assert events.read.rows_in == events.read.rows_used + len(events.read.set_aside)
    assert len(events.points) + sum(events.left_out.values()) == events.read.rows_used


def test_monthly_data_are_refused(shared_data: Path, essex: ForceProfile, tmp_path: Path) -> None:
    layers = shared_data / "boundaries" / "essex_local_authorities.geojson"
    inputs = Inputs(offences=[one_burglary(tmp_path)], layers=[layers], profile=essex)
    with pytest.raises(InputError, match="1 of 1 offences carry a month and no day") as refusal:
        events_of_offences(inputs)
    assert str(refusal.value).count(". ") == 0


def test_a_period_without_a_burglary_is_said(county_job: Job) -> None:
    day = events_of_offences(county_job.inputs).period[0].replace(month=1, day=1)
    with pytest.raises(NoRowsError, match="no dwelling burglary among"):
        events_of_offences(replace(county_job.inputs, period=(day, day)))


def test_links_are_checked_before_anything_is_read() -> None:
    with pytest.raises(ParameterError, match="max_days"):
        NearRepeatStudyParams(link_days=0)
    assert NearRepeatStudyParams().links.same_place_m == 0.1
    assert "link_days" in as_mapping(NearRepeatStudyParams())


def test_a_name_that_is_taken_is_refused_and_kept(
    estate: Path, essex: ForceProfile, tmp_path: Path
) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(SettingsError, match="already"):
        study(events_of_file(estate, profile=essex), tmp_path)
    assert list(tmp_path.iterdir()) == [tmp_path / "a"]


def test_points_of_a_geographic_file_keep_their_own_system(
    essex: ForceProfile, tmp_path: Path
) -> None:
    path = tmp_path / "utm.gpkg"
    gpd.GeoDataFrame(
        {"date": ["2026-01-13", "2026-01-14"]},
        geometry=gpd.points_from_xy([447000, 447050], [4636000, 4636000]),
        crs="EPSG:32616",
    ).to_file(path)
    assert events_of_file(path, profile=essex).points.crs == "EPSG:32616"


def test_arsons_are_not_called_burglaries(
    essex: ForceProfile, estate: Path, tmp_path: Path
) -> None:
    events = events_of_file(estate, profile=essex, called="arsons")
    run = study(events, tmp_path)
    assert "pairs of arsons" in run.found.evidence.sentence
    picture = the_file(run.folder, "near-repeat.svg")
    for file in (run.folder / "index.html", picture, run.folder / "receipt.json"):
        assert "burglar" not in file.read_text(encoding="utf-8").lower(), file.name
