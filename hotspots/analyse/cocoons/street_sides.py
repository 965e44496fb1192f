"""How near a home stands to a burglary in the street: tiers by street, side and number.

The street is the USRN, or the name and town where there is none. On which side of it a home stands,
the street's own line says where there is one; else the numbers do. In most British streets odd
numbers stand on one side and even ones on the other; in some, mostly closes, numbers run on from
door to door. Which it is, the addresses themselves show: where 3 stands between 2 and 4, numbers
run on; where it stands across the street from them, they do not.

Doors are counted, not homes: all the homes of a house divided into flats stand at its door. A
block of more than nine homes is a street of its own, though. Inside it the four flats either way
are the neighbours; seen from next door, none of them is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.analyse.cocoons.burgled_homes import BESIDE_UPRN, DOOR_NUMBER, SEARCH_M, VICTIM_UPRN
from hotspots.schema import Tier

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from numpy.typing import NDArray

    from hotspots.analyse.cocoons.ground import StreetGround
    from hotspots.arrays import Bools, Floats, Longs


DOORS_EITHER_WAY: Final = 4
# Where no number says which doors stand beside the burgled one: half of four either way, since
# about half of the nearest doors are across the street.
NEAREST_DOORS: Final = 4
# Homes beyond this are no neighbours, whatever their numbers: a number may come twice in a street.
NEARBY_M: Final = 200.0
# A home with four either way: a door that holds more is a block.
MOST_HOMES_AT_A_DOOR: Final = 2 * DOORS_EITHER_WAY + 1
# Homes of one number further apart than this are not at one door.
ONE_DOOR_M: Final = 30.0
# Of three homes in a row the outer two are as far apart as both their distances to the middle one;
# across a street they are far less.
IN_A_ROW: Final = 0.85

TIERS: Final = tuple(Tier)
VICTIM, NEIGHBOUR, STREET, NEARBY, LEAFLET = range(len(TIERS))
NO_NUMBER: Final = -1
_LETTERS: Final = 32  # places between one number and the next, for 12A, 12B …


@dataclass(frozen=True, kw_only=True, eq=False)
class ReachedPairs:
    """Homes in reach of burglaries, one row a pair, those of one burglary together.

    Attributes
    ----------
    burglary, home : array of shape (pairs,)
        Positions in their tables; ``burglary`` rises.
    distance_m : array of shape (pairs,)
    """

    burglary: Longs
    home: Longs
    distance_m: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class _Street:
    """The homes of one burglary's street that are in reach of it, the nearest first."""

    pair: Longs
    number: Longs  # of the door, with its letter; NO_NUMBER where it has none
    door: Longs  # homes of one number or name share it; without either, homes at one place
    flat: Longs  # number of the flat; NO_NUMBER where it has none
    places: Floats
    distance_m: Floats
    side: Longs  # by the street's line: 1 or −1; 0 where that is not known


def tiers_of_pairs(
    pairs: ReachedPairs,
    homes: gpd.GeoDataFrame,
    burglaries: pd.DataFrame,
    lines: StreetGround | None = None,
) -> NDArray[np.int8]:
    """Return the tier of each home by each burglary that reaches it.

    Parameters
    ----------
    pairs : ReachedPairs
        By position in the two tables.
    homes : GeoDataFrame
        ``schema.ADDRESS_COLUMNS``, points in metres.
    burglaries : DataFrame
        With the columns that ``match_victims`` adds.
    lines : StreetGround, optional
        The streets' lines, which say who lives on the same side.

    Returns
    -------
    array of shape (pairs,), int8
        Positions in ``TIERS``, 0 the victim. Neighbour: four doors either way on the same side of
        the same street, no further than 200 m. Street: its other homes, on both sides, as far as
        the pairs go. Nearby: up to 200 m. Leaflet: the rest.
    """
    tier = np.where(pairs.distance_m <= NEARBY_M, NEARBY, LEAFLET).astype(np.int8)
    street = street_numbers(homes)
    position = pd.Series(np.arange(len(homes)), index=pd.Index(homes[schema.UPRN], dtype="str"))
    beside = _positions(burglaries[BESIDE_UPRN], position)
    burgled_street = np.append(street, NO_NUMBER)[beside]  # the last stands for no home
    shared = (burgled_street[pairs.burglary] == street[pairs.home]) & (street[pairs.home] >= 0)
    tier[shared] = STREET
    victim = _positions(burglaries[VICTIM_UPRN], position)
    number = door_numbers(burglaries[DOOR_NUMBER])
    for street_there in _streets(pairs, np.flatnonzero(shared), homes, lines):
        burglary = pairs.burglary[street_there.pair[0]]
        at_home = pairs.home[street_there.pair]
        own = _own_door(street_there, at_home == beside[burglary], number[burglary])
        side = street_there.side[at_home == beside[burglary]]
        near = _next_doors(street_there, own, number[burglary], int(side[0]) if side.size else 0)
        near |= _own_block(street_there, own, at_home == victim[burglary])
        tier[street_there.pair[near]] = NEIGHBOUR
    tier[victim[pairs.burglary] == pairs.home] = VICTIM
    return tier


