"""Dividing clusters of offences until each can be walked, and drawing their outlines.

DBSCAN chains a town centre into one cluster many hundred metres long. Here it is divided: the
heaviest area that can be walked is taken out, then the heaviest of what is left, and so on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import cKDTree

from hotspots import care
from hotspots.analyse.spots import disc_sums
from hotspots.analyse.spots.disc_sums import Discs
from hotspots.outlines import extent_m

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from hotspots.arrays import Floats, Longs, Objects

NO_SPOT = -1
# Coordinates are of the order of a million metres: distances are exact to about 1e-9 m.
ROUNDING_M = 1e-7


@dataclass(frozen=True, kw_only=True)
class Places:
    """Points at which offences lie, each once, however many offences a point holds.

    Attributes
    ----------
    points : array of shape (m, 2)
        Easting and northing, metres, no two alike.
    offences : array of shape (m,)
        How many offences lie there.
    weights : array of shape (m,)
        Their summed weight for ranking, never negative.
    """

    points: Floats
    offences: Longs
    weights: Floats

    def only(self, chosen: Longs) -> Places:
        """Return some of the places."""
        return Places(
            points=self.points[chosen],
            offences=self.offences[chosen],
            weights=self.weights[chosen],
        )


def _fits(points: Floats, max_extent_m: float) -> bool:
    """Say whether ``extent_m`` is at most so much; most often the box around the points tells."""
    width, height = np.ptp(points, axis=0).tolist()
    if max(width, height) > max_extent_m:
        return False
    return (
        math.sqrt(width * width + height * height) <= max_extent_m
        or extent_m(points) <= max_extent_m
    )


def divide_until_they_fit(
    places: Places, labels: Longs, *, max_extent_m: float, min_offences: int
) -> Longs:
    """Divide the clusters that are too wide to walk; leave those that fit as they are.

    A cluster that is too wide is divided greedily. Around each of its places stands a disc
    ``max_extent_m`` wide; the disc with the greatest weight is taken, then grown by whatever places
    of the cluster still fit, heaviest first, as long as no two are further apart than
    ``max_extent_m``. These places are taken out, and the search goes on among the rest until no
    disc holds ``min_offences``. So the best area to patrol comes out first and whole.

    Parameters
    ----------
    places : Places
        In an order that does not depend on the order of the offences: ties go to the first.
    labels : array of shape (m,)
        The cluster of each place, -1 for none.
    max_extent_m : float
        Greatest distance allowed between any two places of one group, metres.
    min_offences : int
        Remnants with fewer offences fall away.

    Returns
    -------
    array of shape (m,)
        The group of each place, heaviest group 0, and -1 for none. Places of one group come from
        one cluster.
    """
    groups: list[Longs] = []
    wide: list[Longs] = []
    for members in _members_of(labels):
        fits = _fits(places.points[members], max_extent_m)
        (groups if fits else wide).append(members)
    if wide:
        chosen = np.sort(np.concatenate(wide))
        pieces = _pieces(
            places.only(chosen),
            labels[chosen],
            max_extent_m=max_extent_m,
            min_offences=min_offences,
        )
        groups += [chosen[piece] for piece in pieces]
    groups.sort(key=lambda members: (-places.weights[members].sum(), members[0]))
    group_of_place = np.full(len(labels), NO_SPOT, dtype=np.int64)
    for number, members in enumerate(groups):
        group_of_place[members] = number
    return group_of_place


def _members_of(labels: Longs) -> list[Longs]:
    """Return the positions that carry each label from 0 on, ascending within a label."""
    order = np.argsort(labels, kind="stable")
    starts = np.searchsorted(labels[order], np.arange(labels.max(initial=NO_SPOT) + 2))
    pieces = np.split(order, starts)[1:-1]
    return [piece for piece in pieces if len(piece)]


def _pieces(
    places: Places, labels: Longs, *, max_extent_m: float, min_offences: int
) -> Iterator[Longs]:
    """Take out one piece after another until no disc holds enough offences."""
    # One rounding error less than half the extent keeps two opposite places within it.
    discs = Discs.around(
        places.points,
        labels,
        places.weights,
        places.offences,
        radius_m=max_extent_m / 2 - ROUNDING_M,
        least=min_offences,
    )
    at = np.column_stack([discs.grid.eastings, discs.grid.northings])
    tree = cKDTree(at)
    while (centre := disc_sums.heaviest(discs)) >= 0:
        held = disc_sums.members(discs, centre)
        # A centre that is itself gone may be further from an addition than the extent: what
        # counts is the distance to the members, all of them within half an extent of the centre.
        near = np.asarray(tree.query_ball_point(at[centre], 1.5 * max_extent_m), dtype=np.int64)
        near = near[discs.left[near] & (discs.clusters[near] == discs.clusters[centre])]
        near = np.setdiff1d(near, held, assume_unique=True)
        near = near[np.lexsort((discs.grid.order[near], -discs.weights[near]))]
        piece = np.concatenate([held, near])
        fits = disc_sums.fitting(at[piece], len(held), max_extent_m)
        discs.left[piece[fits]] = False
        yield np.sort(discs.grid.order[piece[fits]])


def draw_outlines(
    places: Places,
    group_of_place: Longs,
    *,
    margin_m: float,
    min_offences: int,
    corners: Floats | None = None,
) -> tuple[Objects, Longs]:
    """Draw each group as the convex hull of its places and a margin; no two outlines overlap.

    ``corners``, of shape (m, 2), are what is drawn around in place of the places' own points.

    The heavier of two groups that overlap keeps its outline; the other is cut back, to its heaviest
    part where the cut leaves more than one. A place belongs to the outline that it lies in,
    whatever cluster it came from (or none), so that the number of a spot is the number
    of offences inside the line that is drawn. A group left with fewer than ``min_offences`` is
    dropped, and takes no room from others.

    Returns
    -------
    outlines : array of Polygon, of shape (k,)
        Heaviest group first; in the system of the places.
    outline_of_place : array of shape (m,)
        The outline that each place lies in, -1 for none.
    """
    around = places.points if corners is None else corners
    outlines = _outlines_around(around, places.points, group_of_place, margin_m)
    inside = _places_inside(outlines, places.points)
    rivals_of = _earlier_neighbours(outlines)
    kept: dict[int, BaseGeometry] = {}
    outline_of_place = np.full(len(places.offences), NO_SPOT, dtype=np.int64)
    for number, whole in enumerate(outlines):
        mine = inside[number][outline_of_place[inside[number]] == NO_SPOT]
        outline = whole
        rivals = [kept[other] for other in rivals_of[number].tolist() if other in kept]
        if rivals:
            outline, mine = cut_back(whole, rivals, places, mine)
        if places.offences[mine].sum() >= min_offences:
            outline_of_place[mine] = len(kept)
            kept[number] = outline
    drawn = np.empty(len(kept), dtype=object)
    drawn[:] = list(kept.values())
    return drawn, outline_of_place


def _outlines_around(
    corners: Floats, points: Floats, group_of_place: Longs, margin_m: float
) -> Objects:
    """Return the hull of each group's corners, and a margin around it."""
    members = np.argsort(group_of_place, kind="stable")
    members = members[group_of_place[members] != NO_SPOT]
    group = group_of_place[members]
    hulls = shapely.convex_hull(shapely.multipoints(corners[members], indices=group))
    # So wide that no place of a group is left outside, wherever in its square it is.
    is_moved = np.hypot(*(corners - points).T)[members] > 0
    moved = np.bincount(group[is_moved], minlength=len(hulls)) > 0
    margins_m = np.where(moved, max(margin_m, care.CORNER_REACH_M), margin_m)
    return np.asarray(shapely.buffer(hulls, margins_m, quad_segs=16), dtype=object)


