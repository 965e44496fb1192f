"""Whether a ward's offences rose or fell against the force's own, drawn to the force's where few.

Of a ward's n offences in two halves (of the period, or last year and this), b fall into the second.
The force's share in the second half is P; a ward's own share is taken to vary around P as a Beta
with mean P and precision m, and b to be binomial. The best estimate of the ward's share is then

    p = (b + m·P) / (n + m),

and the trend its odds over the force's: p/(1 − p) ÷ P/(1 − P). 1 is as the force; 1.2 is a rise of
20 % more than the force's. m is the value under which the wards' own counts are likeliest: where
wards differ by no more than chance m is large and every trend is near 1; where they differ, a ward
with offences enough keeps what it counted.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import betaln

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Counts = NDArray[np.floating[Any]]

# In offences. Below ten a ward of fifty would be heard almost alone; at a million no ward is, so
# that wards which differ by chance alone have one trend.
LEAST_PRECISION = 10.0
GREATEST_PRECISION = 1_000_000.0
ONE_IN_TWENTY = 2.706


def shrunk_trend(first: Counts, second: Counts) -> NDArray[np.float64]:
    """Return each ward's change between two halves over the force's, shrunk toward 1 where few.

    Parameters
    ----------
    first, second : array of shape (wards,)
        Offences of each ward in each half.

    Returns
    -------
    float array of shape (wards,)
        Above 0; 1 for a ward without offences. All missing where a half has none at all.

    References
    ----------
    Griffiths (1973), "Maximum likelihood estimation for the beta-binomial distribution and an
    application to the household distribution of the total number of cases of a disease",
    Biometrics 29.
    """
    total_first, total_second = int(first.sum()), int(second.sum())
    if not (total_first and total_second):
        return np.full(len(first), np.nan)
    force_share = total_second / (total_first + total_second)
    precision = trend_precision(first, second)
    share = (second + precision * force_share) / (first + second + precision)
    odds = share / (1 - share)
    return np.asarray(odds / (force_share / (1 - force_share)), dtype=np.float64)


def changes_differ(first: Counts, second: Counts) -> bool:
    """Say whether the wards' changes differ by more than chance alone would have them differ.

    The likelihood of the counts under the precision that fits them best is set against that under
    one change for all wards. Twice the logarithm of their ratio passes 2.71 in one of twenty forces
    in which all wards move alike: under a bound it is a half-and-half mixture of nought and
    chi-squared (Self & Liang 1987, Journal of the American Statistical Association 82).
    """
    if not (first.sum() and second.sum()):
        return False
    best = _log_likelihood(first, second, trend_precision(first, second))
    alike = _log_likelihood(first, second, GREATEST_PRECISION)
    return 2 * (best - alike) > ONE_IN_TWENTY


def trend_precision(first: Counts, second: Counts) -> float:
    """Return m: how many offences of a ward the force's own change is worth."""
    bounds = (np.log(LEAST_PRECISION), np.log(GREATEST_PRECISION))
    found = minimize_scalar(
        lambda log_precision: -_log_likelihood(first, second, float(np.exp(log_precision))),
        bounds=bounds,
        method="bounded",
    )
    return float(np.exp(found.x))


def _log_likelihood(first: Counts, second: Counts, precision: float) -> float:
    """Return the log-likelihood of beta-binomial counts, without its constant terms."""
    force_share = second.sum() / (first.sum() + second.sum())
    rises, falls = precision * force_share, precision * (1 - force_share)
    # Added up exactly, so that it is the same in whatever order the wards stand.
    return math.fsum(betaln(second + rises, first + falls) - betaln(rises, falls))
