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
from hotspots.analyse.periods import Period
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
