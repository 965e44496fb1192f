"""The commands of the harm spots in force: adopt a set, change it, and ask what to keep."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hotspots.cli.app import (
    Json,
    app,
)
from hotspots.cli.ledger_access import Role, entered_now, opened_ledger
from hotspots.cli.past import past_of
from hotspots.cli.printing import say, say_json
from hotspots.cli.spot_reports import (
    edits_as_records,
    list_as_mapping,
    say_edits,
    say_recorded,
    say_spots,
)
from hotspots.errors import InputError, SettingsError
from hotspots.schema import EntryRole, SpotEdit
from hotspots.study.inputs import find_job
from hotspots.study.run import latest_run, named_run
from hotspots.study.spots_over_time.drawn_effects import (
    DrawnEffects,
    drawn_effects,
    drawn_there_already,
)
from hotspots.study.spots_over_time.drawn_outline import DrawnOutline, drawn_outline
from hotspots.study.spots_over_time.past_spots import (
    HARM_MAP,
    known_names,
    spots_in_force_now,
    spots_of_run,
    spots_patrolled,
)

if TYPE_CHECKING:
    from hotspots.study.inputs import Job

WALKABLE_M = 300.0

spots_app = typer.Typer(
    help="The harm spots in force: adopted from a run, changed by an analyst, kept or retired."
)
app.add_typer(spots_app, name="spots")

SpotId = Annotated[
    str, typer.Argument(metavar="SPOT", help="Number of a spot in force: S007, or A001.")
]
WhyChanged = Annotated[
    str,
    typer.Option(
        "--reason", help="Why, in a sentence; no names of people. It is shown on every product."
    ),
]
At = Annotated[
    str | None,
    typer.Option(
        metavar="EASTING,NORTHING", help="Centre of a circle, in metres.", show_default=False
    ),
]
Radius = Annotated[float, typer.Option(help="Radius of the circle, in metres.")]
Outline = Annotated[
    Path | None,
    typer.Option(
        help="A file with the outline in place of a circle: GeoJSON, GeoPackage or Shapefile.",
        show_default=False,
    ),
]


@spots_app.command()
def adopt(
    run_name: Annotated[
        str | None,
        typer.Argument(
            metavar="[RUN]",
            help="Name of a run of `hotspots run`; by default the latest.",
            show_default=False,
        ),
    ] = None,
    *,
    json: Json = False,
) -> None:
    """Put the harm spots of a run in force: patrols are counted in them, later runs keep their ids.

    The set before stays in the ledger as history.
    """
    job = workspace_job()
    folder = named_run(job.maps, run_name) if run_name else latest_run(job.maps, journey=HARM_MAP)
    found = spots_of_run(folder)
    with opened_ledger(job) as ledger:
        result = ledger.adopt_spots(
            found.spots,
            spot_set=found.spot_set,
            adopted_at=entered_now(),
            chosen_from=found.chosen_from,
            chosen_to=found.chosen_to,
        )
    if json:
        say_json(
            {"spot_set": found.spot_set, "spots": result.spots, "adopted_now": result.recorded}
        )
        return
    done = "are in force" if result.recorded else "were in force already"
    say(
        f"{result.spots} harm spots of {found.spot_set} {done}, chosen on {found.chosen_from} to "
        f"{found.chosen_to}."
    )


@spots_app.command("list")
def list_spots(*, json: Json = False) -> None:
    """List the harm spots that are patrolled now: the set in force, with every edit laid over."""
    job = workspace_job()
    past = past_of(job)
    now = spots_patrolled(past, job.inputs)
    if json:
        say_json(list_as_mapping(past, now))
    else:
        say_spots(past, now)


@spots_app.command()
def add(
    *,
    at: At = None,
    radius_m: Radius = 100.0,
    outline: Outline = None,
    name: Annotated[str, typer.Option(help="What the spot is called: street and town.")],
    reason: WhyChanged,
    role: Role = EntryRole.ANALYST,
    json: Json = False,
) -> None:
    """Add a harm spot that the data do not find; from the next run on it is ranked with the others.

    Eastings and northings stand in the run's table of harm spots (`force/harm_spots.xlsx`).

    `hotspots spots add --at 600300,225600 --radius-m 100 --name "Skate park, Colchester" --reason
    "Robberies of schoolchildren, reported by the schools"`
    """
    job = workspace_job()
    drawn = drawn_outline(job.inputs, at=at, radius_m=radius_m, file=outline)
    _record(SpotEdit.ADD, job, reason, role, name=name, outline=drawn, json=json)


@spots_app.command()
def move(
    spot: SpotId,
    *,
    at: At = None,
    radius_m: Radius = 100.0,
    outline: Outline = None,
    reason: WhyChanged,
    role: Role = EntryRole.ANALYST,
    json: Json = False,
) -> None:
    """Give a harm spot another outline; it keeps its number, and the data do not put it back."""
    job = workspace_job()
    drawn = drawn_outline(job.inputs, at=at, radius_m=radius_m, file=outline)
    _record(SpotEdit.MOVE, job, reason, role, spot_id=spot, outline=drawn, json=json)


@spots_app.command()
def veto(
    spot: SpotId,
    *,
    reason: WhyChanged,
    role: Role = EntryRole.ANALYST,
    json: Json = False,
) -> None:
    """Take a harm spot out: no run chooses its place again, and the next best takes its turn."""
    _record(SpotEdit.VETO, workspace_job(), reason, role, spot_id=spot, json=json)


@spots_app.command()
def rename(
    spot: SpotId,
    *,
    name: Annotated[str, typer.Option(help="What officers call the place.")],
    reason: WhyChanged,
    role: Role = EntryRole.ANALYST,
    json: Json = False,
) -> None:
    """Give a harm spot the name that officers use; the street of the data stays beside it."""
    _record(SpotEdit.RENAME, workspace_job(), reason, role, spot_id=spot, name=name, json=json)


@spots_app.command()
def withdraw(
    spot: SpotId,
    *,
    reason: WhyChanged,
    role: Role = EntryRole.ANALYST,
    json: Json = False,
) -> None:
    """Take back every edit of a harm spot; the record of them stays."""
    _record(SpotEdit.WITHDRAW, workspace_job(), reason, role, spot_id=spot, json=json)


@spots_app.command()
def edits(*, json: Json = False) -> None:
    """List every edit ever made, the withdrawn ones too."""
    job = workspace_job()
    with opened_ledger(job) as ledger:
        made = ledger.edits()
    if json:
        say_json({"edits": edits_as_records(made)})
    else:
        say_edits(made, known_names(past_of(job)))


def workspace_job() -> Job:
    """Return the job of the workspace that one stands in; it alone has a ledger of spots.

    Raises
    ------
    SettingsError
    """
    job = find_job(Path.cwd(), needs_layers=False, needs_offences=False)
    if job.workspace is None:
        raise SettingsError(
            "Harm spots in force are kept in a workspace's ledger, and this is no workspace. Make "
            "one with `hotspots init DIR`, and go there."
        )
    return job


def _record(
    edit: SpotEdit,
    job: Job,
    reason: str,
    role: EntryRole,
    *,
    spot_id: str | None = None,
    name: str | None = None,
    outline: DrawnOutline | None = None,
    json: bool,
) -> None:
    effects, known = DrawnEffects(), None
    if outline is not None:
        past = past_of(job)
        now = spots_in_force_now(past, crs=job.inputs.profile.crs)
        effects = drawn_effects(outline.wkt, now, past, spot_id=spot_id)
        known = drawn_there_already(outline.wkt, now) if edit is SpotEdit.ADD else None
    if known is not None:
        raise InputError(
            f"This very outline is there already, as {known}; nothing was recorded. Give {known} "
            f"another name with `hotspots spots rename {known}`, another outline with `hotspots "
            f"spots move {known}`, or draw the new spot elsewhere."
        )
    with opened_ledger(job) as ledger:
        result = ledger.record_edit(
            edit,
            reason=reason,
            edited_at=entered_now(),
            edited_by_role=str(role),
            spot_id=spot_id,
            name=name,
            outline=None if outline is None else outline.wkt,
        )
    if json:
        recorded = {"edit_id": result.edit_id, "recorded": result.recorded}
        drawn = {} if outline is None else effects.as_mapping()
        say_json({"spot_id": result.spot_id, **recorded, **drawn})
        return
    say_recorded(edit, result.spot_id, effects, recorded=result.recorded)
    if outline is not None and outline.extent_m > WALKABLE_M:
        say(
            f"Mind: the outline is {outline.extent_m:,.0f} m across; two officers walk through "
            f"{WALKABLE_M:g} m in a visit of 15 minutes."
        )
