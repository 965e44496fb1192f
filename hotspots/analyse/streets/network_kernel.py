"""The equal-split kernel along a network, compiled: all offences at once, as one wave.

Okabe and Sugihara define what one offence gives by every walk that leaves it: at a node where n
links meet, 2/n of what arrives goes on into each other link and 2/n − 1 comes back (at a dead end
all of it). Walks grow in number as a power of the distance, and other software follows them one by
one. But what a walk carries is a factor, and the kernel is asked only once, of the walk's whole
length; so walks that enter a link at one distance can be added up first, whichever offence they
come from. Here the distance walked is cut into steps. At each step every node adds up what arrives
over its links and sends it on; along a link a wave takes its length. The cost is links × steps,
however many offences there are and however closely junctions lie.

A link's length is seldom a whole number of steps: what enters it is shared among the three steps
nearest to its arrival, by quadratic interpolation. Kernel masses are differences of the integrated
kernel, exact within a link; at its end they are interpolated in the same way as what leaves, so
that nothing is lost or made at a node.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from hotspots.analyse.compiled import compiled

if TYPE_CHECKING:
    from hotspots.arrays import Floats, Longs

# To a bandwidth: the third power of a step is what interpolation errs by.
STEPS: Final = 64
# A link is at least this many steps long, or a wave would leave it in the step in which it came.
FEWEST_STEPS_OF_A_LINK: Final = 1.5
# Of a kernel's mass, half lies on either side.
ONE_SIDE: Final = 0.5


def lixel_masses(  # noqa: PLR0913 - a network, events and a kernel
    *,
    lengths_m: Floats,
    starts: Longs,
    ways: Longs,
    event_link: Longs,
    event_share: Floats,
    event_weight: Floats,
    pieces: Longs,
    bandwidth_m: float,
    continuous: bool,
) -> Floats:
    """Return the weight that the kernel puts on each lixel.

    Parameters
    ----------
    lengths_m : array of shape (k,)
        Of the links, above 0.
    starts, ways : array of int
        ``StreetNetwork.leaving``.
    event_link, event_share, event_weight : array of shape (n,)
        The link of each event, where along it (0 to 1), and its weight.
    pieces : array of int, of shape (k,)
        Into how many lixels of one length each link is cut.
    bandwidth_m : float
    continuous : bool
        See ``NetworkDensityParams``.

    Returns
    -------
    array of shape (pieces.sum(),)
        The lixels of the first link first, each from its first node on. With ``continuous`` they
        add up to the weights.
    """
    step_m = bandwidth_m / STEPS
    walked_m = np.maximum(lengths_m, FEWEST_STEPS_OF_A_LINK * step_m)
    order = np.argsort(event_link, kind="stable")
    links, at_m, weights = (
        event_link[order],
        event_share[order] * walked_m[event_link[order]],
        event_weight[order],
    )
    arriving = np.zeros((2 * len(lengths_m), STEPS))
    _first_arrivals(arriving, links, at_m, weights, walked_m, step_m)
    entering = _spread(arriving, walked_m, starts, ways, step_m, continuous)
    firsts = np.concatenate([[0], np.cumsum(pieces)]).astype(np.int64)
    masses = _through_links(entering, walked_m, firsts, step_m)
    _from_events(masses, links, at_m, weights, walked_m, firsts, step_m)
    return masses


@compiled
def _held(walked: float, reach: float) -> float:
    """Return the quartic kernel's mass from 0 to a distance: ½ from the bandwidth on."""
    share = walked / reach
    if share >= 1.0:
        return ONE_SIDE
    square = share * share
    return 0.9375 * share * (1.0 + square * (0.2 * square - 2.0 / 3.0))


@compiled
def _arrival(walked: float, step: float, earliest: int) -> tuple[int, float, float, float]:
    """Return the first of the three steps among which an arrival is shared, and their parts."""
    steps = walked / step
    first = max(earliest, int(np.floor(steps - 0.5)))
    late = steps - first
    return (
        first,
        0.5 * (late - 1.0) * (late - 2.0),
        late * (2.0 - late),
        0.5 * late * (late - 1.0),
    )


