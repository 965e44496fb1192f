"""The join of places and points, against every pair told one by one."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspots.analyse.cocoons.near_pairs import pairs_within
from hotspots.errors import CoordinateError

Places = list[tuple[float, float]]
Pair = tuple[int, int, float]

RADIUS_M = 5.0
# On whole metres many pairs are exactly 5 m apart (3, 4, 5), and many places the same.
LATTICE = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40)
ANYWHERE = st.lists(
    st.tuples(st.floats(-1e6, 1e6, width=32), st.floats(-1e6, 1e6, width=32)), max_size=15
)


def one_by_one(places: Places, points: Places, radius_m: float) -> list[Pair]:
    found = []
    for point, (east_m, north_m) in enumerate(points):
        for place, (x_m, y_m) in enumerate(places):
            apart_m = float(np.round(math.hypot(x_m - east_m, y_m - north_m), 6))
            if apart_m <= radius_m:
                found.append((point, place, apart_m))
    return found


def told(places: Places, points: Places, radius_m: float) -> list[Pair]:
    pairs = pairs_within(
        np.array(places, dtype=float).reshape(-1, 2),
        np.array(points, dtype=float).reshape(-1, 2),
        radius_m=radius_m,
    )
    return list(zip(*(each.tolist() for each in pairs), strict=True))


@settings(max_examples=150, deadline=None)
@given(places=LATTICE, points=LATTICE, shift=st.sampled_from([0.0, 0.1, 583_412.3]))
def test_pairs_on_the_radius_doubles_and_nothing(
    places: Places, points: Places, shift: float
) -> None:
    homes, crimes = ([(x + shift, y + shift) for x, y in each] for each in (places, points))
    assert told(homes, crimes, RADIUS_M) == one_by_one(homes, crimes, RADIUS_M)


@settings(max_examples=100, deadline=None)
@given(places=ANYWHERE, points=ANYWHERE, radius_m=st.floats(1.0, 1e6))
def test_pairs_however_far_apart(places: Places, points: Places, radius_m: float) -> None:
    assert told(places, points, radius_m) == one_by_one(places, points, radius_m)


def test_parts_of_the_places_give_the_pairs_of_the_whole() -> None:
    random = np.random.default_rng(13)
    places, points = random.uniform(0, 3_000, (500, 2)), random.uniform(0, 3_000, (40, 2))
    whole = np.column_stack(pairs_within(places, points, radius_m=400.0))
    parts = []
    for start in range(0, 500, 120):
        point, place, apart_m = pairs_within(places[start : start + 120], points, radius_m=400.0)
        parts.append(np.column_stack([point, place + start, apart_m]))
    together = np.concatenate(parts)
    order = np.lexsort((together[:, 1], together[:, 0]))
    assert len(whole) > 500
    assert np.array_equal(together[order], whole)


def test_a_place_without_coordinates_is_refused() -> None:
    with pytest.raises(CoordinateError, match="no coordinates"):
        pairs_within(np.array([[0.0, math.nan]]), np.zeros((1, 2)), radius_m=RADIUS_M)
