"""Reports, zones and evaluations as the browser starts them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from hotspots.analyse.periods import Period
from hotspots.errors import ParameterError
from hotspots.study.burglary_pattern.journeys import BURGLARY_PATTERN
from hotspots.study.change.journeys import CHANGES, FORECAST
from hotspots.study.change_map.journeys import CHANGE_MAP
from hotspots.study.demand.journeys import DEMAND
from hotspots.study.lasting.journeys import LASTING
from hotspots.study.operations.journeys import EVALUATION
from hotspots.study.spots_over_time.journeys import SPOT_REVIEW
from hotspots.study.zones.journeys import ZONE
from hotspots.web import force
from hotspots.web.models import KeptOperation
from hotspots.web.operation_shelf import path_of, patrols_made, prepared
from hotspots.web.past import past_of
from hotspots.web.runs.telling import Options, Telling, framed

if TYPE_CHECKING:
    from hotspots.study.inputs import Job
    from hotspots.study.run import Run

DAYS: Final = ("first_day", "last_day")


def _until(job: Job) -> date | None:
    return job.inputs.period[1] if job.inputs.period else None


def _days(options: Options) -> Period | None:
    """Return the days that were asked for, both or neither."""
    first, last = (date.fromisoformat(options[each]) if each in options else None for each in DAYS)
    return Period(first=first, last=last) if first and last else None


def _month(options: Options) -> Period | None:
    return Period.of_month(options["month"]) if "month" in options else None


def evaluation(job: Job, options: Options, telling: Telling) -> Run[Any]:
    """Tell whether an operation that was set up here has worked."""
    from hotspots.study.operations.evaluate import evaluate_operation  # noqa: PLC0415 - heavy

    kept = KeptOperation.objects.filter(pk=options["operation"]).first()
    if kept is None:
        raise ParameterError("The operation was removed before it was evaluated.")
    return evaluate_operation(
        prepared(path_of(kept)),
        patrols=patrols_made(),
        **framed(EVALUATION, job, {}, telling),
    )


def zone(job: Job, options: Options, telling: Telling) -> Run[Any]:
    """Gather what the planner of a zone needs: drawn, around harm spots or along a street."""
    from hotspots.study.zones.zone import study_zone  # noqa: PLC0415 - heavy
    from hotspots.study.zones.zone_outline import ZoneAsked  # noqa: PLC0415 - heavy

    workspace, outline = force.workspace(), options.get("outline")
    return study_zone(
        job.inputs,
        ZoneAsked(
            spots=tuple(options.get("spots", ())),
            street=options.get("street"),
            district=options.get("district"),
            outline=workspace.root / outline if outline else None,
            called=options.get("called"),
        ),
        addresses=workspace.addresses if workspace.addresses.is_file() else None,
        past=past_of(job),
        **framed(ZONE, job, {}, telling),
    )


def burglary_pattern(job: Job, options: Options, telling: Telling) -> Run[Any]:
    """Tell the pattern of burglary of the force, a district or a ward."""
    from hotspots.study.burglary_pattern.burglary_pattern import (  # noqa: PLC0415 - heavy
        study_burglary_pattern,
    )

    return study_burglary_pattern(
        job.inputs,
        area=options.get("area"),
        until=_until(job),
        **framed(BURGLARY_PATTERN, job, {}, telling),
    )


def change_map(job: Job, options: Options, telling: Telling) -> Run[Any]:
    """Map where offences moved against the year before, or the period before."""
    from hotspots.study.change_map.change_map import study_change_map  # noqa: PLC0415 - heavy

    asked = {name: each for name, each in options.items() if name not in DAYS}
    return study_change_map(
        job.inputs,
        selection=asked.pop("selection", None),
        period=_days(options),
        **framed(CHANGE_MAP, job, asked, telling),
    )


def spot_review(job: Job, options: Options, telling: Telling) -> Run[Any]:
    """Say of each harm spot in force whether to keep, watch or retire it."""
    from hotspots.study.spots_over_time.spot_review import (  # noqa: PLC0415 - heavy
        review_harm_spots,
    )

    days = _days(options)
    patrols = force.ledger().patrols()
    return review_harm_spots(
        # The workspace's own period is that of its runs.
        replace(job.inputs, period=(days.first, days.last) if days else None),
        past=past_of(job),
        patrols=None if patrols.empty else patrols,
        **framed(SPOT_REVIEW, job, {}, telling),
    )


def lasting(job: Job, options: Options, telling: Telling) -> Run[Any]:
    """Say which places are new, lasting or fading hot spots, month by month."""
    from hotspots.study.lasting.lasting import study_lasting  # noqa: PLC0415 - heavy

    return study_lasting(
        job.inputs,
        selection=options.get("selection"),
        past=past_of(job),
        **framed(LASTING, job, {}, telling),
    )


def changes(job: Job, options: Options, telling: Telling) -> Run[Any]:
    """Say what changed in a month, the last whole one where none is named."""
    from hotspots.study.change.changes import study_changes  # noqa: PLC0415 - heavy

    return study_changes(
        job.inputs,
        period=_month(options),
        until=_until(job),
        **framed(CHANGES, job, {}, telling),
    )


def forecast(job: Job, options: Options, telling: Telling) -> Run[Any]:
    """Forecast the coming weeks by kind of offence."""
    from hotspots.study.change.forecast import study_forecast  # noqa: PLC0415 - heavy

    return study_forecast(job.inputs, **framed(FORECAST, job, options, telling))


def demand(job: Job, options: Options, telling: Telling) -> Run[Any]:
    """Report a month's demand and performance, the last whole one where none is named."""
    from hotspots.study.demand.demand import Done, study_demand  # noqa: PLC0415 - heavy

    ledger = force.ledger()
    return study_demand(
        job.inputs,
        month=_month(options),
        until=_until(job),
        done=Done(visits=ledger.visits(), patrols=ledger.patrols()),
        past=past_of(job),
        **framed(DEMAND, job, {}, telling),
    )
