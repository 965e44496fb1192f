"""How strong near repeat is: how many further burglaries one burglary sets off.

A Knox table has more pairs near in space and time than chance gives. Not every such pair is a
burglary and the one that it set off: two set off by one burglary are near each other too, and so
are the first and the third of a chain. Counting pairs therefore says too much. How much too much is
known: in a process in which burglaries set off burglaries (Hawkes 1971), what follows a burglary is
what it set off itself, and what goes with each of those,

    c = φ + φ ∗ c,

c being the excess of later burglaries around a burglary, as the table measures it, φ those set off
directly, and ∗ the adding up of two steps. Bacry & Muzy (2016) solve this for φ in bands of time;
here the bands are the Knox table's, of distance and time. The strength is the sum of φ.

The interval is a bootstrap over places: squares of ground with all the burglaries in them are drawn
again and again, and the pairs that a burglary is part of stay with it (Loh 2008).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hotspots.analyse.near_repeats import knox_kernel
from hotspots.analyse.near_repeats.near_repeat_input import coordinates, whole_days
from hotspots.analyse.near_repeats.near_repeat_params import SAME_PLACE_M, Metric, NearRepeatParams

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Longs = NDArray[np.int64]

RESAMPLES = 999
CONFIDENCE = 0.95
# Squares this many times as wide as the table's reach: few families of burglaries lie across an
# edge, and a town has enough squares. From 1.5 to 5 times the coverage is alike; the wider the
# squares, the more uneven the intervals.
REACHES_ACROSS_A_PLACE = 2.5
# Points that stand for all of a ring, and for all of a band of days: the chances are then right to
# two decimals.
RINGS, BEARINGS, MOMENTS = 8, 48, 200


@dataclass(frozen=True, kw_only=True)
class NearRepeatStrength:
    """How many further burglaries one burglary sets off, on average, itself.

    Attributes
    ----------
    strength : float
        From 0; within the reach and the window of the table. 0.25: every fourth sets off one.
    lower, upper : float
        Its confidence interval. A lower end of 0 says that there may be no near repeat.
    """

    strength: float
    lower: float
    upper: float


def near_repeat_strength(
    points: gpd.GeoDataFrame, dates: pd.Series, params: NearRepeatParams
) -> NearRepeatStrength:
    """Return how many further burglaries one burglary sets off, with an interval.

    Parameters
    ----------
    points : GeoDataFrame
        One point a row, in a system in metres: some hundreds, on many squares of ground.
    dates : Series
        When each happened, on the index of ``points``, none missing, over more than twice the
        table's window. For a burglary known as from-to give the midpoint.
    params : NearRepeatParams
        Bands from 0, metric and seed; what is set off beyond the last edges is not counted.

    Notes
    -----
    What chance gives is reckoned from the pairs that are near in space at any time apart, without
    those that the process itself adds. Pairs cut off by the first and the last day are made up for
    by the length of the period; those cut off by the edge of the points are not, so take the whole
    force's burglaries for a district near its border.

    Two steps are added up as if homes stood all around. Where they stand in small settlements the
    strength comes out too large, on the invented county by 2 % of itself at most. Excess pairs for
    another reason than near repeat (a new estate, a long operation) are counted as if they were
    set off: the strength is an upper bound where such things happened.

    From some hundreds of burglaries the interval is a little too narrow, because a long chain
    decides much and is rare; the benchmark states how often it held what was planted.

    References
    ----------
    Hawkes (1971), "Spectra of some self-exciting and mutually exciting point processes",
    Biometrika 58.
    Bacry & Muzy (2016), "First- and second-order statistics characterization of Hawkes processes
    and non-parametric estimation", IEEE Transactions on Information Theory 62.
    Loh (2008), "A valid and fast spatial bootstrap for correlation functions", The Astrophysical
    Journal 681.
    Hall (1988), "On symmetric bootstrap confidence intervals", Journal of the Royal Statistical
    Society B 50.
    """
    excess = _excess_by_place(points, dates, params)
    steps = added_steps(params)
    fitted = _fit(excess, np.ones((1, excess.events.size)), steps)
    strength, error = float(fitted.strength[0]), float(fitted.standard_error[0])
    half = _critical_value(excess, steps, fitted, params.seed) * error
    return NearRepeatStrength(
        strength=max(strength, 0.0),
        lower=max(strength - half, 0.0),
        upper=max(strength + half, 0.0),
    )


class _Excess(NamedTuple):
    """What each place adds: excess pairs of shape (places, bands), and burglaries (places,)."""

    pairs: Floats
    events: Floats


class _Fit(NamedTuple):
    """One row a resample: the strength, its standard error."""

    strength: Floats
    standard_error: Floats


def _excess_by_place(
    points: gpd.GeoDataFrame, dates: pd.Series, params: NearRepeatParams
) -> _Excess:
    """Return each square's pairs beyond chance; half of a pair belongs to each of its two ends."""
    eastings, northings = coordinates(points)
    days = whole_days(points, dates)
    place, events = _places(eastings, northings, params.reach_m * REACHES_ACROSS_A_PLACE)
    span_days = int(days.max()) + 1
    counts = _pairs_by_place(eastings, northings, days, place, params)
    share = _share_of_all_pairs(days, params)
    near_at_any_time, observed = counts.sum(axis=2), counts[:, :, :-1]
    # Pairs near in space are the process's own and others; of the others, a share is near in time.
    own = (observed.sum(axis=2) - share.sum() * near_at_any_time) / (1.0 - share.sum())
    excess = observed - (near_at_any_time - own)[:, :, np.newaxis] * share
    middle = np.asarray([(first + last) / 2 for first, last in pairwise(params.half_open_days())])
    excess /= 1.0 - middle / span_days
    return _Excess(excess.reshape(len(events), -1), events)


