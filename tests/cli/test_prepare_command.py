"""Data prepared once: found, made anew, thrown away, and the same products with and without."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hotspots.load import placed_rows, prepared_offences
from hotspots.load.boundaries import StudyArea
from hotspots.load.findings import LoadedOffences
from hotspots.study.harm_maps.harm_analysis import NOT_MAPPED
from hotspots.study.harm_maps.harm_map import map_harm
from hotspots.study.inputs import Inputs, find_job
from hotspots.study.preparing import prepare
from hotspots.study.reading import load
from tests.cli.command_line import DONE, FAULT, hotspots
from tests.cli.wick import burglary, wick_workspace
from tests.study.small_force import offence

MADE_AT = datetime(2026, 2, 2, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose export has rows that cannot be used, one of them ragged."""
    rows = [*(offence(n) for n in range(30)), burglary(5), offence(31, (1.0, 1.0))]
    root = wick_workspace(tmp_path_factory.mktemp("prepare") / "wick", rows)
    (exported,) = (root / "data").glob("*.csv")
    with exported.open("a", encoding="utf-8") as file:
        file.write("W/99,one field too few\n")
    return root


@pytest.fixture
def wick(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "wick"))


def prepare_in(wick: Path) -> Path:
    told = hotspots("prepare", cwd=wick)
    assert told.returncode == DONE, told.stderr
    assert "readable by you alone" in told.stdout
    return wick


@pytest.fixture
def prepared(wick: Path) -> Path:
    return prepare_in(wick)


