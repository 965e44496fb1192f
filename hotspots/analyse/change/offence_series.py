"""Offences by whole week, or by month where the source knows no days: what is forecast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from hotspots import words
from hotspots.analyse.periods import DAYS_A_WEEK, ONE_DAY, Period, whole_months

if TYPE_CHECKING:
    from hotspots.analyse.change.period_counts import Tally
    from hotspots.analyse.change.reporting_delay import ReportingDelay
    from hotspots.analyse.data_cover import DataCover
    from hotspots.arrays import Floats, Longs

# A step of which less is reported yet is left out; of the others the rest is added.
LEAST_SHARE_KNOWN: Final = 0.9
MOST_STEPS_LEFT_OUT: Final = 4


class Step(StrEnum):
    """What a series is counted by."""

    WEEK = "week"
    MONTH = "month"

    @property
    def a_year(self) -> int:
        """How many steps back the same one of last year is."""
        return 52 if self is Step.WEEK else 12

    @property
    def season(self) -> float:
        """How many steps the year has."""
        return 365.25 / DAYS_A_WEEK if self is Step.WEEK else 12.0

    @property
    def usual_days(self) -> float:
        """How many days a usual step has; months are brought to it before they are compared."""
        return 7.0 if self is Step.WEEK else 365.25 / 12

    @property
    def usual_horizon(self) -> int:
        """How many steps ahead are foretold when nothing else is asked."""
        return 4 if self is Step.WEEK else 3

    def after(self, period: Period) -> Period:
        """Return the step that follows one."""
        first = period.last + ONE_DAY
        if self is Step.WEEK:
            return Period(first=first, last=first + timedelta(days=DAYS_A_WEEK - 1))
        return Period.of_month(f"{first:%Y-%m}")

    def in_words(self, period: Period) -> str:
        """Name one step: ``week from 5 January 2026``, ``January 2026``."""
        if self is Step.MONTH:
            return period.in_words
        return f"week from {words.day(period.first)}"


@dataclass(frozen=True, kw_only=True, eq=False)
class OffenceSeries:
    """Offences of one kind in one area, step by step, the oldest first.

    Attributes
    ----------
    area, label : str
    step : Step
    periods : tuple of Period
        They adjoin.
    counts : float array
        Missing where the data do not cover a step.
    note : str
        Why it begins where it does, a whole sentence; empty where it begins with the data.
    """

    area: str
    label: str
    step: Step
    periods: tuple[Period, ...]
    counts: Floats
    note: str = ""

    @property
    def days(self) -> Longs:
        """How many days each step has."""
        return np.array([each.days for each in self.periods])

    @property
    def steps_known(self) -> int:
        """How many steps have a count."""
        return int((~np.isnan(self.counts)).sum())

    def since(self, first: date, note: str) -> OffenceSeries:
        """Return the steps from a day on, with the reason."""
        kept = [at for at, period in enumerate(self.periods) if period.first >= first]
        return OffenceSeries(
            area=self.area,
            label=self.label,
            step=self.step,
            periods=tuple(self.periods[at] for at in kept),
            counts=self.counts[kept],
            note=f"{self.note} {note}".strip(),
        )

    def coming(self, steps: int) -> tuple[Period, ...]:
        """Return the steps that follow."""
        found: list[Period] = []
        last = self.periods[-1]
        for _ in range(steps):
            last = self.step.after(last)
            found.append(last)
        return tuple(found)


def steps_covered(cover: DataCover, step: Step) -> list[Period]:
    """Return the adjoining whole steps between the first and the last day of the data.

    Weeks begin on Monday. Those in between that the data lack are among them.
    """
    end = cover.last + ONE_DAY * cover.quiet_days
    if step is Step.MONTH:
        periods = list(whole_months(cover.first.replace(day=1), end))
    else:
        monday = cover.first + ONE_DAY * (-cover.first.weekday() % DAYS_A_WEEK)
        weeks = max((end - monday).days + 1, 0) // DAYS_A_WEEK
        starts = [monday + timedelta(weeks=number) for number in range(weeks)]
        periods = [Period(first=each, last=each + timedelta(days=6)) for each in starts]
    while periods and cover.lacks(periods[0]):
        periods.pop(0)
    while periods and cover.lacks(periods[-1]):
        periods.pop()
    return periods


def known_steps(periods: Sequence[Period], delay: ReportingDelay | None) -> list[Period]:
    """Leave out the newest steps of which too little is reported yet, at most four."""
    known = list(periods)
    if delay is None:
        return known
    for _ in range(MOST_STEPS_LEFT_OUT):
        if known and delay.share_known(known[-1]) < LEAST_SHARE_KNOWN:
            known.pop()
    return known


def offence_series(
    counted: Tally,
    periods: Sequence[Period],
    step: Step,
    cover: DataCover,
    delay: ReportingDelay | None = None,
) -> list[OffenceSeries]:
    """Count every line of every area by step.

    Parameters
    ----------
    counted : Tally
        Its lines count offences.
    periods : sequence of Period
        Adjoining steps.
    step : Step
    cover : DataCover
        Steps that it lacks are missing, not 0.
    delay : ReportingDelay, optional
        The newest steps are raised by what is still to be reported of them.
    """
    starts = np.array([each.first.toordinal() for each in periods])
    end = periods[-1].last.toordinal()
    at = np.searchsorted(starts, counted.begins, side="right") - 1
    inside = (at >= 0) & (counted.begins <= end)
    lacking = np.array([cover.lacks(each) is not None for each in periods])
    known = np.array([1.0 if delay is None else delay.share_known(each) for each in periods])
    series = []
    for number, area in enumerate(counted.areas):
        here = inside & ((counted.area_of == number) | (number == 0))
        for column, line in enumerate(counted.lines):
            own = at[here & counted.held[:, column]]
            counts = np.bincount(own, minlength=len(periods)) / known
            counts[lacking] = np.nan
            series.append(
                OffenceSeries(
                    area=area, label=line.label, step=step, periods=tuple(periods), counts=counts
                )
            )
    return series
