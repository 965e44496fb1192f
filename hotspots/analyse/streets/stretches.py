"""Contiguous stretches of street that hold most harm and can be walked in one visit."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from shapely.ops import substring

from hotspots import schema
from hotspots.analyse.streets.street_network import ways_out
from hotspots.analyse.streets.stretch_kernel import Walks, grown, grown_weights

if TYPE_CHECKING:
    from shapely import LineString
    from shapely.geometry.base import BaseGeometry

    from hotspots.analyse.streets.offences_on_streets import PlacedOffences
    from hotspots.analyse.streets.street_network import StreetNetwork
    from hotspots.analyse.streets.street_params import HarmStreetParams
    from hotspots.arrays import Bools, Floats, Longs, Objects

# Of the longest stretch: a longer link is taken in parts, or it could never be walked.
LONGEST_PART: Final = 0.5
# Sums of the same weights in another order differ by less.
ROUNDING: Final = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class Stretch:
    """One stretch: its links in walking order, its ground, and what happened on it.

    Attributes
    ----------
    links : array of int
        Positions in the network's streets.
    line : LineString or MultiLineString
    length_m : float
    offences : array of int
        Positions of the offences, those at its junctions too.
    """

    links: Longs
    line: BaseGeometry
    length_m: float
    offences: Longs


def find_stretches(
    placed: PlacedOffences,
    network: StreetNetwork,
    weights: Floats,
    place: Longs,
    *,
    walkable: Bools,
    min_offences: int,
    params: HarmStreetParams,
) -> list[Stretch]:
    """Return the stretches, heaviest first; no two share a link, an offence or a junction's harm.

    From every link that has offences a stretch is grown (``stretch_kernel``); the heaviest is
    taken, its links are closed, and so on among what is left.

    Parameters
    ----------
    weights : array of shape (n,)
        Of each offence, transformed.
    place : array of int, of shape (n,)
        The distinct point at which each offence lies.
    walkable : array of bool, of shape (k,)
        Links that may be part of a stretch.
    min_offences : int
    """
    return _Search(placed, network, weights, place, walkable, params).taken(min_offences)


class _Search:
    """Links in parts, what each holds, and which are taken."""

    def __init__(
        self,
        placed: PlacedOffences,
        network: StreetNetwork,
        weights: Floats,
        place: Longs,
        walkable: Bools,
        params: HarmStreetParams,
    ) -> None:
        self._network, self._place, self._params = network, place, params
        longest_m = LONGEST_PART * params.max_length_m
        self._parts_of = np.maximum(1, np.ceil(network.lengths_m / longest_m)).astype(np.int64)
        self._firsts = np.concatenate([[0], np.cumsum(self._parts_of)])
        self._link = np.repeat(np.arange(len(self._parts_of)), self._parts_of)
        self._number = np.arange(len(self._link)) - self._firsts[self._link]
        self._lengths_m = (network.lengths_m / self._parts_of)[self._link]
        self._join()
        self._closed = ~walkable[self._link]
        names = network.streets[schema.STREET].fillna(network.streets[schema.ROAD_NUMBER])
        self._names = pd.factorize(names)[0].astype(np.int64)[self._link]
        self._weigh(placed, weights)

    def _join(self) -> None:
        """Join the parts: nodes inside links are numbered after those of the network."""
        network, link, number = self._network, self._link, self._number
        inside = len(network.node_points) + self._firsts[:-1] - np.arange(len(self._parts_of))
        tails = np.where(number == 0, network.from_node[link], inside[link] + number - 1)
        last = number == self._parts_of[link] - 1
        heads = np.where(last, network.to_node[link], inside[link] + number)
        self._nodes = len(network.node_points) + len(link) - len(self._parts_of)
        self._ends = np.column_stack([heads, tails]).ravel()
        self._starts, self._ways = ways_out(tails, heads, self._nodes)

    def _weigh(self, placed: PlacedOffences, weights: Floats) -> None:
        on = np.flatnonzero(placed.link >= 0)
        link = placed.link[on]
        number = placed.near.along_m[on] // self._lengths_m[self._firsts[link]]
        number = np.clip(number, 0, self._parts_of[link] - 1).astype(np.int64)
        part = np.full(len(weights), -1, dtype=np.int64)
        part[on] = self._firsts[link] + number
        self._on_parts = _Members(part, weights, len(self._link))
        self._at_nodes = _Members(placed.junction, weights, self._nodes)

    def taken(self, min_offences: int) -> list[Stretch]:
        """Take out one stretch after another, the heaviest first."""
        seeds = np.flatnonzero((self._on_parts.weights > 0) & ~self._closed)
        walks = self._walks()
        could_be = grown_weights(seeds, walks)
        waiting = list(zip((-could_be).tolist(), seeds.tolist(), strict=True))
        heapify(waiting)
        found: list[Stretch] = []
        while waiting:
            promised, seed = heappop(waiting)
            if self._closed[seed]:
                continue
            parts, nodes = grown(seed, walks)
            held = float(self._on_parts.weights[parts].sum() + self._at_nodes.weights[nodes].sum())
            if held < -promised * (1.0 - ROUNDING):
                heappush(waiting, (-held, seed))
                continue
            offences = self._offences_on(parts, nodes)
            if self._is_one(offences, min_offences):
                found.append(self._stretch(parts, offences))
                self._closed[parts] = True
                self._at_nodes.empty(nodes)
        return found

    def _walks(self) -> Walks:
        params = self._params
        return Walks(
            lengths=self._lengths_m,
            ends=self._ends,
            starts=self._starts,
            ways=self._ways,
            link_weights=self._on_parts.weights,
            node_weights=self._at_nodes.weights,
            closed=self._closed,
            names=self._names,
            limits=(
                params.max_length_m,
                params.max_gap_m,
                params.least_share_per_m,
                params.other_street,
            ),
        )

    def _offences_on(self, parts: Longs, nodes: Longs) -> Longs:
        """Return the offences on parts of links, and at the junctions that no stretch has yet."""
        return np.sort(np.concatenate([self._on_parts.of(parts), self._at_nodes.of(nodes)]))

    def _is_one(self, offences: Longs, min_offences: int) -> bool:
        enough = len(offences) >= min_offences
        return enough and len(np.unique(self._place[offences])) >= self._params.min_places

    def _stretch(self, parts: Longs, offences: Longs) -> Stretch:
        lines = self._network.streets.geometry.to_numpy()
        pieces = [self._line_of(lines, part) for part in parts]
        return Stretch(
            links=self._link[parts],
            line=shapely.line_merge(shapely.union_all(pieces)),
            length_m=float(self._lengths_m[parts].sum()),
            offences=offences,
        )

    def _line_of(self, lines: Objects, part: int) -> BaseGeometry:
        link = self._link[part]
        line: LineString = lines[link]
        if self._parts_of[link] == 1:
            return line
        length_m = self._lengths_m[part]
        start_m = self._number[part] * length_m
        return substring(line, start_m, start_m + length_m)


class _Members:
    """The offences of each part or node: which they are, and what they weigh together."""

    def __init__(self, holder: Longs, weights: Floats, count: int) -> None:
        held = np.flatnonzero(holder >= 0)
        self._order = held[np.argsort(holder[held], kind="stable")]
        self._numbers = np.bincount(holder[held], minlength=count)
        self._firsts = np.cumsum(self._numbers) - self._numbers
        self.weights = np.bincount(holder[held], weights[held], count).astype(np.float64)

    def of(self, holders: Longs) -> Longs:
        """Return the offences of some of them."""
        found = [
            self._order[first : first + number]
            for first, number in zip(self._firsts[holders], self._numbers[holders], strict=True)
        ]
        return np.concatenate(found)

    def empty(self, holders: Longs) -> None:
        """Let some of them hold nothing any more."""
        self.weights[holders] = 0.0
        self._numbers[holders] = 0
