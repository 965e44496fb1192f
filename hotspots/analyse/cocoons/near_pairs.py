"""Which places lie within a radius of which points: every pair, found by a compiled join.

The points are few and are sorted into bands from south to north, by easting within each. Every
place then asks the bands in its reach. That is done twice: once to count each point's pairs, once
to put them where they belong, so that nothing is held but the pairs themselves, in their order. The
many places are neither sorted nor copied, and a part of them costs what it holds: places that do
not fit into memory are gone through in parts.

Tried and left: a tree of the places (scipy's, whose lists for each point took ten times the
pairs' memory) and bands as high as the radius, which hold more points beyond it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from hotspots.analyse.compiled import compiled_as_written
from hotspots.errors import CoordinateError

if TYPE_CHECKING:
    from hotspots.arrays import Floats, Longs

# Distances are told apart as whole micrometres: what is 400 m on the map is not 400.0000000001.
_TO_THE_MICROMETRE: Final = 1e6
_SURELY: Final = 2e-6  # metres by which a square of a distance tells on which side it lies
_BANDS_IN_REACH: Final = 2  # bands to a radius


def pairs_within(places: Floats, points: Floats, *, radius_m: float) -> tuple[Longs, Longs, Floats]:
    """Return every pair of a point and a place within a radius, the edge included.

    Parameters
    ----------
    places : array of shape (n, 2)
        Eastings and northings in metres, finite. Many.
    points : array of shape (m, 2)
        In the same system, finite. Few: they are indexed.
    radius_m : float

    Returns
    -------
    point, place : array of int of shape (pairs,)
        Positions; ``point`` rises, and ``place`` among those of one point.
    distance_m : array of shape (pairs,)
        To the micrometre.

    Raises
    ------
    CoordinateError
        Where a coordinate is missing or infinite.

    Notes
    -----
    Memory is that of the pairs. Pairs of parts of the places are those of the whole.

    Examples
    --------
    >>> point, place, distance_m = pairs_within(
    ...     np.array([[0.0, 0.0], [3.0, 4.0], [9.0, 0.0]]), np.array([[0.0, 0.0]]), radius_m=5.0
    ... )
    >>> place.tolist(), distance_m.tolist()
    ([0, 1], [0.0, 5.0])
    """
    homes, crimes = (np.ascontiguousarray(each, dtype=np.float64) for each in (places, points))
    if not (np.isfinite(homes).all() and np.isfinite(crimes).all()):
        raise CoordinateError("Places or points have no coordinates; leave those out first.")
    if not len(homes) or not len(crimes):
        nothing = np.empty(0, dtype=np.int64)
        return nothing, nothing.copy(), np.empty(0)
    south_m, height_m, band = _bands(crimes[:, 1], radius_m)
    order = np.lexsort((crimes[:, 0], band))
    starts = np.searchsorted(band[order], np.arange(band.max() + 2))
    index = (crimes[order], order, starts, south_m, height_m, float(radius_m))
    counts = np.zeros(len(crimes), dtype=np.int64)
    _count(homes, *index, counts)
    ends = np.cumsum(counts)
    place = np.empty(ends[-1], dtype=np.int64)
    distance_m = np.empty(ends[-1])
    _fill(homes, *index, ends - counts, place, distance_m)
    return np.repeat(np.arange(len(crimes)), counts), place, distance_m


def _bands(northings: Floats, radius_m: float) -> tuple[float, float, Longs]:
    """Return where the bands begin, how high each is, and each point's.

    There are never many more bands than points, however far apart these lie.
    """
    south_m = float(northings.min())
    most = 1 + 4 * northings.size
    height_m = max(radius_m / _BANDS_IN_REACH, float(northings.max() - south_m) / most)
    band: Longs = np.floor((northings - south_m) / height_m).astype(np.int64)
    return south_m, height_m, band


@compiled_as_written
def _distance(east_m: float, north_m: float, radius_m: float) -> float:
    """Return the distance to the micrometre, or −1 beyond the radius."""
    squared = east_m * east_m + north_m * north_m
    if squared > (radius_m + _SURELY) ** 2:
        return -1.0
    distance_m = np.rint(math.hypot(east_m, north_m) * _TO_THE_MICROMETRE) / _TO_THE_MICROMETRE
    return distance_m if distance_m <= radius_m else -1.0


@compiled_as_written
def _is_near(east_m: float, north_m: float, radius_m: float) -> bool:
    """Say whether ``_distance`` gives one; a root is drawn near the edge alone."""
    squared = east_m * east_m + north_m * north_m
    if squared < max(radius_m - _SURELY, 0.0) ** 2:
        return True
    return _distance(east_m, north_m, radius_m) >= 0.0


@compiled_as_written
def _first(points: Floats, low: int, high: int, east_m: float) -> int:
    """Return the first of a band's points that lies no further west than a line."""
    while low < high:
        middle = (low + high) // 2
        if points[middle, 0] < east_m:
            low = middle + 1
        else:
            high = middle
    return low


@compiled_as_written
def _reach(
    north_m: float, starts: Longs, south_m: float, height_m: float, radius_m: float
) -> tuple[int, int]:
    """Return the first band in reach of a northing, and the one after the last."""
    bands = starts.size - 1.0
    reach_m = radius_m + _SURELY
    first = math.floor((north_m - reach_m - south_m) / height_m)
    after = math.floor((north_m + reach_m - south_m) / height_m) + 1.0
    return int(min(max(first, 0.0), bands)), int(min(max(after, 0.0), bands))


@compiled_as_written
def _count(
    places: Floats,
    points: Floats,
    order: Longs,
    starts: Longs,
    south_m: float,
    height_m: float,
    radius_m: float,
    counts: Longs,
) -> None:
    """Count each point's places."""
    reach_m = radius_m + _SURELY
    for i in range(places.shape[0]):
        first, after = _reach(places[i, 1], starts, south_m, height_m, radius_m)
        for band in range(first, after):
            end = starts[band + 1]
            k = _first(points, starts[band], end, places[i, 0] - reach_m)
            while k < end and points[k, 0] <= places[i, 0] + reach_m:
                if _is_near(places[i, 0] - points[k, 0], places[i, 1] - points[k, 1], radius_m):
                    counts[order[k]] += 1
                k += 1


@compiled_as_written
def _fill(  # noqa: PLR0913, PLR0917 - the same
    places: Floats,
    points: Floats,
    order: Longs,
    starts: Longs,
    south_m: float,
    height_m: float,
    radius_m: float,
    free: Longs,
    place: Longs,
    distance_m: Floats,
) -> None:
    """Put each pair where its point's next one is free."""
    reach_m = radius_m + _SURELY
    for i in range(places.shape[0]):
        first, after = _reach(places[i, 1], starts, south_m, height_m, radius_m)
        for band in range(first, after):
            end = starts[band + 1]
            k = _first(points, starts[band], end, places[i, 0] - reach_m)
            while k < end and points[k, 0] <= places[i, 0] + reach_m:
                apart_m = _distance(
                    places[i, 0] - points[k, 0], places[i, 1] - points[k, 1], radius_m
                )
                if apart_m >= 0.0:
                    at = free[order[k]]
                    place[at] = i
                    distance_m[at] = apart_m
                    free[order[k]] = at + 1
                k += 1
