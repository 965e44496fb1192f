"""The Knox counts, compiled: pairs in range found once, dates permuted over them.

Two steps. Points are put in strips as wide as the furthest distance and sorted along each strip, so
that a point's neighbours lie in a short run of its own strip and of the next; pairs are counted by
distance band first and then written into arrays of that very size, band by band. Then the dates
are shuffled over the points, 64 permutations side by side: the dates of one point under all 64 lie
next to each other in memory, so that one pair costs a subtraction and a comparison for each edge
of the time bands, which the processor does for 32 permutations at a time.

Each permutation has a stream of random numbers of its own, made from the seed and its number: which
permutations are counted together, and on which machine, changes nothing.

Tried and left: a k-d tree for the pairs (ten times slower here, and 64-bit indices), a look-up
table from days to band with one counter each (four times slower: the counters are waited for), and
the matrix of all distances, which is what makes other tools stop at some thousands of points.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hotspots.analyse.compiled import compiled
from hotspots.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspots.arrays import Floats, Longs

    Integers = NDArray[np.int32]
    Days = NDArray[np.int16]

LANES = 64  # permutations side by side: two 512-bit registers of 16-bit days
BLOCK = 4096  # pairs added up in 16 bits before the sums are moved to 64
MOST_PAIRS = 250_000_000  # 2 GB of pairs
# The shuffle multiplies 40 random bits by the number of points left, in 64 bits.
MOST_POINTS = 1 << 24
# Distances are rounded to a micrometre before they are banded: two points written 100 m apart to
# the centimetre are 100 m apart, and not 99.999 999 999 97 m for the way computers hold decimals.
PER_MICROMETRE = 1_000_000.0
# A strip is a little wider than the reach, so that rounding cannot put a neighbour two strips off.
SLACK = 1.0 + 1e-9


def spatial_order(eastings: Floats, northings: Floats, days: Longs, reach_m: float) -> Longs:
    """Return the order by strip, easting, northing and day, which owes nothing to the rows' order.

    ``reach_m`` is the far edge of the last distance band.
    """
    strips = np.floor(northings / (reach_m * SLACK))
    return np.lexsort((days, northings, eastings, strips))


def pairs_in_range(
    eastings: Floats, northings: Floats, *, edges_m: Floats, manhattan: bool
) -> tuple[Integers, Integers, Longs]:
    """Return the pairs of points in each distance band.

    Parameters
    ----------
    eastings, northings : array of shape (n,)
        Metres, in ``spatial_order`` for a reach of ``edges_m[-1]``.
    edges_m : array of shape (bands + 1,)
        Rising. Band s is edge s ≤ distance < edge s+1, distances being whole micrometres.

    Returns
    -------
    first, second : array of shape (pairs,)
        Positions of the two points, the pairs of the nearest band first.
    starts : array of shape (bands + 1,)
        Band s is ``first[starts[s]:starts[s + 1]]``.

    Raises
    ------
    ParameterError
        When there are more pairs than memory should be asked to hold.
    """
    strips = np.floor(northings / (edges_m[-1] * SLACK))
    nothing = np.empty(0, dtype=np.int32)
    slots = np.zeros(edges_m.size - 1, dtype=np.int64)
    points = (eastings, northings, strips, edges_m, manhattan)
    _sweep(*points, slots, nothing, nothing)
    starts = np.concatenate(([0], np.cumsum(slots)))
    if starts[-1] > MOST_PAIRS:
        raise ParameterError(
            f"{starts[-1]:,} pairs of the {eastings.size:,} points lie within {edges_m[-1]:g} m, "
            f"more than {MOST_PAIRS:,}. Shorten the distance bands, or divide the points by area "
            "or by period."
        )
    first = np.empty(starts[-1], dtype=np.int32)
    second = np.empty(starts[-1], dtype=np.int32)
    if starts[-1]:
        _sweep(*points, starts[:-1].copy(), first, second)
    return first, second, starts


def counts_of_permutations(
    pairs: tuple[Integers, Integers, Longs],
    days: Days,
    paired: int,
    *,
    edges_days: Days,
    permutations: range,
    seed: int,
) -> Longs:
    """Return the pairs in each band under each of some permutations of the dates.

    Parameters
    ----------
    pairs : tuple of first, second, starts
        As ``pairs_in_range`` returns them; positions below ``paired``.
    days : array of shape (n,)
        Whole days.
    paired : int
        Only the first so many points belong to a pair; the dates of all n take part.
    edges_days : array of shape (time bands + 1,)
        Rising; time band t is edge t ≤ days apart < edge t+1.
    permutations : range
        Their numbers, from 0.
    seed : int
        0 to 2⁶⁴ − 1.

    Returns
    -------
    array of shape (permutations, distance bands, time bands)
    """
    first, second, starts = pairs
    counts = np.zeros((len(permutations), starts.size - 1, edges_days.size - 1), dtype=np.int64)
    lanes = np.zeros((paired, LANES), dtype=np.int16)
    spare = np.empty_like(days)
    for at in range(0, len(permutations), LANES):
        batch = permutations[at : at + LANES]
        for lane, number in enumerate(batch):
            _deal(days, np.uint64(seed), np.uint64(number), spare, lanes, lane)
        below = _count_below(first, second, starts, edges_days, lanes)
        counts[at : at + len(batch)] = _by_band(below)[: len(batch)]
    return counts


def counts_as_they_are(
    pairs: tuple[Integers, Integers, Longs], days: Days, paired: int, *, edges_days: Days
) -> Longs:
    """Return the pairs in each band with every date where it is: shape (distance, time bands)."""
    lanes = np.repeat(days[:paired, np.newaxis], LANES, axis=1)
    counts: Longs = _by_band(_count_below(*pairs, edges_days, lanes))[0]
    return counts


def _by_band(below: Longs) -> Longs:
    """Turn pairs below an edge (distance, edge, lane) into pairs a band (lane, distance, time)."""
    return np.moveaxis(np.diff(below, axis=1), 2, 0)


@compiled
def _sweep(
    eastings: Floats,
    northings: Floats,
    strips: Floats,
    edges_m: Floats,
    manhattan: bool,  # noqa: FBT001 - compiled functions take no keyword-only arguments
    slots: Longs,
    first: Integers,
    second: Integers,
) -> None:
    """Move each band's slot on by its pairs, writing them there unless ``first`` is empty."""
    count = eastings.size
    reach = edges_m[-1] * SLACK
    strip_end = 0  # one past the last point of this point's strip
    next_end = 0  # and of the strip after it
    nearest = 0  # the first point of the next strip that can be in reach
    for i in range(count):
        if i == strip_end:
            strip_end = next_end if next_end > i else _end_of_strip(strips, i)
            next_end = strip_end
            if strip_end < count and strips[strip_end] == strips[i] + 1.0:
                next_end = _end_of_strip(strips, strip_end)
            nearest = strip_end
        while nearest < next_end and eastings[nearest] < eastings[i] - reach:
            nearest += 1
        for start, end in ((i + 1, strip_end), (nearest, next_end)):
            for j in range(start, end):
                east = eastings[j] - eastings[i]
                if east > reach:
                    break
                north = northings[j] - northings[i]
                band = _band_of(east, north, edges_m, manhattan)
                if band >= 0:
                    if first.size > 0:
                        first[slots[band]] = i
                        second[slots[band]] = j
                    slots[band] += 1


