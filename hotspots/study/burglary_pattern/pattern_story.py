"""The pattern of burglary, told: at most five sentences on what to do, and what is not told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import care, schema, words
from hotspots.analyse.near_repeats.near_repeat_evidence import Verdict
from hotspots.analyse.temporal import SPREAD_OUT
from hotspots.render.change.what_changed import beside_its_counts
from hotspots.schema import AreaKind, PatternLine, PatternSpan
from hotspots.study.burglary_pattern.pattern_findings import FACTS, Untold
from hotspots.study.change import change_story

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspots.analyse.periods import Period
    from hotspots.study.burglary_pattern.burglaries import Burglaries
    from hotspots.study.burglary_pattern.journeys import BurglaryPatternParams
    from hotspots.study.burglary_pattern.pattern_counts import PatternCounts
    from hotspots.study.burglary_pattern.pattern_findings import PatternFindings
    from hotspots.study.burglary_pattern.pattern_scope import Scope
    from hotspots.study.years import Years

MOST_SENTENCES: Final = 5
MOST_NAMED: Final = 3
# With fewer the order of areas is chance.
ENOUGH_TO_NAME: Final = 10
ENOUGH_WARDS: Final = 10
BURGLED: Final = schema.pattern_column(PatternLine.BURGLARY, PatternSpan.PERIOD)
BURGLED_BEFORE: Final = schema.pattern_column(PatternLine.BURGLARY, PatternSpan.YEAR_BEFORE)
DARK: Final = schema.pattern_column(PatternLine.BURGLARY, PatternSpan.DARK)
NO_DAYS: Final = (
    "Hours, repeats, near repeats and series are not told: some of the burglaries are known to the "
    "month only, and nothing is guessed. Give an export of the records system."
)
NO_HOURS: Final = "Hours are not told: the burglaries given have days and no times."
FEW_HOURS: Final = "Hours are not told: too few burglaries are known to the hour."
NO_WARDS: Final = "Wards are not told: no layer of wards is given."
NOT_AN_OFFENDER: Final = (
    "A series is burglaries closer in place and date than chance puts them. It is no proof that "
    "one person did them."
)
ONE_POINT: Final = (
    "A repeat is at the same point: of a block of flats, perhaps at another door of it."
)
IN_FIVES: Final = (
    "Counts by street, kind and near-repeat label are told to the nearest five, and so is a period "
    "of which a month is withheld."
)
RECORDED: Final = (
    "Burglary that nobody reports is not here, and how soon it is reported differs by place: "
    "counts are of what was recorded."
)


def area_row(areas: pd.DataFrame, scope: Scope) -> pd.Series:
    """Return the row of the area that is told of."""
    own = areas[areas[schema.AREA_KIND] == str(scope.kind)]
    column, name = (
        (schema.WARD_CODE, scope.ward_code)
        if scope.kind is AreaKind.WARD
        else (schema.AREA_NAME, scope.name)
    )
    return own[own[column] == name].iloc[0]


def parts_of(areas: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """Return the areas that are told beside one another: wards, else districts, the most first.

    Of a whole force these are districts too where hardly a ward's burglaries may be told.
    """
    own = areas[areas[schema.AREA_KIND] == str(AreaKind.WARD)]
    if own.empty or (not scope.district and (own[BURGLED] > 0).sum() < ENOUGH_WARDS):
        own = areas[areas[schema.AREA_KIND] == str(AreaKind.DISTRICT)]
    if scope.district:
        own = own[own[schema.DISTRICT] == scope.district]
    return own.sort_values([BURGLED, schema.AREA_NAME], ascending=[False, True], ignore_index=True)


def sentences(
    label: str, scope: Scope, counts: PatternCounts, found: PatternFindings
) -> tuple[str, ...]:
    """Return what to do, at most five sentences, how many there were first."""
    told = [
        _how_many(label, scope, counts),
        *_series(found),
        *_near_repeat(found),
        *_where(scope, counts),
        *_when(found),
        *_dark(scope, counts),
    ]
    return tuple(told[:MOST_SENTENCES])


def _how_many(label: str, scope: Scope, counts: PatternCounts) -> str:
    row = area_row(counts.areas, scope)
    period = counts.spans[PatternSpan.PERIOD].in_words
    change = row[schema.pattern_words(PatternLine.BURGLARY, PatternSpan.PERIOD)]
    against = ""
    if isinstance(change, str):
        then = _told(row[BURGLED_BEFORE], PatternSpan.YEAR_BEFORE, counts)
        year_before = counts.spans[PatternSpan.YEAR_BEFORE].in_words
        against = f", {then} in {year_before}; {beside_its_counts(change)}"
    count = _told(row[BURGLED], PatternSpan.PERIOD, counts)
    return f"{scope.name}, {words.in_mid_sentence(label)}: {count} in {period}{against}."


def _told(count: float, span: PatternSpan, counts: PatternCounts) -> str:
    """Return a count in words, "about" where it is told to the nearest five."""
    said = words.number(count, missing=care.WITHHELD)
    return f"about {said}" if span in counts.in_fives else said


def _series(found: PatternFindings) -> list[str]:
    if found.series.empty:
        return []
    named = [
        f"{row[schema.SERIES_ID]} at {row[schema.SERIES_PLACE]} "
        f"({row[schema.OFFENCES]} burglaries, "
        f"{words.days(row[schema.SERIES_FIRST], row[schema.SERIES_LAST])})"
        for row in found.series.head(MOST_NAMED).to_dict("records")
    ]
    more = len(found.series) - len(named)
    others = f", and {more} more in the table" if more else ""
    what = "this series" if len(found.series) == 1 else "these series"
    return [f"Look into {what}: {'; '.join(named)}{others}."]


def _near_repeat(found: PatternFindings) -> list[str]:
    near = found.near_repeat
    if near is None or near.verdict is not Verdict.SUPPORTED or near.window is None:
        return []
    window = near.window
    said = (
        f"Visit homes within {window.distance_m:g} m of a burglary in its first {window.days} "
        f"days: that near and that soon there were {window.ratio:.1f} times as many pairs of "
        "burglaries as chance gives."
    )
    return [said]


def _where(scope: Scope, counts: PatternCounts) -> list[str]:
    parts = parts_of(counts.areas, scope)
    named = parts[parts[BURGLED] >= ENOUGH_TO_NAME].head(MOST_NAMED)
    if named.empty and not scope.district:
        districts = counts.areas[counts.areas[schema.AREA_KIND] == str(AreaKind.DISTRICT)]
        enough = districts[districts[BURGLED] >= ENOUGH_TO_NAME]
        named = enough.sort_values(BURGLED, ascending=False).head(MOST_NAMED)
    if scope.kind is AreaKind.WARD or named.empty:
        return []
    of_force = not scope.district and named[schema.WARD_CODE].ne("").any()
    said = [
        f"{row[schema.AREA_NAME]}{f' in {row[schema.DISTRICT]}' if of_force else ''} "
        f"({words.number(row[BURGLED])})"
        for row in named.to_dict("records")
    ]
    kind = "wards" if named[schema.WARD_CODE].ne("").any() else "districts"
    told = " (of those that may be told)" if parts[BURGLED].isna().any() else ""
    return [f"Begin in the {kind} with most burglaries{told}: {words.listed(said)}."]


def _when(found: PatternFindings) -> list[str]:
    if found.hours is None or found.busiest in ("", SPREAD_OUT):
        return []
    timed = (
        ""
        if found.share_timed > 0.995  # noqa: PLR2004 - all, as it is written
        else f" ({words.share(found.share_timed)} have a time or a range)"
    )
    said = (
        f"Time patrols for {found.busiest}: of those whose hour is known{timed}, each shared out "
        "over the hours in which it may have happened, a third or more lay there."
    )
    return [said]


def _dark(scope: Scope, counts: PatternCounts) -> list[str]:
    dark = counts.spans.get(PatternSpan.DARK)
    if dark is None or dark == counts.spans[PatternSpan.PERIOD]:
        return []
    wards = parts_of(counts.areas, scope)
    districts = counts.areas[counts.areas[schema.AREA_KIND] == str(AreaKind.DISTRICT)]
    ranked = wards if scope.district else districts
    first = ranked[ranked[DARK] >= ENOUGH_TO_NAME].sort_values(DARK, ascending=False).head(1)
    if scope.kind is AreaKind.WARD or first.empty:
        return []
    row = first.iloc[0]
    change = row[schema.pattern_words(PatternLine.BURGLARY, PatternSpan.DARK)]
    against = f", against last winter: {change}" if isinstance(change, str) else ""
    kind = "wards" if scope.district else "districts"
    told = f", of the {kind} that may be told," if ranked[DARK].isna().any() else ""
    said = (
        f"Darker Nights, {dark.in_words}: the most burglaries{told} were in "
        f"{row[schema.AREA_NAME]} ({words.number(row[DARK])}{against})."
    )
    return [said]


def missing(
    years: Years, burglaries: Burglaries, counts: PatternCounts, found: PatternFindings
) -> tuple[str, ...]:
    """Return what is not told, and why, in whole sentences."""
    said = list(counts.lacking)
    if not burglaries.days_known:
        said.append(NO_DAYS)
    elif found.hours is None:
        said.append(FEW_HOURS if found.share_timed else NO_HOURS)
    if years.study_area.wards is None:
        said.append(NO_WARDS)
    untold = {why: [fact for fact, each in found.untold.items() if each is why] for why in Untold}
    if facts := untold[Untold.NO_COLUMN]:
        said.append(
            f"{_are_not_told(facts)}: no column of the offences says so. Where an export has one, "
            "name it in the profile's [columns]."
        )
    if facts := untold[Untold.TOO_FEW]:
        said.append(f"{_are_not_told(facts)}: too few of these burglaries say the same.")
    said += [
        f"{fact} is not told: its column holds accounts in somebody's own words, which can name a "
        "person, and no list."
        for fact in untold[Untold.OWN_WORDS]
    ]
    return tuple(said)


def _are_not_told(facts: Sequence[str]) -> str:
    named = words.listed([words.in_mid_sentence(each) for each in facts])
    return f"{words.capital(named)} {'is' if len(facts) == 1 else 'are'} not told"


def series_in_words(found: PatternFindings, params: BurglaryPatternParams) -> str:
    """Say how series were told from chance; empty where they could not be looked for."""
    if found.found_series is None:
        return ""
    own = params.series
    methods = (
        " and of no other method of entry" if FACTS[schema.ENTRY_METHOD] in found.kinds else ""
    )
    hidden = (
        f" {words.plural(found.series_withheld, 'series', 'series')} at fewer than "
        f"{care.FEWEST_PLACES} places is not shown."
        if found.series_withheld
        else ""
    )
    *shorter, longest = map(str, own.windows_days)
    windows = f"{', '.join(shorter)} or {longest}"
    none = "No series was found. " if found.series.empty else ""
    return (
        f"{none}A series is {care.FEWEST_COUNTED} burglaries or more, less than "
        f"{own.link_distance_m:g} m from one of them{methods}, within {windows} days, clearly more "
        "than the number at the place and the number of those days let expect. Where there is "
        f"none, a report names one in at most {words.share(own.series_chance)} of cases (the dates "
        f"were shuffled over the places {own.series_shuffles} times).{hidden}"
    )


def method_in_words(params: BurglaryPatternParams, period: Period) -> str:
    """Return how the pattern was made."""
    return (
        f"Burglaries of homes that began in {period.in_words}. Hours are shared out over the range "
        "in which a burglary may have happened (aoristic). A near repeat, where burglaries are "
        "counted by what they are to others, followed another by less "
        f"than {params.series.link_distance_m:g} m and {params.series.link_days} days, each taken "
        f"at the {params.range_moment} of its range. Changes are judged as in “hotspots changes”: "
        f"{words.share(params.changes.confidence)} score intervals, widened by how far months "
        "vary, with a false discovery rate of "
        f"{words.share(params.changes.false_discovery_rate)} over all areas of one kind."
    )


def caveats(
    years: Years, burglaries: Burglaries, counts: PatternCounts, found: PatternFindings
) -> tuple[str, ...]:
    """Return what a reader must know, the weightiest first."""
    public = care.fewest_of(burglaries.offences) == 1
    return (
        *change_story.of_delay(years, counts.spans[PatternSpan.PERIOD]),
        *([NOT_AN_OFFENDER] if len(found.series) else []),
        RECORDED,
        *([ONE_POINT] if burglaries.days_known else []),
        *change_story.of_edges(counts.over_edges),
        *([change_story.PUBLIC_COUNTS] if public else [change_story.SMALL_COUNTS, IN_FIVES]),
        *(words.sentence(note) for note in years.loaded.notes),
    )


def found_in_receipt(
    title: str,
    told: tuple[str, ...],
    lacking: tuple[str, ...],
    series: str,
    counts: PatternCounts,
    found: PatternFindings,
) -> Mapping[str, object]:
    """Return what the receipt says was found."""
    return {
        "title": title,
        "sentences": list(told),
        "missing": list(lacking),
        "near_repeat": None if found.near_repeat is None else found.near_repeat.sentence,
        "series": len(found.series),
        "how_series_are_told": series or None,
        "spans": {str(span): each.in_words for span, each in counts.spans.items()},
    }
