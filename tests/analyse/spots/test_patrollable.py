from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.spatial.distance import pdist, squareform

from hotspots.analyse.spots.patrollable import (
    Places,
    divide_until_they_fit,
    draw_outlines,
)
from hotspots.outlines import extent_m


def places_at(
    points: object, offences: object = None, weights: object = None
) -> tuple[Places, NDArray[np.int64]]:
    """Return places of one cluster, one offence of weight 1 each unless said."""
    where = np.asarray(points, dtype=float)
    number = np.ones(len(where), int) if offences is None else np.asarray(offences)
    weight = number.astype(float) if weights is None else np.asarray(weights, dtype=float)
    return Places(points=where, offences=number, weights=weight), np.zeros(len(where), dtype=int)


def test_a_cluster_that_can_be_walked_stays_whole() -> None:
    places, labels = places_at([[0, 0], [0, 250], [100, 125]])
    groups = divide_until_they_fit(places, labels, max_extent_m=250, min_offences=1)
    assert groups.tolist() == [0, 0, 0]


def test_a_long_high_street_is_divided_around_its_busiest_stretch() -> None:
    """Eleven places 100 m apart; the busiest, at 500 m, with its neighbours 100 m away fits 250 m.

    Left over are 0 to 300 m and 700 to 1000 m, four places each. 250 m hold three of them. Of equal
    threes the first centre is taken, 100 m in (0, 100, 200), and 800 m (700, 800, 900); the two
    single places at 300 and 1000 m hold too few.
    """
    offences = [5, 5, 5, 5, 20, 40, 20, 5, 5, 5, 5]
    places, labels = places_at([[100 * step, 0] for step in range(11)], offences)
    groups = divide_until_they_fit(places, labels, max_extent_m=250, min_offences=6)
    assert groups.tolist() == [1, 1, 1, -1, 0, 0, 0, 2, 2, 2, -1]


def test_a_piece_takes_in_what_still_fits_beyond_its_first_disc() -> None:
    """A disc around the busy end reaches 125 m; the place 200 m on is still within 250 m of it."""
    places, labels = places_at([[0, 0], [200, 0], [400, 0], [600, 0]], [50, 5, 5, 5])
    groups = divide_until_they_fit(places, labels, max_extent_m=250, min_offences=10)
    assert groups.tolist() == [0, 0, -1, -1]


def divided_by_all_pairs(
    places: Places, labels: NDArray[np.int64], max_extent_m: float, min_offences: int
) -> list[list[int]]:
    """Return the pieces of clusters that do not fit, from the matrix of all distances."""
    apart_m = squareform(pdist(places.points))
    disc = (apart_m <= max_extent_m / 2 - 1e-7) & (labels[:, np.newaxis] == labels)
    left = labels >= 0
    pieces: list[list[int]] = []
    while True:
        held = disc & left
        worth = np.array([places.weights[each].sum() for each in held])
        worth[held @ places.offences < min_offences] = -1
        worth[labels < 0] = -1
        centre = int(worth.argmax())
        if worth[centre] < 0:
            return pieces
        piece = list(np.flatnonzero(held[centre]))
        alike = np.flatnonzero(left & (labels == labels[centre]) & ~held[centre])
        for place in sorted(alike, key=lambda place: (-places.weights[place], place)):
            if (apart_m[place, piece] <= max_extent_m).all():
                piece.append(place)
        left[piece] = False
        pieces.append(sorted(map(int, piece)))


def test_the_division_is_that_of_all_pairs() -> None:
    chance = np.random.default_rng(8)
    for _ in range(12):
        points = np.unique(chance.integers(0, 1500, (150, 2)), axis=0).astype(float)
        chance.shuffle(points)
        offences = chance.integers(1, 5, len(points))
        # Whole numbers, whose sums are exact in any order.
        places, _ = places_at(points, offences, offences * chance.choice([13, 189], len(points)))
        labels = chance.integers(-1, 2, len(points))
        groups = divide_until_they_fit(places, labels, max_extent_m=250, min_offences=4)
        found = [np.flatnonzero(groups == each).tolist() for each in range(groups.max() + 1)]
        assert sorted(found) == sorted(divided_by_all_pairs(places, labels, 250, 4))


