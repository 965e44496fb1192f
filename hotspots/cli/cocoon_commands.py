"""The commands of cocooning: addresses, visit lists, and what came of the visits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hotspots.cli.app import Json, Layers, Name, Profile, Quiet, Workers, app
from hotspots.cli.journeys import say_run
from hotspots.cli.ledger_access import (
    AsOf,
    At,
    Role,
    SetAside,
    entered_now,
    moment_of,
    opened_ledger,
)
from hotspots.cli.ledger_reports import require_other_file, say_import
from hotspots.cli.options import given_on_command_line, with_inputs, with_parameters
from hotspots.cli.printing import progress_shown, say, say_json
from hotspots.cli.reports import say_addresses, say_visit_figures
from hotspots.schema import EntryRole
from hotspots.study.cocoons.addresses import convert
from hotspots.study.cocoons.cocoon import CocoonRun, Past, make_visit_lists
from hotspots.study.cocoons.cocoon_params import CocoonJourneyParams
from hotspots.study.cocoons.visit_report import visit_report
from hotspots.study.inputs import Job, find_job
from hotspots.study.run import local_executor
from hotspots.study.settings import cocoon_params
from hotspots.workspace import ADDRESS_STORE

if TYPE_CHECKING:
    from datetime import datetime

    from hotspots.ledger.store import Ledger

addresses_app = typer.Typer(help="Addresses, converted once for the visit lists.")
visits_app = typer.Typer(help="What was done, kept: visits in, visits out, and their figures.")
app.add_typer(addresses_app, name="addresses")
app.add_typer(visits_app, name="visits")


@addresses_app.command("convert")
def convert_addresses(
    source: Annotated[
        Path,
        typer.Argument(
            help="AddressBase Core or Plus, Open UPRN, a CSV, a GeoPackage or a GeoParquet; a "
            "folder or a zip of them."
        ),
    ],
    *,
    layers: Layers = None,
    profile: Profile = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="The file to write. By default the workspace's addresses.", show_default=False
        ),
    ] = None,
    points_only: Annotated[
        bool,
        typer.Option("--points-only", help="Take addresses without text, as Open UPRN has them."),
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Convert an address file once: dwellings only, one row a household, sorted in space."""
    job = find_job(Path.cwd(), layers=layers or (), profile=profile, needs_offences=False)
    store = out or _store(job)
    with progress_shown(quiet=quiet or json) as progress:
        found = convert(source, store, job.inputs, points_only=points_only, progress=progress)
    say_addresses(found, store, json=json, quiet=quiet)


@app.command()
@with_inputs(without=("earlier", "tables"))
@with_parameters(CocoonJourneyParams)
def cocoon(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    *,
    job: Job,
    addresses: Annotated[
        Path | None,
        typer.Option(
            help="The converted addresses. By default the workspace's.", show_default=False
        ),
    ] = None,
    as_of: AsOf = None,
    district: Annotated[
        list[str] | None,
        typer.Option(help="Only this district; may be given again.", show_default=False),
    ] = None,
    keep: Annotated[
        bool,
        typer.Option(
            "--keep/--no-keep",
            help="Keep the lists in the ledger, so that the next ones know what is new.",
        ),
    ] = True,
    name: Name = None,
    workers: Workers = 1,
    json: Json = False,
    quiet: Quiet = False,
    **method: Any,  # noqa: ANN401 - one option for each parameter of the journey
) -> None:
    """List whom to visit after a burglary, best first, for each policing district.

    Homes within 400 m and six weeks of a burglary, no more than the shift can walk to, in the
    order of walking: to print, for a phone, for Excel and QGIS, with a letter to leave.

    `hotspots cocoon --capacity 60 --district Colchester`
    """
    moment = moment_of(as_of, job)
    typed = given_on_command_line(context, method)
    params = cocoon_params(job, typed)
    made_at = entered_now()
    # The demonstration's year is over: its lists are handed out in it. A real list that is made for
    # a moment in the past was not there in time, and the figures must not say that it was.
    issued_at = moment if job.inputs.profile.demonstration else made_at
    with (
        opened_ledger(job) as ledger,
        progress_shown(quiet=quiet or json) as progress,
        local_executor(workers) as executor,
    ):
        chosen = tuple(district or job.inputs.profile.district_names)
        lists = {each: ledger.latest_list(each) for each in chosen}
        run = make_visit_lists(
            job.inputs,
            addresses=addresses or _store(job),
            as_of=moment,
            maps=job.maps,
            made_at=made_at,
            issued_at=issued_at,
            name=name,
            districts=district or (),
            past=Past(
                visits=ledger.visits(),
                lists={each: rows for each, rows in lists.items() if len(rows)},
            ),
            params=params,
            executor=executor,
            progress=progress,
        )
        if keep:
            _keep(ledger, run, moment, issued_at)
    say_run(run.folder, run.receipt, json=json, quiet=quiet)


def _store(job: Job) -> Path:
    return job.workspace.addresses if job.workspace else Path.cwd() / ADDRESS_STORE


def _keep(ledger: Ledger, run: CocoonRun, as_of: datetime, issued_at: datetime) -> None:
    for district, rows in run.listings.items():
        ledger.record_list(
            rows,
            list_id=f"{run.folder.name}/{district}",
            district=district,
            issued_at=issued_at,
            as_of=as_of,
        )


@visits_app.command("import")
def import_visits(
    file: Annotated[
        Path,
        typer.Argument(help="CSV with uprn, visited_at, role and outcome; a row for each visit."),
    ],
    *,
    role: Role = EntryRole.ANALYST,
    set_aside: SetAside = None,
    json: Json = False,
) -> None:
    """Record visits from a CSV. The same file twice is recorded once, and says so."""
    require_other_file(set_aside, file)
    with opened_ledger(find_job(Path.cwd())) as ledger:
        result = ledger.import_visits(file, entered_at=entered_now(), entered_by_role=str(role))
    say_import(result, set_aside, json=json)


@visits_app.command("export")
def export_visits(
    file: Annotated[Path, typer.Argument(help="The CSV to write.")],
) -> None:
    """Write every visit to a CSV that can be imported again."""
    with opened_ledger(find_job(Path.cwd())) as ledger:
        count = ledger.export_visits(file)
    say(f"{count:,} visits written to {file}.")


@visits_app.command("remove")
def remove_visit(
    *,
    uprn: Annotated[str, typer.Option(help="The dwelling's reference.", show_default=False)],
    at: At,
) -> None:
    """Remove one visit that was recorded wrongly; nothing is removed unless exactly one fits."""
    job = find_job(Path.cwd())
    with opened_ledger(job) as ledger:
        ledger.remove_visit(uprn=uprn.strip(), visited_at=moment_of(at, job))
    say("1 visit removed.")


@visits_app.command("figures")
def visit_figures(*, as_of: AsOf = None, json: Json = False) -> None:
    """Say what came of it: burglaries cocooned within 48 hours, victims and homes reached."""
    job = find_job(Path.cwd())
    with opened_ledger(job) as ledger:
        visits, listings = ledger.visits(), ledger.listings()
    report = visit_report(job.inputs, visits=visits, listings=listings, as_of=moment_of(as_of, job))
    if json:
        say_json(report.as_mapping())
    else:
        say_visit_figures(report)
