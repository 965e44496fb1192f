"""Relative incidence: the change in treated areas over the change in their controls."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

from hotspots.errors import ParameterError

if TYPE_CHECKING:
    from hotspots.analyse.operations.displacement import BeforeDuring

# Added to all four counts where one of them is 0, so that a ratio can be formed (Haldane).
HALF: Final = 0.5
# Above this the e-test's sum over all pairs of counts takes long, and the score test, to which it
# tends, gives the same p-value to two digits.
MOST_FOR_E_TEST: Final = 300


@dataclass(frozen=True, kw_only=True)
class RelativeIncidence:
    """The relative incidence rate ratio, and what was to be expected without the operation.

    Attributes
    ----------
    ratio : float
        (treated during / before) over (control during / before). Below 1: the treated areas fared
        better.
    log_standard_error : float
        Of its natural logarithm, each count taken as Poisson.
    expected : float
        Offences in the treated areas during the operation, had they gone as the controls did.
    """

    ratio: float
    log_standard_error: float
    expected: float

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Return the lower and the upper end of the ratio's interval."""
        reach = NormalDist().inv_cdf(0.5 + confidence / 2.0) * self.log_standard_error
        return self.ratio * math.exp(-reach), self.ratio * math.exp(reach)


def relative_incidence(treated: BeforeDuring, control: BeforeDuring) -> RelativeIncidence:
    """Compare how offences changed in treated areas and in controls over the same two periods.

    Parameters
    ----------
    treated, control : BeforeDuring
        Counts. Periods of unequal length need no weight: their ratio cancels out.

    Notes
    -----
    SE(ln ratio) = √(1/T₁ + 1/T₀ + 1/C₁ + 1/C₀), from counts taken as Poisson. Where one of the
    counts is 0, half an offence is added to each.
    """
    counts = (treated.before, treated.during, control.before, control.during)
    added = HALF if min(counts) == 0 else 0.0
    treated_before, treated_during, control_before, control_during = (c + added for c in counts)
    change = control_during / control_before
    return RelativeIncidence(
        ratio=treated_during / treated_before / change,
        log_standard_error=math.sqrt(math.fsum(1.0 / (count + added) for count in counts)),
        expected=treated.before * change,
    )


def poisson_e_test(
    before: int, during: int, *, before_length: float = 1.0, during_length: float = 1.0
) -> float:
    """Return the p-value of two Poisson counts having one rate, two-sided.

    Parameters
    ----------
    before, during : int
    before_length, during_length : float
        Of the periods, in one unit.

    Raises
    ------
    ParameterError
        When a count is below 0 or a length is not above 0.

    Notes
    -----
    The E-test, exact enough for counts as small as 0 and 3. It asks whether the treated areas
    changed, and knows nothing of the controls: a fall everywhere is a fall to it.

    References
    ----------
    Krishnamoorthy, K. and Thomson, J. (2004). A more powerful test for comparing two Poisson means.
    Journal of Statistical Planning and Inference 119, 23–35.
    """
    if min(before, during) < 0 or not min(before_length, during_length) > 0:
        raise ParameterError(
            f"The e-test takes counts of 0 or above and lengths above 0, not {before} and "
            f"{during} in {before_length:g} and {during_length:g}."
        )
    if before + during == 0:
        return 1.0
    from statsmodels.stats.rates import test_poisson_2indep  # noqa: PLC0415 - slow to import

    method = "etest" if max(before, during) <= MOST_FOR_E_TEST else "score"
    found = test_poisson_2indep(before, before_length, during, during_length, method=method)
    return float(min(1.0, found.pvalue))
