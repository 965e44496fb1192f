"""`hotspots evaluate`: from an empty file to a verdict."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Protocol

import pytest

from hotspots.cli import main
from hotspots.demo.params import DemoParams
from hotspots.study.demo import make_demo

pytestmark = pytest.mark.xdist_group("evaluate_command")
MARKET = "data/demo/operations/market_patrols.toml"
PATROLS = "data/demo/patrols.csv"


class Command(Protocol):
    def __call__(self, *words: str, cwd: Path) -> tuple[int, str, str]: ...


@pytest.fixture
def hotspots(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")

    def run(*words: str, cwd: Path) -> tuple[int, str, str]:
        monkeypatch.chdir(cwd)
        monkeypatch.setattr(sys, "argv", ["hotspots", *words])
        with pytest.raises(SystemExit) as stop:
            main()
        said = capsys.readouterr()
        return int(stop.value.code or 0), said.out, said.err

    return run


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("evaluate")
    make_demo(root, DemoParams.small())
    return root


def test_the_verdict_is_said_and_where_to_read_on(hotspots: Command, workspace: Path) -> None:
    status, out, err = hotspots(
        "evaluate", MARKET, "--patrols", PATROLS, "--name", "m", cwd=workspace
    )
    assert status == 0, err
    assert "Market patrols: Too few offences to tell." in out
    assert "of the plan was carried out" in out
    assert "Patrols, from patrols.csv: 1,650 rows in = " in out
    assert out.splitlines()[-1] == f"Open {workspace / 'maps' / 'm' / 'index.html'}"


def test_the_answer_as_json_and_a_parameter_from_the_command_line(
    hotspots: Command, workspace: Path
) -> None:
    words = ("--worthwhile-change", "0.9", "--json", "--name", "j")
    status, out, err = hotspots("evaluate", MARKET, *words, cwd=workspace)
    assert status == 0, err
    told = json.loads(out)
    assert told["parameters"]["worthwhile_change"] == 0.9
    assert told["evaluation"]["outcome"] == "no detectable effect"
    # No ledger was begun in this workspace, and none was made by asking.
    assert told["evaluation"]["delivery"] is None
    assert not (workspace / "ledger.sqlite3").exists()


def test_a_template_is_written_once(hotspots: Command, tmp_path: Path) -> None:
    status, out, _ = hotspots("evaluate", "--template", "grip.toml", cwd=tmp_path)
    assert status == 0
    assert "hotspots evaluate grip.toml" in out
    status, _, err = hotspots("evaluate", "--template", "grip.toml", cwd=tmp_path)
    assert status == 1
    assert "is there already" in err


def test_without_an_operation_the_next_step_is_said(hotspots: Command, tmp_path: Path) -> None:
    status, _, err = hotspots("evaluate", cwd=tmp_path)
    assert status == 2
    assert "--template" in err


def test_a_wrong_setting_is_laid_where_it_was_made(hotspots: Command, workspace: Path) -> None:
    settings = workspace / "hotspots.toml"
    before = settings.read_text(encoding="utf-8")
    settings.write_text(f"{before}\n[evaluate]\nleast_delivered = 7\n", encoding="utf-8")
    try:
        status, _, err = hotspots("evaluate", MARKET, cwd=workspace)
    finally:
        settings.write_text(before, encoding="utf-8")
    assert status == 1
    assert "[evaluate]: Evaluation: least_delivered must be from 0 to 1, not 7" in err
