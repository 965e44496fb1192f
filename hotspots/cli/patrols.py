"""The commands of patrols of harm spots, and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hotspots import schema, words
from hotspots.analyse.patrols.patrol_params import TrackParams
from hotspots.cli.answering import Asked, answers, takes
from hotspots.cli.options import At, EnteredBy, FirstDay, Json, LastDay, Role, SetAside
from hotspots.cli.printing import say, say_json, say_notes, say_table
from hotspots.errors import ParameterError
from hotspots.schema import EntryRole, PatrolActivity, PatrolSource, VisitRole
from hotspots.study.parameters import build_parameters
from hotspots.study.patrols.journeys import PATROL_FIGURES

if TYPE_CHECKING:
    from hotspots.analyse.patrols.patrol_figures import PatrolFigures
    from hotspots.ledger.store import Ledger
    from hotspots.study.inputs import Job
    from hotspots.study.patrols.patrol_tracks import TracksRead
    from hotspots.study.run import Run

app = typer.Typer(
    add_completion=False, help="Patrols of harm spots, kept: who by role, when, and what was done."
)

Spot = Annotated[
    str, typer.Option(help="Id of the harm spot, such as S012 or A001.", show_default=False)
]


@app.command("import")
def import_patrols(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV or workbook with begins_at, minutes, role, activity, and spot_id (or "
            "easting and "
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
    filled in are counted as not done yet.
    """
    from hotspots.cli.ledger_access import entered_now, opened_ledger
    from hotspots.cli.ledger_places import spots_over_time
    from hotspots.cli.ledger_words import require_other_file, say_import
    from hotspots.study.inputs import find_job

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


@app.command("add")
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
    import pandas as pd

    from hotspots.cli.ledger_access import entered_now, moment_or_fault, opened_ledger
    from hotspots.cli.ledger_words import not_recorded, say_added
    from hotspots.ledger import faults_of_patrol
    from hotspots.study.inputs import find_job

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
        unclaimed = patrol.drop(columns=[schema.ENTERED_AT, schema.ENTERED_BY_ROLE])
        result = ledger.record_patrols(
            unclaimed, entered_at=entered_now(), entered_by_role=str(entered_by)
        )
    say_added(result, "patrol", json=json)


@app.command("export")
def export_patrols(
    file: Annotated[Path, typer.Argument(help="The CSV to write, in place of an earlier export.")],
) -> None:
    """Write every patrol to a CSV that can be imported again."""
    from hotspots.cli.ledger_access import opened_ledger
    from hotspots.study.inputs import find_job

    with opened_ledger(find_job(Path.cwd())) as ledger:
        count = ledger.export_patrols(file)
    say(f"{words.plural(count, 'patrol')} written to {file}.")


@app.command("list")
def list_patrols(
    *,
    first_day: FirstDay = None,
    last_day: LastDay = None,
    newest: Annotated[int, typer.Option(min=1, help="How many to show, the newest.")] = 6,
    json: Json = False,
) -> None:
    """Show the patrols that were recorded last."""
    from hotspots.cli.ledger_access import moments_of_days, opened_ledger
    from hotspots.cli.ledger_places import spots_patrolled_now
    from hotspots.cli.ledger_words import say_patrols
    from hotspots.study.inputs import find_job

    job = find_job(Path.cwd(), period=(first_day, last_day))
    days = job.inputs.period if first_day else None
    since, until = moments_of_days(days, job)
    with opened_ledger(job) as ledger:
        patrols = ledger.patrols(since=since, until=until)
        spots = spots_patrolled_now(ledger, job)
    say_patrols(patrols, spots, days=days, newest=newest, json=json)


@app.command("remove")
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
    entered_by: EnteredBy = EntryRole.ANALYST,
) -> None:
    """Withdraw one patrol that was recorded wrongly; nothing is done unless exactly one fits.

    It counts no more, and may be entered anew. What was entered stays in the ledger, as withdrawn.
    """
    from hotspots.cli.ledger_access import moment_of, opened_ledger
    from hotspots.study.inputs import find_job

    job = find_job(Path.cwd())
    with opened_ledger(job) as ledger:
        ledger.withdraw_patrol(
            spot_id=spot.strip().upper(),
            begins_at=moment_of(at, job),
            role=None if role is None else str(role),
            recorded_by=None if recorded_by is None else str(recorded_by),
            withdrawn_by_role=str(entered_by),
        )
    say("1 patrol withdrawn.")


