"""Filling a room with the first places of an order, resample by resample, compiled.

Each resample is gone through no further than its largest room reaches, and nothing is held but the
answer: laid out as tables of resamples and places, the same took forty times as long. Sums are
taken in numpy's order (pairwise within a group of ties, one after another over groups), so that a
figure is the same to the last bit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspots.analyse.compiled import compiled_as_written

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspots.arrays import Floats, Longs

_LANES, _BLOCK = 8, 128  # of numpy's pairwise sum
_DEEPEST = 128  # of a stack that halves as many values as a machine can hold


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
    times : array of shape (r, w)
        How often each place stands in each resample.
    columns : array of int, of shape (p,)
        The places in their order, by their column in ``times``.
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
    found = np.empty((3, *rooms.shape))
    if groups.size:
        ends = np.append(groups[1:], columns.size)
        most = int((ends - groups).max())
        _fill(times, columns, groups, ends, later, earlier, others, rooms, np.empty(most), found)
    else:
        found[:] = 0.0
    return found


def held(times: NDArray[np.uint8], worth: Floats) -> Floats:
    """Return what all places hold in each resample, added up in their order.

    Parameters
    ----------
    times : array of shape (r, w)
    worth : array of shape (w,)
        What each place holds; those that hold nothing cost nothing.
    """
    columns = np.flatnonzero(worth)
    sums = np.empty(len(times))
    _hold(times, columns, worth[columns], sums)
    return sums


@compiled_as_written
def _hold(times: NDArray[np.uint8], columns: Longs, worth: Floats, sums: Floats) -> None:
    """Sum each row."""
    for row in range(sums.size):
        total = 0.0
        for k in range(columns.size):
            total += times[row, columns[k]] * worth[k]
        sums[row] = total


@compiled_as_written
def _block(values: Floats, start: int, size: int) -> float:
    """Return the sum of no more values than a block has, as numpy adds them up."""
    total = 0.0
    whole = 0
    if size >= _LANES:
        lanes = values[start : start + _LANES].copy()
        whole = size - size % _LANES
        for k in range(_LANES, whole, _LANES):
            for lane in range(_LANES):
                lanes[lane] += values[start + k + lane]
        total = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + (
            (lanes[4] + lanes[5]) + (lanes[6] + lanes[7])
        )
    for k in range(whole, size):
        total += values[start + k]
    return total


@compiled_as_written
def _pairwise(values: Floats, size: int) -> float:
    """Return a sum as numpy adds it up: halves, and halves of them, down to a block.

    What is still to do stands on a stack, with a size of -1 for two sums to be added: machine code
    that calls itself cannot be kept on disk.
    """
    if size <= _BLOCK:
        return _block(values, 0, size)
    to_do = np.empty((_DEEPEST, 2), dtype=np.int64)
    sums = np.empty(_DEEPEST)
    to_do[0, 0], to_do[0, 1] = 0, size
    waiting, done = 1, 0
    while waiting > 0:
        waiting -= 1
        start, part = to_do[waiting, 0], to_do[waiting, 1]
        if part < 0:
            done -= 1
            sums[done - 1] += sums[done]
        elif part <= _BLOCK:
            sums[done] = _block(values, start, part)
            done += 1
        else:
            half = part // 2
            half -= half % _LANES
            to_do[waiting, 1] = -1
            to_do[waiting + 1, 0], to_do[waiting + 1, 1] = start + half, part - half
            to_do[waiting + 2, 0], to_do[waiting + 2, 1] = start, half
            waiting += 3
    return float(sums[0])


@compiled_as_written
def _rest(
    counts: NDArray[np.uint8],
    columns: Longs,
    worth: Floats,
    start: int,
    end: int,
    spare: Floats,
) -> float:
    """Return what tied places after the first of their group hold in a resample."""
    for k in range(start, end):
        spare[k - start] = counts[columns[k]] * worth[k]
    return _pairwise(spare, end - start)


@compiled_as_written
def _least_from(rooms: Floats, row: int, space: float) -> float:
    """Return the smallest room of a resample from a size on; infinite where there is none."""
    least = np.inf
    for room in range(rooms.shape[0]):
        if space <= rooms[room, row] < least:
            least = rooms[room, row]
    return least


@compiled_as_written
def _settle(
    rooms: Floats,
    row: int,
    filled: float,
    size: float,
    later: tuple[float, float],
    earlier: tuple[float, float],
    found: Floats,
) -> None:
    """Put down what fills the rooms that end in a group: all before it, and a part of it."""
    for room in range(rooms.shape[0]):
        space = rooms[room, row]
        if filled <= space < filled + size:
            part = (space - filled) / size
            found[0, room, row] = later[0] + part * later[1]
            found[1, room, row] = earlier[0] + part * earlier[1]
            found[2, room, row] = space


@compiled_as_written
def _fill(  # noqa: PLR0913, PLR0917 - compiled code takes numbers and arrays, one by one
    times: NDArray[np.uint8],
    columns: Longs,
    groups: Longs,
    ends: Longs,
    later: Floats,
    earlier: Floats,
    others: Floats,
    rooms: Floats,
    spare: Floats,
    found: Floats,
) -> None:
    """Go through each resample's groups until all rooms are full."""
    last = groups.size - 1
    for row in range(rooms.shape[1]):
        filled, taken, had = 0.0, 0.0, 0.0
        least = _least_from(rooms, row, 0.0)
        for group in range(groups.size):
            start, end = groups[group], ends[group]
            size = float(times[row, columns[start]])
            more, before = size * later[start], size * earlier[start]
            if end - start > 1:
                for k in range(start + 1, end):
                    size += times[row, columns[k]]
                more += _rest(times[row], columns, later, start + 1, end, spare)
                before += _rest(times[row], columns, earlier, start + 1, end, spare)
            if group == last:
                size += others[row]
            if filled + size > least:
                _settle(rooms, row, filled, size, (taken, more), (had, before), found)
                least = _least_from(rooms, row, filled + size)
                if least == np.inf:
                    filled = np.inf
                    break
            filled += size
            taken += more
            had += before
        for room in range(rooms.shape[0]):
            if rooms[room, row] >= filled:
                found[0, room, row] = taken
                found[1, room, row] = had
                found[2, room, row] = filled
