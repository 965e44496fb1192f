"""Sums of weights in place of counts: how they vary by chance, and how often one is as high."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from hotspots.errors import ParameterError

if TYPE_CHECKING:
    from hotspots.arrays import Floats

LATTICE: Final = 2**14
# Beyond so many standard deviations of a sum nothing is left that could wrap around.
FARTHEST_SD: Final = 14.0
NEARLY_POISSON: Final = 1e-6


@dataclass(frozen=True, kw_only=True, eq=False)
class Weights:
    """What one offence weighs: each weight above 0 that there is, and how often.

    Attributes
    ----------
    values, shares : float array of shape (k,)
        The shares add up to 1.
    """

    values: Floats
    shares: Floats

    @classmethod
    def of(cls, weights: Floats) -> Weights:
        """Return the weights of offences; what weighs nothing adds nothing.

        Raises
        ------
        ParameterError
            When none weighs anything.
        """
        above = weights[np.isfinite(weights) & (weights > 0)]
        if not len(above):
            raise ParameterError("None of the offences that are watched has a weight.")
        values, numbers = np.unique(above, return_counts=True)
        return cls(values=values.astype(np.float64), shares=numbers / numbers.sum())

    @property
    def mean(self) -> float:
        """Of one offence."""
        return float(self.shares @ self.values)

    @property
    def unit(self) -> float:
        """The weight of each of the equal events by which a sum varies as it does: Σw²/Σw."""
        return float(self.shares @ self.values**2) / self.mean


def chance_of_sum(least: float, expected: float, variance: float, weights: Weights) -> float:
    """Return how often a sum of weights is so high or higher, by chance.

    Parameters
    ----------
    least, expected : float
        Sums of weights; the expected one above 0.
    variance : float
        By how many times sums vary more than those of a Poisson number of such weights; 1 or more.
    weights : Weights

    Notes
    -----
    The number of offences is negative binomial, Poisson's where ``variance`` is 1, and each has a
    weight of its own (compound distribution), which is summed on a lattice by Fourier transform.
    What lies within half of the smallest weight below counts as so high.

    References
    ----------
    Embrechts and Frei (2009), Panjer recursion versus FFT for compound distributions, Mathematical
    Methods of Operations Research 69.

    Examples
    --------
    One or two, as often as each other, of a Poisson number of mean 1: none at all in e⁻¹.

    >>> weights = Weights(values=np.array([1.0, 2.0]), shares=np.array([0.5, 0.5]))
    >>> round(chance_of_sum(1.0, 1.5, 1.0, weights), 4)
    0.6321
    """
    smallest = float(weights.values[0])
    spread = np.sqrt(expected * weights.unit * variance)
    top = max(least, expected) + FARTHEST_SD * spread + float(weights.values[-1])
    step = (
        smallest / max(np.floor(smallest * LATTICE / top), 1.0)
        if top < smallest * LATTICE
        else (top / LATTICE)
    )
    number = expected / weights.mean
    # The variance of the number that gives that of the sum.
    extra = max((variance - 1.0) * weights.unit / weights.mean, NEARLY_POISSON)
    turned = np.fft.rfft(_on_lattice(weights, step))
    found = np.fft.irfft(np.exp(-number / extra * np.log1p(extra * (1.0 - turned))), LATTICE)
    first = int(np.ceil((least - smallest / 2) / step))
    return float(np.clip(1.0 - found[: max(first, 0)].sum(), 0.0, 1.0))


def _on_lattice(weights: Weights, step: float) -> Floats:
    """Return the shares on multiples of a step; between two, each gets its part of the mean."""
    at = weights.values / step
    below = np.floor(at + 1e-9).astype(np.int64)
    part = np.clip(at - below, 0.0, 1.0)
    found = np.zeros(LATTICE)
    np.add.at(found, below, weights.shares * (1.0 - part))
    np.add.at(found, below + 1, weights.shares * part)
    return found
