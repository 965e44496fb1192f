"""The command of what changed, and what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hotspots.cli.answering import Asked, answers
from hotspots.cli.printing import say
from hotspots.errors import ParameterError
from hotspots.study.change.journeys import CHANGES

if TYPE_CHECKING:
    from hotspots.analyse.periods import Period
    from hotspots.study.change.changes import Changes
    from hotspots.study.run import Run

app = typer.Typer(add_completion=False)


@app.command()
@answers(CHANGES, without=("tables",))
def changes(
    asked: Asked,
    *,
    month: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM",
            help="The month to report on. By default the last whole month of the data.",
            show_default=False,
        ),
    ] = None,
) -> Run[Changes]:
    """Say what changed in each district and theme, against the month before and last year.

    For the monthly coordination group: what to look at first, with intervals, and how much of it
    may be chance.

    `hotspots changes --month 2025-11 --earlier data/2024`
    """
    from hotspots.study.change.changes import study_changes

    period, days = _period(asked, month), asked.job.inputs.period
    # What lies after the workspace's own period is not reported on.
    until = days[1] if days else None
    return study_changes(asked.job.inputs, period=period, until=until, **asked.frame)


def _period(asked: Asked, month: str | None) -> Period | None:
    """Return the period that was named on the command line; the workspace's own is not one."""
    from hotspots.analyse.periods import Period

    if month is not None and asked.period_named:
        raise ParameterError("--month and --from/--to both name a period. Give one of them.")
    if month is not None:
        return Period.of_month(month)
    days = asked.job.inputs.period if asked.period_named else None
    return Period(first=days[0], last=days[1]) if days else None


def say_found(receipt: Mapping[str, Any]) -> None:
    """Say what to look at first, what fell, and how sure that is."""
    from hotspots.render.change.what_changed import NOTHING_FELL, NOTHING_ROSE

    told = receipt["changes"]
    say(f"{told['title']}\n")
    _say_items("What to look at first", told["look_first"], NOTHING_ROSE)
    _say_items("What fell", told["fell"], NOTHING_FELL)
    for words in (told["chance"], *told["missing"]):
        say(words)


def _say_items(heading: str, items: Sequence[str], nothing: str) -> None:
    say(heading)
    for number, words in enumerate(items, start=1):
        say(f"  {number}. {words}")
    if not items:
        say(f"  {nothing}")
    say()
