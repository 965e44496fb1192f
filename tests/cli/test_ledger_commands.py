"""Patrols and deployments on the command line: entered, imported, shown, exported, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyogrio
import pytest

from hotspots.ledger import open_ledger
from tests.cli.command_line import DONE, FAULT, USAGE, hotspots
from tests.ledger.spots import adopt

ADD = ("patrols", "add", "--at", "2026-01-09 21:15", "--minutes", "15", "--role", "PC")


@pytest.fixture(scope="module")
def workspace(workspace: Path) -> Path:
    """The small county, with two harm spots in force and nothing done in them yet."""
    with open_ledger(workspace_root=workspace) as ledger:
        adopt(ledger, "S001", "S002")
    return workspace


@pytest.fixture(scope="module")
def wards(workspace: Path) -> list[str]:
    """The codes of the county's wards."""
    layer = pyogrio.read_dataframe(workspace / "layers/demo/wards.gpkg", read_geometry=False)
    return sorted(layer["WD25CD"])


@pytest.fixture(autouse=True)
def in_the_workspace(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Stand in the workspace, and leave its ledger as it was."""
    ledger = workspace / "ledger.sqlite3"
    before = ledger.read_bytes()
    monkeypatch.chdir(workspace)
    yield
    ledger.write_bytes(before)


@pytest.mark.parametrize("what", ["visits", "patrols", "deployments"])
def test_an_export_of_nothing_comes_back_as_nothing(what: str, tmp_path: Path) -> None:
    file = str(tmp_path / "none.csv")
    assert hotspots(what, "export", file).stdout == f"0 {what} written to {file}.\n"
    told = hotspots(what, "import", file)
    assert told.returncode == DONE, told.stderr
    assert told.stdout == f"The file holds 0 {what}: nothing was recorded.\n"


def test_a_patrol_is_entered_once_shown_and_taken_back() -> None:
    words = [*ADD, "--spot", "s001", "--activity", "business check", "--interactions", "4"]
    assert "1 patrol recorded." in hotspots(*words).stdout
    assert "in the ledger already" in hotspots(*words).stdout
    listed = hotspots("patrols", "list")
    assert listed.returncode == DONE, listed.stderr
    assert "Market Street 1, Market Wick" in listed.stdout
    assert "business check" in listed.stdout
    (patrol,) = hotspots("patrols", "list", "--json").answer["patrols"]
    assert (patrol["spot_id"], patrol["minutes"], patrol["interactions"]) == ("S001", 15, 4)
    assert patrol["begins_at"] == "2026-01-09T21:15:00+00:00"
    assert (patrol["recorded_by"], patrol["entered_by_role"]) == ("entered", "analyst")
    other = hotspots("patrols", "list", "--from", "2026-02-01", "--to", "2026-02-28")
    assert other.stdout == "No patrol is recorded from 1 February 2026 to 28 February 2026.\n"
    remove = ("patrols", "remove", "--spot", "S001", "--at", "2026-01-09 21:15")
    assert "1 patrol withdrawn." in hotspots(*remove).stdout
    again = hotspots(*remove)
    assert again.returncode == FAULT
    assert "0 patrols match" in again.stderr


def test_a_spot_that_is_not_in_force_is_refused_and_those_that_are_named() -> None:
    told = hotspots(*ADD, "--spot", "S012")
    assert told.returncode == FAULT
    assert "'S012' is not in force" in told.stderr
    assert "S001 (Market Street 1, Market Wick); S002" in told.stderr.replace("\n", " ")


def test_what_cannot_be_kept_is_said_and_a_wrong_word_is_a_wrong_use() -> None:
    told = hotspots(*ADD, "--spot", "S001", "--minutes", "900")
    assert told.returncode == FAULT
    assert "minutes are not a number from 1 to 720" in told.stderr
    wrong = hotspots(*ADD, "--spot", "S001", "--activity", "tea")
    assert wrong.returncode == USAGE


def test_every_fault_of_an_entry_is_said_at_once_and_a_time_as_in_a_file_is_read() -> None:
    words = [*ADD, "--spot", "S099", "--minutes", "0", "--at"]
    said = " ".join(hotspots(*words, "09/01/2150 21:15").stderr.split())
    assert "for 3 reasons" in said
    for fault in ("'S099' is not in force", "lies in the future", "minutes are not a number"):
        assert fault in said
    said = " ".join(hotspots(*words, "09/01/2999 21:15").stderr.split())
    assert "'09/01/2999 21:15' is before 1900 or after 2199: mend the year." in said
    said = " ".join(hotspots(*words, "after tea").stderr.split())
    assert "for 3 reasons" in said
    assert "'after tea' is no moment" in said
    moment = ("--at", "11/01/2026 21:15")
    assert "1 patrol recorded" in hotspots(*ADD, "--spot", "S001", *moment).stdout
    other = hotspots("patrols", "list", "--from", "2026-02-01", "--to", "2026-02-28")
    assert other.stdout == "No patrol is recorded from 1 February 2026 to 28 February 2026.\n"
    remove = ("patrols", "remove", "--spot", "S001", "--at", "2026-01-11 21:15")
    assert "1 patrol withdrawn." in hotspots(*remove).stdout


def test_a_plan_that_comes_back_says_first_what_was_filled_in(tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    file.write_text(
        "planned_at,spot_id,begins_at,minutes,role,activity\n"
        "12/01/2026 20:00,S001,12/01/2026 20:05,15,PC,engagement\n"
        "12/01/2026 21:00,S001,12/01/2026 21:05,,PC,engagement\n"
        "12/01/2026 22:00,S001,,,,\n"
    )
    told = hotspots("patrols", "import", str(file))
    sums = "2 filled in: 1 recorded, 0 already there, 1 with a fault; 1 not done yet (3 rows in)."
    assert sums in told.stdout
    assert hotspots("patrols", "import", str(file), "--json").answer["not_done"] == 1


def test_a_file_of_patrols_goes_in_once_and_comes_out(tmp_path: Path) -> None:
    file = tmp_path / "patrols.csv"
    file.write_text(
        "easting,northing,begins_at,minutes,role,activity,interactions\n"
        "500010,200010,10/01/2026 20:00,12,PCSO,engagement,7\n"
        "509999,200010,10/01/2026 20:30,12,PCSO,engagement,7\n"
    )
    told = hotspots("patrols", "import", str(file), "--role", "sergeant")
    assert told.returncode == DONE, told.stderr
    assert "2 rows in = 1 recorded + 0 already there + 1 set aside." in told.stdout
    assert "line 3: the point lies in no harm spot" in told.stdout
    again = hotspots("patrols", "import", str(file), "--json").answer
    assert (again["recorded"], again["already_there"]) == (0, 1)
    days = ("--from", "2026-01-10", "--to", "2026-01-10")
    assert len(hotspots("patrols", "list", *days, "--json").answer["patrols"]) == 1
    day_after = ("--from", "2026-01-11", "--to", "2026-01-11")
    assert hotspots("patrols", "list", *day_after, "--json").answer["patrols"] == []
    out = tmp_path / "out.csv"
    assert "1 patrol written to" in hotspots("patrols", "export", str(out)).stdout
    assert "S001,2026-01-10 20:00:00+00:00,12,PCSO,engagement,7,file," in out.read_text("utf-8")


def test_many_rows_set_aside_are_counted_by_reason_and_json_has_every_one(tmp_path: Path) -> None:
    file = tmp_path / "patrols.csv"
    rows = [f"S001,10/01/2026 20:{minute:02d},soon,PC,engagement\n" for minute in range(21)]
    file.write_text("spot_id,begins_at,minutes,role,activity\n" + "".join(rows))
    told = hotspots("patrols", "import", str(file))
    assert "21 set aside: minutes are not a number from 1 to 720 (lines 2, 3, 4" in told.stdout
    every = hotspots("patrols", "import", str(file), "--json").answer["set_aside"]
    assert [row["source_line"] for row in every] == list(range(2, 23))
    assert {row["value"] for row in every} == {None}
    assert "All 21, each with its line and reason" in told.stdout
    aside = tmp_path / "aside.csv"
    told = hotspots("patrols", "import", str(file), "--set-aside", str(aside))
    assert "21 rows set aside, with line and reason" in told.stdout
    lines = aside.read_text("utf-8").splitlines()
    assert lines[0] == "source_file,source_line,reason"
    assert lines[-1] == "patrols.csv,22,minutes are not a number from 1 to 720"
    assert len(lines) == 22
    itself = hotspots("patrols", "import", str(file), "--set-aside", str(file))
    assert itself.returncode == USAGE
    assert "would write over it" in itself.stderr.replace("\n", " ")


def test_a_street_week_is_entered_once_and_shown(wards: list[str], tmp_path: Path) -> None:
    days = ("--from", "2026-03-02", "--to", "2026-03-08")
    words = ["deployments", "add", "--ward", wards[0].lower(), *days]
    assert "1 deployment recorded." in hotspots(*words).stdout
    assert "in the ledger already" in hotspots(*words).stdout
    (week,) = hotspots("deployments", "list", "--json").answer["deployments"]
    assert (week["operation"], week["ward_code"]) == ("Street Week", wards[0])
    assert wards[0] in hotspots("deployments", "list").stdout
    out = tmp_path / "out.csv"
    assert hotspots("deployments", "export", str(out)).returncode == DONE
    told = hotspots("deployments", "import", str(out))
    assert "1 row in = 0 recorded + 1 already there + 0 set aside." in told.stdout


def test_a_ward_that_is_not_there_is_refused_and_those_that_are_named(wards: list[str]) -> None:
    days = ("--from", "2026-03-02", "--to", "2026-03-08")
    told = hotspots("deployments", "add", "--ward", "E05000000", *days)
    assert told.returncode == FAULT
    assert "No ward of the force has the code 'E05000000'" in told.stderr
    assert any(code in told.stderr for code in wards)
    backwards = ("--from", "2026-03-08", "--to", "2026-03-02")
    told = hotspots("deployments", "add", "--ward", wards[0], *backwards)
    assert "the last day is before the first" in told.stderr
    told = hotspots("deployments", "add", "--ward", wards[0], "--from", "March", "--to", "April")
    assert told.returncode == USAGE


def test_a_visit_that_was_entered_wrongly_is_taken_back(tmp_path: Path) -> None:
    visits = tmp_path / "visits.csv"
    visits.write_text("uprn,visited_at,role,outcome\n1001,30/12/2025 18:00,PCSO,spoken to\n")
    assert hotspots("visits", "import", str(visits)).returncode == DONE
    remove = ("visits", "remove", "--uprn", "1001", "--at", "2025-12-30 18:00")
    assert "1 visit withdrawn." in hotspots(*remove).stdout
    assert "0 visits match" in hotspots(*remove).stderr
