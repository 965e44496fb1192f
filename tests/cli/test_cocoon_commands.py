"""Cocooning on the command line: addresses once, a list a shift, visits in, figures out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command_line import DONE, FAULT, hotspots
from tests.run_files import the_file

AS_OF = "2025-12-30 08:00"
TWO = ("--district", "Colchester", "--district", "Thurrock")


@pytest.fixture
def untouched(prepared_county: Path, tmp_path: Path) -> Path:
    """The county as it was made: no addresses, no ledger."""
    return Path(shutil.copytree(prepared_county, tmp_path / "county"))


@pytest.fixture(scope="module")
def first(workspace: Path) -> dict[str, Any]:
    """The first list, made after the addresses were converted."""
    converted = hotspots("addresses", "convert", "data/demo/households.parquet", cwd=workspace)
    assert converted.returncode == DONE, converted.stderr
    assert "20,000 rows in = 20,000 used + 0 set aside." in converted.stdout
    words = ["cocoon", "--as-of", AS_OF, "--capacity", "15", *TWO, "--name", "one", "--json"]
    return hotspots(*words, cwd=workspace).answer


def test_without_addresses_the_next_step_is_said(untouched: Path) -> None:
    told = hotspots("cocoon", "--as-of", AS_OF, cwd=untouched)
    assert told.returncode == FAULT
    assert "hotspots addresses convert" in told.stderr


def test_a_list_is_made_and_kept(workspace: Path, first: dict[str, Any]) -> None:
    assert first["parameters"]["capacity"] == 15
    assert all(each["homes_to_visit"] <= 15 for each in first["lists"].values())
    assert (workspace / "ledger.sqlite3").is_file()
    assert the_file(workspace / "maps" / "one" / "colchester", "visit-list.pdf")


def test_show_says_what_the_lists_held(workspace: Path, first: dict[str, Any]) -> None:
    told = hotspots("show", "one", "--no-browser", cwd=workspace)
    assert told.returncode == DONE, told.stderr
    assert "Homes to visit" in told.stdout
    assert all(
        district in told.stdout.replace("\n", " ") for district in ("Colchester", "Thurrock")
    )
    assert first["run"] == "one"


def test_a_filled_in_list_comes_back_and_the_next_list_knows(
    workspace: Path, first: dict[str, Any], tmp_path: Path
) -> None:
    district = max(first["lists"], key=lambda name: first["lists"][name]["homes_to_visit"])
    folder = district.lower().replace(" & ", "-").replace(" ", "-")
    listed = json.loads(
        the_file(workspace / "maps" / "one" / folder, "visit-list.geojson").read_text(
            encoding="utf-8"
        )
    )
    home = listed["features"][0]["properties"]["uprn"]
    visits = tmp_path / "visits.csv"
    visits.write_text(
        f"uprn,visited_at,role,outcome\n{home},30/12/2025 18:00,PCSO,spoken to\n", encoding="utf-8"
    )
    told = hotspots("visits", "import", str(visits), "--role", "sergeant", cwd=workspace)
    assert told.returncode == DONE, told.stderr
    assert "1 row in = 1 recorded + 0 already there + 0 set aside." in told.stdout
    again = hotspots("visits", "import", str(visits), cwd=workspace)
    assert "0 recorded + 1 already there" in again.stdout

    words = ["--as-of", "2025-12-31 08:00", "--capacity", "15", "--district", district]
    second = hotspots("cocoon", *words, "--name", "two", "--json", cwd=workspace)
    assert second.returncode == DONE, second.stderr
    text = the_file(workspace / "maps" / "two" / folder, "visit-list.csv").read_text(
        encoding="utf-8-sig"
    )
    assert home not in text

    back = tmp_path / "back.csv"
    assert hotspots("visits", "export", str(back), cwd=workspace).returncode == DONE
    assert home in back.read_text(encoding="utf-8")


def test_the_figures_that_a_sergeant_is_asked_for(workspace: Path, first: dict[str, Any]) -> None:
    assert first["lists"]
    figures = hotspots(
        "visits", "figures", "--as-of", "2025-12-31 20:00", "--json", cwd=workspace
    ).answer
    assert {"by_week", "by_tier", "still_open"} <= set(figures)
    assert sum(row["dwellings"] for row in figures["by_tier"]) > 0


def test_figures_before_any_list_say_what_to_do(untouched: Path) -> None:
    told = hotspots("visits", "figures", cwd=untouched)
    assert told.returncode == DONE, told.stderr
    assert "hotspots cocoon" in told.stdout
