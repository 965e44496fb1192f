"""Runs as the rooms hand them out, written by hand: four homes, one harm spot, no offence read."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hotspots.study.run_folder import aftercare_folder

LIST_RUN, OLD_RUN = "2025-12-31-lists", "2025-12-01-lists"
AS_OF = datetime(2025, 12, 31, 8, tzinfo=UTC)
# The lists were made so long ago.
SINCE = timedelta(hours=1)
MARKING = "OFFICIAL: DEMONSTRATION, ALL DATA INVENTED"
STREETS = ("Elm Row", "Elm Row", "Oak Lane", "Oak Lane")
# A home that is overdue, one that is due, and two that have no set time.
DUE = (AS_OF - timedelta(hours=2), AS_OF + timedelta(days=2), None, None)


def make_runs(maps: Path) -> None:
    """Write a run of each kind into a workspace's folder."""
    make_lists(maps / LIST_RUN, AS_OF, made_at=datetime.now(UTC) - SINCE)
    make_lists(
        maps / OLD_RUN, AS_OF - timedelta(days=30), made_at=datetime(2025, 12, 1, tzinfo=UTC)
    )


def make_lists(run: Path, as_of: datetime, *, made_at: datetime) -> None:
    """Write a run of visit lists of three districts; the third is for browsers."""
    for district, first in (("basildon", 100), ("southend", 200), ("harlow", 300)):
        folder = run / district
        folder.mkdir(parents=True)
        named = f"{district}_{as_of.date()}"
        features = [
            {"type": "Feature", "geometry": None, "properties": home(first + number, number)}
            for number in range(len(STREETS))
        ]
        about = {"As of": "Wednesday 31 December 2025, 08:00 GMT", "Handling": "Invented homes."}
        layer = {"as_of": as_of.isoformat(), "about": about, "features": features}
        (folder / f"visit-list_{named}.geojson").write_text(json.dumps(layer))
        (folder / f"visit-list_{named}.csv").write_text("No.,Address\n1,1 Elm Row\n")
        (folder / f"visit-map_{named}.html").write_text(
            "<title>A map</title><script>alert(1)</script>"
        )
        sheet = aftercare_folder(run, district)
        sheet.mkdir(parents=True)
        (sheet / f"aftercare_{named}.pdf").write_text("An aftercare sheet of invented homes")
    moments = {"as_of": as_of, "made_at": made_at, "expires": made_at + timedelta(days=7)}
    told = {name: moment.isoformat() for name, moment in moments.items()}
    write_receipt(run, journey="visit lists", **told)


def home(uprn: int, number: int) -> dict[str, Any]:
    due = DUE[number]
    return {
        "walk_order": number + 1,
        "address": f"{number + 1} {STREETS[number]}, Wick <script>alert(1)</script>",
        "how_near": "Near by",
        "why": "Burglary in a street within 100 m, in the last week",
        "visit_by": "No set time" if due is None else "By Fri 2 Jan 08:00",
        "street": STREETS[number],
        "due": None if due is None else due.date().isoformat(),
        "overdue": due is not None and due < AS_OF,
        "tier": "nearby",
        "round": 1 + number // 2,
        "uprn": str(uprn),
    }


def write_receipt(run: Path, **told: Any) -> None:
    whole = {"run": run.name, "marking": MARKING, "force": "Essex (demonstration)", **told}
    (run / "receipt.json").write_text(json.dumps(whole))


def remove(run: Path) -> None:
    shutil.rmtree(run, ignore_errors=True)
