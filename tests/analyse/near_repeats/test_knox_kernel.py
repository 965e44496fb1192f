"""The compiled counts against the plain definition, over all pairs."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from hotspots.analyse.near_repeats import knox_kernel
from hotspots.errors import ParameterError

EDGES_M = np.array([0.0, 0.1, 100.0, 200.0])
EDGES_DAYS = np.array([0, 7, 14], dtype=np.int16)

Homes = list[tuple[int, int, int]]
homes = st.lists(st.tuples(st.integers(-4, 4), st.integers(-4, 4), st.integers(0, 20)), max_size=40)


def arrays(town: Homes, spacing_m: float = 50.0) -> tuple[NDArray[np.float64], NDArray[np.int16]]:
    table = np.array(town, dtype=np.float64).reshape(-1, 3)
    places, days = table[:, :2] * spacing_m, table[:, 2].astype(np.int64)
    order = knox_kernel.spatial_order(places[:, 0], places[:, 1], days, EDGES_M[-1])
    return np.ascontiguousarray(places[order].T), days[order].astype(np.int16)


def table_by_hand(town: Homes, spacing_m: float, *, manhattan: bool) -> list[list[int]]:
    """Knox's definition: every pair of homes, one after the other."""
    table = [[0, 0], [0, 0], [0, 0]]
    for one, other in itertools.combinations(town, 2):
        east, north = abs(one[0] - other[0]), abs(one[1] - other[1])
        distance = spacing_m * (east + north if manhattan else (east**2 + north**2) ** 0.5)
        days = abs(one[2] - other[2])
        if distance < 200 and days < 14:
            table[0 if distance < 0.1 else 1 if distance < 100 else 2][days // 7] += 1
    return table


@settings(max_examples=60)
@given(town=homes, manhattan=st.booleans())
def test_every_pair_is_counted_once_and_in_its_band(town: Homes, manhattan: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    (eastings, northings), days = arrays(town)
    pairs = knox_kernel.pairs_in_range(eastings, northings, edges_m=EDGES_M, manhattan=manhattan)
    counts = knox_kernel.counts_as_they_are(pairs, days, days.size, edges_days=EDGES_DAYS)
    assert counts.tolist() == table_by_hand(town, 50.0, manhattan=manhattan)


def test_neighbours_are_found_across_the_strips_that_the_search_is_divided_into() -> None:
    rng = np.random.default_rng(7)
    places = rng.uniform(-3_000, 3_000, (1_500, 2))
    days = np.zeros(1_500, dtype=np.int64)
    order = knox_kernel.spatial_order(places[:, 0], places[:, 1], days, 200.0)
    eastings, northings = places[order].T.copy()
    first, second, _ = knox_kernel.pairs_in_range(
        eastings, northings, edges_m=EDGES_M, manhattan=False
    )
    apart = np.hypot(
        np.subtract.outer(places[:, 0], places[:, 0]), np.subtract.outer(places[:, 1], places[:, 1])
    )
    assert first.size == int((np.triu(apart < 200, 1) & (apart < 200)).sum())
    assert first.size == len(
        set(zip(np.minimum(first, second), np.maximum(first, second), strict=True))
    )


def test_a_hundred_metres_written_in_centimetres_is_a_hundred_metres() -> None:
    # Eastings on either side of 2¹⁹ are kept to different fractions: their difference falls short.
    one, other = 524_200.07, 524_300.07
    assert other - one < 100
    _, _, starts = knox_kernel.pairs_in_range(
        np.array([one, other]), np.zeros(2), edges_m=EDGES_M, manhattan=False
    )
    assert np.diff(starts).tolist() == [0, 0, 1]


def test_a_block_of_permutations_is_the_same_whoever_counts_it() -> None:
    rng = np.random.default_rng(3)
    town = [tuple(row) for row in rng.integers(-6, 6, (150, 3)).tolist()]
    (eastings, northings), days = arrays([(e, n, abs(d)) for e, n, d in town])
    pairs = knox_kernel.pairs_in_range(eastings, northings, edges_m=EDGES_M, manhattan=False)

    def count(permutations: range) -> NDArray[np.int64]:
        return knox_kernel.counts_of_permutations(
            pairs, days, days.size, edges_days=EDGES_DAYS, permutations=permutations, seed=11
        )

    blocks = [count(range(1)), count(range(1, 70)), count(range(70, 199))]
    np.testing.assert_array_equal(count(range(199)), np.concatenate(blocks))


def test_each_order_of_three_dates_is_dealt_equally_often() -> None:
    # Three homes in a row, 100 m between neighbours, dates 0, 1 and 10. The one pair that is a day
    # apart is the near pair in 4 of the 6 orders, and the far pair in 2.
    eastings, northings = np.array([0.0, 100.0, 200.0]), np.zeros(3)
    pairs = knox_kernel.pairs_in_range(
        eastings, northings, edges_m=np.array([0.0, 150.0, 250.0]), manhattan=False
    )
    counts = knox_kernel.counts_of_permutations(
        pairs,
        np.array([0, 1, 10], dtype=np.int16),
        3,
        edges_days=np.array([0, 2], dtype=np.int16),
        permutations=range(6_000),
        seed=5,
    )
    near = Counter(counts[:, 0, 0].tolist())
    # 4,000 ± four standard deviations of √(6000 · ⅔ · ⅓) = 36.5.
    assert abs(near[1] - 4_000) < 4 * 36.5
    assert np.array_equal(counts[:, 0, 0] + counts[:, 1, 0], np.ones(6_000))


def test_other_seeds_deal_other_orders() -> None:
    rng = np.random.default_rng(3)
    (eastings, northings), days = arrays([tuple(row) for row in rng.integers(0, 30, (200, 3))])
    pairs = knox_kernel.pairs_in_range(eastings, northings, edges_m=EDGES_M, manhattan=False)
    tables = [
        knox_kernel.counts_of_permutations(
            pairs, days, 200, edges_days=EDGES_DAYS, permutations=range(20), seed=seed
        )
        for seed in (0, 1, 2**64 - 1)
    ]
    assert not np.array_equal(tables[0], tables[1])
    assert not np.array_equal(tables[1], tables[2])
    assert len({table.tobytes() for table in tables[0]}) > 10


def test_no_burglary_and_one_burglary_have_no_pair() -> None:
    for count in (0, 1):
        first, _, starts = knox_kernel.pairs_in_range(
            np.zeros(count), np.zeros(count), edges_m=EDGES_M, manhattan=False
        )
        assert first.size == 0
        assert starts.tolist() == [0, 0, 0, 0]


def test_more_pairs_than_memory_holds_are_refused_before_they_are_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(knox_kernel, "MOST_PAIRS", 10)
    with pytest.raises(ParameterError, match="15 pairs of the 6 points lie within 200 m"):
        knox_kernel.pairs_in_range(np.zeros(6), np.zeros(6), edges_m=EDGES_M, manhattan=False)
