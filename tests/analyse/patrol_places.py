"""Harm spots with a rhythm, for the tests of the patrol plan: an invented town and its year."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import box

from hotspots.analyse.patrols.patrolled_spots import ordered_spots
from hotspots.analyse.patrols.spot_weeks import SpotWeeks, spot_weeks
from hotspots.analyse.weight_transform import WeightTransform
from hotspots.demo.clock import week_of

BNG = "EPSG:27700"
LONDON = "Europe/London"
DISTRICT = "Wick"
TOWN = gpd.GeoDataFrame(
    {"district": [DISTRICT], "local_policing_area": ["West"]},
    geometry=[box(500_000, 200_000, 520_000, 220_000)],
    crs=BNG,
)


def spots_in_a_row(count: int, apart_m: float = 400.0) -> gpd.GeoDataFrame:
    """So many harm spots of 100 m, one after another to the east."""
    west = [501_000.0 + apart_m * number for number in range(count)]
    spots = gpd.GeoDataFrame(
        {
            "spot_id": [f"S{number:03d}" for number in range(1, count + 1)],
            "name": [f"{number} Market Street, Wick" for number in range(1, count + 1)],
            "district": DISTRICT,
            "rank": range(1, count + 1),
        },
        geometry=[box(each, 201_000, each + 100, 201_100) for each in west],
        crs=BNG,
    )
    return ordered_spots(spots, TOWN)


def offences_at(
    spots: gpd.GeoDataFrame, at: int | None, rhythm: str, count: int, seed: int = 1
) -> gpd.GeoDataFrame:
    """So many offences of 2025 by the demonstration's rhythm, in a spot, or 5 km from all."""
    rng = np.random.default_rng(seed)
    hour = rng.choice(168, size=count, p=week_of(rhythm).ravel())
    monday = pd.Timestamp("2025-01-06") + pd.to_timedelta(7 * rng.integers(0, 51, count), unit="D")
    naive = monday + pd.to_timedelta(60 * hour + rng.integers(0, 60, count), unit="min")
    times = pd.Series(naive).dt.tz_localize(LONDON, ambiguous=True, nonexistent="shift_forward")
    middle = spots.geometry.iloc[at].centroid if at is not None else box(0, 0, 1, 1).centroid
    east, north = (middle.x, middle.y) if at is not None else (510_000.0, 210_000.0)
    return gpd.GeoDataFrame(
        {
            "from_time": times,
            "to_time": times,
            "time_precision": "exact",
            "district": DISTRICT,
            "harm_css": 100.0,
            "offence_code": "8N",
            "category": "Violence and sexual offences",
        },
        geometry=gpd.points_from_xy(np.full(count, east), np.full(count, north)),
        crs=BNG,
    )


def year_of(spots: gpd.GeoDataFrame, *rhythms: tuple[str, int]) -> gpd.GeoDataFrame:
    """A rhythm and a count for each spot, and 1,000 evening offences elsewhere in the district."""
    parts = [
        offences_at(spots, at, rhythm, count, seed=at + 10)
        for at, (rhythm, count) in enumerate(rhythms)
    ]
    elsewhere = offences_at(spots, None, "evening", 1_000, seed=99)
    return gpd.GeoDataFrame(pd.concat([*parts, elsewhere], ignore_index=True), crs=BNG)


def weeks_of(spots: gpd.GeoDataFrame, offences: gpd.GeoDataFrame, **more: Any) -> SpotWeeks:
    """The spots' weeks, weighed by the square root of the harm."""
    return spot_weeks(
        offences, spots, harm="harm_css", transform=WeightTransform.SQUARE_ROOT, **more
    )
