"""In which order to walk to homes: street by street, up one side and down the other.

The homes of one street that stand together are a stretch. A stretch is walked as a whole, odd
numbers one way and even numbers back, and the stretches are put in an order that keeps the way
between them short: from the first home always on to the nearest stretch, and then improved by
turning round parts of the way (2-opt) and by moving parts elsewhere (Or-opt) as long as that
shortens it. At a door with several flats these are called at in their own order, on either side.

How far two doors are apart is the ground's to say: along the streets where there are some.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
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

    from hotspots.arrays import Bools, Floats, Longs


# Homes of one street with a longer gap between them are two stretches: something else is nearer.
LONGEST_GAP_M: Final = 150.0
# So many stretches together are tried elsewhere on the way.
LONGEST_PART_MOVED: Final = 3
# Shorter gains are the rounding of sums, and would have two ways turn into each other for ever.
_LEAST_GAIN_M: Final = 1e-6


@dataclass(frozen=True, kw_only=True, eq=False)
class Doors:
    """What the order of walking needs to know of homes: one value or place for each.

    Attributes
    ----------
    street : array of int
        Homes of one street and town share a number.
    number, flat : array of int
        As ``door_numbers`` reads them.
    places : array of shape (homes, 2)
        Easting and northing.
    """

    street: Longs = field(repr=False)
    number: Longs = field(repr=False)
    flat: Longs = field(repr=False)
    places: Floats = field(repr=False)

    @classmethod
    def of(cls, homes: gpd.GeoDataFrame) -> Doors:
        """Read the doors of homes.

        Parameters
        ----------
        homes : GeoDataFrame
            ``street``, ``town``, ``number``, ``flat`` (text, may be missing) and points in metres.

        Raises
        ------
        CoordinateError, MissingColumnError
        """
        needed = (schema.STREET, schema.TOWN, schema.NUMBER, schema.FLAT)
        schema.require_columns(homes, needed, "homes to visit")
        require_projected(homes, "homes to visit")
        name, town = (
            homes[column].str.casefold().fillna("") for column in (schema.STREET, schema.TOWN)
        )
        return cls(
            street=pd.factorize(name + "|" + town)[0].astype(np.int64),
            number=door_numbers(homes[schema.NUMBER]),
            flat=door_numbers(homes[schema.FLAT]),
            places=np.column_stack((homes.geometry.x, homes.geometry.y)),
        )

    def of_rows(self, rows: Longs) -> Doors:
        """Return the doors of some homes, by position."""
        return Doors(
            street=self.street[rows],
            number=self.number[rows],
            flat=self.flat[rows],
            places=self.places[rows],
        )

    def turned(self, way: Longs) -> Longs:
        """Return a way from its other end; the flats of one door keep their order."""
        back = way[::-1]
        number = self.number[back]
        starts = np.flatnonzero((np.diff(number, prepend=-2) != 0) | (number == NO_NUMBER))
        door = np.cumsum(np.isin(np.arange(back.size), starts))
        in_order: Longs = back[np.lexsort((back, self.flat[back], door))]
        return in_order


@dataclass(frozen=True, kw_only=True, eq=False)
class Walk:
    """A way through homes.

    Attributes
    ----------
    order : array of int
        Positions of the homes, in the order of walking.
    metres : float
        From the first home to the last.
    stretches : int
        Streets, or parts of one, that are walked as a whole.
    """

    order: Longs
    metres: float
    stretches: int


def walk_through(doors: Doors, away_m: Floats) -> Walk:
    """Return a way through homes.

    Parameters
    ----------
    doors : Doors
        Of the homes of one place, in an order of their own: of two ways that are as good it settles
        which is taken, and the way begins at whichever end is nearer to the first of them.
    away_m : array of shape (homes, homes)
        Metres on foot from each to each, from a ``Ground``.

    Notes
    -----
    The way is short and not the shortest: on cases small enough for an exact solution it is within
    5 % of it.

    References
    ----------
    Croes (1958), "A method for solving traveling-salesman problems", Operations Research 6.
    Or (1976), "Traveling salesman-type combinatorial problems", Northwestern University.
    """
    ways = _ways_of_stretches(doors, away_m)
    order = _joined(ways, away_m)
    return Walk(order=order, metres=_length_m(order, away_m), stretches=len(ways))


def _ways_of_stretches(doors: Doors, away_m: Floats) -> list[list[Longs]]:
    """Return the ways to walk each stretch: orders of its homes, by position."""
    if not doors.street.size:
        return []
    stretch = _stretches(doors.street, doors.places)
    order = np.argsort(stretch, kind="stable")
    ends = np.cumsum(np.bincount(stretch))[:-1]
    return [_ways(members, doors, away_m) for members in np.split(order, ends)]


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
    # Numbered by their first home, so that nothing depends on how the library numbers them.
    return pd.factorize(label)[0].astype(np.int64)


def _ways(members: Longs, doors: Doors, away_m: Floats) -> list[Longs]:
    """Return the ways to walk one stretch: up and down, from either end and on either side."""
    number = doors.number
    by_number = members[np.lexsort((members, doors.flat[members], number[members]))]
    numbered = by_number[number[by_number] != NO_NUMBER]
    rest = by_number[number[by_number] == NO_NUMBER]
    houses = house_numbers(number[numbered])
    odd, even = numbered[houses % 2 == 1], numbered[houses % 2 == 0]
    if odd.size and even.size and odd_and_even_apart(houses, doors.places[numbered]):
        ups_and_downs = [
            np.concatenate((odd, doors.turned(even))),
            np.concatenate((doors.turned(odd), even)),
        ]
    else:
        ups_and_downs = [numbered]
    ways = [_with_others(way, rest, away_m) for way in ups_and_downs]
    return [turned for way in ways for turned in (way, doors.turned(way))]


def _with_others(way: Longs, rest: Longs, away_m: Floats) -> Longs:
    """Add homes without a number, each where it lengthens the way least."""
    for home in rest:
        if not way.size:
            way = np.array([home])
            continue
        to_home = away_m[way, home]
        steps = away_m[way[:-1], way[1:]]
        detours = np.concatenate(([to_home[0]], to_home[:-1] + to_home[1:] - steps, [to_home[-1]]))
        way = np.insert(way, int(detours.round(6).argmin()), home)
    return way


def _joined(ways: list[list[Longs]], away_m: Floats) -> Longs:
    """Return one way through all stretches, begun at the end that is nearer to the first home."""
    if not ways:
        return np.empty(0, dtype=np.int64)
    options = _Options.of(ways, away_m)
    sequence = _nearest_next(options)
    turn = _best_turns(sequence, options)
    length_m = options.length_m(sequence, turn)
    while True:
        other = _improved(sequence, turn, options)
        other_turn = _best_turns(other, options)
        other_m = options.length_m(other, other_turn)
        if other_m >= length_m - _LEAST_GAIN_M:
            break
        sequence, turn, length_m = other, other_turn, other_m
    if _first_home_is_late([ways[k][t] for k, t in zip(sequence, turn, strict=True)]):
        # A way and its reverse stand side by side.
        sequence, turn = sequence[::-1], turn[::-1] ^ 1
    return np.concatenate([ways[k][t] for k, t in zip(sequence, turn, strict=True)])


def _first_home_is_late(walked: list[Longs]) -> bool:
    way = np.concatenate(walked)
    return int(np.flatnonzero(way == 0)[0]) > (way.size - 1) / 2


@dataclass(frozen=True, kw_only=True, eq=False)
class _Options:
    """Where each way of each stretch begins and ends; a way and its reverse stand side by side."""

    begins: Longs  # (stretches, ways)
    ends: Longs
    inner_m: Floats  # (stretches, ways)
    away_m: Floats  # (homes, homes)

    @classmethod
    def of(cls, ways: list[list[Longs]], away_m: Floats) -> _Options:
        """Gather the ways of all stretches; one that has fewer repeats them."""
        most = max(map(len, ways))
        whole = [(options * most)[:most] for options in ways]
        return cls(
            begins=np.array([[way[0] for way in options] for options in whole]),
            ends=np.array([[way[-1] for way in options] for options in whole]),
            inner_m=np.array([[_length_m(way, away_m) for way in options] for options in whole]),
            away_m=away_m,
        )

    def length_m(self, sequence: Longs, turn: Longs) -> float:
        """Return the length of the way through the stretches, each walked in its own way."""
        between_m = self.away_m[
            self.ends[sequence[:-1], turn[:-1]], self.begins[sequence[1:], turn[1:]]
        ]
        return float(self.inner_m[sequence, turn].sum() + between_m.sum())


def _nearest_next(options: _Options) -> Longs:
    """Start with the first home's stretch, which is the first, and go on to the nearest."""
    left = np.ones(len(options.begins), dtype=np.bool_)
    sequence, way = [0], 0
    left[0] = False
    while left.any():
        here = options.ends[sequence[-1], way]
        to_m = np.where(left[:, np.newaxis], options.away_m[here, options.begins], np.inf)
        stretch, way = divmod(int(to_m.round(6).argmin()), to_m.shape[1])
        sequence.append(stretch)
        left[stretch] = False
    return np.array(sequence)


