"""What the patrol plan's command says when it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hotspots import schema, words
from hotspots.cli.printing import say, say_table

if TYPE_CHECKING:
    from pathlib import Path

HEADINGS = (
    "district",
    "spots",
    "visits",
    "at night",
    "not fitted",
    "harm",
    "random",
    "heaviest",
)
EXPLAINED = (
    "At night: visits in the night-time economy. Harm: share of the week's expected harm in the "
    "hours visited; beside it what as many hours at random, or always the heaviest, would hold."
)


def say_patrol_plan(folder: Path, receipt: Mapping[str, Any], *, quiet: bool) -> None:
    """Print each district's visits, what their hours hold, and where the plan is."""
    plan = receipt["plan"]
    rows = [
        (
            district,
            found["harm_spots"],
            found["visits"],
            found["in_the_night_time_economy"],
            found["not_fitted"],
            words.share(found[schema.COVERED_SHARE], missing=words.DASH),
            words.share(found[schema.RANDOM_SHARE], missing=words.DASH),
            words.share(found[schema.BEST_SHARE], missing=words.DASH),
        )
        for district, found in plan["by_district"].items()
    ]
    say(f"Harm spots: {plan['harm_spots']}. Week of {receipt['week_of']}.", quiet=quiet)
    say_table("Visits to the harm spots", HEADINGS, rows, quiet=quiet)
    unknown = "The source gives no hours: visits are spread evenly at random."
    say(EXPLAINED if plan["hours_known"] else unknown, quiet=quiet)
    say(f"Open {folder / 'index.html'}", quiet=quiet)
