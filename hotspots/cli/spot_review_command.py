"""The command that asks which harm spots in force to keep."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import typer

from hotspots.cli.app import Json, Name, Quiet
from hotspots.cli.journeys import say_run
from hotspots.cli.ledger_access import entered_now, opened_ledger
from hotspots.cli.options import given_on_command_line, with_inputs, with_parameters
from hotspots.cli.past import past_of
from hotspots.cli.printing import progress_shown
from hotspots.cli.spot_commands import spots_app, workspace_job
from hotspots.study.inputs import Job
from hotspots.study.spots_over_time.spot_review import review_harm_spots
from hotspots.study.spots_over_time.spot_review_params import (
    SpotReviewJourneyParams,
    spot_review_params,
)


@spots_app.command()
@with_inputs(without=("earlier", "tables", "profile", "crs"))
@with_parameters(SpotReviewJourneyParams)
def review(
    context: typer.Context,
    *,
    job: Job,
    patrols: Annotated[
        bool,
        typer.Option("--patrols/--no-patrols", help="Set the ledger's patrols beside the counts."),
    ] = True,
    name: Name = None,
    json: Json = False,
    quiet: Quiet = False,
    **method: Any,  # noqa: ANN401 - one option for each parameter of the journey
) -> None:
    """Say of each harm spot in force whether to keep, watch or retire it, and why.

    They are judged on offences that came after they were chosen: give those of the new months, and
    those of the time before to compare.

    `hotspots spots review data/2025.csv data/2026-q1.csv`
    """
    workspace_job()
    params = spot_review_params(job, given_on_command_line(context, method))
    # The workspace's own period is that of its runs.
    asked = job.inputs.period if context.params.get("first_day") else None
    with opened_ledger(job) as ledger:
        made = ledger.patrols() if patrols else None
    with progress_shown(quiet=quiet or json) as progress:
        run = review_harm_spots(
            replace(job.inputs, period=asked),
            past=past_of(job),
            patrols=None if made is None or made.empty else made,
            maps=job.maps,
            made_at=entered_now(),
            name=name,
            params=params,
            progress=progress,
        )
    say_run(run.folder, run.receipt, json=json, quiet=quiet)
