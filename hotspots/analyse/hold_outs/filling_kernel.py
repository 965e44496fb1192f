"""Filling a room with the first places of an order, in all resamples at once, compiled.

Place by place in their order, each is added to what every resample has taken so far: a row of
counts side by side, which a processor adds up many at a time. Gone through resample by resample,
each place being looked for in each, the same took ten times as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspots.analyse.compiled import compiled_as_written

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspots.arrays import Floats, Longs


def fill(
    times: NDArray[np.uint8],
    columns: Longs,
    groups: Longs,
    *,
    later: Floats,
    earlier: Floats,
    others: Floats,
    rooms: Floats,
) -> Floats:
    """Take places until they fill each room; of tied places among which it ends, a part of each.

    Parameters
    ----------
    times : array of shape (w, r)
        How often each place stands in each resample.
    columns : array of int, of shape (p,)
        The places in their order, by their row in ``times``.
    groups : array of int, of shape (g,)
        Where each group of tied places begins in ``columns``; 0 first, none empty.
    later, earlier : array of shape (p,)
        What each place holds.
    others : array of shape (r,)
        Further places of the last group, which hold nothing.
    rooms : array of shape (n, r)
        In places.

    Returns
    -------
    array of shape (3, n, r)
        What the places taken hold later and earlier, and how many they are.
    """
    found = np.zeros((3, *rooms.shape))
    if groups.size:
        ends = np.append(groups[1:], columns.size)
        _fill(times, columns, ends, later, earlier, others, rooms, found)
    return found


def held(times: NDArray[np.uint8], worth: Floats) -> Floats:
    """Return what all places hold in each resample, added up in their order.

    Parameters
    ----------
    times : array of shape (w, r)
    worth : array of shape (w,)
        What each place holds; those that hold nothing cost nothing.
    """
    sums = np.zeros(times.shape[1])
    _hold(times, np.flatnonzero(worth), worth, sums)
    return sums


@compiled_as_written
def _hold(times: NDArray[np.uint8], places: Longs, worth: Floats, sums: Floats) -> None:
    """Add what some places hold to each resample's sum."""
    for place in places:
        for row in range(sums.size):
            sums[row] += times[place, row] * worth[place]


@compiled_as_written
def _add(counts: NDArray[np.uint8], later: float, earlier: float, group: Floats) -> None:
    """Add a place to its group: how many it is in each resample, and what they hold."""
    sizes, more, before = group[0], group[1], group[2]
    if later == 0.0 and earlier == 0.0:
        for row in range(counts.size):
            sizes[row] += counts[row]
    else:
        for row in range(counts.size):
            sizes[row] += counts[row]
            more[row] += counts[row] * later
            before[row] += counts[row] * earlier


@compiled_as_written
def _go_on(taken: Floats, group: Floats) -> None:
    """Add a group to all that is taken before it."""
    for what in range(3):
        sums, more = taken[what], group[what]
        for row in range(sums.size):
            sums[row] += more[row]
            more[row] = 0.0


@compiled_as_written
def _any_ends(filled: Floats, sizes: Floats, following: Floats) -> bool:
    """Say whether any resample's next room ends in a group."""
    ends = 0
    for row in range(filled.size):
        ends += filled[row] + sizes[row] > following[row]
    return ends > 0


@compiled_as_written
def _settle(rooms: Floats, row: int, before: Floats, group: Floats, found: Floats) -> float:
    """Put down what fills the rooms that end in a group: all before it, and a part of it.

    Returns the next room of the resample; infinite where there is none.
    """
    filled, size, following = before[0, row], group[0, row], np.inf
    for room in range(rooms.shape[0]):
        space = rooms[room, row]
        if filled <= space < filled + size:
            part = (space - filled) / size
            found[0, room, row] = before[1, row] + part * group[1, row]
            found[1, room, row] = before[2, row] + part * group[2, row]
            found[2, room, row] = space
        elif filled + size <= space < following:
            following = space
    return following


@compiled_as_written
def _take_all(rooms: Floats, taken: Floats, found: Floats) -> None:
    """Put down all that there is, for the rooms that it does not fill."""
    for row in range(rooms.shape[1]):
        for room in range(rooms.shape[0]):
            if rooms[room, row] >= taken[0, row]:
                found[0, room, row] = taken[1, row]
                found[1, room, row] = taken[2, row]
                found[2, room, row] = taken[0, row]


@compiled_as_written
def _fill(
    times: NDArray[np.uint8],
    columns: Longs,
    ends: Longs,
    later: Floats,
    earlier: Floats,
    others: Floats,
    rooms: Floats,
    found: Floats,
) -> None:
    """Go through the groups until the rooms of all resamples are full."""
    resamples = rooms.shape[1]
    # Of each resample: how many places are taken, what they hold later, and earlier.
    taken, group = np.zeros((3, resamples)), np.zeros((3, resamples))
    following = np.empty(resamples)
    for row in range(resamples):
        following[row] = rooms[:, row].min()
    start = 0
    for number in range(ends.size):
        for k in range(start, ends[number]):
            _add(times[columns[k]], later[k], earlier[k], group)
        start = ends[number]
        if number == ends.size - 1:
            group[0] += others
        if _any_ends(taken[0], group[0], following):
            for row in range(resamples):
                if taken[0, row] + group[0, row] > following[row]:
                    following[row] = _settle(rooms, row, taken, group, found)
            if following.min() == np.inf:
                return
        _go_on(taken, group)
    _take_all(rooms, taken, found)
