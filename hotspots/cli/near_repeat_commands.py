"""The command of the near-repeat test."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from hotspots.cli.app import (
    DateFormat,
    FirstDay,
    Json,
    LastDay,
    Profile,
    Quiet,
    app,
)
from hotspots.cli.journeys import say_run
from hotspots.cli.options import given_on_command_line, with_parameters
from hotspots.cli.printing import progress_shown
from hotspots.errors import ParameterError
from hotspots.study.inputs import find_job
from hotspots.study.near_repeats.near_repeat import study_near_repeat
from hotspots.study.near_repeats.near_repeat_events import events_of_file, events_of_offences
from hotspots.study.near_repeats.near_repeat_words import NearRepeatStudyParams
from hotspots.study.parameters import build_parameters
from hotspots.study.run import local_executor


@app.command("near-repeat")
@with_parameters(NearRepeatStudyParams)
def near_repeat(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    points: Annotated[
        Path | None,
        typer.Argument(
            help="Points with dates: CSV, XLSX, GeoPackage, GeoJSON, Shapefile or GeoParquet. By "
            "default the workspace's burglaries of homes.",
            show_default=False,
        ),
    ] = None,
    *,
    columns: Annotated[
        str | None,
        typer.Option(
            metavar="EASTING,NORTHING,DATE",
            help="Columns of POINTS, by name or by number from 1; of a geographic file the date "
            "alone. By default they are recognised, and without a header are the first three.",
            show_default=False,
        ),
    ] = None,
    header: Annotated[
        bool, typer.Option("--header/--no-header", help="Whether POINTS begins with column names.")
    ] = True,
    crs: Annotated[
        str | None,
        typer.Option(
            help="Coordinate system of POINTS, in metres. By default the force's; a geographic "
            "file declares its own.",
            show_default=False,
        ),
    ] = None,
    called: Annotated[
        str, typer.Option(help="What POINTS are, in the plural, for the sentence: arsons.")
    ] = "events",
    profile: Profile = None,
    first_day: FirstDay = None,
    last_day: LastDay = None,
    date_format: DateFormat = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder that takes the run. By default the workspace's maps.", show_default=False
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(help="Name of the run's folder. By default the time.", show_default=False),
    ] = None,
    workers: Annotated[
        int, typer.Option(help="Processes to shuffle with. The result does not depend on it.")
    ] = 1,
    json: Json = False,
    quiet: Quiet = False,
    **method: Any,  # noqa: ANN401 - one option for each parameter of the journey
) -> None:
    """Test whether burglaries, or any points with dates, cluster in space and time together.

    In a workspace it needs no argument. For a table of easting, northing and date:

    `hotspots near-repeat burglaries.csv --columns E,N,Date --distance-bands-m 0,0.1,100,200,400`
    """
    if points is None and (columns is not None or crs is not None or not header):
        raise ParameterError(
            "--columns, --crs and --no-header describe POINTS, and none is named. Name the file, "
            "or leave them out to test the workspace's burglaries."
        )
    params = build_parameters(NearRepeatStudyParams, given_on_command_line(context, method))
    job = find_job(
        Path.cwd(),
        offences=[points] if points else (),
        profile=profile,
        period=(first_day, last_day),
        date_format=date_format,
        out=out,
        needs_layers=points is None,
    )
    with progress_shown(quiet=quiet or json) as progress, local_executor(workers) as executor:
        if points is None:
            events = events_of_offences(
                job.inputs, range_moment=params.range_moment, progress=progress
            )
        else:
            events = events_of_file(
                points,
                profile=job.inputs.profile,
                crs=crs,
                columns=_split(columns),
                header=header,
                date_format=date_format,
                # The workspace's own period is that of its own offences.
                period=job.inputs.period if first_day or last_day else None,
                called=called,
            )
        made = study_near_repeat(
            events,
            maps=job.maps,
            made_at=datetime.now(UTC).replace(microsecond=0),
            name=name,
            params=params,
            executor=executor,
            progress=progress,
        )
    say_run(made.folder, made.receipt, json=json, quiet=quiet)


def _split(columns: str | None) -> list[str] | None:
    return None if columns is None else [column.strip() for column in columns.split(",")]
