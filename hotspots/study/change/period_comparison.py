"""A period beside the one before it and last year's, as far as data and definitions allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import care, schema, words
from hotspots.analyse.change.change_params import ChangeParams
from hotspots.analyse.change.changes import EarlierPeriod, changes
from hotspots.analyse.change.dispersion import Dispersion, dispersion
from hotspots.analyse.change.period_counts import Counting, PeriodCounts, Tally, tally
from hotspots.analyse.counted_lines import CountedLine
from hotspots.analyse.data_cover import rows_tell
from hotspots.analyse.harm import weigh_offences
from hotspots.load.offence_codes import read_offence_codes
from hotspots.schema import ComparedWith
from hotspots.study.counted_themes import ALL_OFFENCES, HARM, theme_lines
from hotspots.study.years import Years, burglary_breaks

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.periods import Period
    from hotspots.harm_index import HarmIndex
    from hotspots.profile import ForceProfile

# So far back months are looked at, to learn how much they usually vary.
MOST_STEPS: Final = 24
MANY_KINDS: Final = (
    "not comparable: the offences of one period have codes, those of the other categories only"
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """What periods are compared over.

    Attributes
    ----------
    years : Years
    offences : GeoDataFrame
        All that were read, weighed.
    known_after_days : int or None
        As of ``PeriodComparison``.
    """

    years: Years
    offences: gpd.GeoDataFrame
    known_after_days: int | None


@dataclass(frozen=True, kw_only=True, eq=False)
class PeriodComparison:
    """The comparison, and what it was made of.

    Attributes
    ----------
    period : Period
    offences : GeoDataFrame
        All that were read, weighed.
    index : HarmIndex
    counted : Tally
    known_after_days : int or None
        How long after the period's end reports are in the data; None where that is not known.
    spread : Dispersion
    table : DataFrame
        ``schema.CHANGE_COLUMNS``.
    unreadable : mapping of str to str
        Themes that no count speaks to, with the reason.
    """

    period: Period
    offences: gpd.GeoDataFrame
    index: HarmIndex
    counted: Tally
    known_after_days: int | None
    spread: Dispersion
    table: pd.DataFrame
    unreadable: Mapping[str, str]


def compare_periods(
    profile: ForceProfile,
    years: Years,
    period: Period,
    *,
    index: HarmIndex,
    params: ChangeParams,
    groups: Sequence[CountedLine] = (),
) -> PeriodComparison:
    """Compare every area and line of a period with the one before and with last year's.

    ``groups`` are lines beside all offences, harm and the themes; a theme of the same name is
    counted as the group.
    """
    offences = weigh_offences(years.loaded.offences, (index,))
    own = offences[period.holds(offences[schema.FROM_TIME])]
    themes = theme_lines(profile, own if len(own) else offences)
    named = {each.label for each in groups}
    counted = tally(
        offences,
        [
            CountedLine(label=ALL_OFFENCES),
            CountedLine(label=HARM, is_harm=True),
            *groups,
            *(each for each in themes.lines if each.label not in named),
        ],
        force=profile.force_name,
        districts=profile.district_names,
        harm_column=schema.harm_column(index.key),
    )
    known_after = None if years.delay is None else (years.delay.last_report - period.last).days
    ground = Ground(years=years, offences=offences, known_after_days=known_after)
    spread = measured_spread(ground, counted, period)
    return PeriodComparison(
        period=period,
        offences=offences,
        index=index,
        counted=counted,
        known_after_days=known_after,
        spread=spread,
        table=compared(
            ground,
            counted,
            period,
            {
                ComparedWith.LAST_PERIOD: period.before(),
                ComparedWith.LAST_YEAR: period.year_before(),
            },
            spread=spread,
            unreadable=themes.unreadable,
            params=params,
        ),
        unreadable=themes.unreadable,
    )


def compared(
    ground: Ground,
    counted: Counting,
    period: Period,
    pasts: Mapping[ComparedWith, Period],
    *,
    spread: Dispersion,
    unreadable: Mapping[str, str],
    params: ChangeParams,
) -> pd.DataFrame:
    """Compare every area and line of a period with each of some earlier ones."""
    public = care.fewest_of(ground.offences) == 1
    table = changes(
        counted.count(period, known_after_days=ground.known_after_days),
        _earlier(ground, counted, period, pasts),
        areas=counted.areas,
        lines=[line.label for line in counted.lines],
        spread=spread,
        unreadable=unreadable,
        rounded=() if public else (HARM,),
        params=params,
    )
    # In sums of harm that are exact single offences could be told.
    added = table[schema.EXTRA_HARM]
    return table.assign(**{schema.EXTRA_HARM: added if public else care.shown_harm(added)})


def _earlier(
    ground: Ground, counted: Counting, period: Period, pasts: Mapping[ComparedWith, Period]
) -> list[EarlierPeriod]:
    """Count what the period is compared with, as far as it can be."""
    cover, known_after = ground.years.cover, ground.known_after_days
    found = []
    for compared_with, past in pasts.items():
        lacks = cover.lacks(past)
        words = f"no data for {past.in_words}: {lacks}" if lacks else ""
        if not words and cover.differ_in_kind(period, past):
            words = MANY_KINDS
        found.append(
            EarlierPeriod(
                compared_with=compared_with,
                in_words=past.in_words,
                counts=None if words else counted.count(past, known_after_days=known_after),
                lacks=words,
                breaks={
                    **_told_otherwise(counted, ground.offences, past, period),
                    **_breaks(counted, past, period),
                },
            )
        )
    return found


def _told_otherwise(
    counted: Counting, offences: gpd.GeoDataFrame, past: Period, period: Period
) -> dict[str, str]:
    """Return the lines of which one period's rows tell what the other's do not."""
    then, now = (offences[each.holds(offences[schema.FROM_TIME])] for each in (past, period))
    if then.empty or now.empty:
        return {}
    before, after = rows_tell(then), rows_tell(now)
    category_of = read_offence_codes().category
    differ = {
        line.label
        for line in counted.lines
        if (line.nights is not None and before.hours != after.hours)
        or any(
            each.lacks(before, category_of) != each.lacks(after, category_of)
            for each in line.selections
        )
    }
    return dict.fromkeys(
        differ, "not comparable: the rows of one period do not tell what those of the other do"
    )


def _breaks(counted: Counting, past: Period, period: Period) -> dict[str, str]:
    """Return the lines whose offences were defined otherwise in the earlier period."""
    broken = {line.label: burglary_breaks(line, past.first, period.last) for line in counted.lines}
    return {
        label: f"not comparable: burglary was redefined on {words.day(days[-1])}"
        for label, days in broken.items()
        if days
    }


def measured_spread(ground: Ground, counted: Counting, period: Period) -> Dispersion:
    """Measure how much months, or periods as short as this one, usually vary."""
    runs: list[list[PeriodCounts]] = [[]]
    for number, step in enumerate(period.steps_since(ground.years.cover.first)):
        if number == MOST_STEPS:
            break
        if ground.years.cover.lacks(step) is None and not ground.years.cover.differ_in_kind(
            period, step
        ):
            runs[-1].append(
                counted.count(step, known_after_days=ground.known_after_days, withholds=False)
            )
        else:
            runs.append([])
    return dispersion(runs, (len(counted.areas), len(counted.lines)))
