"""Local near-repeat ratios, drawn toward the force's where a district has few burglaries.

A district with three pairs in a band where chance gives one has a ratio of 3 that means nothing.
Its true ratio in a band is taken to vary around the force's, as Gamma with rate k and the force's
ratio for its mean, and its pairs to be Poisson, O with mean E × the true ratio. The best estimate
of the true ratio is then

    (O + k · ratio of the force) / (E + k):

the force's experience is worth k expected pairs. k is not guessed: it is the value under which the
district's own table is likeliest (Clayton & Kaldor 1987). Where the district's bands agree with the
force's, k is large and the force's ratios stand; where they differ by more than chance, k is small
and the district's own counts speak.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import gammaln

from hotspots.errors import ParameterError

if TYPE_CHECKING:
    from hotspots.analyse.near_repeats.near_repeat import NearRepeatTable
    from hotspots.arrays import Floats


# In expected pairs. A ratio from fewer than five has a standard error of nearly half, and should
# not outweigh the force; with a weight above 200 a year of a large district would not be heard.
LEAST_WEIGHT = 5.0
GREATEST_WEIGHT = 200.0


def shrunk_ratios(local: NearRepeatTable, force: NearRepeatTable) -> Floats:
    """Return a district's ratios, each shrunk to the force's as far as its counts are small.

    Parameters
    ----------
    local, force : NearRepeatTable
        Of a district, and of the whole force with the district in it; with the same bands.

    Returns
    -------
    array of shape (distance bands, time bands)
        The force's ratio where the district expects no pairs; 1 where the force expects none
        either. Ratios are taken to the closed-form expectation, which has no Monte Carlo error.

    Raises
    ------
    ParameterError
        When the two tables have other bands, metric or closure.

    Notes
    -----
    Pairs are not quite independent, as the Poisson model has it: one burglary belongs to many. The
    weight k is kept between 5 and 200 expected pairs for that reason too.

    References
    ----------
    Clayton & Kaldor (1987), "Empirical Bayes estimates of age-standardized relative risks for use
    in disease mapping", Biometrics 43.
    """
    _require_same_bands(local, force)
    prior = _force_ratios(force)
    weight = shrinkage_weight(local, force)
    shrunk: Floats = (local.observed + weight * prior) / (local.expected_closed_form + weight)
    return shrunk


def shrinkage_weight(local: NearRepeatTable, force: NearRepeatTable) -> float:
    """Return k: how many expected pairs of the district the force's ratios are worth."""
    prior = _force_ratios(force)
    told = (local.expected_closed_form > 0) & (prior > 0)
    observed, expected = local.observed[told], local.expected_closed_form[told]
    if not observed.size:
        return GREATEST_WEIGHT

    def negative_log_likelihood(log_weight: float) -> float:
        """Return minus the log-likelihood of gamma-Poisson counts, without its constant terms."""
        weight = np.exp(log_weight)
        shape = weight * prior[told]
        terms = (
            gammaln(observed + shape)
            - gammaln(shape)
            + shape * np.log(weight / (weight + expected))
            - observed * np.log(weight + expected)
        )
        return -float(terms.sum())

    bounds = (np.log(LEAST_WEIGHT), np.log(GREATEST_WEIGHT))
    found = minimize_scalar(negative_log_likelihood, bounds=bounds, method="bounded")
    return float(np.exp(found.x))


def _force_ratios(force: NearRepeatTable) -> Floats:
    ratios = np.ones(force.observed.shape)
    expected = force.expected_closed_form
    np.divide(force.observed, expected, out=ratios, where=expected > 0)
    return ratios


def _require_same_bands(local: NearRepeatTable, force: NearRepeatTable) -> None:
    for name in ("distance_bands_m", "time_bands_days", "metric", "closure"):
        here, there = getattr(local.params, name), getattr(force.params, name)
        if here != there:
            raise ParameterError(
                f"The district's near-repeat table has {name} {here}, the force's {there}; fit "
                "both with the same parameters."
            )
