"""The command that plans the week's visits to the harm spots, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final
from zoneinfo import ZoneInfo

import typer

from hotspots import schema, words
from hotspots.cli.answering import Asked, answers
from hotspots.cli.printing import say, say_table
from hotspots.study.patrols.journeys import PATROL_PLAN

if TYPE_CHECKING:
    from hotspots.study.inputs import Job
    from hotspots.study.past_spots import PastSpots
    from hotspots.study.patrols.patrol_plan import PlannedWeek, SpotsToPatrol
    from hotspots.study.run import Run

app = typer.Typer(add_completion=False)

HEADINGS: Final = (
    "district",
    "spots",
    "visits",
    "at night",
    "not fitted",
    "harm",
    "random",
)
EXPLAINED: Final = (
    "At night: visits in the night-time economy. Harm: share of the week's expected harm in the "
    "hours visited. Random: in as many hours at random."
)


@app.command("patrol-plan")
@answers(PATROL_PLAN, without=("earlier", "tables"), splits=True)
def patrol_plan(
    asked: Asked,
    *,
    week_of: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM-DD",
            help="A day of the week to plan. By default the coming week.",
            show_default=False,
        ),
    ] = None,
    district: Annotated[
        list[str] | None,
        typer.Option(help="Only this district; may be given again.", show_default=False),
    ] = None,
    spots: Annotated[
        str | None,
        typer.Option(
            metavar="RUN",
            help="Patrol the harm spots of this run of `hotspots run`. By default those in force, "
            "with every edit; where none are in force, those that the offences give.",
            show_default=False,
        ),
    ] = None,
    past: Annotated[
        bool,
        typer.Option(
            "--past/--no-past",
            help="Take the harm spots in force and their edits from the workspace's ledger.",
        ),
    ] = True,
) -> Run[PlannedWeek]:
    """Plan a week's short visits to the harm spots: slot cards, a page for a phone, a form.

    More visits where more harm is expected, at times that cannot be foretold; the night-time
    economy apart.

    `hotspots patrol-plan --visits-a-day 3 --week-of 2026-01-05 --district Colchester`
    """
    from hotspots.cli.ledger_access import past_of
    from hotspots.study.harm_maps.journeys import HARM_MAP
    from hotspots.study.inputs import day_of
    from hotspots.study.past_spots import PastSpots
    from hotspots.study.patrols.patrol_plan import plan_the_week
    from hotspots.study.settings import settled

    job = asked.job
    known = past_of(job) if past else PastSpots()
    return plan_the_week(
        job.inputs,
        week_of=day_of(week_of) if week_of else _coming_week(job),
        districts=district or (),
        chosen=_chosen(job, spots, known),
        past=known,
        harm=settled(HARM_MAP, job),
        **asked.frame,
    )


def _coming_week(job: Job) -> date:
    return datetime.now(ZoneInfo(job.inputs.profile.timezone)).date() + timedelta(weeks=1)


def _chosen(job: Job, run_name: str | None, past: PastSpots) -> SpotsToPatrol | None:
    """Return the spots of a named run, else those in force, else none: they are then found."""
    from hotspots.study.past_spots import spots_patrolled, spots_with_outlines
    from hotspots.study.patrols.patrol_plan import SpotsToPatrol
    from hotspots.study.run_folder import named_run
    from hotspots.study.spots_over_time.run_to_adopt import spots_of_run

    crs = job.inputs.profile.crs
    if run_name is not None:
        found = spots_of_run(named_run(job.maps, run_name))
        return SpotsToPatrol(
            spots=spots_with_outlines(
                found.spots.assign(
                    spot_set=found.spot_set,
                    adopted_at=None,
                    chosen_from=found.chosen_from,
                    chosen_to=found.chosen_to,
                ),
                crs=crs,
            ),
            called=f"those of the run {found.spot_set}",
        )
    if past.in_force is None:
        return None
    return SpotsToPatrol(
        spots=spots_patrolled(past, job.inputs),
        called="those in force, with analysts' edits",
    )


def say_found(receipt: Mapping[str, Any]) -> None:
    """Print each district's visits, what their hours hold, and where the plan is."""
    plan = receipt["plan"]
    rows = [
        (
            district,
            found["harm_spots"],
            found["visits"],
            found["in_the_night_time_economy"],
            found["not_fitted"],
            words.share(found[schema.COVERED_SHARE], missing=words.DASH),
            words.share(found[schema.RANDOM_SHARE], missing=words.DASH),
        )
        for district, found in plan["by_district"].items()
    ]
    say_table(f"Harm spots: {plan['harm_spots']}. Week of {receipt['week_of']}.", HEADINGS, rows)
    unknown = "The source gives no hours: visits are spread evenly at random."
    say(EXPLAINED if plan["hours_known"] else unknown)
