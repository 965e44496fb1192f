"""How far a count is from what was expected, and the band in which chance alone would keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from hotspots.arrays import Floats

# How fast the tracking signal forgets: Trigg's own.
SMOOTHING: Final = 0.1
# The mean distance of a standard normal error from 0.
USUAL_ERROR: Final = float(np.sqrt(2 / np.pi))


def poisson_z(counts: Floats, expected: Floats) -> Floats:
    """Return 2(√count − √expected), which of a Poisson count is near to standard normal.

    Parameters
    ----------
    counts, expected : arrays that go together
        0 or more.

    References
    ----------
    Wheeler (2016), Tables and graphs for monitoring temporal crime trends, International Journal
    of Police Science & Management 18.

    Examples
    --------
    >>> poisson_z(np.array([33.0]), np.array([54.0])).round(6).tolist()
    [-3.207813]
    """
    return np.asarray(2.0 * (np.sqrt(counts) - np.sqrt(expected)))


def poisson_band(
    expected: Floats, z: float, variance: Floats | float = 1.0
) -> tuple[Floats, Floats]:
    """Return the counts between which ``poisson_z`` stays within ± z.

    Parameters
    ----------
    expected : array
        0 or more.
    z : float
    variance : array or float
        By how many times counts vary more than Poisson's, what is not known of the expectation
        included; 1 is Poisson's about a known mean.

    Returns
    -------
    low, high : arrays
        (√expected ± z√variance/2)²; low is 0 where the root would be below 0.

    Examples
    --------
    >>> [each.round(3).tolist() for each in poisson_band(np.array([8.0]), 3.0)]
    [[1.765], [18.735]]
    """
    root, half = np.sqrt(expected), z * np.sqrt(variance) / 2.0
    return np.maximum(root - half, 0.0) ** 2, (root + half) ** 2


def tracking_signals(errors: Floats, smoothing: float = SMOOTHING) -> Floats:
    """Return Trigg's tracking signal after each error: −1 to 1, near 0 while they cancel out.

    Parameters
    ----------
    errors : array of shape (areas, steps)
        Count less expectation in standard deviations, the oldest first. A missing one is passed
        over.
    smoothing : float

    References
    ----------
    Trigg (1964), Monitoring a forecasting system, Operational Research Quarterly 15.
    """
    there = np.isfinite(errors)
    found = np.zeros_like(errors)
    mean, size = np.zeros(len(errors)), np.full(len(errors), USUAL_ERROR)
    for step in range(errors.shape[1]):
        known, error = there[:, step], np.nan_to_num(errors[:, step])
        mean = np.where(known, smoothing * error + (1 - smoothing) * mean, mean)
        size = np.where(known, smoothing * np.abs(error) + (1 - smoothing) * size, size)
        found[:, step] = mean / size
    return found
