from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from hotspots.analyse.spots_over_time.spot_identity import Settled, match_spots
from hotspots.analyse.spots_over_time.spot_review_params import SpotIdentityParams
from hotspots.errors import ParameterError

Outlines = NDArray[np.object_]


def squares(*west_south: tuple[float, float], side: float = 100.0) -> Outlines:
    """Squares by their south-western corners, metres."""
    return np.array(
        [shapely.box(east, north, east + side, north + side) for east, north in west_south],
        dtype=object,
    )


def test_a_spot_that_shares_half_of_the_ground_is_kept() -> None:
    # Moved 20 m east: 80 m of 100 m in common, 8,000 m² of 12,000 m² that either covers.
    found = match_spots(squares((0, 0)), squares((20, 0)))
    assert found.change_of == ("kept",)
    assert found.jaccard_of[0] == pytest.approx(8 / 12)


def test_a_spot_that_shares_less_has_moved() -> None:
    # Moved 60 m: 4,000 m² of 16,000 m², a quarter.
    found = match_spots(squares((0, 0)), squares((60, 0)))
    assert (found.change_of, found.fate_of) == (("moved",), ("moved",))


def test_a_sliver_is_no_identity_but_a_near_centre_is() -> None:
    sliver = match_spots(squares((0, 0)), squares((0, 95)))  # 5 % of the ground, centres 95 m
    assert sliver.change_of == ("moved",)
    strict = SpotIdentityParams(moved_within_m=90)
    assert match_spots(squares((0, 0)), squares((0, 95)), params=strict).change_of == ("new",)


def test_two_spots_that_became_one_are_merged() -> None:
    old = np.append(squares((0, 0)), squares((100, 0), side=60))
    found = match_spots(old, np.array([shapely.box(0, 0, 160, 100)], dtype=object))
    assert found.change_of == ("merged",)
    assert found.from_spots == ((0, 1),)
    assert found.before_of.tolist() == [0]  # the one with more of the ground gives the number
    assert found.fate_of == ("merged", "merged")


def test_one_spot_that_became_two_is_split() -> None:
    new = np.append(squares((0, 0)), squares((100, 0), side=60))
    found = match_spots(np.array([shapely.box(0, 0, 160, 100)], dtype=object), new)
    assert found.change_of == ("split", "split")
    assert found.before_of.tolist() == [0, -1]  # the larger part keeps the number
    assert found.into_spots == ((0, 1),)


def test_a_place_that_is_gone_is_retired_and_one_elsewhere_is_new() -> None:
    found = match_spots(squares((0, 0)), squares((5_000, 0)))
    assert (found.change_of, found.fate_of) == (("new",), ("retired",))


def test_where_several_compete_the_ground_in_common_is_greatest_in_all() -> None:
    # The first of today shares 55 m with the western spot and 45 m with the eastern one; the other
    # shares 40 m with the western one alone. Jaccard: 55/145 = .38, or 45/155 + 40/160 = .54.
    old, new = squares((0, 0), (100, 0)), squares((45, 0), (-60, 0))
    assert match_spots(old, new).before_of.tolist() == [1, 0]


def test_a_vetoed_spot_is_nobody_and_a_drawn_one_is_who_it_is() -> None:
    old, new = squares((0, 0), (1_000, 0)), squares((5, 0), (3_000, 0))
    vetoed = match_spots(old, new, settled=Settled(closed=frozenset({0})))
    assert vetoed.before_of.tolist() == [-1, -1]
    drawn = match_spots(old, new, settled=Settled(before_of={1: 1}))
    assert drawn.before_of.tolist() == [0, 1]
    assert drawn.change_of == ("kept", "moved")


def test_nothing_before_and_nothing_now() -> None:
    nothing = np.empty(0, dtype=object)
    assert match_spots(nothing, squares((0, 0))).change_of == ("new",)
    assert match_spots(squares((0, 0)), nothing).fate_of == ("retired",)
    assert match_spots(nothing, nothing).change_of == ()


@pytest.mark.parametrize(
    "wrong", [{"kept_overlap": 0}, {"mostly_inside": 1.2}, {"moved_within_m": -1}]
)
def test_thresholds_that_mean_nothing_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ParameterError, match=next(iter(wrong))):
        SpotIdentityParams(**wrong)


@st.composite
def scattered(draw: st.DrawFn) -> Outlines:
    """Squares of different sides, one in each cell of a grid, so that none overlap in a set."""
    cells = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), unique=True, max_size=7))
    offset = st.floats(0, 1, allow_subnormal=False)
    outlines = []
    for column, row in cells:
        side = 40 + 100 * draw(offset)
        east = 150 * column + (150 - side) * draw(offset)
        north = 150 * row + (150 - side) * draw(offset)
        outlines.append(shapely.box(east, north, east + side, north + side))
    return np.array(outlines, dtype=object)


def shifted(outlines: Outlines, by_m: float) -> Outlines:
    moved = [shapely.affinity.translate(one, by_m, by_m / 2) for one in outlines]
    return np.array(moved, dtype=object)


@settings(max_examples=60)
@given(scattered(), scattered(), st.floats(0, 75), st.randoms(use_true_random=False))
def test_the_order_of_the_spots_changes_nothing(
    old: Outlines, new: Outlines, by_m: float, chance: Any
) -> None:
    new = shifted(new, by_m)
    found = match_spots(old, new)
    order = list(range(len(new)))
    chance.shuffle(order)
    again = match_spots(old[::-1], new[order])
    assert [again.change_of[order.index(n)] for n in range(len(new))] == list(found.change_of)
    for number, place in enumerate(order):
        before = again.before_of[number]
        assert found.before_of[place] == (-1 if before == -1 else len(old) - 1 - before)


@settings(max_examples=60)
@given(scattered(), scattered(), st.floats(0, 75))
def test_exchanging_the_sets_exchanges_new_and_retired(
    old: Outlines, new: Outlines, by_m: float
) -> None:
    new = shifted(new, by_m)
    there, back = match_spots(old, new), match_spots(new, old)
    assert there.from_spots == back.into_spots
    assert [c == "new" for c in there.change_of] == [f == "retired" for f in back.fate_of]
    pairs = {(int(b), n) for n, b in enumerate(there.before_of) if b >= 0}
    assert pairs == {(n, int(b)) for n, b in enumerate(back.before_of) if b >= 0}


@settings(max_examples=60)
@given(scattered(), scattered(), st.floats(0, 75))
def test_no_number_is_given_twice(old: Outlines, new: Outlines, by_m: float) -> None:
    found = match_spots(old, shifted(new, by_m))
    given_ = found.before_of[found.before_of >= 0]
    assert len(set(given_.tolist())) == len(given_)
    assert len(found.fate_of) == len(old)
