"""What was done in the harm spots: by week and by spot, and beside it what was recorded there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.analyse.patrols.patrol_params import PatrolFiguresParams
from hotspots.crs import same_system
from hotspots.errors import CoordinateError
from hotspots.schema import PatrolSource

if TYPE_CHECKING:
    from hotspots.arrays import Longs

# A GPS track and an officer's own entry of one visit begin within this of one another.
SAME_VISIT: Final = pd.Timedelta(minutes=30)
DAYS_A_WEEK: Final = 7

WEEK: Final = "week_begins"
WHOLE_WEEK: Final = "whole_week"
VISITS: Final = "visits"
SPOTS_VISITED: Final = "spots_visited"
IN_RANGE: Final = "share_in_range"
INTERACTIONS_UNKNOWN: Final = "visits_without_interactions"
MINUTES_A_WEEK: Final = "minutes_a_week"
MEDIAN_MINUTES: Final = "median_minutes"
LAST_VISIT: Final = "last_visit"
OFFENCES_BEFORE: Final = "offences_before"

LAST_WEEKS: Final = 4
SPOTS: Final = "spots"
VISITS_LAST_WEEK: Final = "visits_last_week"
SPOTS_LAST_WEEK: Final = "spots_visited_last_week"
INTERACTIONS_LAST_WEEK: Final = "interactions_last_week"
VISITS_LAST_WEEKS: Final = "visits_a_week_last_weeks"
INTERACTIONS_LAST_WEEKS: Final = "interactions_a_week_last_weeks"

WEEK_COLUMNS: Final = (
    WEEK,
    WHOLE_WEEK,
    schema.INTERACTIONS,
    INTERACTIONS_UNKNOWN,
    VISITS,
    SPOTS_VISITED,
    schema.MINUTES,
    IN_RANGE,
)
SPOT_COLUMNS: Final = (
    schema.SPOT_ID,
    schema.SPOT_NAME,
    schema.DISTRICT,
    schema.RANK,
    VISITS,
    schema.MINUTES,
    MINUTES_A_WEEK,
    MEDIAN_MINUTES,
    IN_RANGE,
    schema.INTERACTIONS,
    LAST_VISIT,
    schema.OFFENCES,
    OFFENCES_BEFORE,
)
DISTRICT_COLUMNS: Final = (
    schema.DISTRICT,
    SPOTS,
    SPOTS_LAST_WEEK,
    VISITS_LAST_WEEK,
    INTERACTIONS_LAST_WEEK,
    VISITS_LAST_WEEKS,
    INTERACTIONS_LAST_WEEKS,
)


@dataclass(frozen=True, kw_only=True)
class PatrolFigures:
    """What was done in the harm spots in a period.

    Attributes
    ----------
    period : (date, date)
        First and last day, both in it.
    by_week : DataFrame
        ``WEEK_COLUMNS``, one row a week (Monday first) that the period touches, those without a
        patrol too. ``whole_week`` is false where the period holds only part of it.
    by_spot : DataFrame
        ``SPOT_COLUMNS``, one row a spot in force, by rank, those never visited too. Offences are
        those of the period and of as many days just before it; missing where they are not known.
    by_district : DataFrame
        ``DISTRICT_COLUMNS``, one row a district with a spot in force: the last whole week, and a
        week of the last ``LAST_WEEKS`` whole ones on average. No row without a whole week.
    visits, interactions : int
    minutes : float
    counted_twice : int
        Visits of GPS tracks that were left out, because an officer entered the same visit.
    elsewhere : int
        Visits to spots that are no longer in force; they count by week and not by spot.
    params : PatrolFiguresParams
    """

    period: tuple[date, date]
    by_week: pd.DataFrame
    by_spot: pd.DataFrame
    by_district: pd.DataFrame
    visits: int
    interactions: int
    minutes: float
    counted_twice: int
    elsewhere: int
    params: PatrolFiguresParams

    @property
    def last_weeks(self) -> pd.DataFrame:
        """The last ``LAST_WEEKS`` whole weeks of ``by_week``, or fewer, in the order of time."""
        return _last_whole_weeks(self.by_week)

    @property
    def never_visited(self) -> int:
        """Spots in force that nobody visited."""
        return int((self.by_spot[VISITS] == 0).sum())

    @property
    def share_in_range(self) -> float:
        """Share of visits that were as long as they should be; NaN without a visit."""
        counted = self.by_week[IN_RANGE].fillna(0.0) * self.by_week[VISITS]
        return float(counted.sum() / self.visits) if self.visits else float("nan")


def patrol_figures(
    patrols: pd.DataFrame,
    spots: gpd.GeoDataFrame,
    *,
    period: tuple[date, date],
    offences: gpd.GeoDataFrame | None = None,
    offences_from: date | None = None,
    params: PatrolFiguresParams | None = None,
) -> PatrolFigures:
    """Add up patrols by week and by harm spot.

    Parameters
    ----------
    patrols : DataFrame
        ``schema.PATROL_COLUMNS``; those outside the period are left out.
    spots : GeoDataFrame
        The spots in force: ``spot_id``, ``name``, ``district``, ``rank`` and outlines, in metres.
    period : (date, date)
        First and last day.
    offences : GeoDataFrame, optional
        Those that harm spots are made of, with ``from_time``; counted inside each outline.
    offences_from : date, optional
        First day that the offences cover; without it the day of the first one. Offences before the
        period are not counted where they do not cover as many days as it has.
    params : PatrolFiguresParams, optional

    Raises
    ------
    CoordinateError
        When offences and spots are not in one system.

    Notes
    -----
    Counts beside dosage show no effect: officers are sent to where offences are many. Whether
    patrols worked is what ``hotspots evaluate`` asks.
    """
    params = params or PatrolFiguresParams()
    own = _within(patrols, schema.BEGINS_AT, period)
    counted, twice = each_visit_once(own)
    length = counted[schema.MINUTES].between(params.shortest_minutes, params.longest_minutes)
    counted = counted.assign(**{IN_RANGE: length.astype("float64")})
    by_spot = _by_spot(counted, spots, period)
    by_week = _by_week(counted, period)
    return PatrolFigures(
        period=period,
        by_week=by_week,
        by_spot=_with_offences(by_spot, spots, offences, offences_from, period),
        by_district=_by_district(counted, spots, _last_whole_weeks(by_week)[WEEK]),
        visits=len(counted),
        interactions=int(counted[schema.INTERACTIONS].sum()),
        minutes=float(counted[schema.MINUTES].sum()),
        counted_twice=twice,
        elsewhere=int((~counted[schema.SPOT_ID].isin(spots[schema.SPOT_ID])).sum()),
        params=params,
    )


def _within(table: pd.DataFrame, moment: str, period: tuple[date, date]) -> pd.DataFrame:
    days = table[moment].dt.tz_localize(None)
    first, after = pd.Timestamp(period[0]), pd.Timestamp(period[1]) + pd.Timedelta(days=1)
    within: pd.DataFrame = table[(days >= first) & (days < after)]
    return within


def each_visit_once(patrols: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Leave out a track's visit where the same visit was entered; say how many."""
    ordered = patrols.sort_values([schema.BEGINS_AT, schema.SPOT_ID], kind="stable")
    by_track = ordered[schema.RECORDED_BY] == PatrolSource.TRACK
    keys = [schema.SPOT_ID, schema.BEGINS_AT]
    entered = ordered.loc[~by_track, keys].assign(entered=True)
    beside = pd.merge_asof(
        ordered[keys],
        entered,
        on=schema.BEGINS_AT,
        by=schema.SPOT_ID,
        tolerance=SAME_VISIT,
        direction="nearest",
    )
    told = by_track & beside["entered"].notna().to_numpy()
    return ordered[~told], int(told.sum())


