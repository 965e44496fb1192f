"""Whether a harm spot of today is one of those in force: kept, moved, merged, split, new, retired.

Two sets of outlines are compared, neither of which overlaps within itself. Every pair that could be
one place is weighed by how much ground it shares, and the pairs are chosen together so that the
shared ground is greatest: which spot comes first in a table changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspots.analyse.spots.harm_spot_params import SHARE_ROUNDING
from hotspots.analyse.spots_over_time.spot_review_params import SpotIdentityParams
from hotspots.schema import SpotChange

if TYPE_CHECKING:
    from hotspots.arrays import Bools, Floats, Longs, Objects

NOBODY = -1


@dataclass(frozen=True, kw_only=True)
class SpotMatch:
    """Which spot is which, by position in the two sets.

    Attributes
    ----------
    before_of : array of int, of shape (today,)
        The spot in force whose place (and number) a spot of today takes; -1 for none.
    change_of : tuple of SpotChange
        Of each spot of today: kept, moved, merged, split or new.
    from_spots : tuple of tuple of int
        Of each spot of today, the spots in force that it came from.
    fate_of : tuple of SpotChange
        Of each spot in force: kept, moved, merged, split or retired.
    into_spots : tuple of tuple of int
        Of each spot in force, the spots of today that it went into.
    jaccard_of : array of shape (today,)
        Ground shared with ``before_of`` over the ground that either covers; 0 without one.
    """

    before_of: Longs
    change_of: tuple[SpotChange, ...]
    from_spots: tuple[tuple[int, ...], ...]
    fate_of: tuple[SpotChange, ...]
    into_spots: tuple[tuple[int, ...], ...]
    jaccard_of: Floats


@dataclass(frozen=True, kw_only=True)
class Settled:
    """Pairs that are known before anything is compared, by position.

    Attributes
    ----------
    before_of : mapping of int to int or None
        A spot of today to the spot in force that it is, or to None where it is none of them.
    closed : frozenset of int
        Spots in force that no spot of today may be: an analyst vetoed them.
    """

    before_of: Mapping[int, int | None] = field(default_factory=dict)
    closed: frozenset[int] = frozenset()


def match_spots(
    before: Objects,
    today: Objects,
    *,
    params: SpotIdentityParams | None = None,
    settled: Settled | None = None,
) -> SpotMatch:
    """Match the spots of today to those in force, by the ground that they share.

    Parameters
    ----------
    before, today : array of Polygon or MultiPolygon
        Outlines in one projected system, metres; within each set none overlap.
    params : SpotIdentityParams, optional
    settled : Settled, optional
        What an analyst's edits have already decided.

    Returns
    -------
    SpotMatch

    Notes
    -----
    Pairs are chosen so that their Jaccard indices add up to the most that is possible; then, among
    the spots left over, so that the nearest centres meet. Exact ties go to the spots further west,
    then further south. Exchanging the two sets exchanges merged with split, and new with retired.

    References
    ----------
    Crouse (2016), On implementing 2D rectangular assignment algorithms.

    Examples
    --------
    >>> old = np.array([shapely.box(0, 0, 100, 100), shapely.box(500, 0, 600, 100)])
    >>> now = np.array([shapely.box(10, 0, 110, 100), shapely.box(900, 0, 1000, 100)])
    >>> found = match_spots(old, now)
    >>> [str(word) for word in found.change_of], [str(word) for word in found.fate_of]
    (['kept', 'new'], ['kept', 'retired'])
    """
    params, settled = params or SpotIdentityParams(), settled or Settled()
    ground = _shared_ground(before, today)
    before_of = _partners(ground, before, today, params, settled)
    related = ground.of_smaller >= params.mostly_inside - SHARE_ROUNDING
    matched = np.flatnonzero(before_of != NOBODY)
    related[before_of[matched], matched] = True
    related[sorted(settled.closed)] = False
    jaccard_of = np.zeros(len(today))
    jaccard_of[matched] = ground.jaccard[before_of[matched], matched]
    changes = _changes(before_of, jaccard_of, related, params)
    return SpotMatch(
        before_of=before_of,
        change_of=changes,
        from_spots=_positions(related.T),
        fate_of=_fates(before_of, changes, related),
        into_spots=_positions(related),
        jaccard_of=jaccard_of,
    )


@dataclass(frozen=True, kw_only=True)
class _Ground:
    """The ground that two spots share: over what either covers, and over the smaller one."""

    jaccard: Floats
    of_smaller: Floats


def _shared_ground(before: Objects, today: Objects) -> _Ground:
    shared_m2 = np.zeros((len(before), len(today)))
    if len(before) and len(today):
        ones, others = shapely.STRtree(today).query(before, predicate="intersects")
        shared_m2[ones, others] = shapely.area(shapely.intersection(before[ones], today[others]))
    areas, others_m2 = shapely.area(before)[:, np.newaxis], shapely.area(today)[np.newaxis]
    return _Ground(
        jaccard=shared_m2 / (areas + others_m2 - shared_m2),
        of_smaller=shared_m2 / np.minimum(areas, others_m2),
    )


def _partners(
    ground: _Ground,
    before: Objects,
    today: Objects,
    params: SpotIdentityParams,
    settled: Settled,
) -> Longs:
    """Return the spot in force that each spot of today is: settled, then by ground, then near."""
    before_of = np.full(len(today), NOBODY, dtype=np.int64)
    for number, other in settled.before_of.items():
        before_of[number] = NOBODY if other is None else other
    free_before = np.ones(len(before), dtype=np.bool_)
    free_before[[*settled.closed, *before_of[before_of != NOBODY].tolist()]] = False
    free_today = np.ones(len(today), dtype=np.bool_)
    free_today[list(settled.before_of)] = False
    enough = ground.of_smaller >= params.least_overlap - SHARE_ROUNDING
    near = _nearness(before, today, params.moved_within_m)
    for worth in (np.where(enough, ground.jaccard, 0.0), near):
        usable = np.where(free_before[:, np.newaxis] & free_today[np.newaxis], worth, 0.0)
        ones, others = _greatest_total(usable, before, today)
        before_of[others] = ones
        free_before[ones], free_today[others] = False, False
    return before_of


def _nearness(before: Objects, today: Objects, within_m: float) -> Floats:
    """Return 1 for centres that coincide, falling to (just above) 0 at ``within_m``, 0 beyond."""
    apart_m = np.hypot(*(_centres(before)[:, np.newaxis] - _centres(today)[np.newaxis]).T).T
    return np.where(apart_m <= within_m, 1.0 + SHARE_ROUNDING - apart_m / max(within_m, 1.0), 0.0)


def _centres(outlines: Objects) -> Floats:
    return shapely.get_coordinates(shapely.centroid(outlines)).reshape(-1, 2)


def _greatest_total(worth: Floats, before: Objects, today: Objects) -> tuple[Longs, Longs]:
    """Return the pairs whose worth adds up to the most, each spot in one pair at the most."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - slow to import

    rows, columns = _from_the_west(before), _from_the_west(today)
    ones, others = linear_sum_assignment(worth[np.ix_(rows, columns)], maximize=True)
    ones, others = rows[ones], columns[others]
    real = worth[ones, others] > 0
    return ones[real], others[real]


