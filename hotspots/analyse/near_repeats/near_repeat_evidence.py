"""Is there near repeat here at all? One test over the whole table, and its answer in a sentence.

Reading a table of thirty bands one by one finds something by chance in most districts. So the bands
are taken together. The windows that are tested all start at a burglary: up to each distance and
each number of days of the table, as a visit list does. Each window's count is put on one scale (how
many standard deviations above what is expected), and the clearest window is compared with the
clearest window of every permutation (Westfall & Young 1993). Where no process is at work, about one
run in twenty says that there is one, however many windows were looked at.

The same place is not counted in these windows: that a burgled home is burgled again is no reason to
visit its neighbours. It has a test of its own, said beside the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hotspots.analyse.near_repeats.near_repeat import NearRepeatTable
    from hotspots.arrays import Bools, Floats, Longs


# Below five expected pairs a count is too uneven to be measured in standard deviations.
FEWEST_EXPECTED_PAIRS = 5.0
# A test that could not have shown twice as many pairs as chance, where near repeat is strongest if
# there is any, says nothing by staying silent.
TELLING_RATIO = 2.0
# Two have one pair, whichever has which date.
FEWEST_EVENTS = 3
CORE_REACH_M = 200.0
CORE_WINDOW_DAYS = 14
BURGLARIES = "burglaries"


class Verdict(StrEnum):
    """What a Knox table says of near repeat."""

    SUPPORTED = "supported"
    NOT_SUPPORTED = "not supported"
    TOO_FEW = "too few burglaries to tell"


@dataclass(frozen=True, kw_only=True)
class Window:
    """The pairs nearer than a distance and sooner than a number of days.

    Attributes
    ----------
    distance_m, days : float, int
        The window's far edges, as the parameters give them.
    observed, expected : int, float
        Pairs, and what chance gives (closed form).
    p_value : float
        Of a window as clear as this one anywhere in the table.
    """

    distance_m: float
    days: int
    observed: int
    expected: float
    p_value: float

    @property
    def ratio(self) -> float:
        """Observed over expected."""
        return self.observed / self.expected


@dataclass(frozen=True, kw_only=True)
class NearRepeatEvidence:
    """What a Knox table says.

    Attributes
    ----------
    verdict : Verdict
        Of neighbours: the places that are near, the same place not counted.
    sentence : str
        The verdict in plain words, with the window, the ratio and the p-value.
    window : Window or None
        The clearest window; None where chance gives too few pairs in every one.
    same_place : Window or None
        Where the same place is burgled again clearly more often than chance.
    """

    verdict: Verdict
    sentence: str
    window: Window | None
    same_place: Window | None


@dataclass(frozen=True, kw_only=True, eq=False)
class _Test:
    """Some windows of a table, all tested together; arrays of shape (distances, times)."""

    first_band: int
    observed: Floats
    expected: Floats
    standard_deviation: Floats
    scores: Floats  # −inf where a window is not tested
    highest: Floats  # of the observed table and of each permutation

    @property
    def tested(self) -> Bools:
        return np.isfinite(self.scores)


def evidence(table: NearRepeatTable, *, called: str = BURGLARIES) -> NearRepeatEvidence:
    """Return whether a Knox table supports near repeat, and the sentence that says so.

    Too few: shuffling the dates changes nothing, since all events have one date or one place; then
    nothing more is said. Supported: some window has ``min_ratio`` times the pairs of chance or more
    and, corrected for all windows, a p-value up to ``max_p_value``. Too few as well: not supported,
    and twice as many pairs as chance would not have been seen either. Not supported: all else.

    Parameters
    ----------
    table : NearRepeatTable
        With 99 permutations or more, better 999.
    called : str
        What the events are, in the plural, for the sentence: ``arsons``.
    """
    untold = _nothing_to_shuffle(table, called)
    if untold:
        return NearRepeatEvidence(
            verdict=Verdict.TOO_FEW, sentence=untold, window=None, same_place=None
        )
    first = table.params.first_neighbour_band
    neighbours = _test(table, first, table.params.shape[0])
    window = _clearest(table, neighbours)
    smallest = _smallest_ratio(table, neighbours)
    if window is not None and _is_supported(table, window):
        verdict = Verdict.SUPPORTED
    elif smallest is None or smallest > TELLING_RATIO:
        verdict = Verdict.TOO_FEW
    else:
        verdict = Verdict.NOT_SUPPORTED
    again = _clearest(table, _test(table, 0, first)) if first else None
    same_place = again if again is not None and _is_supported(table, again) else None
    return NearRepeatEvidence(
        verdict=verdict,
        sentence=_sentence(table, verdict, window, smallest, called)
        + _same_place_sentence(same_place, called),
        window=window,
        same_place=same_place,
    )


def _nothing_to_shuffle(table: NearRepeatTable, called: str) -> str:
    """Say why no shuffle of the dates could tell anything; empty where one could."""
    if table.events < FEWEST_EVENTS:
        return ""
    if table.dates == 1:
        return (
            f"All {table.events:,} {called} have one date, so that shuffling the dates changes "
            "nothing: whether near repeat is at work here cannot be told. Give those of some "
            "months, each with its own date."
        )
    if table.observed.any() and (table.simulated == table.observed).all():
        return (
            f"However the dates of the {table.events:,} {called} are shuffled, the pairs stay the "
            "same, as where all lie at one place: whether near repeat is at work here cannot be "
            "told."
        )
    return ""


def _test(table: NearRepeatTable, first_band: int, last_band: int) -> _Test:
    bands = slice(first_band, last_band)
    observed = _windows(table.observed[bands])
    expected = _windows(table.expected_closed_form[bands])
    # The observed table is one of the permutations that chance could have dealt.
    every = np.concatenate((observed[np.newaxis], _windows(table.simulated[:, bands])))
    deviation = every.std(axis=0)
    tested = (expected >= FEWEST_EXPECTED_PAIRS) & (deviation > 0)
    scores = np.full(every.shape, -np.inf)
    np.divide(every - expected, deviation, out=scores, where=tested)
    return _Test(
        first_band=first_band,
        observed=observed,
        expected=expected,
        standard_deviation=deviation,
        scores=scores[0],
        highest=scores.max(axis=(1, 2)),
    )


def _windows(counts: Longs | Floats) -> Floats:
    """Add up bands from the nearest and the soonest: the last two axes are distance and time."""
    return counts.astype(np.float64).cumsum(axis=-2).cumsum(axis=-1)


def _clearest(table: NearRepeatTable, test: _Test) -> Window | None:
    """Return the clearest window that reaches the least ratio, or else the clearest of all."""
    if not test.tested.any():
        return None
    large = test.tested & (test.observed >= table.params.min_ratio * test.expected)
    scores = np.where(large, test.scores, -np.inf) if large.any() else test.scores
    distance, time = np.unravel_index(int(scores.argmax()), scores.shape)
    return Window(
        distance_m=table.params.distance_bands_m[test.first_band + int(distance) + 1],
        days=table.params.time_bands_days[int(time) + 1],
        observed=int(test.observed[distance, time]),
        expected=float(test.expected[distance, time]),
        p_value=float((test.highest >= test.scores[distance, time]).mean()),
    )


def _is_supported(table: NearRepeatTable, window: Window) -> bool:
    params = table.params
    return window.ratio >= params.min_ratio and window.p_value <= params.max_p_value


def _smallest_ratio(table: NearRepeatTable, test: _Test) -> float | None:
    """Return the smallest ratio, in a window of the core, that would have been supported.

    In one run of two, if it is the true one; None where chance gives too few pairs there.
    """
    params = table.params
    near = np.asarray(params.distance_bands_m[test.first_band + 1 :]) <= CORE_REACH_M
    soon = np.asarray(params.time_bands_days[1:]) <= CORE_WINDOW_DAYS
    near[0] = soon[0] = True  # bands wider than the core: the first is as near as the table goes
    core = test.tested & np.outer(near, soon)
    if not core.any():
        return None
    critical = float(np.quantile(test.highest, 1 - params.max_p_value, method="higher"))
    ratios = 1 + critical * test.standard_deviation[core] / test.expected[core]
    return max(params.min_ratio, float(ratios.min()))


def _sentence(
    table: NearRepeatTable,
    verdict: Verdict,
    window: Window | None,
    smallest: float | None,
    called: str,
) -> str:
    params = table.params
    if window is not None and verdict is Verdict.SUPPORTED:
        edge = "at most" if params.right_closed else "less than"
        places = " at different places" if params.first_neighbour_band else ""
        return (
            f"Near repeat is at work here: {edge} {window.distance_m:g} m and {window.days} days "
            f"apart there are {window.observed:,} pairs of {called}{places} where chance gives "
            f"{window.expected:,.0f}, {window.ratio:.1f} times as many "
            f"({p_in_words(window.p_value)})."
        )
    if window is None or smallest is None:
        return (
            f"Too few {called} to tell whether near repeat is at work here: among "
            f"{table.events:,}, chance gives fewer than {FEWEST_EXPECTED_PAIRS:g} pairs near one "
            "another in place and date."
        )
    if verdict is Verdict.TOO_FEW:
        return (
            f"Too few {called} to tell whether near repeat is at work here: "
            f"{table.events:,} could have shown it from {smallest:.1f} times the pairs that chance "
            "gives on."
        )
    clearest = f"the clearest window has {window.ratio:.1f} times, {p_in_words(window.p_value)}"
    return (
        f"Near repeat was not found here: in no window up to {params.reach_m:g} m and "
        f"{params.time_bands_days[-1]} days are there clearly more pairs of {called} than chance "
        f"gives ({clearest}). Near by, {smallest:.1f} times as many would probably have been seen."
    )


def _same_place_sentence(window: Window | None, called: str) -> str:
    if window is None:
        return ""
    struck = "burgled" if called == BURGLARIES else "hit"
    return (
        f" The same place is {struck} again within {window.days} days {window.ratio:.1f} times as "
        f"often as chance gives ({p_in_words(window.p_value)})."
    )


def p_in_words(p_value: float) -> str:
    """For example ``p = 0.001``; the reader's next step needs three decimals and no more."""
    return f"p = {p_value:.3f}" if p_value >= 0.0005 else "p below 0.001"  # noqa: PLR2004 - half of 0.001
