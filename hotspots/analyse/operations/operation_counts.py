"""Offences of an operation, counted by place and period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from hotspots.analyse.periods import ONE_DAY, Period
from hotspots.errors import ParameterError
from hotspots.schema import FROM_TIME, TIME_PRECISION, TO_TIME, TimePrecision, require_columns

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from hotspots.arrays import Bools, Floats, Longs

    Days = NDArray[np.datetime64]

NOWHERE: Final = -1
_MIDDLE_OF_MONTH: Final = pd.Timedelta(days=14)


def in_days(periods: Sequence[Period]) -> int:
    """Return the days of several periods together."""
    return sum(period.days for period in periods)


def without(period: Period, taken: Period) -> tuple[Period, ...]:
    """Return what is left of a period when the days of another are taken out of it."""
    if not overlap(period, taken):
        return (period,)
    left = []
    if period.first < taken.first:
        left.append(Period(first=period.first, last=taken.first - ONE_DAY))
    if taken.last < period.last:
        left.append(Period(first=taken.last + ONE_DAY, last=period.last))
    return tuple(left)


def overlap(one: Period, other: Period) -> int:
    """Return the days that two periods share."""
    shared = min(one.last, other.last) - max(one.first, other.first) + ONE_DAY
    return max(0, shared.days)


def days_of(offences: pd.DataFrame) -> Days:
    """Return the day each offence counts on, on the clock in the street; NaT where undated.

    The middle of a from-to range; a day within the month where only the month is known.
    """
    require_columns(offences, (FROM_TIME, TO_TIME, TIME_PRECISION), "offences")
    start = offences[FROM_TIME]
    length = (offences[TO_TIME] - start).where(lambda span: span > pd.Timedelta(0))
    by_month = offences[TIME_PRECISION] == TimePrecision.MONTH
    half = (length / 2).mask(by_month, _MIDDLE_OF_MONTH).fillna(pd.Timedelta(0))
    on_the_clock = (start + half).dt.tz_localize(None)
    days: Days = on_the_clock.to_numpy(dtype="datetime64[ns]").astype("datetime64[D]")
    return days


def require_whole_months(offences: pd.DataFrame, periods: Sequence[Period]) -> None:
    """Refuse periods that cut a month, where offences are known to the month only.

    Raises
    ------
    ParameterError
    """
    monthly = int((offences[TIME_PRECISION] == TimePrecision.MONTH).sum())
    cut = [period.in_words for period in periods if not period.is_whole_months]
    if monthly and cut:
        raise ParameterError(
            f"{monthly:,} of {len(offences):,} offences are known to the month only, as in "
            f"data.police.uk, and these periods cut a month: {', '.join(cut)}. Let each begin on a "
            "first and end on the last day of a month."
        )


def within(days: Days, periods: Sequence[Period]) -> Bools:
    """Say of each day whether it lies in one of the periods."""
    found = np.zeros(len(days), dtype=np.bool_)
    for period in periods:
        found |= (days >= np.datetime64(period.first)) & (days <= np.datetime64(period.last))
    return found


def place_of(offences: gpd.GeoDataFrame, outlines: gpd.GeoSeries) -> Longs:
    """Return the position of the outline that each offence lies in, or −1.

    An offence on the edge of two is the first one's.
    """
    shapes = outlines.to_numpy()
    shapely.prepare(shapes)
    points = offences.geometry.to_numpy()
    point, outline = shapely.STRtree(shapes).query(points, predicate="intersects")
    found = np.full(len(offences), len(shapes), dtype=np.int64)
    np.minimum.at(found, point, outline)
    return np.where(found == len(shapes), NOWHERE, found)


def totals_by_place(
    place: Longs,
    places: int,
    chosen: Bools,
    weights: Floats | None = None,
) -> Floats:
    """Return the offences (or the sum of their weights) of each place, among the chosen ones."""
    kept = chosen & (place != NOWHERE)
    given = None if weights is None else weights[kept]
    counted: Floats = np.bincount(place[kept], weights=given, minlength=places).astype(np.float64)
    return counted
