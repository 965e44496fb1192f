"""What changed in each area and line: ratio, interval, verdict, and what to look at first."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.analyse.change.change_params import ChangeParams
from hotspots.analyse.change.comparison import FEWEST_TO_TELL, Comparison, change_in_words
from hotspots.schema import ChangeVerdict, ComparedWith

if TYPE_CHECKING:
    from hotspots.analyse.change.dispersion import Dispersion
    from hotspots.analyse.change.period_counts import PeriodCounts


_RISES: Final = (ChangeVerdict.UP, ChangeVerdict.PERHAPS_UP)
_FALLS: Final = (ChangeVerdict.DOWN, ChangeVerdict.PERHAPS_DOWN)
# The order in which the districts' lines are looked at.
_ORDER: Final = (*_RISES, *_FALLS)
# What either count of a comparison could be worked out from, by the other one.
_OF_BOTH: Final = (
    schema.CHANGE_RATIO,
    schema.CHANGE_LOW,
    schema.CHANGE_HIGH,
    schema.P_VALUE,
    schema.Q_VALUE,
    schema.DISPERSION,
    schema.EXTRA_HARM,
)


@dataclass(frozen=True, kw_only=True, eq=False)
class EarlierPeriod:
    """What the period is compared with.

    Attributes
    ----------
    compared_with : ComparedWith
    in_words : str
        ``November 2024``.
    counts : PeriodCounts or None
        None where there is nothing to compare with.
    lacks : str
        Why not, a clause.
    breaks : mapping of str to str
        Lines that do not compare, by label, with the reason.
    """

    compared_with: ComparedWith
    in_words: str
    counts: PeriodCounts | None
    lacks: str = ""
    breaks: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class RateRatio:
    """A rate over another, with its interval and the chance of a gap as wide if they are equal."""

    ratio: float
    low: float
    high: float
    p_value: float


def rate_ratio(
    now: tuple[float, int],
    earlier: tuple[float, int],
    *,
    dispersion: float = 1.0,
    rests_on: float = math.inf,
    confidence: float = 0.95,
) -> RateRatio:
    """Compare two counts over so many days each.

    Parameters
    ----------
    now, earlier : (float, int)
        A count, 0 or above and not both 0, and the days in which it was counted.
    dispersion : float
        By how many times the counts vary more than chance; 1 is Poisson's.
    rests_on : float
        Degrees of freedom behind the dispersion; infinite where it is taken as known.
    confidence : float

    Returns
    -------
    RateRatio
        The ratio is infinite where the earlier count is 0.

    Notes
    -----
    Score interval and score test of two Poisson rates: the ends x solve (a - x b)² = t² (a + b) x,
    where a and b are the counts divided by the dispersion, the quasi-Poisson widening: as many
    independent events as the counts are worth. As the dispersion is itself estimated, Student's t
    takes the place of the normal.

    References
    ----------
    Graham, Mengersen and Morton (2003), Confidence limits for the ratio of two rates based on
    likelihood scores: non-iterative method, Statistics in Medicine 22.
    """
    from scipy import stats  # noqa: PLC0415 - half a second to import

    (count, days), (earlier_count, earlier_days) = now, earlier
    a, b, longer = count / dispersion, earlier_count / dispersion, days / earlier_days
    squared = float(stats.t.isf((1 - confidence) / 2, rests_on)) ** 2 * (a + b)
    middle = 2 * a * b + squared
    root = math.sqrt(squared * (squared + 4 * a * b))
    score = (a - longer * b) / math.sqrt((a + b) * longer)
    return RateRatio(
        ratio=(count / days) / (earlier_count / earlier_days) if earlier_count else math.inf,
        low=2 * a**2 / (middle + root) / longer,
        high=(middle + root) / (2 * b**2) / longer if earlier_count else math.inf,
        p_value=float(2 * stats.t.sf(abs(score), rests_on)),
    )


def _wider(rests_on: float, confidence: float) -> float:
    """Return by how much a variance is raised so that the normal's interval is Student's t's."""
    from scipy import stats  # noqa: PLC0415 - half a second to import

    tail = (1 - confidence) / 2
    return float(stats.t.isf(tail, rests_on) / stats.norm.isf(tail)) ** 2


