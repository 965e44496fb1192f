"""The patrol plan as a person meets it on the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hotspots.workspace import SETTINGS_FILE, make_workspace
from tests.cli.command_line import DONE, FAULT, USAGE, hotspots
from tests.reading import files_of
from tests.run_files import the_file
from tests.study.small_force import inputs, market_street

WEEK = ("--week-of", "2026-01-05")


def make_wickshire(root: Path) -> Path:
    """Make a workspace of a small force with one busy street."""
    make_workspace(root, profile="wickshire.toml")
    given = inputs(root, market_street(40))
    for path in files_of(given):
        path.rename(root / "data" / path.name)
    for path in given.layers:
        path.rename(root / "layers" / path.name)
    return root


@pytest.fixture
def wickshire(tmp_path: Path) -> Path:
    return make_wickshire(tmp_path)


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a harm map, the run harm."""
    root = make_wickshire(tmp_path_factory.mktemp("mapped"))
    assert hotspots("run", "--name", "harm", "--quiet", cwd=root).returncode == DONE
    return root


@pytest.fixture
def with_map(mapped: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(mapped, tmp_path / "mapped"))


def test_a_week_is_planned_for_the_workspace(wickshire: Path) -> None:
    told = hotspots("patrol-plan", *WEEK, "--name", "plan", "--visits-a-day", "3", cwd=wickshire)
    assert told.returncode == DONE, told.stderr
    assert "Harm spots: found in these offences. Week of 2026-01-05." in told.stdout
    assert "index.html" in told.stdout
    assert the_file(wickshire / "maps" / "plan" / "wick", "slot-cards.pdf")


def test_settings_hold_unless_something_is_typed(wickshire: Path) -> None:
    settings = wickshire / SETTINGS_FILE
    settings.write_text(
        settings.read_text(encoding="utf-8")
        + '\n[patrol]\nvisits_a_day = 1\nbetween = "18:00-02:00"\n',
        encoding="utf-8",
    )
    asked = hotspots("patrol-plan", *WEEK, "--json", "--visits-a-day", "4", cwd=wickshire).answer[
        "parameters"
    ]
    assert (asked["visits_a_day"], asked["between"]) == (4, "18:00-02:00")


def test_what_cannot_be_planned_is_refused_before_anything_is_read(wickshire: Path) -> None:
    many = hotspots("patrol-plan", *WEEK, "--visits-a-day", "40", cwd=wickshire)
    assert many.returncode == USAGE
    assert "at most 10 do" in many.stderr
    week = hotspots("patrol-plan", "--week-of", "5 January", cwd=wickshire)
    assert week.returncode == USAGE
    assert "YYYY-MM-DD" in week.stderr
    district = hotspots("patrol-plan", *WEEK, "--district", "Kent", cwd=wickshire)
    assert district.returncode == FAULT
    assert not list((wickshire / "maps").glob("*/"))


def test_the_spots_of_a_run_and_those_in_force_are_patrolled(with_map: Path) -> None:
    named = hotspots("patrol-plan", *WEEK, "--spots", "harm", "--name", "a", cwd=with_map)
    assert "those of the run harm" in named.stdout
    adopted = hotspots("spots", "adopt", "harm", cwd=with_map)
    assert adopted.returncode == DONE, adopted.stderr
    in_force = hotspots("patrol-plan", *WEEK, "--name", "b", cwd=with_map)
    assert "those in force" in in_force.stdout
    anew = hotspots("patrol-plan", *WEEK, "--no-past", "--name", "c", cwd=with_map)
    assert "found in these offences" in anew.stdout


def test_a_filled_in_form_is_imported_and_unmade_visits_are_not(with_map: Path) -> None:
    hotspots("spots", "adopt", "harm", cwd=with_map)
    hotspots("patrol-plan", *WEEK, "--name", "plan", "--quiet", cwd=with_map)
    form = the_file(with_map / "maps" / "plan" / "wick", "patrol-plan.csv")
    header, first, *others = form.read_text(encoding="utf-8-sig").splitlines()
    cells = first.split('","","","","",""')
    assert len(cells) == 2
    made = '","05/01/2026 18:20","14","PC","engagement","6"'.join(cells)
    filled = with_map / "filled.csv"
    filled.write_text("\n".join([header, made, *others]) + "\n", encoding="utf-8")
    answer = hotspots("patrols", "import", str(filled), "--json", cwd=with_map).answer
    assert answer["recorded"] == 1
    assert answer["rows_in"] == 14
