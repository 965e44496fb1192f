"""What near repeat asks of a table of burglaries: a place in metres and a date for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspots.analyse.near_repeats.knox_kernel import MOST_POINTS
from hotspots.analyse.near_repeats.near_repeat_params import MOST_DAYS
from hotspots.crs import require_projected
from hotspots.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import ArrayLike

    from hotspots.analyse.near_repeats.near_repeat_params import NearRepeatParams
    from hotspots.arrays import Floats, Longs


def coordinates(points: gpd.GeoDataFrame) -> tuple[Floats, Floats]:
    """Return eastings and northings, refusing degrees, missing points and what is no point.

    Raises
    ------
    CoordinateError, InputError
    """
    require_projected(points, "points")
    geometry = points.geometry
    unusable = int((geometry.isna() | geometry.is_empty | (geometry.geom_type != "Point")).sum())
    if unusable:
        raise InputError(
            f"{unusable:,} of {len(points):,} rows have no point; set those rows aside first."
        )
    if len(points) > MOST_POINTS:
        raise InputError(
            f"{len(points):,} points are more than the {MOST_POINTS:,} that near "
            "repeat takes; divide them by area or by period."
        )
    return geometry.x.to_numpy(np.float64), geometry.y.to_numpy(np.float64)


def whole_days(points: gpd.GeoDataFrame, dates: pd.Series) -> Longs:
    """Return whole days since the first date, by the date on the clock.

    Raises
    ------
    InputError
        When dates are missing, are text, or do not stand on the index of the points.
    """
    if not points.index.equals(dates.index):
        raise InputError(
            f"{len(dates):,} dates do not stand on the index of the {len(points):,} points; take "
            "both from one table."
        )
    if dates.empty:
        return np.empty(0, dtype=np.int64)
    if not pd.api.types.is_datetime64_any_dtype(dates.dtype):
        raise InputError(
            f"The dates are of the type {dates.dtype}; read them as dates first, with one explicit "
            "format: 03/04/2026 is in March or in April."
        )
    missing = int(dates.isna().sum())
    if missing:
        raise InputError(
            f"{missing:,} of {len(dates):,} dates are missing; set those rows aside first."
        )
    on_the_clock = dates.dt.tz_localize(None).to_numpy()
    days: Longs = on_the_clock.astype("datetime64[D]").astype(np.int64)
    span = int(days.max() - days.min())
    if span >= MOST_DAYS:
        raise InputError(
            f"The dates span {span:,} days, more than {MOST_DAYS:,}: look for a mistyped year."
        )
    since_first: Longs = days - days.min()
    return since_first


def bands_of(
    params: NearRepeatParams, distance_m: ArrayLike, days: ArrayLike
) -> tuple[Longs, Longs]:
    """Return the distance band and the time band of each pair; −1 where it is in none.

    Parameters
    ----------
    params : NearRepeatParams
        The bands.
    distance_m, days : array of shape (pairs,)
        Days may have a fraction; what is later than the last whole day is in no band.
    """
    metres = np.floor(np.asarray(distance_m, dtype=np.float64) * 1e6 + 0.5) / 1e6
    on_whole_days = np.floor(np.asarray(days, dtype=np.float64))
    return _band(metres, params.half_open_metres()), _band(on_whole_days, params.half_open_days())


def _band(values: Floats, edges: Sequence[float]) -> Longs:
    band = np.searchsorted(np.asarray(edges), values, side="right") - 1
    return np.where(band < len(edges) - 1, band, -1)
