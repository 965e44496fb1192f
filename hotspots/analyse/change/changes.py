"""What changed in each area and line: ratio, interval, verdict, and what to look at first."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.analyse.change.change_params import ChangeParams
from hotspots.analyse.change.comparison import FEWEST_TO_TELL, Comparison, change_in_words
from hotspots.analyse.change.period_counts import PeriodCounts
from hotspots.schema import ChangeVerdict, ComparedWith

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspots.analyse.change.dispersion import Dispersion
    from hotspots.arrays import Floats


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

    def lacks_of(self, line: str) -> str:
        """Return why a line has nothing to compare with; empty where it has."""
        return self.lacks or self.breaks.get(line, "")


@dataclass(frozen=True, kw_only=True)
class RateRatio:
    """Rates over others, with their intervals and the chance of a gap as wide if they are equal.

    Floats, or arrays of the shape of what was compared; NaN where both counts are 0.
    """

    ratio: Floats
    low: Floats
    high: Floats
    p_value: Floats


def rate_ratio(
    now: tuple[Floats | float, Floats | int],
    earlier: tuple[Floats | float, Floats | int],
    *,
    dispersion: Floats | float = 1.0,
    rests_on: Floats | float = math.inf,
    confidence: float = 0.95,
) -> RateRatio:
    """Compare counts over so many days each, one by one.

    Parameters
    ----------
    now, earlier : (array, array)
        Counts, 0 or above, and the days in which they were counted.
    dispersion : array
        By how many times the counts vary more than chance; 1 is Poisson's.
    rests_on : array
        Degrees of freedom behind the dispersion; infinite where it is taken as known.
    confidence : float

    Returns
    -------
    RateRatio
        The ratio is infinite where the earlier count alone is 0.

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
    a, b = np.asarray(count / dispersion), np.asarray(earlier_count / dispersion)
    squared = np.asarray(stats.t.isf((1 - confidence) / 2, rests_on)) ** 2 * (a + b)
    middle = 2 * a * b + squared
    root = np.sqrt(squared * (squared + 4 * a * b))
    with np.errstate(divide="ignore", invalid="ignore"):  # by 0 the ratio is infinite, or none
        longer = np.asarray(days) / earlier_days
        score = (a - longer * b) / np.sqrt((a + b) * longer)
        return RateRatio(
            ratio=np.asarray(count / days) / (earlier_count / np.asarray(earlier_days)),
            low=2 * a**2 / (middle + root) / longer,
            high=(middle + root) / (2 * b**2) / longer,
            p_value=2 * np.asarray(stats.t.sf(np.abs(score), rests_on)),
        )


def _wider(rests_on: Floats, confidence: float) -> Floats:
    """Return by how much variances are raised so that the normal's interval is Student's t's."""
    from scipy import stats  # noqa: PLC0415 - half a second to import

    tail = (1 - confidence) / 2
    return np.asarray(stats.t.isf(tail, rests_on) / stats.norm.isf(tail)) ** 2


