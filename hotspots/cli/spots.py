"""The commands of the harm spots in force, and what they say: adopt, change, ask what to keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hotspots.cli.answering import Asked, answers
from hotspots.cli.options import Full, Json, Role
from hotspots.cli.printing import say, say_answer, say_head, say_json, say_rows, say_table
from hotspots.errors import InputError
from hotspots.schema import EntryRole, SpotAdvice, SpotEdit
from hotspots.study.harm_maps.journeys import HARM_MAP
from hotspots.study.spots_over_time.journeys import SPOT_REVIEW

if TYPE_CHECKING:
    from hotspots.analyse.spots_over_time.spot_review import SpotReview
    from hotspots.study.inputs import Job
    from hotspots.study.run import Run
    from hotspots.study.spots_over_time.drawn_outline import DrawnOutline

app = typer.Typer(
    add_completion=False,
    help="The harm spots in force: adopted from a run, changed by an analyst, kept or retired.",
)

SpotId = Annotated[
    str, typer.Argument(metavar="SPOT", help="Number of a spot in force: S007, or A001.")
]
WhyChanged = Annotated[
    str,
    typer.Option(
        "--reason", help="Why, in a sentence; no names of people. It is shown on every product."
    ),
]
Centre = Annotated[
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


@app.command()
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
    reason: Annotated[
        str,
        typer.Option(help="Why, in a sentence; no names of people.", show_default=False),
    ] = "",
    role: Role = EntryRole.ANALYST,
    json: Json = False,
) -> None:
    """Put the harm spots of a run in force: patrols are counted in them, later runs keep their ids.

    The set before stays in the ledger as history.
    """
    from hotspots.cli.ledger_access import entered_now, opened_ledger, workspace_job
    from hotspots.study.run_folder import latest_run, named_run
    from hotspots.study.spots_over_time.run_to_adopt import spots_of_run

    job = workspace_job()
    folder = (
        named_run(job.maps, run_name) if run_name else latest_run(job.maps, journey=HARM_MAP.label)
    )
    found = spots_of_run(folder)
    with opened_ledger(job) as ledger:
        result = ledger.adopt_spots(
            found.spots,
            spot_set=found.spot_set,
            adopted_at=entered_now(),
            chosen_from=found.chosen_from,
            chosen_to=found.chosen_to,
            reason=reason,
            adopted_by_role=str(role),
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


@app.command("list")
def list_spots(*, full: Full = False, json: Json = False) -> None:
    """List the harm spots that are patrolled now: the set in force, with every edit laid over."""
    from hotspots.cli.ledger_access import past_of, workspace_job
    from hotspots.cli.spot_words import list_as_mapping, say_spots
    from hotspots.study.past_spots import spots_patrolled

    job = workspace_job()
    past = past_of(job)
    now = spots_patrolled(past, job.inputs)
    if json:
        say_json(list_as_mapping(past, now))
    else:
        say_answer(lambda: say_spots(past, now), full=full)


@app.command()
def add(
    *,
    at: Centre = None,
    radius_m: Radius = 100.0,
    outline: Outline = None,
    name: Annotated[str, typer.Option(help="What the spot is called: street and town.")],
    reason: WhyChanged,
    role: Role = EntryRole.ANALYST,
    json: Json = False,
) -> None:
    """Add a harm spot that the data do not find; from the next run on it is ranked with the others.

    Eastings and northings stand in the run's table of harm spots (`force/harm-spots_….xlsx`).

    `hotspots spots add --at 600300,225600 --radius-m 100 --name "Skate park, Colchester" --reason
    "Robberies of schoolchildren, reported by the schools"`
    """
    from hotspots.cli.ledger_access import workspace_job
    from hotspots.study.spots_over_time.drawn_outline import drawn_outline

    job = workspace_job()
    drawn = drawn_outline(job.inputs, at=at, radius_m=radius_m, file=outline)
    _record(SpotEdit.ADD, job, reason, role, name=name, outline=drawn, json=json)


@app.command()
def move(
    spot: SpotId,
    *,
    at: Centre = None,
    radius_m: Radius = 100.0,
    outline: Outline = None,
    reason: WhyChanged,
    role: Role = EntryRole.ANALYST,
    json: Json = False,
) -> None:
    """Give a harm spot another outline; it keeps its number, and the data do not put it back."""
    from hotspots.cli.ledger_access import workspace_job
    from hotspots.study.spots_over_time.drawn_outline import drawn_outline

    job = workspace_job()
    drawn = drawn_outline(job.inputs, at=at, radius_m=radius_m, file=outline)
    _record(SpotEdit.MOVE, job, reason, role, spot_id=spot, outline=drawn, json=json)


@app.command()
def veto(
    spot: SpotId,
    *,
    reason: WhyChanged,
    role: Role = EntryRole.ANALYST,
    json: Json = False,
) -> None:
    """Take a harm spot out: no run chooses its place again, and the next best takes its turn."""
    from hotspots.cli.ledger_access import workspace_job

    _record(SpotEdit.VETO, workspace_job(), reason, role, spot_id=spot, json=json)


@app.command()
def rename(
    spot: SpotId,
    *,
    name: Annotated[str, typer.Option(help="What officers call the place.")],
    reason: WhyChanged,
    role: Role = EntryRole.ANALYST,
    json: Json = False,
) -> None:
    """Give a harm spot the name that officers use; the street of the data stays beside it."""
    from hotspots.cli.ledger_access import workspace_job

    _record(SpotEdit.RENAME, workspace_job(), reason, role, spot_id=spot, name=name, json=json)


@app.command()
def withdraw(
    spot: SpotId,
    *,
    reason: WhyChanged,
    role: Role = EntryRole.ANALYST,
    json: Json = False,
) -> None:
    """Take back every edit of a harm spot; the record of them stays."""
    from hotspots.cli.ledger_access import workspace_job

    _record(SpotEdit.WITHDRAW, workspace_job(), reason, role, spot_id=spot, json=json)


@app.command()
def edits(*, full: Full = False, json: Json = False) -> None:
    """List every edit ever made, the withdrawn ones too."""
    from hotspots.cli.ledger_access import opened_ledger, past_of, workspace_job
    from hotspots.cli.spot_words import edits_as_records, say_edits
    from hotspots.study.past_spots import known_names

    job = workspace_job()
    with opened_ledger(job) as ledger:
        made = ledger.edits()
    if json:
        say_json({"edits": edits_as_records(made)})
    else:
        say_answer(lambda: say_edits(made, known_names(past_of(job))), full=full)


@app.command()
@answers(SPOT_REVIEW, without=("earlier", "tables", "profile", "crs"))
def review(
    asked: Asked,
    *,
    patrols: Annotated[
        bool,
        typer.Option("--patrols/--no-patrols", help="Set the ledger's patrols beside the counts."),
    ] = True,
) -> Run[SpotReview]:
    """Say of each harm spot in force whether to keep, watch or retire it, and why.

    They are judged on offences that came after they were chosen: give those of the new months, and
    those of the time before to compare.

    `hotspots spots review data/2025.csv data/2026-q1.csv`
    """
    from hotspots.cli.ledger_access import opened_ledger, past_of, workspace_job
    from hotspots.study.spots_over_time.spot_review import review_harm_spots

    workspace_job()
    job, frame = asked.job, asked.frame
    # The workspace's own period is that of its runs.
    period = job.inputs.period if asked.period_named else None
    with opened_ledger(job) as ledger:
        made = ledger.patrols() if patrols else None
    return review_harm_spots(
        replace(job.inputs, period=period),
        past=past_of(job),
        patrols=None if made is None or made.empty else made,
        **frame,
    )


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
    from hotspots.cli.ledger_access import entered_now, opened_ledger, past_of
    from hotspots.cli.spot_words import say_recorded
    from hotspots.study.past_spots import spots_in_force_now
    from hotspots.study.spots_over_time.drawn_effects import (
        DrawnEffects,
        drawn_effects,
        drawn_there_already,
    )

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
    if outline is not None and outline.too_wide:
        say(outline.too_wide)


def say_found(receipt: Mapping[str, Any]) -> None:
    """Print a review: the advice on each spot."""
    found = receipt["spot_review"]
    say_head(receipt)
    say_rows(receipt["rows"])
    _say_advice(found)


def _say_advice(found: Mapping[str, Any]) -> None:
    """Print which spots to keep and to retire; those to watch are counted."""
    told = ", ".join(f"{number} to {advice}" for advice, number in found["advice"].items())
    say(f"Of {found['harm_spots']} harm spots in force: {told}.")
    if not found["judged_on_later_offences"]:
        say(
            "They are judged on the very period that they were chosen on, and look better than "
            "they are: give the offences of the months after it too."
        )
    say()
    rows = [
        (each["advice"], f"{each['spot_id']} {each['name'] or ''}".rstrip(), each["why"])
        for each in found["spots"]
        if each["advice"] != SpotAdvice.WATCH
    ]
    if rows:
        say_table("To keep and to retire", ("advice", "spot", "why"), rows)
    if found["advice"][SpotAdvice.WATCH]:
        say("Those to watch are on the page, each with its reason.")
