"""Known answers of the watch's methods, each with its source."""

from __future__ import annotations

import numpy as np
import pytest

from hotspots.analyse.watch.bands import poisson_band, poisson_z, tracking_signals
from hotspots.analyse.watch.moving_window import window_chance


@pytest.mark.parametrize(
    ("periods", "window", "mean", "count", "chance"),
    [
        # Six cyclists killed in a fortnight where .6 are expected, over 208 fortnights: Aberdein
        # and Spiegelhalter (2013); both figures are of Naus (1982) as ptools has it (scanw).
        (208, 2, 0.6, 6, 0.03902238),
        (260, 1, 1.0, 6, 0.486814),
    ],
)
def test_a_window_that_moves_fills_by_chance(
    periods: int, window: int, mean: float, count: int, chance: float
) -> None:
    assert window_chance(periods, window, mean, count) == pytest.approx(chance, abs=5e-7)


def test_a_window_that_holds_no_more_than_expected_is_no_news() -> None:
    assert window_chance(13, 2, 8.0, 8) == 1.0
    assert window_chance(13, 2, 0.1, 1) == 1.0


@pytest.mark.parametrize(
    ("count", "before", "z"),
    # z = 2(√c − √p): Wheeler (2016), and worked by hand.
    [(33, 54, -3.207813), (897, 1085, -5.978760), (190, 185, 0.365156), (7, 12, -1.636701)],
)
def test_how_far_a_count_is_from_another(count: int, before: int, z: float) -> None:
    assert poisson_z(np.array([count]), np.array([before]))[0] == pytest.approx(z, abs=5e-7)


@pytest.mark.parametrize(("mean", "low", "high"), [(8, 1.765, 18.735), (4, 0.25, 12.25)])
def test_the_band_of_a_mean_at_three(mean: float, low: float, high: float) -> None:
    # (√mean ± 3/2)²: Wheeler (2016).
    found = poisson_band(np.array([float(mean)]), 3.0)
    assert [each[0] for each in found] == pytest.approx([low, high], abs=5e-4)


def test_the_band_of_a_small_mean_ends_at_none() -> None:
    low, high = poisson_band(np.array([1.0]), 3.0)
    assert (low[0], high[0]) == (0.0, 6.25)


def test_trigg_s_signal_by_hand() -> None:
    # E: 0.1·1 = 0.1, then 0.1·2 + 0.9·0.1 = 0.29. M from √(2/π) = 0.797885: 0.818096, 0.936287.
    found = tracking_signals(np.array([[1.0, 2.0]]))
    assert found[0] == pytest.approx([0.1 / 0.818096, 0.29 / 0.936287], abs=1e-6)


def test_errors_that_keep_one_sign_take_the_signal_to_its_end() -> None:
    found = tracking_signals(np.array([np.ones(80), np.tile([1.0, -1.0], 40)]))
    assert found[0, -1] > 0.99
    assert abs(found[1, -1]) < 0.1


def test_a_week_that_is_not_covered_leaves_the_signal_as_it_was() -> None:
    found = tracking_signals(np.array([[1.0, np.nan]]))
    assert found[0, 1] == found[0, 0]
