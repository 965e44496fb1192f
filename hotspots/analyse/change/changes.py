"""What changed in each area and line: ratio, interval, verdict, and what to look at first."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import schema, words
from hotspots.analyse.change.change_params import ChangeParams
from hotspots.schema import ChangeVerdict, ComparedWith

if TYPE_CHECKING:
    from hotspots.analyse.change.period_counts import PeriodCounts
    from hotspots.arrays import Floats


# From a doubling on, "2.4 times as many" is read more easily than "up 140 %".
DOUBLED: Final = 2.0

# With fewer, counted as independent events, not even a doubling would stand out from chance: of N
# events split 2 to 1 the squared score is N/9, and that passes 3.84 from N = 35 on.
FEWEST_TO_TELL: Final = 35
_RISES: Final = (ChangeVerdict.UP, ChangeVerdict.PERHAPS_UP)
_FALLS: Final = (ChangeVerdict.DOWN, ChangeVerdict.PERHAPS_DOWN)
# The order in which the districts' lines are looked at.
_ORDER: Final = (*_RISES, *_FALLS)


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
    now: tuple[float, int], earlier: tuple[float, int], *, dispersion: float, confidence: float
) -> RateRatio:
    """Compare two counts over so many days each.

    Parameters
    ----------
    now, earlier : (float, int)
        A count, 0 or above and not both 0, and the days in which it was counted.
    dispersion : float
        By how many times the counts vary more than chance; 1 is Poisson's.
    confidence : float

    Returns
    -------
    RateRatio
        The ratio is infinite where the earlier count is 0.

    Notes
    -----
    Score interval and score test of two independent Poisson rates, by statsmodels. Dividing both
    counts by the dispersion is the quasi-Poisson widening: as many independent events as the
    counts are worth. With a count of 0, statsmodels 0.15 gives one end of the interval twice; the
    other end is 0 or infinity.
    """
    from statsmodels.stats import rates  # noqa: PLC0415 - a second to import, used only here

    (count, days), (earlier_count, earlier_days) = now, earlier
    worth = (count / dispersion, days, earlier_count / dispersion, earlier_days)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)  # a division by a count of 0
        low, high = rates.confint_poisson_2indep(*worth, method="score", alpha=1 - confidence)
        p_value = rates.test_poisson_2indep(*worth, method="score").pvalue
    return RateRatio(
        ratio=(count / days) / (earlier_count / earlier_days) if earlier_count else math.inf,
        low=float(low) if count else 0.0,
        high=float(high) if earlier_count else math.inf,
        p_value=float(p_value),
    )


def changes(
    now: PeriodCounts,
    earlier: Sequence[EarlierPeriod],
    *,
    areas: Sequence[str],
    lines: Sequence[str],
    dispersion: Floats,
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
    dispersion : float array of shape (areas, lines)
    unreadable : mapping of str to str
        Lines that no count can speak to, by label, with the reason; they stand once, for the force.
    params : ChangeParams, optional

    Returns
    -------
    DataFrame
        ``schema.CHANGE_COLUMNS``, area by area, line by line, comparison by comparison.

    Notes
    -----
    A change is clear where it holds at the false discovery rate over all comparisons made
    (Benjamini and Hochberg). Lines overlap, so the comparisons go together; for such the method
    holds (Benjamini and Yekutieli 2001, positive dependence).
    """
    params = params or ChangeParams()
    compared = [
        _compared(
            now,
            past,
            (a, b),
            _named(area, line, past),
            dispersion=float(dispersion[a, b]),
            confidence=params.confidence,
        )
        for a, area in enumerate(areas)
        for b, line in enumerate(lines)
        for past in earlier
    ]
    silent = [
        replace(_named(areas[0], line, past), lacks=words, verdict=ChangeVerdict.UNREADABLE)
        for line, words in unreadable.items()
        for past in earlier
    ]
    judged = [*_judged(compared, params), *silent]
    table = pd.DataFrame([_as_row(each) for each in judged])
    table[schema.LOOK_AT] = look_first(table, force=areas[0])
    return table[list(schema.CHANGE_COLUMNS)]


def _named(area: str, line: str, past: EarlierPeriod) -> Comparison:
    return Comparison(
        area=area, line=line, compared_with=past.compared_with, earlier_period=past.in_words
    )


def _judged(compared: Sequence[Comparison], params: ChangeParams) -> list[Comparison]:
    """Return the comparisons with their verdicts, after allowing for how many there are."""
    adjusted = _after_all([each.p_value for each in compared])
    known = [
        replace(each, q_value=q_value) for each, q_value in zip(compared, adjusted, strict=True)
    ]
    return [replace(each, verdict=_verdict(each, params)) for each in known]


def _compared(
    now: PeriodCounts,
    past: EarlierPeriod,
    at: tuple[int, int],
    comparison: Comparison,
    *,
    dispersion: float,
    confidence: float,
) -> Comparison:
    """Return the comparison with its counts and, where there is anything to compare, its ratio."""
    count = float(now.amounts[at])
    comparison = replace(
        comparison,
        now=count,
        dispersion=dispersion,
        harm_of_one=float(now.harm[at]) / count if count else 0.0,
        lacks=past.lacks or past.breaks.get(comparison.line, ""),
    )
    if past.counts is None or comparison.lacks:
        return comparison
    then = float(past.counts.amounts[at])
    comparison = replace(comparison, then=then, then_same_days=then * now.days / past.counts.days)
    if not count + then:
        return comparison
    # What one independent event adds: 1 of a count, of harm more, as few offences hold much.
    unit = float(now.squares[at] + past.counts.squares[at]) / (count + then)
    found = rate_ratio(
        (count, now.days),
        (then, past.counts.days),
        dispersion=dispersion * unit,
        confidence=confidence,
    )
    return replace(comparison, events=(count + then) / (dispersion * unit), **asdict(found))


