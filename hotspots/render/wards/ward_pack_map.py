"""The pack's maps, interactive and printed: the ward, its harm spots and its repeat locations."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import partial
from pathlib import Path
from string import ascii_uppercase
from typing import Any, Final

import folium
import geopandas as gpd
import shapely

from hotspots import crs, schema
from hotspots.render.maps import map_layers, map_outlines
from hotspots.render.maps.label_placing import INK, LabelPlacer
from hotspots.render.maps.map_elements import DrawnMap, drawn_map
from hotspots.render.maps.map_furniture import draw_scale_and_north, frame_around, map_svg
from hotspots.render.maps.map_ground import draw_areas, draw_spots
from hotspots.render.maps.map_page import write_map_page
from hotspots.render.maps.map_signs import Sign
from hotspots.render.maps.paper import Level
from hotspots.render.maps.street_drawing import draw_street_map, name_streets, write_credit
from hotspots.render.maps.street_layer import STREETS_BEYOND_M, MapReach, street_layer
from hotspots.render.maps.street_map import around
from hotspots.render.plain_text import plain_text, shortened
from hotspots.render.typeset import drawable
from hotspots.render.wards.ward_card import rank_in_words, ward_card
from hotspots.render.wards.ward_pack_content import WardPack

MARGIN: Final = 0.08  # of the larger side, around the ward
LONGEST_NAME: Final = 30
REPEAT_PLACE_PT: Final = 5.0
FINE_M: Final = 5.0  # a single ward fills the screen: its edge is drawn four times as finely


def write_pack_map(path: Path, pack: WardPack) -> None:
    """Write the map as one HTML file, with the same facts as tables beside it."""
    near = pack.wards[
        pack.wards[schema.WARD_CODE].isin(
            [pack.ward[schema.WARD_CODE], *pack.neighbours[schema.WARD_CODE]]
        )
    ].sort_values(schema.RANK, ignore_index=True)
    drawn, data = _ground(pack, near)
    spots = pack.spots.to_dict("records")
    streets = list(zip(ascii_uppercase, pack.repeat_places.to_dict("records"), strict=False))
    write_map_page(
        path,
        "ward_pack_map.html",
        drawn,
        pack.stamp,
        title=pack.title,
        assets=["district_map.css", "ward_map.css", "ward_map.js"],
        data=data,
        street_layer=_street_layer(pack),
        receipt_page="../../receipt.html",
        lead=pack.advice(),
        figures=pack.figures(),
        sentences=pack.sentences(),
        spots=[(s[schema.RANK], s[schema.SPOT_NAME], s[schema.OFFENCES]) for s in spots],
        streets=[(sign, s[schema.STREET], s[schema.OFFENCES]) for sign, s in streets],
        ward_cards=[
            ward_card(row, pack.measures)
            for row in near.drop(columns=near.geometry.name).to_dict("records")
        ],
        spot_cards=[
            (f"Harm spot {s[schema.RANK]}: {plain_text(s[schema.SPOT_NAME])}", _facts(s))
            for s in spots
        ],
        street_cards=[(s[schema.STREET], _facts(s)) for _, s in streets],
    )


def _street_layer(pack: WardPack) -> dict[str, object] | None:
    if pack.street_map is None:
        return None
    area = pack.ward[schema.GEOMETRY].buffer(STREETS_BEYOND_M)
    reach = MapReach(area=area, window=around(area.bounds), force=pack.wards.union_all())
    return street_layer(pack.street_map, reach)


def _facts(place: Mapping[Hashable, object]) -> list[tuple[str, str]]:
    """Return what the card of a harm spot or a street says, as far as it is known."""
    columns = {
        "Offences": schema.OFFENCES,
        "Busiest": schema.BUSIEST,
        "Most frequent": schema.TOP_OFFENCES,
    }
    facts = ((label, plain_text(place.get(column))) for label, column in columns.items())
    return [(label, text) for label, text in facts if text]


def _ground(pack: WardPack, near: gpd.GeoDataFrame) -> tuple[DrawnMap, dict[str, object]]:
    own = near[near[schema.WARD_CODE] == pack.ward[schema.WARD_CODE]]
    bounds = tuple(crs.project(own, crs.WGS84).total_bounds)
    the_map = map_layers.new_map(bounds, has_basemap=False)
    outlines = map_outlines.in_degrees(map_outlines.simplified(near, FINE_M))
    is_own = (near[schema.WARD_CODE] == pack.ward[schema.WARD_CODE]).tolist()
    layer = folium.GeoJson(
        map_outlines.feature_collection(outlines, [{"own": own} for own in is_own]),
        name="Wards",
        control=False,
        pane="areas",
        style_function=_style,
        highlight_function=lambda _feature: {"weight": 3},
    )
    the_map.add_child(layer)
    if len(pack.spots):
        spots = folium.GeoJson(
            map_outlines.feature_collection(map_outlines.in_degrees(pack.spots)),
            name="Harm spots",
            control=False,
            interactive=False,
            style_function=lambda _feature: {
                "color": map_layers.INK,
                "weight": 2.5,
                "fill": False,
            },
        )
        the_map.add_child(spots)
    drawn = drawn_map(the_map)
    facts: dict[str, object] = {
        "bounds": map_outlines.corners(bounds),
        "wards": layer.get_name(),
        "labels": [
            [*point, plain_text(name)]
            for point, name in zip(
                map_outlines.label_points(outlines), near[schema.WARD_NAME], strict=True
            )
        ],
        "ranks": [rank_in_words(rank) for rank in near[schema.RANK]],
        "numbered": 0,
        "signs": _signs(pack),
    }
    return drawn, facts


def _style(feature: dict[str, Any]) -> dict[str, object]:
    if feature["properties"]["own"]:
        return {"color": map_layers.INK, "weight": 2.5, "fillColor": "#ffffff", "fillOpacity": 1}
    return {"color": "#6b4a35", "weight": 1, "fillColor": "#e6e9ee", "fillOpacity": 1}


def _signs(pack: WardPack) -> list[dict[str, object]]:
    """Return the signs on the map: harm spots by rank, then streets by their number here."""
    spots = (
        map_outlines.label_points(map_outlines.in_degrees(pack.spots)) if len(pack.spots) else []
    )
    places = map_outlines.in_degrees(pack.repeat_places) if len(pack.repeat_places) else None
    signs: list[dict[str, object]] = [
        {"at": point, "label": str(rank), "kind": "spot", "card": f"spot-card-{number}"}
        for number, (point, rank) in enumerate(
            zip(spots, pack.spots[schema.RANK], strict=True), start=1
        )
    ]
    if places is not None:
        signs += [
            {
                "at": [round(point.y, 5), round(point.x, 5)],
                "label": sign,
                "kind": "street",
                "card": f"street-card-{number}",
            }
            for number, (sign, point) in enumerate(
                zip(ascii_uppercase, places.geometry, strict=False), start=1
            )
        ]
    return signs


def pack_map_svg(pack: WardPack, *, width_mm: float, height_mm: float) -> str:
    """Return the map as SVG, whose text is text."""
    west, south, east, north = bounds = pack.ward[schema.GEOMETRY].bounds
    shape = width_mm / height_mm
    width_m = (1 + 2 * MARGIN) * max(east - west, (north - south) * shape)
    frame = frame_around(bounds, width_m, shape)
    return map_svg(frame, width_mm, height_mm, partial(_draw, pack))


def _draw(pack: WardPack, placer: LabelPlacer) -> None:
    paper = placer.paper
    # A ward is drawn as a district is: the rest under a veil.
    draw_street_map(paper, pack.street_map)
    areas = _as_districts(pack.wards)
    own = str(pack.ward[schema.WARD_CODE])
    draw_areas(paper, areas, None, district=own)
    draw_spots(paper, pack.spots)
    draw_scale_and_north(placer)
    write_credit(placer, pack.street_map)
    window = shapely.box(*placer.frame)
    for number, outline in zip(pack.spots[schema.RANK], pack.spots.geometry, strict=True):
        if not outline.intersects(window):
            continue
        if not placer.add_number_inside(str(number), outline):
            placer.add_number(str(number), outline.centroid.x, outline.centroid.y)
    placer.keep_areas_clear(pack.spots.bounds.to_numpy().tolist())
    points = pack.repeat_places.geometry
    places = list(zip(points.x, points.y, strict=True))
    paper.signs(places, Sign.SQUARE, REPEAT_PLACE_PT, Level.SIGNS, fill=INK)
    placer.keep_clear(places)
    for street, point in zip(pack.repeat_places[schema.STREET], points, strict=True):
        placer.add_place(shortened(drawable(street), LONGEST_NAME), point.x, point.y)
    name_streets(pack.street_map, placer)
    for code, name, outline in zip(
        pack.wards[schema.WARD_CODE],
        pack.wards[schema.WARD_NAME],
        pack.wards.geometry,
        strict=True,
    ):
        if code != own and outline.intersects(window):
            placer.add_area(shortened(drawable(name), LONGEST_NAME), outline)


def _as_districts(wards: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return wards[[wards.geometry.name]].assign(**{schema.DISTRICT: wards[schema.WARD_CODE]})
