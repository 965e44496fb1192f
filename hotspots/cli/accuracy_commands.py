"""The command that judges every way of ranking places on months that it did not see."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from hotspots.cli.app import Json, Name, Quiet, app
from hotspots.cli.journeys import say_run
from hotspots.cli.options import given_on_command_line, with_inputs, with_parameters
from hotspots.cli.printing import progress_shown
from hotspots.study.hold_outs.accuracy import JOURNEY, study_accuracy
from hotspots.study.hold_outs.accuracy_params import AccuracyParams, foreseen_of
from hotspots.study.inputs import Job
from hotspots.study.run import local_executor
from hotspots.study.settings import settled


@app.command()
@with_inputs(without=("earlier", "tables"))
@with_parameters(AccuracyParams)
def accuracy(
    context: typer.Context,
    *,
    job: Job,
    name: Name = None,
    workers: Annotated[
        int, typer.Option(help="Processes to judge with. The result does not depend on it.")
    ] = 1,
    json: Json = False,
    quiet: Quiet = False,
    **method: Any,  # noqa: ANN401 - one option for each parameter of the journey
) -> None:
    """Tell which ranking of places captures the most of later months, and how surely.

    Fit on the months known, judged on those after: once, and month by month. The plain prior count,
    kernel density, harm spots, and history shrunk toward its surroundings.

    `hotspots accuracy --workers 2`
    """
    params = settled(
        AccuracyParams,
        job,
        JOURNEY,
        given_on_command_line(context, method),
        defaults={"spot_count": job.inputs.profile.harm_spot_count},
    )
    foreseen_of(job.inputs.profile, params.foresee)  # a wrong word is told before anything is read
    with progress_shown(quiet=quiet or json) as progress, local_executor(workers) as executor:
        made = study_accuracy(
            job.inputs,
            maps=job.maps,
            made_at=datetime.now(UTC).replace(microsecond=0),
            name=name,
            params=params,
            executor=executor,
            progress=progress,
        )
    say_run(made.folder, made.receipt, json=json, quiet=quiet)
