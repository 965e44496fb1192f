"""By how much counts vary more than chance alone, and how well that is known.

Offences cluster: one offender, one weekend, one stall gives several. So counts vary more than a
Poisson count does, and an interval that did not know it would call too much a change. The yardstick
is the data's own: how far each month (or week) lay from the middle of its two neighbours, in units
of what chance gives.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from hotspots.analyse.change.period_counts import PeriodCounts
    from hotspots.arrays import Floats

# Neighbouring middles share months: so many independent ones each is worth (Gasser, Sroka and
# Jennen-Steinmetz 1986, 18/35).
WORTH_OF_EACH: Final = 18 / 35


@dataclass(frozen=True, kw_only=True, eq=False)
class Dispersion:
    """By how many times the variance of counts is that of chance alone.

    Attributes
    ----------
    factors : float array of shape (areas, lines)
        1 or above.
    rests_on : float array of shape (areas, lines)
        Independent months (or weeks) that each factor is worth: the degrees of freedom of Student's
        t in what is judged by it. Infinite where nothing could be measured.
    steps : int
        How many months (or weeks) with two neighbours it was measured on; 0 when it could not be.
    """

    factors: Floats
    rests_on: Floats
    steps: int


def dispersion(runs: Sequence[Sequence[PeriodCounts]], shape: tuple[int, int]) -> Dispersion:
    """Measure how far steps lie from the middle of their neighbours.

    Parameters
    ----------
    runs : sequence of runs of PeriodCounts
        Each run's steps adjoin; none is the period that is judged, which must not be its own
        yardstick. The first area is the force, the others are its districts.
    shape : (int, int)
        Areas and lines.

    Returns
    -------
    Dispersion

    Notes
    -----
    Of each three adjoining steps, the squared score statistic of the middle one's rate being the
    mean of the others'; its mean is 1 under chance. A slow rise moves it not at all and a season
    hardly: both are straight over three months. A district's factor is drawn to the mean of all
    districts in the same line, the more so the less the districts differ: by empirical Bayes, as
    Smyth (2004) squeezes variances. The mean is taken to rest on no more months than the other
    districts have. The force's own factor is drawn to nothing and is at least that mean, for what
    the districts share adds to it and nothing takes from it.

    References
    ----------
    Gasser, Sroka and Jennen-Steinmetz (1986), Residual variance and residual pattern in nonlinear
    regression, Biometrika 73.
    Smyth (2004), Linear models and empirical Bayes methods for assessing differential expression,
    Statistical Applications in Genetics and Molecular Biology 3.
    Lund, Nettleton, McCarthy and Smyth (2012), Detecting differential expression in RNA-sequence
    data using quasi-likelihood with shrunken dispersion estimates, the same journal 11.
    """
    threes = [three for run in runs for three in zip(run, run[1:], run[2:], strict=False)]
    if not threes:
        return Dispersion(factors=np.ones(shape), rests_on=np.full(shape, np.inf), steps=0)
    squared = np.stack([_squared_score(*three) for three in threes])
    sums, counts = np.nansum(squared, axis=0), (~np.isnan(squared)).sum(axis=0)
    own, rests_on = sums / np.maximum(counts, 1), counts * WORTH_OF_EACH
    of_districts = sums[1:].sum(axis=0) / np.maximum(counts[1:].sum(axis=0), 1)
    others = rests_on[1:].sum(axis=0) - rests_on[1:]
    drawn = np.minimum(_months_of_the_mean(own[1:], rests_on[1:]), others)
    total = np.maximum(rests_on[1:] + drawn, np.finfo(np.float64).tiny)
    factors = np.concatenate(
        [
            np.maximum(own[:1], of_districts),
            (rests_on[1:] * own[1:] + drawn * of_districts) / total,
        ]
    )
    rests_on[1:] += drawn
    return Dispersion(
        factors=np.maximum(factors, 1.0), rests_on=np.maximum(rests_on, 1.0), steps=len(threes)
    )


def _months_of_the_mean(own: Floats, rests_on: Floats) -> float:
    """Return how many months of its own a district's factor is outweighed by: Smyth's d0.

    Without limit where the districts' factors differ by no more than their few months make them.
    """
    from scipy.special import digamma, polygamma  # noqa: PLC0415 - half a second to import

    told = (own > 0) & (rests_on > 0)
    half = np.where(told, rests_on, 1.0) / 2
    logs = np.log(np.where(told, own, 1.0)) - digamma(half) + np.log(half)
    means = (logs * told).sum(axis=0) / np.maximum(told.sum(axis=0), 1)
    apart = ((logs - means)[told] ** 2).sum()
    freedom = int(told.sum() - told.any(axis=0).sum())
    if freedom < 1:
        return math.inf
    beyond_chance = apart / freedom - float(polygamma(1, half[told]).mean())
    return 2 * _inverse_trigamma(beyond_chance) if beyond_chance > 0 else math.inf


def _inverse_trigamma(value: float) -> float:
    """Return the number above 0 whose trigamma function is a value above 0."""
    from scipy.optimize import brentq  # noqa: PLC0415 - half a second to import
    from scipy.special import polygamma  # noqa: PLC0415 - half a second to import

    # 1/x < trigamma(x) < 1/x + 1/x² brackets it.
    least, most = 1 / value, 1 / value + 1 / math.sqrt(value)
    return float(brentq(lambda number: float(polygamma(1, number)) - value, least, most))


def _squared_score(left: PeriodCounts, middle: PeriodCounts, right: PeriodCounts) -> Floats:
    """Return the squared score statistic of the middle rate; missing where nothing was counted."""
    three = (left, middle, right)
    together = sum((each.amounts for each in three), np.zeros_like(left.amounts))
    squares = sum((each.squares for each in three), np.zeros_like(left.squares))
    days = sum(each.days for each in three)
    between = (left.amounts / left.days + right.amounts / right.days) / 2
    spread = 1 / middle.days + (1 / left.days + 1 / right.days) / 4
    # What one event adds, times the rate of events: the variance of a rate over one day.
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = squares / together * (together / days) * spread
        squared = (middle.amounts / middle.days - between) ** 2 / variance
    return np.where(together > 0, squared, np.nan)
