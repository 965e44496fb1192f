"""The command of the pattern of burglary, as a person types it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hotspots.study.inputs import Inputs
from tests.cli.command_line import DONE, FAULT, hotspots
from tests.study.several_years import rows, settle, wickshire


@pytest.fixture(scope="module")
def winter(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    offences = rows(date(2025, 7, 1), date(2025, 12, 31), lambda *_: 2)
    made = [(*each[:8], "Y", *each[9:]) for each in offences]  # in homes
    return wickshire(tmp_path_factory.mktemp("winter"), made)


@pytest.fixture
def here(winter: Inputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(
        settle(tmp_path, winter, "[burglary_pattern]\ndark_from = 11\nseries_shuffles = 19\n")
    )
    return tmp_path


@pytest.mark.usefixtures("here")
def test_a_district_is_told_and_the_settings_say_when_the_dark_months_begin() -> None:
    answer = hotspots("burglary-pattern", "--area", "Wick", "--json").answer
    assert answer["area"] == "Wick"
    assert answer["parameters"]["dark_from"] == 11
    assert answer["burglary_pattern"]["spans"]["dark months"] == "November to December 2025"
    assert (Path(answer["folder"]) / "index.html").is_file()


@pytest.mark.usefixtures("here")
def test_what_is_said_is_what_to_do_and_what_is_not_told() -> None:
    told = hotspots("burglary-pattern", "--from", "2025-10-01", "--to", "2025-12-31")
    assert told.returncode == DONE, told.stderr
    assert "1. Wickshire Police, dwelling burglary: 368 in October to December 2025" in told.stdout
    assert "Wards are not told" in told.stdout


@pytest.mark.usefixtures("here")
def test_a_place_that_is_none_is_refused_in_a_sentence() -> None:
    told = hotspots("burglary-pattern", "--area", "Atlantis")
    assert told.returncode == FAULT
    assert "No district is called 'Atlantis'" in told.stderr
