"""The command of the main job, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hotspots.cli.answering import Asked, answers
from hotspots.cli.printing import say, say_head, say_rows
from hotspots.study.harm_maps.journeys import HARM_MAP

if TYPE_CHECKING:
    from hotspots.study.harm_maps.harm_analysis import HarmAnalysis
    from hotspots.study.run import Run

app = typer.Typer(add_completion=False)


@app.command()
@answers(HARM_MAP, without=("earlier", "tables"), splits=True)
def run(
    asked: Asked,
    *,
    past: Annotated[
        bool,
        typer.Option(
            "--past/--no-past",
            help="Keep the numbers of the harm spots in force, and lay analysts' edits over what "
            "the data find; both are in the workspace's ledger (`hotspots spots`).",
        ),
    ] = True,
    unclassed_surface: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write the selection's densities as they are too, for the analyst alone: the "
            "places of single offences can be worked out from them. A .tif with 'unclassed' in its "
            "name, outside the folder of runs.",
            show_default=False,
        ),
    ] = None,
) -> Run[HarmAnalysis]:
    """Map where harm concentrates, for each policing district and for the force.

    In a workspace it needs no argument. Elsewhere name the inputs:

    `hotspots run essex-2025.zip --layers boundaries/ --out maps`
    """
    from hotspots.cli.ledger_access import past_of
    from hotspots.study.harm_maps.harm_map import map_harm

    known = past_of(asked.job) if past else None
    return map_harm(
        asked.job.inputs, past=known, unclassed_surface=unclassed_surface, **asked.frame
    )


def say_found(receipt: Mapping[str, Any]) -> None:
    """Print what a harm map found, and that no row is lost."""
    from hotspots.study.harm_maps.headline import headline

    say_head(receipt)
    for sentence in headline(receipt["harm_spots"]):
        say(sentence)
    say_rows(receipt["rows"])