def changes(
    now: PeriodCounts,
    earlier: Sequence[EarlierPeriod],
    *,
    areas: Sequence[str],
    lines: Sequence[str],
    spread: Dispersion,
    unreadable: Mapping[str, str],
    params: ChangeParams | None = None,
) -> pd.DataFrame:
    """Compare every area and line with each earlier period.

    Parameters
    ----------
    now : PeriodCounts
        The period's.
    earlier : sequence of EarlierPeriod
    areas, lines : sequence of str
        What the counts' rows and columns are; the first area is the force.
    spread : Dispersion
        Where nothing could be measured no change is called clear.
    unreadable : mapping of str to str
        Lines that no count can speak to, by label, with the reason; they stand once, for the force.
    params : ChangeParams, optional

    Returns
    -------
    DataFrame
        ``schema.CHANGE_COLUMNS``, area by area, line by line, comparison by comparison. Counts that
        a reader may not see are missing, and so is what they could be worked out from.

    Notes
    -----
    A change is clear where it holds at the false discovery rate over all comparisons made
    (Benjamini and Hochberg). Lines overlap, so the comparisons go together; for such the method
    holds (Benjamini and Yekutieli 2001, positive dependence). Beside each earlier period alone the
    period is tested against all of them in one, which are more to compare with: what stands out
    from one by itself is clear too where it is clear, the same way, against them all.
    """
    params = params or ChangeParams()
    compared = [
        each
        for a, area in enumerate(areas)
        for b, line in enumerate(lines)
        for each in _against_each(
            now, earlier, (a, b), (area, line), spread=spread, confidence=params.confidence
        )
    ]
    silent = [
        replace(_named(areas[0], line, past), lacks=words, verdict=ChangeVerdict.UNREADABLE)
        for line, words in unreadable.items()
        for past in earlier
    ]
    judged = [*_judged(compared, params, is_measured=spread.steps > 0), *silent]
    table = pd.DataFrame([_as_row(each) for each in judged])
    table[schema.LOOK_AT] = look_first(table, force=areas[0])
    return table[list(schema.CHANGE_COLUMNS)]


def _named(area: str, line: str, past: EarlierPeriod) -> Comparison:
    return Comparison(
        area=area, line=line, compared_with=past.compared_with, earlier_period=past.in_words
    )


def _judged(
    compared: Sequence[Comparison], params: ChangeParams, *, is_measured: bool
) -> list[Comparison]:
    """Return the comparisons with their verdicts, after allowing for how many there are."""
    places = list(dict.fromkeys((each.area, each.line) for each in compared))
    together = {(each.area, each.line): each.p_together for each in compared}
    adjusted = _after_all(
        [*(each.p_value for each in compared), *(together[place] for place in places)]
    )
    of_place = dict(zip(places, adjusted[len(compared) :], strict=True))
    known = [
        replace(each, q_value=_smaller(each, q_value, of_place[each.area, each.line]))
        for each, q_value in zip(compared, adjusted, strict=False)
    ]
    return [
        replace(each, verdict=_verdict(each, params, is_measured=is_measured)) for each in known
    ]


def _smaller(found: Comparison, own: float, together: float) -> float:
    """Return a comparison's own q-value, or that of all earlier periods if they say the same."""
    same_way = (found.ratio > 1) == (found.ratio_together > 1)
    return max(found.p_value, min(own, together)) if same_way and together < own else own


def _against_each(
    now: PeriodCounts,
    earlier: Sequence[EarlierPeriod],
    at: tuple[int, int],
    named: tuple[str, str],
    *,
    spread: Dispersion,
    confidence: float,
) -> list[Comparison]:
    """Return the comparisons of one area's line, each with that of all earlier periods in one.

    Nothing is told of them all where a reader may not see one of the counts.
    """
    compared = [
        _compared(now, past, at, _named(*named, past), spread=spread, confidence=confidence)
        for past in earlier
    ]
    there = [
        past.counts
        for past, found in zip(earlier, compared, strict=True)
        if past.counts is not None and not found.lacks
    ]
    count, then = float(now.amounts[at]), sum(float(each.amounts[at]) for each in there)
    hidden = any(found.is_withheld for found in compared)
    if len(there) < 2 or hidden or not count + then:  # noqa: PLR2004 - of one it is the same
        return compared
    squares = sum((float(each.squares[at]) for each in there), float(now.squares[at]))
    found = rate_ratio(
        (count, now.days),
        (then, sum(each.days for each in there)),
        dispersion=float(spread.factors[at]) * squares / (count + then),
        rests_on=float(spread.rests_on[at]),
        confidence=confidence,
    )
    return [
        replace(each, p_together=found.p_value, ratio_together=found.ratio) for each in compared
    ]


def _compared(
    now: PeriodCounts,
    past: EarlierPeriod,
    at: tuple[int, int],
    comparison: Comparison,
    *,
    spread: Dispersion,
    confidence: float,
) -> Comparison:
    """Return the comparison with its counts and, where there is anything to compare, its ratio."""
    count, dispersion = float(now.amounts[at]), float(spread.factors[at])
    rests_on = float(spread.rests_on[at])
    comparison = replace(
        comparison,
        now=count,
        dispersion=dispersion,
        now_withheld=bool(now.withheld[at]),
        harm_of_one=float(now.harm[at]) / count if count else 0.0,
        lacks=past.lacks or past.breaks.get(comparison.line, ""),
    )
    if past.counts is None or comparison.lacks:
        return comparison
    then = float(past.counts.amounts[at])
    comparison = replace(
        comparison,
        then=then,
        then_same_days=then * now.days / past.counts.days,
        then_withheld=bool(past.counts.withheld[at]),
    )
    if not count + then:
        return comparison
    # What one independent event adds: 1 of a count, of harm more, as few offences hold much.
    unit = float(now.squares[at] + past.counts.squares[at]) / (count + then)
    found = rate_ratio(
        (count, now.days),
        (then, past.counts.days),
        dispersion=dispersion * unit,
        rests_on=rests_on,
        confidence=confidence,
    )
    return replace(
        comparison,
        events=(count + then) / unit,
        wider=_wider(rests_on, confidence),
        **asdict(found),
    )