@pytest.fixture(scope="module")
def ready(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared workspace that no test may write to."""
    return prepare_in(Path(shutil.copytree(made, tmp_path_factory.mktemp("ready") / "wick")))


def inputs_of(wick: Path, **other: Any) -> Inputs:
    return replace(find_job(wick).inputs, **other)


def kept(wick: Path) -> set[str]:
    return {path.name for path in (wick / ".hotspots" / "prepared").iterdir()}


def same(one: tuple[StudyArea, LoadedOffences], other: tuple[StudyArea, LoadedOffences]) -> None:
    """Say that two readings hold the same."""
    for name in ("authorities", "districts", "wards"):
        pd.testing.assert_frame_equal(getattr(one[0], name), getattr(other[0], name))
    assert one[0].in_no_ward.equals(other[0].in_no_ward)
    assert one[0].sources == other[0].sources
    assert one[0].notes == other[0].notes
    assert one[0].oddities == other[0].oddities
    pd.testing.assert_frame_equal(one[1].offences, other[1].offences)
    pd.testing.assert_frame_equal(one[1].set_aside, other[1].set_aside)
    assert one[1].sources == other[1].sources
    assert one[1].period == other[1].period
    assert one[1].notes == other[1].notes
    assert one[1].oddities == other[1].oddities


def never_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("it was read again")

    monkeypatch.setattr(placed_rows, "read_source", refused)
    monkeypatch.setattr(prepared_offences, "read_and_place", refused)


@pytest.mark.parametrize("period", [None, (date(2025, 6, 1), date(2025, 12, 31))])
def test_what_is_found_is_what_is_read(
    ready: Path, period: tuple[date, date] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = load(inputs_of(ready, prepared=None, period=period))
    never_read(monkeypatch)
    same(load(inputs_of(ready, period=period)), read)
    assert len(read[1].set_aside)


@pytest.mark.parametrize(
    ("period", "left"),
    [
        ((date(2025, 6, 1), date(2025, 8, 31)), "many"),
        ((date(2025, 1, 1), date(2025, 12, 31)), "none"),
        (None, "none"),
    ],
)
def test_a_period_reads_its_own_groups_of_rows_and_no_row_is_lost(
    wick: Path,
    period: tuple[date, date] | None,
    left: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(prepared_offences, "GROUP_ROWS", 2)
    prepare(find_job(wick))
    never_read(monkeypatch)
    wanted: list[tuple[int, int]] = []
    read = pq.ParquetFile.read_row_groups

    def spied(file: pq.ParquetFile, groups: list[int], **how: Any) -> pa.Table:
        wanted.append((len(groups), file.num_row_groups))
        return read(file, groups, **how)

    monkeypatch.setattr(pq.ParquetFile, "read_row_groups", spied)
    found = load(inputs_of(wick, period=period), whole_rows=True)
    ((groups, there),) = wanted
    assert 0 < groups <= there
    assert (groups < there - 1) is (left == "many")  # the last holds the one without a date
    monkeypatch.undo()
    same(found, load(inputs_of(wick, prepared=None, period=period), whole_rows=True))


def test_what_nobody_asks_for_is_missing_and_all_else_is_the_same(
    ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = load(inputs_of(ready, prepared=None), unread=NOT_MAPPED)
    whole = load(inputs_of(ready, prepared=None))
    never_read(monkeypatch)
    same(load(inputs_of(ready), unread=NOT_MAPPED), read)
    offences = read[1].offences
    assert offences[list(NOT_MAPPED)].isna().all(axis=None)
    kept = [name for name in whole[1].offences if name not in NOT_MAPPED]
    pd.testing.assert_frame_equal(offences[kept], whole[1].offences[kept])


def test_products_and_receipt_are_the_same_with_and_without(
    ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipts = []
    for folder, other in (("read", {"prepared": None}), ("found", {})):
        run = map_harm(
            inputs_of(ready, **other), maps=tmp_path / folder, made_at=MADE_AT, name="map"
        )
        receipts.append(run.receipt)
        never_read(monkeypatch)
    assert receipts[0] == receipts[1]
    assert receipts[0]["products"]


def test_a_changed_file_or_profile_makes_it_anew_and_the_old_goes(prepared: Path) -> None:
    first = kept(prepared)
    load(inputs_of(prepared))
    assert kept(prepared) == first
    (exported,) = (prepared / "data").glob("*.csv")
    with exported.open("a", encoding="utf-8") as file:
        file.write("W/100,another\n")
    loaded = load(inputs_of(prepared))[1]
    assert (
        loaded.rows_set_aside_by_reason
        == load(inputs_of(prepared, prepared=None))[1].rows_set_aside_by_reason
    )
    second = kept(prepared)
    assert (len(second), len(second & first)) == (len(first), 1)
    profile = prepared / "wickshire.toml"
    text = profile.read_text(encoding="utf-8")
    profile.write_text(text + "\n[columns]\nuprn = ['UPRN of the home']\n", encoding="utf-8")
    load(inputs_of(prepared))
    assert (len(kept(prepared)), kept(prepared) & second) == (len(first), set())


def test_it_is_its_owners_alone_and_nothing_is_kept_before_it_is_asked_for(wick: Path) -> None:
    load(inputs_of(wick))
    assert not (wick / ".hotspots").exists()
    assert hotspots("prepare", "--quiet", cwd=wick).returncode == DONE
    folder = wick / ".hotspots" / "prepared"
    if os.name == "posix":
        assert _modes([wick / ".hotspots", folder]) == {0o700}
        assert _modes(folder.iterdir()) == {0o600}


def test_it_can_be_thrown_away_at_any_time(prepared: Path) -> None:
    found = load(inputs_of(prepared))
    shutil.rmtree(prepared / ".hotspots" / "prepared")
    same(load(inputs_of(prepared)), found)
    assert not (prepared / ".hotspots" / "prepared").exists()
    assert hotspots("prepare", "--json", cwd=prepared).answer["sources"]
    assert len(hotspots("prepare", "--remove", "--json", cwd=prepared).answer["removed"]) == 2
    assert not (prepared / ".hotspots" / "prepared").exists()


def test_tidy_deletes_what_is_past_its_time(prepared: Path) -> None:
    folder = prepared / ".hotspots" / "prepared"
    then = time.time() - 40 * 86_400
    for file in folder.iterdir():
        os.utime(file, (then, then))
    (folder / ".unfinished-a.parquet").write_bytes(b"half")
    assert hotspots("tidy", cwd=prepared).returncode == DONE
    assert kept(prepared) == set()
    assert load(inputs_of(prepared))[1].rows_used
    assert len(kept(prepared)) == 2


def test_outside_a_workspace_it_is_refused(tmp_path: Path) -> None:
    told = hotspots("prepare", cwd=tmp_path)
    assert told.returncode == FAULT
    assert "hotspots init" in told.stderr


def _modes(paths: Iterable[Path]) -> set[int]:
    return {path.stat().st_mode & 0o777 for path in paths}


def test_exports_of_both_years_without_a_header_are_prepared(wick: Path) -> None:
    (exported,) = (wick / "data").glob("*.csv")
    header, *rows = exported.read_text(encoding="utf-8-sig").splitlines()
    before = wick / "before.csv"
    before.write_text("\n".join(rows).replace("/2025", "/2024"), encoding="utf-8")
    exported.write_text("\n".join(rows), encoding="utf-8")
    ours = {"reference": "offence_id", "address": "location"}
    columns = {
        ours.get(name, name): (f"column {at}",) for at, name in enumerate(header.split(","), 1)
    }
    job = find_job(wick, header=False)
    inputs = replace(
        job.inputs, earlier=(before,), profile=replace(job.inputs.profile, column_aliases=columns)
    )
    assert prepare(replace(job, inputs=inputs)).sources == (exported.name, before.name)


def test_what_a_workspace_s_files_need_can_be_said(wick: Path) -> None:
    for option in ("--no-header", "--date-format=%d/%m/%Y %H:%M", "--crs=EPSG:27700"):
        told = hotspots("prepare", option, cwd=wick)
        assert told.returncode == DONE, told.stderr
