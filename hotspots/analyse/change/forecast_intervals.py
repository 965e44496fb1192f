"""How wide a forecast's interval must be to hold as much as it says, by what it has held.

A method's own interval is that of its model, and a model knows too little of what it leaves out.
So it is widened by its own back-test: split conformal prediction, with how far outside the middle
each past count was, in units of the interval's own end, as the score.

References
----------
Vovk, Gammerman and Shafer (2005), Algorithmic learning in a random world.
Lei, G'Sell, Rinaldo, Tibshirani and Wasserman (2018), Distribution-free predictive inference for
regression, Journal of the American Statistical Association 113.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from hotspots.analyse.change.forecast_models import Prediction

if TYPE_CHECKING:
    from hotspots.analyse.change.forecast import SeriesForecast
    from hotspots.analyse.change.forecast_back_test import BackTest
    from hotspots.arrays import Floats

# What held less by more is not called by the share that it was meant to hold.
MOST_SHORT: Final = 0.1


@dataclass(frozen=True, kw_only=True)
class Held:
    """How many past counts an interval held, of how many that it was judged by."""

    inside: int
    judged: int

    def keeps(self, confidence: float) -> bool:
        """Say whether it held about the share that it promises, of enough to tell."""
        enough = self.judged >= fewest_for(confidence)
        return enough and self.inside / self.judged >= confidence - MOST_SHORT


def fewest_for(confidence: float) -> int:
    """Return how many past counts a promise needs: nine for nine in ten."""
    return math.ceil(round(confidence / (1 - confidence), 9))


def conformal_factor(beyond: Floats, confidence: float) -> float:
    """Return how many times as wide an interval must be made; 1 where it is wide enough.

    Parameters
    ----------
    beyond : float array
        How far outside the middle each past count was, in units of the interval's own end.
    confidence : float
        The share of what comes that is to lie inside.

    Notes
    -----
    The (n + 1) × confidence-th smallest of n, rounded up, holds the next one with that chance or
    more where all are alike. Of fewer than nine, nine in ten cannot be had so: the largest is
    taken, which holds all that have been.
    """
    if not len(beyond):
        return 1.0
    place = math.ceil(round((len(beyond) + 1) * confidence, 9))
    return max(1.0, float(np.sort(beyond)[min(place, len(beyond)) - 1]))


def widened_by(foretold: Prediction, test: BackTest, confidence: float) -> tuple[Prediction, float]:
    """Widen the intervals of single steps and of all together; return the steps' factor too."""
    steps = conformal_factor(test.beyond, confidence)
    total = conformal_factor(test.total_beyond, confidence)
    factors = np.append(np.full(len(foretold.middle) - 1, steps), total)
    low = foretold.middle - factors * (foretold.middle - foretold.low)
    high = foretold.middle + factors * (foretold.high - foretold.middle)
    return Prediction(middle=foretold.middle, low=np.maximum(low, 0.0), high=high), steps


def held_in_turn(beyond: Floats, horizon: int, confidence: float) -> Held:
    """Return what the interval held, widened at each past moment by what had come by then.

    So it is judged by what it did not see. Where nothing had come yet, it stands as the method
    gives it.
    """
    inside = [
        each <= conformal_factor(beyond[: max(at - horizon + 1, 0)], confidence)
        for at, each in enumerate(beyond)
    ]
    return Held(inside=int(sum(inside)), judged=len(inside))


def coherent(
    found: Sequence[SeriesForecast], parts: Sequence[tuple[int, int]]
) -> list[SeriesForecast]:
    """Return forecasts that agree with those of their parts.

    Parameters
    ----------
    found : sequence of SeriesForecast
    parts : sequence of (int, int)
        Places in ``found``: each offence of the first series is one of the second.

    Notes
    -----
    A whole is at least its part, so none of its three figures is below the part's. And what is not
    known of a part is not known of the whole: kinds of offence rise and fall together rather than
    against each other, and then the whole's margin, in offences, is no smaller than the part's.
    Intervals only become wider, so that none holds less than before. The groups overlap and do not
    add up, which is why they are not reconciled by a regression on a hierarchy (Hyndman and
    Athanasopoulos 2021, Forecasting: principles and practice, chapter 11).
    """
    agreed = list(found)
    # The smaller wholes first, so that a part of a part is heard.
    for part, whole in sorted(parts, key=lambda pair: _size(found[pair[1]])):
        agreed[whole] = _as_wide_as(agreed[whole], agreed[part])
    return agreed


def _size(found: SeriesForecast) -> float:
    return float(np.nansum(found.series.counts))


def _as_wide_as(whole: SeriesForecast, part: SeriesForecast) -> SeriesForecast:
    one, other = whole.foretold, part.foretold
    if one is None or other is None:
        return whole
    middle = np.maximum(one.middle, other.middle)
    low = np.minimum(one.low, middle - (other.middle - other.low))
    high = np.maximum(one.high, middle + (other.high - other.middle))
    agreed = Prediction(middle=middle, low=np.maximum(low, other.low), high=high)
    wider = agreed.high[-1] - agreed.low[-1] > one.high[-1] - one.low[-1]
    return replace(whole, foretold=agreed, wide_as=part.series.label if wider else whole.wide_as)
