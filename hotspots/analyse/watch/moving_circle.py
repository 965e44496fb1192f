"""A circle that moves over the county, to where the newest weeks hold more than elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from hotspots.analyse.watch.watch_params import CircleParams
    from hotspots.arrays import Bools, Floats, Longs

# So many permutations at a time, so that their counts fit the memory of any machine.
PERMUTATIONS_AT_ONCE: Final = 250


@dataclass(frozen=True, kw_only=True)
class Circle:
    """A circle whose newest steps hold more than expected.

    Attributes
    ----------
    easting, northing : float
        Its centre.
    steps : int
        Over how many steps, the newest the last.
    count : int
    expected : float
    chance : float
        Of a circle as full, anywhere and over any of these numbers of steps.
    held : int array
        Which of the offences it holds, by position.
    """

    easting: float
    northing: float
    steps: int
    count: int
    expected: float
    chance: float
    held: Longs


def moving_circles(
    eastings: Floats, northings: Floats, steps_ago: Longs, *, window: int, params: CircleParams
) -> list[Circle]:
    """Return the circles that stand out, the least likely first; no two share an offence.

    Parameters
    ----------
    eastings, northings : float array of shape (n,)
        Metres. A circle's centre is one of these points: give the middles of squares where no
        centre may be an address.
    steps_ago : int array of shape (n,)
        How many steps before the newest each offence was; 0 is the newest.
    window : int
        The most steps that are looked at together.
    params : CircleParams

    Notes
    -----
    Space-time permutation scan: of a circle with N offences in all and a time with M of the C in
    the whole, N M / C are expected, so that places with more offences and seasons with more are no
    news. The greatest likelihood ratio over all circles and lengths is set beside that of times
    shuffled among the offences. Each further circle is judged by the same greatest ratios.

    References
    ----------
    Kulldorff, Heffernan, Hartman, Assunção and Mostashari (2005), A space-time permutation scan
    statistic for disease outbreak detection, PLoS Medicine 2(3): e59.
    """
    points = np.column_stack([eastings, northings])
    centres = np.unique(points[steps_ago < window], axis=0)
    if len(centres) == 0:
        return []
    members = _members(centres, points, params.radius_m)
    sizes: Floats = np.asarray(members.sum(axis=1), dtype=np.float64).ravel()
    recent = np.column_stack([steps_ago < length for length in range(1, window + 1)])
    counts = members @ recent.astype(np.float64)
    ratios = _log_ratios(counts, _expected(sizes, recent), len(steps_ago))
    greatest = _greatest_by_chance(members, sizes, steps_ago, window, params)
    return _standing_out(centres, members, counts, ratios, greatest, recent, params)


def _members(centres: Floats, points: Floats, radius_m: float) -> sparse.csr_matrix:
    near = cKDTree(points).query_ball_point(centres, radius_m)
    held = [np.asarray(each, dtype=np.int64) for each in near]
    rows = np.repeat(np.arange(len(centres)), [each.size for each in held])
    columns = np.concatenate(held)
    ones = np.ones(len(rows))
    return sparse.csr_matrix((ones, (rows, columns)), shape=(len(centres), len(points)))


def _expected(sizes: Floats, recent: Bools) -> Floats:
    return np.asarray(sizes[:, None] * recent.sum(axis=0)[None, :] / recent.shape[0])


def _log_ratios(counts: Floats, expected: Floats, whole: int) -> Floats:
    """Return the log likelihood ratio of each circle and length; 0 where there are no more."""
    rest, rest_expected = whole - counts, whole - expected
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = counts * np.log(counts / expected)
        outside = np.where(rest > 0, rest * np.log(rest / rest_expected), 0.0)
    return np.where(counts > expected, inside + outside, 0.0)


def _greatest_by_chance(
    members: sparse.csr_matrix, sizes: Floats, steps_ago: Longs, window: int, params: CircleParams
) -> Floats:
    """Return the greatest ratio of each permutation of the times."""
    rng = np.random.default_rng(params.circle_seed)
    greatest = np.zeros(params.permutations)
    for first in range(0, params.permutations, PERMUTATIONS_AT_ONCE):
        number = min(PERMUTATIONS_AT_ONCE, params.permutations - first)
        shuffled = rng.permuted(np.repeat(steps_ago[:, None], number, axis=1), axis=0)
        for length in range(1, window + 1):
            recent = shuffled < length
            counts = members @ recent.astype(np.float64)
            ratios = _log_ratios(counts, _expected(sizes, recent), len(steps_ago))
            part = greatest[first : first + number]
            np.maximum(part, ratios.max(axis=0), out=part)
    return greatest


def _standing_out(
    centres: Floats,
    members: sparse.csr_matrix,
    counts: Floats,
    ratios: Floats,
    greatest: Floats,
    recent: Bools,
    params: CircleParams,
) -> list[Circle]:
    expected = _expected(np.asarray(members.sum(axis=1), dtype=np.float64).ravel(), recent)
    found: list[Circle] = []
    taken = np.zeros(recent.shape[0], dtype=np.bool_)
    for flat in np.argsort(-ratios, axis=None, kind="stable"):
        at, length = np.unravel_index(flat, ratios.shape)
        chance = float((1 + (greatest >= ratios[at, length]).sum()) / (1 + len(greatest)))
        if ratios[at, length] <= 0 or chance > params.circle_chance:
            break
        inside = members[at].indices
        held = inside[recent[inside, length]]
        if taken[inside].any():
            continue
        taken[inside] = True
        found.append(
            Circle(
                easting=float(centres[at, 0]),
                northing=float(centres[at, 1]),
                steps=int(length) + 1,
                count=int(counts[at, length]),
                expected=float(expected[at, length]),
                chance=chance,
                held=held,
            )
        )
    return found
