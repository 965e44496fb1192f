"""The roads between the invented towns: which towns are linked, by what road, under what number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra, minimum_spanning_tree
from scipy.spatial import Delaunay

from hotspots.demo.sites import STREET_BEND, THOUSANDS_IN_COUNTY, TOWN_THOUSANDS
from hotspots.demo.streets import MAIN
from hotspots.schema import StreetClass

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.arrays import Bools, Floats, Longs, Objects

FIRST_ROAD = 1901  # no road in use has such a number
LARGE_THOUSANDS = 10.0  # homes
# Two roads that meet at a flatter angle than this are one road that runs on.
MOST_TURN = np.deg2rad(50.0)
# A road over water counts as this many times its length, so that none is built without need.
OVER_WATER = 8.0
MOST_OVER_WATER_M = 400.0
ON_THE_LINE_M = 1.5


@dataclass(frozen=True)
class TownRoads:
    """The roads between towns, straight in the unbent plane; arrays of shape (roads, …).

    ``pair`` holds the positions of the two towns, ``centres`` their middles, ``numbers`` "A1901".
    """

    names: list[str]
    centres: Floats
    pair: Longs
    classes: Objects
    numbers: Objects

    @property
    def lines(self) -> Objects:
        """Each road as a line from centre to centre."""
        return np.asarray(shapely.linestrings(self.centres[self.pair]))


def plan_roads(wards: gpd.GeoDataFrame) -> TownRoads:
    """Link each town to its neighbours; the way from one large town to the next is an A road.

    Two towns are neighbours where no third one lies in the circle between them. Of the other roads
    those from a town of some size are B roads.
    """
    towns = pd.DataFrame(wards.drop(columns="geometry")).drop_duplicates("settlement")
    centres = STREET_BEND.undo(towns[["centre_easting", "centre_northing"]].to_numpy())
    thousands = towns["settlement_share"].to_numpy() * THOUSANDS_IN_COUNTY
    pairs = pairs_of(centres)
    lengths_m = np.hypot(*(centres[pairs[:, 0]] - centres[pairs[:, 1]]).T)
    over_water_m = _over_water(centres[pairs], shapely.union_all(wards.geometry.to_numpy()))
    tree = tree_of(pairs, lengths_m + OVER_WATER * over_water_m, len(centres))
    neighbours = _with_none_between(centres, pairs) & (over_water_m <= MOST_OVER_WATER_M)
    kept = pairs[tree | neighbours]
    from_a_town = (thousands >= TOWN_THOUSANDS)[kept].any(axis=1)
    classes = np.where(from_a_town, StreetClass.B_ROAD, StreetClass.MINOR).astype(object)
    large = np.flatnonzero(thousands >= LARGE_THOUSANDS)
    classes[_ways_between(large, centres, kept)] = StreetClass.A_ROAD
    return TownRoads(
        towns["settlement"].tolist(), centres, kept, classes, _numbers(centres, kept, classes)
    )


def _ways_between(large: Longs, centres: Floats, pairs: Longs) -> Bools:
    """Say which roads are on the shortest way from one large town to the next."""
    lengths_m = np.hypot(*(centres[pairs[:, 0]] - centres[pairs[:, 1]]).T)
    graph = coo_array((lengths_m, pairs.T), shape=(len(centres), len(centres))).tocsr()
    next_ones = pairs_of(centres[large])
    next_ones = next_ones[_with_none_between(centres[large], next_ones)]
    _, before = dijkstra(graph, directed=False, indices=large, return_predecessors=True)
    used: set[tuple[int, int]] = set()
    for start, end in next_ones.tolist():
        town = int(large[end])
        while (last := int(before[start, town])) >= 0:
            used.add((min(last, town), max(last, town)))
            town = last
    return np.array([pair in used for pair in map(tuple, pairs.tolist())], dtype=bool)


def pairs_of(points: Floats) -> Longs:
    """Return the pairs of points that a triangulation joins, each once, of shape (pairs, 2)."""
    simplices = Delaunay(points).simplices
    sides = np.concatenate([simplices[:, [0, 1]], simplices[:, [1, 2]], simplices[:, [0, 2]]])
    return np.asarray(np.unique(np.sort(sides, axis=1), axis=0), dtype=np.int64)


def tree_of(pairs: Longs, weights: Floats, points: int) -> Bools:
    """Say which edges the lightest tree that joins all points is made of."""
    ends = pairs.astype(np.int32)  # before scipy 1.17.1 the tree takes no other
    graph = coo_array((weights, (ends[:, 0], ends[:, 1])), shape=(points, points))
    tree = minimum_spanning_tree(graph.tocsr()).tocoo()
    chosen = np.sort(np.column_stack([tree.row, tree.col]).astype(np.int64), axis=1)
    found: Bools = np.isin(pairs @ [points, 1], chosen @ [points, 1])
    return found


def _over_water(ends: Floats, land: Any) -> Floats:  # noqa: ANN401 - a geometry
    straight = np.asarray(shapely.linestrings(ends))
    bent = STREET_BEND.of(np.asarray(shapely.segmentize(straight, 100.0)))
    return np.asarray(shapely.length(shapely.difference(bent, shapely.buffer(land, 60.0))))


def _with_none_between(centres: Floats, pairs: Longs) -> Bools:
    middles = centres[pairs].mean(axis=1)
    reach = np.hypot(*(centres[pairs[:, 0]] - middles).T)
    away = np.hypot(*(centres[None, :, :] - middles[:, None, :]).transpose(2, 0, 1))
    found: Bools = (away < reach[:, None] - 1.0).sum(axis=1) == 0
    return found


def _numbers(centres: Floats, pairs: Longs, classes: Objects) -> Objects:
    """Return a number for each A and B road; one that runs on through a town keeps its own."""
    towns, roads = pairs.ravel(), np.repeat(np.arange(len(pairs)), 2)
    others = pairs[:, ::-1].ravel()
    way = centres[others] - centres[towns]
    bearing = np.arctan2(way[:, 1], way[:, 0])
    joined: list[tuple[int, int]] = []
    for town in range(len(centres)):
        here = np.flatnonzero(towns == town)
        turns = sorted(
            (abs(abs((bearing[one] - two_bearing + np.pi) % (2 * np.pi) - np.pi) - np.pi), one, two)
            for place, one in enumerate(here)
            for two, two_bearing in zip(here[place + 1 :], bearing[here[place + 1 :]], strict=True)
            if classes[roads[one]] == classes[roads[two]]
        )
        taken: set[int] = set()
        for turn, one, two in turns:
            if turn <= MOST_TURN and not {int(one), int(two)} & taken:
                taken |= {int(one), int(two)}
                joined.append((int(roads[one]), int(roads[two])))
    ones, twos = np.array(joined, dtype=np.int64).reshape(-1, 2).T
    graph = coo_array((np.ones(len(ones)), (ones, twos)), shape=(len(pairs), len(pairs)))
    _, route = connected_components(graph.tocsr(), directed=False)
    numbers = np.full(len(pairs), None, dtype=object)
    for letter, rank in (("A", StreetClass.A_ROAD), ("B", StreetClass.B_ROAD)):
        of_kind = classes == rank
        places, _ = pd.factorize(route[of_kind])
        numbers[of_kind] = [f"{letter}{FIRST_ROAD + place}" for place in places]
    return numbers


def on_town_roads(streets: gpd.GeoDataFrame, ends: Floats, roads: TownRoads) -> Longs:
    """Return the place of the road that each street is a part of; −1 where it is of none.

    Parameters
    ----------
    streets : GeoDataFrame
        As ``draw_streets`` has them.
    ends : array of shape (streets, 2, 2)
        In the unbent plane.
    roads : TownRoads
    """
    found = np.full(len(streets), -1, dtype=np.int64)
    main = np.flatnonzero(streets["kind"].to_numpy() == MAIN)
    lines = shapely.linestrings(ends[main])
    near = shapely.STRtree(shapely.buffer(roads.lines, ON_THE_LINE_M)).query(
        lines, predicate="covered_by"
    )
    found[main[near[0]]] = near[1]
    return found


def gaps_of(road: Floats, covered: Floats) -> list[tuple[float, float]]:
    """Return the stretches of a road that no street covers, as shares of its length.

    Parameters
    ----------
    road : array of shape (2, 2)
    covered : array of shape (streets, 2, 2)
    """
    along = road[1] - road[0]
    shares = np.sort((covered - road[0]) @ along / (along @ along), axis=1)
    gaps, reached = [], 0.0
    for first, last in shares[np.argsort(shares[:, 0], kind="stable")].tolist():
        if first > reached:
            gaps.append((reached, first))
        reached = max(reached, last)
    return [*gaps, (reached, 1.0)] if reached < 1.0 else gaps