def _faults_of_spot(spot_id: str, ledger: Ledger, job: Job) -> list[str]:
    from hotspots.cli.ledger_places import spots_patrolled_now, veto_of
    from hotspots.cli.ledger_words import unknown_spot, vetoed_spot

    in_force = spots_patrolled_now(ledger, job)
    if spot_id in set(in_force[schema.SPOT_ID]):
        return []
    vetoed = veto_of(spot_id, ledger)
    return [unknown_spot(spot_id, in_force) if vetoed is None else vetoed_spot(spot_id, vetoed)]


@app.command("tracks")
@takes(reads=("date_format",), method=TrackParams)
def tracks(
    asked: Asked,
    files: Annotated[
        list[Path],
        typer.Argument(
            help="GPX, or a table with a time and a longitude and latitude (or easting and "
            "northing). A column of callsigns, radios, officers or vehicles parts it into tracks."
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
    json: Json = False,
) -> None:
    """Turn GPS tracks into visits to the harm spots in force, and record them.

    Only the spot, the time and the minutes are kept of a track; the way that somebody walked is
    not. Where an officer enters the same visit, the entry counts and not the track.
    """
    from hotspots.cli.ledger_access import entered_now, opened_ledger, past_of
    from hotspots.study.past_spots import spots_patrolled
    from hotspots.study.patrols.patrol_tracks import visits_of_tracks

    params, job = build_parameters(TrackParams, asked.typed), asked.job
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


@app.command("figures")
@answers(PATROL_FIGURES, without=("earlier", "tables"))
def figures(asked: Asked) -> Run[PatrolFigures]:
    """Say what was done in the harm spots in force: by week, by spot, against what is aimed at.

    By default from the first patrol that was recorded to the last. Offences stand beside the
    minutes; whether patrols worked is what `hotspots evaluate` asks.
    """
    from hotspots.cli.ledger_access import moments_of_days, opened_ledger, past_of
    from hotspots.study.past_spots import spots_patrolled
    from hotspots.study.patrols.patrol_report import report_patrols

    job, frame = asked.job, asked.frame
    days = job.inputs.period
    since, until = moments_of_days(days, job)
    with opened_ledger(job) as ledger:
        patrols = ledger.patrols(since=since, until=until)
    if patrols.empty and days is None:
        raise ParameterError(
            "No patrol is recorded yet. Import some with `hotspots patrols import FILE`, or give "
            "the days with --from and --to."
        )
    begins = patrols[schema.BEGINS_AT]
    return report_patrols(
        # The period is that of the patrols; the offences before it are wanted too.
        replace(job.inputs, period=None),
        patrols=patrols,
        spots=spots_patrolled(past_of(job), job.inputs),
        period=days or (begins.min().date(), begins.max().date()),
        **frame,
    )


def say_found(receipt: Mapping[str, Any]) -> None:
    """Print what was done in the harm spots, and where the products are."""
    found = receipt["patrols"]
    for sentence in found["sentences"]:
        say(sentence)
    say(
        f"{words.plural(found['visits'], 'visit')}, "
        f"{words.plural(found['interactions'], 'interaction')}, "
        f"{found['minutes'] / 60:,.0f} hours in harm spots."
    )


def say_tracks(read: TracksRead) -> None:
    """Print what GPS tracks show, and what of them was left out."""
    found, tracks_read = read.found, read.tracks
    say_notes([note for source in tracks_read.sources for note in source.notes])
    say(
        f"{words.plural(tracks_read.rows_in, 'fix', 'fixes')} in = "
        f"{len(tracks_read.fixes):,} used + {len(tracks_read.set_aside):,} set aside."
    )
    for reason, count in tracks_read.set_aside[schema.REASON].value_counts().items():
        say(f"  Set aside: {reason}: {count:,}.")
    say(
        f"{found.minutes_on_foot:,.0f} minutes on foot; {found.minutes_too_fast:,.0f} too fast to "
        f"be on foot and {found.minutes_in_gaps:,.0f} in gaps were left out; walked past "
        f"{found.passes} times."
    )
    rows = [
        (row[schema.SPOT_ID], f"{row[schema.BEGINS_AT]:%a %d %b %Y %H:%M}", f"{row['minutes']:.1f}")
        for row in found.visits.to_dict("records")
    ]
    say_table("Visits to harm spots in force", ("spot", "began", "minutes"), rows)
