"""Offences in, the pattern of burglary out: the problem profile that a tasking meeting reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd

from hotspots import schema
from hotspots.analyse.periods import Period
from hotspots.analyse.temporal import SPREAD_OUT
from hotspots.errors import NoRowsError
from hotspots.file_names import days_in_name
from hotspots.render.burglary_pattern.pattern_page import PatternTold, write_pattern_products
from hotspots.schema import AreaKind, PatternSpan
from hotspots.study import receipt as receipts
from hotspots.study.burglary_pattern import pattern_story as story
from hotspots.study.burglary_pattern.burglaries import Burglaries, burglaries_of_homes
from hotspots.study.burglary_pattern.journeys import BURGLARY_PATTERN, BurglaryPatternParams
from hotspots.study.burglary_pattern.pattern_counts import (
    PatternCounts,
    count_pattern,
    dark_months,
)
from hotspots.study.burglary_pattern.pattern_findings import PatternFindings, find_pattern
from hotspots.study.burglary_pattern.pattern_scope import Scope, chosen_scope
from hotspots.study.executor import Progress, no_progress
from hotspots.study.run import Run, new_run
from hotspots.study.years import Years, asked_year, load_years

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.study.inputs import Inputs


@dataclass(frozen=True, kw_only=True, eq=False)
class BurglaryPattern:
    """The pattern of an area's burglaries: the counts, the findings, and how they are told."""

    scope: Scope
    counts: PatternCounts
    findings: PatternFindings
    told: PatternTold


def study_burglary_pattern(  # noqa: PLR0913 - one argument for each thing that it is told
    inputs: Inputs,
    *,
    maps: Path,
    made_at: datetime,
    area: str | None = None,
    period: Period | None = None,
    until: date | None = None,
    name: str | None = None,
    params: BurglaryPatternParams | None = None,
    progress: Progress = no_progress,
) -> Run[BurglaryPattern]:
    """Tell the pattern of burglary of an area: when, where, how, repeats, series, dark months.

    Parameters
    ----------
    inputs : Inputs
        Its ``earlier`` holds the offences of the years before. Its period is not looked at.
    maps : Path
        The folder that takes the run.
    made_at : datetime
        Aware; on every product.
    area : str, optional
        A district's name, or a ward's name or code; by default the force.
    period : Period, optional
        By default the last twelve whole months of the data, or as many as there are.
    until : date, optional
        No default period ends after this day.
    name : str, optional
        Of the run's folder; by default made from the time.
    params : BurglaryPatternParams, optional

    Raises
    ------
    HotspotsError
        With what to do about it; nothing is left in ``maps``.
    """
    params = params or BurglaryPatternParams()
    profile = inputs.profile
    with new_run(BURGLARY_PATTERN, maps=maps, made_at=made_at, name=name) as run:
        years = load_years(inputs, progress=progress)
        scope = chosen_scope(profile, years.study_area, area)
        asked = asked_year(years, period, until)
        burglaries = burglaries_of_homes(profile, years, params)
        _require_some(burglaries, scope, asked)
        counts = count_pattern(
            profile,
            years,
            burglaries,
            asked,
            scope,
            dark=dark_months(asked.last, params.dark_from, params.dark_to),
            changes=params.changes,
        )
        found = find_pattern(profile, years, burglaries, asked, scope, params)
        told = _told(years, burglaries, scope, counts, found, params)
        stamp = run.stamp(
            profile,
            years.loaded,
            period=f"{asked.in_words}; data from {years.in_words}",
            when=days_in_name(asked.first, asked.last),
            method=story.method_in_words(params, asked),
            caveats=story.caveats(years, burglaries, counts, found),
        )
        write_pattern_products(run.folder, told, stamp)
        run.write_receipt(
            stamp,
            profile,
            days={
                "area": scope.name,
                **receipts.of_days(asked.first, asked.last),
                "data": {"first_day": years.cover.first, "last_day": years.cover.last},
            },
            params=params,
            found={
                "burglary_pattern": story.found_in_receipt(
                    told.title, told.sentences, told.missing, told.how_series, counts, found
                )
            },
            inputs=receipts.of_inputs(years.loaded, years.study_area),
            set_aside=years.loaded.set_aside,
        )
    return run.finished(BurglaryPattern(scope=scope, counts=counts, findings=found, told=told))


def _require_some(burglaries: Burglaries, scope: Scope, period: Period) -> None:
    own = burglaries.of_homes
    if not (scope.holds(own) & period.holds(own[schema.FROM_TIME])).any():
        raise NoRowsError(
            f"There is no {burglaries.label.lower()} of {scope.name} in {period.in_words}. Name "
            "another area or period, or give the missing offences.",
            options=("--area", "--from", "--to"),
        )


def _told(
    years: Years,
    burglaries: Burglaries,
    scope: Scope,
    counts: PatternCounts,
    found: PatternFindings,
    params: BurglaryPatternParams,
) -> PatternTold:
    return PatternTold(
        title=f"Burglary, {scope.name}: {counts.spans[PatternSpan.PERIOD].in_words}",
        label=burglaries.label,
        area=scope.name,
        sentences=story.sentences(burglaries.label, scope, counts, found),
        missing=story.missing(years, burglaries, counts, found),
        spans={span: each.in_words for span, each in counts.spans.items()},
        by_month=counts.by_month,
        hours=found.hours,
        busiest=found.busiest,
        stands_out=found.busiest not in ("", SPREAD_OUT),
        parts=_with_outlines(story.parts_of(counts.areas, scope), years),
        areas=_with_outlines(counts.areas, years),
        labels=found.labels,
        near_repeat="" if found.near_repeat is None else found.near_repeat.sentence,
        series=found.series,
        how_series=story.series_in_words(found, params),
        streets=found.streets,
        spots=found.spots,
        kinds=found.kinds,
    )


def _with_outlines(areas: pd.DataFrame, years: Years) -> gpd.GeoDataFrame:
    """Return the districts and wards of a table of areas with their outlines."""
    districts, wards = years.study_area.districts, years.study_area.wards
    outlines = dict(zip(districts[schema.DISTRICT], districts.geometry, strict=True))
    if wards is not None:
        outlines |= dict(zip(wards[schema.WARD_CODE], wards.geometry, strict=True))
    own = areas[areas[schema.AREA_KIND] != str(AreaKind.FORCE)].reset_index(drop=True)
    keys = own[schema.WARD_CODE].where(own[schema.WARD_CODE] != "", own[schema.AREA_NAME])
    return gpd.GeoDataFrame(own, geometry=[outlines[each] for each in keys], crs=districts.crs)
