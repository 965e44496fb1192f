"""Burglaries and near repeats by district, ward and month, beside those of a year before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import care, schema
from hotspots.analyse.change.period_counts import CountedOnce, Counting, tally
from hotspots.analyse.demand.shown_demand import ShownSpan, shown_spans, without_rounded
from hotspots.analyse.demand.ward_tally import ward_tally
from hotspots.analyse.periods import Period, whole_months
from hotspots.schema import AreaKind, ComparedWith, PatternLine, PatternSpan
from hotspots.study.burglary_pattern.burglaries import INDEX
from hotspots.study.change.period_comparison import Ground, compared, measured_spread

if TYPE_CHECKING:
    from hotspots.analyse.change.change_params import ChangeParams
    from hotspots.profile import ForceProfile
    from hotspots.study.burglary_pattern.burglaries import Burglaries
    from hotspots.study.burglary_pattern.pattern_scope import Scope
    from hotspots.study.years import Years

PASTS: Final = {
    PatternSpan.PERIOD: PatternSpan.YEAR_BEFORE,
    PatternSpan.DARK: PatternSpan.DARK_BEFORE,
}
RANKS: Final = {
    schema.DARK_RANK: PatternLine.BURGLARY,
    schema.NEAR_RANK: PatternLine.NEAR_REPEAT,
}


@dataclass(frozen=True, kw_only=True, eq=False)
class PatternCounts:
    """What was counted.

    Attributes
    ----------
    areas : DataFrame
        ``schema.PATTERN_AREA_COLUMNS``: the force, its districts, and the wards.
    by_month : DataFrame
        ``schema.PATTERN_MONTH_COLUMNS`` of the area that is told of.
    judged : DataFrame
        ``schema.CHANGE_COLUMNS`` of every comparison of burglary in the period.
    spans : mapping of PatternSpan to Period
        Those that the data cover.
    in_fives : set of PatternSpan
        Those of which the burglaries of the area that is told of are told to the nearest five.
    lacking : tuple of str
        Sentences on those that they do not.
    over_edges : int
        Offences known only as a range that runs over an edge of the period.
    """

    areas: pd.DataFrame
    by_month: pd.DataFrame
    judged: pd.DataFrame
    spans: Mapping[PatternSpan, Period]
    in_fives: frozenset[PatternSpan]
    lacking: tuple[str, ...]
    over_edges: int


def dark_months(last: date, dark_from: int, dark_to: int) -> Period:
    """Return the newest dark months that have begun by a day, as far as that day.

    Examples
    --------
    >>> dark_months(date(2025, 12, 31), 10, 3).in_words
    'October to December 2025'
    >>> dark_months(date(2025, 8, 31), 10, 3).in_words
    'October 2024 to March 2025'
    """
    year = last.year - (last.month < dark_from)
    end = date(year + (dark_to < dark_from), dark_to, 1)
    whole = next(whole_months(end, date(end.year + 1, 12, 31)))
    return Period(first=date(year, dark_from, 1), last=min(whole.last, last))


def count_pattern(
    profile: ForceProfile,
    years: Years,
    burglaries: Burglaries,
    period: Period,
    scope: Scope,
    *,
    dark: Period,
    changes: ChangeParams,
) -> PatternCounts:
    """Count the burglaries of a period, of the dark months, and of each a year before.

    Every count is withheld as in the report of a month (``care.withheld_cells``), beside all
    burglary and all offences; one of several months of which one is withheld is told to the
    nearest five, and so is one that is not of whole months.
    """
    spans, lacking = _spans(years, period, dark)
    counted = tally(
        burglaries.offences,
        burglaries.lines,
        force=profile.force_name,
        districts=profile.district_names,
        harm_column=schema.harm_column(INDEX),
    )
    known = None if years.delay is None else (years.delay.last_report - period.last).days
    ground = Ground(years=years, offences=burglaries.offences, known_after_days=known)
    by_district = CountedOnce(counted=counted)
    levels: list[tuple[Counting, pd.DataFrame, int]] = [(by_district, _districts(profile), 0)]
    wards = years.study_area.wards
    if wards is not None:
        codes = {name: list(own) for name, own in wards.groupby(schema.DISTRICT)[schema.WARD_CODE]}
        by_ward = ward_tally(
            counted,
            burglaries.offences[schema.WARD_CODE],
            codes,
            [True] * len(burglaries.lines),
            by_district=by_district,
        )
        levels.append((CountedOnce(counted=by_ward), _wards(profile, wards, by_ward.areas[1:]), 1))
    parts, judged, shown = zip(
        *(_of_level(*level, ground, spans, changes) for level in levels), strict=True
    )
    told = -1 if scope.kind is AreaKind.WARD else 0
    at = levels[told]
    own = _place_of(scope, at[1]), _burglary_of(at[0])
    return PatternCounts(
        areas=pd.concat(parts, ignore_index=True)[list(schema.PATTERN_AREA_COLUMNS)],
        by_month=_by_month(at[0], own[0], period, years),
        judged=pd.concat(judged, ignore_index=True),
        spans=spans,
        in_fives=frozenset(span for span, each in shown[told].items() if each.in_fives[own]),
        lacking=tuple(lacking),
        over_edges=counted.across_the_edges(period),
    )


def _spans(
    years: Years, period: Period, dark: Period
) -> tuple[dict[PatternSpan, Period], list[str]]:
    wanted = {
        PatternSpan.PERIOD: period,
        PatternSpan.YEAR_BEFORE: period.year_before(),
        PatternSpan.DARK: dark,
        PatternSpan.DARK_BEFORE: dark.year_before(),
    }
    spans, lacking = {}, []
    for span, each in wanted.items():
        lacks = years.cover.lacks(each)
        if lacks is None and years.cover.differ_in_kind(period, each):
            lacks = "its offences and the period's are of two kinds, with codes and without"
        if lacks is None:
            spans[span] = each
        elif span is not PatternSpan.DARK_BEFORE or PatternSpan.DARK in spans:
            lacking.append(f"{each.in_words} is not counted: {lacks}.")
    return spans, list(dict.fromkeys(lacking))


def _districts(profile: ForceProfile) -> pd.DataFrame:
    rows = [(str(AreaKind.FORCE), "", profile.force_name, "")]
    rows += [(str(AreaKind.DISTRICT), "", each, each) for each in profile.district_names]
    return pd.DataFrame(rows, columns=list(schema.PATTERN_AREA_COLUMNS[:4]))


def _wards(profile: ForceProfile, wards: pd.DataFrame, codes: tuple[str, ...]) -> pd.DataFrame:
    named = wards.set_index(schema.WARD_CODE).loc[list(codes)].reset_index()
    rows = [_districts(profile).iloc[0].tolist()]
    rows += [
        [str(AreaKind.WARD), *each]
        for each in named[[schema.WARD_CODE, schema.WARD_NAME, schema.DISTRICT]].to_numpy().tolist()
    ]
    return pd.DataFrame(rows, columns=list(schema.PATTERN_AREA_COLUMNS[:4]))


def _of_level(
    counted: Counting,
    named: pd.DataFrame,
    first: int,
    ground: Ground,
    spans: Mapping[PatternSpan, Period],
    changes: ChangeParams,
) -> tuple[pd.DataFrame, pd.DataFrame, Mapping[PatternSpan, ShownSpan]]:
    """Return the counts of one kind of area, the comparisons behind their words, and the spans."""
    shown = shown_spans(
        counted,
        spans,
        {span: list(whole_months(each.first, each.last)) for span, each in spans.items()},
        fewest=care.fewest_of(ground.offences),
        known_after=ground.known_after_days,
        always=[span for span, each in spans.items() if not each.is_whole_months],
    )
    lines = {line.label: at for at, line in enumerate(counted.lines)}
    table = named.copy()
    for line in PatternLine:
        for span in PatternSpan:
            there = line in lines and span in shown
            table[schema.pattern_column(line, span)] = (
                shown[span].offences[:, lines[line]] if there else np.nan
            )
    judged = []
    for span, past in PASTS.items():
        found = (
            _compared(counted, ground, spans, shown, span, past, changes)
            if span in spans and past in spans
            else pd.DataFrame(columns=list(schema.CHANGE_COLUMNS))
        )
        judged.append(found)
        for line in PatternLine:
            said = found[found[schema.LINE] == line].set_index(schema.AREA_NAME)[schema.IN_WORDS]
            table[schema.pattern_words(line, span)] = said.reindex(counted.areas).to_numpy()
    own = table.iloc[first:].copy()
    for rank, line in RANKS.items():
        own[rank] = _ranks(own, schema.pattern_column(line, PatternSpan.DARK))
    return own, judged[0], shown


def _ranks(areas: pd.DataFrame, column: str) -> pd.Series[float]:
    """Return the rank of each district or ward, the most first; the force, and none, have none."""
    counts = areas[column].mask(areas[schema.AREA_KIND] == str(AreaKind.FORCE))
    counts = counts.mask(counts == 0)
    return counts.rank(method="min", ascending=False)


def _compared(
    counted: Counting,
    ground: Ground,
    spans: Mapping[PatternSpan, Period],
    shown: Mapping[PatternSpan, ShownSpan],
    span: PatternSpan,
    past: PatternSpan,
    changes: ChangeParams,
) -> pd.DataFrame:
    table = compared(
        ground,
        counted,
        spans[span],
        {ComparedWith.LAST_YEAR: spans[past]},
        spread=measured_spread(ground, counted, spans[span]),
        unreadable={},
        params=changes,
    )
    return without_rounded(counted, table, [shown[span], shown[past]])


def _place_of(scope: Scope, named: pd.DataFrame) -> int:
    """Return the row of the area that is told of among a level's."""
    if scope.kind is AreaKind.WARD:
        return int(np.flatnonzero(named[schema.WARD_CODE] == scope.ward_code)[0])
    return int(np.flatnonzero(named[schema.AREA_NAME] == scope.name)[0])


def _burglary_of(counted: Counting) -> int:
    """Return the place of burglary among what was counted."""
    return [each.label for each in counted.lines].index(PatternLine.BURGLARY)


def _by_month(counted: Counting, at: int, period: Period, years: Years) -> pd.DataFrame:
    """Return the burglaries of each whole month of a period in one area, and a year before."""
    line = _burglary_of(counted)

    def shown(month: Period) -> float:
        if years.cover.lacks(month) is not None or years.cover.differ_in_kind(period, month):
            return float("nan")
        counts = counted.count(month)
        return float("nan") if counts.withheld[at, line] else float(counts.amounts[at, line])

    rows = [
        (pd.Timestamp(month.first), shown(month), shown(month.year_before()))
        for month in whole_months(period.first, period.last)
    ]
    return pd.DataFrame(rows, columns=list(schema.PATTERN_MONTH_COLUMNS))
