"""The command of the map of change, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hotspots.cli.answering import Asked, answers
from hotspots.cli.printing import say
from hotspots.study.change_map.journeys import CHANGE_MAP

if TYPE_CHECKING:
    from hotspots.study.change_map.change_map import ChangeMap
    from hotspots.study.run import Run

app = typer.Typer(add_completion=False)
MOST_SAID = 6


@app.command("change-map")
@answers(CHANGE_MAP, without=("tables",))
def change_map(
    asked: Asked,
    *,
    selection: Annotated[
        str | None,
        typer.Option(
            help="Which offences, by the name of a selection of the profile. By default those of "
            "the harm spots.",
            show_default=False,
        ),
    ] = None,
) -> Run[ChangeMap]:
    """Map where offences moved: denser or thinner than a year before, beyond chance.

    The last three whole months, or any days with --from and --to, beside the same of a year before.

    `hotspots change-map --selection street_violence --from 2025-10-01 --to 2025-12-31`
    """
    from hotspots.analyse.periods import Period
    from hotspots.study.change_map.change_map import study_change_map

    days = asked.job.inputs.period if asked.period_named else None
    return study_change_map(
        asked.job.inputs,
        selection=selection,
        period=Period(first=days[0], last=days[1]) if days else None,
        **asked.frame,
    )


def say_found(receipt: Mapping[str, Any]) -> None:
    """Say what moved where, and how alike the areas are."""
    told = receipt["change_map"]
    say(f"{told['title']}\n")
    say(told["gist"])
    for sentence in told["by_area"]:
        say(sentence)
    for each in told["changed_areas"][:MOST_SAID]:
        say(f"  {each}")
