"""Demand and performance of a month, for the strategic coordination group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd

from hotspots import care, schema
from hotspots.analyse.demand.delivered import delivered
from hotspots.analyse.demand.outcomes import (
    MOST_OPEN,
    open_by_month,
    outcome_table,
    shown_open,
)
from hotspots.analyse.periods import Period, whole_months
from hotspots.errors import ParameterError
from hotspots.file_names import days_in_name
from hotspots.load.area_columns import given_columns
from hotspots.load.area_files import read_area_files
from hotspots.load.harm_weights import read_harm_index
from hotspots.load.outcomes import outcome_groups
from hotspots.load.ward_reports import WardReports, combine_ward_reports
from hotspots.render.demand.demand_page import DemandTold, write_demand_products
from hotspots.schema import AreaKind, Span
from hotspots.study import receipt as receipts
from hotspots.study.change import change_story
from hotspots.study.change.changes import told_of
from hotspots.study.counted_themes import ALL_OFFENCES, offence_groups
from hotspots.study.demand import demand_story as story
from hotspots.study.demand.demand_counts import DemandCounts, count_demand
from hotspots.study.demand.journeys import DEMAND, DemandJourneyParams
from hotspots.study.executor import Progress, no_progress
from hotspots.study.past_spots import PastSpots, spots_in_force_now
from hotspots.study.run import Run, RunWriter, new_run
from hotspots.study.years import Years, asked_period, load_years

if TYPE_CHECKING:
    from hotspots.profile import ForceProfile
    from hotspots.render.stamp import ProductStamp
    from hotspots.study.inputs import Inputs

# Outcomes of so many months together: fewer are too few for a group that is rare.
MONTHS_OF_OUTCOMES: Final = 12
NO_OUTCOMES: Final = "Outcomes are not told: the offences given have none."
NO_LEDGER: Final = (
    "Visits and patrols are not told: no ledger is given. In a workspace `hotspots visits` and "
    "`hotspots patrols` keep them."
)
NOTHING_DONE: Final = "Visits and patrols are not told: the ledger holds none."
NO_RESIDENTS: Final = (
    "What residents say is not told: no survey and no Street Safe reports by ward are among the "
    "tables given."
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Done:
    """What the ledger keeps of a month's work.

    Attributes
    ----------
    visits : DataFrame
        ``schema.VISIT_COLUMNS``.
    patrols : DataFrame
        ``schema.PATROL_COLUMNS``.
    """

    visits: pd.DataFrame
    patrols: pd.DataFrame


@dataclass(frozen=True, kw_only=True, eq=False)
class Demand:
    """A month's demand and performance: the counts, and how they are told."""

    counted: DemandCounts
    told: DemandTold


def study_demand(  # noqa: PLR0913 - one argument for each thing that a report is told
    inputs: Inputs,
    *,
    maps: Path,
    made_at: datetime,
    month: Period | None = None,
    until: date | None = None,
    done: Done | None = None,
    past: PastSpots | None = None,
    name: str | None = None,
    params: DemandJourneyParams | None = None,
    progress: Progress = no_progress,
) -> Run[Demand]:
    """Report a month's demand and performance by district and ward, offence group and theme.

    Parameters
    ----------
    inputs : Inputs
        Its ``earlier`` holds the offences of the years before, its ``tables`` a survey and Street
        Safe reports by ward. Its period is not looked at.
    maps : Path
        The folder that takes the run.
    made_at : datetime
        Aware; on every product.
    month : Period, optional
        One month; by default the last whole one of the data.
    until : date, optional
        No default month ends after this day.
    done : Done, optional
        Visits and patrols, from the ledger.
    past : PastSpots, optional
        The harm spots in force, which say in which district a patrol was.
    name : str, optional
        Of the run's folder; by default made from the time.
    params : DemandJourneyParams, optional

    Raises
    ------
    HotspotsError
        With what to do about it; nothing is left in ``maps``.
    """
    params = params or DemandJourneyParams()
    index = read_harm_index(params.index)
    with new_run(DEMAND, maps=maps, made_at=made_at, name=name) as run:
        years = load_years(inputs, progress=progress)
        asked = asked_period(years, month, until)
        if not asked.is_whole_months or asked.first.month != asked.last.month:
            raise ParameterError(
                f"{asked.in_words} is not one month. Name one.", options=("--month",)
            )
        counted = count_demand(
            inputs.profile,
            years,
            asked,
            index=index,
            changes=params.changes,
            year_begins=params.year_begins,
        )
        residents = _residents(inputs, years)
        told = _told(inputs, years, counted, done, past, residents, params)
        stamp = _stamp(run, inputs.profile, years, counted, told, params)
        write_demand_products(run.folder, told, stamp)
        run.write_receipt(
            stamp,
            inputs.profile,
            days={
                **receipts.of_days(asked.first, asked.last),
                "data": {"first_day": years.cover.first, "last_day": years.cover.last},
            },
            params=params,
            found={"demand": _found(told)},
            inputs={
                **receipts.of_inputs(years.loaded, years.study_area),
                "tables": [] if residents is None else list(map(asdict, residents.sources)),
            },
            set_aside=years.loaded.set_aside,
        )
    return run.finished(Demand(counted=counted, told=told))


