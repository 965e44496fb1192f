"""In which order to walk to homes: street by street, up one side and down the other.

The homes of one street that stand together are a stretch. A stretch is walked as a whole, odd
numbers one way and even numbers back, and the stretches are put in an order that keeps the way
between them short: from the most urgent home always on to the nearest stretch, and then improved
by turning round parts of the way as long as that shortens it (2-opt).

Distances are straight lines from door to door, which is shorter than any pavement; the two ways
that are compared are measured alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from rtree.index import Index, Property
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from hotspots import schema
from hotspots.analyse.cocoons.street_sides import (
    NO_NUMBER,
    door_numbers,
    house_numbers,
    odd_and_even_apart,
)
from hotspots.crs import require_projected

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.arrays import Floats, Longs


# Homes of one street with a longer gap between them are two stretches: something else is nearer.
LONGEST_GAP_M: Final = 150.0
# Shorter gains are the rounding of sums, and would have two ways turn into each other for ever.
_LEAST_GAIN_M: Final = 1e-6


@dataclass(frozen=True, kw_only=True, eq=False)
class WalkingOrder:
    """An order of walking.

    Attributes
    ----------
    order : Series of int, on the targets' index
        1 is the first home to be walked to.
    metres : float
        From the first home to the last in this order, straight from door to door.
    metres_by_priority : float
        The same in the order of priority.
    stretches : int
        Streets, or parts of one, that are walked as a whole.
    """

    order: pd.Series[int] = field(repr=False)
    metres: float
    metres_by_priority: float
    stretches: int

    @property
    def metres_saved(self) -> float:
        """What this order saves; below 0 where a few homes are nearer by priority."""
        return self.metres_by_priority - self.metres

    @property
    def sentence(self) -> str:
        """What the order saves, in words for the list's head."""
        if len(self.order) < 2:  # noqa: PLR2004 - one home is no way
            return "There is no way between homes to put in order."
        way = f"In walking order {_distance(self.metres)} from the first home to the last"
        if self.metres_saved < 1:
            return f"{way}, straight from door to door; the order of priority is no longer."
        return (
            f"{way}, {_distance(self.metres_saved)} less than in the order of priority "
            f"({_distance(self.metres_by_priority)}); both straight from door to door, so the "
            "way on foot is longer."
        )


def walking_order(
    targets: gpd.GeoDataFrame, *, settled_by: pd.Series[int] | None = None
) -> WalkingOrder:
    """Return the order in which to walk to homes.

    Parameters
    ----------
    targets : GeoDataFrame
        ``street``, ``town``, ``number``, ``flat`` (text, may be missing), ``priority`` (each once)
        and points in metres: the homes of one shift.
    settled_by : Series of int, optional
        On the same index, each once: what takes the place of the priority wherever two ways are as
        good, and in saying near which home the way begins. By default the priority, which knows
        how far each home is from a burglary.

    Returns
    -------
    WalkingOrder
        The same whatever the order of the rows.

    Raises
    ------
    CoordinateError, MissingColumnError

    Notes
    -----
    The order is short and not the shortest. It begins at whichever end of the way is nearer to the
    first home. A district's homes lie in several places, and the way between these is driven.

    References
    ----------
    Croes (1958), "A method for solving traveling-salesman problems", Operations Research 6.
    """
    needed = (schema.STREET, schema.TOWN, schema.NUMBER, schema.FLAT, schema.PRIORITY)
    schema.require_columns(targets, needed, "homes to visit")
    require_projected(targets, "homes to visit")
    by_priority = np.argsort(targets[schema.PRIORITY].to_numpy(), kind="stable")
    settled = by_priority if settled_by is None else np.argsort(settled_by.to_numpy())
    homes = targets.iloc[settled]
    places = np.column_stack((homes.geometry.x, homes.geometry.y))
    ways = _ways_of_stretches(homes, places)
    walked = _joined(ways, places)
    if walked.size and int(np.flatnonzero(walked == 0)[0]) > (walked.size - 1) / 2:
        walked = walked[::-1]
    place = np.empty(len(homes), dtype=np.int64)
    place[settled[walked]] = np.arange(1, len(homes) + 1)
    prior = targets.geometry.iloc[by_priority]
    order = pd.Series(place, index=targets.index)
    return WalkingOrder(
        order=order,
        metres=_length_m(places[walked]),
        metres_by_priority=_length_m(np.column_stack((prior.x, prior.y))),
        stretches=len(ways),
    )


