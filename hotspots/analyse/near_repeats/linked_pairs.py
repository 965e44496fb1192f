"""The pairs that strings are made of, beside what chance gives: one window of Knox's test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotspots.analyse.near_repeats.near_repeat import (
    knox_pairs,
    pairs_expected,
    pairs_observed,
    poisson_p_value,
)
from hotspots.analyse.near_repeats.near_repeat_params import NearRepeatLinkParams, NearRepeatParams

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class LinkedPairs:
    """Pairs nearer than a distance and sooner than a number of days.

    Attributes
    ----------
    observed : int
        The links of which strings are made.
    expected : float
        Their exact mean when the dates are shuffled over the places.
    p_value : float
        Poisson, one-sided; see ``near_repeat.poisson_p_value`` for what it takes for granted.
    """

    observed: int
    expected: float
    p_value: float


def linked_pairs(
    points: gpd.GeoDataFrame, dates: pd.Series, *, params: NearRepeatLinkParams
) -> LinkedPairs:
    """Count the linked pairs, and say how many chance would link.

    Parameters
    ----------
    points : GeoDataFrame
        In a system in metres.
    dates : Series
        When each happened, on the index of ``points``.
    params : NearRepeatLinkParams
        The one window: the form in which Knox published his test, and in which it is usually tried
        on the Burkitt's lymphoma of West Nile district.

    References
    ----------
    Knox (1964), "The detection of space-time interactions", Applied Statistics 13.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd
    >>> homes = gpd.GeoSeries.from_xy([0, 50, 9000], [0, 0, 0], crs="EPSG:27700")
    >>> dates = pd.Series(pd.to_datetime(["2026-01-01", "2026-01-04", "2026-06-01"]))
    >>> found = linked_pairs(homes.to_frame("geometry"), dates, params=NearRepeatLinkParams())
    >>> found.observed, round(found.expected, 3)
    (1, 0.333)
    """
    window = NearRepeatParams(
        distance_bands_m=(0.0, params.max_distance_m),
        time_bands_days=(0, params.max_days),
        metric=params.metric,
        closure=params.closure,
    )
    pairs = knox_pairs(points, dates, params=window)
    observed, expected = pairs_observed(pairs), pairs_expected(pairs)
    return LinkedPairs(
        observed=int(observed[0, 0]),
        expected=float(expected[0, 0]),
        p_value=float(poisson_p_value(observed, expected)[0, 0]),
    )
