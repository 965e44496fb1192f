"""What the newest week says of each area: above its band, gathering, drifting, or as expected."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from hotspots.analyse.watch.bands import poisson_band, poisson_z, tracking_signals
from hotspots.analyse.watch.expectation import Expectation, expectation
from hotspots.analyse.watch.moving_window import window_chance
from hotspots.analyse.watch.weighted_sums import chance_of_sum
from hotspots.schema import WatchVerdict

if TYPE_CHECKING:
    from hotspots.analyse.watch.watch_params import WatchParams
    from hotspots.analyse.watch.weighted_sums import Weights
    from hotspots.arrays import Floats

# A choice of ours: it is told, and raises no alarm.
TRACKING_LIMIT: Final = 0.65
# A higher dispersion than this above 1 makes a count negative binomial.
NEARLY_POISSON: Final = 1e-6


@dataclass(frozen=True, kw_only=True, eq=False)
class WatchedAreas:
    """The newest step of every area of a plan; arrays of shape (areas,), the whole first.

    Attributes
    ----------
    past : Expectation
        Of every step, for the charts.
    low, high : float array of shape (areas, steps)
        The bands of every step.
    count, z, p, q : float array
        Of the newest step; ``p`` is of a count as high.
    window_count, window_expected, window_p, window_q : float array
        Of the newest steps together.
    tracking : float array
    verdicts : tuple of WatchVerdict
    false_alarms_a_year : float
        How many such alarms chance gives a year in all these areas together.
    """

    past: Expectation
    low: Floats
    high: Floats
    count: Floats
    z: Floats
    p: Floats
    q: Floats
    window_count: Floats
    window_expected: Floats
    window_p: Floats
    window_q: Floats
    tracking: Floats
    verdicts: tuple[WatchVerdict, ...]
    false_alarms_a_year: float


def watch_areas(
    counts: Floats,
    params: WatchParams,
    *,
    a_year: float,
    known: Floats | None = None,
    weights: Weights | None = None,
) -> WatchedAreas:
    """Say of each area what its newest step is beside what was expected.

    Parameters
    ----------
    counts : float array of shape (areas, steps)
        As ``expectation`` takes them; the newest step is judged.
    params : WatchParams
    a_year : float
    known : float array of shape (steps,), optional
    weights : Weights, optional
        Where ``counts`` are sums of weights: what one offence weighs.

    Notes
    -----
    A sum of weights varies nearly as a number of equal events of Σw²/Σw each does: in that unit
    its level, its band and its windows are those of counts (scaled Poisson; Bohm and Zech 2014,
    Statistics of weighted Poisson events and its applications, Nuclear Instruments and Methods A
    748; Fay and Feuer 1997, Confidence intervals for directly standardized rates, Statistics in
    Medicine 16). The chance of one week's sum is that of the compound distribution itself
    (``chance_of_sum``).

    A count above its band is an alarm where it holds at the false discovery rate over all areas
    (Benjamini and Hochberg), too; so is a window of the newest steps that chance would fill so
    somewhere in a year in fewer areas than that rate. Counts are taken as negative binomial where
    they vary more than Poisson's.
    """
    law = _Counts() if weights is None else _Sums(weights)
    counts = counts / law.unit
    past = expectation(counts, a_year=a_year, known=known)
    low, high = poisson_band(past.expected, params.z, past.variance)
    count, expected, variance = counts[:, -1], past.expected[:, -1], past.variance[:, -1]
    p = law.as_many(count, expected, variance)
    surprise = (counts - past.expected) / np.sqrt(past.expected * past.variance)
    newest = slice(-params.window, None)
    window_count = np.nansum(counts[:, newest], axis=1)
    window_expected = past.expected[:, newest].sum(axis=1)
    window_p = _window_chances(window_count, window_expected, variance, a_year / params.window)
    found = {
        "q": _over_all(p),
        "window_q": _over_all(window_p),
        "tracking": tracking_signals(surprise[:, -round(a_year) :])[:, -1],
    }
    above = count > high[:, -1]
    below = (count < low[:, -1]) & (law.as_few(count, expected, variance) <= _tail(params.z))
    there = np.isfinite(expected)
    broken = law.more_than(high[there, -1], expected[there], variance[there]).sum()
    return WatchedAreas(
        past=replace(past, expected=past.expected * law.unit),
        low=low * law.unit,
        high=high * law.unit,
        count=count * law.unit,
        z=poisson_z(count, expected) / np.sqrt(variance),
        p=p,
        window_count=window_count * law.unit,
        window_expected=window_expected * law.unit,
        window_p=window_p,
        verdicts=tuple(
            _verdict(
                known=bool(np.isfinite(expected[area])),
                above=bool(above[area]),
                below=bool(below[area]),
                holds=bool(found["q"][area] <= params.false_discovery_rate),
                gathers=bool(found["window_q"][area] <= params.false_discovery_rate),
                drifts=bool(found["tracking"][area] > TRACKING_LIMIT),
            )
            for area in range(len(counts))
        ),
        false_alarms_a_year=a_year
        * min(float(broken), _found_by_chance(params.false_discovery_rate))
        + params.false_discovery_rate,
        **found,
    )


class _Counts:
    """Counts, negative binomial where they vary more than Poisson's."""

    unit = 1.0

    def as_many(self, count: Floats, expected: Floats, variance: Floats) -> Floats:
        """Return the chance of as many or more."""
        return _chance_of_as_many(count, expected, variance)

    def as_few(self, count: Floats, expected: Floats, variance: Floats) -> Floats:
        """Return the chance of as many or fewer."""
        return _chance_of_as_few(count, expected, variance)

    def more_than(self, high: Floats, expected: Floats, variance: Floats) -> Floats:
        """Return the chance of more."""
        return _chance_of_as_many(np.floor(high) + 1, expected, variance)


