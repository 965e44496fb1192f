"""Drawing visits by chance: more where more harm is expected, and never too near one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

NEARLY_ALWAYS: Final = 0.95
# Enough to bring the busiest hours within a twentieth of what is wanted, where that can be had.
SCALINGS: Final = 6
_STEP, _LEAST = 4.0, 1e-9


def capped_shares(rates: Floats, total: float, cap: float) -> Floats:
    """Return how often each is to be drawn: in proportion to its rate, and at most ``cap``.

    Parameters
    ----------
    rates : array of shape (n,)
        0 or more, not all 0.
    total : float
        What the shares add up to; at most ``n · cap``, else every share is the cap.
    cap : float
        What is cut off above it goes to the others, in proportion to their rates.
    """
    shares = np.zeros_like(rates)
    free = rates > 0
    left = total
    while free.any() and left > 0:
        wanted = rates * (left / rates[free].sum())
        over = free & (wanted >= cap)
        if not over.any():
            shares[free] = wanted[free]
            break
        shares[over] = cap
        free &= ~over
        left = total - shares.sum()
    return shares


def shared_out(expected: Floats, rng: np.random.Generator) -> Integers:
    """Return whole numbers near the expected ones: each rounded up or down, their sum kept.

    Systematic sampling with one random start: each number is right on average, and the sum is
    always that of the expected ones, which is whole.
    """
    ladder = np.concatenate([[0.0], np.cumsum(expected)])
    # A sum that is whole but for rounding must not lose or win a visit.
    ladder[-1] = round(ladder[-1])
    counts: Integers = np.diff(np.floor(ladder + rng.random())).astype(np.int64)
    return counts


def draw_apart(
    times: Integers, wanted: Floats, count: int, apart: int, rng: np.random.Generator
) -> Integers:
    """Draw ``count`` of the times, no two nearer than ``apart``; as many as there is room for.

    Parameters
    ----------
    times : int array of shape (n,)
        Rising.
    wanted : array of shape (n,)
        Above 0: how often each is to be drawn, beside the others. It comes as near to that as the
        distance between them lets it.
    count, apart : int
    rng : Generator

    Returns
    -------
    int array
        Positions in ``times``, rising; fewer than ``count`` where there is no room.

    Notes
    -----
    Drawing one time after another and refusing what is too near would often end with room for
    fewer than fit, and would thin out the busiest hours, which stand side by side. So all sets of
    times that keep apart are weighed, each by the product of its times' odds; the odds are found
    by scaling them until each time is drawn as often as is wanted, and one set is drawn exactly.
    """
    room = _Room(times, apart)
    count = min(count, room.most)
    if not count:
        return np.empty(0, dtype=np.int64)
    target = np.minimum(wanted * (count / wanted.sum()), NEARLY_ALWAYS)
    odds = target / (1.0 - target)
    for _ in range(SCALINGS):
        reached = room.inclusion(odds, count)
        odds = odds * np.clip(target / np.maximum(reached, _LEAST), 1 / _STEP, _STEP)
    return room.drawn(odds, count, rng)


class _Room:
    """Rising times of which some are drawn, no two nearer than so many minutes."""

    # Plain lists: a part of a week has some twenty times, for which an array's overhead is most of
    # the work.
    def __init__(self, times: Integers, apart: int) -> None:
        self._after: list[int] = np.searchsorted(times, times + apart).tolist()
        self._before: list[int] = np.searchsorted(times, times - apart, side="right").tolist()
        self.most = 0
        at = 0
        while at < times.size:
            self.most += 1
            at = self._after[at]

    def _ways_from(self, odds: list[float], count: int) -> list[list[float]]:
        """Return the weight of the sets of j times from position i on, by j and i."""
        ways = [[1.0] * (len(odds) + 1)]
        for _ in range(count):
            fewer, row = ways[-1], [0.0] * (len(odds) + 1)
            for at in range(len(odds) - 1, -1, -1):
                row[at] = row[at + 1] + odds[at] * fewer[self._after[at]]
            ways.append(row)
        return ways

    def _ways_before(self, odds: list[float], count: int) -> list[list[float]]:
        """Return the weight of the sets of j times before position i, by j and i."""
        ways = [[1.0] * (len(odds) + 1)]
        for _ in range(count):
            fewer, row = ways[-1], [0.0] * (len(odds) + 1)
            for at, weight in enumerate(odds):
                row[at + 1] = row[at] + weight * fewer[self._before[at]]
            ways.append(row)
        return ways

    def inclusion(self, odds: Floats, count: int) -> Floats:
        """Return how often each time is drawn, were the sets drawn by these odds."""
        weights = odds.tolist()
        ahead, behind = self._ways_from(weights, count), self._ways_before(weights, count)
        others = [
            sum(behind[j][before] * ahead[count - 1 - j][after] for j in range(count))
            for before, after in zip(self._before, self._after, strict=True)
        ]
        inclusion: Floats = odds * others / ahead[count][0]
        return inclusion

    def drawn(self, odds: Floats, count: int, rng: np.random.Generator) -> Integers:
        """Draw one set of times by these odds."""
        weights = odds.tolist()
        ways = self._ways_from(weights, count)
        chosen = []
        at = 0
        while count:
            taken = weights[at] * ways[count - 1][self._after[at]]
            if rng.random() * ways[count][at] < taken:
                chosen.append(at)
                count -= 1
                at = self._after[at]
            else:
                at += 1
        return np.array(chosen, dtype=np.int64)
