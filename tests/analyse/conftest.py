"""Tables of offences and districts that the tests of harm spots are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from hotspots import schema

OffenceMaker = Callable[..., gpd.GeoDataFrame]


def _offences(
    points: Any,
    *,
    harm_css: Any = 100.0,
    from_time: Any = "2025-03-07 23:00",
    to_time: Any = None,
    **columns: Any,
) -> gpd.GeoDataFrame:
    places = np.asarray(points, dtype=float).reshape(-1, 2)
    rows = len(places)
    table: dict[str, Any] = {
        name: pd.Series([None] * rows, dtype="str") for name in schema.OFFENCE_COLUMNS[:-1]
    }
    table[schema.OFFENCE_ID] = pd.Series([f"R{row:06d}" for row in range(rows)], dtype="str")
    table[schema.DWELLING] = pd.Series([False] * rows, dtype="boolean")
    for name, value in {
        "category": "Violence and sexual offences",
        "time_precision": "exact",
        "location": "On or near Market Street",
        "district": "Colchester",
    }.items():
        table[name] = pd.Series([value] * rows, dtype="str")
    for name, times in ((schema.FROM_TIME, from_time), (schema.TO_TIME, to_time)):
        moments = [
            pd.Timestamp(one) for one in (times if isinstance(times, list) else [times] * rows)
        ]
        column = pd.Series(moments, dtype="datetime64[us]")
        table[name] = column.dt.tz_localize("Europe/London")
    for name, value in columns.items():
        values = value if isinstance(value, list | np.ndarray) else [value] * rows
        table[name] = pd.Series(values, dtype=None if name.startswith("harm_") else "str")
    table["harm_css"] = pd.Series(np.broadcast_to(np.asarray(harm_css, dtype=float), rows).copy())
    return gpd.GeoDataFrame(
        pd.DataFrame(table), geometry=[shapely.Point(place) for place in places], crs="EPSG:27700"
    )


@pytest.fixture
def offences_at() -> OffenceMaker:
    """Make a table of offences at these points; any column by its name, one value or one a row."""
    return _offences


@pytest.fixture
def districts() -> gpd.GeoDataFrame:
    """Two districts of 20 km × 20 km, Colchester in the west and Tendring in the east."""
    return gpd.GeoDataFrame(
        {"district": ["Colchester", "Tendring"], "local_policing_area": ["North", "North"]},
        geometry=[
            shapely.box(590_000, 210_000, 610_000, 230_000),
            shapely.box(610_000, 210_000, 630_000, 230_000),
        ],
        crs="EPSG:27700",
    )


@pytest.fixture
def towns() -> pd.DataFrame:
    """A town in each district."""
    return pd.DataFrame(
        {
            "name": ["Colchester", "Clacton-on-Sea"],
            "easting": [599_600.0, 617_600.0],
            "northing": [225_200.0, 214_800.0],
        }
    )


@pytest.fixture
def year_2025() -> tuple[pd.Timestamp, pd.Timestamp]:
    """The calendar year 2025, Europe/London."""
    zone = "Europe/London"
    return pd.Timestamp("2025-01-01", tz=zone), pd.Timestamp("2026-01-01", tz=zone)
