"""Dated patrols belong to the harm spots of their day; what was edited later does not move them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hotspots import schema
from hotspots.ledger import open_ledger
from tests.cli.command_line import FAULT, hotspots
from tests.ledger.spots import ADOPTED_AT, adopt, square

FEBRUARY = datetime(2026, 2, 2, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def workspace(workspace: Path) -> Path:
    """Three spots adopted on 5 January; on 2 February S001 is vetoed, S002 moved, A001 added."""
    asked: list[dict[str, Any]] = [
        {"edit": schema.SpotEdit.VETO, "spot_id": "S001"},
        {"edit": schema.SpotEdit.MOVE, "spot_id": "S002", "outline": square(8)},
        {"edit": schema.SpotEdit.ADD, "name": "Pier", "outline": square(9)},
    ]
    with open_ledger(workspace_root=workspace) as ledger:
        adopt(ledger, "S001", "S002", "S003", adopted_at=ADOPTED_AT)
        for edit in asked:
            ledger.record_edit(**edit, reason="Seen", edited_at=FEBRUARY, edited_by_role="analyst")
    return workspace


def test_a_patrol_is_of_the_spots_of_its_day(workspace: Path) -> None:
    columns = [0, 1, 2, 8, 9]  # S001, S002, S003 as adopted; where S002 was moved to; A001
    days = {
        "01/12/2025": ["S001", "S002", "S003", None, "A001"],  # before anything was in force
        "10/01/2026": ["S001", "S002", "S003", None, None],
        "10/02/2026": [None, None, "S003", "S002", "A001"],
    }
    rows = [
        f"{500_010 + 100 * column},200010,{day} 20:{column:02d},15,PC,engagement"
        for day in days
        for column in columns
    ]
    file = workspace / "patrols.csv"
    file.write_text("\n".join(["easting,northing,begins_at,minutes,role,activity", *rows]) + "\n")
    answer = hotspots("patrols", "import", str(file), "--json", cwd=workspace).answer
    expected = [spot for spots in days.values() for spot in spots]
    lost = [place for place, spot in enumerate(expected, start=2) if spot is None]
    assert [row["source_line"] for row in answer["set_aside"]] == lost
    listed = hotspots("patrols", "list", "--json", cwd=workspace).answer
    kept = [patrol["spot_id"] for patrol in listed["patrols"]]
    assert kept == [spot for spot in expected if spot is not None]


def test_a_vetoed_spot_is_said_to_be_vetoed(workspace: Path) -> None:
    words = ("--spot", "S001", "--at", "2026-03-01 20:00", "--minutes", "15", "--role", "PC")
    told = hotspots("patrols", "add", *words, cwd=workspace)
    assert told.returncode == FAULT
    assert "'S001' was vetoed on 02/02/2026 at 09:00" in " ".join(told.stderr.split())
