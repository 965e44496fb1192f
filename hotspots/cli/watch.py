"""The command of the week's watch, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hotspots.cli.answering import Asked, answers
from hotspots.cli.printing import say
from hotspots.study.watch.journeys import WATCH

if TYPE_CHECKING:
    from hotspots.profile import TriggerPlan
    from hotspots.study.run import Run
    from hotspots.study.watch.watch import Watch

app = typer.Typer(add_completion=False)
MOST_SAID = 4


@app.command()
@answers(WATCH, without=("tables", "first_day", "last_day"))
def watch(
    asked: Asked,
    *,
    on: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM-DD",
            help="A day of the week to judge. By default the last whole week of the data.",
            show_default=False,
        ),
    ] = None,
    selection: Annotated[
        str | None,
        typer.Option(
            help="A selection of the profile to watch in place of its trigger plans.",
            show_default=False,
        ),
    ] = None,
    areas: Annotated[
        str,
        typer.Option(help="Where to watch it: district, ward, spot, circle; commas between."),
    ] = "district,circle",
    index: Annotated[
        str | None,
        typer.Option(
            help="Harm index to weigh its offences by, say collisions or css. By default they are "
            "counted.",
            show_default=False,
        ),
    ] = None,
    keep: Annotated[
        bool,
        typer.Option(
            "--keep/--no-keep", help="Keep the alarms in the ledger until somebody closes them."
        ),
    ] = True,
) -> Run[Watch]:
    """Say what broke its band this week, what to do first, and what is still open.

    For every Monday: each trigger plan of the profile beside what was expected of the week.

    `hotspots watch` · `hotspots watch --selection street_violence --areas ward,circle`
    """
    from hotspots.cli.ledger_access import has_ledger, opened_ledger, past_of
    from hotspots.study.inputs import day_of
    from hotspots.study.watch.watch import study_watch

    job, frame = asked.job, asked.frame
    ledger_there = job.workspace is not None and (keep or has_ledger(job))
    with opened_ledger(job) if ledger_there else nullcontext() as ledger:
        return study_watch(
            job.inputs,
            on=None if on is None else day_of(on),
            plans=None if selection is None else [_plan(asked, selection, areas, index)],
            past=past_of(job),
            alarms=None if ledger is None else ledger.alarms(),
            keep=None
            if ledger is None or not keep
            else lambda table: ledger.raise_alarms(table, raised_at=frame["made_at"]),
            **frame,
        )


def _plan(asked: Asked, selection: str, areas: str, index: str | None) -> TriggerPlan:
    """Return a plan of what was typed; it has no words of its own."""
    from hotspots.errors import ParameterError
    from hotspots.profile import TriggerPlan
    from hotspots.profile_faults import faults_of_trigger_plans

    profile = asked.job.inputs.profile
    named = tuple(each.strip() for each in areas.split(",") if each.strip())
    label = profile.selections[selection].label if selection in profile.selections else selection
    plan = TriggerPlan(name=label, selection=selection, areas=named, index=index)
    faults = faults_of_trigger_plans([plan], profile.selections)
    if faults:
        raise ParameterError(f"{'; '.join(faults)}.")
    return plan


def say_found(receipt: Mapping[str, Any]) -> None:
    """Say what broke its band and why, what to do first, and what is still open."""
    told = receipt["watch"]
    say(f"{told['title']}\n")
    say(told["gist"])
    for each in told["alarms"][:MOST_SAID]:
        number = f"{each['alarm']} " if each["alarm"] else ""
        say(f"  {number}{each['what']}. {each['why']}")
    for plan in told["do_first"][:1]:
        say(f"{plan['plan']}: {plan['tell']} {' '.join(f'{one}.' for one in plan['first'][:1])}")
    for each in told["still_open"][:MOST_SAID]:
        say(f"  Still open: {each}")
    for each in told["cannot_be_watched"]:
        say(each)
    say(told["how_sure"])
