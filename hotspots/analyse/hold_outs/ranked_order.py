"""The order in which a ranking puts places, and what the first of them hold.

Ties are treated alike for every ranking: where the room ends among places with equal scores, each
of them is taken in part, as far as the room goes. That is the mean over every order of the tied
places. A plain count has thousands of ties; it gains nothing from the order of its rows, and loses
nothing by it either.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from hotspots.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hotspots.arrays import Bools, Floats, Longs

    Ints = NDArray[np.int32]


@dataclass(frozen=True, kw_only=True, eq=False)
class RankedOrder:
    """Places in the order of a ranking, those that it scores alike side by side.

    Attributes
    ----------
    places : array of int, of shape (p,)
        The highest scored first.
    starts : array of int, of shape (g,)
        Where each group of equal scores begins in ``places``.
    """

    places: Longs | Ints
    starts: Longs | Ints

    def parts_taken(self, room: float) -> Floats:
        """Return the part of each place, 0 to 1, that is taken where so many places have room."""
        start, end, part = self._last_group(room)
        parts = np.zeros(self.places.size)
        parts[self.places[:start]] = 1.0
        parts[self.places[start:end]] = part
        return parts

    def taken(self, came: Floats, room: float) -> float:
        """Return what came to the places that are taken where so many have room."""
        start, end, part = self._last_group(room)
        whole, last = came[self.places[:start]].sum(), came[self.places[start:end]].sum()
        return float(whole + part * last)

    def _last_group(self, room: float) -> tuple[int, int, float]:
        """Return the tied places among which the room ends, and the part of each that is taken."""
        last = int(np.searchsorted(self.starts, room)) - 1
        if last < 0:
            return 0, 0, 0.0
        start, ends = int(self.starts[last]), self.starts[last + 1 : last + 2]
        end = int(ends[0]) if ends.size else self.places.size
        return start, end, min((room - start) / (end - start), 1.0)


def ranked_order(scores: Floats, among_equals: Floats | None = None) -> RankedOrder:
    """Return places by score, highest first.

    Parameters
    ----------
    scores : array of shape (p,)
        Compared in single precision: what differs by less is rounding, not a ranking's view.
    among_equals : array of shape (p,), optional
        Of places scored alike, the higher of these comes first.

    Examples
    --------
    >>> ranked_order(np.array([1.0, 3.0, 1.0])).starts.tolist()
    [0, 1]
    >>> ranked_order(np.array([1.0, 3.0, 1.0]), np.array([2.0, 0.0, 5.0])).places.tolist()
    [1, 2, 0]
    """
    if among_equals is None:
        return _by_one_key(scores)
    falling = np.stack([-each.astype(np.float32) for each in (scores, among_equals)])
    places = np.lexsort(falling[::-1])
    inside = falling[:, places]
    begins = np.ones(places.size, dtype=np.bool_)
    begins[1:] = (inside[:, 1:] != inside[:, :-1]).any(axis=0)
    return _as_order(places, begins)


def _as_order(places: Longs | NDArray[np.uint64], begins: Bools) -> RankedOrder:
    """Return an order in half the room: a study holds many."""
    starts = np.flatnonzero(begins).astype(np.int32)
    return RankedOrder(places=places.astype(np.int32), starts=starts)


_LOW_32_BITS: Final = np.uint64(0xFFFFFFFF)


def _by_one_key(scores: Floats) -> RankedOrder:
    """Sort whole numbers that hold both the score and the place: ten times as fast as an argsort.

    Those of a single float that is not negative rise as it does, and those of the others fall.
    """
    falling = -scores.astype(np.float32) + np.float32(0.0)  # there is one zero
    bits = falling.view(np.uint32)
    rising = bits ^ np.where(bits >> 31, np.uint32(0xFFFFFFFF), np.uint32(0x80000000))
    both = rising.astype(np.uint64) << np.uint64(32) | np.arange(scores.size, dtype=np.uint64)
    both.sort()
    keys = both >> np.uint64(32)
    begins = np.ones(scores.size, dtype=np.bool_)
    begins[1:] = keys[1:] != keys[:-1]
    return _as_order(both & _LOW_32_BITS, begins)


def captured_in_top(order: RankedOrder, came: Floats, *, share_of_area: float) -> float:
    """Return the share of what came that the first places of an order hold; NaN if nothing came.

    Of places of one size, as many are taken as the share of the area has room for.

    Examples
    --------
    >>> came = np.array([6.0, 7, 3, 2, 1, 0])
    >>> order = ranked_order(np.array([8.0, 4, 4, 2, 1, 0]))
    >>> round(captured_in_top(order, came, share_of_area=0.5), 3)
    0.842
    """
    total = came.sum()
    taken = order.taken(came, room_for(share_of_area, came.size))
    return float(taken / total) if total > 0 else math.nan


def captured_by_scores(scores: Floats, came: Floats, shares: Sequence[float]) -> list[float]:
    """Return what ``captured_in_top`` of the order of these scores gives, without ordering them.

    Parameters
    ----------
    scores, came : array of shape (p,)
    shares : sequence of float
        Of the area.

    Examples
    --------
    >>> scores, came = np.array([8.0, 4, 4, 2, 1, 0]), np.array([6.0, 7, 3, 2, 1, 0])
    >>> [round(share, 3) for share in captured_by_scores(scores, came, [0.5])]
    [0.842]
    """
    falling = -scores.astype(np.float32)
    rooms = [room_for(share, scores.size) for share in shares]
    lasts = [min(max(math.ceil(room), 1), scores.size) - 1 for room in rooms]
    limits = np.partition(falling, lasts)[lasts]
    something = np.flatnonzero(came != 0)
    score, held = falling[something], came[something]
    total = held.sum()
    captured = []
    for room, limit in zip(rooms, limits, strict=True):
        above = int(np.count_nonzero(falling < limit))
        part = min((room - above) / int(np.count_nonzero(falling == limit)), 1.0)
        taken = held[score < limit].sum() + part * held[score == limit].sum()
        captured.append(float(taken / total) if total > 0 else math.nan)
    return captured


def room_for(share_of_area: float, places: int) -> float:
    """Return how many places of one size fill a share of the area."""
    if not 0 < share_of_area <= 1:
        raise ParameterError(
            f"A share of the area is above 0 and at most 1 (0.01 is 1 %), not {share_of_area}."
        )
    return share_of_area * places


def jaccard(one: Floats, other: Floats) -> float:
    """Return how much two choices of places have in common: shared ground over ground in either.

    Parameters
    ----------
    one, other : array of shape (p,), 0 to 1
        The part of each place that is taken, from ``RankedOrder.parts_taken``.

    Examples
    --------
    >>> jaccard(np.array([1.0, 1.0, 1.0, 0.0]), np.array([0.0, 1.0, 1.0, 1.0]))
    0.5
    """
    both = np.minimum(one, other).sum()
    either = one.sum() + other.sum() - both
    return float(both / either) if either > 0 else math.nan
