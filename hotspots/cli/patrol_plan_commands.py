"""The command that plans the week's visits to the harm spots."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from hotspots.analyse.patrols.patrol_params import PatrolPlanParams
from hotspots.cli.app import Json, Name, Quiet, Workers, app
from hotspots.cli.journeys import say_run
from hotspots.cli.ledger_access import day_of
from hotspots.cli.options import given_on_command_line, with_inputs, with_parameters
from hotspots.cli.past import past_of
from hotspots.cli.printing import progress_shown
from hotspots.study.inputs import Job
from hotspots.study.patrols.patrol_plan import SpotsToPatrol, plan_the_week
from hotspots.study.run import local_executor, named_run
from hotspots.study.settings import harm_map_params, settled
from hotspots.study.spots_over_time.past_spots import (
    PastSpots,
    spots_of_run,
    spots_patrolled,
    spots_with_outlines,
)

SETTINGS_TABLE = "patrol"


@app.command("patrol-plan")
@with_inputs(without=("earlier", "tables"))
@with_parameters(PatrolPlanParams)
def patrol_plan(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    *,
    job: Job,
    week_of: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM-DD",
            help="A day of the week to plan. By default the coming week.",
            show_default=False,
        ),
    ] = None,
    district: Annotated[
        list[str] | None,
        typer.Option(help="Only this district; may be given again.", show_default=False),
    ] = None,
    spots: Annotated[
        str | None,
        typer.Option(
            metavar="RUN",
            help="Patrol the harm spots of this run of `hotspots run`. By default those in force, "
            "with every edit; where none are in force, those that the offences give.",
            show_default=False,
        ),
    ] = None,
    past: Annotated[
        bool,
        typer.Option(
            "--past/--no-past",
            help="Take the harm spots in force and their edits from the workspace's ledger.",
        ),
    ] = True,
    name: Name = None,
    workers: Workers = 1,
    json: Json = False,
    quiet: Quiet = False,
    **method: Any,  # noqa: ANN401 - one option for each parameter of the journey
) -> None:
    """Plan a week's short visits to the harm spots: slot cards, a page for a phone, a form.

    More visits where more harm is expected, at times that cannot be foretold; the night-time
    economy apart.

    `hotspots patrol-plan --visits-a-day 3 --week-of 2026-01-05 --district Colchester`
    """
    params = settled(PatrolPlanParams, job, SETTINGS_TABLE, given_on_command_line(context, method))
    harm = harm_map_params(job, {})
    week = day_of(week_of) if week_of else _coming_week(job)
    known = past_of(job) if past else PastSpots()
    with progress_shown(quiet=quiet or json) as progress, local_executor(workers) as executor:
        run = plan_the_week(
            job.inputs,
            week_of=week,
            maps=job.maps,
            made_at=datetime.now(UTC).replace(microsecond=0),
            name=name,
            districts=district or (),
            chosen=_chosen(job, spots, known),
            past=known,
            harm=harm,
            params=params,
            executor=executor,
            progress=progress,
        )
    say_run(run.folder, run.receipt, json=json, quiet=quiet)


def _coming_week(job: Job) -> date:
    return datetime.now(ZoneInfo(job.inputs.profile.timezone)).date() + timedelta(weeks=1)


def _chosen(job: Job, run_name: str | None, past: PastSpots) -> SpotsToPatrol | None:
    """Return the spots of a named run, else those in force, else none: they are then found."""
    crs = job.inputs.profile.crs
    if run_name is not None:
        found = spots_of_run(named_run(job.maps, run_name))
        return SpotsToPatrol(
            spots=spots_with_outlines(
                found.spots.assign(
                    spot_set=found.spot_set,
                    adopted_at=None,
                    chosen_from=found.chosen_from,
                    chosen_to=found.chosen_to,
                ),
                crs=crs,
            ),
            called=f"those of the run {found.spot_set}",
        )
    if past.in_force is None:
        return None
    return SpotsToPatrol(
        spots=spots_patrolled(past, job.inputs),
        called="those in force, with analysts' edits",
    )
