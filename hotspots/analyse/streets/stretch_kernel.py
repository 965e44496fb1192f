"""Growing a stretch of street from one link, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from hotspots.analyse.compiled import compiled

if TYPE_CHECKING:
    from hotspots.arrays import Bools, Floats, Longs

# So many links without an offence are looked across, whatever their length.
MOST_QUIET_LINKS: Final = 4
# Grown from the middle, half of these on either side.
MOST_LINKS_OF_A_STRETCH: Final = 512


class Walks(NamedTuple):
    """Links that can be walked, by position, and what each holds.

    Attributes
    ----------
    lengths : array of shape (k,)
        Metres.
    ends : array of int, of shape (2k,)
        The node at the far end of each way; way 2i runs along link i, way 2i + 1 back.
    starts, ways : array of int
        The ways out of each node, as ``StreetNetwork.leaving`` has them.
    link_weights, node_weights : array
    closed : array of bool, of shape (k,)
        Links that cannot be walked, or are another stretch's.
    names : array of int, of shape (k,)
        Alike for links of one street.
    limits : tuple
        Longest stretch and longest gap in metres, the least share, and what the weight of a link of
        another street counts for: see ``HarmStreetParams``.
    """

    lengths: Floats
    ends: Longs
    starts: Longs
    ways: Longs
    link_weights: Floats
    node_weights: Floats
    closed: Bools
    names: Longs
    limits: tuple[float, float, float, float]


@compiled
def _best_way_on(  # noqa: C901, PLR0912 - a kernel
    links: Longs, nodes: Longs, length: float, weight: float, walks: Walks, best: Longs
) -> tuple[int, int]:
    """Return how many links more add most weight a metre, 0 for none, and at which end.

    ``best`` takes the ways along them.
    """
    lengths, ends, starts, ways, link_weights, node_weights, closed, names, limits = walks
    most_m, gap_m, least_share, turning = limits
    path = np.empty(MOST_QUIET_LINKS + 1, dtype=np.int64)
    at = np.empty(MOST_QUIET_LINKS + 1, dtype=np.int64)
    best_rate, best_steps, best_side = least_share * weight / length, 0, 0
    for side in range(2):
        # A depth-first search across quiet links, one way out after another.
        depth, node, walked = 0, nodes[0] if side == 0 else nodes[-1], 0.0
        at[0] = starts[node]
        while depth >= 0:
            if at[depth] >= starts[node + 1]:
                depth -= 1
                if depth >= 0:
                    way = path[depth]
                    node = ends[way ^ 1]
                    walked -= lengths[way >> 1]
                continue
            way = ways[at[depth]]
            at[depth] += 1
            link, far = way >> 1, ends[way]
            if closed[link] or length + walked + lengths[link] > most_m:
                continue
            passed = False
            for known in nodes:
                passed = passed or known == far
            for known in range(depth):
                passed = passed or ends[path[known]] == far
            if passed:
                continue
            path[depth] = way
            added = link_weights[link] + node_weights[far]
            if added > 0:
                rate = added / (walked + lengths[link])
                if names[link] != names[links[0] if side == 0 else links[-1]]:
                    rate *= turning
                if rate > best_rate:
                    best_rate, best_steps, best_side = rate, depth + 1, side
                    for number in range(depth + 1):
                        best[number] = path[number]
            elif depth < MOST_QUIET_LINKS and walked + lengths[link] <= gap_m:
                walked += lengths[link]
                node = far
                depth += 1
                at[depth] = starts[node]
    return best_steps, best_side


@compiled
def grown(seed: int, walks: Walks) -> tuple[Longs, Longs]:
    """Return the links of the stretch that grows from a link, and its nodes, in walking order.

    At either end the next links are looked at, across quiet ones that are together no longer than
    the gap; those that add most weight a metre are taken, until none fits, or none adds per metre
    at least a share of what the stretch has.
    """
    lengths, ends, _, _, link_weights, node_weights, _, _, _ = walks
    room = MOST_LINKS_OF_A_STRETCH
    links = np.empty(room, dtype=np.int64)
    nodes = np.empty(room + 1, dtype=np.int64)
    head, tail = room // 2, room // 2 + 1  # links[head:tail], nodes[head:tail + 1]
    links[head] = seed
    nodes[head], nodes[head + 1] = ends[2 * seed + 1], ends[2 * seed]
    length = lengths[seed]
    weight = link_weights[seed] + node_weights[nodes[head]] + node_weights[nodes[head + 1]]
    best = np.empty(MOST_QUIET_LINKS + 1, dtype=np.int64)
    while tail - head < room // 2 - MOST_QUIET_LINKS - 1:
        best_steps, best_side = _best_way_on(
            links[head:tail], nodes[head : tail + 1], length, weight, walks, best
        )
        if best_steps == 0:
            break
        for number in range(best_steps):
            way = best[number]
            length += lengths[way >> 1]
            weight += link_weights[way >> 1] + node_weights[ends[way]]
            if best_side == 0:
                head -= 1
                links[head], nodes[head] = way >> 1, ends[way]
            else:
                links[tail], nodes[tail + 1] = way >> 1, ends[way]
                tail += 1
    return links[head:tail].copy(), nodes[head : tail + 1].copy()


@compiled
def grown_weights(seeds: Longs, walks: Walks) -> Floats:
    """Return the weight of the stretch that grows from each of many links."""
    weights = np.zeros(len(seeds))
    for number in range(len(seeds)):
        links, nodes = grown(seeds[number], walks)
        for link in links:
            weights[number] += walks.link_weights[link]
        for node in nodes:
            weights[number] += walks.node_weights[node]
    return weights