def changes(
    now: PeriodCounts,
    earlier: Sequence[EarlierPeriod],
    *,
    areas: Sequence[str],
    lines: Sequence[str],
    spread: Dispersion,
    unreadable: Mapping[str, str],
    rounded: Collection[str] = (),
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
    rounded : collection of str
        Lines of harm that are told to ``care.HARM_FIGURES`` figures, in numbers and in words.
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
    figures = _figures(now, earlier, lines, spread=spread, confidence=params.confidence)
    named = product(areas, lines, earlier)
    values = zip(*(each.ravel().tolist() for each in figures.values()), strict=True)
    compared = [
        _named(
            *place,
            lacks=place[-1].lacks_of(place[1]),
            is_rounded=place[1] in rounded,
            **dict(zip(figures, own, strict=True)),
        )
        for place, own in zip(named, values, strict=True)
    ]
    judged = [
        replace(each, verdict=_verdict(each, params, is_measured=spread.steps > 0))
        for each in compared
    ]
    silent = [
        _named(areas[0], line, past, lacks=words, verdict=ChangeVerdict.UNREADABLE)
        for line, words in unreadable.items()
        for past in earlier
    ]
    table = pd.DataFrame([_as_row(each) for each in (*judged, *silent)])
    table[schema.LOOK_AT] = look_first(table, force=areas[0])
    return table[list(schema.CHANGE_COLUMNS)]


def _named(area: str, line: str, past: EarlierPeriod, **known: Any) -> Comparison:  # noqa: ANN401 - a field each
    return Comparison(
        area=area,
        line=line,
        compared_with=past.compared_with,
        earlier_period=past.in_words,
        **known,
    )


def _figures(
    now: PeriodCounts,
    earlier: Sequence[EarlierPeriod],
    lines: Sequence[str],
    *,
    spread: Dispersion,
    confidence: float,
) -> dict[str, NDArray[Any]]:
    """Return the figures of all comparisons, after allowing for how many there are.

    Arrays of shape (areas, lines, earlier periods), by the names that ``Comparison`` has for them.
    """
    thens = [_comparable(past, lines, now.amounts.shape) for past in earlier]
    parts = [_against(now, then, spread=spread, confidence=confidence) for then in thens]
    found = {name: np.stack([each[name] for each in parts], axis=-1) for name in parts[0]}
    together = _against_all(now, thens, spread=spread, confidence=confidence)
    own, of_all = _after_all(found["p_value"], together.p_value[..., None])
    # What all earlier periods in one say stands where it is the same, and surer.
    same_way = (found["ratio"] > 1) == (together.ratio[..., None] > 1)
    q_value = np.where(same_way & (of_all < own), np.maximum(found["p_value"], of_all), own)
    return {**found, "q_value": q_value}


def _comparable(past: EarlierPeriod, lines: Sequence[str], shape: tuple[int, ...]) -> PeriodCounts:
    """Return the counts of an earlier period, NaN where there is nothing to compare with."""
    missing = np.full(shape, np.nan)
    if past.counts is None:
        hidden = np.zeros(shape, dtype=np.bool_)
        return PeriodCounts(days=1, amounts=missing, squares=missing, harm=missing, withheld=hidden)
    lacks = np.array([bool(past.lacks_of(line)) for line in lines])
    return replace(
        past.counts,
        amounts=np.where(lacks, missing, past.counts.amounts),
        squares=np.where(lacks, missing, past.counts.squares),
        withheld=past.counts.withheld & ~lacks,
    )


def _against(
    now: PeriodCounts, past: PeriodCounts, *, spread: Dispersion, confidence: float
) -> dict[str, NDArray[Any]]:
    """Return the figures of every area and line beside one earlier period."""
    both = now.amounts + past.amounts
    with np.errstate(divide="ignore", invalid="ignore"):  # of no offences nothing is told
        # What one independent event adds: 1 of a count, of harm more, as few offences hold much.
        unit = (now.squares + past.squares) / both
        events, harm_of_one = both / unit, now.harm / now.amounts
    ratios = rate_ratio(
        (now.amounts, now.days),
        (past.amounts, past.days),
        dispersion=spread.factors * unit,
        rests_on=spread.rests_on,
        confidence=confidence,
    )
    return {
        "now": now.amounts,
        "then": past.amounts,
        "then_same_days": past.amounts * now.days / past.days,
        "now_withheld": now.withheld,
        "then_withheld": past.withheld,
        "dispersion": spread.factors,
        "events": np.where(both > 0, events, 0.0),
        "wider": _wider(spread.rests_on, confidence),
        "harm_of_one": np.where(now.amounts > 0, harm_of_one, 0.0),
        **vars(ratios),
    }


def _against_all(
    now: PeriodCounts,
    thens: Sequence[PeriodCounts],
    *,
    spread: Dispersion,
    confidence: float,
) -> RateRatio:
    """Compare every area and line with all earlier periods in one, where there are several.

    NaN where a reader may not see one of the counts.
    """
    amounts = np.stack([each.amounts for each in thens])
    squares = np.nansum([now.squares, *(each.squares for each in thens)], axis=0)
    there = ~np.isnan(amounts)
    hidden = np.any([now.withheld, *(each.withheld for each in thens)], axis=0)
    told = (there.sum(axis=0) > 1) & ~hidden
    then = np.where(told, np.nansum(amounts, axis=0), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):  # of no offences nothing is told
        unit = squares / (now.amounts + then)
    return rate_ratio(
        (now.amounts, now.days),
        (then, np.tensordot([each.days for each in thens], there, axes=1)),
        dispersion=spread.factors * unit,
        rests_on=spread.rests_on,
        confidence=confidence,
    )


def _after_all(*p_values: Floats) -> list[Floats]:
    """Return p-values after allowing for how many there are; missing stays missing."""
    from statsmodels.stats.multitest import multipletests  # noqa: PLC0415 - a second to import

    found = np.concatenate([each.ravel() for each in p_values])
    there = ~np.isnan(found)
    if there.any():
        found[there] = multipletests(found[there], method="fdr_bh")[1]
    parts = np.split(found, np.cumsum([each.size for each in p_values])[:-1])
    return [own.reshape(each.shape) for own, each in zip(parts, p_values, strict=True)]


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
        schema.COUNT_NOW: found.told(found.now),
        schema.COUNT_EARLIER: found.told(found.then),
        schema.COUNT_EARLIER_SAME_DAYS: found.told(found.then_same_days),
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
