"""How much counts differ from one month to the next when nothing in particular has changed.

Offences cluster: one offender, one weekend, one stall gives several. So counts vary more than a
Poisson count does, and an interval that did not know it would call too much a change. The yardstick
is the data's own: how far each month (or week) lay from the middle of its two neighbours, in units
of what chance gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from hotspots.analyse.change.period_counts import PeriodCounts
    from hotspots.arrays import Floats

# A district's own months are few: as many of the other districts' average stand beside them.
MONTHS_OF_THE_OTHERS: Final = 10
CONFIDENCE: Final = 0.95
# Neighbouring middles share months: so many independent ones each is worth (Gasser, Sroka and
# Jennen-Steinmetz 1986, 18/35).
WORTH_OF_EACH: Final = 18 / 35


@dataclass(frozen=True, kw_only=True, eq=False)
class Dispersion:
    """By how many times the variance of counts is that of chance alone.

    Attributes
    ----------
    factors : float array of shape (areas, lines)
        1 or above; larger where it rests on little, as Student's t is wider than the normal.
    steps : int
        How many months (or weeks) with two neighbours it was measured on; 0 when it could not be.
    """

    factors: Floats
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
    districts in the same line; the force's is at least that mean, for what the districts share adds
    to it and nothing takes from it.

    References
    ----------
    Gasser, Sroka and Jennen-Steinmetz (1986), Residual variance and residual pattern in nonlinear
    regression, Biometrika 73.
    """
    threes = [three for run in runs for three in zip(run, run[1:], run[2:], strict=False)]
    if not threes:
        return Dispersion(factors=np.ones(shape), steps=0)
    squared = np.stack([_squared_score(*three) for three in threes])
    sums, counts = np.nansum(squared, axis=0), (~np.isnan(squared)).sum(axis=0)
    of_districts = sums[1:].sum(axis=0) / np.maximum(counts[1:].sum(axis=0), 1)
    factors = (sums + MONTHS_OF_THE_OTHERS * of_districts) / (counts + MONTHS_OF_THE_OTHERS)
    factors[0] = np.maximum(sums[0] / np.maximum(counts[0], 1), of_districts)
    rest_on = counts + MONTHS_OF_THE_OTHERS
    rest_on[0] = counts[0]
    wider = _wider(np.maximum(rest_on * WORTH_OF_EACH, 1.0))
    return Dispersion(factors=np.maximum(factors * wider, 1.0), steps=len(threes))


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


def _wider(steps: Floats) -> Floats:
    """Return by how much a variance from so many steps is raised, as t is wider than the normal."""
    from scipy import stats  # noqa: PLC0415 - half a second to import, used only here

    tail = 1 - (1 - CONFIDENCE) / 2
    return np.asarray(stats.t.ppf(tail, steps) / stats.norm.ppf(tail)) ** 2
