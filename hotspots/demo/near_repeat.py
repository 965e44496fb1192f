"""Burglaries that set off burglaries: the near-repeat process of known strength.

A branching process. Background burglaries fall on homes at random, by a risk that differs from
ward to ward and from home to home, and in time by the season alone. Each burglary then sets off a
Poisson number of others, near by and soon; those may set off more. With expected offspring n the
process gives 1/(1-n) burglaries for each background one.

References
----------
Hawkes (1971), Spectra of some self-exciting and mutually exciting point processes, Biometrika 58.
Mohler et al. (2011), Self-exciting point process modeling of crime, JASA 106.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from hotspots.demo.seasons import EVEN, Season

if TYPE_CHECKING:
    from hotspots.arrays import Bools, Floats, Longs
    from hotspots.demo.params import DemoParams

BACKGROUND = -1


@dataclass(frozen=True)
class Burglaries:
    """Burglaries in order of time.

    ``home`` is the row of the household, ``day`` the time in days since the first of January,
    ``parent`` the position of the burglary that set it off, or ``BACKGROUND``. ``from_last_year``
    marks those set off by a burglary before the year began.
    """

    home: Longs
    day: Floats
    parent: Longs
    from_last_year: Bools


def grow_burglaries(
    points: Floats,
    risk: Floats,
    count: int,
    params: DemoParams,
    rng: np.random.Generator,
    season: Season = EVEN,
) -> Burglaries:
    """Return exactly ``count`` dwelling burglaries of the year.

    Parameters
    ----------
    points : array of shape (homes, 2)
        Where the homes stand, in metres.
    risk : array of shape (homes,)
        Relative risk of a background burglary.
    season : Season
        How the rate of the background burglaries moves over the year; those that they set off
        follow them.

    Notes
    -----
    The process starts before the year, so that January is like any other month. Whole families
    (a background burglary and all that followed from it) are dropped at random until the count
    is met, which leaves the strength unchanged. With ``near_repeat`` off, every burglary is a
    background one.
    """
    strength = params.near_repeat_strength if params.near_repeat else 0.0
    tree = cKDTree(points, balanced_tree=False, compact_nodes=False)
    days = params.hours / 24.0
    run_up = params.near_repeat_window_days
    roots = int(count * (1.0 - strength) * (days + run_up) / days * 1.08) + 20
    ladder = np.cumsum(risk)
    while True:
        home = np.searchsorted(ladder, rng.random(roots) * ladder[-1], side="right")
        day = season.spread(rng.random(roots), -run_up, days)
        whole = _with_offspring(home, day, tree, strength, params, rng)
        in_year = (whole.day >= 0.0) & (whole.day < days)
        if int(in_year.sum()) >= count:
            return _exactly(whole, in_year, count, rng)
        roots = int(roots * 1.1)


def _with_offspring(
    home: Longs,
    day: Floats,
    tree: cKDTree,
    strength: float,
    params: DemoParams,
    rng: np.random.Generator,
) -> Burglaries:
    homes, days = [home], [day]
    parents = [np.full(len(home), BACKGROUND)]
    first = 0
    while len(homes[-1]):
        litter = rng.poisson(strength, len(homes[-1]))
        parent = np.repeat(np.arange(len(homes[-1])), litter)
        next_homes = _next_homes(homes[-1][parent], tree, params, rng)
        wait = _waits(len(parent), params, rng)
        days.append(days[-1][parent] + wait)
        parents.append(first + parent)
        first += len(homes[-1])
        homes.append(next_homes)
    parent = np.concatenate(parents)
    return Burglaries(
        np.concatenate(homes), np.concatenate(days), parent, np.zeros(len(parent), dtype=np.bool_)
    )


def _next_homes(home: Longs, tree: cKDTree, params: DemoParams, rng: np.random.Generator) -> Longs:
    """Choose where each offspring falls: the same home, or one near by, the nearer the likelier."""
    chosen = home.copy()
    returns = rng.random(len(home)) < params.near_repeat_same_home
    for position in np.flatnonzero(~returns):
        origin = tree.data[home[position]]
        near = np.array(tree.query_ball_point(origin, params.near_repeat_reach_m))
        near = np.sort(near[near != home[position]])
        if len(near):
            away_m = np.hypot(*(tree.data[near] - origin).T)
            ladder = np.cumsum(np.exp(-away_m / params.near_repeat_scale_m))
            chosen[position] = near[np.searchsorted(ladder, rng.random() * ladder[-1])]
    return chosen


def _waits(count: int, params: DemoParams, rng: np.random.Generator) -> Floats:
    """Return exponential waits in days, cut off at the window (by inverting the cut-off law)."""
    within = 1.0 - np.exp(-params.near_repeat_window_days / params.near_repeat_mean_days)
    return np.asarray(-params.near_repeat_mean_days * np.log1p(-rng.random(count) * within))


def _exactly(whole: Burglaries, in_year: Bools, count: int, rng: np.random.Generator) -> Burglaries:
    """Drop whole families at random until ``count`` burglaries of the year are left."""
    family = np.arange(len(whole.home))
    for position in np.flatnonzero(whole.parent != BACKGROUND):
        family[position] = family[whole.parent[position]]  # parents come before their offspring
    sizes = np.bincount(family[in_year], minlength=len(family))
    surplus = int(sizes.sum()) - count
    kept = in_year.copy()
    dropped = np.zeros(len(family), dtype=np.bool_)
    for root in rng.permutation(np.flatnonzero(sizes)):
        if 0 < sizes[root] <= surplus:
            dropped[root] = True
            surplus -= int(sizes[root])
    kept &= ~dropped[family]
    order = np.flatnonzero(kept)
    order = order[np.argsort(whole.day[order], kind="stable")]
    position_of = np.full(len(family) + 1, BACKGROUND)  # the last stands for BACKGROUND itself
    position_of[order] = np.arange(len(order))
    offspring = whole.parent[order] != BACKGROUND
    parent = position_of[whole.parent[order]]
    return Burglaries(
        whole.home[order], whole.day[order], parent, offspring & (parent == BACKGROUND)
    )
