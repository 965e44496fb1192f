"""What changed: each district and theme against the period before and the same one last year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hotspots import schema
from hotspots.analyse.change.change_params import ChangeParams
from hotspots.errors import NoRowsError, ParameterError
from hotspots.load.harm_weights import read_harm_index
from hotspots.render.change.changes_products import write_change_products
from hotspots.render.change.what_changed import WhatChanged
from hotspots.render.run_index import write_receipt_page
from hotspots.render.set_aside import write_set_aside
from hotspots.render.stamp import ProductStamp
from hotspots.study import receipt as receipts
from hotspots.study.change import change_story as story
from hotspots.study.change.period_comparison import PeriodComparison, compare_periods
from hotspots.study.change.years import Years, load_years
from hotspots.study.parameters import as_mapping
from hotspots.study.run import Progress, no_progress, run_folder
from hotspots.study.stamps import of_categories_alone, stamp_of

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.analyse.periods import Period
    from hotspots.study.inputs import Inputs

JOURNEY: Final = "changes"
GIVE_EARLIER: Final = "Give the offences of that time with --earlier."


@dataclass(frozen=True, kw_only=True)
class ChangesJourneyParams:
    """What the comparison may be asked to do otherwise.

    Attributes
    ----------
    changes : ChangeParams
        When a difference is called a change.
    index : str
        Harm index: css (ONS Crime Severity Score), cchi (Cambridge Crime Harm Index), count, or
        the path of a force's own table.
    sentences : int
        How many of the districts' lines are told in words. Seven are read in a minute; the tables
        have all of them.
    """

    changes: ChangeParams = field(default_factory=ChangeParams)
    index: str = "css"
    sentences: int = 7

    def __post_init__(self) -> None:
        if self.sentences < 1:
            raise ParameterError(f"sentences must be 1 or more, not {self.sentences}.")


@dataclass(frozen=True, kw_only=True, eq=False)
class ChangesRun:
    """A finished run: its folder, its receipt, the period, and the table behind it."""

    folder: Path
    receipt: Mapping[str, Any]
    period: Period
    table: pd.DataFrame
    what_changed: WhatChanged


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
) -> ChangesRun:
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
    name = name or f"{made_at:%Y-%m-%d-%H%M%S}-changes"
    index = read_harm_index(params.index)
    with run_folder(maps, name) as folder:
        years = load_years(inputs, progress=progress)
        asked = _period(years, period, until)
        compared = compare_periods(inputs.profile, years, asked, index=index, params=params.changes)
        stamp = _stamp(inputs, years, compared, params, name=name, made_at=made_at)
        what_changed = _told(inputs, compared, params)
        write_change_products(folder, what_changed, stamp)
        write_set_aside(folder / "set_aside.csv", years.loaded.set_aside, stamp.marking)
        receipt = _receipt(folder, inputs, years, compared, params, what_changed, stamp)
        receipts.write_receipt(folder / "receipt.json", receipt)
        write_receipt_page(folder / "receipt.html", receipts.read_receipt(folder), stamp)
    return ChangesRun(
        folder=maps / name,
        receipt=receipt,
        period=asked,
        table=compared.table,
        what_changed=what_changed,
    )


def _period(years: Years, period: Period | None, until: date | None) -> Period:
    """Return the period that is asked about; the data cover it."""
    cover = years.cover
    last_month = cover.last_whole_month(until)
    if period is None:
        if last_month is None:
            raise NoRowsError(
                f"The offences given run from {years.in_words} and hold no whole month to report "
                "on. Name a period with --from and --to."
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
            "the month only. Name a month with --month, or whole months with --from and --to."
        )
    return period


def _told(inputs: Inputs, compared: PeriodComparison, params: ChangesJourneyParams) -> WhatChanged:
    table, areas = compared.table, compared.counted.areas
    rises = story.items(table, story.RISES, params.sentences)
    falls = story.items(table, story.FALLS, params.sentences)
    # A line that rose against one period and fell against the other is told once, as a rise.
    told = {(each.area, each.line) for each in rises}
    return WhatChanged(
        title=f"What changed: {compared.period.in_words}",
        period=compared.period.in_words,
        chance=story.chance_in_words(table, params.changes),
        rises=tuple(rises),
        falls=tuple(each for each in falls if (each.area, each.line) not in told),
        areas={area: tuple(story.items_of_area(table, area)) for area in areas},
        local_policing_areas={
            district.name: district.local_policing_area for district in inputs.profile.districts
        },
        missing=tuple(f"{words} {GIVE_EARLIER}" for words in story.missing_periods(table).values()),
        unreadable=story.themes_without_a_figure(compared.unreadable),
        harm_unit=compared.index.unit,
        table=table,
    )


def _stamp(
    inputs: Inputs,
    years: Years,
    compared: PeriodComparison,
    params: ChangesJourneyParams,
    *,
    name: str,
    made_at: datetime,
) -> ProductStamp:
    loaded = years.loaded
    return stamp_of(
        inputs.profile,
        loaded,
        name=name,
        made_at=made_at,
        period=f"{compared.period.in_words}; data from {years.in_words}",
        method=story.method_in_words(
            params.changes,
            compared.spread,
            compared.index,
            as_known=compared.known_after_days is not None,
        ),
        caveats=(
            *of_categories_alone(inputs.profile, loaded.offences),
            *story.caveats(
                years,
                compared.period,
                compared.offences,
                compared.index,
                over_edges=compared.counted.across_the_edges(compared.period),
            ),
        ),
    )


def _receipt(
    folder: Path,
    inputs: Inputs,
    years: Years,
    compared: PeriodComparison,
    params: ChangesJourneyParams,
    what_changed: WhatChanged,
    stamp: ProductStamp,
) -> dict[str, Any]:
    verdicts = compared.table[schema.VERDICT].value_counts()
    return {
        **receipts.of_run(JOURNEY, stamp),
        "profile": inputs.profile.key,
        "period": {"first_day": compared.period.first, "last_day": compared.period.last},
        "data": {"first_day": years.cover.first, "last_day": years.cover.last},
        "parameters": as_mapping(params),
        "rows": receipts.of_rows(years.loaded),
        "changes": {
            "title": what_changed.title,
            "missing": list(what_changed.missing),
            "comparisons": int(compared.table[schema.P_VALUE].notna().sum()),
            "chance": what_changed.chance,
            "verdicts": {str(verdict): int(count) for verdict, count in verdicts.items()},
            "steps_behind_the_intervals": compared.spread.steps,
            "known_after_days": compared.known_after_days,
            "share_known": None
            if years.delay is None
            else years.delay.share_known(compared.period),
            "look_first": [each.in_words for each in what_changed.rises],
            "fell": [each.in_words for each in what_changed.falls],
            "force": [each.in_words for each in what_changed.areas[inputs.profile.force_name]],
        },
        "inputs": receipts.of_inputs(years.loaded, years.study_area),
        "software": receipts.of_software(),
        "products": receipts.of_products(folder),
    }
