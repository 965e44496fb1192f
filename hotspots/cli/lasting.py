"""The command of places that are new, lasting or fading, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hotspots.cli.answering import Asked, answers
from hotspots.cli.printing import say
from hotspots.study.lasting.journeys import LASTING

if TYPE_CHECKING:
    from hotspots.study.lasting.lasting import LastingFound
    from hotspots.study.run import Run

app = typer.Typer(add_completion=False)
MOST_SAID = 8


@app.command()
@answers(LASTING, without=("tables", "first_day", "last_day"))
def lasting(
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
) -> Run[LastingFound]:
    """Say which places are new, lasting or fading hot spots, month by month.

    Squares of the force, its streets where a layer has them, and the harm spots in force, by the
    months in which they were hot.

    `hotspots lasting --selection street_violence --months 24`
    """
    from hotspots.cli.ledger_access import past_of
    from hotspots.study.lasting.lasting import study_lasting

    return study_lasting(
        asked.job.inputs, selection=selection, past=past_of(asked.job), **asked.frame
    )


def say_found(receipt: Mapping[str, Any]) -> None:
    """Say how many places are what, and name what is new."""
    told = receipt["lasting"]
    say(f"{told['title']}\n")
    say(told["gist"])
    say(told["by_chance"])
    for sentence in told["missing"]:
        say(sentence)
    for each in told["places"][:MOST_SAID]:
        say(f"  {each['lasting']}: {each['area_name']}, {each['district']}")
