"""Schools and places of worship in a zone, from whatever layer names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import shapely

from hotspots import schema
from hotspots.load.ground import read_ground_layers
from hotspots.load.map_layers import map_layers
from hotspots.load.street_reading import ForceGround

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from hotspots.load.boundaries import StudyArea
    from hotspots.study.inputs import Inputs
    from hotspots.study.street_layer import StreetLayer

NOT_NAMED: Final = "not named"


def sites_in(
    zone: BaseGeometry, inputs: Inputs, study_area: StudyArea, streets: StreetLayer | None
) -> gpd.GeoDataFrame:
    """Return the schools and places of worship in a zone, by kind and name, each once.

    Parameters
    ----------
    zone : Polygon or MultiPolygon
        In the force's system.
    inputs : Inputs
        Whose layers may hold some by themselves: a file called ``schools``, for example.
    study_area : StudyArea
    streets : StreetLayer or None
        Whose ground may hold some.

    Returns
    -------
    GeoDataFrame
        ``schema.GROUND_COLUMNS``; may be empty.
    """
    own = [
        each
        for each in map_layers(inputs.layers, inputs.profile.column_aliases)
        if each.store is None and each.ground is not None and each.ground.has_sites
    ]
    found = [read_ground_layers(own, ForceGround.of(study_area.districts), declared_crs=inputs.crs)]
    ground = None if streets is None else streets.ground(zone.bounds, kinds=schema.SITES)
    if ground is not None:
        found.append(ground)
    sites: gpd.GeoDataFrame = pd.concat(found, ignore_index=True)
    sites = sites[sites[schema.GROUND_KIND].isin([str(each) for each in schema.SITES])]
    here = sites[shapely.intersects(zone, sites.geometry.to_numpy())]
    here = here.assign(**{schema.GROUND_NAME: here[schema.GROUND_NAME].fillna(NOT_NAMED)})
    keys = [schema.GROUND_KIND, schema.GROUND_NAME]
    is_again = here.duplicated(keys) & (here[schema.GROUND_NAME] != NOT_NAMED)
    return here[~is_again].sort_values(keys, ascending=[False, True], ignore_index=True)
