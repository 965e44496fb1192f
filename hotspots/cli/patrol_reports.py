"""What the command line says of patrols."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hotspots import schema
from hotspots.cli.printing import say, say_table

if TYPE_CHECKING:
    from hotspots.study.patrols.patrol_tracks import TracksRead


def say_patrol_figures(folder: Path, receipt: Mapping[str, Any], *, quiet: bool = False) -> None:
    """Print what was done in the harm spots, and where the products are."""
    if quiet:
        return
    found = receipt["patrols"]
    for sentence in found["sentences"]:
        say(sentence)
    say(
        f"{found['visits']:,} visits, {found['interactions']:,} interactions, "
        f"{found['minutes'] / 60:,.0f} hours in harm spots."
    )
    say(f"Open {folder / 'index.html'}")


def say_tracks(read: TracksRead) -> None:
    """Print what GPS tracks show, and what of them was left out."""
    found, tracks_read = read.found, read.tracks
    say(
        f"{tracks_read.rows_in:,} fixes in = {len(tracks_read.fixes):,} used + "
        f"{len(tracks_read.set_aside):,} set aside."
    )
    for reason, count in tracks_read.set_aside[schema.REASON].value_counts().items():
        say(f"  Set aside: {reason}: {count:,}.")
    say(
        f"{found.minutes_on_foot:,.0f} minutes on foot; {found.minutes_too_fast:,.0f} too fast to "
        f"be on foot and {found.minutes_in_gaps:,.0f} in gaps were left out; walked past "
        f"{found.passes} times."
    )
    rows = [
        (row[schema.SPOT_ID], f"{row[schema.BEGINS_AT]:%a %d %b %Y %H:%M}", f"{row['minutes']:.1f}")
        for row in found.visits.to_dict("records")
    ]
    say_table("Visits to harm spots in force", ("spot", "began", "minutes"), rows)
