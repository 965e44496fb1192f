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
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from hotspots.analyse.change.forecast_models import Prediction

if TYPE_CHECKING:
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
