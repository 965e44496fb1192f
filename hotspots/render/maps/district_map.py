"""The interactive map of a policing district, or of the whole force, in one file.

It opens from a disk with no network and asks for nothing, shows density in classes, the harm spots
and why they are there, and has a table with the same facts beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import folium
import geopandas as gpd
import pandas as pd
import shapely
from markupsafe import Markup

from hotspots import crs, schema, words
from hotspots.density_classes import CLASS_COLOURS, ClassedSurface
from hotspots.errors import InputError, ParameterError
from hotspots.harm_index import HarmIndex
from hotspots.nearest import instead_of
from hotspots.render.maps import map_layers, map_outlines
from hotspots.render.maps import spot_card as cards
from hotspots.render.maps.harm_spot_table import (
    harm_spot_table,
    in_rank_order,
    share_title,
    table_columns,
)
from hotspots.render.maps.map_elements import DrawnMap, drawn_map
from hotspots.render.maps.map_page import legend_style, write_map_page
from hotspots.render.maps.spot_filters import spot_filters
from hotspots.render.maps.spot_whereabouts import Fact, first_street, positions, whereabouts
from hotspots.render.maps.street_layer import STREETS_BEYOND_M, MapReach, street_layer
from hotspots.render.maps.street_map import StreetMap, around
from hotspots.render.offline_page import image_source_of
from hotspots.render.plain_text import plain_text
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_page import heads_of

# Above this many, wards on a map of the whole force are lines without meaning until asked for.
_MOST_WARDS_AT_FIRST: Final = 120
_OPACITY_OVER_BASEMAP: Final = 0.65
PLACE_COLUMNS: Final = ("name", "easting", "northing")
_COUNT_INDEX: Final = "count"  # the index under which each offence weighs the same
# Trends that give a commander nothing to do; the card has them.
_QUIET_TRENDS: Final = ("", "no clear change", "too few to tell")


def write_district_map(  # noqa: PLR0913 - the facts that one page shows, each by its name
    path: Path,
    *,
    title: str,
    stamp: ProductStamp,
    surfaces: Sequence[ClassedSurface],
    spots: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    wards: gpd.GeoDataFrame | None,
    places: pd.DataFrame,
    figures: Sequence[tuple[str, str]] = (),
    indices: Sequence[HarmIndex] = (),
    focus: str | None = None,
    basemap: tuple[str, str] | None = None,
    streets: StreetMap | None = None,
    links: Sequence[tuple[str, str]] = (),
) -> None:
    """Write the map as one HTML file.

    Parameters
    ----------
    path : Path
        The file to write; its folder exists.
    title : str
        For example ``"Colchester: harm spots"``.
    stamp : ProductStamp
    surfaces : sequence of ClassedSurface
        Over the whole force, so that a colour means the same on every district's map; the first
        is shown when the map opens. A district's map shows its part of them.
    spots : GeoDataFrame
        Harm spots of the force (``schema.HARM_SPOT_COLUMNS``); a district's map shows its own.
        Empty is allowed.
    districts, wards : GeoDataFrame
        In a projected system. ``wards`` may be None.
    places : DataFrame
        ``name`` and ``easting``, ``northing`` in the districts' system, the most important first.
    figures : sequence of (label, value)
        The headline figures, in words.
    indices : sequence of HarmIndex
        Those in use: they give the harm columns of the spots their unit.
    focus : str, optional
        A district's name; None is the whole force.
    basemap : (tiles, attribution), optional
        A tile address such as ``https://tiles.example.org/{z}/{x}/{y}.png``. With it the page
        asks that host for pictures, and no other; without it the page asks for nothing.

    streets : StreetMap, optional
        Streets and ground in the districts' system; a basemap takes their place.
    links : sequence of (label, path)
        Where else in the run a reader may want to go.

    Raises
    ------
    InputError, MissingColumnError, CoordinateError
        When a table is not what its validator wants, or there is no district.
    ParameterError
        When the focus is not a district.
    MissingPartError
        When Leaflet is not installed.
    """
    _require_usable(districts, places, focus)
    scene = MapScene(
        surfaces=surfaces,
        spots=_spots_of(schema.validate_harm_spots(spots), focus),
        districts=map_outlines.simplified(schema.validate_districts(districts)),
        wards=_wards_of(wards, focus),
        places=places,
        focus=focus,
        basemap=basemap,
        streets=streets if basemap is None else None,
    )
    rows = scene.spots.drop(columns=scene.spots.geometry.name).to_dict("records")
    drawn, data = draw_scene(scene, rows)
    columns = [c for c in table_columns(scene.spots, indices) if c.column != schema.HOUR_BY_WEEKDAY]
    write_map_page(
        path,
        "district_map.html",
        drawn,
        stamp,
        title=title,
        assets=["district_map.css", "district_map.js", "spot_filter.js", "street_search.js"],
        data=data,
        style=legend_style(),
        image_sources=[image_source_of(basemap[0])] if basemap else [],
        street_layer=_street_layer(scene),
        filters=spot_filters(rows),
        has_streets=scene.streets is not None,
        links=links,
        lead=cards.what_to_do(scene.spots, schema.RANK if focus is None else schema.DISTRICT_RANK),
        figures=figures,
        spots=[_listed(number, row, focus) for number, row in enumerate(rows, start=1)],
        share_title=share_title("force" if focus is None else "district"),
        spots_elsewhere=0 if focus is None else len(spots),
        legends=[_legend(surface) for surface in surfaces],
        units=_units(indices),
        heads=heads_of(columns),
        every_figure=[
            [f"{cell:,}" if isinstance(cell, int | float) else cell for cell in row]
            for row in harm_spot_table(scene.spots, columns).itertuples(index=False, name=None)
        ],
        cards=_cards(scene, rows, whereabouts(scene.spots, wards), indices),
    )


def _units(indices: Sequence[HarmIndex]) -> list[tuple[str, str]]:
    return [(words.capital(each.unit), each.name) for each in indices if each.key != _COUNT_INDEX]


def _listed(number: int, row: cards.Spot, focus: str | None) -> dict[str, object]:
    """Return what the short table says of a spot."""
    share = schema.SHARE_OF_FORCE_HARM if focus is None else schema.SHARE_OF_DISTRICT_HARM
    trend = plain_text(row[schema.TREND])
    return {
        "number": number,
        "in_doubt": cards.is_in_doubt(row),
        "name": cards.spot_name(row),
        "hours": cards.short_hours(row[schema.BUSIEST]),
        "streets": first_street(row),
        "trend": "" if trend in _QUIET_TRENDS else trend,
        "offences": f"{row[schema.OFFENCES]:,.0f}",
        "share": cards.share_in_words(row[share]),
    }


def _legend(surface: ClassedSurface) -> dict[str, object]:
    """Return what the colours of one surface mean, the lightest first."""
    return {
        "title": surface.title,
        "bandwidth_m": f"{surface.bandwidth_m:,.0f}",
        "classes": [
            (CLASS_COLOURS.index(each.colour), each.name, surface.breaks.meaning(each))
            for each in surface.breaks.classes
        ],
    }


def _cards(
    scene: MapScene,
    rows: Sequence[cards.Spot],
    found: Sequence[Sequence[Fact]],
    indices: Sequence[HarmIndex],
) -> list[Markup]:
    titles = cards.harm_titles(scene.spots, indices)
    return [
        cards.spot_card(
            row,
            titles,
            number=number,
            focus=scene.focus,
            where=where,
            position=position,
        )
        for number, (row, where, position) in enumerate(
            zip(rows, found, positions(scene.spots), strict=True), start=1
        )
    ]


def _spots_of(spots: gpd.GeoDataFrame, focus: str | None) -> gpd.GeoDataFrame:
    ordered = in_rank_order(spots)
    if focus is None:
        return ordered
    return ordered[ordered[schema.DISTRICT] == focus].reset_index(drop=True)


def _wards_of(wards: gpd.GeoDataFrame | None, focus: str | None) -> gpd.GeoDataFrame | None:
    if wards is None:
        return None
    schema.validate_wards(wards)
    return wards if focus is None else wards[wards[schema.DISTRICT] == focus]


def _require_usable(
    districts: gpd.GeoDataFrame,
    places: pd.DataFrame,
    focus: str | None,
) -> None:
    schema.require_columns(places, PLACE_COLUMNS, "places")
    if districts.empty:
        raise InputError("There is no policing district to draw a map of; check the boundaries.")
    if focus is not None and focus not in set(districts[schema.DISTRICT]):
        raise ParameterError(
            f"No policing district {focus!r}. "
            f"{instead_of(focus, sorted(map(str, districts[schema.DISTRICT])))}"
        )


@dataclass(frozen=True, kw_only=True)
class MapScene:
    """What is drawn: spots in the order of their numbers, outlines already simplified."""

    surfaces: Sequence[ClassedSurface]
    spots: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    wards: gpd.GeoDataFrame | None
    places: pd.DataFrame
    focus: str | None
    basemap: tuple[str, str] | None
    streets: StreetMap | None = None

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
    def window_m(self) -> map_outlines.Bounds:
        """The area's bounds and a margin, in metres."""
        return around(self.area.total_bounds)


