"""Accuracy as a person meets it on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command_line import DONE, USAGE, hotspots

QUICK = (
    "--resamples=20",
    "--area-shares=0.01,0.05",
    "--cell-size-m=500",
    "--foresee=street_violence:number",
)


@pytest.fixture(scope="module")
def workspace(workspace: Path) -> Path:
    """The small demonstration county, which asks for seven spots in its settings."""
    with (workspace / "hotspots.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[accuracy]\nspot_count = 7\n")
    return workspace


def test_it_says_what_ranks_where_to_look_and_follows_the_settings(workspace: Path) -> None:
    told = hotspots("accuracy", *QUICK, "--name=one", cwd=workspace)
    assert told.returncode == DONE, told.stderr
    assert "harm spots" in told.stdout
    assert "rows in =" in told.stdout
    assert (workspace / "maps" / "one" / "index.html").is_file()
    # The settings of the workspace are followed, and what is typed.
    asked = hotspots("show", "one", "--json", cwd=workspace).answer["parameters"]
    assert asked["spot_count"] == 7
    assert asked["area_shares"] == [0.01, 0.05]


def test_a_wrong_word_is_refused_before_anything_is_read(workspace: Path) -> None:
    told = hotspots("accuracy", "--foresee=arson:harm", cwd=workspace)
    assert told.returncode == USAGE
    assert "'arson:harm'" in told.stderr
    assert "dwelling_burglary" in told.stderr
