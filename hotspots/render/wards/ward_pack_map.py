"""The pack's interactive map: the ward, its neighbours, its harm spots and its repeat locations."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path
from string import ascii_uppercase
from typing import Any, Final

import folium
import geopandas as gpd

from hotspots import crs, schema
from hotspots.render.maps import map_layers
from hotspots.render.maps.map_elements import DrawnMap, drawn_map
from hotspots.render.maps.map_outlines import (
    corners,
    feature_collection,
    in_degrees,
    label_points,
    simplified,
)
from hotspots.render.maps.map_page import write_map_page
from hotspots.render.plain_text import plain_text
from hotspots.render.wards.ward_card import ward_card
from hotspots.render.wards.ward_pack_content import WardPack

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
    outlines = in_degrees(simplified(near, FINE_M))
    is_own = (near[schema.WARD_CODE] == pack.ward[schema.WARD_CODE]).tolist()
    layer = folium.GeoJson(
        feature_collection(outlines, [{"own": own} for own in is_own]),
        name="Wards",
        control=False,
        style_function=_style,
        highlight_function=lambda _feature: {"weight": 3},
    )
    the_map.add_child(layer)
    if len(pack.spots):
        spots = folium.GeoJson(
            feature_collection(in_degrees(pack.spots)),
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
        "bounds": corners(bounds),
        "wards": layer.get_name(),
        "labels": [
            [*point, plain_text(name)]
            for point, name in zip(label_points(outlines), near[schema.WARD_NAME], strict=True)
        ],
        "ranks": near[schema.RANK].astype(int).tolist(),
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
    spots = label_points(in_degrees(pack.spots)) if len(pack.spots) else []
    places = in_degrees(pack.repeat_places) if len(pack.repeat_places) else None
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
