"""What each journey says when it is done, or is shown again: one function a journey."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from hotspots.cli.accuracy_reports import say_accuracy
from hotspots.cli.change_reports import say_changes, say_forecast
from hotspots.cli.evaluate_reports import say_evaluation
from hotspots.cli.patrol_plan_reports import say_patrol_plan
from hotspots.cli.patrol_reports import say_patrol_figures
from hotspots.cli.printing import say_json
from hotspots.cli.reports import say_harm_map, say_near_repeat, say_visit_lists
from hotspots.cli.spot_reports import say_spot_review
from hotspots.cli.ward_reports import say_wards

# By the receipt's own word for the journey.
SAID_OF: Final[Mapping[str, Callable[..., None]]] = {
    "accuracy": say_accuracy,
    "changes": say_changes,
    "evaluation": say_evaluation,
    "forecast": say_forecast,
    "harm map": say_harm_map,
    "near repeat": say_near_repeat,
    "patrol plan": say_patrol_plan,
    "patrols": say_patrol_figures,
    "spot review": say_spot_review,
    "visit lists": say_visit_lists,
    "wards": say_wards,
}


def say_run(
    folder: Path, receipt: Mapping[str, Any], *, json: bool = False, quiet: bool = False
) -> None:
    """Print what a run chose, what it found, and where its products are, whatever its journey.

    Parameters
    ----------
    folder : Path
    receipt : mapping
    json : bool
        Print the receipt in place of the words.
    quiet : bool
    """
    if json:
        say_json({"folder": str(folder), **receipt})
    else:
        SAID_OF[receipt["journey"]](folder, receipt, quiet=quiet)
