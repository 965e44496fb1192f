"""The command of a month's demand and performance, as a person types it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hotspots.study.inputs import Inputs
from tests.cli.command_line import DONE, FAULT, USAGE, hotspots
from tests.run_files import the_file
from tests.study.several_years import rows, settle, wickshire


@pytest.fixture(scope="module")
def autumn(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    made = rows(date(2025, 7, 1), date(2025, 11, 30), lambda *_: 2)
    return wickshire(tmp_path_factory.mktemp("autumn"), made)


@pytest.fixture
def here(autumn: Inputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(settle(tmp_path, autumn, "[demand]\nyear_begins = 9"))
    return tmp_path


@pytest.mark.usefixtures("here")
def test_a_month_is_reported_and_the_settings_say_when_the_year_begins() -> None:
    answer = hotspots("demand", "--month", "2025-10", "--json").answer
    assert answer["period"] == {"first_day": "2025-10-01", "last_day": "2025-10-31"}
    assert answer["parameters"]["year_begins"] == 9
    assert the_file(Path(answer["folder"]), "demand.pdf").is_file()
    assert answer["run"].endswith("-demand")


@pytest.mark.usefixtures("here")
def test_what_is_said_is_what_to_look_at_and_what_is_not_told() -> None:
    told = hotspots("demand")
    assert told.returncode == DONE, told.stderr
    assert "Demand and performance: November 2025" in told.stdout
    assert "1. Wickshire Police, all offences: 240 in November 2025" in told.stdout
    assert "no layer of wards is given" in told.stdout


@pytest.mark.usefixtures("here")
def test_a_month_that_the_data_lack_and_one_that_is_none_are_refused() -> None:
    told = hotspots("demand", "--month", "2026-02")
    assert told.returncode == FAULT
    assert "cannot be counted whole" in told.stderr
    assert hotspots("demand", "--month", "November").returncode in (FAULT, USAGE)
