"""The command that tells whether an operation worked."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hotspots.cli.app import Crs, DateFormat, Json, Layers, Offences, Profile, Quiet, app
from hotspots.cli.journeys import say_run
from hotspots.cli.ledger_access import opened_ledger
from hotspots.cli.options import given_on_command_line, with_parameters
from hotspots.cli.past import has_ledger, past_of
from hotspots.cli.printing import progress_shown, say
from hotspots.errors import ParameterError, SettingsError
from hotspots.ledger import read_patrols
from hotspots.load.findings import sha256_of
from hotspots.study.inputs import Job, find_job
from hotspots.study.operations.evaluate import (
    evaluate_operation,
    prepare_evaluation,
)
from hotspots.study.operations.evaluate_params import EvaluateParams
from hotspots.study.operations.evaluation_receipt import PatrolRecords, Prepared
from hotspots.study.operations.operation import operation_template, read_operation
from hotspots.study.settings import settled

if TYPE_CHECKING:
    import pandas as pd


@app.command()
@with_parameters(EvaluateParams)
def evaluate(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    operation: Annotated[
        Path | None,
        typer.Argument(
            help="The operation: a TOML file, as --template writes it.", show_default=False
        ),
    ] = None,
    offences: Offences = None,
    *,
    template: Annotated[
        Path | None,
        typer.Option(
            help="Write an operation to fill in, with every entry explained, and stop.",
            show_default=False,
        ),
    ] = None,
    patrols: Annotated[
        Path | None,
        typer.Option(
            help="Patrols made: a CSV with begins_at, minutes, role, activity, and spot_id or a "
            "point. By default the workspace's ledger.",
            show_default=False,
        ),
    ] = None,
    layers: Layers = None,
    earlier: Annotated[
        list[Path] | None,
        typer.Option(
            help="Offences of earlier years, where the before-period lies in them. By default the "
            "workspace's.",
            show_default=False,
        ),
    ] = None,
    profile: Profile = None,
    date_format: DateFormat = None,
    crs: Crs = None,
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
    json: Json = False,
    quiet: Quiet = False,
    **method: Any,  # noqa: ANN401 - one option for each parameter of the journey
) -> None:
    """Tell whether an operation worked: treated areas beside controls, before and during.

    The verdict is one of: reduced, no detectable effect, increased, not delivered, or too few
    offences to tell, with how sure it is and what to doubt.

    `hotspots evaluate --template operation.toml`, fill it in, then
    `hotspots evaluate operation.toml`
    """
    if template is not None:
        _write_template(template)
        return
    if operation is None:
        raise ParameterError(
            "Name the operation's file: `hotspots evaluate operation.toml`. `hotspots evaluate "
            "--template operation.toml` writes one to fill in."
        )
    described = read_operation(operation)
    job = find_job(
        Path.cwd(),
        offences=offences or (),
        layers=layers or (),
        earlier=earlier or (),
        profile=profile,
        date_format=date_format,
        crs=crs,
        out=out,
    )
    params = settled(EvaluateParams, job, "evaluate", given_on_command_line(context, method))
    with progress_shown(quiet=quiet or json) as progress:
        prepared = prepare_evaluation(
            job.inputs, described, maps=job.maps, past=past_of(job), progress=progress
        )
        made = evaluate_operation(
            prepared,
            maps=job.maps,
            made_at=datetime.now(UTC).replace(microsecond=0),
            name=name,
            patrols=_of_file(patrols, prepared, job) if patrols else _of_ledger(job),
            params=params,
            progress=progress,
        )
    say_run(made.folder, made.receipt, json=json, quiet=quiet)


def _write_template(path: Path) -> None:
    if path.exists():
        raise SettingsError(f"{path} is there already; name another file.")
    try:
        path.write_text(operation_template(), encoding="utf-8", newline="\n")
    except OSError as fault:
        raise SettingsError(f"{path} cannot be written ({fault.strerror}).") from fault
    say(f"Written to {path}. Fill it in, then `hotspots evaluate {path}`.")


def _of_file(path: Path, prepared: Prepared, job: Job) -> PatrolRecords:
    read = read_patrols(path, timezone=job.inputs.profile.timezone, spots=prepared.treated_as_spots)
    return PatrolRecords(
        rows=read.rows,
        source=path.name,
        sha256=sha256_of(path),
        rows_in=read.rows_in - read.not_done,  # a form's visits that nobody made are none
        set_aside=len(read.set_aside),
    )


def _of_ledger(job: Job) -> PatrolRecords | None:
    """Return the ledger's patrols; None where none was ever recorded, for then nothing is known."""
    if not has_ledger(job):
        return None
    with opened_ledger(job) as ledger:
        rows: pd.DataFrame = ledger.patrols()
    return None if rows.empty else PatrolRecords(rows=rows, source="the ledger")