def _places(eastings: Floats, northings: Floats, side_m: float) -> tuple[Longs, Floats]:
    """Return the square of ground of each burglary, and the burglaries on each square."""
    squares = np.floor(np.column_stack((eastings, northings)) / side_m)
    _, place, events = np.unique(squares, axis=0, return_inverse=True, return_counts=True)
    return place.ravel(), events.astype(np.float64)


def _pairs_by_place(
    eastings: Floats, northings: Floats, days: Longs, place: Longs, params: NearRepeatParams
) -> Floats:
    """Count pairs by place, distance band and time band; the last time band is all that is later.

    Returns
    -------
    array of shape (places, distance bands, time bands + 1)
    """
    edges_m = np.asarray(params.half_open_metres())
    order = knox_kernel.spatial_order(eastings, northings, days, edges_m[-1])
    first, second, starts = knox_kernel.pairs_in_range(
        eastings[order],
        northings[order],
        edges_m=edges_m,
        manhattan=params.metric == Metric.MANHATTAN,
    )
    distances, times = params.shape
    distance_band = np.repeat(np.arange(distances), np.diff(starts))
    in_order, place_in_order = days[order], place[order]
    edges_days = params.half_open_days()[1:]
    time_band = np.searchsorted(edges_days, np.abs(in_order[first] - in_order[second]), "right")
    band = distance_band * (times + 1) + time_band
    width, places = distances * (times + 1), int(place.max()) + 1
    counts = np.zeros(places * width)
    for end in (first, second):
        counts += np.bincount(place_in_order[end] * width + band, minlength=counts.size) / 2
    return counts.reshape(places, distances, times + 1)


def _share_of_all_pairs(days: Longs, params: NearRepeatParams) -> Floats:
    """Return which share of all pairs of burglaries lies in each time band."""
    a_day = np.bincount(days).astype(np.float64)
    apart = np.array(
        [a_day[: a_day.size - lag] @ a_day[lag:] for lag in range(params.half_open_days()[-1])]
    )
    apart[0] = (apart[0] - days.size) / 2
    below = np.concatenate(([0.0], np.cumsum(apart)))
    shares: Floats = np.diff(below[list(params.half_open_days())])
    return shares / (days.size * (days.size - 1) / 2)


def _fit(excess: _Excess, times: Floats, steps: Floats) -> _Fit:
    """Solve c = φ + φ ∗ c for each resample; ``times`` says how often each place was drawn."""
    events = times @ excess.events
    around = (times @ excess.pairs) / events[:, np.newaxis]
    bands = around.shape[1]
    system = np.eye(bands) + np.einsum("rj,ijk->rki", around, steps)
    by_band = np.linalg.solve(system, around[..., np.newaxis])[..., 0]
    # How the sum of φ answers to each c: differentiate the equation, and solve it turned round.
    answer = np.linalg.solve(system.transpose(0, 2, 1), np.ones((len(times), bands, 1)))[..., 0]
    through = np.einsum("ijk,ri,rk->rj", steps, by_band, answer, optimize=True)
    slope = answer - through
    expected = np.einsum("rj,rj->r", slope, around)
    pull = slope @ excess.pairs.T - np.outer(expected, excess.events)
    places = excess.events.size
    squares = (times * pull**2).sum(axis=1) * places / (places - 1)
    return _Fit(by_band.sum(axis=1), np.sqrt(squares) / events)


