"""The ground around the invented county: the land of its neighbours, and its named places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import shapely

from hotspots import schema
from hotspots.demo.sites import OUTLINE_WAVES, Bend
from hotspots.schema import GroundKind

if TYPE_CHECKING:
    from hotspots.demo.wards import Areas

# Drawn from general knowledge, good to some kilometres, like the county's own outline: land in the
# west and north (it runs on below the county), and across the river in the south. What lies
# between is water.
NEIGHBOURS: Final = (
    (
        (490_000, 300_000), (490_000, 165_000), (551_000, 165_000), (552_000, 176_500),
        (557_000, 181_000), (560_000, 190_000), (560_000, 200_000), (560_000, 215_000),
        (560_000, 228_000), (570_000, 232_000), (580_000, 234_000), (592_000, 230_000),
        (600_000, 232_500), (606_000, 236_000), (622_000, 236_500), (640_000, 250_000),
        (650_000, 262_000), (650_000, 300_000),
    ),
    (
        (551_000, 150_000), (650_000, 150_000), (640_000, 168_000), (615_000, 170_000),
        (592_000, 175_000), (574_000, 172_500), (562_000, 172_000), (551_000, 173_500),
    ),
)  # fmt: skip
DENSE_M: Final = 250.0


def draw_ground(areas: Areas) -> gpd.GeoDataFrame:
    """Return the land in and around the county, and the names of its towns and villages.

    Returns
    -------
    GeoDataFrame
        ``schema.GROUND_COLUMNS``.
    """
    bend = Bend.drawn(OUTLINE_WAVES, part=5)
    around = bend.of(shapely.segmentize(list(map(shapely.Polygon, NEIGHBOURS)), DENSE_M))
    land = shapely.union_all([*around, shapely.buffer(areas.outline, 0)])
    towns = pd.DataFrame(areas.wards.drop(columns="geometry")).drop_duplicates("settlement")
    points = gpd.points_from_xy(towns["centre_easting"], towns["centre_northing"])
    kinds = [str(GroundKind.LAND), *[str(GroundKind.PLACE)] * len(towns)]
    return schema.validate_ground(
        gpd.GeoDataFrame(
            {
                schema.GROUND_KIND: pd.array(kinds, dtype="str"),
                schema.GROUND_NAME: pd.array([None, *towns["settlement"]], dtype="str"),
            },
            geometry=[shapely.set_precision(land, 0.1), *points],
            crs=areas.wards.crs,
        )[list(schema.GROUND_COLUMNS)]
    )
