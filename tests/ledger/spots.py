"""Harm spots to record patrols of: squares of 100 m, side by side."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

if TYPE_CHECKING:
    from hotspots.ledger import SpotSetResult
    from hotspots.ledger.store import Ledger

ADOPTED_AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
YEAR = (date(2025, 1, 1), date(2025, 12, 31))


def square(column: int, side_m: int = 100) -> str:
    """Return the outline of the square in a column, counted from the west."""
    west = 500_000 + 100 * column
    return str(shapely.to_wkt(shapely.box(west, 200_000, west + side_m, 200_000 + side_m)))


def spots_of_run(*ids: str) -> pd.DataFrame:
    """Return so many spots as a run finds them, the first in the westernmost square."""
    return pd.DataFrame(
        {
            "spot_id": list(ids),
            "name": [f"Market Street {place}, Market Wick" for place in range(1, len(ids) + 1)],
            "district": "Wick",
            "rank": range(1, len(ids) + 1),
            "outline": [square(column) for column in range(len(ids))],
        }
    )


def adopt(
    ledger: Ledger,
    *ids: str,
    spot_set: str = "January",
    adopted_at: datetime = ADOPTED_AT,
    reason: str = "",
    instead_of: str | None = None,
) -> SpotSetResult:
    """Put so many spots in force."""
    return ledger.adopt_spots(
        spots_of_run(*ids),
        spot_set=spot_set,
        adopted_at=adopted_at,
        chosen_from=YEAR[0],
        chosen_to=YEAR[1],
        reason=reason,
        instead_of=instead_of,
    )


def on_the_ground(spots: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return spots with their outlines as geometry, as a study hands them to an import."""
    return gpd.GeoDataFrame(
        spots[["spot_id"]], geometry=shapely.from_wkt(spots["outline"]), crs="EPSG:27700"
    )
