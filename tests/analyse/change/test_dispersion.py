from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from hotspots.analyse.change.dispersion import dispersion
from hotspots.analyse.change.period_counts import PeriodCounts

SHAPE = (2, 1)


def month(count: float, days: int = 30, squares: float | None = None) -> PeriodCounts:
    """Return a month of a force of one district, one line."""
    amounts = np.full(SHAPE, float(count))
    return PeriodCounts(
        days=days,
        amounts=amounts,
        squares=amounts if squares is None else np.full(SHAPE, squares),
        harm=amounts,
    )


def test_a_month_off_the_middle_of_its_neighbours_is_measured_against_chance() -> None:
    # 10, 16, 10 in 30 days each: the middle is 0.2 a day off; chance has a variance of
    # 36/90 × (1/30 + 2/30/4) = 0.02, so the squared score is 0.04/0.02 = 2. It rests on one month,
    # worth one degree of freedom at least: Student's t has 12.706 there for the normal's 1.960.
    found = dispersion([[month(10), month(16), month(10)]], SHAPE)
    assert found.steps == 1
    assert found.factors[0, 0] == pytest.approx(2 * (12.706 / 1.960) ** 2, rel=1e-3)


def test_a_steady_rise_is_not_taken_for_a_wobble() -> None:
    found = dispersion([[month(count) for count in range(100, 220, 10)]], SHAPE)
    assert (found.factors == 1).all()


def test_a_short_february_is_not_taken_for_a_fall() -> None:
    found = dispersion([[month(310, 31), month(280, 28), month(310, 31)]], SHAPE)
    assert (found.factors == 1).all()


def test_harm_is_measured_in_events_and_not_in_points() -> None:
    """Ten robberies of 800 points vary as ten offences do, not as 8,000."""
    counts = [[month(10), month(16), month(10)]]
    points = [[month(800 * n, squares=800.0**2 * n) for n in (10, 16, 10)]]
    assert dispersion(points, SHAPE).factors == pytest.approx(dispersion(counts, SHAPE).factors)


def test_months_that_do_not_adjoin_are_not_neighbours() -> None:
    assert dispersion([[month(10), month(16)], [month(10)]], SHAPE).steps == 0
    assert (dispersion([], SHAPE).factors == 1).all()


def test_months_without_an_offence_say_nothing() -> None:
    assert (dispersion([[month(0), month(0), month(0)]], SHAPE).factors == 1).all()


def _false_alarms(seed: int, *, variance: float, season: float) -> float:
    """Return the share of a quiet force's lines that would be called a change, each by itself."""
    rng = np.random.default_rng(seed)
    months, districts, lines = 13, 10, 4
    level = 120 * (1 + season * np.sin(2 * np.pi * (np.arange(months) + seed) / 12))
    level = np.broadcast_to(level[:, None, None], (months, districts, lines))
    counts = rng.poisson(rng.gamma(level / (variance - 1), variance - 1)).astype(float)
    counts = np.concatenate([counts.sum(axis=1, keepdims=True), counts], axis=1)
    steps: Sequence[PeriodCounts] = [
        PeriodCounts(days=30, amounts=each, squares=each, harm=each) for each in counts
    ]
    now, before = steps[-1], steps[:-1][::-1]
    factors = dispersion([before], (districts + 1, lines)).factors
    last_year = before[-1].amounts
    # The score statistic of two Poisson rates over as many days, widened.
    z = (now.amounts - last_year) / np.sqrt((now.amounts + last_year) * factors)
    return float((np.abs(z) > 1.96).mean())


def test_clustered_offences_raise_no_more_false_alarms_than_promised() -> None:
    """Counts with 2.5 times the variance of chance, over a year with a season; nothing changed.

    Without the widening about 21 % would be called a change (2 × the normal tail at 1.96/√2.5).
    """
    shares = [_false_alarms(seed, variance=2.5, season=0.15) for seed in range(60)]
    assert np.mean(shares) < 0.06
