"""What patrols came to: GPS tracks turned into visits, and the figures of a period."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from hotspots import schema
from hotspots.analyse.patrols.patrol_params import PatrolFiguresParams, TrackParams
from hotspots.cli.app import DateFormat, Json, Name, Quiet
from hotspots.cli.journeys import say_run
from hotspots.cli.ledger_access import Role, entered_now, moments_of_days, opened_ledger
from hotspots.cli.ledger_commands import patrols_app
from hotspots.cli.options import given_on_command_line, with_inputs, with_parameters
from hotspots.cli.past import past_of
from hotspots.cli.patrol_reports import say_tracks
from hotspots.cli.printing import progress_shown, say, say_json
from hotspots.errors import ParameterError
from hotspots.schema import EntryRole, PatrolActivity, VisitRole
from hotspots.study.inputs import Job, find_job
from hotspots.study.parameters import build_parameters
from hotspots.study.patrols.patrol_report import report_patrols
from hotspots.study.patrols.patrol_tracks import visits_of_tracks
from hotspots.study.settings import settled
from hotspots.study.spots_over_time.past_spots import spots_patrolled


@patrols_app.command("tracks")
@with_parameters(TrackParams)
def tracks(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            help="GPX, or CSV with a time and a longitude and latitude (or easting and northing)."
        ),
    ],
    *,
    role: Annotated[
        VisitRole, typer.Option(help="Role of who patrolled; never a name.")
    ] = VisitRole.PC,
    activity: Annotated[
        PatrolActivity, typer.Option(help="What was done, mainly.")
    ] = PatrolActivity.DIRECTED_PATROL,
    entered_by: Role = EntryRole.ANALYST,
    keep: Annotated[
        bool,
        typer.Option("--keep/--no-keep", help="Record the visits. --no-keep only shows them."),
    ] = True,
    date_format: DateFormat = None,
    json: Json = False,
    **method: Any,  # noqa: ANN401 - one option for each parameter of the reading
) -> None:
    """Turn GPS tracks into visits to the harm spots in force, and record them.

    Only the spot, the time and the minutes are kept of a track; the way that somebody walked is
    not. Where an officer enters the same visit, the entry counts and not the track.
    """
    params = build_parameters(TrackParams, given_on_command_line(context, method))
    job = find_job(Path.cwd(), date_format=date_format)
    spots = spots_patrolled(past_of(job), job.inputs)
    read = visits_of_tracks(files, spots, job.inputs, params=params)
    recorded = None
    if keep and len(read.found.visits):
        rows = read.as_patrols(role=role, activity=activity)
        with opened_ledger(job) as ledger:
            recorded = ledger.record_patrols(
                rows, entered_at=entered_now(), entered_by_role=str(entered_by)
            )
    if json:
        say_json(read.as_mapping())
    else:
        say_tracks(read)
        if recorded is not None:
            say(f"{recorded}.")


@patrols_app.command("figures")
@with_inputs(without=("earlier", "tables"))
@with_parameters(PatrolFiguresParams)
def figures(
    context: typer.Context,
    *,
    job: Job,
    name: Name = None,
    json: Json = False,
    quiet: Quiet = False,
    **method: Any,  # noqa: ANN401 - one option for each parameter of the journey
) -> None:
    """Say what was done in the harm spots in force: by week, by spot, against what is aimed at.

    By default from the first patrol that was recorded to the last. Offences stand beside the
    minutes; whether patrols worked is what `hotspots evaluate` asks.
    """
    days = job.inputs.period
    # The period is that of the patrols; the offences before it are wanted too.
    everything = replace(job.inputs, period=None)
    params = settled(PatrolFiguresParams, job, "patrols", given_on_command_line(context, method))
    since, until = moments_of_days(days, job)
    with opened_ledger(job) as ledger:
        patrols = ledger.patrols(since=since, until=until)
    if patrols.empty and days is None:
        raise ParameterError(
            "No patrol is recorded yet. Import some with `hotspots patrols import FILE`, or give "
            "the days with --from and --to."
        )
    begins = patrols[schema.BEGINS_AT]
    with progress_shown(quiet=quiet or json) as progress:
        made = report_patrols(
            everything,
            patrols=patrols,
            spots=spots_patrolled(past_of(job), job.inputs),
            period=days or (begins.min().date(), begins.max().date()),
            maps=job.maps,
            made_at=datetime.now(UTC).replace(microsecond=0),
            name=name,
            params=params,
            progress=progress,
        )
    say_run(made.folder, made.receipt, json=json, quiet=quiet)
