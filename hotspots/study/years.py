"""Offences of more than one year: the workspace's, and those of the years before them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from hotspots.analyse.change.reporting_delay import (
    ReportingDelay,
    last_day_of_reports,
    reporting_delay,
)
from hotspots.analyse.counted_lines import CountedLine
from hotspots.analyse.data_cover import DataCover, data_cover
from hotspots.analyse.periods import MONTHS_A_YEAR, Period, whole_months
from hotspots.errors import NoRowsError, ParameterError
from hotspots.load.boundaries import StudyArea
from hotspots.load.findings import each_offence_once
from hotspots.load.offences import BURGLARY_REDEFINED
from hotspots.study.executor import Progress, no_progress
from hotspots.study.reading import area_of, points_of, require_offences

if TYPE_CHECKING:
    from hotspots.load.findings import LoadedOffences
    from hotspots.study.inputs import Inputs


@dataclass(frozen=True, kw_only=True, eq=False)
class Years:
    """Everything that was read, whatever period is asked about.

    Attributes
    ----------
    loaded : LoadedOffences
        Of all files, each offence once.
    study_area : StudyArea
    cover : DataCover
    delay : ReportingDelay or None
        None where the source does not say when offences were reported.
    """

    loaded: LoadedOffences
    study_area: StudyArea
    cover: DataCover
    delay: ReportingDelay | None

    @property
    def in_words(self) -> str:
        """From which day to which the data run."""
        return Period(first=self.cover.first, last=self.cover.last).in_words


def load_years(
    inputs: Inputs,
    *,
    study_area: StudyArea | None = None,
    any_subject: bool = False,
    progress: Progress = no_progress,
) -> Years:
    """Read boundaries, then the offences of the earlier years and the newest, each offence once.

    The inputs' period is not looked at: what is compared with it lies outside it. Boundaries that
    were read before are handed in as ``study_area``. Collisions and reports are refused, unless
    ``any_subject``.
    """
    step = "Reading boundaries and offences"
    progress(step, 0, 3)
    if study_area is None:
        study_area = area_of(inputs)
    progress(step, 1, 3)
    read = points_of(inputs, [*inputs.earlier, *inputs.offences], study_area)
    progress(step, 2, 3)
    once = each_offence_once(read if any_subject else require_offences(read))
    loaded = replace(once, of_boundaries=study_area.oddities)
    cover = data_cover(loaded.offences, loaded.period)
    progress(step, 3, 3)
    return Years(
        loaded=loaded,
        study_area=study_area,
        cover=cover,
        delay=_delay(loaded, cover),
    )


def asked_period(years: Years, period: Period | None, until: date | None) -> Period:
    """Return the period that is asked about, by default the last whole month; the data cover it.

    Parameters
    ----------
    years : Years
    period : Period or None
    until : date or None
        No default period ends after this day.

    Raises
    ------
    NoRowsError
        When the data do not cover it, or hold no whole month.
    ParameterError
        When offences are known to the month only, and it is not made of whole months.
    """
    cover = years.cover
    last_month = cover.last_whole_month(until)
    if period is None:
        if last_month is None:
            raise NoRowsError(
                f"The offences given run from {years.in_words} and hold no whole month to report "
                "on. Name a period.",
                options=("--from", "--to"),
            )
        return last_month
    lacks = cover.lacks(period)
    if lacks is not None:
        whole = f" The last whole month is {last_month.in_words}." if last_month else ""
        raise NoRowsError(
            f"{period.in_words} cannot be counted whole: {lacks}.{whole} Give the missing "
            "offences, or another period."
        )
    if cover.by_month and not period.is_whole_months:
        raise ParameterError(
            f"{period.in_words} is not made of whole months, and some of the offences are known to "
            "the month only. Name a month, or whole months.",
            options=("--month", "--from", "--to"),
        )
    return period


def asked_year(years: Years, period: Period | None, until: date | None) -> Period:
    """Return the period that is asked about, by default the last twelve whole months.

    Of months that the data do not cover, or know in another way than the last, the default has
    none: it is as many of the twelve as there are. Parameters and errors are those of
    :func:`asked_period`.
    """
    asked = asked_period(years, period, until)
    if period is not None:
        return asked
    months = list(whole_months(years.cover.first.replace(day=1), asked.last))[-MONTHS_A_YEAR:]
    return next(
        whole
        for month in months
        if years.cover.lacks(whole := Period(first=month.first, last=asked.last)) is None
        and not years.cover.differ_in_kind(whole, asked)
    )


def _delay(loaded: LoadedOffences, cover: DataCover) -> ReportingDelay | None:
    last_report = last_day_of_reports(loaded.offences)
    if last_report is None:
        return None
    return reporting_delay(loaded.offences, max(last_report, cover.last))


def burglary_breaks(line: CountedLine, first: date, last: date) -> list[date]:
    """Return the days between two on which the definition of what a line counts changed."""
    if not line.holds_burglary:
        return []
    return [day for day in BURGLARY_REDEFINED if first < day <= last]