@compiled
def _held_at_end(walked: float, after: int, step: float, earliest: int) -> float:
    """Return the mass up to a node as what leaves it has it: interpolated between steps."""
    first, one, two, three = _arrival(walked, step, earliest)
    reach, first = step * STEPS, first + after
    return (
        one * _held(first * step, reach)
        + two * _held((first + 1) * step, reach)
        + three * _held((first + 2) * step, reach)
    )


@compiled
def _add_arrival(
    row: Floats, weight: float, after: int, at: tuple[int, float, float, float]
) -> None:
    first, one, two, three = at
    first += after
    if first < STEPS:
        row[first] += weight * one
    if first + 1 < STEPS:
        row[first + 1] += weight * two
    if first + 2 < STEPS:
        row[first + 2] += weight * three


@compiled
def _first_arrivals(
    arriving: Floats, links: Longs, at: Floats, weights: Floats, lengths: Floats, step: float
) -> None:
    """Let each event arrive at both ends of its link. Row 2k is what leaves link k at its end."""
    for event in range(len(links)):
        link = links[event]
        ahead = _arrival(lengths[link] - at[event], step, 0)
        _add_arrival(arriving[2 * link], weights[event], 0, ahead)
        _add_arrival(arriving[2 * link + 1], weights[event], 0, _arrival(at[event], step, 0))


@compiled
def _spread(
    arriving: Floats,
    lengths: Floats,
    starts: Longs,
    ways: Longs,
    step: float,
    continuous: bool,  # noqa: FBT001 - compiled
) -> Floats:
    """Return what enters each way out of a node at each step."""
    entering = np.zeros_like(arriving)
    for now in range(STEPS):
        for node in range(len(starts) - 1):
            number = starts[node + 1] - starts[node]
            total = 0.0
            for at in range(starts[node], starts[node + 1]):
                total += arriving[ways[at] ^ 1, now]
            for at in range(starts[node], starts[node + 1]):
                way = ways[at]
                back = arriving[way ^ 1, now]
                if continuous:
                    out = 2.0 / number * total - back
                else:
                    out = (total - back) / (number - 1) if number > 1 else 0.0
                if out != 0.0:
                    entering[way, now] = out
                    _add_arrival(arriving[way], out, now, _arrival(lengths[way >> 1], step, 1))
    return entering


@compiled
def _through_links(entering: Floats, lengths: Floats, firsts: Longs, step: float) -> Floats:
    """Return the mass that what enters a link, from either end, leaves on each of its lixels."""
    masses = np.zeros(firsts[-1])
    reach = step * STEPS
    for way in range(len(entering)):
        link = way >> 1
        pieces, length = firsts[link + 1] - firsts[link], lengths[link]
        for now in range(STEPS):
            amplitude = entering[way, now]
            if amplitude == 0.0:
                continue
            before = _held(now * step, reach)
            for piece in range(pieces):
                if before == ONE_SIDE:
                    break
                if piece == pieces - 1:
                    held = _held_at_end(length, now, step, 1)
                else:
                    held = _held(now * step + (piece + 1) * length / pieces, reach)
                at = piece if way & 1 == 0 else pieces - 1 - piece
                masses[firsts[link] + at] += amplitude * (held - before)
                before = held
    return masses


@compiled
def _from_events(
    masses: Floats,
    links: Longs,
    at: Floats,
    weights: Floats,
    lengths: Floats,
    firsts: Longs,
    step: float,
) -> None:
    """Add what each event leaves on its own link before any node is reached."""
    reach = step * STEPS
    for event in range(len(links)):
        link = links[event]
        pieces, length, here = firsts[link + 1] - firsts[link], lengths[link], at[event]
        before = -_held_at_end(here, 0, step, 0)
        for piece in range(pieces):
            edge = (piece + 1) * length / pieces - here
            if piece == pieces - 1:
                held = _held_at_end(length - here, 0, step, 0)
            else:
                held = _held(edge, reach) if edge >= 0 else -_held(-edge, reach)
            masses[firsts[link] + piece] += weights[event] * (held - before)
            before = held