def street_numbers(homes: pd.DataFrame) -> Longs:
    """Return a number for each home's street; −1 where neither USRN nor name is known."""
    name = homes[schema.STREET].str.casefold() + "|" + homes[schema.TOWN].fillna("").str.casefold()
    key = ("#" + homes[schema.USRN]).fillna(name)
    numbers: Longs = pd.factorize(key, use_na_sentinel=True)[0].astype(np.int64)
    return numbers


def door_numbers(texts: pd.Series[str]) -> Longs:
    """Return house or flat numbers in the order of the street: 12, 12A, 12B, 13; −1 for none."""
    row, known = pd.factorize(texts)  # a number stands in many streets, and is read once
    distinct = pd.Series(known, dtype="str")
    parts = distinct.str.extract(
        r"^(?:flat|apartment|apt|unit)?\s*(\d{1,6})\s*([a-z])?(?![a-z])", re.IGNORECASE
    )
    number = pd.to_numeric(parts[0]).fillna(-1).to_numpy(np.int64)
    letter = parts[1].str.casefold().map(lambda one: ord(one) - ord("a") + 1, na_action="ignore")
    letters = letter.fillna(0).to_numpy(np.int64)
    in_order: Longs = np.where(number >= 0, number * _LETTERS + letters, NO_NUMBER)
    return np.append(in_order, NO_NUMBER)[row]  # what is missing has the row −1


