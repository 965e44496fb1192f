"""The command that ranks wards for a Street Week."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from hotspots.cli.app import Json, Name, Quiet, app
from hotspots.cli.journeys import say_run
from hotspots.cli.ledger_access import day_of, opened_ledger
from hotspots.cli.options import given_on_command_line, with_inputs, with_parameters
from hotspots.cli.past import has_ledger
from hotspots.cli.printing import progress_shown
from hotspots.errors import ParameterError
from hotspots.load.ward_presets import read_ward_preset
from hotspots.study.inputs import Job
from hotspots.study.settings import harm_map_params, settled
from hotspots.study.wards.street_week import plan_street_week
from hotspots.study.wards.ward_params import WardParams


@app.command()
@with_inputs()
@with_parameters(WardParams)
def wards(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    *,
    job: Job,
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OURS=THEIRS",
            help="A table's own name for one of our columns: residents='Pop 2021'. May be given "
            "again.",
            show_default=False,
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM-DD",
            help="Day that months since the last Street Week are counted to. By default the last "
            "of the period.",
            show_default=False,
        ),
    ] = None,
    pack: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WARD",
            help="Write a pre-scoping pack for this ward, by its code or its name. May be given "
            "again.",
            show_default=False,
        ),
    ] = None,
    addresses: Annotated[
        Path | None,
        typer.Option(
            help="The converted addresses, for the packs. By default the workspace's, where they "
            "are there.",
            show_default=False,
        ),
    ] = None,
    name: Name = None,
    json: Json = False,
    quiet: Quiet = False,
    **method: Any,  # noqa: ANN401 - one option for each parameter of the journey
) -> None:
    """Rank every ward for the next Street Week, and say why each stands where it does.

    In a workspace it needs no argument. Elsewhere name the inputs:

    `hotspots wards essex-2025.zip --layers boundaries/ --tables census/ --preset asb`
    """
    params = settled(WardParams, job, "wards", given_on_command_line(context, method))
    params.weights.over(read_ward_preset(params.preset))  # told before anything is read
    with progress_shown(quiet=quiet or json) as progress:
        made = plan_street_week(
            job.inputs,
            maps=job.maps,
            made_at=datetime.now(UTC).replace(microsecond=0),
            name=name,
            columns=_mapping(column or []),
            deployments=_deployments(job),
            as_of=None if as_of is None else day_of(as_of),
            packs=pack or (),
            addresses=addresses or _addresses(job),
            params=params,
            harm=harm_map_params(job, {}),
            progress=progress,
        )
    say_run(made.folder, made.receipt, json=json, quiet=quiet)


def _deployments(job: Job) -> pd.DataFrame | None:
    """Return the deployments of the force's own ledger, where there is one that holds any."""
    if not has_ledger(job):
        return None
    with opened_ledger(job) as ledger:
        found: pd.DataFrame = ledger.deployments()
    return None if found.empty else found


def _addresses(job: Job) -> Path | None:
    """Return the workspace's converted addresses, where there are any."""
    store = job.workspace.addresses if job.workspace else None
    return store if store is not None and store.exists() else None


def _mapping(columns: list[str]) -> dict[str, str]:
    pairs = [each.partition("=") for each in columns]
    wrong = [each for each, (_, sign, _) in zip(columns, pairs, strict=True) if not sign]
    if wrong:
        raise ParameterError(
            f"--column {wrong[0]!r} names no header. Write our name, '=', and the table's: "
            "--column residents='Pop 2021'."
        )
    return {ours.strip(): theirs.strip() for ours, _, theirs in pairs}
