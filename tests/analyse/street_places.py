"""Small networks of streets that the tests know by heart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspots import schema
from hotspots.analyse.streets.nearest_street import NearestLinks
from hotspots.analyse.streets.offences_on_streets import PlacedOffences
from hotspots.analyse.streets.street_network import StreetNetwork, street_network

# Where the places of the tests lie: in Colchester's district, far from any edge.
WEST_M, SOUTH_M = 600_000.0, 220_000.0


def streets(
    *links: tuple[str | None, Sequence[tuple[float, float]]], **columns: Any
) -> gpd.GeoDataFrame:
    """Return links by their street's name and their corners, in metres from the south-west."""
    lines = [shapely.LineString(np.add(corners, [WEST_M, SOUTH_M])) for _, corners in links]
    ends = [
        [f"{line.coords[at][0]:.1f} {line.coords[at][1]:.1f}" for line in lines] for at in (0, -1)
    ]
    table: dict[str, Any] = {
        schema.STREET_ID: [f"L{number}" for number in range(len(links))],
        schema.STREET: pd.Series([name for name, _ in links], dtype="str"),
        schema.ROAD_NUMBER: pd.Series([None] * len(links), dtype="str"),
        schema.STREET_CLASS: "local",
        schema.USRN: pd.Series([None] * len(links), dtype="str"),
        schema.LENGTH_M: shapely.length(lines),
        schema.FROM_NODE: ends[0],
        schema.TO_NODE: ends[1],
        **columns,
    }
    return gpd.GeoDataFrame(table, geometry=lines, crs="EPSG:27700")


def network(*links: tuple[str | None, Sequence[tuple[float, float]]]) -> StreetNetwork:
    """Return the network of such links."""
    return street_network(streets(*links))


def placed(link: Sequence[int], along_m: Sequence[float]) -> PlacedOffences:
    """Return offences that lie on these links, this far along."""
    count = len(link)
    return PlacedOffences(
        near=NearestLinks(
            link=np.asarray(link, dtype=np.int64),
            apart_m=np.zeros(count),
            along_m=np.asarray(along_m, dtype=np.float64),
            next_apart_m=np.full(count, np.inf),
        ),
        junction=np.full(count, -1, dtype=np.int64),
        told=np.full(count, schema.StreetTold.NEAREST, dtype=object),
        could_be_another=np.zeros(count, dtype=np.bool_),
    )


def market_town() -> gpd.GeoDataFrame:
    """Return High Street, 300 m from west to east, which three streets meet, and a lane apart.

    ::

        Market Place   Church Lane   Station Road      Mill Lane (no way to it)
             |              |             |                |
             +-- High St ---+-- High St --+-- High St --+   |
    """
    return streets(
        ("High Street", [(0, 0), (100, 0)]),
        ("High Street", [(100, 0), (200, 0)]),
        ("High Street", [(200, 0), (300, 0)]),
        ("Market Place", [(0, 0), (0, 80)]),
        ("Church Lane", [(100, 0), (100, 120)]),
        ("Station Road", [(200, 0), (200, -150)]),
        ("Mill Lane", [(600, 0), (600, 200)]),
    )
