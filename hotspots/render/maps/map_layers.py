"""The layers of the interactive map, made with folium and nothing else of folium's page.

Folium writes the script that builds the map. Its page (five hosts, no title, no language, no zoom)
is left unused: :mod:`hotspots.render.offline_page` writes ours around the script.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import folium
import geopandas as gpd
import numpy as np
from branca.element import Element
from folium.map import CustomPane
from folium.utilities import JsCode
from numpy.typing import NDArray
from PIL import Image

from hotspots import crs, schema
from hotspots.density_classes import ClassedSurface
from hotspots.render.maps import map_outlines
from hotspots.render.maps.map_elements import MapNames, SpotPopup
from hotspots.render.maps.spot_card import Spot, is_in_doubt, spot_name
from hotspots.render.markup import escape_for_map, markup
from hotspots.render.offline_page import data_address

# A district's cells are drawn with several pixels a side, which rounds the edges of the classes; a
# whole force's with one. The cap keeps a picture, unpacked, at about 8 MB of a phone's memory.
_MOST_PIXELS: Final = 2_000_000
_MOST_PIXELS_PER_CELL: Final = 4
INK: Final = "#14213d"
_PAPER: Final = "#ffffff"
_DISTRICT_LINE: Final = "#4b5a73"
_FAR_LINE: Final = "#93a0b4"
_WARD_LINE: Final = "#8491a5"
_VEIL: Final = "#e6e9ee"

# Panes from the bottom up; Leaflet's own stand at 200 (tiles), 400 (outlines), 600 (markers).
# Nothing stands above what is looked for: the spots' outlines are over all but names and numbers.
_PANES: Final = {
    "land": 202,
    "ground": 205,
    "density": 220,
    "streets": 225,
    "veil": 230,
    "areas": 240,
    "street-names": 440,
    "names": 450,
}
_DEEPEST_ZOOM: Final = 18  # a scale bar of 40 m: nothing here is known more exactly
_FARTHEST_ZOOM: Final = 7


def new_map(bounds: map_outlines.Bounds, *, has_basemap: bool) -> folium.Map:
    """Return an empty map over ``(west, south, east, north)`` in degrees, with our panes."""
    west, south, east, north = bounds
    empty = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None,
        # Folium hands max_zoom and min_zoom to its tiles alone, of which there are none here.
        maxZoom=_DEEPEST_ZOOM,
        minZoom=_FARTHEST_ZOOM,
        zoom_snap=1 if has_basemap else 0.25,
        attribution_control=has_basemap,
    )
    # On the instance: folium's own helper would change the class, and with it every later map.
    empty.default_js = []
    empty.default_css = []
    for name, height in _PANES.items():
        empty.add_child(CustomPane(name, z_index=height, pointer_events=False))
    return empty


def add_basemap(the_map: folium.Map, basemap: tuple[str, str]) -> None:
    """Put tiles under everything; the only layer that asks the network for something."""
    tiles, attribution = basemap
    the_map.add_child(
        folium.TileLayer(
            tiles=tiles,
            attr=escape_for_map(attribution),
            name="Background map",
            overlay=True,
            max_zoom=_DEEPEST_ZOOM,
        )
    )


def add_surfaces(
    the_map: folium.Map,
    surfaces: Sequence[ClassedSurface],
    *,
    opacity: float,
) -> list[folium.raster_layers.ImageOverlay]:
    """Add one picture a surface, of which one is shown at a time; and the choice of none."""
    overlays: list[folium.raster_layers.ImageOverlay] = []
    for surface, picture in zip(surfaces, class_banded_images(surfaces), strict=True):
        overlay = folium.raster_layers.ImageOverlay(
            image=data_address(picture.png),
            bounds=picture.corners,
            name=escape_for_map(surface.title),
            overlay=False,
            show=not overlays,
            opacity=opacity,
            pane="density",
        )
        the_map.add_child(overlay)
        overlays.append(overlay)
    if overlays:
        the_map.add_child(folium.FeatureGroup(name="No density", overlay=False, show=False))
    return overlays


def add_land(the_map: folium.Map, districts: gpd.GeoDataFrame) -> None:
    """Lay the force's area as plain paper under the density."""
    style = {"stroke": False, "fillColor": _PAPER, "fillOpacity": 1}
    _add_outlines(
        the_map,
        map_outlines.feature_collection(map_outlines.in_degrees(districts)),
        style,
        pane="land",
    )


