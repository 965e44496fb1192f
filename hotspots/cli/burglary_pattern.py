"""The command of the pattern of burglary, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hotspots.cli.answering import Asked, answers
from hotspots.cli.printing import say
from hotspots.study.burglary_pattern.journeys import BURGLARY_PATTERN

if TYPE_CHECKING:
    from hotspots.study.burglary_pattern.burglary_pattern import BurglaryPattern
    from hotspots.study.run import Run

app = typer.Typer(add_completion=False)


@app.command("burglary-pattern")
@answers(BURGLARY_PATTERN, without=("tables",))
def burglary_pattern(
    asked: Asked,
    *,
    area: Annotated[
        str | None,
        typer.Option(
            help="A district's name, or a ward's name or code. By default the whole force.",
            show_default=False,
        ),
    ] = None,
) -> Run[BurglaryPattern]:
    """Tell the pattern of burglary: when, where, how, repeats, series, dark months.

    The problem profile for a tasking meeting: what to do, in five sentences, and what they rest on.
    By default of the last twelve whole months.

    `hotspots burglary-pattern --area Southend --from 2025-10-01 --to 2025-12-31`
    """
    from hotspots.analyse.periods import Period
    from hotspots.study.burglary_pattern.burglary_pattern import study_burglary_pattern

    days = asked.job.inputs.period
    named = Period(first=days[0], last=days[1]) if days and asked.period_named else None
    return study_burglary_pattern(
        asked.job.inputs, area=area, period=named, until=days[1] if days else None, **asked.frame
    )


def say_found(receipt: Mapping[str, Any]) -> None:
    """Say what to do, and what is not told."""
    told = receipt["burglary_pattern"]
    say(f"{told['title']}\n")
    for number, sentence in enumerate(told["sentences"], start=1):
        say(f"  {number}. {sentence}")
    for words in told["missing"]:
        say(words)
