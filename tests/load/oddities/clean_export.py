"""Exports without a fault, drawn from a seed, with what real ones have and what is odd in none.

Addresses of which a few hold most, shops and clubs with offences of their own kind, nights and
weekends, a summer, New Year's night, officers who round to the hour, codes of which a few are
common.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from hotspots import schema

YEAR = (date(2025, 1, 1), date(2025, 12, 31))
CODES = 60
DAYS = 365
# Hour of the day, from midnight: quiet before dawn, busy in the evening.
HOURS = np.array([5, 4, 3, 2, 1, 1, 1, 2, 3, 3, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 7, 7, 7, 6], float)


def clean_export(seed: int, rows: int | None = None) -> gpd.GeoDataFrame:
    """Return 300 to 6,000 offences of 2025, in the columns that are judged."""
    rng = np.random.default_rng(seed)
    rows = rows or int(np.exp(rng.uniform(np.log(300), np.log(6000))))
    mix = 1 / np.arange(1, CODES + 1)
    codes = rng.choice(CODES, rows, p=mix / mix.sum())
    points, own = _addresses(rng, rows)
    at_venue = own >= 0
    codes[at_venue] = np.where(rng.random(at_venue.sum()) < 0.75, own[at_venue], codes[at_venue])
    times = _times(rng, rows)
    return gpd.GeoDataFrame(
        {
            schema.OFFENCE_CODE: [f"{1 + code}A" for code in codes],
            schema.CATEGORY: pd.array([None] * rows, dtype="str"),
            schema.FROM_TIME: times,
            schema.TIME_PRECISION: "exact",
        },
        geometry=gpd.points_from_xy(points[:, 0], points[:, 1]),
        crs="EPSG:27700",
    )


def _addresses(rng: np.random.Generator, rows: int) -> tuple[Any, Any]:
    """Return a point for each offence, and the code of the venue that it is at, -1 for none."""
    venues, homes = 30, max(50, rows)
    of_venues = 0.2 * _shares(1 / np.arange(1, venues + 1))
    weight = np.append(of_venues, 0.8 * _shares(rng.lognormal(0, 1, homes)))
    place = rng.choice(venues + homes, rows, p=weight)
    east, north = rng.integers(500_000, 520_000, (2, venues + homes))
    own = np.append(rng.choice(CODES, venues), np.full(homes, -1))
    return np.column_stack([east[place], north[place]]).astype(float), own[place]


def _shares(weights: Any) -> Any:
    return weights / weights.sum()


def _times(rng: np.random.Generator, rows: int) -> Any:
    day_of_year = np.arange(DAYS)
    a_day = 1 + 0.15 * np.sin(2 * np.pi * (day_of_year - 100) / DAYS)
    a_day *= np.where((day_of_year + 2) % 7 >= 5, 1.3, 1.0)  # 1 January 2025 was a Wednesday
    a_day[0] *= 2.5
    day = rng.choice(DAYS, rows, p=a_day / a_day.sum())
    hour = rng.choice(24, rows, p=HOURS / HOURS.sum())
    minute = np.where(rng.random(rows) < 0.3, 0, rng.integers(0, 60, rows))
    begins = pd.Timestamp("2025-01-01") + pd.to_timedelta(
        day * 1440 + hour * 60 + minute, unit="min"
    )
    return pd.Series(begins).dt.tz_localize("UTC").dt.as_unit("us")
