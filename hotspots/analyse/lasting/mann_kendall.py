"""Whether series rise or fall over time: the test of Mann and Kendall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hotspots.arrays import Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Trend:
    """The trend of each series; arrays of shape (series,).

    Attributes
    ----------
    s : float array
        Pairs that rise less pairs that fall.
    variance : float array
        Of ``s`` where there is no trend, ties allowed for.
    z : float array
        ``s`` less one toward 0, over its standard deviation; 0 where every value is the same.
    """

    s: Floats
    variance: Floats
    z: Floats


def mann_kendall(series: Floats) -> Trend:
    """Test the trend of series.

    Parameters
    ----------
    series : float array of shape (series, steps)
        The oldest step first; none missing.

    References
    ----------
    Mann (1945), Nonparametric tests against trend, Econometrica 13. Kendall (1975), Rank
    Correlation Methods.

    Examples
    --------
    >>> found = mann_kendall(np.arange(10.0)[None])
    >>> found.s[0], found.variance[0], round(found.z[0], 3)
    (np.float64(45.0), np.float64(125.0), np.float64(3.935))
    """
    steps = series.shape[1]
    first, second = np.triu_indices(steps, 1)
    s = np.sign(series[:, second] - series[:, first]).sum(axis=1)
    variance = np.array([_variance(each) for each in series])
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(variance > 0, (s - np.sign(s)) / np.sqrt(variance), 0.0)
    return Trend(s=s, variance=variance, z=z)


def _variance(values: Floats) -> float:
    number = len(values)
    _, ties = np.unique(values, return_counts=True)
    untied = number * (number - 1) * (2 * number + 5)
    return float((untied - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18)
