"""Accuracy as a person meets it on the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from hotspots.cli import main
from hotspots.demo.params import DemoParams
from hotspots.study.demo import make_demo

pytestmark = pytest.mark.xdist_group("accuracy")

DONE, FAULT, USAGE = 0, 1, 2
QUICK = (
    "--resamples=20",
    "--area-shares=0.01,0.05",
    "--cell-size-m=500",
    "--foresee=street_violence:number",
)


class Told(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


Command = Callable[..., Told]


@pytest.fixture
def hotspots(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command line, in this process: a process of its own takes seconds to begin."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")

    def run(*words: str, cwd: Path) -> Told:
        monkeypatch.chdir(cwd)
        monkeypatch.setattr(sys, "argv", ["hotspots", *words])
        with pytest.raises(SystemExit) as stop:
            main()
        said = capsys.readouterr()
        return Told(int(stop.value.code or 0), said.out, said.err)

    return run


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small demonstration county, which asks for seven spots in its settings."""
    root = tmp_path_factory.mktemp("county")
    make_demo(root, DemoParams.small())
    settings = root / "hotspots.toml"
    text = settings.read_text("utf-8")
    settings.write_text(f"{text}\n[accuracy]\nspot_count = 7\n", encoding="utf-8")
    return root


def test_it_says_what_ranks_and_where_to_look(hotspots: Command, workspace: Path) -> None:
    told = hotspots("accuracy", *QUICK, "--name=one", cwd=workspace)
    assert told.returncode == DONE, told.stderr
    assert "Shrunk history beside plain prior count" in told.stdout
    assert "rows in =" in told.stdout
    assert (workspace / "maps" / "one" / "index.html").is_file()


def test_the_settings_of_the_workspace_are_followed(hotspots: Command, workspace: Path) -> None:
    told = hotspots("accuracy", *QUICK, "--json", "--name=two", cwd=workspace)
    said = json.loads(told.stdout)
    assert said["parameters"]["spot_count"] == 7
    assert said["parameters"]["area_shares"] == [0.01, 0.05]


def test_a_wrong_word_is_refused_before_anything_is_read(
    hotspots: Command, workspace: Path
) -> None:
    told = hotspots("accuracy", "--foresee=arson:harm", cwd=workspace)
    assert told.returncode == USAGE
    assert "'arson:harm'" in told.stderr
    assert "dwelling_burglary" in told.stderr
