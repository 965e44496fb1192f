"""The commands of the week's watch and of its alarms, as a person types them."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest

from hotspots.study.inputs import Inputs
from tests.cli.command_line import DONE, FAULT, USAGE, hotspots
from tests.study.several_years import WICK, row, rows, settle, wickshire

WEEK = "2025-11-24"


@pytest.fixture(scope="module")
def autumn(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    week = [datetime.combine(date(2025, 11, 24 + n % 6), time(20)) for n in range(40)]
    extra = [row(80_000 + n, moment, WICK, "8N") for n, moment in enumerate(week)]
    usual = rows(date(2025, 7, 1), date(2025, 11, 30), lambda _, code, __: int(code == "8N"))
    return wickshire(tmp_path_factory.mktemp("autumn"), [*usual, *extra])


@pytest.fixture
def here(autumn: Inputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(settle(tmp_path, autumn, "[watch]\npermutations = 199"))
    return tmp_path


@pytest.mark.usefixtures("here")
def test_an_alarm_is_raised_listed_and_closed() -> None:
    typed = ("watch", "--selection", "street_violence", "--areas", "district")
    answer = hotspots(*typed, "--on", WEEK, "--json").answer
    assert answer["period"] == {"first_day": WEEK, "last_day": "2025-11-30"}
    assert answer["parameters"]["permutations"] == 199
    alarms = {each["what"]: each["alarm"] for each in answer["watch"]["alarms"]}
    assert alarms["Wick: above its band"] is not None
    listed = hotspots("alarms", "list", "--json").answer["alarms"]
    assert [each["alarm_id"] for each in listed] == sorted(alarms.values())
    number = alarms["Wick: above its band"]
    told = hotspots("alarms", "close", number, "--reason", "Two arrests", "--role", "sergeant")
    assert told.returncode == DONE, told.stderr
    again = hotspots("alarms", "close", number, "--reason", "Two arrests")
    assert again.returncode == FAULT
    assert "already" in again.stderr
    assert "sergeant: Two" in hotspots("alarms", "list", "--all").stdout
    assert hotspots("ledger", "verify").returncode == DONE


def test_what_is_said_is_why_and_how_sure(here: Path) -> None:
    told = hotspots("watch", "--selection", "street_violence", "--areas", "district", "--no-keep")
    assert told.returncode == DONE, told.stderr
    assert "Wick: above its band." in told.stdout
    assert "were expected, and chance gives" in told.stdout
    assert "false alarms a year" in told.stdout
    assert not (here / "ledger.sqlite3").exists()


@pytest.mark.usefixtures("here")
def test_an_area_that_nobody_watches_is_asked_for_wrongly() -> None:
    told = hotspots("watch", "--selection", "street_violence", "--areas", "street")
    assert told.returncode == USAGE
    assert "watches street, not district, ward, spot, circle" in told.stderr
