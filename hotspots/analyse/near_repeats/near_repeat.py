"""Near repeat by Knox's test: whether burglaries near in space are also near in time.

Over all pairs of burglaries, those in each distance band and time band are counted, and compared
with the counts when the dates are shuffled over the places: the places keep their concentrations
and the dates their seasons, and only the tie between the two is broken.

The work has three parts, so that a study can hand the middle one out to several processes:
``knox_pairs``, ``permutation_counts`` for a block of permutations, ``near_repeat_table`` from all
blocks. ``near_repeat`` does the three in one go.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import pdtrc

from hotspots import schema
from hotspots.analyse.near_repeats import knox_kernel
from hotspots.analyse.near_repeats.near_repeat_input import coordinates, whole_days
from hotspots.analyse.near_repeats.near_repeat_params import Metric, NearRepeatParams

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from hotspots.arrays import Bools, Floats, Longs


@dataclass(frozen=True, kw_only=True, eq=False)
class KnoxPairs:
    """The pairs of burglaries in range, each found once, and the date of each burglary.

    Attributes
    ----------
    first, second : array of shape (pairs in range,), int32
        Positions in ``days``, the nearest distance band first.
    band_starts : array of shape (distance bands + 1,)
        Where each distance band begins in ``first`` and ``second``.
    days : array of shape (events,), int16
        Whole days since the first date. Burglaries with a neighbour in range come first.
    with_neighbour : int
        How many those are.
    edges_days : array of shape (time bands + 1,), int16
        Under ``[a, b)``.
    """

    first: NDArray[np.int32] = field(repr=False)
    second: NDArray[np.int32] = field(repr=False)
    band_starts: Longs
    days: NDArray[np.int16] = field(repr=False)
    with_neighbour: int
    edges_days: NDArray[np.int16]

    @property
    def events(self) -> int:
        """How many burglaries there are."""
        return self.days.size

    @property
    def arrays(self) -> tuple[NDArray[np.int32], NDArray[np.int32], Longs]:
        """The pairs as the kernel takes them."""
        return self.first, self.second, self.band_starts


@dataclass(frozen=True, kw_only=True, eq=False)
class NearRepeatTable:
    """A Knox table. Every array but ``simulated`` has the shape (distance bands, time bands).

    Attributes
    ----------
    observed : array of int
        Pairs of burglaries in the band.
    expected : array of float
        Their mean over the permutations of the dates.
    expected_closed_form : array of float
        What that mean tends to: pairs in the distance band × pairs in the time band ÷ all pairs.
    ratio : array of float
        Observed ÷ expected; NaN where nothing is expected.
    p_value : array of float
        (1 + permutations with as many pairs or more) ÷ (1 + permutations), of the one band alone.
    simulated : array of shape (permutations, distance bands, time bands)
        The pairs under each permutation.
    events, pairs, dates : int
        Burglaries, all pairs of them, in range or not, and the dates that they have among them.
    """

    params: NearRepeatParams
    observed: Longs
    expected: Floats
    expected_closed_form: Floats
    ratio: Floats
    p_value: Floats
    simulated: Longs = field(repr=False)
    events: int
    pairs: int
    dates: int

    @property
    def poisson_p_value(self) -> Floats:
        """Of each band alone, by Knox's own approximation; see ``poisson_p_value``."""
        return poisson_p_value(self.observed, self.expected_closed_form)

    @property
    def is_near_repeat(self) -> Bools:
        """Which bands reach the ratio and the p-value of the parameters, each taken alone."""
        return (self.ratio >= self.params.min_ratio) & (self.p_value <= self.params.max_p_value)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a band with ``schema.NEAR_REPEAT_COLUMNS``."""
        distances, times = self.params.distance_labels, self.params.time_labels
        frame = pd.DataFrame(
            {
                schema.DISTANCE_BAND: np.repeat(distances, len(times)),
                schema.TIME_BAND: np.tile(times, len(distances)),
                schema.PAIRS_OBSERVED: self.observed.ravel(),
                schema.PAIRS_EXPECTED: self.expected.ravel(),
                schema.PAIRS_EXPECTED_CLOSED_FORM: self.expected_closed_form.ravel(),
                schema.NEAR_REPEAT_RATIO: self.ratio.ravel(),
                schema.P_VALUE: self.p_value.ravel(),
                schema.POISSON_P_VALUE: self.poisson_p_value.ravel(),
                schema.IS_NEAR_REPEAT: self.is_near_repeat.ravel(),
            }
        )
        return frame.astype({schema.DISTANCE_BAND: "str", schema.TIME_BAND: "str"})


def near_repeat(
    points: gpd.GeoDataFrame, dates: pd.Series, *, params: NearRepeatParams
) -> NearRepeatTable:
    """Return the Knox table of burglaries, or of any points with dates.

    Parameters
    ----------
    points : GeoDataFrame
        One point a row, in a system in metres.
    dates : Series
        When each happened, on the index of ``points``: dates or times, none missing. Of a time the
        date on the clock counts. For a burglary known as from-to give the midpoint.
    params : NearRepeatParams

    Returns
    -------
    NearRepeatTable
        The same for the same seed, whatever the order of the rows.

    Raises
    ------
    CoordinateError
        When the points are not in metres: convert them first.
    InputError
        When a point or a date is missing, or the dates are text.

    Notes
    -----
    The test shows that near pairs are near in time more often than shuffled dates would have them,
    not why. A place whose share of the county's burglaries rose and fell over the year for another
    reason (a new estate, a long operation) also gives such pairs, but at larger distances and over
    months; keep the period to a year or so. Pairs across the edge of the points are not there to
    be counted, equally in the observed and in the shuffled tables.

    References
    ----------
    Knox (1964), "The detection of space-time interactions", Applied Statistics 13.
    Johnson et al. (2007), "Space-time patterns of risk", Journal of Quantitative Criminology 23.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd
    >>> homes = gpd.GeoSeries.from_xy([600000, 600100], [225000, 225000], crs="EPSG:27700")
    >>> dates = pd.Series(pd.to_datetime(["2026-01-01", "2026-01-04"]))
    >>> bands = NearRepeatParams(distance_bands_m=(0, 100, 200), time_bands_days=(0, 3, 6))
    >>> near_repeat(homes.to_frame("geometry"), dates, params=bands).observed.tolist()
    [[0, 0], [0, 1]]
    """
    pairs = knox_pairs(points, dates, params=params)
    simulated = permutation_counts(pairs, 0, params.permutations, params.seed)
    return near_repeat_table(pairs, simulated, params=params)


def knox_pairs(
    points: gpd.GeoDataFrame, dates: pd.Series, *, params: NearRepeatParams
) -> KnoxPairs:
    """Return the pairs of points in range, for ``permutation_counts``; see ``near_repeat``."""
    eastings, northings = coordinates(points)
    days = whole_days(points, dates)
    edges_m = np.asarray(params.half_open_metres())
    order = knox_kernel.spatial_order(eastings, northings, days, edges_m[-1])
    first, second, starts = knox_kernel.pairs_in_range(
        eastings[order],
        northings[order],
        edges_m=edges_m,
        manhattan=params.metric == Metric.MANHATTAN,
    )
    paired = np.zeros(days.size, dtype=np.bool_)
    paired[first] = paired[second] = True
    position = np.cumsum(paired, dtype=np.int32) - np.int32(1)
    in_order = days[order].astype(np.int16)
    return KnoxPairs(
        first=position[first],
        second=position[second],
        band_starts=starts,
        days=np.concatenate((in_order[paired], in_order[~paired])),
        with_neighbour=int(paired.sum()),
        edges_days=np.asarray(params.half_open_days(), dtype=np.int16),
    )


def permutation_counts(pairs: KnoxPairs, first: int, last: int, seed: int) -> Longs:
    """Return the table of pairs under the permutations ``first`` up to, not including, ``last``.

    Each permutation has its own random numbers: the blocks 0–499 and 499–999 one after the other
    are the block 0–999, on whichever machine.

    Returns
    -------
    array of shape (last − first, distance bands, time bands)
    """
    return knox_kernel.counts_of_permutations(
        pairs.arrays,
        pairs.days,
        pairs.with_neighbour,
        edges_days=pairs.edges_days,
        permutations=range(first, last),
        seed=seed,
    )


def near_repeat_table(
    pairs: KnoxPairs, simulated: Longs, *, params: NearRepeatParams
) -> NearRepeatTable:
    """Return the table from the pairs and from the counts of all permutations, in their order."""
    observed = pairs_observed(pairs)
    expected = simulated.mean(axis=0)
    as_many = (simulated >= observed).sum(axis=0)
    ratio = np.full(observed.shape, np.nan)
    np.divide(observed, expected, out=ratio, where=expected > 0)
    return NearRepeatTable(
        params=params,
        observed=observed,
        expected=expected,
        expected_closed_form=pairs_expected(pairs),
        ratio=ratio,
        p_value=(1 + as_many) / (1 + len(simulated)),
        simulated=simulated,
        events=pairs.events,
        pairs=pairs.events * (pairs.events - 1) // 2,
        dates=np.unique(pairs.days).size,
    )


def pairs_observed(pairs: KnoxPairs) -> Longs:
    """Return the pairs in each band, with the dates as they are."""
    return knox_kernel.counts_as_they_are(
        pairs.arrays, pairs.days, pairs.with_neighbour, edges_days=pairs.edges_days
    )


def poisson_p_value(observed: Longs, expected: Floats) -> Floats:
    """Return how often a Poisson count of this mean is as large as observed, or larger.

    Parameters
    ----------
    observed : array of int
        Pairs near in space and in time.
    expected : array of float
        Their exact mean when dates are shuffled, from ``pairs_expected``; of the same shape.

    Notes
    -----
    Knox's approximation, for windows in which few of all pairs lie. It takes pairs to be
    independent, and they are not: three burglaries at one corner make three pairs. So it is too
    small where burglaries crowd, and the p-value by permutation is the one to rest on.

    References
    ----------
    Knox (1964), Applied Statistics 13. Barton and David (1966), "The random intersection of two
    graphs", in Research Papers in Statistics, on when the approximation holds.

    Examples
    --------
    >>> poisson_p_value(np.array([2]), np.array([0.5])).round(4).tolist()
    [0.0902]
    """
    tail: Floats = np.where(observed < 1, 1.0, pdtrc(observed - 1, expected))
    return tail


def pairs_expected(pairs: KnoxPairs) -> Floats:
    """Return N_s · N_t / N: the exact mean over every permutation, since all are equally likely."""
    all_pairs = pairs.events * (pairs.events - 1) // 2
    in_distance = np.diff(pairs.band_starts)
    if not all_pairs:
        return np.zeros((in_distance.size, pairs.edges_days.size - 1))
    a_day = np.bincount(pairs.days).astype(np.int64)
    by_days_apart = np.array(
        [
            a_day[: a_day.size - apart] @ a_day[apart:]
            for apart in range(min(a_day.size, int(pairs.edges_days[-1])))
        ]
    )
    by_days_apart[0] = (by_days_apart[0] - pairs.events) // 2
    below = np.concatenate(([0], np.cumsum(by_days_apart)))
    in_time = np.diff(below[np.minimum(pairs.edges_days.astype(np.int64), below.size - 1)])
    closed_form: Floats = np.outer(in_distance, in_time) / all_pairs
    return closed_form
