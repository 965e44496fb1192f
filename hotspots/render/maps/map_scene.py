"""What an interactive map draws, and the drawing of it layer by layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import folium
import geopandas as gpd
import pandas as pd
import shapely

from hotspots import crs, schema
from hotspots.render.maps import map_layers
from hotspots.render.maps.classes import ClassBreaks
from hotspots.render.maps.map_elements import DrawnMap, drawn_map
from hotspots.render.maps.map_outlines import Bounds, corners
from hotspots.render.maps.spot_card import Spot
from hotspots.surface import Surface

# How far around a district its neighbours' density and places are drawn: a part of its longer side.
_MARGIN: Final = 0.3
# Above this many, wards on a map of the whole force are lines without meaning until asked for.
_MOST_WARDS_AT_FIRST: Final = 120
_OPACITY_OVER_BASEMAP: Final = 0.65


@dataclass(frozen=True, kw_only=True)
class MapScene:
    """What is drawn: spots in the order of their numbers, outlines already simplified."""

    surfaces: Sequence[Surface]
    breaks: Sequence[ClassBreaks]
    spots: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    wards: gpd.GeoDataFrame | None
    places: pd.DataFrame
    focus: str | None
    basemap: tuple[str, str] | None

    @property
    def area(self) -> gpd.GeoDataFrame:
        """The districts that the map is of."""
        if self.focus is None:
            return self.districts
        return self.districts[self.districts[schema.DISTRICT] == self.focus]

    @property
    def neighbours_in_sight(self) -> gpd.GeoDataFrame:
        """The parts of the other districts near the area; all districts on a force's map."""
        if self.focus is None:
            return self.districts
        others = self.districts[self.districts[schema.DISTRICT] != self.focus]
        near = others.set_geometry(others.geometry.intersection(shapely.box(*self.window_m)))
        return near[near.geometry.area > 0]

    @property
    def window_m(self) -> Bounds:
        """The area's bounds and a margin, in metres."""
        west, south, east, north = map(float, self.area.total_bounds)
        margin = _MARGIN * max(east - west, north - south)
        return west - margin, south - margin, east + margin, north + margin


def draw_scene(scene: MapScene, rows: Sequence[Spot]) -> tuple[DrawnMap, dict[str, object]]:
    """Draw the map.

    Returns
    -------
    drawn : DrawnMap
    facts : dict
        What our own script must know: the names of the map's surfaces and spots.
    """
    bounds = tuple(crs.project(scene.area, crs.WGS84).total_bounds)
    the_map = map_layers.new_map(bounds, has_basemap=scene.basemap is not None)
    if scene.basemap is not None:
        map_layers.add_basemap(the_map, scene.basemap)
    else:
        map_layers.add_land(the_map, scene.districts)
    overlays = map_layers.add_surfaces(
        the_map,
        _windows(scene),
        scene.breaks,
        opacity=1.0 if scene.basemap is None else _OPACITY_OVER_BASEMAP,
    )
    spots = map_layers.add_spots(the_map, scene.spots, rows) if rows else None
    group = map_layers.add_districts(the_map, scene.districts, scene.focus)
    map_layers.add_district_names(group, scene.neighbours_in_sight)
    if scene.wards is not None:
        map_layers.add_wards(the_map, scene.wards, show=len(scene.wards) <= _MOST_WARDS_AT_FIRST)
    _add_places(the_map, scene)
    map_layers.add_layer_control(the_map)
    return (
        drawn_map(the_map),
        {
            "bounds": corners(bounds),
            "surfaces": [overlay.get_name() for overlay in overlays],
            "spotGroup": spots[0].get_name() if spots else None,
            "spotOutlines": spots[1].get_name() if spots else None,
            "spotMarkers": [marker.get_name() for marker in spots[2]] if spots else [],
        },
    )


def _windows(scene: MapScene) -> list[Surface]:
    if scene.focus is None:
        return list(scene.surfaces)
    return [surface.window(scene.window_m) for surface in scene.surfaces]


def _add_places(the_map: folium.Map, scene: MapScene) -> None:
    west, south, east, north = scene.window_m
    places = scene.places
    near = places[places["easting"].between(west, east) & places["northing"].between(south, north)]
    longitudes, latitudes = crs.project_points(
        near["easting"].to_numpy(),
        near["northing"].to_numpy(),
        scene.districts.crs.to_wkt(),
        crs.WGS84,
    )
    points = [
        (round(float(latitude), 5), round(float(longitude), 5))
        for longitude, latitude in zip(longitudes, latitudes, strict=True)
    ]
    map_layers.add_places(the_map, near["name"].tolist(), points)
