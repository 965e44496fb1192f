"""The signs that a map on paper marks points with, told apart without a colour."""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import Enum, auto
from typing import Final

import numpy as np
from numpy.typing import NDArray


class Sign(Enum):
    """What stands at a point."""

    DISC = auto()
    SQUARE = auto()
    DIAMOND = auto()
    UP = auto()
    DOWN = auto()
    STAR = auto()
    PLUS = auto()
    CROSS = auto()


def _star() -> NDArray[np.float64]:
    turns = np.pi * np.arange(10) / 5
    # The inner corners of a pentagram lie where its lines cross.
    reach = 0.5 * np.where(np.arange(10) % 2, (3 - math.sqrt(5)) / 2, 1.0)
    return np.column_stack([reach * np.sin(turns), -reach * np.cos(turns)])


def _arms(half: float, thick: float) -> NDArray[np.float64]:
    """Return a cross with arms up, down, left and right."""
    near, far = thick / 2, half
    quarter = np.array([(-near, -far), (near, -far), (near, -near)])
    turn = np.array([(0.0, 1.0), (-1.0, 0.0)])
    corners = [quarter]
    for _ in range(3):
        corners.append(corners[-1] @ turn)
    return np.concatenate(corners)


def _turned(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return corners turned by an eighth."""
    part = math.sqrt(0.5)
    turned: NDArray[np.float64] = corners @ np.array([(part, part), (-part, part)])
    return turned


_TRIANGLE: Final = np.array([(0.0, -0.5), (0.5, 0.5), (-0.5, 0.5)])
_SQUARE: Final = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])
# Corners one after the other, in parts of the sign's size, right and down; a disc has none.
OUTLINES: Final[Mapping[Sign, NDArray[np.float64]]] = {
    Sign.SQUARE: _SQUARE,
    Sign.DIAMOND: _turned(_SQUARE) * (0.6, 1.0),
    Sign.UP: _TRIANGLE,
    Sign.DOWN: _TRIANGLE * (1, -1),
    Sign.STAR: _star(),
    Sign.PLUS: _arms(0.5, 1 / 3),
    Sign.CROSS: _turned(_arms(0.75 * math.sqrt(0.5), math.sqrt(0.125))),
}
