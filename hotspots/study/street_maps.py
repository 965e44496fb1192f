"""The streets of an area for its maps, read once from the store, and what places are told by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import shapely

from hotspots import schema
from hotspots.render.maps.street_map import StreetMap, around
from hotspots.schema import GroundKind

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.study.street_layer import StreetLayer

STATION: Final = "station"


def street_map(layer: StreetLayer | None, area: gpd.GeoDataFrame) -> StreetMap | None:
    """Return the streets and the ground in and around an area; None where there are none.

    Parameters
    ----------
    layer : StreetLayer or None
    area : GeoDataFrame
        The districts that the maps are of, in the streets' system.
    """
    if layer is None:
        return None
    box = around(area.total_bounds)
    return StreetMap(
        streets=layer.streets(box), ground=layer.ground(box), attribution=layer.facts.attribution
    )


def landmarks_of(layer: StreetLayer, places: pd.DataFrame) -> pd.DataFrame:
    """Return what places are told by: stations and named places of the ground, else the towns.

    Parameters
    ----------
    layer : StreetLayer
    places : DataFrame
        ``name``, ``easting``, ``northing`` of the profile's towns.
    """
    ground = layer.ground(kinds=(GroundKind.STATION, GroundKind.PLACE))
    if ground is None or ground.empty:
        return places
    named = ground[ground[schema.GROUND_NAME].notna()]
    middles = shapely.get_coordinates(shapely.centroid(named.geometry.to_numpy()))
    names = [
        f"{name} {STATION}"
        if kind == GroundKind.STATION and STATION not in str(name).casefold()
        else str(name)
        for name, kind in zip(named[schema.GROUND_NAME], named[schema.GROUND_KIND], strict=True)
    ]
    return pd.DataFrame(
        {"name": names, schema.EASTING: middles[:, 0], schema.NORTHING: middles[:, 1]}
    )