def _after_all(p_values: Sequence[float]) -> list[float]:
    """Return the p-values after allowing for how many there are; missing stays missing."""
    from statsmodels.stats.multitest import multipletests  # noqa: PLC0415 - as in rate_ratio

    found = np.array(p_values, dtype=np.float64)
    there = ~np.isnan(found)
    if there.any():
        found[there] = multipletests(found[there], method="fdr_bh")[1]
    return [float(each) for each in found]


def _verdict(found: Comparison, params: ChangeParams) -> ChangeVerdict:
    if math.isnan(found.then):
        return ChangeVerdict.NO_DATA
    if found.p_value <= 1 - params.confidence:
        clear = found.q_value <= params.false_discovery_rate
        rises, falls = (_RISES[0], _FALLS[0]) if clear else (_RISES[1], _FALLS[1])
        return rises if found.ratio > 1 else falls
    if found.events >= FEWEST_TO_TELL:
        return ChangeVerdict.NO_CLEAR_CHANGE
    return ChangeVerdict.TOO_FEW


def _as_row(found: Comparison) -> dict[str, object]:
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


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """An area's line now and in an earlier period, and what that comes to; missing is NaN.

    Attributes
    ----------
    area, line : str
    compared_with : ComparedWith
    earlier_period : str
        In words: ``November 2024``.
    now, then, then_same_days : float
        The counts; the last is the earlier one scaled to as many days as now.
    ratio, low, high, p_value, q_value, dispersion : float
        As ``schema`` has them.
    events : float
        How many independent events both counts together are worth.
    harm_of_one : float
        Mean harm of the line's offences now.
    lacks : str
        Why there is nothing to compare with, a clause.
    verdict : ChangeVerdict
    """

    area: str
    line: str
    compared_with: ComparedWith
    earlier_period: str
    now: float = math.nan
    then: float = math.nan
    then_same_days: float = math.nan
    ratio: float = math.nan
    low: float = math.nan
    high: float = math.nan
    p_value: float = math.nan
    q_value: float = math.nan
    dispersion: float = math.nan
    events: float = 0.0
    harm_of_one: float = 0.0
    lacks: str = ""
    verdict: ChangeVerdict = ChangeVerdict.NO_DATA


def change_in_words(comparison: Comparison) -> str:
    """Return what a comparison says, in a few words that can stand in a table.

    Examples
    --------
    >>> change_in_words(Comparison(
    ...     area="Wick", line="Weapons", compared_with=ComparedWith.LAST_YEAR,
    ...     earlier_period="May 2025", now=112, then=100, then_same_days=100,
    ...     ratio=1.12, low=1.03, high=1.21, verdict=ChangeVerdict.UP))
    'up 12 % (between 3 % and 21 %)'
    """
    verdict = comparison.verdict
    if verdict in (ChangeVerdict.NO_DATA, ChangeVerdict.UNREADABLE):
        return comparison.lacks
    if verdict in (ChangeVerdict.NO_CLEAR_CHANGE, ChangeVerdict.TOO_FEW):
        return f"{verdict}: {_against(comparison)}"
    perhaps = verdict in (ChangeVerdict.PERHAPS_UP, ChangeVerdict.PERHAPS_DOWN)
    return f"{'perhaps ' if perhaps else ''}{_size(comparison)}"


def _size(comparison: Comparison) -> str:
    ratio, low, high = comparison.ratio, comparison.low, comparison.high
    if math.isinf(ratio):
        return f"up from none: {_against(comparison)}"
    if ratio == 0:
        return f"down to none: {_against(comparison)}"
    if ratio >= DOUBLED:
        return f"{ratio:.1f} times as many (between {_times(low)} and {high:.1f})"
    if ratio > 1:
        return f"up {_percent(ratio - 1)} ({_between(low - 1, high - 1)})"
    return f"down {_percent(1 - ratio)} ({_between(1 - high, 1 - low)})"


def _times(ratio: float) -> str:
    """Return a ratio to a decimal; to two, where one would read as no change at all."""
    return f"{ratio:.2f}" if round(ratio, 1) == 1 else f"{ratio:.1f}"


def _between(least: float, most: float) -> str:
    if most > DOUBLED:
        return f"at least {_percent(least)}"
    return f"between {_percent(least)} and {_percent(most)}"


def _percent(share: float) -> str:
    """Return a share in per cent; what would be rounded to nothing keeps a decimal."""
    return words.share(share) if abs(share) >= 0.01 else words.share(share, 1)  # noqa: PLR2004 - 1 %


def _against(comparison: Comparison) -> str:
    """Return both counts; the earlier one for as many days where that makes a difference."""
    then, scaled = f"{comparison.then:,.0f}", f"{comparison.then_same_days:,.0f}"
    words = f"{comparison.now:,.0f} against {then}"
    same = then == scaled
    return words if same else f"{words} ({scaled} for as many days)"
