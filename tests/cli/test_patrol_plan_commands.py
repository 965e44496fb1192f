"""The patrol plan as a person meets it on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotspots.workspace import SETTINGS_FILE, make_workspace
from tests.cli.command_line import DONE, FAULT, USAGE, hotspots
from tests.reading import files_of
from tests.run_files import the_file
from tests.study.small_force import inputs, market_street

WEEK = ("--week-of", "2026-01-05")


@pytest.fixture
def wickshire(tmp_path: Path) -> Path:
    """A workspace of a small force with one busy street."""
    make_workspace(tmp_path, profile="wickshire.toml")
    given = inputs(tmp_path, market_street(40))
    for path in files_of(given):
        path.rename(tmp_path / "data" / path.name)
    for path in given.layers:
        path.rename(tmp_path / "layers" / path.name)
    return tmp_path


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


def test_the_spots_of_a_run_and_those_in_force_are_patrolled(wickshire: Path) -> None:
    hotspots("run", "--name", "harm", "--quiet", cwd=wickshire)
    named = hotspots("patrol-plan", *WEEK, "--spots", "harm", "--name", "a", cwd=wickshire)
    assert "those of the run harm" in named.stdout
    adopted = hotspots("spots", "adopt", "harm", cwd=wickshire)
    assert adopted.returncode == DONE, adopted.stderr
    in_force = hotspots("patrol-plan", *WEEK, "--name", "b", cwd=wickshire)
    assert "those in force" in in_force.stdout
    anew = hotspots("patrol-plan", *WEEK, "--no-past", "--name", "c", cwd=wickshire)
    assert "found in these offences" in anew.stdout


def test_a_filled_in_form_is_imported_and_unmade_visits_are_not(wickshire: Path) -> None:
    hotspots("run", "--name", "harm", "--quiet", cwd=wickshire)
    hotspots("spots", "adopt", "harm", cwd=wickshire)
    hotspots("patrol-plan", *WEEK, "--name", "plan", "--quiet", cwd=wickshire)
    form = the_file(wickshire / "maps" / "plan" / "wick", "patrol-plan.csv")
    header, first, *others = form.read_text(encoding="utf-8-sig").splitlines()
    cells = first.split('","","","","",""')
    assert len(cells) == 2
    made = '","05/01/2026 18:20","14","PC","engagement","6"'.join(cells)
    filled = wickshire / "filled.csv"
    filled.write_text("\n".join([header, made, *others]) + "\n", encoding="utf-8")
    answer = hotspots("patrols", "import", str(filled), "--json", cwd=wickshire).answer
    assert answer["recorded"] == 1
    assert answer["rows_in"] == 14
