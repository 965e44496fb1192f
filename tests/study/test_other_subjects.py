"""Collisions are mapped as offences are, and are never taken for offences."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.command_line import DONE, FAULT, USAGE, Told, hotspots
from tests.study.small_force import MARKET_STREET, inputs, market_street

HEADER = "collision_index,location_easting_osgr,location_northing_osgr,collision_severity,date,time"
SELECTIONS = """
[selections.collisions]
label = "Collisions"
description = "Road collisions"
categories = ["Fatal collision", "Serious collision", "Slight collision"]
"""


@pytest.fixture
def ask(tmp_path: Path) -> Callable[..., Told]:
    """Ask a command of twelve collisions in Market Street, one of them fatal."""
    read = inputs(tmp_path, market_street(1))
    profile = tmp_path / "wickshire.toml"
    profile.write_text(profile.read_text(encoding="utf-8") + SELECTIONS, encoding="utf-8")
    east, north = MARKET_STREET
    rows = [
        f"{number},{east + number},{north},{1 if number == 0 else 3},{13 + number}/01/2025,08:30"
        for number in range(12)
    ]
    (tmp_path / "collisions.csv").write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    layers = [word for path in read.layers for word in ("--layers", str(path))]

    def command(name: str, *words: str) -> Told:
        where = ("collisions.csv", "--profile", "wickshire.toml", *layers)
        return hotspots(name, *where, *words, cwd=tmp_path)

    return command


def test_collisions_make_a_spot_weighed_by_their_severity(ask: Callable[..., Told]) -> None:
    told = ask("run", "--selection", "collisions", "--index", "collisions", "--json")
    assert told.returncode == DONE, told.stderr
    answer = told.answer
    found = answer["harm_spots"]
    assert (found["harm_spots"], found["offences_in_selection"]) == (1, 12)
    # One fatal and eleven slight: 2,066,732 + 11 × 24,887 pounds.
    assert answer["harm"]["collisions"]["total"] == 2_340_489
    assert set(answer["harm"]) == {"collisions", "count"}


def test_a_run_that_asks_for_offences_is_told_how_to_map_collisions(
    ask: Callable[..., Told],
) -> None:
    told = ask("run")
    assert told.returncode == USAGE
    assert (
        "collisions.csv holds collisions. The selection 'street_violence' and the index 'css' are "
        "not made for them: `hotspots run collisions.csv --selection collisions --index collisions`"
    ) in told.stderr


def test_a_question_about_offences_is_not_answered_from_collisions(
    ask: Callable[..., Told],
) -> None:
    told = ask("changes")
    assert told.returncode == FAULT
    assert "collisions.csv holds collisions, not offences." in told.stderr


def test_check_counts_the_unknown_by_the_index_of_what_is_read(ask: Callable[..., Told]) -> None:
    answer = ask("check", "--json").answer
    assert answer["unmapped"] == []
    assert answer["next"].endswith("--selection collisions --index collisions")
