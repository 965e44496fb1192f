"""The map of the wards by score: one file, opens from a disk with no network."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import folium
import geopandas as gpd
import numpy as np

from hotspots import crs, schema, words
from hotspots.density_classes import CLASS_COLOURS
from hotspots.errors import InputError
from hotspots.render.maps import map_layers, map_outlines
from hotspots.render.maps.map_elements import DrawnMap, drawn_map
from hotspots.render.maps.map_page import legend_style, write_map_page
from hotspots.render.maps.street_layer import MapReach, street_layer
from hotspots.render.maps.street_map import StreetMap, around
from hotspots.render.plain_text import plain_text
from hotspots.render.stamp import ProductStamp
from hotspots.render.wards.ward_card import (
    in_digits,
    made_of,
    moved_in_words,
    rank_in_words,
    ward_card,
)
from hotspots.render.wards.ward_columns import MeasureWords

FIFTHS: Final = ("lowest fifth", "second fifth", "middle fifth", "fourth fifth", "highest fifth")
NO_RANK_COLOUR: Final = "#d9d9d9"
MOST_NUMBERS: Final = 20  # ranks that stand on the map as numbers


def write_ward_map(  # noqa: PLR0913 - what one map shows, each by its name
    path: Path,
    *,
    title: str,
    wards: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    measures: Sequence[MeasureWords],
    figures: Sequence[tuple[str, str]],
    stamp: ProductStamp,
    packs: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    streets: StreetMap | None = None,
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
    packs : mapping of str to sequence of (label, path), optional
        Ward code to the files of its pre-scoping pack, which its card links to.
    streets : StreetMap, optional

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
    linked = packs or {}
    drawn, data = _ground(ordered, districts)
    write_map_page(
        path,
        "ward_map.html",
        drawn,
        stamp,
        title=title,
        assets=["district_map.css", "ward_map.css", "ward_map.js"],
        data=data,
        style=legend_style(),
        street_layer=_street_layer(districts, streets),
        receipt_page="receipt.html",
        leads_to=[path for files in linked.values() for _, path in files],
        figures=figures,
        wards=[_listed(row) for row in rows],
        fifths=list(enumerate(FIFTHS, start=1)),
        made_of=made_of(measures),
        cards=[
            ward_card(row, measures, pack=linked.get(str(row[schema.WARD_CODE]), ()))
            for row in rows
        ],
    )


def _street_layer(
    districts: gpd.GeoDataFrame, streets: StreetMap | None
) -> dict[str, object] | None:
    if streets is None:
        return None
    force = districts.union_all()
    return street_layer(
        streets, MapReach(area=force, window=around(force.bounds), force=force, whole=True)
    )


def fifths(ranks: Sequence[int]) -> list[int | None]:
    """Return for each rank its fifth, 0 the lowest and 4 the highest; a missing rank has none.

    Rank 1 is in the highest.
    """
    known = [place for place, rank in enumerate(ranks) if not words.is_missing(rank)]
    order = np.argsort(np.argsort([-ranks[place] for place in known], kind="stable"), kind="stable")
    found: list[int | None] = [None] * len(ranks)
    for place, below in zip(known, order, strict=True):
        found[place] = int(below * len(FIFTHS) // len(known))
    return found


def _ground(
    wards: gpd.GeoDataFrame, districts: gpd.GeoDataFrame
) -> tuple[DrawnMap, dict[str, object]]:
    outlines = map_outlines.in_degrees(map_outlines.simplified(wards))
    bounds = tuple(crs.project(districts, crs.WGS84).total_bounds)
    the_map = map_layers.new_map(bounds, has_basemap=False)
    simple = map_outlines.simplified(schema.validate_districts(districts))
    map_layers.add_land(the_map, simple)
    levels = fifths(wards[schema.RANK].tolist())
    layer = folium.GeoJson(
        map_outlines.feature_collection(outlines, [{"level": level} for level in levels]),
        name="Wards",
        control=False,
        pane="areas",
        style_function=_style,
        highlight_function=_highlighted,
    )
    the_map.add_child(layer)
    group = map_layers.add_districts(the_map, simple, None)
    map_layers.add_district_names(group, simple)
    drawn = drawn_map(the_map)
    names = [plain_text(name) for name in wards[schema.WARD_NAME]]
    facts: dict[str, object] = {
        "bounds": map_outlines.corners(bounds),
        "wards": layer.get_name(),
        "labels": [
            [*point, name]
            for point, name in zip(map_outlines.label_points(outlines), names, strict=True)
        ],
        "ranks": [rank_in_words(rank) for rank in wards[schema.RANK]],
        "numbered": min(MOST_NUMBERS, int(wards[schema.RANK].notna().sum())),
    }
    return drawn, facts


def _style(feature: dict[str, Any]) -> dict[str, object]:
    level = feature["properties"]["level"]
    colour = NO_RANK_COLOUR if level is None else CLASS_COLOURS[level]
    return {"color": "#6b4a35", "weight": 0.8, "fillColor": colour, "fillOpacity": 0.85}


def _highlighted(_feature: dict[str, Any]) -> dict[str, object]:
    return {"weight": 2.5, "color": map_layers.INK}


def _listed(row: Mapping[Hashable, object]) -> dict[str, object]:
    """Return what the short table says of a ward."""
    low, high = row[schema.RANK_LOW], row[schema.RANK_HIGH]
    return {
        "rank": rank_in_words(row[schema.RANK]),
        "name": row[schema.WARD_NAME],
        "district": row[schema.DISTRICT],
        "care": plain_text(row[schema.FLAGS]),
        "score": in_digits(row[schema.SCORE], missing=words.DASH),
        "moved": moved_in_words(low, high),
    }
