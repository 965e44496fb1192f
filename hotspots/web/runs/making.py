"""Each journey as the browser starts it: on the workspace's inputs, with what is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from hotspots import schema
from hotspots.errors import ParameterError
from hotspots.study.burglary_pattern.journeys import BURGLARY_PATTERN
from hotspots.study.change.journeys import CHANGES, FORECAST
from hotspots.study.change_map.journeys import CHANGE_MAP
from hotspots.study.cocoons.journeys import VISIT_LISTS
from hotspots.study.demand.journeys import DEMAND
from hotspots.study.harm_maps.journeys import HARM_MAP
from hotspots.study.lasting.journeys import LASTING
from hotspots.study.operations.journeys import EVALUATION
from hotspots.study.patrols.journeys import PATROL_PLAN
from hotspots.study.retention import retention_of
from hotspots.study.run_folder import free_name
from hotspots.study.settings import settled
from hotspots.study.spots_over_time.journeys import SPOT_REVIEW
from hotspots.study.tidying import settle_lists
from hotspots.study.wards.journeys import WARDS
from hotspots.study.watch.journeys import WATCH
from hotspots.study.zones.journeys import ZONE
from hotspots.web import force
from hotspots.web.past import past_of
from hotspots.web.runs import making_reports as reports
from hotspots.web.runs.telling import Options, Telling, framed

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.study.inputs import Job
    from hotspots.study.journey import Journey
    from hotspots.study.run import Run


def harm_map(job: Job, options: Options, telling: Telling) -> Run[Any]:
    """Map where harm concentrates."""
    from hotspots.study.harm_maps.harm_map import map_harm  # noqa: PLC0415 - heavy

    return map_harm(job.inputs, past=past_of(job), **framed(HARM_MAP, job, options, telling))


def visit_lists(job: Job, options: Options, telling: Telling) -> Run[Any]:
    """List whom to visit after a burglary, as of this moment, and keep the lists in the ledger."""
    from hotspots.study.cocoons.cocoon import Past, make_visit_lists  # noqa: PLC0415 - heavy

    ledger, as_of = force.ledger(), force.now()
    frame = framed(VISIT_LISTS, job, options, telling)
    settle_lists(job.maps, is_kept=ledger.has_run, now=frame["made_at"])
    issued_at = as_of if job.inputs.profile.demonstration else frame["made_at"]

    def keep(run_name: str, listings: Mapping[str, pd.DataFrame]) -> None:
        with ledger.together():
            for district, rows in listings.items():
                ledger.record_list(
                    rows,
                    list_id=f"{run_name}/{district}",
                    district=district,
                    issued_at=issued_at,
                    as_of=as_of,
                )

    lists = {each.name: ledger.latest_list(each.name) for each in force.districts()}
    issued = ledger.lists()
    return make_visit_lists(
        job.inputs,
        addresses=force.workspace().addresses,
        as_of=as_of,
        issued_at=issued_at,
        past=Past(
            visits=ledger.visits(),
            lists={name: rows for name, rows in lists.items() if len(rows)},
            first_list=None if issued.empty else issued[schema.AS_OF].min().to_pydatetime(),
        ),
        retention=retention_of(job.tables),
        keep=keep,
        **frame,
    )


def wards(job: Job, options: Options, telling: Telling) -> Run[Any]:
    """Rank every ward, with a pack for each that is named under ``packs``."""
    from hotspots.study.wards.street_week import plan_street_week  # noqa: PLC0415 - heavy

    asked = dict(options)
    packs = asked.pop("packs", ())
    deployments, addresses = force.ledger().deployments(), force.workspace().addresses
    return plan_street_week(
        job.inputs,
        deployments=None if deployments.empty else deployments,
        packs=packs,
        addresses=addresses if addresses.exists() else None,
        harm=settled(HARM_MAP, job),
        **framed(WARDS, job, asked, telling),
    )


def patrol_plan(job: Job, options: Options, telling: Telling) -> Run[Any]:
    """Plan the coming week's visits to the harm spots in force."""
    from hotspots.study.past_spots import spots_patrolled  # noqa: PLC0415 - heavy
    from hotspots.study.patrols.patrol_plan import (  # noqa: PLC0415 - heavy
        SpotsToPatrol,
        plan_the_week,
    )

    asked, past = dict(options), past_of(job)
    week_of = asked.pop("week_of", None)
    in_force = None
    if past.in_force is not None:
        spots = spots_patrolled(past, job.inputs)
        in_force = SpotsToPatrol(spots=spots, called="those in force, with analysts' edits")
    return plan_the_week(
        job.inputs,
        week_of=date.fromisoformat(week_of) if week_of else force.now().date() + timedelta(weeks=1),
        chosen=in_force,
        past=past,
        harm=settled(HARM_MAP, job),
        **framed(PATROL_PLAN, job, asked, telling),
    )


