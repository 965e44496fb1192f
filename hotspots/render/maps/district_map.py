"""The interactive map of a policing district, or of the whole force, in one file.

It opens from a disk with no network and asks for nothing, shows density in classes, the harm spots
and why they are there, and has a table with the same facts beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
from markupsafe import Markup

from hotspots import schema, words
from hotspots.errors import InputError, ParameterError
from hotspots.harm_index import HarmIndex
from hotspots.render.maps.classes import CLASS_COLOURS, ClassBreaks
from hotspots.render.maps.harm_spot_table import harm_spot_table, in_rank_order, table_columns
from hotspots.render.maps.map_outlines import simplified
from hotspots.render.maps.map_page import legend_style, write_map_page
from hotspots.render.maps.map_scene import MapScene, draw_scene
from hotspots.render.maps.spot_card import (
    Spot,
    harm_titles,
    rests_on_one_offence,
    selection_label,
    share_in_words,
    share_title,
    short_hours,
    spot_card,
    spot_name,
)
from hotspots.render.maps.spot_whereabouts import Fact, whereabouts
from hotspots.render.offline_page import image_source_of
from hotspots.render.plain_text import plain_text
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_page import heads_of
from hotspots.surface import Surface

PLACE_COLUMNS: Final = ("name", "easting", "northing")
_COUNT_INDEX: Final = "count"  # the index under which each offence weighs the same
# Trends that give a commander nothing to do; the card has them.
_QUIET_TRENDS: Final = ("", "no clear change", "too few to tell")


def write_district_map(  # noqa: PLR0913 - the facts that one page shows, each by its name
    path: Path,
    *,
    title: str,
    stamp: ProductStamp,
    surfaces: Sequence[Surface],
    breaks: Sequence[ClassBreaks],
    spots: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    wards: gpd.GeoDataFrame | None,
    places: pd.DataFrame,
    figures: Sequence[tuple[str, str]] = (),
    indices: Sequence[HarmIndex] = (),
    focus: str | None = None,
    basemap: tuple[str, str] | None = None,
) -> None:
    """Write the map as one HTML file.

    Parameters
    ----------
    path : Path
        The file to write; its folder exists.
    title : str
        For example ``"Colchester: harm spots"``.
    stamp : ProductStamp
    surfaces : sequence of Surface
        Over the whole force; the first is shown when the map opens. A district's map shows its
        part of them.
    breaks : sequence of ClassBreaks
        One a surface, from :func:`hotspots.render.maps.classes.class_breaks` over the whole force,
        so that a colour means the same on every district's map.
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

    Raises
    ------
    InputError, MissingColumnError, CoordinateError
        When a table is not what its validator wants, or there is no district.
    ParameterError
        When the focus is not a district, or surfaces and breaks differ in number.
    MissingPartError
        When Leaflet is not installed.
    """
    _require_usable(surfaces, breaks, districts, places, focus)
    scene = MapScene(
        surfaces=surfaces,
        breaks=breaks,
        spots=_spots_of(schema.validate_harm_spots(spots), focus),
        districts=simplified(schema.validate_districts(districts)),
        wards=_wards_of(wards, focus),
        places=places,
        focus=focus,
        basemap=basemap,
    )
    rows = scene.spots.drop(columns=scene.spots.geometry.name).to_dict("records")
    drawn, data = draw_scene(scene, rows)
    selection = selection_label(surfaces)
    columns = [c for c in table_columns(scene.spots, indices) if c.column != schema.HOUR_BY_WEEKDAY]
    write_map_page(
        path,
        "district_map.html",
        drawn,
        stamp,
        title=title,
        assets=["district_map.css", "district_map.js"],
        data=data,
        style=legend_style(),
        image_sources=[image_source_of(basemap[0])] if basemap else [],
        figures=figures,
        spots=[_listed(number, row, focus) for number, row in enumerate(rows, start=1)],
        share_title=share_title("force" if focus is None else "district", selection),
        spots_elsewhere=0 if focus is None else len(spots),
        legends=[_legend(*each) for each in zip(surfaces, breaks, strict=True)],
        units=[
            (words.capital(index.unit), index.name)
            for index in indices
            if index.key != _COUNT_INDEX
        ],
        heads=heads_of(columns),
        every_figure=[
            [f"{cell:,}" if isinstance(cell, int | float) else cell for cell in row]
            for row in harm_spot_table(scene.spots, columns).itertuples(index=False, name=None)
        ],
        cards=_cards(scene, rows, whereabouts(scene.spots, wards), indices),
    )


def _listed(number: int, row: Spot, focus: str | None) -> dict[str, object]:
    """Return what the short table says of a spot."""
    share = schema.SHARE_OF_FORCE_HARM if focus is None else schema.SHARE_OF_DISTRICT_HARM
    trend = plain_text(row[schema.TREND])
    return {
        "number": number,
        "one_offence": rests_on_one_offence(row),
        "name": spot_name(row),
        "hours": short_hours(row[schema.BUSIEST]),
        "trend": "" if trend in _QUIET_TRENDS else trend,
        "offences": f"{row[schema.OFFENCES]:,.0f}",
        "share": share_in_words(row[share]),
    }


def _legend(surface: Surface, breaks: ClassBreaks) -> dict[str, object]:
    """Return what the colours of one surface mean, the lightest first."""
    return {
        "title": surface.title,
        "bandwidth_m": f"{surface.bandwidth_m:,.0f}",
        "classes": [
            (CLASS_COLOURS.index(each.colour), each.name, breaks.meaning(each))
            for each in breaks.classes
        ],
    }


def _cards(
    scene: MapScene,
    rows: Sequence[Spot],
    found: Sequence[Sequence[Fact]],
    indices: Sequence[HarmIndex],
) -> list[Markup]:
    titles = harm_titles(scene.spots, indices)
    selection = selection_label(scene.surfaces)
    return [
        spot_card(row, titles, number=number, focus=scene.focus, selection=selection, where=where)
        for number, (row, where) in enumerate(zip(rows, found, strict=True), start=1)
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
    surfaces: Sequence[Surface],
    breaks: Sequence[ClassBreaks],
    districts: gpd.GeoDataFrame,
    places: pd.DataFrame,
    focus: str | None,
) -> None:
    schema.require_columns(places, PLACE_COLUMNS, "places")
    if len(surfaces) != len(breaks):
        raise ParameterError(
            f"{len(surfaces)} surfaces and {len(breaks)} sets of class breaks were given; "
            "each surface needs its own, from class_breaks()."
        )
    if districts.empty:
        raise InputError("There is no policing district to draw a map of; check the boundaries.")
    if focus is not None and focus not in set(districts[schema.DISTRICT]):
        raise ParameterError(
            f"No policing district {focus!r}. There are: "
            f"{', '.join(sorted(map(str, districts[schema.DISTRICT])))}."
        )
