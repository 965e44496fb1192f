"""The commands of what changed and of what comes, as a person types them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hotspots.study.inputs import Inputs
from tests.cli.command_line import DONE, FAULT, USAGE, hotspots
from tests.reading import files_of
from tests.run_files import the_file
from tests.study.several_years import rows, settle, wickshire


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
        *("--profile", str(files_of(inputs)[0].parent / "wickshire.toml")),
        *("--out", str(folder), "--name", "a", "--json"),
    ]


def test_a_month_is_reported_on(autumn: Inputs, tmp_path: Path) -> None:
    answer = hotspots("changes", *words(autumn, tmp_path), "--month", "2025-10").answer
    assert answer["period"] == {"first_day": "2025-10-01", "last_day": "2025-10-31"}
    assert answer["data"]["first_day"] == "2025-07-01"  # the earlier file was read
    assert the_file(Path(answer["folder"]), "changes.pdf")


def test_days_are_reported_on(autumn: Inputs, tmp_path: Path) -> None:
    given = ["--from", "2025-11-03", "--to", "2025-11-09"]
    assert hotspots("changes", *words(autumn, tmp_path), *given).answer["period"] == {
        "first_day": "2025-11-03",
        "last_day": "2025-11-09",
    }


def test_what_is_said_is_what_to_look_at(autumn: Inputs, tmp_path: Path) -> None:
    typed = [each for each in words(autumn, tmp_path) if each != "--json"]
    told = hotspots("changes", *typed)
    assert told.returncode == DONE, told.stderr
    assert "What changed: November 2025" in told.stdout
    assert "In no district did any theme rise" in told.stdout
    assert "No data for November 2024" in told.stdout


def test_a_month_and_days_are_one_too_many(autumn: Inputs, tmp_path: Path) -> None:
    given = ["--month", "2025-10", "--from", "2025-11-03", "--to", "2025-11-09"]
    told = hotspots("changes", *words(autumn, tmp_path), *given)
    assert told.returncode == USAGE
    assert "both name a period" in told.stderr


def test_the_workspace_is_read_and_its_settings_are_used(
    autumn: Inputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 'period = ["2025-07-01", "2025-10-31"]\n[changes]\nconfidence = 0.9'
    monkeypatch.chdir(settle(tmp_path, autumn, asked))
    answer = hotspots("changes", "--json").answer
    assert answer["parameters"]["confidence"] == 0.9
    # The workspace's own period ends with October: November is not reported on unasked.
    assert answer["period"]["last_day"] == "2025-10-31"
    settle(tmp_path, autumn, asked.replace("0.9", "9"))
    refused = hotspots("changes", "--json")
    assert refused.returncode == FAULT
    assert "[changes]" in refused.stderr


def test_what_comes_is_refused_in_words_where_too_little_is_known(
    autumn: Inputs, tmp_path: Path
) -> None:
    series = hotspots("forecast", *words(autumn, tmp_path)).answer["forecast"]["series"]
    assert {each["method"] for each in series} == {None}
    assert "21 whole weeks are known, and 38 are needed" in series[0]["sentence"]
