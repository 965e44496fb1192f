"""The commands of the ledger: patrols of harm spots, and deployments to wards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer

from hotspots import schema
from hotspots.cli.app import FirstDay, Json, LastDay, app
from hotspots.cli.ledger_access import (
    At,
    Role,
    SetAside,
    day_of,
    entered_now,
    moment_of,
    moment_or_fault,
    moments_of_days,
    opened_ledger,
)
from hotspots.cli.ledger_places import spots_over_time, spots_patrolled_now, veto_of
from hotspots.cli.ledger_reports import (
    Area,
    not_recorded,
    require_other_file,
    say_added,
    say_deployments,
    say_import,
    say_patrols,
    unknown_spot,
    unknown_ward,
    vetoed_spot,
)
from hotspots.cli.printing import say
from hotspots.ledger import faults_of_patrol
from hotspots.load.boundaries import read_study_area
from hotspots.schema import EntryRole, PatrolActivity, PatrolSource, VisitRole
from hotspots.study.inputs import Job, find_job

if TYPE_CHECKING:
    from hotspots.ledger.store import Ledger

patrols_app = typer.Typer(help="Patrols of harm spots, kept: who by role, when, and what was done.")
deployments_app = typer.Typer(help="Street Weeks and other operations in a ward, kept.")
app.add_typer(patrols_app, name="patrols")
app.add_typer(deployments_app, name="deployments")

EnteredBy = Annotated[
    EntryRole,
    typer.Option("--entered-by", help="Role of the person who enters this; never a name."),
]
Spot = Annotated[
    str, typer.Option(help="Id of the harm spot, such as S012 or A001.", show_default=False)
]


@patrols_app.command("import")
def import_patrols(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV with begins_at, minutes, role, activity, and spot_id (or easting and "
            "northing, or longitude and latitude); a row for each visit to a spot."
        ),
    ],
    *,
    role: Role = EntryRole.ANALYST,
    set_aside: SetAside = None,
    json: Json = False,
) -> None:
    """Record patrols from a CSV. The same file twice is recorded once, and says so.

    A row without a spot's id is of the harm spot in force at its moment that its point lies in;
    outside all of them it is set aside. A patrol plan may come back as a form: its rows that nobody
    filled in are counted as not visited.
    """
    require_other_file(set_aside, file)
    job = find_job(Path.cwd())
    with opened_ledger(job) as ledger:
        result = ledger.import_patrols(
            file,
            entered_at=entered_now(),
            entered_by_role=str(role),
            spots=spots_over_time(ledger, job),
        )
    say_import(result, set_aside, json=json)


@patrols_app.command("add")
def add_patrol(
    *,
    spot: Spot,
    at: At,
    minutes: Annotated[int, typer.Option(help="How long it lasted.", show_default=False)],
    role: Annotated[
        VisitRole, typer.Option(help="Role of who patrolled; never a name.", show_default=False)
    ],
    activity: Annotated[
        PatrolActivity, typer.Option(help="What was done, mainly.")
    ] = PatrolActivity.DIRECTED_PATROL,
    interactions: Annotated[
        int | None,
        typer.Option(
            help="People spoken to or dealt with. Leave it out if nobody counted.",
            show_default=False,
        ),
    ] = None,
    entered_by: EnteredBy = EntryRole.ANALYST,
    json: Json = False,
) -> None:
    """Record one patrol of a harm spot that is in force.

    `hotspots patrols add --spot S012 --at '2026-01-09 21:15' --minutes 15 --role PC --activity
    'business check' --interactions 4`
    """
    job = find_job(Path.cwd())
    begins_at, faults = moment_or_fault(at, job)
    row = {
        schema.SPOT_ID: spot.strip().upper(),
        schema.BEGINS_AT: begins_at,
        schema.MINUTES: minutes,
        schema.ROLE: str(role),
        schema.ACTIVITY: str(activity),
        schema.INTERACTIONS: interactions,
        schema.RECORDED_BY: str(PatrolSource.ENTERED),
        schema.ENTERED_AT: pd.Timestamp(entered_now()),
        schema.ENTERED_BY_ROLE: str(entered_by),
    }
    with opened_ledger(job) as ledger:
        faults += _faults_of_spot(str(row[schema.SPOT_ID]), ledger, job)
        # A moment that cannot be read has been spoken of: any other stands in for it.
        patrol = pd.DataFrame([row | {schema.BEGINS_AT: begins_at or row[schema.ENTERED_AT]}])
        faults += faults_of_patrol(patrol)
        if faults:
            raise not_recorded("patrol", faults)
        result = ledger.record_patrols(
            patrol, entered_at=entered_now(), entered_by_role=str(entered_by)
        )
    say_added(result, "patrol", json=json)


@patrols_app.command("export")
def export_patrols(file: Annotated[Path, typer.Argument(help="The CSV to write.")]) -> None:
    """Write every patrol to a CSV that can be imported again."""
    with opened_ledger(find_job(Path.cwd())) as ledger:
        count = ledger.export_patrols(file)
    say(f"{count:,} patrols written to {file}.")


@patrols_app.command("list")
def list_patrols(
    *,
    first_day: FirstDay = None,
    last_day: LastDay = None,
    newest: Annotated[int, typer.Option(min=1, help="How many to show, the newest.")] = 20,
    json: Json = False,
) -> None:
    """Show the patrols that were recorded last."""
    job = find_job(Path.cwd(), period=(first_day, last_day))
    days = job.inputs.period if first_day else None
    since, until = moments_of_days(days, job)
    with opened_ledger(job) as ledger:
        patrols = ledger.patrols(since=since, until=until)
        spots = spots_patrolled_now(ledger, job)
    say_patrols(patrols, spots, newest=newest, json=json)


@patrols_app.command("remove")
def remove_patrol(
    *,
    spot: Spot,
    at: At,
    role: Annotated[
        VisitRole | None, typer.Option(help="Role of who patrolled.", show_default=False)
    ] = None,
    recorded_by: Annotated[
        PatrolSource | None, typer.Option(help="How it is known.", show_default=False)
    ] = None,
) -> None:
    """Remove one patrol that was recorded wrongly; nothing is removed unless exactly one fits."""
    job = find_job(Path.cwd())
    with opened_ledger(job) as ledger:
        ledger.remove_patrol(
            spot_id=spot.strip().upper(),
            begins_at=moment_of(at, job),
            role=None if role is None else str(role),
            recorded_by=None if recorded_by is None else str(recorded_by),
        )
    say("1 patrol removed.")


@deployments_app.command("import")
def import_deployments(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV with operation, ward_code, first_day and last_day; a row for each ward."
        ),
    ],
    *,
    role: Role = EntryRole.ANALYST,
    set_aside: SetAside = None,
    json: Json = False,
) -> None:
    """Record deployments from a CSV. The same file twice is recorded once, and says so."""
    require_other_file(set_aside, file)
    job = find_job(Path.cwd())
    wards = _wards(job)
    with opened_ledger(job) as ledger:
        result = ledger.import_deployments(
            file,
            entered_at=entered_now(),
            entered_by_role=str(role),
            wards=None if wards is None else {ward.code for ward in wards},
        )
    say_import(result, set_aside, json=json)


@deployments_app.command("add")
def add_deployment(
    *,
    ward: Annotated[
        str, typer.Option(help="ONS code of the ward, such as E05010794.", show_default=False)
    ],
    first_day: Annotated[
        str, typer.Option("--from", metavar="YYYY-MM-DD", help="First day.", show_default=False)
    ],
    last_day: Annotated[
        str,
        typer.Option(
            "--to", metavar="YYYY-MM-DD", help="Last day, itself included.", show_default=False
        ),
    ],
    operation: Annotated[str, typer.Option(help="Name of the operation.")] = "Street Week",
    entered_by: EnteredBy = EntryRole.ANALYST,
    json: Json = False,
) -> None:
    """Record that an operation is, was or will be in a ward.

    `hotspots deployments add --ward E05010794 --operation "Street Week" --from 2026-03-02 --to
    2026-03-08`
    """
    job = find_job(Path.cwd())
    wards = _wards(job)
    code = ward.strip().upper()
    if wards is not None and code not in {each.code for each in wards}:
        raise unknown_ward(ward.strip(), wards)
    row = {
        schema.OPERATION: operation,
        schema.WARD_CODE: code,
        schema.FIRST_DAY: pd.Timestamp(day_of(first_day)),
        schema.LAST_DAY: pd.Timestamp(day_of(last_day)),
    }
    with opened_ledger(job) as ledger:
        result = ledger.record_deployments(
            pd.DataFrame([row]), entered_at=entered_now(), entered_by_role=str(entered_by)
        )
    say_added(result, "deployment", json=json)


@deployments_app.command("list")
def list_deployments(*, json: Json = False) -> None:
    """Show every deployment, the oldest first."""
    job = find_job(Path.cwd())
    with opened_ledger(job) as ledger:
        deployments = ledger.deployments()
    say_deployments(deployments, _wards(job) or [], json=json)


@deployments_app.command("export")
def export_deployments(file: Annotated[Path, typer.Argument(help="The CSV to write.")]) -> None:
    """Write every deployment to a CSV that can be imported again."""
    with opened_ledger(find_job(Path.cwd())) as ledger:
        count = ledger.export_deployments(file)
    say(f"{count:,} deployments written to {file}.")


def _faults_of_spot(spot_id: str, ledger: Ledger, job: Job) -> list[str]:
    in_force = spots_patrolled_now(ledger, job)
    if spot_id in set(in_force[schema.SPOT_ID]):
        return []
    vetoed = veto_of(spot_id, ledger)
    return [unknown_spot(spot_id, in_force) if vetoed is None else vetoed_spot(spot_id, vetoed)]


def _wards(job: Job) -> list[Area] | None:
    """Return the force's wards, or None where no layer of wards is given."""
    inputs = job.inputs
    area = read_study_area(inputs.layers, profile=inputs.profile, declared_crs=inputs.crs)
    if area.wards is None:
        return None
    columns = (schema.WARD_CODE, schema.WARD_NAME, schema.DISTRICT)
    return [
        Area(code=str(code), name=f"{name}, {district}")
        for code, name, district in zip(*(area.wards[column] for column in columns), strict=True)
    ]