def _stamp(
    run: RunWriter,
    profile: ForceProfile,
    years: Years,
    counted: DemandCounts,
    told: DemandTold,
    params: DemandJourneyParams,
) -> ProductStamp:
    asked, compared = counted.month, counted.compared
    index = read_harm_index(params.index)
    base = change_story.caveats(
        years,
        asked,
        compared.offences,
        index,
        over_edges=compared.counted.across_the_edges(asked),
    )
    return run.stamp(
        profile,
        years.loaded,
        period=f"{asked.in_words}; data from {years.in_words}",
        when=days_in_name(asked.first, asked.last),
        method=change_story.method_in_words(
            params.changes,
            compared.spread,
            index,
            as_known=compared.known_after_days is not None,
        ),
        caveats=story.caveats(counted, base, has_outcomes=told.outcomes is not None),
    )


def _told(
    inputs: Inputs,
    years: Years,
    counted: DemandCounts,
    done: Done | None,
    past: PastSpots | None,
    residents: WardReports | None,
    params: DemandJourneyParams,
) -> DemandTold:
    profile = inputs.profile
    outcomes, window, lag, open_shares = _outcomes(profile, years, counted)
    work = _delivered(profile, years, counted, done, past)
    said = _residents_table(years, residents)
    changed = told_of(
        profile, counted.compared, params=params.changes, sentences=story.MOST_SENTENCES
    )
    reading = story.reading_table(counted.demand, counted.judged)
    missing = [
        *changed.missing,
        *counted.refused,
        *([NO_OUTCOMES] if outcomes is None else []),
        *([NO_LEDGER if done is None else NOTHING_DONE] if work is None else []),
        *([NO_RESIDENTS] if said is None else []),
    ]
    return DemandTold(
        title=f"Demand and performance: {counted.month.in_words}",
        month=counted.month.in_words,
        sentences=story.sentences(counted, outcomes, window),
        changed=changed,
        missing=tuple(dict.fromkeys(missing)),
        spans={span: period.in_words for span, period in counted.spans.items()},
        reading=reading,
        demand=counted.demand,
        judged=counted.judged,
        areas=_outlines(years, reading),
        outcomes=outcomes,
        outcome_window=window,
        outcome_words=lag,
        open_by_month=open_shares,
        delivered=work,
        residents=said,
    )


def _outcomes(
    profile: ForceProfile, years: Years, counted: DemandCounts
) -> tuple[pd.DataFrame | None, str, tuple[str, ...], pd.DataFrame | None]:
    """Return the outcomes of the newest settled months, which they are, and how far they lag."""
    offences = years.loaded.offences
    outcomes = outcome_groups(offences[schema.OUTCOME])
    first = years.cover.first
    months = [
        each
        for each in whole_months(first, counted.month.last)
        if years.cover.lacks(each) is None and not years.cover.differ_in_kind(counted.month, each)
    ][-2 * MONTHS_OF_OUTCOMES :]
    by_month = open_by_month(offences, outcomes, months)
    newest = counted.month.in_words
    if not by_month[schema.OFFENCES].iloc[-1]:
        return None, "", (), None
    settled = (by_month[schema.UNDER_INVESTIGATION] <= MOST_OPEN).to_numpy().nonzero()[0]
    end = int(settled[-1]) + 1 if len(settled) else len(months)
    used = months[max(0, end - MONTHS_OF_OUTCOMES) : end]
    window = Period(first=used[0].first, last=used[-1].last)
    own = window.holds(offences[schema.FROM_TIME])
    table = outcome_table(
        offences[own],
        outcomes[own],
        force=profile.force_name,
        districts=profile.district_names,
        groups=[
            each.label
            for each in offence_groups()
            if (outcomes[own].notna() & (offences.loc[own, schema.CATEGORY] == each.label)).any()
        ],
    )
    shown = shown_open(by_month, fewest=care.fewest_of(offences))
    return table, window.in_words, story.outcome_words(by_month, newest), shown


