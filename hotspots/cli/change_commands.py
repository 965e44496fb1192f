"""The commands of what changed, and of what comes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer

from hotspots.analyse.periods import Period
from hotspots.cli.app import Json, Name, Quiet, app
from hotspots.cli.journeys import say_run
from hotspots.cli.options import given_on_command_line, with_inputs, with_parameters
from hotspots.cli.printing import progress_shown
from hotspots.errors import ParameterError
from hotspots.study.change.changes import ChangesJourneyParams, study_changes
from hotspots.study.change.forecast import ForecastJourneyParams, study_forecast
from hotspots.study.inputs import Job
from hotspots.study.run import local_executor
from hotspots.study.settings import settled


@app.command()
@with_inputs(without=("tables",))
@with_parameters(ChangesJourneyParams)
def changes(
    context: typer.Context,
    *,
    job: Job,
    month: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM",
            help="The month to report on. By default the last whole month of the data.",
            show_default=False,
        ),
    ] = None,
    name: Name = None,
    json: Json = False,
    quiet: Quiet = False,
    **method: Any,  # noqa: ANN401 - one option for each parameter of the journey
) -> None:
    """Say what changed in each district and theme, against the month before and last year.

    For the monthly coordination group: what to look at first, with intervals, and how much of it
    may be chance.

    `hotspots changes --month 2025-11 --earlier data/2024`
    """
    period = _asked(context, job, month)
    params = settled(ChangesJourneyParams, job, "changes", given_on_command_line(context, method))
    with progress_shown(quiet=quiet or json) as progress:
        made = study_changes(
            job.inputs,
            maps=job.maps,
            made_at=datetime.now(UTC).replace(microsecond=0),
            period=period,
            until=_until(job),
            name=name,
            params=params,
            progress=progress,
        )
    say_run(made.folder, made.receipt, json=json, quiet=quiet)


@app.command()
@with_inputs(without=("tables", "first_day", "last_day"))
@with_parameters(ForecastJourneyParams)
def forecast(
    context: typer.Context,
    *,
    job: Job,
    name: Name = None,
    workers: Annotated[
        int, typer.Option(help="Processes to forecast with. The result does not depend on it.")
    ] = 1,
    json: Json = False,
    quiet: Quiet = False,
    **method: Any,  # noqa: ANN401 - one option for each parameter of the journey
) -> None:
    """Forecast the next weeks by kind of offence, judged on the past against last year.

    Where "same as last year" did best, that is what is shown. Two whole years are needed for it,
    three for the season to be judged.

    `hotspots forecast --earlier data/2023 --earlier data/2024`
    """
    params = settled(ForecastJourneyParams, job, "forecast", given_on_command_line(context, method))
    with progress_shown(quiet=quiet or json) as progress, local_executor(workers) as executor:
        made = study_forecast(
            job.inputs,
            maps=job.maps,
            made_at=datetime.now(UTC).replace(microsecond=0),
            name=name,
            params=params,
            executor=executor,
            progress=progress,
        )
    say_run(made.folder, made.receipt, json=json, quiet=quiet)


def _asked(context: typer.Context, job: Job, month: str | None) -> Period | None:
    """Return the period that was named on the command line; the workspace's own is not one."""
    between = context.params.get("first_day") or context.params.get("last_day")
    if month is not None and between:
        raise ParameterError("--month and --from/--to both name a period. Give one of them.")
    if month is not None:
        return Period.of_month(month)
    days = job.inputs.period if between else None
    return Period(first=days[0], last=days[1]) if days else None


def _until(job: Job) -> date | None:
    """Return the last day of the workspace's own period: what lies after it is not reported on."""
    return job.inputs.period[1] if job.inputs.period else None
