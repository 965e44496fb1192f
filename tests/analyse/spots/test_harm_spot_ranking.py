from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hotspots.analyse.spots.harm_spot_ranking import (
    Candidates,
    confidence_in_words,
    rank_and_choose,
    resampled_standing,
)


def candidates(weights: list[float], **changes: Any) -> Candidates:
    count = len(weights)
    given: dict[str, Any] = {
        "set_back": np.zeros(count, dtype=bool),
        "costs": np.ones(count),
        "groups": np.zeros(count, dtype=int),
        "budgets": np.array([2.0]),
        "drawn": np.zeros(count, dtype=bool),
    }
    return Candidates(weights=np.array(weights), **(given | changes))


def test_the_heaviest_are_chosen() -> None:
    order, chosen = rank_and_choose(candidates([3, 9, 5]))
    assert order.tolist() == [1, 2, 0]
    assert chosen.tolist() == [False, True, True]


def test_a_spot_that_rests_on_one_offence_comes_after_all_the_others() -> None:
    order, chosen = rank_and_choose(candidates([3, 9, 5], set_back=np.array([False, True, False])))
    assert order.tolist() == [2, 0, 1]
    assert chosen.tolist() == [True, False, True]


def test_equals_keep_their_order() -> None:
    assert rank_and_choose(candidates([5, 5, 5]))[0].tolist() == [0, 1, 2]


def test_each_district_has_a_budget_of_its_own() -> None:
    one_each = candidates([9, 8, 7, 1], groups=np.array([0, 0, 0, 1]), budgets=np.array([1.0, 1.0]))
    assert rank_and_choose(one_each)[1].tolist() == [True, False, False, True]


def test_area_is_spent_by_rank_and_the_first_that_does_not_fit_ends_it() -> None:
    """Of 100 m², 60 go to the first; the second needs 50, and the third is not taken past it."""
    by_area = candidates([9, 8, 7], costs=np.array([60.0, 50.0, 10.0]), budgets=np.array([100.0]))
    assert rank_and_choose(by_area)[1].tolist() == [True, False, False]


def test_no_candidates_are_no_trouble() -> None:
    order, chosen = rank_and_choose(candidates([]))
    assert order.tolist() == chosen.tolist() == []
    nobody = np.empty(0)
    standing = resampled_standing(
        candidates([]), nobody, nobody.astype(int), min_offences=1, resamples=20,
        ranked_among=nobody.astype(bool), seed=1,
    )  # fmt: skip
    assert standing.share_selected.tolist() == []


def test_resampling_is_a_matter_of_the_seed_alone() -> None:
    spots = candidates([10, 10, 10])
    weights, spot = np.ones(31), np.repeat([0, 1, 2, -1], [10, 10, 10, 1])

    def standing(seed: int) -> list[float]:
        found = resampled_standing(
            spots, weights, spot, min_offences=1, resamples=50,
            ranked_among=np.ones(3, dtype=bool), seed=seed,
        )  # fmt: skip
        return [float(share) for share in found.share_selected]

    assert standing(7) == standing(7)
    assert standing(7) != standing(8)
    # Two of three are chosen in every resample.
    assert sum(standing(7)) == pytest.approx(2.0)


def test_a_spot_that_is_always_behind_has_the_last_rank() -> None:
    """100 offences of weight 1 against 100 of weight 100: never the other way about."""
    spot, weights = np.repeat([0, 1], 100), np.repeat([1.0, 100.0], 100)
    standing = resampled_standing(
        candidates([100, 10_000], budgets=np.array([1.0])), weights, spot, min_offences=1,
        resamples=40, ranked_among=np.ones(2, dtype=bool), seed=1,
    )  # fmt: skip
    assert standing.rank_low.tolist() == standing.rank_high.tolist() == [2, 1]
    assert standing.share_selected.tolist() == [0.0, 1.0]


def test_ranks_can_be_counted_among_the_chosen_alone() -> None:
    """Of 1,000, 500 and 100 offences the middle one is not counted: the last is second."""
    spot = np.repeat([0, 1, 2], [1000, 500, 100])
    standing = resampled_standing(
        candidates([1000, 500, 100]), np.ones(1600), spot, min_offences=1, resamples=20,
        ranked_among=np.array([True, False, True]), seed=1,
    )  # fmt: skip
    assert standing.rank_high[[0, 2]].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("share", "word"),
    [(1.0, "high"), (0.9, "high"), (0.899, "medium"), (0.6, "medium"), (0.599, "low")],
)
def test_confidence_in_words(share: float, word: str) -> None:
    assert confidence_in_words(share) == word
