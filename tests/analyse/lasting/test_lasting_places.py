"""Mann and Kendall's trend and the classes of places, with known answers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from hotspots.analyse.lasting.lasting_params import LastingParams
from hotspots.analyse.lasting.lasting_places import hot_and_cold, lasting
from hotspots.analyse.lasting.lasting_streets import hot_streets
from hotspots.analyse.lasting.mann_kendall import mann_kendall
from hotspots.errors import ParameterError
from hotspots.schema import Lasting

LEVEL = [5.0, 6.0, 5.0, 6.0, 5.0, 6.0, 5.0, 6.0, 5.0, 6.0]


@pytest.mark.parametrize(
    ("series", "s", "variance", "z"),
    # Kendall (1975): S, its variance with ties, and z with the correction for continuity.
    [
        (range(10), 45, 125.0, 3.935),
        ((1, 2, 2, 3, 3, 3, 4, 4, 5, 5), 39, 118.333, 3.493),
        ((3,) * 10, 0, 0.0, 0.0),
    ],
)
def test_known_trends(series: range, s: int, variance: float, z: float) -> None:
    found = mann_kendall(np.array([list(series)], dtype=float))
    assert found.s[0] == s
    assert found.variance[0] == pytest.approx(variance, abs=5e-4)
    assert found.z[0] == pytest.approx(z, abs=5e-4)


@pytest.mark.parametrize(
    ("months", "gi", "cold", "expected"),
    # The months (1 to 10) in which a place was hot: issue 15 of this project, after the classes of
    # emerging hot spots.
    [
        ([10], LEVEL, [], Lasting.NEW),
        ([8, 9, 10], LEVEL, [], Lasting.CONSECUTIVE),
        (range(1, 11), list(range(10)), [], Lasting.INTENSIFYING),
        (range(1, 11), LEVEL, [], Lasting.PERSISTENT),
        (range(1, 11), list(range(10, 0, -1)), [], Lasting.DIMINISHING),
        ([3, 10], LEVEL, [], Lasting.SPORADIC),
        ([3, 10], LEVEL, [5], Lasting.OSCILLATING),
        ([10], LEVEL, [2], Lasting.OSCILLATING),
        (range(1, 10), LEVEL, [], Lasting.HISTORICAL),
        ([3, 4], LEVEL, [], Lasting.NONE),
        ([], LEVEL, [1], Lasting.NONE),
    ],
)
def test_what_the_months_make_of_a_place(
    months: range, gi: list[float], cold: list[int], expected: Lasting
) -> None:
    hot, was_cold = (np.isin(np.arange(1, 11), list(each))[None] for each in (months, cold))
    assert lasting(np.array([gi], dtype=float), hot, was_cold) == [expected]


def test_gi_by_hand() -> None:
    # Five places in a row, 0 0 9 0 0, each beside its neighbours: mean 1.8, S² = 81/5 − 3.24, so
    # S = 3.6. Of the third: 3 weights, (9 − 5.4) / (3.6 √((15 − 9) / 4)) = 0.816497.
    row = np.eye(5) + np.eye(5, k=1) + np.eye(5, k=-1)
    gi, hot, cold = hot_and_cold(
        np.array([[0.0], [0], [9], [0], [0]]), sparse.csr_array(row), false_discovery_rate=0.05
    )
    assert gi[2, 0] == pytest.approx(0.816497, abs=1e-6)
    assert not hot.any()
    assert not cold.any()


def test_one_busy_place_among_hundreds_is_hot_and_the_quiet_ones_are_not() -> None:
    counts = np.random.default_rng(1).poisson(0.5, (400, 12)).astype(float)
    counts[200] += 20
    _, hot, _ = hot_and_cold(counts, sparse.eye_array(400).tocsr(), false_discovery_rate=0.05)
    assert hot[200].all()
    assert hot.sum() <= 12 + 6


def test_thresholds_out_of_range_are_refused() -> None:
    for params in ({"months": 5}, {"square_m": 10.0}, {"hot_false_discovery_rate": 1.0}):
        with pytest.raises(ParameterError):
            LastingParams(**params)


def test_a_street_is_hot_by_its_share_of_the_length() -> None:
    # Of 299 offences on 101.9 km of streets each 100 m would hold 0.3. P(X ≥ 5) of
    # Binomial(299, 1/1019) is 1.4e-05, P(X ≥ 3) 3e-03: at a rate of 5 % over a thousand streets
    # the first of them needs 5e-05. On a street of 2 km 6 are expected, and 5 are nothing.
    counts = np.zeros((1000, 1))
    counts[:289], counts[0], counts[1], counts[2] = 1, 5, 3, 5
    lengths = np.full(1000, 100.0)
    lengths[2] = 2_000.0
    assert counts.sum() == 299
    hot = hot_streets(counts, lengths, false_discovery_rate=0.05)
    assert np.flatnonzero(hot) == [0]


def test_two_offences_make_no_street_hot_however_many_streets_there_are() -> None:
    counts = np.zeros((100_000, 1))
    counts[0] = 2
    assert not hot_streets(counts, np.full(100_000, 80.0), false_discovery_rate=0.05).any()