def draw_scene(scene: MapScene, rows: Sequence[cards.Spot]) -> tuple[DrawnMap, dict[str, object]]:
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
            "bounds": map_outlines.corners(bounds),
            "surfaces": [overlay.get_name() for overlay in overlays],
            "spotGroup": spots[0].get_name() if spots else None,
            "spotOutlines": spots[1].get_name() if spots else None,
            "spotMarkers": [marker.get_name() for marker in spots[2]] if spots else [],
        },
    )


def _street_layer(scene: MapScene) -> dict[str, object] | None:
    """Return the streets of the map for its script; None where there are none."""
    if scene.streets is None:
        return None
    reach = MapReach(
        area=scene.area.union_all().buffer(STREETS_BEYOND_M),
        window=scene.window_m,
        force=scene.districts.union_all(),
        whole=scene.focus is None,
    )
    return street_layer(scene.streets, reach)


def _windows(scene: MapScene) -> list[ClassedSurface]:
    if scene.focus is None:
        return list(scene.surfaces)
    return [surface.window(scene.window_m) for surface in scene.surfaces]


def _add_places(the_map: folium.Map, scene: MapScene) -> None:
    stations = pd.DataFrame({name: [] for name in PLACE_COLUMNS})
    if scene.streets is not None:
        found = scene.streets.named_points(schema.GroundKind.STATION)
        stations = pd.DataFrame(
            {
                "name": found[schema.GROUND_NAME],
                "easting": found.geometry.x,
                "northing": found.geometry.y,
            }
        )
    map_layers.add_places(the_map, _in_sight(scene, scene.places), _in_sight(scene, stations))


def _in_sight(
    scene: MapScene, places: pd.DataFrame
) -> tuple[list[object], list[tuple[float, float]]]:
    """Return the names of the places near the area, and where they stand, latitude first."""
    west, south, east, north = scene.window_m
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
    return near["name"].tolist(), points
