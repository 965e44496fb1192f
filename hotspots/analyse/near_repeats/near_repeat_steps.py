"""Where two steps from burglary to burglary lead: from the bands of each to the band of both.

A burglary sets off another so far away and so many days later, and that one a third. The band of
the third, seen from the first, follows from the bands of the two steps, if all directions are alike
and each band is evenly filled.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from hotspots.analyse.near_repeats.near_repeat_params import SAME_PLACE_M, Metric, NearRepeatParams

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# Points that stand for all of a ring, and for all of a band of days: the chances are then right to
# two decimals.
RINGS, BEARINGS, MOMENTS = 8, 48, 200


def added_steps(params: NearRepeatParams) -> Floats:
    """Return the chance that a step in band i and a step in band j together lead to band k.

    Parameters
    ----------
    params : NearRepeatParams
        Its bands of distance and time stand in one row, in which time changes fastest.

    Returns
    -------
    array of shape (bands, bands, bands)
        The second step is taken forward in time and back, so that two burglaries set off by one
        count as well as chains. What leads before the start or beyond the table is in no band.
    """
    manhattan = params.metric == Metric.MANHATTAN
    distances = _added_distances(tuple(params.distance_bands_m), manhattan=manhattan)
    days = _added_days(params.half_open_days())
    bands = len(distances) * len(days)
    both = np.einsum("abc,def->adbecf", distances, days)
    return np.asarray(both.reshape(bands, bands, bands))


@cache  # every district's table has the same bands
def _added_distances(edges_m: tuple[float, ...], *, manhattan: bool) -> Floats:
    # Turned against each other by half a step, or one bearing in so many would lead straight back.
    ones = [_ring(*edges, manhattan=manhattan, turned=0.25) for edges in pairwise(edges_m)]
    others = [_ring(*edges, manhattan=manhattan, turned=0.75) for edges in pairwise(edges_m)]

    def shares(one: Floats, other: Floats) -> Floats:
        east, north = np.moveaxis(np.abs(one[:, np.newaxis] + other), -1, 0)
        return _shares(east + north if manhattan else np.hypot(east, north), edges_m)

    return np.array([[shares(one, other) for other in others] for one in ones])


@cache
def _added_days(edges: tuple[int, ...]) -> Floats:
    part = (np.arange(MOMENTS) + 0.5) / MOMENTS
    waits = [first + part * (last - first) for first, last in pairwise(edges)]

    def shares(one: Floats, other: Floats) -> Floats:
        forward, back = one[:, np.newaxis] + other, one[:, np.newaxis] - other
        return _shares(forward, edges) + _shares(back, edges)

    return np.array([[shares(one, other) for other in waits] for one in waits])


def _ring(nearest_m: float, furthest_m: float, *, manhattan: bool, turned: float) -> Floats:
    """Return steps (east, north) spread evenly over a ring, or the one of a band of one place."""
    if furthest_m <= SAME_PLACE_M:
        return np.zeros((1, 2))
    part = (np.arange(RINGS) + 0.5) / RINGS
    length_m = np.sqrt(nearest_m**2 + part * (furthest_m**2 - nearest_m**2))
    turn = (np.arange(BEARINGS) + turned) / BEARINGS
    if manhattan:  # evenly along the diamond |east| + |north| = 1
        edge = np.column_stack([1 - 2 * np.abs(2 * turn - 1), _triangle(turn)])
    else:
        edge = np.column_stack([np.cos(2 * np.pi * turn), np.sin(2 * np.pi * turn)])
    return np.asarray((length_m[:, np.newaxis, np.newaxis] * edge).reshape(-1, 2))


def _triangle(turn: Floats) -> Floats:
    """Return 0, 1, 0, −1 at the quarters of a turn, in straight lines between."""
    return np.asarray(1 - np.abs(4 * ((turn + 0.75) % 1) - 2))


def _shares(values: Floats, edges: Sequence[float]) -> Floats:
    """Return the share of the values in each band [a, b)."""
    counts, _ = np.histogram(values[values < edges[-1]], bins=np.asarray(edges, dtype=np.float64))
    return np.asarray(counts / values.size)
