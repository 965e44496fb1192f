"""The command of a month's demand and performance, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hotspots.cli.answering import Asked, answers
from hotspots.cli.printing import say
from hotspots.study.demand.journeys import DEMAND

if TYPE_CHECKING:
    from hotspots.study.demand.demand import Demand, Done
    from hotspots.study.inputs import Job
    from hotspots.study.run import Run

app = typer.Typer(add_completion=False)


@app.command()
@answers(DEMAND, without=("first_day", "last_day"))
def demand(
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
) -> Run[Demand]:
    """Report a month's demand and performance by district and ward, group and theme.

    For the strategic coordination group: offences and harm, outcomes, what was delivered, what
    residents say, and what to look at.

    `hotspots demand --month 2025-11 --earlier data/2024`
    """
    from hotspots.analyse.periods import Period
    from hotspots.cli.ledger_access import past_of
    from hotspots.study.demand.demand import study_demand

    days = asked.job.inputs.period
    return study_demand(
        asked.job.inputs,
        month=None if month is None else Period.of_month(month),
        until=days[1] if days else None,
        done=_done(asked.job),
        past=past_of(asked.job),
        **asked.frame,
    )


def _done(job: Job) -> Done | None:
    """Return what the force's own ledger keeps; None where none was begun."""
    from hotspots.cli.ledger_access import has_ledger, opened_ledger
    from hotspots.study.demand.demand import Done

    if not has_ledger(job):
        return None
    with opened_ledger(job) as ledger:
        return Done(visits=ledger.visits(), patrols=ledger.patrols())


def say_found(receipt: Mapping[str, Any]) -> None:
    """Say what to look at, how sure that is, and what is not told."""
    told = receipt["demand"]
    say(f"{told['title']}\n")
    for number, sentence in enumerate(told["sentences"], start=1):
        say(f"  {number}. {sentence}")
    say(told["chance"])
    for words in told["missing"]:
        say(words)
