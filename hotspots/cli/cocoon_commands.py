"""The commands of cocooning: addresses, visit lists, and what came of the visits."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from hotspots.cli.app import (
    Crs,
    DateFormat,
    FirstDay,
    Json,
    LastDay,
    Layers,
    Offences,
    Profile,
    Quiet,
    Workers,
    app,
)
from hotspots.cli.options import given_on_command_line, with_parameters
from hotspots.cli.printing import progress_shown, say, say_json
from hotspots.cli.reports import say_addresses, say_visit_figures, say_visit_import, say_visit_lists
from hotspots.errors import SettingsError
from hotspots.ledger import open_ledger
from hotspots.schema import EntryRole
from hotspots.study.addresses import convert
from hotspots.study.cocoon import CocoonRun, Past, make_visit_lists
from hotspots.study.cocoon_params import CocoonJourneyParams
from hotspots.study.inputs import Job, find_job
from hotspots.study.run import local_executor
from hotspots.study.settings import cocoon_params
from hotspots.study.visit_report import visit_report
from hotspots.workspace import ADDRESS_STORE

addresses_app = typer.Typer(help="Addresses, converted once for the visit lists.")
visits_app = typer.Typer(help="What was done, kept: visits in, visits out, and their figures.")
app.add_typer(addresses_app, name="addresses")
app.add_typer(visits_app, name="visits")

AsOf = Annotated[
    str | None,
    typer.Option(
        metavar="'YYYY-MM-DD HH:MM'",
        help="The moment the answer is of, on the force's clock. By default now.",
        show_default=False,
    ),
]
Role = Annotated[EntryRole, typer.Option(help="Role of the person who enters this; never a name.")]


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
@with_parameters(CocoonJourneyParams)
def cocoon(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    offences: Offences = None,
    *,
    layers: Layers = None,
    profile: Profile = None,
    first_day: FirstDay = None,
    last_day: LastDay = None,
    date_format: DateFormat = None,
    crs: Crs = None,
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
    job = find_job(
        Path.cwd(),
        offences=offences or (),
        layers=layers or (),
        profile=profile,
        period=(first_day, last_day),
        date_format=date_format,
        crs=crs,
        out=out,
    )
    moment = _moment(as_of, job)
    typed = given_on_command_line(context, method)
    params = cocoon_params(job, typed)
    made_at = datetime.now(UTC).replace(microsecond=0)
    # The demonstration's year is over: its lists are handed out in it. A real list that is made for
    # a moment in the past was not there in time, and the figures must not say that it was.
    issued_at = moment if job.inputs.profile.demonstration else made_at
    with (
        _ledger(job) as ledger,
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
    if json:
        say_json({"folder": str(run.folder), **run.receipt})
    else:
        say_visit_lists(run.folder, run.receipt, quiet=quiet)


def _moment(as_of: str | None, job: Job) -> datetime:
    zone = ZoneInfo(job.inputs.profile.timezone)
    if as_of is None:
        return datetime.now(zone).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(as_of)
    except ValueError as fault:
        raise SettingsError(
            f"{as_of!r} is no moment: give it as YYYY-MM-DD HH:MM, for example '2025-12-31 08:00'."
        ) from fault
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _store(job: Job) -> Path:
    return job.workspace.addresses if job.workspace else Path.cwd() / ADDRESS_STORE


def _ledger(job: Job) -> Any:  # noqa: ANN401 - a Ledger, whose class needs Django started
    address = job.workspace.ledger if job.workspace else None
    root = job.workspace.root if job.workspace else Path.cwd()
    return open_ledger(address, root, timezone=job.inputs.profile.timezone)


def _keep(ledger: Any, run: CocoonRun, as_of: datetime, issued_at: datetime) -> None:  # noqa: ANN401
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
    json: Json = False,
) -> None:
    """Record visits from a CSV. The same file twice is recorded once, and says so."""
    with _ledger(find_job(Path.cwd())) as ledger:
        result = ledger.import_visits(
            file, entered_at=datetime.now(UTC).replace(microsecond=0), entered_by_role=str(role)
        )
    say_visit_import(result, json=json)


@visits_app.command("export")
def export_visits(
    file: Annotated[Path, typer.Argument(help="The CSV to write.")],
) -> None:
    """Write every visit to a CSV that can be imported again."""
    with _ledger(find_job(Path.cwd())) as ledger:
        count = ledger.export_visits(file)
    say(f"{count:,} visits written to {file}.")


@visits_app.command("figures")
def visit_figures(*, as_of: AsOf = None, json: Json = False) -> None:
    """Say what came of it: burglaries cocooned within 48 hours, victims and homes reached."""
    job = find_job(Path.cwd())
    with _ledger(job) as ledger:
        visits, listings = ledger.visits(), ledger.listings()
    report = visit_report(job.inputs, visits=visits, listings=listings, as_of=_moment(as_of, job))
    if json:
        say_json(report.as_mapping())
    else:
        say_visit_figures(report)
