"""The harm spots in force as a person meets them on the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.command_line import DONE, FAULT, USAGE, hotspots
from tests.run_files import the_file
from tests.study.small_force import MARKET_STREET, inputs, market_street, offence


def make_wickshire(root: Path) -> Path:
    """Make a workspace of a small force; there is no run in it yet."""
    east, north = MARKET_STREET
    marsh = [offence(200 + n, (east + 3_000 + n % 5 * 8, north)) for n in range(20)]
    inputs(root, [*market_street(40), *marsh])
    (root / "hotspots.toml").write_text(
        'profile = "wickshire.toml"\n'
        'offences = ["offences.csv"]\n'
        'layers = ["authorities.gpkg", "wards.gpkg"]\n'
        "[run]\nresamples = 20\n",
        encoding="utf-8",
    )
    return root


@pytest.fixture
def wickshire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in that workspace."""
    monkeypatch.chdir(tmp_path)
    return make_wickshire(tmp_path)


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a harm map, the run spring."""
    root = make_wickshire(tmp_path_factory.mktemp("mapped"))
    assert hotspots("run", "--name", "spring", "-q", cwd=root).returncode == DONE
    return root


@pytest.fixture
def with_map(mapped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a copy of the workspace with the map."""
    root = Path(shutil.copytree(mapped, tmp_path / "mapped"))
    monkeypatch.chdir(root)
    return root


def test_a_set_is_adopted_edited_and_kept_by_the_next_run(with_map: Path) -> None:
    assert not (with_map / "ledger.sqlite3").exists()  # a run alone begins no ledger
    adopted = hotspots("spots", "adopt")
    assert "2 harm spots of spring are in force" in adopted.stdout
    assert "were in force already" in hotspots("spots", "adopt", "spring").stdout

    veto = hotspots("spots", "veto", "S002", "--reason", "Street works until August")
    assert "S002 vetoed" in veto.stdout
    place = ("--at", "502000,202500", "--radius-m", "200")
    named = ("--name", "Rink", "--reason", "Robberies after skating")
    added = hotspots("spots", "add", *place, *named)
    assert "A001 added" in added.stdout
    assert "400 m across" in added.stdout

    again = hotspots("spots", "add", *place, *named)
    assert again.returncode == FAULT
    assert "there already, as A001" in again.stderr

    told = hotspots("spots", "list", "--json").answer
    assert [each["spot_id"] for each in told["spots"]] == ["S001", "A001"]
    assert told["spots"][1]["district"]
    assert [each["spot_id"] for each in told["vetoed"]] == ["S002"]
    assert "Left out: S002" in hotspots("spots", "list", "--full").stdout
    assert "Street works" in hotspots("spots", "edits").stdout

    told = hotspots("run", "--name", "summer", "--json").answer["spots_over_time"]
    assert told["in_force"]["spot_set"] == "spring"
    assert sorted(told["edits"]) == ["A001", "S002"]

    review = hotspots("spots", "review", "--name", "review", "--redrawings", "20")
    assert review.returncode == DONE
    assert "notes on how far this can be trusted: hotspots show review --notes" in review.stdout
    assert "look better than they are" in hotspots("show", "review", "--notes").stdout
    assert the_file(with_map / "maps" / "review", "spot-review.pdf")
    assert "Of 2 harm spots in force" in hotspots("show", "review", "--no-browser").stdout

    hotspots("spots", "withdraw", "S002", "--reason", "The works are done")
    listed = hotspots("spots", "list", "--json").answer["spots"]
    assert [each["spot_id"] for each in listed] == ["S001", "S002", "A001"]


@pytest.mark.usefixtures("with_map")
def test_a_drawn_spot_says_what_it_covers_and_how_far_a_move_goes() -> None:
    hotspots("spots", "adopt")
    east, north = MARKET_STREET
    why = ("--reason", "Where officers see it")
    market = ("--at", f"{east + 16},{north + 16}", "--radius-m", "200")
    added = hotspots("spots", "add", *market, "--name", "Market", *why)
    assert "It covers 100 % of S0" in added.stdout
    assert "is merged into it" in added.stdout
    assert "merged into A001 Market" in hotspots("spots", "list", "--full").stdout
    moved = hotspots("spots", "move", "A001", "--at", f"{east + 516},{north + 16}", *why)
    assert "moves by 500 m" in moved.stdout
    assert "does not overlap the old one" in moved.stdout


@pytest.mark.usefixtures("wickshire")
def test_without_a_set_in_force_each_command_says_what_to_do() -> None:
    assert "spots adopt" in hotspots("spots", "list").stdout
    assert "ever edited" in hotspots("spots", "edits").stdout
    nothing = hotspots("spots", "adopt")
    assert nothing.returncode == FAULT
    assert "There is no harm map" in nothing.stderr
    veto = hotspots("spots", "veto", "S001", "--reason", "Street works")
    assert veto.returncode == FAULT
    assert "S001" in veto.stderr
    review = hotspots("spots", "review")
    assert review.returncode == FAULT
    assert "spots adopt" in review.stderr


@pytest.mark.usefixtures("wickshire")
def test_a_place_is_given_in_one_way() -> None:
    told = hotspots("spots", "add", "--name", "Rink", "--reason", "Robberies")
    assert told.returncode == USAGE
    assert "--at 600300,225600" in told.stderr


def test_outside_a_workspace_there_is_no_set(tmp_path: Path) -> None:
    told = hotspots("spots", "list", cwd=tmp_path)
    assert told.returncode == FAULT
    assert "hotspots init" in told.stderr