def add_districts(
    the_map: folium.Map, districts: gpd.GeoDataFrame, focus: str | None
) -> folium.FeatureGroup:
    """Add the districts' outlines; all but the focus lie under a veil."""
    group = folium.FeatureGroup(name="Policing districts")
    the_map.add_child(group)
    turned = map_outlines.in_degrees(districts)
    others = turned if focus is None else turned[turned[schema.DISTRICT] != focus]
    if focus is not None and not others.empty:
        veil = {"color": _FAR_LINE, "weight": 1, "fillColor": _VEIL, "fillOpacity": 0.7}
        _add_outlines(group, map_outlines.feature_collection(others), veil, pane="veil")
    area = turned if focus is None else turned[turned[schema.DISTRICT] == focus]
    line = {"color": _DISTRICT_LINE, "weight": 2, "fill": False}
    _add_outlines(group, map_outlines.feature_collection(area), line, pane="areas")
    return group


def add_district_names(group: folium.FeatureGroup, districts: gpd.GeoDataFrame) -> None:
    """Add the districts' names, each where a part of it is seen."""
    turned = map_outlines.in_degrees(districts)
    _add_names(group, turned[schema.DISTRICT], map_outlines.label_points(turned), "district")


def add_wards(the_map: folium.Map, wards: gpd.GeoDataFrame, *, show: bool) -> None:
    """Add ward outlines, and their names for whoever zooms in."""
    if wards.empty:
        return
    group = folium.FeatureGroup(name="Wards", show=show)
    the_map.add_child(group)
    turned = map_outlines.in_degrees(map_outlines.simplified(wards))
    # Dashed: a road is a whole line.
    line = {"color": _WARD_LINE, "weight": 1, "fill": False, "dashArray": "5 4"}
    _add_outlines(group, map_outlines.feature_collection(turned), line, pane="areas")
    _add_names(group, turned[schema.WARD_NAME], map_outlines.label_points(turned), "ward")


def add_places(
    the_map: folium.Map,
    places: tuple[Sequence[object], Sequence[tuple[float, float]]],
    stations: tuple[Sequence[object], Sequence[tuple[float, float]]] = ((), ()),
) -> None:
    """Add the names of places and stations, the first of each the last to give way to others."""
    if not len(places[1]) and not len(stations[1]):
        return
    group = folium.FeatureGroup(name="Place names")
    the_map.add_child(group)
    for kind, (names, points) in (("place", places), ("station", stations)):
        if len(points):
            _add_names(group, names, points, kind)


def add_spots(
    the_map: folium.Map, spots: gpd.GeoDataFrame, rows: Sequence[Spot]
) -> tuple[folium.FeatureGroup, folium.GeoJson, list[folium.Marker]]:
    """Add the harm spots: an outline each, dashed where it is in doubt, and a number.

    ``spots`` are in order of their number on this map, from 1, and not empty.
    """
    group = folium.FeatureGroup(name="Harm spots")
    the_map.add_child(group)
    turned = map_outlines.in_degrees(spots)
    flags = [{"dashed": is_in_doubt(row)} for row in rows]
    shapes = map_outlines.feature_collection(turned, flags)
    # White under dark: the line is seen on pale paper and on the darkest class alike.
    casing = {"color": _PAPER, "weight": 6, "opacity": 0.95, "fill": False}
    _add_outlines(group, shapes, casing, pane="overlayPane", interactive=False)
    outlines = folium.GeoJson(
        shapes,
        name="Harm spot outlines",
        control=False,
        style_function=_spot_style,
        highlight_function=_highlighted,
    )
    group.add_child(outlines)
    markers = [
        _rank_marker(number, row, point)
        for number, (row, point) in enumerate(
            zip(rows, map_outlines.top_points(turned), strict=True), start=1
        )
    ]
    for marker in markers:
        group.add_child(marker)
    return group, outlines, markers


def add_layer_control(the_map: folium.Map) -> None:
    """Add the list of layers, open where there is room for it."""
    control = folium.LayerControl(position="bottomright", autoZIndex=False)
    # Folium writes such code as it is; its annotations do not know that an option may be one.
    control.options["collapsed"] = JsCode("window.innerWidth < 900")  # type: ignore[assignment]
    the_map.add_child(control)


