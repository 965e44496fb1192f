"""The slots of one week: every quarter of an hour, on the local clock, that may begin a visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots.analyse.patrols.patrol_params import MINUTES_A_DAY, SLOT_MINUTES
from hotspots.analyse.temporal import HOURS_A_WEEK

if TYPE_CHECKING:
    from hotspots.analyse.patrols.patrol_params import PatrolPlanParams
    from hotspots.arrays import Bools, Longs


MINUTES_A_WEEK: Final = 7 * MINUTES_A_DAY
WEEKS_IN_TURN: Final = 4


@dataclass(frozen=True, kw_only=True)
class DutyWeek:
    """The slots of the seven duty days that begin on one Monday to Sunday, in order of time.

    A duty day is the day on which the commander's hours begin: 00:15 on Saturday belongs to Friday
    where the hours run from 07:00 to 03:00.

    Attributes
    ----------
    monday : date
    moments : DatetimeIndex of length n
        Aware.
    minutes : int array of shape (n,)
        Elapsed since the Monday's midnight, as an officer's watch runs: over the night on which
        clocks go back an hour, one more than on the clock.
    duty_days : int array of shape (n,)
        0 is Monday.
    slots : int array of shape (n,)
        Quarter of the hour of the week on the clock: 0 is Monday 00:00, 671 is Sunday 23:45.
    at_night : bool array of shape (n,)
        In the hours of the night-time economy.
    """

    monday: date
    moments: pd.DatetimeIndex
    minutes: Longs
    duty_days: Longs
    slots: Longs
    at_night: Bools

    @property
    def hours(self) -> Longs:
        """The hour of the week of each slot, 0 to 167."""
        return self.slots * SLOT_MINUTES // 60

    @property
    def number(self) -> int:
        """Weeks since the calendar began: neighbouring weeks have neighbouring numbers."""
        return self.monday.toordinal() // 7

    @property
    def strata(self) -> Longs:
        """Parts of the week between which visits are shared: each duty day, its night apart."""
        return self.duty_days * 2 + self.at_night


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def duty_week(day: date, zone: str, params: PatrolPlanParams) -> DutyWeek:
    """Return the slots of the week in which a day lies.

    Parameters
    ----------
    day : date
    zone : str
        The clock in the street, for example ``Europe/London``.
    params : PatrolPlanParams

    Notes
    -----
    The hour that is left out in March has no slots; of October's hour that comes twice the first
    is taken. Where the hours run round the clock, Monday's first slots are left out as far as a
    visit late on the Sunday before would be too near.
    """
    monday = monday_of(day)
    on_clock, duty_days = _on_the_clock(params)
    naive = pd.Timestamp(monday) + pd.to_timedelta(on_clock, unit="min")
    first = np.ones(len(naive), dtype=np.bool_)
    moments = pd.DatetimeIndex(naive).tz_localize(zone, ambiguous=first, nonexistent="NaT")
    lived = np.asarray(moments.notna())
    moments, on_clock, duty_days = moments[lived], on_clock[lived], duty_days[lived]
    midnight = pd.Timestamp(monday, tz=zone)
    in_week = on_clock % MINUTES_A_WEEK
    return DutyWeek(
        monday=monday,
        moments=moments,
        minutes=np.asarray((moments - midnight) // pd.Timedelta(minutes=1), dtype=np.int64),
        duty_days=duty_days,
        slots=in_week // SLOT_MINUTES,
        at_night=_at_night(in_week, params),
    )


def _on_the_clock(params: PatrolPlanParams) -> tuple[Longs, Longs]:
    """Return the starts of a week's visits in minutes since Monday, and their duty days."""
    duty = params.duty
    starts = np.arange(0, duty.length - params.minutes + 1, SLOT_MINUTES, dtype=np.int64)
    days = np.repeat(np.arange(7), starts.size)
    minutes = days * MINUTES_A_DAY + duty.start + np.tile(starts, 7)
    last_week = minutes[-1] - MINUTES_A_WEEK
    far = minutes >= last_week + params.apart_minutes
    return minutes[far], days[far]


def _at_night(in_week: Longs, params: PatrolPlanParams) -> Bools:
    night = params.night
    held = np.zeros(in_week.shape, dtype=np.bool_)
    for day in params.night_days:
        since = (in_week - day * MINUTES_A_DAY - night.start) % MINUTES_A_WEEK
        held |= since < night.length
    return held


def open_slots(spot_id: str, week: DutyWeek, seed: int) -> Bools:
    """Say which slots a spot may be visited in this week: one quarter of each hour.

    In four weeks that follow one another each quarter of an hour has its turn once, in an order
    that is drawn for each spot, each hour of the week and each four weeks, and so that no quarter
    has its turn two weeks running. So a slot is used in one week of four at the very most, and
    never in two weeks running, whatever the harm there; and that can be said of a week without
    knowing the weeks before it.
    """
    block, turn = divmod(week.number, WEEKS_IN_TURN)
    before, now = (_turns(spot_id, number, seed) for number in (block - 1, block))
    again = now[:, 0] == before[:, -1]
    # The last turn of a block stays as it was drawn, so that the next block can know it.
    now[again, :2] = now[again, 1::-1]
    quarter = now[:, turn]
    open_to: Bools = week.slots % 4 == quarter[week.hours]
    return open_to


def _turns(spot_id: str, block: int, seed: int) -> Longs:
    """Return the order of the four quarters in four weeks, for each hour of the week."""
    rng = seeded(spot_id, block, seed, purpose=0)
    quarters = np.tile(np.arange(WEEKS_IN_TURN), (HOURS_A_WEEK, 1))
    return rng.permuted(quarters, axis=1)


def seeded(spot_id: str, number: int, seed: int, *, purpose: int) -> np.random.Generator:
    """Return a generator that depends on the spot, a week (or block of weeks) and the seed."""
    return np.random.default_rng([purpose, seed, number, *spot_id.encode()])