def _ways_of_stretches(homes: gpd.GeoDataFrame, places: Floats) -> list[list[Longs]]:
    """Return the ways to walk each stretch: orders of its homes, by position."""
    if homes.empty:
        return []
    number, flat = door_numbers(homes[schema.NUMBER]), door_numbers(homes[schema.FLAT])
    street = pd.factorize(
        homes[schema.STREET].str.casefold().fillna("")
        + "|"
        + homes[schema.TOWN].str.casefold().fillna("")
    )[0]
    stretch = _stretches(street.astype(np.int64), places)
    order = np.argsort(stretch, kind="stable")
    ends = np.cumsum(np.bincount(stretch))[:-1]
    return [_ways(members, number, flat, places) for members in np.split(order, ends)]


def _stretches(street: Longs, places: Floats) -> Longs:
    """Return the stretch of each home: homes of one street, linked by gaps that are walked."""
    # A third coordinate keeps streets apart that cross.
    apart = np.column_stack((places, street * 2 * LONGEST_GAP_M))
    linked = cKDTree(apart).query_pairs(LONGEST_GAP_M, output_type="ndarray")
    links = coo_array(
        (np.ones(len(linked), dtype=np.int8), (linked[:, 0], linked[:, 1])),
        shape=(street.size, street.size),
    )
    _, label = connected_components(links, directed=False)
    # Numbered by their most urgent home, so that nothing depends on how the library numbers them.
    return pd.factorize(label)[0].astype(np.int64)


def _ways(members: Longs, number: Longs, flat: Longs, places: Floats) -> list[Longs]:
    """Return the ways to walk one stretch: up and down, from either end and on either side."""
    by_number = members[np.lexsort((members, flat[members], number[members]))]
    numbered = by_number[number[by_number] != NO_NUMBER]
    rest = by_number[number[by_number] == NO_NUMBER]
    houses = house_numbers(number[numbered])
    odd, even = numbered[houses % 2 == 1], numbered[houses % 2 == 0]
    if odd.size and even.size and odd_and_even_apart(houses, places[numbered]):
        ups_and_downs = [np.concatenate((odd, even[::-1])), np.concatenate((odd[::-1], even))]
    else:
        ups_and_downs = [numbered]
    ways = [_with_others(way, rest, places) for way in ups_and_downs]
    return [turned for way in ways for turned in (way, way[::-1])]


def _with_others(way: Longs, rest: Longs, places: Floats) -> Longs:
    """Add homes without a number, each where it lengthens the way least."""
    for home in rest:
        if not way.size:
            way = np.array([home])
            continue
        to_home = np.hypot(*(places[way] - places[home]).T)
        steps = np.hypot(*np.diff(places[way], axis=0).T)
        detours = np.concatenate(([to_home[0]], to_home[:-1] + to_home[1:] - steps, [to_home[-1]]))
        way = np.insert(way, int(detours.round(6).argmin()), home)
    return way


def _joined(ways: list[list[Longs]], places: Floats) -> Longs:
    """Return one way through all stretches."""
    if not ways:
        return np.empty(0, dtype=np.int64)
    options = _Options.of(ways, places)
    sequence = _nearest_next(options)
    turn = _best_turns(sequence, options)
    length_m = options.length_m(sequence, turn)
    while True:
        other = _turned_round(sequence, turn, options)
        other_turn = _best_turns(other, options)
        other_m = options.length_m(other, other_turn)
        if other_m >= length_m - _LEAST_GAIN_M:
            return np.concatenate([ways[k][t] for k, t in zip(sequence, turn, strict=True)])
        sequence, turn, length_m = other, other_turn, other_m


@dataclass(frozen=True, kw_only=True, eq=False)
class _Options:
    """Where each way of each stretch begins and ends; a way and its reverse stand side by side."""

    begins: Floats  # (stretches, ways, 2)
    ends: Floats
    inner_m: Floats  # (stretches, ways)

    @classmethod
    def of(cls, ways: list[list[Longs]], places: Floats) -> _Options:
        """Gather the ways of all stretches; one that has fewer repeats them."""
        most = max(map(len, ways))
        whole = [(options * most)[:most] for options in ways]
        return cls(
            begins=np.array([[places[way[0]] for way in options] for options in whole]),
            ends=np.array([[places[way[-1]] for way in options] for options in whole]),
            inner_m=np.array([[_length_m(places[way]) for way in options] for options in whole]),
        )

    def length_m(self, sequence: Longs, turn: Longs) -> float:
        """Return the length of the way through the stretches, each walked in its own way."""
        between = self.begins[sequence[1:], turn[1:]] - self.ends[sequence[:-1], turn[:-1]]
        return float(self.inner_m[sequence, turn].sum() + np.hypot(*between.T).sum())