def _delivered(
    profile: ForceProfile,
    years: Years,
    counted: DemandCounts,
    done: Done | None,
    past: PastSpots | None,
) -> pd.DataFrame | None:
    if done is None or (done.visits.empty and done.patrols.empty):
        return None
    where: Mapping[str, str] = {}
    if past is not None and (past.in_force is not None or past.edits is not None):
        spots = spots_in_force_now(past, crs=profile.crs, districts=years.study_area.districts)
        where = dict(zip(spots[schema.SPOT_ID], spots[schema.DISTRICT], strict=True))
    on_the_clock = {
        column: table[column].dt.tz_convert(profile.timezone)
        for column, table in ((schema.VISITED_AT, done.visits), (schema.BEGINS_AT, done.patrols))
    }
    month = counted.month
    return delivered(
        {Span.MONTH: month, Span.MONTH_BEFORE: month.before()},
        force=profile.force_name,
        districts=profile.district_names,
        visits=done.visits.assign(**{schema.VISITED_AT: on_the_clock[schema.VISITED_AT]}),
        patrols=done.patrols.assign(**{schema.BEGINS_AT: on_the_clock[schema.BEGINS_AT]}),
        district_of_spot=where,
    )


def _residents(inputs: Inputs, years: Years) -> WardReports | None:
    """Read surveys and Street Safe reports by ward, where wards and such tables are given."""
    if years.study_area.wards is None or not inputs.tables:
        return None
    files, _ = read_area_files(inputs.tables, given_columns(inputs.profile.column_aliases, None))
    return combine_ward_reports(
        [each for each in files if not each.columns.is_area_table],
        study_area=years.study_area,
        profile=inputs.profile,
    )


def _residents_table(years: Years, said: WardReports | None) -> pd.DataFrame | None:
    wards = years.study_area.wards
    if said is None or wards is None or (said.reports is None and said.survey is None):
        return None
    codes = wards[schema.WARD_CODE]
    reports = codes.map(said.reports).fillna(0.0) if said.reports is not None else None
    table = pd.DataFrame(
        {
            schema.WARD_CODE: codes,
            schema.AREA_NAME: wards[schema.WARD_NAME],
            schema.DISTRICT: wards[schema.DISTRICT],
            schema.FELT_UNSAFE: float("nan") if reports is None else reports,
            schema.DEFICIT: float("nan") if said.survey is None else codes.map(said.survey),
        }
    )
    return table.sort_values(
        [schema.FELT_UNSAFE, schema.DEFICIT, schema.WARD_CODE], ascending=[False, False, True],
        ignore_index=True,
    )  # fmt: skip


def _outlines(years: Years, reading: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the districts and wards with their outlines, and the figures of all offences."""
    whole = reading[reading[schema.LINE] == ALL_OFFENCES]
    districts, wards = years.study_area.districts, years.study_area.wards
    outlines = dict(zip(districts[schema.DISTRICT], districts.geometry, strict=True))
    if wards is not None:
        outlines |= dict(zip(wards[schema.WARD_CODE], wards.geometry, strict=True))
    areas = whole[whole[schema.AREA_KIND] != str(AreaKind.FORCE)]
    keys = areas[schema.WARD_CODE].where(areas[schema.WARD_CODE] != "", areas[schema.AREA_NAME])
    return gpd.GeoDataFrame(
        areas.reset_index(drop=True), geometry=[outlines[each] for each in keys], crs=districts.crs
    )


def _found(told: DemandTold) -> dict[str, Any]:
    """Return what the receipt says was found."""
    return {
        "title": told.title,
        "sentences": list(told.sentences),
        "chance": told.changed.chance,
        "missing": list(told.missing),
        "unreadable": list(told.changed.unreadable),
        "lines": told.changed.lines,
        "outcomes_of": told.outcome_window or None,
        "outcome_words": list(told.outcome_words),
        "wards": int((told.areas[schema.AREA_KIND] == str(AreaKind.WARD)).sum()),
    }
