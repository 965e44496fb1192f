"""The near-repeat test as a person meets it on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command_line import DONE, FAULT, USAGE, hotspots
from tests.run_files import the_file

CHICAGO = (
    "--no-header",
    "--metric=manhattan",
    "--distance-bands-m=0,0.1,200,400,600",
    "--time-bands-days=0,7,14,21",
)


@pytest.fixture(scope="module")
def january(shared_data: Path) -> str:
    return str(shared_data / "near_repeat" / "chicago_be_month1.csv")


def test_the_published_table_of_chicago_comes_out(january: str, tmp_path: Path) -> None:
    """Steenbeek, NearRepeat (R package), vignette: January 2016, Manhattan distance."""
    receipt = hotspots("near-repeat", january, *CHICAGO, "--json", cwd=tmp_path).answer
    bands = receipt["near_repeat"]["bands"]
    observed = [band["observed"] for band in bands]
    assert observed == [28, 5, 5, 141, 69, 27, 186, 140, 100, 237, 192, 128]
    ratios = [band["ratio"] for band in bands]
    published = [1.803, 0.404, 0.613, 1.412, 0.862, 0.517, 1.014, 0.950, 1.051, 0.975, 0.981, 1.007]
    # Both means of 999 shuffles have a Monte Carlo error, of about 1 % in the thinnest band.
    assert ratios == pytest.approx(published, rel=0.04)
    first_week = [band["p_value"] for band in bands[::3]]
    # The standard error of a p-value near 0.4 is 0.016; two runs differ by 0.022.
    assert first_week == pytest.approx([0.001, 0.001, 0.435, 0.696], abs=0.07)
    assert first_week[:2] == [0.001, 0.001]
    assert receipt["rows"]["rows_in"] == receipt["rows"]["rows_used"] == 970


def test_a_person_reads_bands_verdict_and_where_the_files_are(january: str, tmp_path: Path) -> None:
    told = hotspots(
        "near-repeat",
        january,
        *CHICAGO,
        "--called",
        "burglaries",
        "--out",
        "runs",
        "--name",
        "january",
        cwd=tmp_path,
    )
    assert told.returncode == DONE, told.stderr
    lines = [line.split() for line in told.stdout.splitlines()]
    assert ["under", "200", "m", "0–6", "days", "141"] in [line[:6] for line in lines]
    assert "Near repeat is at work here: less than 200 m and 7 days" in told.stdout
    assert "970 rows in = 970 used + 0 set aside." in told.stdout
    assert the_file(tmp_path / "runs" / "january", "near-repeat.csv")
    last = told.stdout.splitlines()[-1]
    assert last == f"Open {Path('runs') / 'january' / 'index.html'}"
    assert max(map(len, told.stdout.split("Pairs by")[1].split("Of 970")[0].splitlines())) < 80


@pytest.mark.parametrize(
    ("bands", "complaint"),
    [
        ("0,200,100", "distance_bands_m must be two or more rising edges"),
        ("near,far", "distance_bands_m must be numbers with commas between them"),
    ],
)
def test_wrong_bands_are_said(january: str, tmp_path: Path, bands: str, complaint: str) -> None:
    told = hotspots(
        "near-repeat", january, "--no-header", "--distance-bands-m", bands, cwd=tmp_path
    )
    assert told.returncode == USAGE
    assert complaint in told.stderr
    assert "Traceback" not in told.stderr
    assert list(tmp_path.iterdir()) == []


def test_monthly_data_are_refused_in_one_sentence(tmp_path: Path) -> None:
    month = tmp_path / "2025-01-essex-street.csv"
    month.write_text("Crime ID,Month,Longitude,Latitude\na1,2025-01,0.891,51.889\n")
    told = hotspots("near-repeat", month.name, cwd=tmp_path)
    assert told.returncode == FAULT
    assert "gives a month and no day" in told.stderr
    assert told.stderr.strip().count(". ") == 0


def test_outside_a_workspace_it_says_what_to_do(tmp_path: Path) -> None:
    told = hotspots("near-repeat", cwd=tmp_path)
    assert told.returncode == FAULT
    assert "hotspots init" in told.stderr


def test_a_workspace_needs_no_argument_and_show_tells_of_the_run(workspace: Path) -> None:
    told = hotspots("near-repeat", "--permutations", "99", "--name", "first", cwd=workspace)
    assert told.returncode == DONE, told.stderr
    assert "Dwelling burglary" in told.stdout
    assert "Near repeat is at work here" in told.stdout
    assert "DEMONSTRATION" in told.stdout
    shown = hotspots("show", "--no-browser", cwd=workspace)
    assert shown.returncode == DONE, shown.stderr
    assert shown.stdout == told.stdout


def test_what_describes_points_needs_points(workspace: Path) -> None:
    told = hotspots("near-repeat", "--columns", "E,N,Date", cwd=workspace)
    assert told.returncode == USAGE
    assert "describe POINTS" in told.stderr


def test_quiet_says_nothing(january: str, tmp_path: Path) -> None:
    told = hotspots("near-repeat", january, *CHICAGO, "--quiet", cwd=tmp_path)
    assert (told.returncode, told.stdout, told.stderr) == (DONE, "", "")
