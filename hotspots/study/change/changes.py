"""What changed: each district and theme against the period before and the same one last year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hotspots import schema
from hotspots.file_names import days_in_name
from hotspots.load.harm_weights import read_harm_index
from hotspots.render.change.changes_products import write_change_products
from hotspots.render.change.what_changed import WhatChanged
from hotspots.study import receipt as receipts
from hotspots.study.change import change_story as story
from hotspots.study.change.journeys import CHANGES, ChangesJourneyParams
from hotspots.study.change.period_comparison import PeriodComparison, compare_periods
from hotspots.study.executor import Progress, no_progress
from hotspots.study.run import Run, RunWriter, new_run
from hotspots.study.years import Years, asked_period, load_years

if TYPE_CHECKING:
    from hotspots.analyse.change.change_params import ChangeParams
    from hotspots.analyse.periods import Period
    from hotspots.profile import ForceProfile
    from hotspots.render.stamp import ProductStamp
    from hotspots.study.inputs import Inputs

GIVE_EARLIER: Final = "Give the offences of that time, too."


@dataclass(frozen=True, kw_only=True, eq=False)
class Changes:
    """What changed: the comparison, and how it is told."""

    compared: PeriodComparison
    told: WhatChanged


def study_changes(
    inputs: Inputs,
    *,
    maps: Path,
    made_at: datetime,
    period: Period | None = None,
    until: date | None = None,
    name: str | None = None,
    params: ChangesJourneyParams | None = None,
    progress: Progress = no_progress,
) -> Run[Changes]:
    """Compare a period with the one before and with last year's, and write what changed.

    Parameters
    ----------
    inputs : Inputs
        Its ``earlier`` holds the offences of the years before. Its period is not looked at.
    maps : Path
        The folder that takes the run.
    made_at : datetime
        Aware; on every product.
    period : Period, optional
        By default the last whole month of the data.
    until : date, optional
        No default period ends after this day.
    name : str, optional
        Of the run's folder; by default made from the time.
    params : ChangesJourneyParams, optional

    Raises
    ------
    HotspotsError
        With what to do about it; nothing is left in ``maps``.
    """
    params = params or ChangesJourneyParams()
    index = read_harm_index(params.index)
    with new_run(CHANGES, maps=maps, made_at=made_at, name=name) as run:
        years = load_years(inputs, progress=progress)
        asked = asked_period(years, period, until)
        compared = compare_periods(inputs.profile, years, asked, index=index, params=params.changes)
        stamp = _stamp(run, inputs, years, compared, params)
        told = told_of(inputs.profile, compared, params=params.changes, sentences=params.sentences)
        write_change_products(run.folder, told, stamp)
        cover = years.cover
        run.write_receipt(
            stamp,
            inputs.profile,
            days={
                **receipts.of_days(asked.first, asked.last),
                "data": {"first_day": cover.first, "last_day": cover.last},
            },
            params=params,
            found={"changes": _found(years, compared, told, inputs.profile.force_name)},
            inputs=receipts.of_inputs(years.loaded, years.study_area),
            set_aside=years.loaded.set_aside,
        )
    return run.finished(Changes(compared=compared, told=told))


def told_of(
    profile: ForceProfile, compared: PeriodComparison, *, params: ChangeParams, sentences: int
) -> WhatChanged:
    """Return how a comparison is told: what to look at first, and every area's lines."""
    table, areas = compared.table, compared.counted.areas
    said = story.every_item(table)
    rises = story.items(table, said, story.RISES, sentences)
    falls = story.items(table, said, story.FALLS, sentences)
    # A line that rose against one period and fell against the other is told once, as a rise.
    told = {(each.area, each.line) for each in rises}
    return WhatChanged(
        title=f"What changed: {compared.period.in_words}",
        period=compared.period.in_words,
        chance=story.chance_in_words(table, params),
        rises=tuple(rises),
        falls=tuple(each for each in falls if (each.area, each.line) not in told),
        areas={area: tuple(each for each in said.values() if each.area == area) for area in areas},
        local_policing_areas={
            district.name: district.local_policing_area for district in profile.districts
        },
        missing=tuple(f"{words} {GIVE_EARLIER}" for words in story.missing_periods(table).values()),
        unreadable=story.themes_without_a_figure(compared.unreadable),
        harm_unit=compared.index.unit,
        table=table,
    )


def _stamp(
    run: RunWriter,
    inputs: Inputs,
    years: Years,
    compared: PeriodComparison,
    params: ChangesJourneyParams,
) -> ProductStamp:
    return run.stamp(
        inputs.profile,
        years.loaded,
        period=f"{compared.period.in_words}; data from {years.in_words}",
        when=days_in_name(compared.period.first, compared.period.last),
        method=story.method_in_words(
            params.changes,
            compared.spread,
            compared.index,
            as_known=compared.known_after_days is not None,
        ),
        caveats=story.caveats(
            years,
            compared.period,
            compared.offences,
            compared.index,
            over_edges=compared.counted.across_the_edges(compared.period),
        ),
    )


def _found(
    years: Years, compared: PeriodComparison, told: WhatChanged, force: str
) -> dict[str, Any]:
    """Return what the receipt says was found."""
    verdicts = compared.table[schema.VERDICT].value_counts()
    known = None if years.delay is None else years.delay.share_known(compared.period)
    return {
        "title": told.title,
        "missing": list(told.missing),
        "comparisons": story.comparisons_made(compared.table),
        "chance": told.chance,
        "verdicts": {str(verdict): int(count) for verdict, count in verdicts.items()},
        "steps_behind_the_intervals": compared.spread.steps,
        "known_after_days": compared.known_after_days,
        "share_known": known,
        "look_first": [each.in_words for each in told.rises],
        "fell": [each.in_words for each in told.falls],
        "force": [each.in_words for each in told.areas[force]],
    }
