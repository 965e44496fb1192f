"""A regression of counts, beside statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.genmod.families import NegativeBinomial
from statsmodels.genmod.generalized_linear_model import GLM

from hotspots.analyse.hold_outs.count_regression import count_coefficients


@pytest.mark.parametrize("shape", [0.5, 1.0, 4.0])
@pytest.mark.parametrize("scale", [1.0, 0.37])
def test_coefficients_are_those_of_statsmodels(shape: float, scale: float) -> None:
    rng = np.random.default_rng(11)
    facts = np.log(rng.gamma(0.4, 3.0, size=(4_000, 5)) + 0.5)
    terms = np.column_stack([np.ones(4_000), facts])
    offset = rng.normal(0, 0.2, 4_000)
    level = np.exp(terms @ [-1.5, 0.8, 0.3, 0.0, -0.2, 0.1] + offset)
    counts = rng.poisson(level * rng.gamma(shape, 1 / shape, 4_000)).astype(np.float64) * scale
    times = np.where(counts > 0, 1.0, 7.0)
    found = count_coefficients(counts, terms, offset, times, shape=shape)
    fitted = GLM(
        counts,
        terms,
        family=NegativeBinomial(alpha=1 / shape),
        offset=offset,
        freq_weights=times,
    ).fit(tol=1e-6)
    assert found == pytest.approx(fitted.params, rel=1e-10, abs=1e-12)


def test_a_constant_alone_is_the_mean() -> None:
    counts = np.array([3.0, 0.0, 0.0, 1.0])
    found = count_coefficients(counts, np.ones((4, 1)), np.zeros(4), np.ones(4), shape=1.0)
    assert np.exp(found) == pytest.approx([1.0], rel=1e-6)


def test_two_terms_that_say_the_same_share_what_one_would_have() -> None:
    rng = np.random.default_rng(12)
    fact = rng.normal(size=500)
    counts = rng.poisson(np.exp(0.3 + 0.6 * fact)).astype(np.float64)
    one, two = (
        count_coefficients(counts, np.column_stack(terms), np.zeros(500), np.ones(500), shape=1.0)
        for terms in ([np.ones(500), fact], [np.ones(500), fact, fact])
    )
    assert two == pytest.approx([one[0], one[1] / 2, one[1] / 2], rel=1e-6)
