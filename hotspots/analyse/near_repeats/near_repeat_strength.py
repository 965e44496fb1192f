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

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hotspots import words
from hotspots.analyse.near_repeats import knox_kernel
from hotspots.analyse.near_repeats.near_repeat_input import coordinates, whole_days
from hotspots.analyse.near_repeats.near_repeat_params import Metric, NearRepeatParams
from hotspots.analyse.near_repeats.near_repeat_steps import added_steps
from hotspots.errors import InputError, ParameterError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Longs = NDArray[np.int64]

RESAMPLES = 999
CONFIDENCE = 0.95
# With fewer burglaries, or on fewer squares of ground, an interval means nothing.
FEWEST_BURGLARIES = 50
FEWEST_PLACES = 20
# Squares this many times as wide as the table's reach: few families of burglaries lie across an
# edge, and a town has enough squares. From 1.5 to 5 times the coverage is alike; the wider the
# squares, the more uneven the intervals.
REACHES_ACROSS_A_PLACE = 2.5
# The period must be longer than the table's window, so that pairs further apart in time tell what
# chance gives.
FEWEST_WINDOWS = 2


@dataclass(frozen=True, kw_only=True, eq=False)
class NearRepeatStrength:
    """How many further burglaries one burglary sets off, on average, itself.

    Attributes
    ----------
    strength : float
        From 0; within the reach and the window of the table. 0.25: every fourth sets off one.
    lower, upper : float
        Its confidence interval. A lower end of 0 says that there may be no near repeat.
    same_place : float
        The part of it that falls on the same place again (the table's bands of one place).
    by_band : array of shape (distance bands, time bands)
        The same by band. Single bands are uneven, and may lie below 0 by chance.
    confidence : float
        Of the interval.
    burglaries, places : int
        How many, and on how many squares of ground.
    reach_m, window_days : float, int
        The far edges of the table.
    """

    strength: float
    lower: float
    upper: float
    same_place: float
    by_band: Floats = field(repr=False)
    confidence: float
    burglaries: int
    places: int
    reach_m: float
    window_days: int

    @property
    def sentence(self) -> str:
        """The strength in plain words, a hundred burglaries at a time."""
        where = f"within {self.reach_m:g} m and {self.window_days} days"
        ends = f"{100 * self.lower:.0f} to {100 * self.upper:.0f}"
        chance = f"{words.share(self.confidence)} interval {ends}"
        if self.lower <= 0:
            return (
                f"From {self.burglaries:,} burglaries it cannot be said that burglaries set off "
                f"others {where}: 100 of them set off up to {100 * self.upper:.0f} ({chance})."
            )
        again = f", {100 * self.same_place:.0f} of them at the same place"
        return (
            f"100 burglaries set off about {100 * self.strength:.0f} more {where} ({chance})"
            f"{again * (self.same_place > 0)}."
        )


def near_repeat_strength(
    points: gpd.GeoDataFrame,
    dates: pd.Series,
    *,
    params: NearRepeatParams,
    resamples: int = RESAMPLES,
    confidence: float = CONFIDENCE,
) -> NearRepeatStrength | None:
    """Return how many further burglaries one burglary sets off, with an interval.

    Parameters
    ----------
    points : GeoDataFrame
        One point a row, in a system in metres.
    dates : Series
        When each happened, on the index of ``points``, none missing. For a burglary known as
        from-to give the midpoint.
    params : NearRepeatParams
        Bands from 0, metric and seed; what is set off beyond the last edges is not counted.
    resamples : int
        Of the bootstrap.
    confidence : float
        Of the interval, above 0 and below 1.

    Returns
    -------
    NearRepeatStrength or None
        None from fewer than 50 burglaries, on fewer than 20 squares of ground, or where no two
        are in reach of each other. The same for the same seed, whatever the order of the rows.

    Raises
    ------
    CoordinateError, InputError
        As ``near_repeat``; and when the dates span less than twice the window.
    ParameterError
        When the bands do not begin at 0, or the confidence is no share.

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
    _require_bands_from_zero(params)
    if not 0 < confidence < 1:
        raise ParameterError(f"Near repeat: confidence lies between 0 and 1, not {confidence}.")
    excess = _excess_by_place(points, dates, params)
    if excess is None or excess.events.sum() < FEWEST_BURGLARIES:
        return None
    steps = added_steps(params)
    fitted = _fit(excess, np.ones((1, excess.events.size)), steps)
    strength, error = float(fitted.strength[0]), float(fitted.standard_error[0])
    if not error > 0:
        return None
    half = _critical_value(excess, steps, fitted, (params.seed, resamples), confidence) * error
    by_band = fitted.by_band[0].reshape(params.shape)
    return NearRepeatStrength(
        strength=max(strength, 0.0),
        lower=max(strength - half, 0.0),
        upper=max(strength + half, 0.0),
        same_place=float(by_band[: params.first_neighbour_band].sum()),
        by_band=by_band,
        confidence=confidence,
        burglaries=int(excess.events.sum()),
        places=excess.events.size,
        reach_m=params.reach_m,
        window_days=params.time_bands_days[-1],
    )


class _Excess(NamedTuple):
    """What each place adds: excess pairs of shape (places, bands), and burglaries (places,)."""

    pairs: Floats
    events: Floats


class _Fit(NamedTuple):
    """One row a resample: the strength, its standard error, and φ of shape (resamples, bands)."""

    strength: Floats
    standard_error: Floats
    by_band: Floats


def _require_bands_from_zero(params: NearRepeatParams) -> None:
    if params.distance_bands_m[0] != 0 or params.time_bands_days[0] != 0:
        raise ParameterError(
            f"Near repeat: the bands begin at {params.distance_bands_m[0]:g} m and "
            f"{params.time_bands_days[0]} days; the strength needs all that follows a burglary, "
            "so let both begin at 0."
        )


def _excess_by_place(
    points: gpd.GeoDataFrame, dates: pd.Series, params: NearRepeatParams
) -> _Excess | None:
    """Return each square's pairs beyond chance; half of a pair belongs to each of its two ends."""
    eastings, northings = coordinates(points)
    days = whole_days(points, dates)
    place, events = _places(eastings, northings, params.reach_m * REACHES_ACROSS_A_PLACE)
    if events.size < FEWEST_PLACES:
        return None
    span_days = int(days.max()) + 1
    if span_days < FEWEST_WINDOWS * params.time_bands_days[-1]:
        raise InputError(
            f"The dates span {span_days:,} days; to say how strong near repeat is, give "
            f"{FEWEST_WINDOWS * params.time_bands_days[-1]} or more, twice the window."
        )
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
    if not squares.size:
        return np.empty(0, dtype=np.int64), np.empty(0)
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
    return _Fit(by_band.sum(axis=1), np.sqrt(squares) / events, by_band)


def _critical_value(
    excess: _Excess, steps: Floats, fitted: _Fit, seed: tuple[int, int], confidence: float
) -> float:
    """Return how many standard errors the interval reaches to either side (Hall 1988)."""
    places = excess.events.size
    drawn = np.random.default_rng(seed).integers(0, places, (seed[1], places))
    times = np.stack([np.bincount(row, minlength=places) for row in drawn]).astype(np.float64)
    resampled = _fit(excess, times, steps)
    off = np.abs(resampled.strength - fitted.strength[0])
    in_errors = np.full(off.shape, np.inf)
    np.divide(off, resampled.standard_error, out=in_errors, where=resampled.standard_error > 0)
    return float(np.quantile(in_errors, confidence, method="higher"))
