from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from hotspots.demo.near_repeat import BACKGROUND, Burglaries, grow_burglaries
from hotspots.demo.params import DemoParams
from hotspots.demo.seasons import SEASONS


@pytest.fixture(scope="module")
def wide_estate() -> NDArray[np.float64]:
    """40,000 homes, 30 m apart: six kilometres by six."""
    steps = np.arange(200) * 30.0
    return np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)


def grown(homes: NDArray[np.float64], count: int, params: DemoParams) -> Burglaries:
    return grow_burglaries(homes, np.ones(len(homes)), count, params, np.random.default_rng(8))


def close_pairs_over_chance(homes: NDArray[np.float64], series: Burglaries) -> float:
    """Pairs within 200 m and 14 days, over the mean of 99 shuffles of the dates (Knox)."""
    pairs = cKDTree(homes[series.home]).query_pairs(200.0, output_type="ndarray")
    rng = np.random.default_rng(1)

    def soon(day: NDArray[np.float64]) -> int:
        return int((np.abs(day[pairs[:, 0]] - day[pairs[:, 1]]) < 14.0).sum())

    shuffled = np.mean([soon(rng.permutation(series.day)) for _ in range(99)])
    return float(soon(series.day) / shuffled)


def test_burglaries_gather_in_space_and_time(wide_estate: NDArray[np.float64]) -> None:
    series = grown(wide_estate, 300, DemoParams())
    assert close_pairs_over_chance(wide_estate, series) > 2.5


def test_without_the_process_they_do_not(wide_estate: NDArray[np.float64]) -> None:
    series = grown(wide_estate, 300, DemoParams(near_repeat=False))
    assert len(series.home) == 300
    assert (series.parent == BACKGROUND).all()
    assert close_pairs_over_chance(wide_estate, series) < 1.7


def test_the_strength_is_the_one_asked_for(wide_estate: NDArray[np.float64]) -> None:
    # With n offspring each, a share n of all burglaries are offspring: 1 - 1/(1/(1-n)).
    series = grown(wide_estate, 4_000, DemoParams(near_repeat_strength=0.25))
    offspring = (series.parent != BACKGROUND) | series.from_last_year
    assert len(series.home) == 4_000
    assert offspring.mean() == pytest.approx(0.25, abs=0.03)


def test_offspring_follow_their_parent_within_reach(wide_estate: NDArray[np.float64]) -> None:
    params = DemoParams()
    series = grown(wide_estate, 4_000, params)
    child = np.flatnonzero(series.parent != BACKGROUND)
    parent = series.parent[child]
    wait = series.day[child] - series.day[parent]
    away = wide_estate[series.home[child]] - wide_estate[series.home[parent]]
    distance_m = np.hypot(away[:, 0], away[:, 1])
    assert ((wait > 0) & (wait <= params.near_repeat_window_days)).all()
    assert distance_m.max() <= params.near_repeat_reach_m
    assert (distance_m == 0).mean() == pytest.approx(params.near_repeat_same_home, abs=0.04)
    # An exponential of mean 10 cut off at 42 has the mean 10 - 42·e^-4.2 / (1 - e^-4.2) = 9.36.
    assert wait.mean() == pytest.approx(9.36, abs=0.8)


def test_all_burglaries_fall_in_the_year_in_order(wide_estate: NDArray[np.float64]) -> None:
    series = grown(wide_estate, 1_000, DemoParams())
    assert ((series.day >= 0) & (series.day < 365)).all()
    assert (np.diff(series.day) >= 0).all()


def test_the_dark_months_have_more_and_the_strength_is_the_same(
    wide_estate: NDArray[np.float64],
) -> None:
    risk, rng = np.ones(len(wide_estate)), np.random.default_rng(8)
    season = SEASONS["darker nights"]
    series = grow_burglaries(wide_estate, risk, 12_000, DemoParams(), rng, season)
    winter = (series.day < 59) | (series.day >= 334)  # December to February: 90 days
    summer = (series.day >= 151) & (series.day < 243)  # June to August: 92 days
    # Near the peak the rate is on average 1.22 times the mean, in summer 0.79 times.
    assert (winter.sum() / 90) / (summer.sum() / 92) == pytest.approx(1.22 / 0.79, rel=0.06)
    offspring = (series.parent != BACKGROUND) | series.from_last_year
    assert offspring.mean() == pytest.approx(0.25, abs=0.02)


def test_homes_at_greater_risk_are_burgled_more(wide_estate: NDArray[np.float64]) -> None:
    risk = np.where(wide_estate[:, 0] < 3_000.0, 3.0, 1.0)
    series = grow_burglaries(
        wide_estate, risk, 4_000, DemoParams(near_repeat=False), np.random.default_rng(2)
    )
    assert (wide_estate[series.home, 0] < 3_000.0).mean() == pytest.approx(0.75, abs=0.03)