def _best_turns(sequence: Longs, options: _Options) -> Longs:
    """Return the best way to walk each stretch, for a given sequence of them: exactly."""
    cost_m = options.inner_m[sequence[0]]
    came_from = []
    for before, after in pairwise(sequence):
        steps_m = options.away_m[np.ix_(options.ends[before], options.begins[after])]
        through_m = cost_m[:, np.newaxis] + steps_m
        came_from.append(through_m.argmin(axis=0))
        cost_m = through_m.min(axis=0) + options.inner_m[after]
    turn = [int(cost_m.argmin())]
    for choice in reversed(came_from):
        turn.append(int(choice[turn[-1]]))
    return np.array(turn[::-1])


def _improved(sequence: Longs, turn: Longs, options: _Options) -> Longs:
    """Turn parts round (2-opt) and move parts (Or-opt) for as long as that shortens the way."""
    begins, ends = options.begins[sequence, turn], options.ends[sequence, turn]
    order = np.arange(len(sequence))
    while True:
        shorter = _turned_round(begins, ends, options.away_m)
        if shorter is None:
            shorter = _moved(begins, ends, options.away_m)
        if shorter is None:
            return sequence[order]
        part_of, flipped = shorter
        order = order[part_of]
        begins, ends = (
            np.where(flipped, ends[part_of], begins[part_of]),
            np.where(flipped, begins[part_of], ends[part_of]),
        )


