"""What changed, told: the sentences that are read first, and what a reader must know of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from hotspots import care, schema, words
from hotspots.analyse.harm import unmapped_offences
from hotspots.render.change.what_changed import ChangeItem, is_compared, is_counted
from hotspots.schema import ChangeVerdict, ComparedWith, HarmBasis

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hotspots.analyse.change.change_params import ChangeParams
    from hotspots.analyse.change.dispersion import Dispersion
    from hotspots.analyse.periods import Period
    from hotspots.harm_index import HarmIndex
    from hotspots.study.years import Years

RISES: Final = (ChangeVerdict.UP, ChangeVerdict.PERHAPS_UP)
FALLS: Final = (ChangeVerdict.DOWN, ChangeVerdict.PERHAPS_DOWN)
# Below this the newest period is called undercounted.
NEARLY_ALL_KNOWN: Final = 0.99
NOT_WHY: Final = (
    "Counts say that something changed, not why: recording, a new shop, the weather and police "
    "work look alike in them."
)
SEASON: Final = (
    "Against the period before, the time of year is part of the change; against the same period "
    "last year it is not."
)
SMALL_COUNTS: Final = (
    f"Counts of 1 to {care.FEWEST_COUNTED - 1} are withheld, with whatever they could be worked "
    "out from by the force's counts, those of other districts and of lines that hold one another."
)
PUBLIC_COUNTS: Final = (
    "All offences are published one by one, so that no count is withheld, however small."
)
OVERLAP: Final = (
    "The lines overlap: a robbery is in all offences, in harm and in its theme, and a district is "
    "in the force. They are not to be added up."
)


def every_item(table: pd.DataFrame) -> dict[tuple[str, str], ChangeItem]:
    """Return what is said of each area's lines, against last year and then the period before.

    Lines with a count, in the table's order. An earlier period of which nothing at all is known is
    left out: it is said once, for all.
    """
    missing = missing_periods(table)
    last_year = table[schema.COMPARED_WITH] == ComparedWith.LAST_YEAR
    counts: dict[tuple[str, str], float] = {}
    against: dict[tuple[str, str], dict[str, tuple[str, str, str]]] = {}
    for of_year in (last_year, ~last_year):
        rows = table[is_counted(table) & of_year]
        columns = (schema.AREA_NAME, schema.LINE, schema.COUNT_NOW, schema.EARLIER_PERIOD)
        told = (schema.IN_WORDS, schema.VERDICT)
        for area, line, count, period, said, verdict in zip(
            *(rows[each].tolist() for each in (*columns, *told)), strict=True
        ):
            counts[area, line] = count
            # Of a year both are the year before.
            against.setdefault((area, line), {}).setdefault(period, (period, said, verdict))
    return {
        (area, line): ChangeItem(
            area=area,
            line=line,
            count=words.number(count, missing=care.WITHHELD),
            against=tuple(
                said for period, said in against[area, line].items() if period not in missing
            ),
        )
        for (area, line), count in counts.items()
    }


def items(
    table: pd.DataFrame,
    said: Mapping[tuple[str, str], ChangeItem],
    verdicts: Sequence[ChangeVerdict],
    most: int,
) -> list[ChangeItem]:
    """Return the districts' lines of some verdicts as they are to be looked at, best first.

    Parameters
    ----------
    table : DataFrame
        ``schema.CHANGE_COLUMNS``.
    said : mapping
        ``every_item`` of it.
    verdicts : sequence of ChangeVerdict
    most : int
    """
    chosen = table[table[schema.VERDICT].isin([str(each) for each in verdicts])]
    chosen = chosen[chosen[schema.LOOK_AT].notna()].sort_values(schema.LOOK_AT)
    named = chosen[[schema.AREA_NAME, schema.LINE]].drop_duplicates().head(most)
    return [said[area, line] for area, line in named.itertuples(index=False, name=None)]


def missing_periods(table: pd.DataFrame) -> dict[str, str]:
    """Return the earlier periods of which nothing is known, with the words for it."""
    known = is_compared(table).groupby(table[schema.EARLIER_PERIOD]).sum()
    missing = known.index[known == 0]
    counted = table[is_counted(table) & table[schema.EARLIER_PERIOD].isin(missing)]
    first = counted.drop_duplicates(schema.EARLIER_PERIOD)
    told = zip(first[schema.EARLIER_PERIOD], first[schema.IN_WORDS], strict=True)
    return {str(period): words.sentence(said) for period, said in told}


def themes_without_a_figure(unreadable: Mapping[str, str]) -> tuple[str, ...]:
    """Return a sentence for each reason: the themes that no count speaks to, and why."""
    return tuple(
        f"{words.listed([theme for theme, why in unreadable.items() if why == reason])}: {reason}."
        for reason in dict.fromkeys(unreadable.values())
    )


def comparisons_made(table: pd.DataFrame) -> int:
    """Return how many counts were compared: those that are withheld too, and not none with none."""
    none = (table[schema.COUNT_NOW] == 0) & (table[schema.COUNT_EARLIER] == 0)
    return int((is_compared(table) & ~none).sum())


def chance_in_words(table: pd.DataFrame, params: ChangeParams) -> str:
    """Say how many comparisons were made, how many chance alone gives, and what is called what."""
    made = comparisons_made(table)
    if not made:
        return "No comparison could be made."
    counts = table[schema.VERDICT].value_counts()
    clear, perhaps = (
        int(sum(counts.get(str(each), 0) for each in pair))
        for pair in ((RISES[0], FALLS[0]), (RISES[1], FALLS[1]))
    )
    by_chance = made * (1 - params.confidence)
    kept = (
        f"After allowing for that {clear:,} {'is' if clear == 1 else 'are'} called up or down, of "
        "which about one in "
        f"{1 / params.false_discovery_rate:.0f} may be chance"
        if clear
        else "After allowing for that none is called up or down"
    )
    rest = f"; {perhaps:,} called “perhaps” may be chance." if perhaps else "."
    return (
        f"{made:,} comparisons were made. If nothing had changed anywhere, about {by_chance:.0f} "
        f"of them would look like a change by chance. {kept}{rest}"
    )


def method_in_words(
    params: ChangeParams, spread: Dispersion, index: HarmIndex, *, as_known: bool
) -> str:
    """Return how counts were compared."""
    widened = (
        "Intervals are widened by how far months, or periods as short as this one, lay from the "
        f"middle of their neighbours in these data ({spread.steps} of them; up to "
        f"{spread.factors.max():.1f} times the variance of chance), the period itself left out, "
        "and by how few they are"
        if spread.steps
        else "How much counts usually vary could not be measured: the intervals are of chance "
        "alone, and too narrow, so that no change is called clear"
    )
    known = (
        " Offences of earlier periods count where they were reported as soon after their end as "
        "those of the newest."
        if as_known
        else ""
    )
    return (
        "Offences are counted by the day on which they began, as a rate a day, and compared by "
        f"the ratio of two Poisson rates with its {words.share(params.confidence)} score interval. "
        f"{widened}. A change is called up or down at a false discovery rate of "
        f"{words.share(params.false_discovery_rate)} over all comparisons, those with both earlier "
        "periods in one among them. Harm is the "
        f"{index.name}, {index.edition}, in {index.unit}.{known}"
    )


def caveats(
    years: Years, period: Period, offences: gpd.GeoDataFrame, index: HarmIndex, *, over_edges: int
) -> tuple[str, ...]:
    """Return what a reader must know, the weightiest first."""
    return (
        *of_delay(years, period),
        NOT_WHY,
        SEASON,
        OVERLAP,
        *_of_weights(offences, index),
        *of_edges(over_edges),
        SMALL_COUNTS if care.fewest_of(offences) > 1 else PUBLIC_COUNTS,
        *_of_no_district(offences),
        *(words.sentence(note) for note in years.loaded.notes),
    )


def of_delay(years: Years, period: Period) -> Iterator[str]:
    """Say how much of a period is known by now, where much is not."""
    if years.delay is None:
        return
    known = years.delay.share_known(period)
    if known < NEARLY_ALL_KNOWN:
        yield (
            f"Offences are reported late: {words.share(years.delay.slow_share)} more than a week "
            f"after they began. Of {period.in_words} about {words.share(known)} is known by now, "
            "so its counts will still rise. The earlier periods are counted as they stood after as "
            "many days, so that the comparison holds."
        )


def _of_weights(offences: gpd.GeoDataFrame, index: HarmIndex) -> Iterator[str]:
    basis = offences[schema.harm_basis_column(index.key)]
    by_category = float((basis == HarmBasis.CATEGORY).mean())
    if by_category > 0:
        who = (
            "All offences are"
            if by_category == 1
            else f"{words.share(by_category)} of offences are"
        )
        yield (
            f"{who} weighed by their category's average, for want of an offence code: harm then "
            "follows the number of offences in each category and not how grave they were."
        )
    unknown = int(unmapped_offences(offences, index.key)[schema.OFFENCES].sum())
    if unknown:
        yield f"{unknown:,} offences have codes without a weight: they count, and add no harm."


def of_edges(over_edges: int) -> Iterator[str]:
    """Say how many offences run over an edge of the period."""
    if over_edges:
        yield (
            f"{over_edges:,} offences are known only as a range that runs over an edge of the "
            "period; each counts on the day on which its range begins."
        )


def _of_no_district(offences: gpd.GeoDataFrame) -> Iterator[str]:
    homeless = int(offences[schema.DISTRICT].isna().sum())
    if homeless:
        yield f"{homeless:,} offences lie in no district: they count for the force alone."