@compiled
def _end_of_strip(strips: Floats, start: int) -> int:
    end = start
    while end < strips.size and strips[end] == strips[start]:
        end += 1
    return end


@compiled
def _band_of(
    east: float,
    north: float,
    edges_m: Floats,
    manhattan: bool,  # noqa: FBT001 - compiled functions take no keyword-only arguments
) -> int:
    """Return the band of a distance, −1 where it is in none."""
    away = abs(east) + abs(north) if manhattan else math.sqrt(east * east + north * north)
    distance = math.floor(away * PER_MICROMETRE + 0.5) / PER_MICROMETRE
    if distance < edges_m[0]:
        return -1
    for band in range(edges_m.size - 1):
        if distance < edges_m[band + 1]:
            return band
    return -1


@compiled
def _mixed(bits: np.uint64) -> np.uint64:
    """Return the bits thoroughly mixed: the finaliser of SplitMix64 (Steele, Lea & Flood 2014)."""
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))


@compiled
def _deal(
    days: Days, seed: np.uint64, number: np.uint64, spare: Days, lanes: Days, lane: int
) -> None:
    """Deal the days out to the points in a random order: Fisher and Yates's shuffle, cut short.

    Only the points that belong to a pair are dealt to. The numbers of SplitMix64 are scaled to the
    days left; no day is likelier than another by more than the points over 2⁴⁰.
    """
    step = np.uint64(0x9E3779B97F4A7C15)
    # The permutation's own stream starts where its number and the seed, mixed, point.
    stream = _mixed(_mixed(seed + step) + (number + np.uint64(1)) * step)
    for i in range(days.size):
        spare[i] = days[i]
    left = np.uint64(days.size)
    column = np.uint64(lane)
    for i in range(np.uint64(lanes.shape[0])):
        stream += step
        bits = _mixed(stream) >> np.uint64(24)
        drawn = i + ((bits * (left - i)) >> np.uint64(40))
        lanes[i, column] = spare[drawn]
        spare[drawn] = spare[i]


@compiled
def _count_below(
    first: Integers, second: Integers, starts: Longs, edges_days: Days, lanes: Days
) -> Longs:
    """Count, for each distance band, edge and lane, the pairs fewer days apart than the edge."""
    bands, edges = starts.size - 1, edges_days.size
    counts = np.zeros((bands, edges, LANES), dtype=np.int64)
    sums = np.zeros(LANES, dtype=np.int16)
    for band in range(bands):
        for block in range(starts[band], starts[band + 1], BLOCK):
            end = min(block + BLOCK, starts[band + 1])
            for edge in range(edges):
                days = edges_days[edge]
                if days <= 0:
                    continue
                sums[:] = 0
                for pair in range(block, end):
                    i = np.uint64(first[pair])
                    j = np.uint64(second[pair])
                    for lane in range(np.uint64(LANES)):  # unsigned, and 16 bits throughout, or
                        apart = abs(np.int16(lanes[i, lane] - lanes[j, lane]))  # it is not done
                        sums[lane] = np.int16(sums[lane] + (apart < days))  # 32 lanes at a time
                for lane in range(LANES):
                    counts[band, edge, lane] += sums[lane]
    return counts
