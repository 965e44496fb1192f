"""The ground of a map that a page draws itself: a district with its streets and wards."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from hotspots import crs, schema
from hotspots.web import force
from hotspots.web.answers import Written, boundaries_read, written

if TYPE_CHECKING:
    import geopandas as gpd

Ground = dict[str, Any]
KEPT_GROUNDS: Final = 4
SIMPLIFY_M: Final = 5.0


def ground_of(district: force.District | None) -> Ground:
    """Return what the map of a district shows, in degrees, for its script; None: of the force."""
    return {**_ground(district, written(force.job().inputs.layers))}


@lru_cache(maxsize=KEPT_GROUNDS)
def _ground(district: force.District | None, _files: Written) -> Ground:
    area = boundaries_read(force.job().inputs)
    own, wards = districts_of(district), area.wards
    west, south, east, north = crs.project(own, crs.WGS84).total_bounds
    return {
        "bounds": [[south, west], [north, east]],
        "districts": shown(own, schema.DISTRICT),
        "wards": shown(wards[wards[schema.DISTRICT] == district.name], schema.WARD_NAME)
        if district is not None and wards is not None
        else None,
        "streetLayer": None if district is None else _streets(own),
    }


def districts_of(district: force.District | None) -> gpd.GeoDataFrame:
    """Return the boundaries' row of a district; None: every row."""
    districts = boundaries_read(force.job().inputs).districts
    if district is None:
        return districts
    own: gpd.GeoDataFrame = districts[districts[schema.DISTRICT] == district.name]
    return own


def _streets(own: gpd.GeoDataFrame) -> dict[str, object] | None:
    """Return the streets in and around a district, as the script of a map takes them."""
    from hotspots.render.maps.street_layer import (  # noqa: PLC0415 - heavy
        STREETS_BEYOND_M,
        MapReach,
        street_layer,
    )
    from hotspots.render.maps.street_map import around  # noqa: PLC0415 - heavy
    from hotspots.study.street_layer import find_streets  # noqa: PLC0415 - heavy
    from hotspots.study.street_maps import street_map  # noqa: PLC0415 - heavy

    inputs = force.job().inputs
    area = boundaries_read(inputs)
    streets = street_map(find_streets(inputs, area), own)
    if streets is None:
        return None
    reach = MapReach(
        area=own.union_all().buffer(STREETS_BEYOND_M),
        window=around(own.total_bounds),
        force=area.districts.union_all(),
    )
    return street_layer(streets, reach)


def shown(table: gpd.GeoDataFrame, called: str) -> dict[str, Any]:
    """Return outlines as GeoJSON in degrees, each with what it is called."""
    plain = table[[called, table.geometry.name]].rename(columns={called: "name"})
    simple = plain.set_geometry(plain.geometry.simplify(SIMPLIFY_M))
    features: dict[str, Any] = json.loads(crs.project(simple, crs.WGS84).to_json(drop_id=True))
    return features
