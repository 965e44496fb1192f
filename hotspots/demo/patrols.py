"""Patrols of the planted spots: routine ones all year, and those of the operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.demo.clock import HOURS_PER_DAY, wall_clock, week_of
from hotspots.demo.operations import VISIT_MIN, VISITS_A_DAY, PlantedOperation
from hotspots.schema import PatrolActivity, VisitRole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from hotspots.arrays import Bools, Longs
    from hotspots.demo.params import DemoParams

PLACE: Final = "place"  # the planted spot; a run knows its own spots by numbers of their own
TIME_FORMAT: Final = "%Y-%m-%d %H:%M"
ROUTINE_A_DAY: Final = 0.2  # routine visits a spot
DELIVERED: Final = 0.88  # of the planned visits, by the operation that was carried out
UNDELIVERED: Final = 0.03  # and by the one that was not
SHORTEST_MIN, LONGEST_MIN = 4, 35
MINUTES_SPREAD: Final = 3.6
INSIDE: Final = 0.6  # of the spot's radius: where the visit was booked
# The force asks for 500 interactions a week in its spots; it comes near that in the operation.
INTERACTIONS_A_WEEK: Final = (180.0, 230.0)
INTERACTIONS_A_WEEK_IN_OPERATION: Final = (485.0, 515.0)
ROLES: Final[Mapping[VisitRole, float]] = {
    VisitRole.PC: 0.55,
    VisitRole.PCSO: 0.35,
    VisitRole.SPECIAL: 0.10,
}
ACTIVITIES: Final[Mapping[PatrolActivity, float]] = {
    PatrolActivity.DIRECTED_PATROL: 0.48,
    PatrolActivity.ENGAGEMENT: 0.27,
    PatrolActivity.BUSINESS_CHECK: 0.15,
    PatrolActivity.STOP_SEARCH: 0.08,
    PatrolActivity.OTHER: 0.02,
}


def draw_patrols(
    spots: gpd.GeoDataFrame,
    operations: Sequence[PlantedOperation],
    params: DemoParams,
    timezone: str,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Draw the visits to the planted spots in the year, in order of time.

    Returns
    -------
    DataFrame
        ``place`` (a ``planted_id``), ``easting``, ``northing`` (inside the spot),
        ``begins_at`` (local time), ``minutes``, ``role``, ``activity``, ``interactions``.
    """
    days = params.hours // HOURS_PER_DAY
    numbers = rng.poisson(ROUTINE_A_DAY, (days, len(spots)))
    in_force = np.zeros(days, dtype=np.bool_)
    for operation in operations:
        first = (operation.first_day - params.first_day).days
        working = slice(first, first + operation.days)
        share = DELIVERED if operation.delivered else UNDELIVERED
        done = rng.binomial(VISITS_A_DAY, share, (operation.days, len(operation.spots)))
        numbers[working, operation.spots] += done
        in_force[working] |= operation.delivered
    day, spot = np.divmod(np.repeat(np.arange(numbers.size), numbers.ravel()), len(spots))
    begins = _begins(day, spot, spots, params, rng)
    order = np.lexsort((spot, begins))
    day, spot, begins = day[order], spot[order], begins[order]
    minutes = np.rint(rng.normal(VISIT_MIN, MINUTES_SPREAD, len(spot)))
    minutes = np.clip(minutes, SHORTEST_MIN, LONGEST_MIN).astype(np.int64)
    role, activity = _roles_and_activities(len(spot), rng)
    points = _points(spots, spot, rng)
    return pd.DataFrame(
        {
            PLACE: spots["planted_id"].array[spot],
            "easting": points[:, 0],
            "northing": points[:, 1],
            schema.BEGINS_AT: wall_clock(begins, params, timezone).strftime(TIME_FORMAT),
            schema.MINUTES: minutes,
            schema.ROLE: role,
            schema.ACTIVITY: activity,
            schema.INTERACTIONS: _interactions(day, minutes, in_force, params, rng),
        }
    )


def _begins(
    day: Longs,
    spot: Longs,
    spots: gpd.GeoDataFrame,
    params: DemoParams,
    rng: np.random.Generator,
) -> Longs:
    """Return when each visit begins, in minutes of the year: in the hours that are bad there."""
    weekday = (params.first_day.weekday() + day) % 7
    rhythm = spots["rhythm"].to_numpy(dtype=object)[spot]
    hour = np.empty(len(day), dtype=np.int64)
    for name in sorted(set(rhythm)):
        ladders = np.cumsum(week_of(name), axis=1)
        ladders /= ladders[:, -1:]
        chosen = np.flatnonzero(rhythm == name)
        draws = rng.random(len(chosen))
        hour[chosen] = (ladders[weekday[chosen]] <= draws[:, None]).sum(axis=1)
    return np.asarray((day * HOURS_PER_DAY + hour) * 60 + rng.integers(60, size=len(day)))


def _roles_and_activities(
    count: int, rng: np.random.Generator
) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
    role = rng.choice([str(role) for role in ROLES], size=count, p=list(ROLES.values()))
    activity = rng.choice(
        [str(activity) for activity in ACTIVITIES], size=count, p=list(ACTIVITIES.values())
    )
    # A PCSO has no power to stop and search.
    searching = activity == str(PatrolActivity.STOP_SEARCH)
    return np.where(searching, str(VisitRole.PC), role), activity


def _points(spots: gpd.GeoDataFrame, spot: Longs, rng: np.random.Generator) -> Longs:
    centres = np.column_stack([spots.geometry.x, spots.geometry.y])[spot]
    reach_m = INSIDE * spots["radius_m"].to_numpy()[spot] * np.sqrt(rng.random(len(spot)))
    turn = rng.uniform(0.0, 2.0 * np.pi, len(spot))
    off_m = reach_m[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    return np.asarray(np.rint(centres + off_m), dtype=np.int64)


def _interactions(
    day: Longs,
    minutes: Longs,
    in_force: Bools,
    params: DemoParams,
    rng: np.random.Generator,
) -> Longs:
    """Share each week's interactions out among its visits, by their minutes."""
    week_of_day = (params.first_day.weekday() + np.arange(len(in_force))) // 7
    week = week_of_day[day]
    interactions = np.zeros(len(day), dtype=np.int64)
    for number in range(int(week_of_day[-1]) + 1):
        days = in_force[week_of_day == number]
        rates = rng.uniform(*np.transpose([INTERACTIONS_A_WEEK, INTERACTIONS_A_WEEK_IN_OPERATION]))
        total = round(float(rates @ [(~days).sum(), days.sum()]) / 7.0)
        visits = np.flatnonzero(week == number)
        if len(visits):
            share = minutes[visits] / minutes[visits].sum()
            interactions[visits] = rng.multinomial(total, share)
    return interactions
