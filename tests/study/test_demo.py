"""The workspace that the demonstration is made in."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotspots.study.demo import practise_beside
from hotspots.study.executor import InProcess, LocalProcesses
from hotspots.study.inputs import find_job
from hotspots.workspace import SETTINGS_FILE, read_workspace
from tests.demonstration import DemoRun


def test_a_new_workspace_knows_the_earlier_years_and_the_tables(demo_run: DemoRun) -> None:
    inputs = find_job(demo_run.workspace.root).inputs
    assert inputs.earlier == (demo_run.files.earlier[0].parent,)
    assert inputs.tables == (demo_run.files.tables[0].parent,)
    assert len(demo_run.files.tables) == 4
    # What the ledger takes in is no table by ward, and no offence.
    assert demo_run.files.deployments.parent != demo_run.files.tables[0].parent


def test_the_repository_itself_is_such_a_workspace() -> None:
    root = Path(__file__).parents[2]
    if (root / SETTINGS_FILE).is_file():
        workspace = read_workspace(root)
        assert workspace.earlier == (root / "data/demo/earlier",)
        assert workspace.tables == (root / "data/demo/tables",)


def test_a_process_beside_has_compiled_what_follows_streets_when_the_county_is_made() -> None:
    module = "hotspots.analyse.streets.stretch_kernel"
    compiled = f"len(__import__('sys').modules['{module}'].grown.signatures)"
    with LocalProcesses(1) as executor:
        practise_beside(executor)
        assert executor.submit(eval, compiled).result() > 0


def test_one_process_does_not_practise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(InProcess, "submit", None)
    practise_beside(InProcess())
