"""Series: burglaries near in space, time and method, more of them than chance puts together.

The space-time permutation scan: around every burglary, in windows of days, the burglaries there
beside those that the number of the place over the whole period and the number of the days over the
whole area let expect. So a busy place is no series, nor is a busy month. The dates are shuffled
over the places, and what is clearer than the clearest of most shuffles is called a series.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.spatial import cKDTree

from hotspots import care
from hotspots.analyse.burglary_pattern.series_params import SeriesParams
from hotspots.analyse.near_repeats.near_repeat_input import coordinates, whole_days

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hotspots.arrays import Floats, Longs

NO_SERIES: Final = -1


@dataclass(frozen=True, kw_only=True, eq=False)
class FoundSeries:
    """The series, and how clear each is.

    Attributes
    ----------
    series : int array of shape (n,)
        The number of each burglary's series, 0 the clearest; ``NO_SERIES`` where it is in none.
    expected : tuple of float
        Of each series, how many burglaries its place and its days let expect.
    p_value : tuple of float
        How many shuffles have one as clear anywhere, itself counted.
    """

    series: Longs
    expected: tuple[float, ...]
    p_value: tuple[float, ...]

    @property
    def number(self) -> int:
        """How many series there are."""
        return len(self.expected)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Around:
    """Every burglary with those near it: one row a pair, all of a centre together.

    Attributes
    ----------
    centre, near : int arrays of shape (pairs,)
        Rows; each burglary is near itself.
    at_place : int array of shape (pairs,)
        How many are near the pair's centre.
    """

    centre: Longs
    near: Longs
    at_place: Longs


@dataclass(frozen=True, kw_only=True, eq=False)
class _Windows:
    """The windows with enough burglaries, by how they were found.

    Attributes
    ----------
    clear : float array
        The logarithm of how much likelier a rate of its own makes each.
    expected : float array
    begins, ends : int arrays
        Which of the ordered pairs lie in it.
    order : int array of shape (pairs,)
        The pairs by centre and day.
    """

    clear: Floats
    expected: Floats
    begins: Longs
    ends: Longs
    order: Longs


def find_series(
    points: gpd.GeoDataFrame,
    dates: pd.Series,
    methods: Longs | None = None,
    *,
    params: SeriesParams,
) -> FoundSeries:
    """Return which burglaries are a series.

    Parameters
    ----------
    points : GeoDataFrame
        In a system in metres.
    dates : Series
        When each happened, on the index of ``points``.
    methods : array of int, of shape (n,), optional
        The method of each, -1 where it is not told. Near one whose method is told are those of the
        same method or of none; near one whose method is not, those alike.
    params : SeriesParams

    Notes
    -----
    A shuffle keeps how thick burglaries lie and how many there are of each day, and breaks what
    days have to do with places. Near repeat does that too: a series is beyond chance, and no proof
    of one offender. Series share no burglary; the clearest is taken first.

    Raises
    ------
    CoordinateError, InputError

    References
    ----------
    Kulldorff, Heffernan, Hartman, Assunção and Mostashari (2005), A space-time permutation scan
    statistic for disease outbreak detection, PLoS Medicine 2.
    """
    eastings, northings = coordinates(points)
    days = whole_days(points, dates)
    around = _around(np.column_stack([eastings, northings]), methods, params)
    found = _windows(around, days, params)
    rng = np.random.default_rng(params.series_seed)
    by_chance = np.array(
        [
            _windows(around, rng.permutation(days), params).clear.max(initial=0.0)
            for _ in range(params.series_shuffles if found.clear.size else 0)
        ]
    )
    as_clear = (by_chance[:, None] >= found.clear).sum(axis=0)
    p_values = (1 + as_clear) / (1 + params.series_shuffles)
    series = np.full(len(days), NO_SERIES, dtype=np.int64)
    expected: list[float] = []
    chances: list[float] = []
    for each in np.argsort(-found.clear, kind="stable"):
        if p_values[each] > params.series_chance:
            break
        members = around.near[found.order[found.begins[each] : found.ends[each]]]
        if (series[members] == NO_SERIES).all():
            series[members] = len(expected)
            expected.append(float(found.expected[each]))
            chances.append(float(p_values[each]))
    return FoundSeries(series=series, expected=tuple(expected), p_value=tuple(chances))


def _around(places: Floats, methods: Longs | None, params: SeriesParams) -> _Around:
    each = np.arange(len(places), dtype=np.int64)
    pairs = np.empty((0, 2), dtype=np.int64)
    if len(places):
        reach = np.nextafter(params.link_distance_m, 0.0)
        pairs = cKDTree(places).query_pairs(reach, output_type="ndarray").astype(np.int64)
    centre = np.concatenate([each, pairs[:, 0], pairs[:, 1]])
    near = np.concatenate([each, pairs[:, 1], pairs[:, 0]])
    if methods is not None:
        alike = (methods[centre] == methods[near]) | (methods[near] < 0)
        centre, near = centre[alike], near[alike]
    order = np.lexsort((near, centre))
    at_place = np.bincount(centre, minlength=len(places))
    return _Around(centre=centre[order], near=near[order], at_place=at_place[centre[order]])


def _windows(around: _Around, days: Longs, params: SeriesParams) -> _Windows:
    """Return every window of days around a burglary that begins with one of those near it."""
    span = int(days.max(initial=0)) + max(params.windows_days) + 1
    keys = around.centre * span + days[around.near]
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    # Days of the whole area, added up from before the first.
    until = np.concatenate([[0], np.cumsum(np.bincount(days, minlength=span))])
    parts = []
    for length in params.windows_days:
        ends = np.searchsorted(keys, keys + length, side="left")
        begins = np.arange(len(keys))
        enough = np.flatnonzero(ends - begins >= care.FEWEST_COUNTED)
        first = keys[enough] % span
        in_time = until[np.minimum(first + length, span)] - until[first]
        expected = around.at_place[order[enough]] * in_time / max(len(days), 1)
        held = (ends - begins)[enough].astype(np.float64)
        parts.append((_clearness(held, expected, len(days)), expected, enough, ends[enough]))
    clear, expected, begins, ends = (np.concatenate(each) for each in zip(*parts, strict=True))
    return _Windows(clear=clear, expected=expected, begins=begins, ends=ends, order=order)


def _clearness(held: Floats, expected: Floats, whole: int) -> Floats:
    """Return the scan statistic of counts that are above what is expected, 0 of the others."""
    outside, outside_expected = whole - held, whole - expected
    with np.errstate(divide="ignore", invalid="ignore"):
        rest = np.where(outside > 0, outside * np.log(outside / outside_expected), 0.0)
        statistic = held * np.log(held / expected) + rest
    clear: Floats = np.where(held > expected, np.nan_to_num(statistic), 0.0)
    return clear
