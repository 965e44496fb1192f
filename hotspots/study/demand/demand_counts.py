"""A month counted by district and ward, beside the spans of days that it is compared with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import care, schema
from hotspots.analyse.change.period_counts import CountedOnce
from hotspots.analyse.counted_lines import CountedLine
from hotspots.analyse.demand.shown_demand import ShownSpan, shown_spans, without_rounded
from hotspots.analyse.demand.ward_tally import ward_tally
from hotspots.analyse.periods import Period, whole_months
from hotspots.schema import AreaKind, ComparedWith, LineKind, Span
from hotspots.study.change.period_comparison import (
    Ground,
    PeriodComparison,
    compare_periods,
    compared,
    measured_spread,
)
from hotspots.study.counted_themes import ALL_OFFENCES, offence_groups

if TYPE_CHECKING:
    from hotspots.analyse.change.change_params import ChangeParams
    from hotspots.harm_index import HarmIndex
    from hotspots.profile import ForceProfile
    from hotspots.study.years import Years

FOUR_WEEKS: Final = timedelta(days=28)
ONE_DAY: Final = timedelta(days=1)
TO_DATE: Final = (Span.YEAR_TO_DATE, Span.YEAR_TO_DATE_BEFORE)
NO_28_DAYS: Final = (
    "The last 28 days are not counted: some of the offences given are known to the month only."
)
NO_WARDS: Final = "Wards are not counted: no layer of wards is given."
JUDGED: Final = {
    Span.MONTH: {
        Span.MONTH_BEFORE: ComparedWith.LAST_PERIOD,
        Span.YEAR_BEFORE: ComparedWith.LAST_YEAR,
    },
    Span.YEAR_TO_DATE: {Span.YEAR_TO_DATE_BEFORE: ComparedWith.LAST_YEAR},
    Span.LAST_28_DAYS: {Span.DAYS_BEFORE_28: ComparedWith.LAST_PERIOD},
}


@dataclass(frozen=True, kw_only=True, eq=False)
class DemandCounts:
    """A month counted.

    Attributes
    ----------
    month : Period
    compared : PeriodComparison
        Of the districts, by ``changes``' own rules: what to look at first.
    demand : DataFrame
        ``schema.DEMAND_COLUMNS``.
    judged : DataFrame
        ``schema.CHANGE_COLUMNS`` after the area's kind, ward code, district and span.
    spans : mapping of Span to Period
        Those that could be counted.
    refused : tuple of str
        What could not, in whole sentences.
    """

    month: Period
    compared: PeriodComparison
    demand: pd.DataFrame
    judged: pd.DataFrame
    spans: Mapping[Span, Period]
    refused: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Level:
    """One kind of areas: what counts them, and what each row is called."""

    counted: CountedOnce
    named: pd.DataFrame  # area kind, ward code, name, district: one row an area
    first: int  # the first area that is told: wards leave the force to the districts


def count_demand(
    profile: ForceProfile,
    years: Years,
    month: Period,
    *,
    index: HarmIndex,
    changes: ChangeParams,
    year_begins: int,
) -> DemandCounts:
    """Count a month and what it is compared with, by district and, where there are any, ward."""
    held = set(years.loaded.offences[schema.CATEGORY].dropna().unique())
    groups = [
        CountedLine(label=each.label, selections=(each,))
        for each in offence_groups()
        if each.label in held
    ]
    found = compare_periods(profile, years, month, index=index, params=changes, groups=groups)
    spans, refused = _spans(years, month, year_begins)
    kinds = _line_kinds(found, {each.label for each in groups})
    levels = list(_levels(years, found))
    demand, judged = [], []
    ground = Ground(years=years, offences=found.offences, known_after_days=found.known_after_days)
    for level in levels:
        shown = _shown(level, ground, spans)
        demand.append(_long(level, shown, kinds))
        judged.append(_judged(level, found, ground, spans, shown, changes))
    if len(levels) == 1:
        refused.append(NO_WARDS)
    return DemandCounts(
        month=month,
        compared=found,
        demand=pd.concat(demand, ignore_index=True),
        judged=pd.concat(judged, ignore_index=True),
        spans=spans,
        refused=tuple(refused),
    )


def _spans(years: Years, month: Period, year_begins: int) -> tuple[dict[Span, Period], list[str]]:
    """Return the spans that the data cover, and say which they do not."""
    year = month.first.year - (month.first.month < year_begins)
    to_date = Period(first=date(year, year_begins, 1), last=month.last)
    wanted = {
        Span.MONTH: month,
        Span.MONTH_BEFORE: month.before(),
        Span.YEAR_BEFORE: month.year_before(),
        Span.YEAR_TO_DATE: to_date,
        Span.YEAR_TO_DATE_BEFORE: to_date.year_before(),
    }
    refused = []
    if years.cover.by_month:
        refused.append(NO_28_DAYS)
    else:
        four_weeks = Period(first=month.last - FOUR_WEEKS + ONE_DAY, last=month.last)
        wanted |= {Span.LAST_28_DAYS: four_weeks, Span.DAYS_BEFORE_28: four_weeks.before()}
    spans = {}
    for span, period in wanted.items():
        lacks = years.cover.lacks(period)
        if lacks is None and years.cover.differ_in_kind(month, period):
            lacks = "its offences and the month's are of two kinds, with codes and without"
        if lacks is None:
            spans[span] = period
        elif span not in (Span.MONTH_BEFORE, Span.YEAR_BEFORE):  # said with the comparison
            refused.append(f"The {span} ({period.in_words}) is not counted: {lacks}.")
    return spans, refused


def _line_kinds(found: PeriodComparison, groups: set[str]) -> dict[str, LineKind]:
    return {
        line.label: LineKind.ALL
        if line.label == ALL_OFFENCES
        else LineKind.GROUP
        if line.label in groups
        else LineKind.THEME
        for line in found.counted.lines
        if not line.is_harm
    }


def _levels(years: Years, found: PeriodComparison) -> Iterator[_Level]:
    force, *districts = found.counted.areas
    columns = [schema.AREA_KIND, schema.WARD_CODE, schema.AREA_NAME, schema.DISTRICT]
    rows: list[tuple[str | None, ...]] = [
        (str(AreaKind.FORCE), None, force, None),
        *((str(AreaKind.DISTRICT), None, each, each) for each in districts),
    ]
    by_district = CountedOnce(counted=found.counted)
    yield _Level(counted=by_district, named=pd.DataFrame(rows, columns=columns), first=0)
    wards = years.study_area.wards
    if wards is None:
        return
    codes = {name: list(own) for name, own in wards.groupby(schema.DISTRICT)[schema.WARD_CODE]}
    by_ward = ward_tally(
        found.counted,
        found.offences[schema.WARD_CODE],
        codes,
        [not any(map(care.is_sensitive, line.selections)) for line in found.counted.lines],
        by_district=by_district,
    )
    names = wards.set_index(schema.WARD_CODE)
    rows = [
        (
            str(AreaKind.WARD),
            code,
            str(names.loc[code, schema.WARD_NAME]),
            str(names.loc[code, schema.DISTRICT]),
        )
        for code in by_ward.areas[1:]
    ]
    first = (str(AreaKind.FORCE), None, force, None)
    named = pd.DataFrame([first, *rows], columns=columns)
    yield _Level(counted=CountedOnce(counted=by_ward), named=named, first=1)


def _shown(level: _Level, ground: Ground, spans: Mapping[Span, Period]) -> dict[Span, ShownSpan]:
    return shown_spans(
        level.counted,
        spans,
        {
            span: list(whole_months(spans[span].first, spans[span].last))
            for span in TO_DATE
            if span in spans
        },
        fewest=care.fewest_of(ground.offences),
        known_after=ground.known_after_days,
    )


def _long(
    level: _Level, shown: Mapping[Span, ShownSpan], kinds: Mapping[str, LineKind]
) -> pd.DataFrame:
    """Return one row an area, a line and a span."""
    named = level.named.iloc[level.first :]
    at = [number for number, line in enumerate(level.counted.lines) if not line.is_harm]
    labels = [level.counted.lines[each].label for each in at]
    told = pd.concat([named] * len(at), ignore_index=True).assign(
        **{
            schema.LINE_KIND: np.repeat([str(kinds[each]) for each in labels], len(named)),
            schema.LINE: np.repeat(labels, len(named)),
        }
    )
    parts = []
    for span, each in shown.items():
        own = told.copy()
        own[schema.SPAN] = str(span)
        own[schema.PERIOD_IN_WORDS] = each.period.in_words
        own[schema.FIRST_DAY] = pd.Timestamp(each.period.first)
        own[schema.LAST_DAY] = pd.Timestamp(each.period.last)
        own[schema.OFFENCES] = each.offences[level.first :, at].T.ravel()
        own[schema.IN_FIVES] = each.in_fives[level.first :, at].T.ravel()
        own[schema.HARM] = each.harm[level.first :, at].T.ravel()
        parts.append(own)
    return pd.concat(parts, ignore_index=True)[list(schema.DEMAND_COLUMNS)]


def _judged(
    level: _Level,
    found: PeriodComparison,
    ground: Ground,
    spans: Mapping[Span, Period],
    shown: Mapping[Span, ShownSpan],
    changes: ChangeParams,
) -> pd.DataFrame:
    """Return every comparison of the areas, each span with a false discovery rate of its own."""
    by_district = level.first == 0
    spread = found.spread if by_district else measured_spread(ground, level.counted, found.period)
    parts = []
    for span, pasts in JUDGED.items():
        there = {with_: spans[past] for past, with_ in pasts.items() if past in spans}
        if span not in spans or not there:
            continue
        table = (
            found.table
            if by_district and span is Span.MONTH
            else compared(
                ground,
                level.counted,
                spans[span],
                there,
                spread=spread,
                unreadable={},
                params=changes,
            )
        )
        in_fives = [shown[each] for each in (span, *pasts) if each in shown]
        parts.append(_named(level, without_rounded(level.counted, table, in_fives), span))
    return pd.concat(parts, ignore_index=True)


def _named(level: _Level, table: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Return the comparisons under the names of their areas."""
    at = {area: number for number, area in enumerate(level.counted.areas)}
    numbers = table[schema.AREA_NAME].map(at).to_numpy()
    own = level.named.iloc[numbers].reset_index(drop=True)
    told = pd.concat(
        [own, table.drop(columns=[schema.AREA_NAME]).reset_index(drop=True)], axis=1
    ).assign(**{schema.SPAN: str(span)})
    return told[numbers >= level.first]
