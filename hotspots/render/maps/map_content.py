"""What one static map shows."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from hotspots import schema
from hotspots.render.maps.classes import ClassBreaks
from hotspots.surface import Surface


@dataclass(frozen=True, kw_only=True)
class MapContent:
    """What one static map shows.

    Attributes
    ----------
    surface : Surface
        The force's, or a window of it; it is cut to the map's frame.
    breaks : ClassBreaks
        Of the whole force, so that a colour means the same on every map.
    spots : GeoDataFrame
        Harm spots to draw: those of the district, or all.
    districts, wards : GeoDataFrame
        Outlines in the surface's system; ``wards`` may be None.
    places : DataFrame
        ``name`` and ``easting``, ``northing`` in the surface's system, the most important first.
    district : str or None
        The district that the map is of; None for the whole force.
    numbered : int
        How many spots, best rank first, bear their number.
    force_spots : int
        How many harm spots the whole force has.
    """

    surface: Surface
    breaks: ClassBreaks
    spots: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    wards: gpd.GeoDataFrame | None
    places: pd.DataFrame
    district: str | None = None
    numbered: int = 10
    force_spots: int = 0

    @property
    def rank_column(self) -> str:
        """The rank that the numbers are: within the district, or within the force."""
        return schema.DISTRICT_RANK if self.district else schema.RANK
