"""The pack's interactive map: the ward, its neighbours, its harm spots and its repeat locations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import folium

from hotspots import crs, schema
from hotspots.render.maps import map_elements, map_layers, map_panel
from hotspots.render.maps.map_outlines import (
    corners,
    feature_collection,
    in_degrees,
    label_points,
    simplified,
)
from hotspots.render.offline_page import OfflinePage, leaflet_script, leaflet_style, own_asset
from hotspots.render.plain_text import plain_text
from hotspots.render.safe_text import escape_for_map
from hotspots.render.wards.ward_card import ward_card

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

    from hotspots.render.wards.ward_pack_content import WardPack

FINE_M: Final = 5.0  # a single ward fills the screen: its edge is drawn four times as finely


def write_pack_map(path: Path, pack: WardPack) -> None:
    """Write the map as one HTML file, with the same facts as tables beside it."""
    near = pack.wards[
        pack.wards[schema.WARD_CODE].isin(
            [pack.ward[schema.WARD_CODE], *pack.neighbours[schema.WARD_CODE]]
        )
    ].sort_values(schema.RANK, ignore_index=True)
    script, element, facts = _ground(pack, near)
    stamp = pack.stamp
    page = OfflinePage(
        title=f"{pack.title} · {stamp.force_name} · {stamp.marking}",
        body=_body(pack, near, element),
        styles=[
            leaflet_style(),
            own_asset("district_map.css"),
            own_asset("ward_map.css"),
            map_panel.printed_marking_style(stamp),
        ],
        scripts=[leaflet_script(), script, own_asset("ward_map.js")],
        data={"map-facts": facts},
    )
    path.write_text(page.html(), encoding="utf-8", newline="\n")


def _ground(pack: WardPack, near: gpd.GeoDataFrame) -> tuple[str, str, dict[str, object]]:
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
    map_elements.name_in_order(the_map)
    script, element = map_elements.script_and_element(the_map)
    facts: dict[str, object] = {
        "map": the_map.get_name(),
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
    return script, element, facts


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
                "label": chr(ord("A") + number),
                "kind": "street",
                "card": f"street-card-{number + 1}",
            }
            for number, point in enumerate(places.geometry)
        ]
    return signs


def _body(pack: WardPack, near: gpd.GeoDataFrame, element: str) -> str:
    stamp = pack.stamp
    rows = near.drop(columns=near.geometry.name).to_dict("records")
    ward_cards = "".join(
        f'<template id="ward-card-{number}">{ward_card(row, pack.measures)}</template>'
        for number, row in enumerate(rows, start=1)
    )
    return (
        '<a class="skip" href="#wards">Skip the map: to the facts of the ward</a>'
        f"{map_panel.marking_strip(stamp, 'top')}<main>"
        f"{map_panel.page_head(pack.title, stamp, pack.figures())}"
        f'<div class="map-column"><section class="map" aria-label="Map">{element}'
        "<noscript><p>The map needs JavaScript. The tables have the same facts.</p></noscript>"
        f'</section></div><div class="panel">{_panel(pack)}</div>'
        f'<div class="below">{map_panel.page_foot(stamp)}</div></main>'
        f"{map_panel.marking_strip(stamp, 'bottom')}{ward_cards}{_sign_cards(pack)}"
    )


def _panel(pack: WardPack) -> str:
    said = "".join(f"<p>{escape_for_map(sentence)}</p>" for sentence in pack.sentences())
    spots = _table(
        ("Rank", "Harm spot", "Offences"),
        [
            (row[schema.RANK], row[schema.SPOT_NAME], row[schema.OFFENCES])
            for row in pack.spots.to_dict("records")
        ],
    )
    streets = _table(
        ("Sign", "Street", "Offences"),
        [
            (chr(ord("A") + at), row[schema.STREET], row[schema.OFFENCES])
            for at, row in enumerate(pack.repeat_places.to_dict("records"))
        ],
    )
    return (
        f'<section class="wards" id="wards" tabindex="-1"><h2>What stands out</h2>{said}</section>'
        f"<section><h2>Harm spots</h2>{spots or '<p>None here.</p>'}</section>"
        "<section><h2>Streets of five offences or more</h2>"
        f"{streets or '<p>None here.</p>'}"
        '<p class="note">What happened in homes, and sexual offences, are tied to no street. Click '
        "a sign or a ward for its card.</p></section>"
    )


def _table(titles: Sequence[str], rows: Sequence[tuple[object, ...]]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{escape_for_map(title)}</th>' for title in titles)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape_for_map(cell)}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _sign_cards(pack: WardPack) -> str:
    cards = []
    for number, row in enumerate(pack.spots.to_dict("records"), start=1):
        facts = {
            "Offences": row[schema.OFFENCES],
            "Busiest": row[schema.BUSIEST],
            "Most frequent": row[schema.TOP_OFFENCES],
        }
        title = f"Harm spot {row[schema.RANK]}: {plain_text(row[schema.SPOT_NAME])}"
        cards.append(_sign_card(f"spot-card-{number}", title, facts))
    for number, row in enumerate(pack.repeat_places.to_dict("records"), start=1):
        facts = {
            "Offences": row[schema.OFFENCES],
            "Most frequent": row[schema.TOP_OFFENCES],
        }
        title = plain_text(row[schema.STREET])
        cards.append(_sign_card(f"street-card-{number}", title, facts))
    return "".join(cards)


def _sign_card(key: str, title: str, facts: dict[str, object]) -> str:
    items = "".join(
        f"<div><dt>{escape_for_map(label)}</dt><dd>{escape_for_map(plain_text(text))}</dd></div>"
        for label, text in facts.items()
        if plain_text(text)
    )
    return (
        f'<template id="{key}"><article class="spot-card" tabindex="-1">'
        f'<h2>{escape_for_map(title)}</h2><dl class="facts">{items}</dl></article></template>'
    )
