"""The interactive map of a policing district, or of the whole force, in one file.

It opens from a disk with no network and asks for nothing, shows density in classes, the harm spots
and why they are there, and has a table with the same facts beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from hotspots import schema
from hotspots.errors import InputError, ParameterError
from hotspots.render.maps import map_panel
from hotspots.render.maps.harm_spot_table import in_rank_order
from hotspots.render.maps.map_outlines import simplified
from hotspots.render.maps.map_scene import MapScene, draw_scene
from hotspots.render.maps.spot_card import Spot, harm_titles, selection_label, spot_card
from hotspots.render.maps.spot_whereabouts import Fact, whereabouts
from hotspots.render.offline_page import (
    OfflinePage,
    image_source_of,
    leaflet_script,
    leaflet_style,
    own_asset,
)

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from hotspots.harm_index import HarmIndex
    from hotspots.render.maps.classes import ClassBreaks
    from hotspots.render.stamp import ProductStamp
    from hotspots.surface import Surface

PLACE_COLUMNS: Final = ("name", "easting", "northing")


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
    script, element, facts = draw_scene(scene, rows)
    selection = selection_label(surfaces)
    body = _body(
        element,
        head=map_panel.page_head(title, stamp, figures),
        panel=map_panel.spot_list(rows, focus, spots_of_force=len(spots), selection=selection)
        + map_panel.legend(surfaces, breaks, indices),
        foot=map_panel.every_figure(scene.spots, indices) + map_panel.page_foot(stamp),
        strips=(map_panel.marking_strip(stamp, "top"), map_panel.marking_strip(stamp, "bottom")),
        cards=_cards(scene, rows, whereabouts(scene.spots, wards), indices),
    )
    page = OfflinePage(
        title=f"{title} · {stamp.force_name} · {stamp.marking}",
        body=body,
        styles=_styles(stamp),
        scripts=[leaflet_script(), script, own_asset("district_map.js")],
        data={"map-facts": facts},
        image_sources=[image_source_of(basemap[0])] if basemap else [],
    )
    path.write_text(page.html(), encoding="utf-8", newline="\n")


def _body(
    element: str,
    *,
    head: str,
    panel: str,
    foot: str,
    strips: tuple[str, str],
    cards: Sequence[str],
) -> str:
    templates = "".join(
        f'<template id="spot-card-{number}">{card}</template>'
        for number, card in enumerate(cards, start=1)
    )
    return (
        '<a class="skip" href="#spots">Skip the map: to the table of harm spots</a>'
        f"{strips[0]}<main>{head}"
        f'<div class="map-column"><section class="map" aria-label="Map">{element}'
        "<noscript><p>The map needs JavaScript. The table has the same facts.</p></noscript>"
        f'</section></div><div class="panel">{panel}</div><div class="below">{foot}</div></main>'
        f"{strips[1]}{templates}"
    )


def _cards(
    scene: MapScene,
    rows: Sequence[Spot],
    found: Sequence[Sequence[Fact]],
    indices: Sequence[HarmIndex],
) -> list[str]:
    titles = harm_titles(scene.spots, indices)
    selection = selection_label(scene.surfaces)
    return [
        spot_card(row, titles, number=number, focus=scene.focus, selection=selection, where=where)
        for number, (row, where) in enumerate(zip(rows, found, strict=True), start=1)
    ]


def _styles(stamp: ProductStamp) -> list[str]:
    ours = map_panel.legend_style() + map_panel.printed_marking_style(stamp)
    return [leaflet_style(), own_asset("district_map.css"), ours]


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