def _critical_value(excess: _Excess, steps: Floats, fitted: _Fit, seed: int) -> float:
    """Return how many standard errors the interval reaches to either side (Hall 1988)."""
    places = excess.events.size
    drawn = np.random.default_rng((seed, RESAMPLES)).integers(0, places, (RESAMPLES, places))
    times = np.stack([np.bincount(row, minlength=places) for row in drawn]).astype(np.float64)
    resampled = _fit(excess, times, steps)
    off = np.abs(resampled.strength - fitted.strength[0])
    in_errors = np.full(off.shape, np.inf)
    np.divide(off, resampled.standard_error, out=in_errors, where=resampled.standard_error > 0)
    return float(np.quantile(in_errors, CONFIDENCE, method="higher"))


def added_steps(params: NearRepeatParams) -> Floats:
    """Return the chance that a step in band i and a step in band j together lead to band k.

    Parameters
    ----------
    params : NearRepeatParams
        Its bands of distance and time stand in one row, in which time changes fastest.

    Returns
    -------
    array of shape (bands, bands, bands)
        The second step is taken forward in time and back, so that two burglaries set off by one
        count as well as chains. What leads before the start or beyond the table is in no band.
    """
    manhattan = params.metric == Metric.MANHATTAN
    distances = _added_distances(tuple(params.distance_bands_m), manhattan=manhattan)
    days = _added_days(params.half_open_days())
    bands = len(distances) * len(days)
    both = np.einsum("abc,def->adbecf", distances, days)
    return np.asarray(both.reshape(bands, bands, bands))


@cache  # every district's table has the same bands
def _added_distances(edges_m: tuple[float, ...], *, manhattan: bool) -> Floats:
    # Turned against each other by half a step, or one bearing in so many would lead straight back.
    ones = [_ring(*edges, manhattan=manhattan, turned=0.25) for edges in pairwise(edges_m)]
    others = [_ring(*edges, manhattan=manhattan, turned=0.75) for edges in pairwise(edges_m)]

    def shares(one: Floats, other: Floats) -> Floats:
        east, north = np.moveaxis(np.abs(one[:, np.newaxis] + other), -1, 0)
        return _shares(east + north if manhattan else np.hypot(east, north), edges_m)

    return np.array([[shares(one, other) for other in others] for one in ones])


@cache
def _added_days(edges: tuple[int, ...]) -> Floats:
    part = (np.arange(MOMENTS) + 0.5) / MOMENTS
    waits = [first + part * (last - first) for first, last in pairwise(edges)]

    def shares(one: Floats, other: Floats) -> Floats:
        forward, back = one[:, np.newaxis] + other, one[:, np.newaxis] - other
        return _shares(forward, edges) + _shares(back, edges)

    return np.array([[shares(one, other) for other in waits] for one in waits])


def _ring(nearest_m: float, furthest_m: float, *, manhattan: bool, turned: float) -> Floats:
    """Return steps (east, north) spread evenly over a ring, or the one of a band of one place."""
    if furthest_m <= SAME_PLACE_M:
        return np.zeros((1, 2))
    part = (np.arange(RINGS) + 0.5) / RINGS
    length_m = np.sqrt(nearest_m**2 + part * (furthest_m**2 - nearest_m**2))
    turn = (np.arange(BEARINGS) + turned) / BEARINGS
    if manhattan:  # evenly along the diamond |east| + |north| = 1
        edge = np.column_stack([1 - 2 * np.abs(2 * turn - 1), _triangle(turn)])
    else:
        edge = np.column_stack([np.cos(2 * np.pi * turn), np.sin(2 * np.pi * turn)])
    return np.asarray((length_m[:, np.newaxis, np.newaxis] * edge).reshape(-1, 2))


def _triangle(turn: Floats) -> Floats:
    """Return 0, 1, 0, −1 at the quarters of a turn, in straight lines between."""
    return np.asarray(1 - np.abs(4 * ((turn + 0.75) % 1) - 2))


def _shares(values: Floats, edges: Sequence[float]) -> Floats:
    """Return the share of the values in each band [a, b)."""
    counts, _ = np.histogram(values[values < edges[-1]], bins=np.asarray(edges, dtype=np.float64))
    return np.asarray(counts / values.size)
