"""The commands of what changed and of what comes, as a person types them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotspots.cli.app import app
from hotspots.errors import ParameterError, SettingsError
from hotspots.study.inputs import Inputs
from tests.study.several_years import rows, wickshire


@pytest.fixture(scope="module")
def autumn(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    folder = tmp_path_factory.mktemp("autumn")
    earlier = rows(date(2025, 7, 1), date(2025, 8, 31), lambda *_: 2)
    return wickshire(folder, rows(date(2025, 9, 1), date(2025, 11, 30), lambda *_: 2), earlier)


def words(inputs: Inputs, folder: Path) -> list[str]:
    return [
        str(inputs.offences[0]),
        *("--earlier", str(inputs.earlier[0])),
        *("--layers", str(inputs.layers[0])),
        *("--profile", str(inputs.offences[0].parent / "wickshire.toml")),
        *("--out", str(folder), "--name", "a", "--json"),
    ]


def test_a_month_is_reported_on(autumn: Inputs, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["changes", *words(autumn, tmp_path), "--month", "2025-10"])
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert answer["period"] == {"first_day": "2025-10-01", "last_day": "2025-10-31"}
    assert answer["data"]["first_day"] == "2025-07-01"  # the earlier file was read
    assert (Path(answer["folder"]) / "changes.pdf").is_file()


def test_days_are_reported_on(autumn: Inputs, tmp_path: Path) -> None:
    given = ["--from", "2025-11-03", "--to", "2025-11-09"]
    done = CliRunner().invoke(app, ["changes", *words(autumn, tmp_path), *given])
    assert json.loads(done.stdout)["period"] == {
        "first_day": "2025-11-03",
        "last_day": "2025-11-09",
    }


def test_what_is_said_is_what_to_look_at(autumn: Inputs, tmp_path: Path) -> None:
    typed = [each for each in words(autumn, tmp_path) if each != "--json"]
    done = CliRunner().invoke(app, ["changes", *typed])
    assert done.exit_code == 0, done.output
    assert "What changed: November 2025" in done.stdout
    assert "In no district did any theme rise" in done.stdout
    assert "No data for November 2024" in done.stdout


def test_a_month_and_days_are_one_too_many(autumn: Inputs, tmp_path: Path) -> None:
    given = ["--month", "2025-10", "--from", "2025-11-03", "--to", "2025-11-09"]
    done = CliRunner().invoke(app, ["changes", *words(autumn, tmp_path), *given])
    assert isinstance(done.exception, ParameterError)
    assert "both name a period" in str(done.exception)


def test_the_workspace_is_read_and_its_settings_are_used(
    autumn: Inputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = f"""
profile = "{autumn.offences[0].parent / "wickshire.toml"}"
offences = ["{autumn.offences[0]}"]
earlier = ["{autumn.earlier[0]}"]
layers = ["{autumn.layers[0]}"]
period = ["2025-07-01", "2025-10-31"]
[changes]
confidence = 0.9
"""
    (tmp_path / "hotspots.toml").write_text(settings, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["changes", "--json"])
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert answer["parameters"]["confidence"] == 0.9
    # The workspace's own period ends with October: November is not reported on unasked.
    assert answer["period"]["last_day"] == "2025-10-31"
    (tmp_path / "hotspots.toml").write_text(settings.replace("0.9", "9"), encoding="utf-8")
    refused = CliRunner().invoke(app, ["changes", "--json"])
    assert isinstance(refused.exception, SettingsError)
    assert "[changes]" in str(refused.exception)


def test_what_comes_is_refused_in_words_where_too_little_is_known(
    autumn: Inputs, tmp_path: Path
) -> None:
    done = CliRunner().invoke(app, ["forecast", *words(autumn, tmp_path)])
    assert done.exit_code == 0, done.output
    series = json.loads(done.stdout)["forecast"]["series"]
    assert {each["method"] for each in series} == {None}
    assert "21 whole weeks are known, and 38 are needed" in series[0]["sentence"]
