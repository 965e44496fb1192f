"""What lies around a small place, its own left out."""

from __future__ import annotations

import numpy as np
import pytest

from hotspots.analyse.hold_outs.surroundings import Points, SmallPlaces, distinct_points, nearness
from hotspots.errors import ParameterError


@pytest.fixture
def two_squares() -> SmallPlaces:
    """Two squares of 150 m, side by side."""
    return SmallPlaces(
        eastings=np.array([75.0, 225.0]),
        northings=np.array([75.0, 75.0]),
        areas_km2=np.full(2, 0.0225),
    )


def points(*eastings: float, place: tuple[int, ...]) -> Points:
    return Points(
        eastings=np.array(eastings),
        northings=np.full(len(eastings), 75.0),
        place=np.array(place, dtype=np.int64),
    )


def test_an_offence_next_door_counts_by_the_quartic_kernel(two_squares: SmallPlaces) -> None:
    # 150 m away with a reach of 300 m: (1 − 0.25)² = 0.5625; at the reach itself nothing.
    near = nearness(two_squares, points(225.0, 375.0, place=(1, -1)), reach_m=300.0)
    assert near.toarray() == pytest.approx(np.array([[0.5625, 0.0], [0.0, 0.5625]]))


def test_a_places_own_record_is_no_part_of_its_surroundings(two_squares: SmallPlaces) -> None:
    near = nearness(two_squares, points(75.0, place=(0,)), reach_m=300.0)
    assert near.toarray() == pytest.approx(np.array([[0.0], [0.5625]]))


def test_a_point_in_no_place_lies_around_all(two_squares: SmallPlaces) -> None:
    near = nearness(two_squares, points(150.0, place=(-1,)), reach_m=300.0)
    assert near.toarray() == pytest.approx(np.full((2, 1), (1 - 0.0625) ** 2))


def test_without_points_there_is_nothing_around(two_squares: SmallPlaces) -> None:
    assert nearness(two_squares, points(place=()), reach_m=300.0).shape == (2, 0)


def test_offences_on_one_point_are_one_point_whatever_their_order() -> None:
    east, north = np.array([20.0, 10.0, 20.0, 10.0]), np.array([5.0, 5.0, 5.0, 4.0])
    first, number = distinct_points(east, north)
    assert number.tolist() == [2, 1, 2, 0]
    assert first.tolist() == [3, 1, 0]


def test_a_reach_of_nothing_and_areas_of_nothing_are_refused(two_squares: SmallPlaces) -> None:
    with pytest.raises(ParameterError, match="above 0"):
        nearness(two_squares, points(75.0, place=(0,)), reach_m=0.0)
    with pytest.raises(ParameterError, match="areas above 0"):
        SmallPlaces(eastings=np.zeros(1), northings=np.zeros(1), areas_km2=np.zeros(1))
