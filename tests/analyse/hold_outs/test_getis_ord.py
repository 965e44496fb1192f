"""Gi* against the numbers of methods.md §5, and what it must never call hot."""

from __future__ import annotations

import numpy as np
import pytest

from hotspots.analyse.hold_outs.getis_ord import getis_ord, hot_squares
from hotspots.errors import ParameterError


@pytest.fixture
def lone_nine() -> np.ndarray:
    """methods.md §5: a 5 × 5 grid, 9 in the centre, nothing elsewhere."""
    amounts = np.zeros((5, 5))
    amounts[2, 2] = 9.0
    return amounts


def test_published_answers(lone_nine: np.ndarray) -> None:
    # methods.md §5: queen neighbours and the square itself.
    found = getis_ord(lone_nine, np.ones((5, 5), dtype=bool))
    assert found[2, 2] == pytest.approx(1.3333, abs=5e-5)
    assert found[0, 0] == pytest.approx(-0.4364, abs=5e-5)


def test_the_sea_is_nobodys_neighbour(lone_nine: np.ndarray) -> None:
    land = np.ones((7, 7), dtype=bool)
    land[[0, -1]] = land[:, [0, -1]] = False
    found = getis_ord(np.pad(lone_nine, 1, constant_values=99.0), land)
    assert found[1:-1, 1:-1] == pytest.approx(getis_ord(lone_nine, np.ones((5, 5), dtype=bool)))
    assert np.isnan(found[0, 0])


def test_where_all_squares_are_alike_none_stands_out() -> None:
    found = getis_ord(np.full((4, 4), 3.0), np.ones((4, 4), dtype=bool))
    assert found.tolist() == np.zeros((4, 4)).tolist()
    assert not hot_squares(found).any()


def test_chance_alone_makes_hardly_any_square_hot() -> None:
    # Without correction 5 % of 2,500 squares, 125, would pass by chance.
    amounts = np.random.default_rng(3).normal(10.0, 2.0, size=(50, 50))
    scores = getis_ord(amounts, np.ones((50, 50), dtype=bool))
    assert hot_squares(scores).sum() <= 10


def test_a_busy_corner_is_hot_and_the_sea_never_is() -> None:
    amounts = np.zeros((30, 30))
    amounts[:3, :3] = 50.0
    land = np.ones((30, 30), dtype=bool)
    land[20:] = False
    hot = hot_squares(getis_ord(amounts, land))
    assert hot[1, 1]
    assert not hot[10:].any()


def test_amounts_and_squares_must_match() -> None:
    with pytest.raises(ParameterError, match="shape"):
        getis_ord(np.zeros((2, 2)), np.ones((3, 3), dtype=bool))
