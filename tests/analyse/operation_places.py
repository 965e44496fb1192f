"""Invented places for evaluations: discs in rows, and offences in and around them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from hotspots import schema
from hotspots.analyse.periods import Period
from hotspots.schema import AREA_ID, AREA_ROLE, AreaRole, TimePrecision

BNG = "EPSG:27700"
BEFORE = Period(first=date(2025, 1, 1), last=date(2025, 7, 1))  # 26 weeks
DURING = Period(first=date(2025, 7, 2), last=date(2025, 9, 30))  # 13 weeks
LAST_YEAR = Period(first=date(2024, 1, 1), last=date(2024, 12, 31))
RADIUS_M, APART_M = 80.0, 1_000.0
HARM = "harm_css"


def centres(count: int) -> NDArray[np.float64]:
    """Return the middle of each place: ten in a row, a kilometre apart."""
    at = np.arange(count)
    return np.column_stack([560_000 + APART_M * (at % 10), 200_000 + APART_M * (at // 10)])


def places(treated: int, control: int) -> gpd.GeoDataFrame:
    """Return so many treated discs, and so many controls after them."""
    count = treated + control
    return gpd.GeoDataFrame(
        {
            AREA_ID: [f"S{at + 1:03d}" for at in range(count)],
            schema.SPOT_NAME: [f"Market Street {at + 1}" for at in range(count)],
            AREA_ROLE: [AreaRole.TREATED.value] * treated + [AreaRole.CONTROL.value] * control,
        },
        geometry=shapely.buffer(shapely.points(centres(count)), RADIUS_M),
        crs=BNG,
    )


def offences(
    counts: NDArray[np.int64],
    *,
    periods: Sequence[Period] = (BEFORE, DURING),
    code: str = "8N",
    precision: TimePrecision = TimePrecision.EXACT,
) -> gpd.GeoDataFrame:
    """Return offences spread evenly over the periods.

    Parameters
    ----------
    counts : array of shape (places, 2 or 4)
        Before and during inside each place, then before and during in the ring around it.
    """
    middle, points, days = centres(len(counts)), [], []
    for column in range(counts.shape[1]):
        period = periods[column % 2]
        away_m = 40.0 if column < 2 else RADIUS_M + 60.0
        for place, number in enumerate(counts[:, column]):
            at = np.arange(int(number))
            turn = at * 2.4
            points.append(middle[place] + away_m * np.column_stack([np.cos(turn), np.sin(turn)]))
            day = (at * period.days / max(int(number), 1)).astype(np.int64)
            days.append(pd.Timestamp(period.first) + pd.to_timedelta(day * 24 + 12, unit="h"))
    where = np.concatenate(points)
    moments = pd.Series(np.concatenate([each.to_numpy() for each in days]))
    local = moments.astype("datetime64[us]").dt.tz_localize("Europe/London")
    return gpd.GeoDataFrame(
        {
            schema.FROM_TIME: local,
            schema.TO_TIME: local,
            schema.TIME_PRECISION: precision.value,
            schema.OFFENCE_CODE: code,
            schema.CATEGORY: "Violence and sexual offences",
            HARM: 189.2,
        },
        geometry=gpd.points_from_xy(where[:, 0], where[:, 1]),
        crs=BNG,
    )


def patrols(ids: Sequence[str], visits: int, *, period: Period = DURING) -> pd.DataFrame:
    """Return so many visits of a quarter of an hour to each of the places."""
    day = (np.arange(visits) * period.days / max(visits, 1)).astype(np.int64)
    begins = pd.Timestamp(period.first) + pd.to_timedelta(day * 24 + 21, unit="h")
    parts = [
        pd.DataFrame({schema.SPOT_ID: each, schema.BEGINS_AT: begins, schema.MINUTES: 15})
        for each in ids
    ]
    table = pd.concat(parts, ignore_index=True)
    table[schema.BEGINS_AT] = table[schema.BEGINS_AT].dt.tz_localize("Europe/London")
    return table