# Which stretch stands where after a step, and whether it is walked from its other end.
_Step = tuple["Longs", "Bools"]


def _turned_round(begins: Longs, ends: Longs, away_m: Floats) -> _Step | None:
    """Return the first turning round of a part that shortens the way."""
    count = len(begins)
    for first in range(count):
        gain_m = np.zeros(count - first)
        if first:
            here = ends[first - 1]
            gain_m += away_m[here, begins[first]] - away_m[here, ends[first:]]
        gain_m[:-1] += (
            away_m[ends[first:-1], begins[first + 1 :]]
            - (away_m[begins[first], begins[first + 1 :]])
        )
        best = int(gain_m.argmax())
        if gain_m[best] > _LEAST_GAIN_M:
            last = first + best + 1
            at, flipped = np.arange(count), np.zeros(count, dtype=np.bool_)
            at[first:last] = at[first:last][::-1]
            flipped[first:last] = True
            return at, flipped
    return None


def _moved(begins: Longs, ends: Longs, away_m: Floats) -> _Step | None:
    """Return the first move of up to three stretches elsewhere that shortens the way."""
    count = len(begins)
    for length in range(1, min(LONGEST_PART_MOVED, count - 1) + 1):
        for first in range(count - length + 1):
            rest = np.delete(np.arange(count), np.s_[first : first + length])
            head, tail = begins[first], ends[first + length - 1]
            saved_m = -_closing_m(first, length, begins, ends, away_m)
            from_m, to_m = ends[rest], begins[rest]
            gap_m = away_m[from_m[:-1], to_m[1:]]
            for one, other, flip in ((head, tail, False), (tail, head, True)):
                added_m = np.concatenate(
                    (
                        [away_m[other, to_m[0]]],
                        away_m[from_m[:-1], one] + away_m[other, to_m[1:]] - gap_m,
                        [away_m[from_m[-1], one]],
                    )
                )
                where = int(added_m.round(6).argmin())
                if saved_m - added_m[where] > _LEAST_GAIN_M:
                    part = np.arange(first, first + length)
                    at = np.insert(rest, where, part[::-1] if flip else part)
                    return at, np.isin(at, part) & flip
    return None


def _closing_m(first: int, length: int, begins: Longs, ends: Longs, away_m: Floats) -> float:
    """Return what the way is longer by when a part is taken out: below 0 where it is shorter."""
    last, count = first + length, len(begins)
    before = away_m[ends[first - 1], begins[first]] if first else 0.0
    after = away_m[ends[last - 1], begins[last]] if last < count else 0.0
    across = away_m[ends[first - 1], begins[last]] if first and last < count else 0.0
    return float(across - before - after)


def _length_m(way: Longs, away_m: Floats) -> float:
    return float(away_m[way[:-1], way[1:]].sum())
