"""Weighted displacement difference: whether an operation cut offences, or moved them next door."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from statistics import NormalDist
from typing import Final

from hotspots.errors import ParameterError

_NORMAL: Final = NormalDist()


@dataclass(frozen=True, kw_only=True)
class BeforeDuring:
    """Offences (or harm) of one set of areas, before the operation and during it."""

    before: float
    during: float

    def __post_init__(self) -> None:
        if not (0 <= self.before < math.inf and 0 <= self.during < math.inf):
            raise ParameterError(
                f"Counts must be numbers of 0 or above, not {self.before} before and "
                f"{self.during} during."
            )


NOTHING: Final = BeforeDuring(before=0, during=0)


@dataclass(frozen=True, kw_only=True)
class DisplacementWeights:
    """What each count is divided by, so that unequal areas or periods can be compared.

    Attributes
    ----------
    treated, control, treated_ring, control_ring : float
        Size of each set of areas: km², places, or offences to begin with.
    before_period : float
        Length of the before-period over the length of the operation.
    """

    treated: float = 1.0
    control: float = 1.0
    treated_ring: float = 1.0
    control_ring: float = 1.0
    before_period: float = 1.0

    def __post_init__(self) -> None:
        wrong = [
            f"{each.name} {getattr(self, each.name)}"
            for each in fields(self)
            if not 0 < getattr(self, each.name) < math.inf
        ]
        if wrong:
            raise ParameterError(f"Weights must be numbers above 0, not {', '.join(wrong)}.")


@dataclass(frozen=True, kw_only=True)
class Displacement:
    """A difference of changes with its Poisson error.

    Attributes
    ----------
    difference : float
        Below 0: fewer than the controls would have led one to expect. In offences of the
        operation's length (or in harm).
    standard_error : float
    """

    difference: float
    standard_error: float

    @property
    def z(self) -> float:
        """The difference in standard errors; 0 where nothing was counted at all."""
        return self.difference / self.standard_error if self.standard_error else 0.0

    @property
    def p_value(self) -> float:
        """Two-sided, from the normal distribution."""
        return 2.0 * _NORMAL.cdf(-abs(self.z))

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Return the lower and the upper end of the interval, from the normal distribution."""
        reach = _NORMAL.inv_cdf(0.5 + confidence / 2.0) * self.standard_error
        return self.difference - reach, self.difference + reach


def weighted_displacement(
    treated: BeforeDuring,
    control: BeforeDuring,
    treated_ring: BeforeDuring = NOTHING,
    control_ring: BeforeDuring = NOTHING,
    *,
    weights: DisplacementWeights | None = None,
) -> Displacement:
    """Return (change in treated − change in control) + (the same for the rings around them).

    Parameters
    ----------
    treated, control, treated_ring, control_ring : BeforeDuring
        Counts. Without rings it is the plain difference of the changes.
    weights : DisplacementWeights, optional
        By default all areas and periods are of one size.

    Returns
    -------
    Displacement
        A part of a fall that only moved into the ring cancels out.

    Notes
    -----
    Counts are divided by their weight and variances by its square. The error takes each count as
    Poisson; where places change by themselves more than that, the true error is larger (see
    ``place_bootstrap``).

    References
    ----------
    Wheeler, A. P. and Ratcliffe, J. H. (2018). A simple weighted displacement difference test to
    evaluate place based crime interventions. Crime Science 7:11.
    """
    given = weights or DisplacementWeights()
    inside = _difference(treated, control, given.treated, given.control, given.before_period)
    around = _difference(
        treated_ring, control_ring, given.treated_ring, given.control_ring, given.before_period
    )
    return _added([(1.0, inside), (1.0, around)])


def harm_weighted_displacement(by_kind: Sequence[tuple[float, Displacement]]) -> Displacement:
    """Return the sum over kinds of offence of weight × difference, with its error.

    Parameters
    ----------
    by_kind : sequence of (weight, Displacement)
        The harm of one offence of a kind, and that kind's difference.

    Notes
    -----
    The error is √Σ w² SE²: a few grave offences make the sum unsure, as they should.
    """
    return _added(by_kind)


def _difference(
    one: BeforeDuring, other: BeforeDuring, one_weight: float, other_weight: float, before: float
) -> Displacement:
    parts = [
        (one, 1.0 / one_weight),
        (other, -1.0 / other_weight),
    ]
    return Displacement(
        difference=math.fsum(sign * (c.during - c.before / before) for c, sign in parts),
        standard_error=math.sqrt(
            math.fsum(sign**2 * (c.during + c.before / before**2) for c, sign in parts)
        ),
    )


def _added(parts: Sequence[tuple[float, Displacement]]) -> Displacement:
    return Displacement(
        difference=math.fsum(weight * each.difference for weight, each in parts),
        standard_error=math.sqrt(
            math.fsum((weight * each.standard_error) ** 2 for weight, each in parts)
        ),
    )