def _spot_style(feature: dict[str, Any]) -> dict[str, object]:
    style: dict[str, object] = {"color": INK, "weight": 2.5, "fill": True, "fillOpacity": 0}
    return {**style, "dashArray": "6 5"} if feature["properties"]["dashed"] else style


def _highlighted(_feature: dict[str, Any]) -> dict[str, object]:
    return {"weight": 4.5}


def _rank_marker(number: int, row: Spot, point: tuple[float, float]) -> folium.Marker:
    name = spot_name(row)
    face = markup("rank_marker.html", number=number, in_doubt=is_in_doubt(row), name=name)
    marker = folium.Marker(
        point,
        icon=folium.DivIcon(
            html=face, icon_size=(28, 28), icon_anchor=(14, 14), class_name="rank-marker"
        ),
        tooltip=folium.Tooltip(
            escape_for_map(name), sticky=False, direction="top", offset=[0, -14]
        ),
        rise_on_hover=True,
        z_index_offset=-10 * number,
    )
    SpotPopup(number).add_to(marker)
    return marker


def _add_outlines(
    parent: Element,
    shapes: dict[str, Any],
    style: dict[str, object],
    *,
    pane: str,
    interactive: bool = False,
) -> None:
    parent.add_child(
        folium.GeoJson(
            shapes,
            name=pane,
            control=False,
            style_function=lambda _feature: style,
            smooth_factor=0.5,
            pane=pane,
            interactive=interactive,
        )
    )


def _add_names(
    group: folium.FeatureGroup,
    names: Sequence[object],
    points: Sequence[tuple[float, float]],
    kind: str,
) -> None:
    labels = [
        [*point, markup("map_name.html", name=name)]
        for name, point in zip(names, points, strict=True)
    ]
    group.add_child(MapNames(labels, kind))


@dataclass(frozen=True, kw_only=True)
class ClassBandedImage:
    """A picture and the degrees that it spans on a web map."""

    png: bytes
    west: float
    south: float
    east: float
    north: float

    @property
    def corners(self) -> list[list[float]]:
        """South-west and north-east corner, latitude first, as Leaflet wants them."""
        return [[self.south, self.west], [self.north, self.east]]


def class_banded_images(surfaces: Sequence[ClassedSurface]) -> list[ClassBandedImage]:
    """Return surfaces as palette PNGs in Web Mercator, one colour a class.

    A pixel has the class of the cell that it lies in: an edge drawn between cells, from their
    densities, would tell more of what lies behind a class than the class does. Laying a British
    National Grid raster on a web map by its corners would be wrong by up to 3.8 km over a county.

    Parameters
    ----------
    surfaces : sequence of ClassedSurface
        On one grid, so that it is turned once. Transparent where a cell has no class.
    """
    if not surfaces:
        return []
    (grid,) = {surface.grid for surface in surfaces}
    warped, (west, south, east, north) = crs.warp_to_web_mercator(
        np.stack([surface.bands for surface in surfaces]),
        west_m=grid.west_m,
        south_m=grid.south_m,
        cell_size_m=grid.cell_size_m,
        from_crs=grid.crs,
        pixels_per_cell=_pixels_per_cell(grid.rows * grid.columns),
    )
    return [
        ClassBandedImage(
            png=palette_png(bands, [each.colour for each in surface.breaks.classes]),
            west=west,
            south=south,
            east=east,
            north=north,
        )
        for surface, bands in zip(surfaces, warped, strict=True)
    ]


def _pixels_per_cell(cells: int) -> int:
    affordable = math.isqrt(_MOST_PIXELS // max(1, cells))
    return min(_MOST_PIXELS_PER_CELL, max(1, affordable))


def palette_png(bands: NDArray[np.uint8], colours: list[str]) -> bytes:
    """Return a PNG whose value 0 is transparent and whose value k has the k-th colour."""
    picture = Image.fromarray(bands, mode=None).convert("L")
    picture.putpalette([0, 0, 0, *(int(c[at : at + 2], 16) for c in colours for at in (1, 3, 5))])
    file = io.BytesIO()
    picture.save(file, format="PNG", transparency=0, bits=4)
    return file.getvalue()
