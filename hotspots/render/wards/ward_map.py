"""The map of the wards by score: one file, opens from a disk with no network."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import folium
import numpy as np

from hotspots import crs, schema, words
from hotspots.errors import InputError
from hotspots.render.maps import map_elements, map_layers, map_panel
from hotspots.render.maps.classes import CLASS_COLOURS
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
    from pathlib import Path

    import geopandas as gpd

    from hotspots.render.stamp import ProductStamp
    from hotspots.render.wards.ward_columns import MeasureWords

FIFTHS: Final = ("lowest fifth", "second fifth", "middle fifth", "fourth fifth", "highest fifth")
MOST_NUMBERS: Final = 20  # ranks that stand on the map as numbers


def write_ward_map(
    path: Path,
    *,
    title: str,
    wards: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    measures: Sequence[MeasureWords],
    figures: Sequence[tuple[str, str]],
    stamp: ProductStamp,
) -> None:
    """Write the map as one HTML file, with a table of the same facts beside it.

    Parameters
    ----------
    path : Path
    title : str
    wards : GeoDataFrame
        ``schema.WARD_RANKING_COLUMNS`` and the columns of each measure, in a projected system.
    districts : GeoDataFrame
    measures : sequence of MeasureWords
        Those in use, the weightiest first.
    figures : sequence of (label, value)
    stamp : ProductStamp

    Raises
    ------
    InputError
        When there is no ward.
    MissingPartError
        When Leaflet is not installed.
    """
    if wards.empty:
        raise InputError("There is no ward to draw a map of; check the boundaries.")
    ordered = wards.sort_values([schema.RANK, schema.WARD_CODE], ignore_index=True)
    rows = ordered.drop(columns=ordered.geometry.name).to_dict("records")
    script, element, facts = _ground(ordered, districts)
    page = OfflinePage(
        title=f"{title} · {stamp.force_name} · {stamp.marking}",
        body=_body(element, rows, measures, title=title, figures=figures, stamp=stamp),
        styles=[
            leaflet_style(),
            own_asset("district_map.css"),
            own_asset("ward_map.css"),
            map_panel.legend_style() + map_panel.printed_marking_style(stamp),
        ],
        scripts=[leaflet_script(), script, own_asset("ward_map.js")],
        data={"map-facts": facts},
    )
    path.write_text(page.html(), encoding="utf-8", newline="\n")


def fifths(ranks: Sequence[int]) -> list[int]:
    """Return for each rank its fifth, 0 the lowest and 4 the highest; rank 1 is in the highest."""
    order = np.argsort(np.argsort(-np.asarray(ranks), kind="stable"), kind="stable")
    return [int(place * len(FIFTHS) // max(len(ranks), 1)) for place in order]


def _ground(
    wards: gpd.GeoDataFrame, districts: gpd.GeoDataFrame
) -> tuple[str, str, dict[str, object]]:
    outlines = in_degrees(simplified(wards))
    bounds = tuple(crs.project(districts, crs.WGS84).total_bounds)
    the_map = map_layers.new_map(bounds, has_basemap=False)
    simple = simplified(schema.validate_districts(districts))
    map_layers.add_land(the_map, simple)
    levels = fifths(wards[schema.RANK].tolist())
    layer = folium.GeoJson(
        feature_collection(outlines, [{"level": level} for level in levels]),
        name="Wards",
        control=False,
        style_function=_style,
        highlight_function=_highlighted,
    )
    the_map.add_child(layer)
    group = map_layers.add_districts(the_map, simple, None)
    map_layers.add_district_names(group, simple)
    map_elements.name_in_order(the_map)
    script, element = map_elements.script_and_element(the_map)
    names = [plain_text(name) for name in wards[schema.WARD_NAME]]
    facts: dict[str, object] = {
        "map": the_map.get_name(),
        "bounds": corners(bounds),
        "wards": layer.get_name(),
        "labels": [
            [*point, name] for point, name in zip(label_points(outlines), names, strict=True)
        ],
        "ranks": wards[schema.RANK].astype(int).tolist(),
        "numbered": min(MOST_NUMBERS, len(wards)),
    }
    return script, element, facts


def _style(feature: dict[str, Any]) -> dict[str, object]:
    colour = CLASS_COLOURS[feature["properties"]["level"]]
    return {"color": "#6b4a35", "weight": 0.8, "fillColor": colour, "fillOpacity": 0.85}


def _highlighted(_feature: dict[str, Any]) -> dict[str, object]:
    return {"weight": 2.5, "color": map_layers.INK}


def _body(
    element: str,
    rows: Sequence[Mapping[Hashable, object]],
    measures: Sequence[MeasureWords],
    *,
    title: str,
    figures: Sequence[tuple[str, str]],
    stamp: ProductStamp,
) -> str:
    cards = "".join(
        f'<template id="ward-card-{number}">{ward_card(row, measures)}</template>'
        for number, row in enumerate(rows, start=1)
    )
    return (
        '<a class="skip" href="#wards">Skip the map: to the table of wards</a>'
        f"{map_panel.marking_strip(stamp, 'top')}<main>"
        f"{map_panel.page_head(title, stamp, figures)}"
        f'<div class="map-column"><section class="map" aria-label="Map">{element}'
        "<noscript><p>The map needs JavaScript. The table has the same facts.</p></noscript>"
        f'</section></div><div class="panel">{_ward_list(rows)}{_legend(measures)}</div>'
        f'<div class="below">{map_panel.page_foot(stamp)}</div></main>'
        f"{map_panel.marking_strip(stamp, 'bottom')}{cards}"
    )


def _ward_list(rows: Sequence[Mapping[Hashable, object]]) -> str:
    lines = "".join(_ward_row(number, row) for number, row in enumerate(rows, start=1))
    return (
        '<section class="spots wards" id="wards" tabindex="-1"><h2>Wards, the first on top</h2>'
        '<table><thead><tr><th scope="col">Rank</th><th scope="col">Ward</th>'
        '<th scope="col" class="number">Score</th>'
        '<th scope="col" class="number">Rank if weights move</th></tr></thead>'
        f"<tbody>{lines}</tbody></table></section>"
    )


def _ward_row(number: int, row: Mapping[Hashable, object]) -> str:
    low, high = row[schema.RANK_LOW], row[schema.RANK_HIGH]
    flags = plain_text(row[schema.FLAGS])
    care = f"<span>Take care: {escape_for_map(flags)}</span>" if flags else ""
    moved = f"{low}–{high}" if low != high else f"{low}"
    return (
        f'<tr data-ward="{number}"><td><span class="badge">{row[schema.RANK]}</span></td>'
        f'<td><button type="button" data-ward="{number}">'
        f"{escape_for_map(row[schema.WARD_NAME])}</button>"
        f'<span class="remark">{escape_for_map(row[schema.DISTRICT])} {care}</span></td>'
        f'<td class="number">{row[schema.SCORE]:.1f}</td>'
        f'<td class="number">{escape_for_map(moved)}</td></tr>'
    )


def _legend(measures: Sequence[MeasureWords]) -> str:
    classes = "".join(
        f'<li><span class="swatch colour-{level}">{level + 1}</span>'
        f"<span>{FIFTHS[level].capitalize()} of the wards, by score</span></li>"
        for level in reversed(range(len(FIFTHS)))
    )
    meanings = "".join(
        f"<div><dt>{escape_for_map(measure.label)}, {words.share(measure.weight)}</dt>"
        f"<dd>{escape_for_map(measure.definition)}</dd></div>"
        for measure in measures
    )
    return (
        '<section class="legend" aria-labelledby="legend-title">'
        '<h2 id="legend-title">What the map shows</h2>'
        f'<div class="classes"><ol>{classes}</ol></div>'
        '<p class="note">Click a ward for its card. Numbers on the map are ranks.</p>'
        f'<h3>What the score is made of</h3><dl class="meanings">{meanings}</dl></section>'
    )