def _mondays(days: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    clock = days.dt.tz_localize(None).dt.normalize()
    return clock - pd.to_timedelta(clock.dt.day_of_week, unit="D")


def _by_week(patrols: pd.DataFrame, period: tuple[date, date]) -> pd.DataFrame:
    first = period[0] - timedelta(days=period[0].weekday())
    weeks = pd.date_range(first, period[1], freq="7D", unit="us")
    grouped = patrols.groupby(_mondays(patrols[schema.BEGINS_AT]))
    table = pd.DataFrame(
        {
            schema.INTERACTIONS: grouped[schema.INTERACTIONS].sum(),
            INTERACTIONS_UNKNOWN: grouped[schema.INTERACTIONS].apply(lambda n: int(n.isna().sum())),
            VISITS: grouped.size(),
            SPOTS_VISITED: grouped[schema.SPOT_ID].nunique(),
            schema.MINUTES: grouped[schema.MINUTES].sum(),
            IN_RANGE: grouped[IN_RANGE].mean(),
        }
    ).reindex(weeks)
    counts = [schema.INTERACTIONS, INTERACTIONS_UNKNOWN, VISITS, SPOTS_VISITED]
    table[counts] = table[counts].fillna(0).astype("int64")
    table[schema.MINUTES] = table[schema.MINUTES].fillna(0.0).astype("float64")
    ends = weeks + pd.Timedelta(days=DAYS_A_WEEK - 1)
    whole = (weeks >= pd.Timestamp(period[0])) & (ends <= pd.Timestamp(period[1]))
    return table.rename_axis(WEEK).reset_index().assign(**{WHOLE_WEEK: whole})[list(WEEK_COLUMNS)]


def _last_whole_weeks(by_week: pd.DataFrame) -> pd.DataFrame:
    return by_week[by_week[WHOLE_WEEK]].tail(LAST_WEEKS)


def _by_district(
    patrols: pd.DataFrame, spots: gpd.GeoDataFrame, mondays: pd.Series[pd.Timestamp]
) -> pd.DataFrame:
    """Add up the last whole weeks by the district of the spot; what is in no spot is in none."""
    table = pd.DataFrame(spots.groupby(schema.DISTRICT).size().rename(SPOTS)).sort_index()
    if mondays.empty:
        return table.reset_index().reindex(columns=list(DISTRICT_COLUMNS)).head(0)
    district = patrols[schema.SPOT_ID].map(spots.set_index(schema.SPOT_ID)[schema.DISTRICT])
    week = _mondays(patrols[schema.BEGINS_AT])
    last = patrols[week == mondays.iloc[-1]].groupby(district)
    recent = patrols[week.isin(mondays)].groupby(district)
    counts = {
        SPOTS_LAST_WEEK: last[schema.SPOT_ID].nunique(),
        VISITS_LAST_WEEK: last.size(),
        INTERACTIONS_LAST_WEEK: last[schema.INTERACTIONS].sum(),
        VISITS_LAST_WEEKS: recent.size() / len(mondays),
        INTERACTIONS_LAST_WEEKS: recent[schema.INTERACTIONS].sum() / len(mondays),
    }
    for name, found in counts.items():
        table[name] = found.reindex(table.index).fillna(0)
    whole = dict.fromkeys((SPOTS_LAST_WEEK, VISITS_LAST_WEEK, INTERACTIONS_LAST_WEEK), "int64")
    return table.astype(whole).reset_index()[list(DISTRICT_COLUMNS)]


def _by_spot(
    patrols: pd.DataFrame, spots: gpd.GeoDataFrame, period: tuple[date, date]
) -> pd.DataFrame:
    grouped = patrols.groupby(schema.SPOT_ID)
    done = pd.DataFrame(
        {
            VISITS: grouped.size(),
            schema.MINUTES: grouped[schema.MINUTES].sum(),
            MEDIAN_MINUTES: grouped[schema.MINUTES].median(),
            IN_RANGE: grouped[IN_RANGE].mean(),
            schema.INTERACTIONS: grouped[schema.INTERACTIONS].sum(),
            LAST_VISIT: grouped[schema.BEGINS_AT].max(),
        }
    )
    own = [schema.SPOT_ID, schema.SPOT_NAME, schema.DISTRICT, schema.RANK]
    ordered = spots.sort_values([schema.RANK, schema.SPOT_ID], ignore_index=True)
    table = pd.DataFrame(ordered[own]).join(done, on=schema.SPOT_ID)
    counts = [VISITS, schema.INTERACTIONS]
    table[counts] = table[counts].fillna(0).astype("int64")
    table[schema.MINUTES] = table[schema.MINUTES].fillna(0.0).astype("float64")
    weeks = ((period[1] - period[0]).days + 1) / DAYS_A_WEEK
    table[MINUTES_A_WEEK] = table[schema.MINUTES] / weeks
    return table


def _with_offences(
    table: pd.DataFrame,
    spots: gpd.GeoDataFrame,
    offences: gpd.GeoDataFrame | None,
    offences_from: date | None,
    period: tuple[date, date],
) -> pd.DataFrame:
    if offences is None:
        nothing = pd.array([pd.NA] * len(table), dtype="Int64")
        return table.assign(**{schema.OFFENCES: nothing, OFFENCES_BEFORE: nothing})[
            list(SPOT_COLUMNS)
        ]
    if not same_system(offences.crs, spots.crs):
        raise CoordinateError(
            f"The offences are in {offences.crs.to_string()} and the harm spots in "
            f"{spots.crs.to_string()}; convert them to one system first."
        )
    days = (period[1] - period[0]).days + 1
    before = period[0] - timedelta(days=days), period[0] - timedelta(days=1)
    begins = offences[schema.FROM_TIME]
    known_from = offences_from or (begins.min().date() if len(offences) else None)
    now = _counts_inside(table, spots, _within(offences, schema.FROM_TIME, period))
    then = _counts_inside(table, spots, _within(offences, schema.FROM_TIME, before))
    reaches_back = known_from is not None and known_from <= before[0]
    return table.assign(
        **{
            schema.OFFENCES: pd.array(now, dtype="Int64"),
            OFFENCES_BEFORE: pd.array(
                then if reaches_back else [pd.NA] * len(table), dtype="Int64"
            ),
        }
    )[list(SPOT_COLUMNS)]


def _counts_inside(table: pd.DataFrame, spots: gpd.GeoDataFrame, offences: pd.DataFrame) -> Longs:
    """Return how many offences lie in each spot of the table; one on the edge counts."""
    points = gpd.GeoSeries(offences[schema.GEOMETRY], crs=spots.crs)
    spot, _ = points.sindex.query(spots.geometry.to_numpy(), predicate="intersects")
    counts = pd.Series(np.bincount(spot, minlength=len(spots)), index=spots[schema.SPOT_ID])
    return counts.reindex(table[schema.SPOT_ID]).to_numpy(dtype=np.int64)