def _after_all(p_values: Sequence[float]) -> list[float]:
    """Return the p-values after allowing for how many there are; missing stays missing."""
    from statsmodels.stats.multitest import multipletests  # noqa: PLC0415 - a second to import

    found = np.array(p_values, dtype=np.float64)
    there = ~np.isnan(found)
    if there.any():
        found[there] = multipletests(found[there], method="fdr_bh")[1]
    return [float(each) for each in found]


def _verdict(found: Comparison, params: ChangeParams, *, is_measured: bool) -> ChangeVerdict:
    if math.isnan(found.then):
        return ChangeVerdict.NO_DATA
    if found.p_value <= 1 - params.confidence:
        clear = is_measured and found.q_value <= params.false_discovery_rate
        rises, falls = (_RISES[0], _FALLS[0]) if clear else (_RISES[1], _FALLS[1])
        return rises if found.ratio > 1 else falls
    if found.events < FEWEST_TO_TELL:
        return ChangeVerdict.TOO_FEW
    if found.events < FEWEST_TO_TELL * found.dispersion * found.wider:
        return ChangeVerdict.CANNOT_TELL
    return ChangeVerdict.NO_CLEAR_CHANGE


def _as_row(found: Comparison) -> dict[str, object]:
    """Return a comparison as a reader may see it: without what is withheld, or would give it."""
    row = _every_figure(found)
    now, then = (schema.COUNT_NOW,), (schema.COUNT_EARLIER, schema.COUNT_EARLIER_SAME_DAYS)
    withheld = {
        *(now if found.now_withheld else ()),
        *(then if found.then_withheld else ()),
        *(_OF_BOTH if found.is_withheld else ()),
    }
    return {**row, **dict.fromkeys(withheld, math.nan)}


def _every_figure(found: Comparison) -> dict[str, object]:
    return {
        schema.AREA_NAME: found.area,
        schema.LINE: found.line,
        schema.COMPARED_WITH: str(found.compared_with),
        schema.EARLIER_PERIOD: found.earlier_period,
        schema.COUNT_NOW: found.now,
        schema.COUNT_EARLIER: found.then,
        schema.COUNT_EARLIER_SAME_DAYS: found.then_same_days,
        schema.CHANGE_RATIO: found.ratio,
        schema.CHANGE_LOW: found.low,
        schema.CHANGE_HIGH: found.high,
        schema.P_VALUE: found.p_value,
        schema.Q_VALUE: found.q_value,
        schema.DISPERSION: found.dispersion,
        schema.VERDICT: str(found.verdict),
        schema.IN_WORDS: change_in_words(found),
        schema.EXTRA_HARM: _sure_harm(found),
    }


def _sure_harm(found: Comparison) -> float:
    """Return the harm that was added (below 0: saved), by the interval's nearer end."""
    if found.verdict in _RISES:
        return found.now * (1 - 1 / found.low) * found.harm_of_one
    if found.verdict in _FALLS and found.high > 0:
        return found.now * (1 - 1 / found.high) * found.harm_of_one
    return 0.0


def look_first(table: pd.DataFrame, *, force: str) -> pd.Series[float]:
    """Return the order in which to look at the districts' lines; missing for the others.

    Clear rises come first, then rises that may be chance, clear falls, falls that may be chance.
    Within each, what adds (or saves) most harm at least, by the nearer end of its interval. A line
    that changed against both periods stands where the stronger of the two puts it, and both its
    rows have that number.
    """
    named = [schema.AREA_NAME, schema.LINE]
    grade = table[schema.VERDICT].map({str(v): at for at, v in enumerate(_ORDER)})
    ranked = table[named].assign(grade=grade, sure=-table[schema.EXTRA_HARM].abs())
    ranked = ranked[grade.notna() & (table[schema.AREA_NAME] != force)]
    ranked = ranked.sort_values(["grade", "sure", *named]).drop_duplicates(named)
    order = ranked[named].assign(order=np.arange(1.0, len(ranked) + 1))
    numbers = table[named].merge(order, on=named, how="left")["order"]
    return pd.Series(numbers.to_numpy(dtype=np.float64), index=table.index)
