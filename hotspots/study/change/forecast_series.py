"""The series that are forecast: which kinds of offence, from when on they compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import schema, words
from hotspots.analyse.change.offence_series import OffenceSeries, Step, offence_series
from hotspots.analyse.change.period_counts import WHOLE_FORCE, Tally, tally
from hotspots.analyse.counted_lines import CountedLine
from hotspots.analyse.data_cover import reads_selection
from hotspots.study.change.journeys import Groups
from hotspots.study.counted_themes import ALL_OFFENCES, offence_groups
from hotspots.study.selected import as_counted
from hotspots.study.years import Years, burglary_breaks

if TYPE_CHECKING:
    from hotspots.analyse.periods import Period
    from hotspots.profile import ForceProfile

_NO_WEIGHT: Final = "no_weight"


def _lines(profile: ForceProfile, by: Groups, newest: pd.DataFrame) -> list[CountedLine]:
    """Return all offences and each kind; of two that the newest offences call alike, the first."""
    if by == "selections":
        groups = [as_counted(each, newest) for each in profile.selections.values()]
    else:
        groups = offence_groups()
    lines = {each.label: CountedLine(label=each.label, selections=(each,)) for each in groups[::-1]}
    return [CountedLine(label=ALL_OFFENCES), *reversed(lines.values())]


@dataclass(frozen=True, kw_only=True, eq=False)
class SeriesOfForce:
    """What is forecast.

    Attributes
    ----------
    series : tuple of OffenceSeries
    parts : tuple of (int, int)
        Places of series: each offence of the first is one of the second.
    unreadable : tuple of str
        Kinds of offence that the source cannot show.
    """

    series: tuple[OffenceSeries, ...]
    parts: tuple[tuple[int, int], ...]
    unreadable: tuple[str, ...]


def series_of(
    profile: ForceProfile,
    years: Years,
    periods: Sequence[Period],
    step: Step,
    *,
    groups: Groups,
    districts: bool,
) -> SeriesOfForce:
    """Return every series that can be counted, and the kinds that the source cannot show."""
    offences = years.loaded.offences.assign(**{_NO_WEIGHT: 0.0})
    begins = offences[schema.FROM_TIME].dt.tz_localize(None)
    newest = offences[begins >= pd.Timestamp(periods[-1].first)]
    lines = _lines(profile, groups, newest if len(newest) else offences)
    readable = [
        line
        for line in lines
        if not line.selections or any(reads_selection(offences, each) for each in line.selections)
    ]
    counted = tally(
        offences,
        readable,
        force=profile.force_name,
        districts=profile.district_names if districts else (),
        harm_column=_NO_WEIGHT,
    )
    by_label = {line.label: line for line in readable}
    series = [
        _comparable(each, by_label[each.label], years)
        for each in offence_series(counted, periods, step, years.cover, years.delay)
    ]
    return SeriesOfForce(
        series=tuple(series),
        parts=_parts(counted),
        unreadable=tuple(line.label for line in lines if line not in readable),
    )


def _parts(counted: Tally) -> tuple[tuple[int, int], ...]:
    """Return the places of each series and of another that holds all its offences and more."""
    lines, areas = range(len(counted.lines)), range(len(counted.areas))
    held = counted.held
    within = [
        (one, other)
        for one in lines
        for other in lines
        if not (held[:, one] & ~held[:, other]).any()
    ]
    pairs = [
        (area * len(lines) + one, whole * len(lines) + other)
        for area in areas
        for whole in dict.fromkeys((area, WHOLE_FORCE))
        for one, other in within
        if area != whole or (other, one) not in within
    ]
    return tuple(pairs)


def _comparable(series: OffenceSeries, line: CountedLine, years: Years) -> OffenceSeries:
    """Begin a series after the last day on which what it counts changed its meaning."""
    first, newest = series.periods[0].first, series.periods[-1]
    breaks = burglary_breaks(line, first, newest.last)
    if breaks:
        day = breaks[-1]
        series = series.since(
            day,
            f"It begins after {words.day(day)}, when burglary was redefined: counts before "
            "do not compare.",
        )
    kinds = [
        each
        for each in series.periods
        if years.cover.lacks(each) is None and years.cover.differ_in_kind(each, newest)
    ]
    if kinds:
        series = series.since(
            kinds[-1].last,
            f"It begins after {kinds[-1].in_words}: until then the source was of another kind "
            "(with codes, or with categories only), and its counts do not compare.",
        )
    return series
