"""`hotspots ledger`: whether it is as it was entered, and what was done with it."""

from __future__ import annotations

import shlex
import sqlite3
from pathlib import Path

import pytest

from hotspots.workspace import make_workspace
from tests.cli.command_line import DONE, FAULT, hotspots
from tests.cli.wick import wick_workspace


@pytest.fixture
def wick(tmp_path: Path) -> Path:
    root = wick_workspace(tmp_path / "wick")
    (root / "visits.csv").write_text(
        "uprn,visited_at,role,outcome,entered_at,entered_by_role\n"
        "10005,30/12/2025 10:00,PC,refused,30/12/2025 11:00,sergeant\n",
        encoding="utf-8",
    )
    told = hotspots("visits", "import", "visits.csv", "--role", "PC", cwd=root)
    assert told.returncode == DONE, told.stderr
    return root


def test_a_changed_row_ends_the_command_with_its_name(wick: Path) -> None:
    told = hotspots("ledger", "verify", cwd=wick)
    assert told.returncode == DONE
    assert "3 rows are as they were entered." in told.stdout
    head = told.stdout.split()[-1]
    with sqlite3.connect(wick / "ledger.sqlite3") as database:
        database.execute("UPDATE ledger_visit SET entered_by_role='sergeant'")
    database.close()
    told = hotspots("ledger", "verify", "--noted", head, cwd=wick)
    assert told.returncode == FAULT
    assert "link 2, visit 1: the row was changed" in told.stderr
    assert hotspots("ledger", "verify", "--json", cwd=wick).returncode == FAULT


def test_a_single_row_is_told_as_one(tmp_path: Path) -> None:
    make_workspace(tmp_path)
    (tmp_path / "visits.csv").write_text("uprn,visited_at,role,outcome\n", encoding="utf-8")
    assert hotspots("visits", "import", "visits.csv", cwd=tmp_path).returncode == DONE
    told = hotspots("ledger", "verify", cwd=tmp_path)
    assert "1 row is as it was entered." in told.stdout


@pytest.mark.parametrize(
    "words",
    [
        "ledger verify",
        "ledger log",
        "alarms list",
        "spots list",
        "patrols list",
        "visits export out.csv",
        "cocoon data --layers layers",
        "tidy",
        "tidy --out nowhere",
    ],
)
def test_outside_a_workspace_a_command_of_the_ledger_is_refused_and_makes_none(
    words: str, tmp_path: Path
) -> None:
    told = hotspots(*shlex.split(words), cwd=tmp_path)
    assert told.returncode == FAULT, told.stdout
    assert ("There is no folder nowhere" if "--out" in words else "hotspots init DIR") in (
        told.stderr
    )
    assert not list(tmp_path.iterdir())


def test_tidy_clears_a_folder_of_runs_outside_a_workspace(tmp_path: Path) -> None:
    half = tmp_path / "maps" / ".unfinished-half"
    half.mkdir(parents=True)
    assert f"deleted: {half}" in hotspots("tidy", cwd=tmp_path).stdout


def test_the_log_says_who_imported_and_no_home(wick: Path) -> None:
    answer = hotspots("ledger", "log", "--json", cwd=wick).answer
    assert [(each["act"], each["what"], each["role"]) for each in answer["log"]][1:] == [
        ("collection", "visits entered", "PC")
    ]
    told = hotspots("ledger", "log", "--export", "log.csv", cwd=wick)
    assert "2 entries written to log.csv." in told.stdout
    text = (wick / "log.csv").read_text(encoding="utf-8")
    assert "visits entered" in text
    assert "10005" not in text
    assert "log exported" in hotspots("ledger", "log", cwd=wick).stdout
    assert hotspots("ledger", "log", "--since", "2199-01-01", "--json", cwd=wick).answer == {
        "log": []
    }


def test_a_visit_that_was_withdrawn_is_told_so(wick: Path) -> None:
    told = hotspots("visits", "remove", "--uprn", "10005", "--at", "2025-12-30 10:00", cwd=wick)
    assert told.stdout == "1 visit withdrawn.\n"
    assert hotspots("ledger", "verify", cwd=wick).returncode == DONE
