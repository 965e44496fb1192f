"""A district's patrols by week: visits, minutes and people spoken to, against the plan."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from hotspots import product_files, schema
from hotspots.file_names import named_file
from hotspots.study.patrols.journeys import PATROL_PLAN
from hotspots.web import force
from hotspots.web.answers import Written, written
from hotspots.web.kept import OF_PATROLS, Mark, kept, ledger_mark
from hotspots.web.past import past_of, patrolled_now
from hotspots.web.run_shelf import runs_of

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hotspots.analyse.patrols.patrol_figures import PatrolFigures

WEEKS_SHOWN: Final = 8
_PLANNED_BEGIN, _PLANNED_END = "planned_at", "Planned end"


@dataclass(frozen=True, kw_only=True)
class Planned:
    """What the plan of a week asks of a district."""

    run: str
    visits: int
    minutes: int


def spots_of(district: force.District) -> gpd.GeoDataFrame:
    """Return the harm spots in force in a district, with every edit."""
    job = force.job()
    spots = _patrolled(ledger_mark(OF_PATROLS), written(job.inputs.layers))
    return spots[spots[schema.DISTRICT] == district.name]


@kept(1)
def _patrolled(_mark: Mark, _layers: Written) -> gpd.GeoDataFrame:
    job = force.job()
    return patrolled_now(past_of(job), job)


def monday_of(moment: datetime | date) -> date:
    """Return the Monday of a week."""
    day = moment.date() if isinstance(moment, datetime) else moment
    return day - timedelta(days=day.weekday())


def patrols_by_week(district: force.District, now: datetime) -> PatrolFigures:
    """Return what was done in a district's harm spots in the last weeks, this one included."""
    layers = written(force.job().inputs.layers)
    return _patrols_by_week(district, now.date(), ledger_mark(OF_PATROLS), layers)


@kept(64)
def _patrols_by_week(
    district: force.District, today: date, _mark: Mark, _layers: Written
) -> PatrolFigures:
    from hotspots.analyse.patrols.patrol_figures import patrol_figures  # noqa: PLC0415 - heavy

    first = monday_of(today) - timedelta(weeks=WEEKS_SHOWN - 1)
    since = datetime.combine(first, datetime.min.time(), force.zone())
    patrols, spots = force.ledger().patrols(since=since), spots_of(district)
    own = patrols[patrols[schema.SPOT_ID].isin(spots[schema.SPOT_ID])]
    return patrol_figures(own, spots, period=(first, today))


def planned_for(district: force.District, monday: date) -> Planned | None:
    """Return what the newest plan of a week asks of a district; None where the week has none."""
    for run in runs_of(force.workspace().maps, PATROL_PLAN.label):
        path = named_file(run / district.folder, product_files.PATROL_FORM)
        if path is None:
            continue
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        moments = [(_moment(row[_PLANNED_BEGIN]), _moment(row[_PLANNED_END])) for row in rows]
        known = [(begin, end) for begin, end in moments if begin and end]
        if known and monday_of(min(known)[0]) == monday:
            seconds = sum((end - begin).total_seconds() for begin, end in known)
            return Planned(run=run.name, visits=len(known), minutes=round(seconds / 60))
    return None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def rows_of(table: pd.DataFrame) -> Sequence[dict[str, object]]:
    """Return a table's rows as plain values; what is missing is None."""
    plain = table.astype("object").where(table.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]
