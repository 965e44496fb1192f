"""The command that judges every way of ranking places, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from hotspots.cli.answering import Asked, answers
from hotspots.cli.printing import say, say_rows
from hotspots.study.hold_outs.journeys import ACCURACY

if TYPE_CHECKING:
    from hotspots.analyse.hold_outs.judged_rankings import TargetFindings
    from hotspots.study.run import Run

app = typer.Typer(add_completion=False)


@app.command()
@answers(ACCURACY, without=("earlier", "tables"), splits=True)
def accuracy(asked: Asked) -> Run[Mapping[str, TargetFindings]]:
    """Tell which ranking of places captures the most of later months, and how surely.

    Fit on the months known, judged on those after: once, and month by month. The plain prior count,
    kernel density, harm spots, and history shrunk toward its surroundings.

    `hotspots accuracy --workers 2`
    """
    from hotspots.study.hold_outs.accuracy import study_accuracy

    return study_accuracy(asked.job.inputs, **asked.frame)


def say_found(receipt: Mapping[str, Any]) -> None:
    """Print what ranks best, for each set of offences."""
    found = receipt["accuracy"]
    say(f"{receipt['force']}, {receipt['marking']}")
    say_rows(receipt["rows"])
    for sentence in found["verdict"]:
        say(sentence)
