"""Sums of weights held beside chance: known answers, and counts as the special case."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from hotspots.analyse.watch.watch_params import WatchParams
from hotspots.analyse.watch.watched_areas import watch_areas
from hotspots.analyse.watch.weighted_sums import Weights, chance_of_sum
from hotspots.errors import ParameterError
from hotspots.schema import ALARMS, WatchVerdict

A_YEAR = 365.25 / 7
# What a slight, a serious and a fatal collision weigh, in slight ones; and how often each is.
SEVERITY = Weights(values=np.array([1.0, 9.0, 83.0]), shares=np.array([0.78, 0.205, 0.015]))


@pytest.mark.parametrize(
    ("least", "p"),
    # By hand, of a Poisson number of mean 1 of ones and twos, as often as each other (Panjer 1981):
    # P(0) = e⁻¹, P(1) = e⁻¹/2, P(2) = e⁻¹(1/2 + 1/8), P(3) = e⁻¹(1/4 + 1/48).
    [
        (1.0, 1 - np.exp(-1)),
        (2.0, 1 - np.exp(-1) * 1.5),
        (3.0, 1 - np.exp(-1) * 2.125),
        (4.0, 1 - np.exp(-1) * (2.125 + 0.25 + 1 / 48)),
    ],
)
def test_a_compound_sum_by_hand(least: float, p: float) -> None:
    weights = Weights(values=np.array([1.0, 2.0]), shares=np.array([0.5, 0.5]))
    assert chance_of_sum(least, 1.5, 1.0, weights) == pytest.approx(p, abs=1e-6)


def test_offences_that_weigh_the_same_are_counted() -> None:
    one = Weights.of(np.full(30, 7.0))
    assert (one.unit, one.mean) == (7.0, 7.0)
    assert chance_of_sum(7.0 * 9, 7.0 * 4, 1.0, one) == pytest.approx(
        stats.poisson.sf(8, 4), rel=1e-5
    )
    # Twice as wide as Poisson's: negative binomial of size 4 and share 1/2.
    assert chance_of_sum(7.0 * 9, 7.0 * 4, 2.0, one) == pytest.approx(
        stats.nbinom.sf(8, 4, 0.5), rel=1e-5
    )


def test_the_unit_is_that_of_equal_events() -> None:
    # Σw² / Σw of one, nine and eighty-three by their shares: 120.72 / 3.87.
    assert SEVERITY.mean == pytest.approx(3.87)
    assert SEVERITY.unit == pytest.approx(120.72 / 3.87)


def test_what_weighs_nothing_adds_nothing_and_nothing_at_all_is_refused() -> None:
    assert Weights.of(np.array([0.0, np.nan, 2.0])).values.tolist() == [2.0]
    with pytest.raises(ParameterError, match="has a weight"):
        Weights.of(np.array([0.0, np.nan]))


def drawn(seed: int, weeks: int = 157) -> np.ndarray:
    """Return ten districts of ten collisions a week, by severity, the force first."""
    rng = np.random.default_rng(seed)
    sums = np.zeros((11, weeks))
    for area in range(1, 11):
        for week, number in enumerate(rng.poisson(10, weeks)):
            sums[area, week] = rng.choice(SEVERITY.values, number, p=SEVERITY.shares).sum()
    sums[0] = sums[1:].sum(axis=0)
    return sums


def test_one_death_breaks_no_band_and_four_do() -> None:
    sums = drawn(1)
    quiet = sums.copy()
    quiet[4, -1] = 83 + 8
    quiet[0, -1] = quiet[1:, -1].sum()
    found = watch_areas(quiet, WatchParams(), a_year=A_YEAR, weights=SEVERITY)
    assert found.verdicts[4] is WatchVerdict.WITHIN
    sums[4, -1] = 4 * 83 + 8
    sums[0, -1] = sums[1:, -1].sum()
    found = watch_areas(sums, WatchParams(), a_year=A_YEAR, weights=SEVERITY)
    assert found.verdicts[4] in ALARMS
    assert found.count[4] == pytest.approx(340)
    assert found.past.expected[4, -1] == pytest.approx(38.7, rel=0.35)


def test_equal_weights_give_the_verdicts_of_counts() -> None:
    counts = np.random.default_rng(2).poisson(6, (8, 157)).astype(float)
    counts[0] = counts[1:].sum(axis=0)
    counts[3, -1] = 20
    by_count = watch_areas(counts, WatchParams(), a_year=A_YEAR)
    one = Weights(values=np.array([50.0]), shares=np.array([1.0]))
    by_sum = watch_areas(counts * 50, WatchParams(), a_year=A_YEAR, weights=one)
    assert by_sum.verdicts == by_count.verdicts
    assert np.allclose(by_sum.high, by_count.high * 50, equal_nan=True)
    assert np.allclose(by_sum.p, by_count.p, atol=1e-6)
    assert by_sum.false_alarms_a_year == pytest.approx(by_count.false_alarms_a_year, rel=1e-3)
