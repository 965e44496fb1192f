"""The order of a ranking: ties are shared alike, and no ranking gains or loses by them."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest

from hotspots.analyse.hold_outs.ranked_order import (
    captured_by_scores,
    captured_in_top,
    jaccard,
    ranked_order,
    room_for,
)
from hotspots.errors import ParameterError

CAME = np.array([6.0, 7, 3, 2, 1, 0])
SCORES = np.array([8.0, 4, 4, 2, 1, 0])


def test_a_tie_counts_as_the_mean_over_every_order_of_the_tied_squares() -> None:
    # Two of six places: the first, and one of the two tied, which held 7 and 3.
    orders = [6.0 + sum(CAME[list(each)[:1]]) for each in permutations((1, 2))]
    found = captured_in_top(ranked_order(SCORES), CAME, share_of_area=2 / 6)
    assert found == pytest.approx(np.mean(orders) / 19)


def test_where_the_squares_stand_in_the_table_changes_nothing() -> None:
    rng = np.random.default_rng(4)
    scores, came = rng.integers(0, 3, 200).astype(float), rng.poisson(1.0, 200).astype(float)
    turned = rng.permutation(200)
    for share in (0.01, 0.1, 0.6):
        one = captured_in_top(ranked_order(scores), came, share_of_area=share)
        other = captured_in_top(ranked_order(scores[turned]), came[turned], share_of_area=share)
        assert one == pytest.approx(other)


def test_ties_may_be_broken_by_a_second_count() -> None:
    broken = ranked_order(np.array([1.0, 3, 1, 1]), np.array([2.0, 0, 5, 2]))
    assert broken.places[:2].tolist() == [1, 2]
    assert broken.starts.tolist() == [0, 1, 2]  # the two with 1 and 2 stay tied
    assert broken.parts_taken(3.0).tolist() == [0.5, 1.0, 1.0, 0.5]


def test_what_differs_by_rounding_is_a_tie() -> None:
    assert ranked_order(np.array([0.1 + 0.2, 0.3])).starts.tolist() == [0]


def test_a_share_of_the_area_takes_as_many_squares_as_fit() -> None:
    assert room_for(0.026, 1_000) == 26
    assert captured_in_top(ranked_order(SCORES), CAME, share_of_area=0.5) == pytest.approx(16 / 19)
    assert captured_in_top(ranked_order(SCORES), CAME, share_of_area=1.0) == pytest.approx(1.0)


def test_when_nothing_came_nothing_can_be_captured() -> None:
    nothing = np.zeros(6)
    assert math.isnan(captured_in_top(ranked_order(SCORES), nothing, share_of_area=0.5))


@pytest.mark.parametrize("share", [0.0, 1.2])
def test_a_share_of_no_area_is_refused(share: float) -> None:
    with pytest.raises(ParameterError, match=r"0\.01 is 1 %"):
        room_for(share, 100)


def test_jaccard_of_two_choices_by_hand() -> None:
    # methods.md §5: shared over either. {1, 2, 3, 4} and {3, 4, 5}: 2 of 5.
    one, other = np.array([1.0, 1, 1, 1, 0]), np.array([0.0, 0, 1, 1, 1])
    assert jaccard(one, other) == pytest.approx(0.4)
    assert math.isnan(jaccard(np.zeros(5), np.zeros(5)))


@pytest.mark.parametrize("levels", [2, 30, 10_000])
def test_what_scores_capture_is_what_their_order_does(levels: int) -> None:
    random = np.random.default_rng(5)
    scores = np.floor(random.exponential(size=700) * levels) - 3.0
    came = random.poisson(0.4, 700).astype(np.float64)
    shares = (0.0005, 0.01, 0.2, 1.0)
    order = ranked_order(scores)
    assert captured_by_scores(scores, came, shares) == pytest.approx(
        [captured_in_top(order, came, share_of_area=share) for share in shares], rel=1e-12
    )
    assert np.array_equal(order.places, np.lexsort([-scores.astype(np.float32)]))
    nothing = captured_by_scores(scores, np.zeros(700), shares)
    assert all(map(math.isnan, nothing))