def _from_the_west(outlines: Objects) -> Longs:
    centres = _centres(outlines)
    return np.lexsort((shapely.area(outlines), centres[:, 1], centres[:, 0])).astype(np.int64)


def _positions(related: Bools) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(np.flatnonzero(row).tolist()) for row in related)


def _changes(
    before_of: Longs,
    jaccard_of: Floats,
    related: Bools,
    params: SpotIdentityParams,
) -> tuple[SpotChange, ...]:
    came_from = related.sum(axis=0)
    # A spot of today is a part of one in force that went into two or more.
    is_part = related[related.sum(axis=1) > 1].any(axis=0)
    kept = jaccard_of >= params.kept_overlap - SHARE_ROUNDING
    found = np.select(
        [came_from > 1, is_part, before_of == NOBODY, kept],
        [SpotChange.MERGED, SpotChange.SPLIT, SpotChange.NEW, SpotChange.KEPT],
        default=SpotChange.MOVED,
    )
    return tuple(map(SpotChange, found.tolist()))


def _fates(
    before_of: Longs,
    changes: tuple[SpotChange, ...],
    related: Bools,
) -> tuple[SpotChange, ...]:
    went_into, came_from = related.sum(axis=1), related.sum(axis=0)
    partner = {int(one): number for number, one in enumerate(before_of) if one != NOBODY}
    fates = []
    for spot, row in enumerate(related):
        if went_into[spot] > 1:
            fates.append(SpotChange.SPLIT)
        elif not went_into[spot]:
            fates.append(SpotChange.RETIRED)
        elif (came_from[row] > 1).any() or spot not in partner:
            fates.append(SpotChange.MERGED)
        else:
            fates.append(changes[partner[spot]])
    return tuple(fates)
