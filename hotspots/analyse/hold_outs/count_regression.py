"""A negative binomial regression of counts, its shape given.

Iteratively reweighted least squares, iteration by iteration as statsmodels' ``GLM`` takes them, by
the normal equations: a tenth of the time, and no table of a fit outlives it. A test holds the two
to each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from hotspots.arrays import Floats

MOST_ITERATIONS: Final = 100
# The fit ends when the deviance changes by no more.
TOLERANCE: Final = 1e-6


def count_coefficients(
    counts: Floats, terms: Floats, offset: Floats, times: Floats, *, shape: float
) -> Floats:
    """Return the coefficients b of log μ = terms · b + offset, where counts vary by μ + μ²/shape.

    Parameters
    ----------
    counts : array of shape (n,)
        0 or above; need not be whole.
    terms : array of shape (n, t)
        With a column of ones for a constant. Of terms that say the same, each takes a part.
    offset : array of shape (n,)
    times : array of shape (n,)
        For how many rows each stands.
    shape : float
        Above 0.

    Returns
    -------
    array of shape (t,)

    References
    ----------
    McCullagh, P. and Nelder, J. A. (1989) Generalized Linear Models, 2nd edition, section 2.5.
    """
    across = np.ascontiguousarray(terms.T)
    expected = (counts + counts.mean()) / 2
    working = np.log(expected) - offset + (counts - expected) / expected
    coefficients, deviance = np.zeros(len(across)), _deviance(counts, expected, times, shape)
    for _ in range(MOST_ITERATIONS):
        weighted = across * (times * expected / (1 + expected / shape))
        coefficients += np.linalg.lstsq(weighted @ across.T, weighted @ working)[0]
        expected = np.exp(coefficients @ across + offset)
        # From here on what is added, and not the whole: it loses no digits as it grows small.
        working = (counts - expected) / expected
        before, deviance = deviance, _deviance(counts, expected, times, shape)
        if abs(deviance - before) <= TOLERANCE:
            break
    return coefficients


def _deviance(counts: Floats, expected: Floats, times: Floats, shape: float) -> float:
    """Return twice how much less likely the counts are than if each were expected."""
    off = (counts + shape) * np.log((expected + shape) / (counts + shape))
    some = np.flatnonzero(counts)
    off[some] += counts[some] * np.log(counts[some] / expected[some])
    return 2.0 * float(times @ off)