def watch(job: Job, options: Options, telling: Telling) -> Run[Any]:
    """Hold the last whole week beside what was expected of it, and keep its alarms."""
    from hotspots.study.watch.watch import study_watch  # noqa: PLC0415 - heavy

    ledger, frame = force.ledger(), framed(WATCH, job, options, telling)
    return study_watch(
        job.inputs,
        past=past_of(job),
        alarms=ledger.alarms(),
        keep=lambda table: ledger.raise_alarms(table, raised_at=frame["made_at"]),
        **frame,
    )


@dataclass(frozen=True)
class Startable:
    """A journey that the browser starts; one that is not by hand is started in another room."""

    journey: Journey[Any]
    called: str
    about: str
    make: Callable[[Job, Options, Telling], Run[Any]]
    by_hand: bool = True

    @property
    def key(self) -> str:
        """What an address calls it."""
        return self.journey.command.replace(" ", "-")


_STARTABLE: Final = (
    Startable(HARM_MAP, "Harm maps", "Maps, harm spots, briefings: every district.", harm_map),
    Startable(VISIT_LISTS, "Homes to visit", "Each district's list, as of now.", visit_lists),
    Startable(WARDS, "Wards", "The ranking for the next Street Week.", wards),
    Startable(PATROL_PLAN, "Patrol plan", "The coming week's visits to the spots.", patrol_plan),
    Startable(WATCH, "The week's watch", "What broke its band; alarms are kept.", watch),
    Startable(
        BURGLARY_PATTERN,
        "Pattern of burglary",
        "The problem profile: when, where, how, repeats and series.",
        reports.burglary_pattern,
    ),
    Startable(ZONE, "Zone", "Households, leaflet rounds, where to brief.", reports.zone),
    Startable(
        CHANGE_MAP, "Map of change", "Where offences moved, beyond chance.", reports.change_map
    ),
    Startable(LASTING, "Lasting places", "New, lasting and fading hot spots.", reports.lasting),
    Startable(CHANGES, "Changes of a month", "What rose and fell, how surely.", reports.changes),
    Startable(FORECAST, "Forecast", "The coming weeks by kind of offence.", reports.forecast),
    Startable(DEMAND, "Demand of a month", "By district and ward, with outcomes.", reports.demand),
    Startable(
        SPOT_REVIEW,
        "Review of harm spots",
        "Those in force: keep, watch or retire.",
        reports.spot_review,
    ),
    Startable(
        EVALUATION, "Evaluation", "Whether an operation worked.", reports.evaluation, by_hand=False
    ),
)
STARTABLE: Final = {each.key: each for each in _STARTABLE}


def name_for(command: str) -> str:
    """Return a free name for a run of a journey that begins now.

    Raises
    ------
    ParameterError
        When the browser does not start such a journey.
    """
    journey = _startable(command).journey
    return free_name(force.workspace().maps, journey.run_name(datetime.now(UTC)))


def make(command: str, options: Options, telling: Telling | None = None) -> Run[Any]:
    """Make a run of a journey.

    Raises
    ------
    ParameterError
        When the browser does not start such a journey.
    HotspotsError
        Whatever keeps the run from being made.
    """
    return _startable(command).make(force.job(), options, telling or Telling())


def _startable(command: str) -> Startable:
    if command not in STARTABLE:
        raise ParameterError(f"{command!r} is not started in the browser.")
    return STARTABLE[command]
