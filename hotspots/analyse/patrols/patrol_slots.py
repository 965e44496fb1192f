"""Which quarters of an hour to visit each harm spot in, in one week.

The more harm an hour is expected to hold, the likelier it is visited; which hours those are in a
given week is drawn, so that nobody can keep a diary of the patrols. The same seed, spots, offences
and week give the same plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import schema, words
from hotspots.analyse.patrols.duty_week import DutyWeek, duty_week
from hotspots.analyse.patrols.visit_placing import Placed, place_visits
from hotspots.analyse.temporal import HOURS_A_WEEK
from hotspots.words import WEEKDAYS

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.patrols.patrol_params import PatrolPlanParams
    from hotspots.analyse.patrols.spot_weeks import SpotWeeks


_SHARES: Final = [
    schema.NIGHT_SHARE,
    schema.COVERED_SHARE,
    schema.RANDOM_SHARE,
    schema.BEST_SHARE,
    schema.OWN_SHARE,
]
KEPT_FOR_SURPRISE: Final = "kept so that visits cannot be foretold"
HOURS_NOT_KNOWN: Final = "Drawn evenly: the source has no hours."


@dataclass(frozen=True, kw_only=True)
class PatrolPlan:
    """One week's visits.

    Attributes
    ----------
    visits : DataFrame
        ``schema.PATROL_PLAN_COLUMNS``, a row a visit, by district, time and spot.
    unfitted : DataFrame
        ``schema.UNFITTED_COLUMNS``: visits that were asked for and found no place.
    coverage : DataFrame
        ``schema.PLAN_COVERAGE_COLUMNS``, in the order of the spots.
    """

    visits: pd.DataFrame
    unfitted: pd.DataFrame
    coverage: pd.DataFrame


def plan_patrols(
    spots: gpd.GeoDataFrame,
    weeks: SpotWeeks,
    *,
    week_of: date,
    zone: str,
    params: PatrolPlanParams,
) -> PatrolPlan:
    """Plan one week's visits to the harm spots.

    Parameters
    ----------
    spots : GeoDataFrame
        ``spot_id``, ``name``, ``district`` and outlines; the first in the table is fitted first
        where pairs are short.
    weeks : SpotWeeks
        Of the same spots, in the same order.
    week_of : date
        Any day of the week.
    zone : str
        The clock in the street, for example ``Europe/London``.
    params : PatrolPlanParams

    Notes
    -----
    A spot's visits of the week (seven times those a day) are shared between its days, and the
    nights of the night-time economy, in proportion to the harm that is expected there; no hour is
    to be visited in more than four weeks of five. Within each part of the week, quarter-hours that
    keep the gap are drawn so that each hour comes as near to its share as the gap allows. Each hour
    has one quarter in which a visit may begin in a given week (``open_slots``). What finds no pair
    in its part of the week is tried in the rest of it; what finds none there is listed.
    """
    week = duty_week(week_of, zone, params)
    placed = place_visits(spots, weeks.expected, week, params)
    visits = _visit_table(spots, weeks, week, placed, params)
    return PatrolPlan(
        visits=visits,
        unfitted=_unfitted(spots, placed),
        coverage=_coverage(spots, weeks, week, placed),
    )


def _visit_table(
    spots: gpd.GeoDataFrame,
    weeks: SpotWeeks,
    week: DutyWeek,
    placed: list[Placed],
    params: PatrolPlanParams,
) -> pd.DataFrame:
    chosen = [(spot, at, pair) for spot, each in enumerate(placed) for at, pair in each.visits]
    of_spot, at, pair = np.array(chosen, dtype=np.int64).reshape(-1, 3).T
    hour = week.hours[at]
    share = weeks.expected.reshape(-1, HOURS_A_WEEK)[of_spot, hour]
    begins = week.moments[at]
    days = pd.Timestamp(week.monday) + pd.to_timedelta(week.duty_days[at], unit="D")
    kinds = np.where(
        week.at_night[at], schema.VisitKind.NIGHT_TIME_ECONOMY, schema.VisitKind.REST_OF_WEEK
    )
    table = pd.DataFrame(
        {
            schema.SPOT_ID: spots[schema.SPOT_ID].astype("str").array[of_spot],
            schema.SPOT_NAME: spots[schema.SPOT_NAME].astype("str").array[of_spot],
            schema.DISTRICT: spots[schema.DISTRICT].astype("str").array[of_spot],
            schema.DUTY_DAY: days,
            schema.PLANNED_AT: begins,
            schema.ENDS_AT: begins + pd.Timedelta(minutes=params.minutes),
            schema.VISIT_KIND: pd.array([str(kind) for kind in kinds], dtype="str"),
            schema.PAIR: pair + 1,
            schema.HOUR_SHARE: share if weeks.hours_known else np.nan,
            schema.WHY: pd.array(
                [
                    _why(*each) if weeks.hours_known else HOURS_NOT_KNOWN
                    for each in zip(hour, share, strict=True)
                ],
                dtype="str",
            ),
        },
        columns=list(schema.PATROL_PLAN_COLUMNS),
    )
    order = [schema.DISTRICT, schema.PLANNED_AT, schema.SPOT_ID]
    return table.sort_values(order, kind="stable", ignore_index=True)


def _why(hour: int, share: float) -> str:
    """Return what speaks for the hour of a visit; of a quiet one, that it is there to surprise."""
    day, start = WEEKDAYS[hour // 24], hour % 24
    when, times = f"{day} {start:02}:00–{(start + 1) % 24:02}:00", share * HOURS_A_WEEK
    if times < 1:
        return f"{when}: {KEPT_FOR_SURPRISE}."
    return (
        f"{when}: {words.share(share, 1)} of the week's harm here, {times:.1f} times an even share."
    )


def _unfitted(spots: gpd.GeoDataFrame, placed: list[Placed]) -> pd.DataFrame:
    names = (schema.SPOT_ID, schema.SPOT_NAME, schema.DISTRICT)
    rows = [
        (*(str(spots[name].iloc[at]) for name in names), each.unfitted, each.reason)
        for at, each in enumerate(placed)
        if each.unfitted
    ]
    table = pd.DataFrame(rows, columns=list(schema.UNFITTED_COLUMNS))
    return table.astype({schema.UNFITTED_VISITS: "int64"})


def _coverage(
    spots: gpd.GeoDataFrame, weeks: SpotWeeks, week: DutyWeek, placed: list[Placed]
) -> pd.DataFrame:
    """Measure what the visited hours hold, and what a week without chance or reason would."""
    on_duty = np.unique(week.hours)
    at_night = np.unique(week.hours[week.at_night])
    rows = []
    for spot, each in enumerate(placed):
        at = np.array([at for at, _ in each.visits], dtype=np.int64)
        expected = weeks.expected[spot].ravel()
        heaviest = np.sort(expected[on_duty])[::-1]
        rows.append(
            (
                str(spots[schema.SPOT_ID].iloc[spot]),
                at.size,
                int(week.at_night[at].sum()),
                expected[at_night].sum(),
                expected[np.unique(week.hours[at])].sum(),
                heaviest.sum() * min(at.size / on_duty.size, 1.0),
                heaviest[: at.size].sum(),
                weeks.own_share[spot],
                int(weeks.timed[spot]),
            )
        )
    table = pd.DataFrame(rows, columns=list(schema.PLAN_COVERAGE_COLUMNS))
    if not weeks.hours_known:
        table[_SHARES] = np.nan
    whole = (schema.PLANNED_VISITS, schema.NIGHT_VISITS, schema.TIMED_OFFENCES)
    return table.astype(dict.fromkeys(whole, "int64"))