def test_clusters_are_not_mixed() -> None:
    places, _ = places_at([[0, 0], [10, 0], [400, 0], [405, 0]])
    labels = np.array([0, 1, 0, 1])
    groups = divide_until_they_fit(places, labels, max_extent_m=250, min_offences=1)
    for group in range(groups.max() + 1):
        assert len(set(labels[groups == group])) == 1


def test_noise_is_in_no_group() -> None:
    places, _ = places_at([[0, 0], [5000, 0]])
    groups = divide_until_they_fit(places, np.array([-1, -1]), max_extent_m=250, min_offences=1)
    assert groups.tolist() == [-1, -1]


towns = st.lists(
    st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=1, max_size=60, unique=True
)


@settings(max_examples=60)
@given(towns, st.integers(1, 8), st.randoms(use_true_random=False))
def test_no_piece_is_wider_than_can_be_walked_nor_too_small(
    points: list[tuple[int, int]], min_offences: int, chance: object
) -> None:
    offences = [chance.randint(1, 9) for _ in points]  # type: ignore[attr-defined]  # a random.Random
    places, labels = places_at(points, offences)
    whole_fits = len(points) == 1 or pdist(places.points).max() <= 250
    groups = divide_until_they_fit(places, labels, max_extent_m=250, min_offences=min_offences)
    for group in range(groups.max() + 1):
        members = groups == group
        if members.sum() > 1:
            assert pdist(places.points[members]).max() <= 250
        assert whole_fits or places.offences[members].sum() >= min_offences


@settings(max_examples=60)
@given(towns, st.integers(1, 8))
def test_outlines_never_overlap_and_hold_the_places_they_are_said_to_hold(
    points: list[tuple[int, int]], min_offences: int
) -> None:
    places, labels = places_at(points)
    groups = divide_until_they_fit(places, labels, max_extent_m=250, min_offences=1)
    outlines, outline_of_place = draw_outlines(
        places, groups, margin_m=25, min_offences=min_offences
    )
    for one in range(len(outlines)):
        assert outlines[one].geom_type == "Polygon"
        assert outlines[one].is_valid
        assert extent_m(shapely.get_coordinates(outlines[one])) <= 300 + 1e-6
        for other in range(one):
            assert shapely.intersection(outlines[one], outlines[other]).area < 1e-3
        held = outline_of_place == one
        assert places.offences[held].sum() >= min_offences
        well_inside = shapely.contains_xy(shapely.buffer(outlines[one], -1e-6), places.points)
        near = shapely.intersects_xy(shapely.buffer(outlines[one], 1e-6), places.points)
        assert (well_inside <= held).all()
        assert (held <= near).all()


def test_the_heavier_spot_keeps_its_outline_and_the_other_is_cut_back() -> None:
    places, _ = places_at([[0, 0], [40, 0]], [5, 9])
    outlines, outline_of_place = draw_outlines(
        places, np.array([1, 0]), margin_m=25, min_offences=1
    )
    circle_m2 = np.pi * 25**2
    assert outlines[0].area == pytest.approx(circle_m2, rel=0.01)
    assert outlines[1].area < circle_m2 * 0.95
    assert outline_of_place.tolist() == [1, 0]


def test_an_offence_of_no_cluster_counts_in_the_outline_it_lies_in() -> None:
    places, _ = places_at([[0, 0], [100, 0], [50, 20]])
    outlines, outline_of_place = draw_outlines(
        places, np.array([0, 0, -1]), margin_m=25, min_offences=1
    )
    assert len(outlines) == 1
    assert outline_of_place.tolist() == [0, 0, 0]


def test_a_spot_emptied_by_a_heavier_one_takes_no_room() -> None:
    places, _ = places_at([[0, 0], [100, 0], [50, 0], [50, 45]], [9, 9, 1, 1])
    outlines, outline_of_place = draw_outlines(
        places, np.array([0, 0, 1, 2]), margin_m=25, min_offences=1
    )
    assert len(outlines) == 2
    assert outline_of_place.tolist() == [0, 0, 0, 1]