class _Sums:
    """Sums of weights, in the unit in which they vary as counts do."""

    def __init__(self, weights: Weights) -> None:
        self.unit = weights.unit
        self._weights = weights
        self._smallest = float(weights.values[0]) / self.unit

    def as_many(self, count: Floats, expected: Floats, variance: Floats) -> Floats:
        """Return the chance of as much or more."""
        return np.array(
            [
                chance_of_sum(one * self.unit, mean * self.unit, wider, self._weights)
                if np.isfinite(one) and mean > 0
                else np.nan
                for one, mean, wider in zip(count, expected, variance, strict=True)
            ]
        )

    def as_few(self, count: Floats, expected: Floats, variance: Floats) -> Floats:
        """Return the chance of as much or less."""
        return 1.0 - self.as_many(count + self._smallest, expected, variance)

    def more_than(self, high: Floats, expected: Floats, variance: Floats) -> Floats:
        """Return the chance of more."""
        return self.as_many(high + self._smallest / 2, expected, variance)


def _verdict(
    *, known: bool, above: bool, below: bool, holds: bool, gathers: bool, drifts: bool
) -> WatchVerdict:
    if not known:
        return WatchVerdict.UNKNOWN
    for is_so, verdict in (
        (above and holds, WatchVerdict.ABOVE),
        (gathers, WatchVerdict.GATHERING),
        (above, WatchVerdict.PERHAPS),
        (drifts, WatchVerdict.DRIFTING),
        (below, WatchVerdict.BELOW),
    ):
        if is_so:
            return verdict
    return WatchVerdict.WITHIN


def _chance_of_as_many(count: Floats, expected: Floats, variance: Floats) -> Floats:
    """Return the chance of as many or more, about an expectation that varies so much."""
    from scipy import stats  # noqa: PLC0415 - half a second to import

    return np.asarray(stats.nbinom.sf(np.asarray(count) - 1, *_size_and_share(expected, variance)))


def _chance_of_as_few(count: Floats, expected: Floats, variance: Floats) -> Floats:
    """Return the chance of as many or fewer: about a small mean even 0 is no surprise."""
    from scipy import stats  # noqa: PLC0415 - half a second to import

    return np.asarray(stats.nbinom.cdf(count, *_size_and_share(expected, variance)))


def _size_and_share(expected: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Return the two parameters of a negative binomial with this mean and variance."""
    extra = np.maximum(variance - 1.0, NEARLY_POISSON)
    return np.maximum(expected, NEARLY_POISSON) / extra, 1.0 / (1.0 + extra)


def _tail(z: float) -> float:
    from scipy import stats  # noqa: PLC0415 - half a second to import

    return float(stats.norm.sf(z))


def _window_chances(
    count: Floats, expected: Floats, variance: Floats, windows_a_year: float
) -> Floats:
    """Return the chance of as full a window, by as many independent events as the counts are."""
    chances = np.full(len(count), np.nan)
    for area in np.flatnonzero(np.isfinite(expected)):
        events = int(count[area] / variance[area])
        mean = float(expected[area] / variance[area])
        chances[area] = window_chance(max(windows_a_year, 3.0), 2, mean, events)
    return chances


def _over_all(p: Floats) -> Floats:
    """Return the chances after allowing for how many areas there are; missing stays missing."""
    from statsmodels.stats.multitest import multipletests  # noqa: PLC0415 - a second to import

    found, there = p.copy(), np.isfinite(p)
    if there.any():
        found[there] = multipletests(p[there], method="fdr_bh")[1]
    return found


def _found_by_chance(rate: float) -> float:
    """Return how many areas hold in a step at a false discovery rate, where nothing changed.

    That of ever so many areas, which is the most: Finner & Roters (2002), Multiple hypotheses
    testing and expected number of type I errors, Annals of Statistics 30, doi
    10.1214/aos/1015362191.
    """
    return rate / (1.0 - rate) ** 2