def house_numbers(numbers: Longs) -> Longs:
    """Return door numbers without their letters: 12A is 12."""
    houses: Longs = np.where(numbers >= 0, numbers // _LETTERS, NO_NUMBER)
    return houses


def odd_and_even_apart(houses: Longs, places: Floats) -> bool:
    """Say whether a street has its odd numbers on one side and its even ones on the other.

    Parameters
    ----------
    houses : array of int of shape (homes,)
        House numbers of one street, without letters; those below 0 are not looked at.
    places : array of shape (homes, 2)
        Eastings and northings. Of a number that comes twice the first home counts.

    Returns
    -------
    bool
        True too where no three numbers in a row are known: most streets are numbered so.
    """
    known, first = np.unique(houses, return_index=True)
    first, known = first[known >= 0], known[known >= 0]
    middle = np.flatnonzero((known[1:-1] - known[:-2] == 1) & (known[2:] - known[1:-1] == 1)) + 1
    if not middle.size:
        return True
    lower, centre, upper = (places[first[middle + step]] for step in (-1, 0, 1))
    by_way_of_centre = np.hypot(*(centre - lower).T) + np.hypot(*(upper - centre).T)
    apart = by_way_of_centre > 0
    if not apart.any():
        return True
    straight = np.hypot(*(upper - lower).T)
    return bool(np.median(straight[apart] / by_way_of_centre[apart]) < IN_A_ROW)


def _positions(uprns: pd.Series[str], position: pd.Series[int]) -> Longs:
    return np.asarray(uprns.map(position).fillna(-1), dtype=np.int64)


def _streets(
    pairs: ReachedPairs, shared: Longs, homes: gpd.GeoDataFrame, lines: StreetGround | None
) -> Iterator[_Street]:
    """Give the street of each burglary that has one, with its homes in reach."""
    shared = shared[
        np.lexsort((pairs.home[shared], pairs.distance_m[shared], pairs.burglary[shared]))
    ]
    known, row = np.unique(pairs.home[shared], return_inverse=True)
    there = homes.iloc[known]
    number, flat = door_numbers(there[schema.NUMBER]), door_numbers(there[schema.FLAT])
    places = np.column_stack((there.geometry.x, there.geometry.y))
    by_place = pd.Series(map(str, places.round(1).tolist()), index=there.index, dtype="str")
    door = pd.factorize(there[schema.NUMBER].str.casefold().fillna(by_place))[0].astype(np.int64)
    side = np.zeros(len(known), dtype=np.int64)
    if lines is not None and known.size:
        side = lines.sides(places, there[schema.STREET])
    starts = np.flatnonzero(np.diff(pairs.burglary[shared], prepend=-1))
    for part in np.split(np.arange(shared.size), starts[1:]) if shared.size else ():
        yield _Street(
            pair=shared[part],
            number=number[row[part]],
            door=door[row[part]],
            flat=flat[row[part]],
            places=places[row[part]],
            distance_m=pairs.distance_m[shared[part]],
            side=side[row[part]],
        )


def _own_door(street: _Street, beside: Bools, burgled_number: int) -> Bools:
    """Return the homes at the burgled door; none where the home beside is only in its street."""
    if not beside.any() or street.number[beside][0] != burgled_number:
        return np.zeros(beside.size, dtype=np.bool_)
    own: Bools = (street.door == street.door[beside][0]) & (street.distance_m <= SEARCH_M)
    return own


def _next_doors(street: _Street, own: Bools, burgled_number: int, burgled_side: int) -> Bools:
    """Return the homes at the four doors either way on the burgled home's side."""
    open_to = ~own & (street.distance_m <= NEARBY_M)
    if burgled_number == NO_NUMBER:
        _, first = np.unique(street.door[open_to], return_index=True)
        nearest = street.door[open_to][np.sort(first)][:NEAREST_DOORS]
        return _homes_at(street, street.door, nearest, open_to)
    houses = house_numbers(street.number)
    open_to &= (street.number != NO_NUMBER) & (street.number != burgled_number)
    by_number = np.ones(houses.size, dtype=np.bool_)
    if odd_and_even_apart(houses, street.places):
        by_number = houses % 2 == burgled_number // _LETTERS % 2
    by_line = (street.side != 0) & (burgled_side != 0)
    open_to &= np.where(by_line, street.side == burgled_side, by_number)
    numbers = np.unique(street.number[open_to])
    here = int(np.searchsorted(numbers, burgled_number))
    either_way = numbers[max(here - DOORS_EITHER_WAY, 0) : here + DOORS_EITHER_WAY]
    return _homes_at(street, street.number, either_way, open_to)


def _homes_at(street: _Street, of_home: Longs, doors: Longs, open_to: Bools) -> Bools:
    """Return the homes at these doors; of a door that comes twice, those at the nearer place."""
    chosen = np.zeros(open_to.size, dtype=np.bool_)
    for door in doors:
        homes = np.flatnonzero(open_to & (of_home == door))
        away_m = np.hypot(*(street.places[homes] - street.places[homes[0]]).T)
        homes = homes[away_m <= ONE_DOOR_M]
        chosen[homes] = homes.size <= MOST_HOMES_AT_A_DOOR
    return chosen


def _own_block(street: _Street, own: Bools, victim: Bools) -> Bools:
    """Return the burgled door's homes; in a block, the four flats either way of the victim's.

    Where the flat is not known, every flat is as near as any other: one of them was burgled.
    """
    its_flat = street.flat[victim]
    if own.sum() <= MOST_HOMES_AT_A_DOOR or not its_flat.size or its_flat[0] == NO_NUMBER:
        return own
    flats = np.unique(street.flat[own & (street.flat != NO_NUMBER)])
    here = int(np.searchsorted(flats, its_flat[0]))
    either_way = flats[max(here - DOORS_EITHER_WAY, 0) : here + DOORS_EITHER_WAY + 1]
    return own & np.isin(street.flat, either_way)