def _nearest_next(options: _Options) -> Longs:
    """Start with the most urgent home's stretch, which is the first, and go on to the nearest."""
    stretches, ways, _ = options.begins.shape
    doors = options.begins.reshape(-1, 2)
    # The doors at which the stretches begin that are not walked yet. From small pages one is taken
    # out in a fifth of a millisecond, from the usual ones of 100 in five.
    left = Index(
        properties=Property(leaf_capacity=10, index_capacity=10, near_minimum_overlap_factor=9)
    )
    for number, door in enumerate(doors):
        left.insert(number, (*door, *door))
    sequence: list[int] = []
    nearest = 0
    while True:
        stretch = nearest // ways
        sequence.append(stretch)
        for number in range(stretch * ways, (stretch + 1) * ways):
            left.delete(number, (*doors[number], *doors[number]))
        if len(sequence) == stretches:
            return np.array(sequence)
        nearest = _nearest_door(options.ends[stretch, nearest % ways], left, doors)


def _nearest_door(here: Floats, left: Index, doors: Floats) -> int:
    """Return the nearest of the doors that are left; of several as near, the most urgent."""
    one = next(iter(left.nearest((*here, *here), 1)))
    reach_m = _away_m(doors[one], here) + _LEAST_GAIN_M
    near = sorted(left.intersection((*(here - reach_m), *(here + reach_m))))
    return int(near[int(_away_m(doors[near], here).argmin())])


def _best_turns(sequence: Longs, options: _Options) -> Longs:
    """Return the best way to walk each stretch, for a given sequence of them: exactly."""
    cost_m = options.inner_m[sequence[0]]
    came_from = []
    for before, after in pairwise(sequence):
        steps = options.begins[after][np.newaxis] - options.ends[before][:, np.newaxis]
        through_m = cost_m[:, np.newaxis] + np.hypot(steps[..., 0], steps[..., 1])
        came_from.append(through_m.argmin(axis=0))
        cost_m = through_m.min(axis=0) + options.inner_m[after]
    turn = [int(cost_m.argmin())]
    for choice in reversed(came_from):
        turn.append(int(choice[turn[-1]]))
    return np.array(turn[::-1])


def _turned_round(sequence: Longs, turn: Longs, options: _Options) -> Longs:
    """Turn round parts of the way for as long as that shortens it (2-opt)."""
    sequence = sequence.copy()
    begins, ends = options.begins[sequence, turn], options.ends[sequence, turn]
    shortened = True
    while shortened:
        shortened = False
        for first in range(len(sequence)):
            gain_m = _gain_by_turning(first, begins, ends)
            best = int(gain_m.argmax())
            if gain_m[best] > _LEAST_GAIN_M:
                part = slice(first, first + best + 1)
                sequence[part] = sequence[part][::-1]
                begins[part], ends[part] = ends[part][::-1].copy(), begins[part][::-1].copy()
                shortened = True
    return sequence


def _gain_by_turning(first: int, begins: Floats, ends: Floats) -> Floats:
    """Return what is saved by turning round the part from one stretch up to each later one."""
    gain_m = np.zeros(len(begins) - first)
    if first:
        here = ends[first - 1]
        gain_m += _away_m(here, begins[first]) - _away_m(here, ends[first:])
    gain_m[:-1] += _away_m(ends[first:-1], begins[first + 1 :]) - _away_m(
        begins[first], begins[first + 1 :]
    )
    return gain_m


def _away_m(one: Floats, other: Floats) -> Floats:
    distance_m: Floats = np.hypot(one[..., 0] - other[..., 0], one[..., 1] - other[..., 1])
    return distance_m


def _length_m(way: Floats) -> float:
    return float(np.hypot(*np.diff(way, axis=0).T).sum())


def _distance(metres: float) -> str:
    return f"{metres:,.0f} m" if metres < 1_000 else f"{metres / 1_000:,.1f} km"  # noqa: PLR2004
