"""Every pair of a few points and many places that are no further apart than a radius."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Longs = NDArray[np.int64]

# Distances are told apart as whole micrometres: what is 400 m on the map is not 400.0000000001.
_DECIMALS: Final = 6


def pairs_within(places: Floats, points: Floats, *, radius_m: float) -> tuple[Longs, Longs, Floats]:
    """Return every pair of a point and a place within a radius, the edge included.

    Parameters
    ----------
    places : array of shape (n, 2)
        Many: they are indexed.
    points : array of shape (m, 2)
        Few.

    Returns
    -------
    point, place : array of int of shape (pairs,)
        Positions; ``point`` rises.
    distance_m : array of shape (pairs,)
        To the micrometre.
    """
    if not len(places) or not len(points):
        nothing = np.empty(0, dtype=np.int64)
        return nothing, nothing.copy(), np.empty(0)
    # Asked once only, a tree that is cheap to build beats one that is quick to ask.
    tree = cKDTree(places, balanced_tree=False, compact_nodes=False)
    nearly = tree.query_ball_point(points, radius_m + 10.0**-_DECIMALS, return_sorted=False)
    found = [np.asarray(each, dtype=np.int64) for each in nearly]
    point: Longs = np.repeat(np.arange(len(points)), [each.size for each in found])
    place = np.concatenate(found)
    east_m, north_m = (places[place] - points[point]).T
    distance_m: Floats = np.round(np.hypot(east_m, north_m), _DECIMALS)
    near = distance_m <= radius_m
    return point[near], place[near], distance_m[near]