def _places_inside(outlines: Objects, points: Floats) -> list[Longs]:
    tree = shapely.STRtree(np.asarray(shapely.points(points), dtype=object))
    return _by_first(tree.query(outlines, predicate="intersects"), len(outlines))


def _earlier_neighbours(outlines: Objects) -> list[Longs]:
    """Return, for each outline, those before it that it meets."""
    pairs = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    return _by_first(pairs[:, pairs[1] < pairs[0]], len(outlines))


def _by_first(pairs: Longs, count: int) -> list[Longs]:
    """Return the second of all pairs that have each number first, ascending."""
    order = np.lexsort((pairs[1], pairs[0]))
    ends = np.cumsum(np.bincount(pairs[0], minlength=count))
    return [np.asarray(one, dtype=np.int64) for one in np.split(pairs[1][order], ends[:-1])]


def cut_back(
    outline: BaseGeometry,
    rivals: Sequence[BaseGeometry],
    places: Places,
    mine: Longs,
) -> tuple[BaseGeometry, Longs]:
    """Return the heaviest part of the outline that no rival holds, and the places in it.

    Parameters
    ----------
    outline : Polygon
    rivals : list of Polygon or MultiPolygon
        Outlines that keep their ground.
    places : Places
    mine : array of int
        Positions of the places that may lie in it.

    Returns
    -------
    Polygon, and the positions of its places
        The outline as it was, and no place, where no part that holds a place is left.
    """
    parts = shapely.get_parts(shapely.difference(outline, shapely.union_all(rivals)))
    best, best_places, best_weight = outline, mine[:0], -1.0
    for part in parts:
        held = mine[shapely.intersects_xy(part, places.points[mine])]
        weight = float(places.weights[held].sum())
        if len(held) and weight > best_weight:
            best, best_places, best_weight = part, held, weight
    return best, best_places
