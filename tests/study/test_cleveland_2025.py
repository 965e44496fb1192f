"""Another force, real, by the how-to page alone: its profile, its commands, its figures."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command_line import DONE, FAULT, Told, hotspots
from tests.conftest import PROJECT
from tests.essex_2025 import published_rows
from tests.made_once import made_once
from tests.run_files import the_file

pytestmark = pytest.mark.slow

PAGE = (PROJECT / "docs" / "another-force.md").read_text(encoding="utf-8")
# Counted in the published archive, by the LSOA's name: none is without coordinates.
ROWS, ELSEWHERE = 89_391, 18
AUTHORITIES = {"Hartlepool", "Middlesbrough", "Redcar and Cleveland", "Stockton-on-Tees"}


@pytest.fixture(scope="session")
def cleveland(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Make a workspace as the page says, with its profile, prepared, and a run in it."""

    def make(folder: Path) -> Path:
        (profile,) = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
        assert hotspots("init", "cleveland", "--profile", "cleveland.toml", cwd=folder)
        workspace = folder / "cleveland"
        (workspace / "cleveland.toml").write_text(profile, encoding="utf-8")
        found = shared_data / "cleveland"
        shutil.copy(found / "cleveland-2025.zip", workspace / "data")
        shutil.copy(found / "cleveland_local_authorities.geojson", workspace / "layers")
        for words in (("prepare", "--quiet"), ("run", "--name", "2025", "--quiet")):
            told = hotspots(*words, cwd=workspace)
            assert told.returncode == DONE, told.stderr
        return workspace

    yield from made_once(tmp_path_factory, "cleveland_2025", make)


@pytest.fixture(scope="session")
def checked(cleveland: Path) -> Told:
    return hotspots("check", "--full", cwd=cleveland)


def test_every_row_of_the_year_is_used_or_set_aside(cleveland: Path, checked: Told) -> None:
    archive = cleveland / "data" / "cleveland-2025.zip"
    counted = [
        row["LSOA name"].rpartition(" ")[0] in AUTHORITIES for row in published_rows(archive)
    ]
    assert (len(counted), counted.count(False)) == (ROWS, ELSEWHERE)
    assert checked.returncode == DONE, checked.stderr
    assert f"{ROWS:,} rows in = {ROWS - ELSEWHERE:,} used + {ELSEWHERE} set aside" in checked.stdout
    assert "authorities, 4 rows" in checked.stdout


def test_nothing_of_essex_is_left_in_another_force(cleveland: Path) -> None:
    """But the selections, and the mix of offences that category weights are of."""
    run = cleveland / "maps" / "2025"
    folders = {folder.name for folder in run.iterdir() if folder.is_dir()} - {"tables"}
    assert folders == {"force", "hartlepool", "stockton", "middlesbrough", "redcar-cleveland"}
    spots = the_file(run / "force", "harm-spots.csv").read_text(encoding="utf-8-sig")
    assert "Middlesbrough" in spots
    for theirs in ("Colchester", "Southend", "Essex Police"):
        assert theirs not in spots


def test_wards_cannot_be_ranked_without_their_layer_and_it_is_said_where_one_is(
    cleveland: Path,
) -> None:
    told = hotspots("wards", cwd=cleveland)
    assert told.returncode == FAULT
    assert "There is no layer of wards" in told.stderr
    assert "Open Geography" in told.stderr


def test_rankings_are_judged_on_its_later_months(cleveland: Path, tmp_path: Path) -> None:
    told = hotspots(
        "accuracy",
        "--foresee",
        "all:harm",
        "--out",
        str(tmp_path),
        "--name",
        "judged",
        cwd=cleveland,
    )
    assert told.returncode == DONE, told.stderr
    assert f"{ROWS:,} rows in = {ROWS - ELSEWHERE:,} used + {ELSEWHERE} set aside" in told.stdout
    page = (tmp_path / "judged" / "index.html").read_text(encoding="utf-8")
    assert "The count of all offences is one line of a spreadsheet." in page
    assert "the ceiling that simple rankings are measured by" in page


def test_a_month_is_reported_and_what_months_and_no_wards_cannot_carry_is_refused(
    cleveland: Path, tmp_path: Path
) -> None:
    told = hotspots("demand", "--out", str(tmp_path), "--name", "month", "--json", cwd=cleveland)
    found = told.answer["demand"]
    assert found["title"] == "Demand and performance: December 2025"
    assert len(found["sentences"]) <= 5
    missing = " ".join(found["missing"])
    assert "The last 28 days are not counted" in missing
    assert "No data for December 2024" in missing
    assert "no layer of wards is given" in missing
    with (tmp_path / "month" / "tables" / "outcomes.csv").open(encoding="utf-8") as file:
        whole = next(csv.DictReader(file))
    rows = published_rows(cleveland / "data" / "cleveland-2025.zip")
    own = [row for row in rows if row["LSOA name"].rpartition(" ")[0] in AUTHORITIES]
    closed = "Investigation complete; no suspect identified"
    assert int(whole["no_suspect"]) == sum(row["Last outcome category"] == closed for row in own)
    assert int(whole["offences"]) == sum(bool(row["Last outcome category"]) for row in own)


def test_months_are_watched_by_harm_and_followed_and_what_they_cannot_carry_is_said(
    cleveland: Path, tmp_path: Path
) -> None:
    out = ("--out", str(tmp_path), "--json")
    chosen = ("--selection", "street_violence", "--areas", "district,circle", "--index", "css")
    watched = hotspots("watch", *chosen, "--no-keep", *out, cwd=cleveland).answer["watch"]
    assert watched["title"] == "The watch: December 2025"
    assert "a circle is found by counts" in watched["cannot_be_watched"][0]
    lasting = hotspots("lasting", *out, cwd=cleveland).answer["lasting"]
    assert "persistent" in {each["lasting"] for each in lasting["places"]}
    assert "no layer of streets is given" in lasting["missing"][0]
    shifts = hotspots("run", "--by-shift", "--out", str(tmp_path), cwd=cleveland)
    assert shifts.returncode == FAULT
    assert "or do without shifts. Options: --by-shift" in shifts.stderr
