"""How often chance fills a window that moves over a long time: Naus's approximation."""

from __future__ import annotations

import numpy as np
from scipy.stats import poisson


def window_chance(periods: float, window: int, mean: float, count: int) -> float:
    """Return the chance that some window holds so many, as a window moves over many periods.

    Parameters
    ----------
    periods : float
        How many windows, laid end to end, the whole time is.
    window : int
        What is taken from ``periods`` for the power: 2 is Naus's own.
    mean : float
        Expected in one window.
    count : int
        2 or more.

    Returns
    -------
    float
        1 where fewer than 2 are asked about, or no more than the mean.

    Notes
    -----
    1 - Q2 (Q3 / Q2)^(periods - window), where Q2 and Q3 are the chances that no window reaches the
    count in two and in three windows' time. As in the program whose figures the tests hold
    (``scanw`` of ptools), the last term of the fourth sum of Q3 is left out: it moves the second
    of them by 0.0001.

    References
    ----------
    Naus (1982), Approximations for distributions of scan statistics, Journal of the American
    Statistical Association 77. Aberdein and Spiegelhalter (2013), Have London's roads become more
    dangerous for cyclists?, Significance 10.

    Examples
    --------
    >>> round(window_chance(208, 2, 0.6, 6), 8)
    0.03902238
    """
    if count < 2 or count <= mean:  # noqa: PLR2004 - two make a window
        return 1.0
    terms = _Terms(mean, 2 * count)
    two, three = _none_in_two(count, mean, terms), _none_in_three(count, mean, terms)
    if not 0 < three <= two:
        return 1.0
    return float(min(max(1.0 - two * (three / two) ** (periods - window), 0.0), 1.0))


class _Terms:
    """The chances of a Poisson count, at each number and up to it; none below 0."""

    def __init__(self, mean: float, most: int) -> None:
        self._at = poisson.pmf(np.arange(most + 1), mean)
        self._upto = np.cumsum(self._at)

    def at(self, number: int) -> float:
        return float(self._at[number]) if number >= 0 else 0.0

    def upto(self, number: int) -> float:
        return float(self._upto[number]) if number >= 0 else 0.0


def _none_in_two(n: int, mean: float, terms: _Terms) -> float:
    at, upto = terms.at, terms.upto
    return upto(n - 1) ** 2 - (n - 1) * at(n) * at(n - 2) - (n - 1 - mean) * at(n) * upto(n - 3)


def _none_in_three(n: int, mean: float, terms: _Terms) -> float:
    at, upto = terms.at, terms.upto
    first = 2 * at(n) * upto(n - 1) * ((n - 1) * upto(n - 2) - mean * upto(n - 3))
    second = (
        (n - 1) * (n - 2) * upto(n - 3) - 2 * (n - 2) * mean * upto(n - 4) + mean**2 * upto(n - 5)
    )
    third = sum(at(2 * n - r) * upto(r - 1) ** 2 for r in range(1, n))
    fourth = sum(
        at(2 * n - r) * at(r) * ((r - 1) * upto(r - 2) - mean * upto(r - 3))
        for r in range(2, n - 1)
    )
    return upto(n - 1) ** 3 - first + 0.5 * at(n) ** 2 * second + third - fourth
