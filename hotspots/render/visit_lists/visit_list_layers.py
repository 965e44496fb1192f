"""The visit list as GeoJSON (RFC 7946), as GPX, and as a GeoPackage styled for QGIS."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import UTC
from html import escape
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
from gpxpy.gpx import GPX, GPXRoute, GPXRoutePoint, GPXWaypoint

from hotspots import schema
from hotspots.render.plain_text import plain_text
from hotspots.render.qgis_style import Label, Line, Marker, Rule
from hotspots.render.stamp import marking_line
from hotspots.render.table_columns import Kind, as_read
from hotspots.render.table_layers import Layer, area_layers, write_features, write_layers
from hotspots.render.visit_lists import visit_list_words
from hotspots.render.visit_lists.visit_list import HomeToVisit, VisitList
from hotspots.render.visit_lists.visit_list_tables import LAYER_COLUMNS, visit_table
from hotspots.schema import Tier

DECIMALS: Final = 6  # of a degree: about 10 cm
HOMES: Final = "homes_to_visit"
_INK: Final = "#14213d"
# Shape, fill and outline all differ, so that no tier rests on a colour. The number lies over it.
_SIGNS: Final = {
    Tier.STREET: ("circle", "#a9c7f5", "solid", 0.8),
    Tier.NEARBY: ("circle", "#ffffff", "dash", 0.5),
    Tier.LEAFLET: ("diamond", "#eceff3", "dot", 0.4),
}
_RULES: Final = tuple(
    Rule(
        title=visit_list_words.TIER_WORDS[tier],
        condition=f"\"{schema.TIER}\" = '{tier}'",
        marker=Marker(
            shape=shape,
            fill=fill,
            outline=Line(colour=_INK, width_mm=width_mm, dash=dash),
            size_mm=5.6,
        ),
    )
    for tier, (shape, fill, dash, width_mm) in _SIGNS.items()
)
_LABEL: Final = Label(
    expression=f'"{schema.WALK_ORDER}"', size_pt=8, bold=True, priority="10", colour=_INK
)
_TITLES: Final = {column.column: column.title for column in LAYER_COLUMNS}


def write_visit_geojson(path: Path, the_list: VisitList) -> None:
    """Write the homes as GeoJSON points: WGS 84, longitude first, in the order of walking.

    Properties bear the names of ``schema``. Members of the collection beside its features hold the
    marking, the facts and each property's title.
    """
    facts = the_list.facts
    write_features(
        path,
        [
            _feature(home, row)
            for home, row in zip(the_list.homes, _as_read(the_list).to_dict("records"), strict=True)
        ],
        facts.stamp,
        title=the_list.title,
        facts=visit_list_words.list_facts(the_list),
        titles=_TITLES,
        as_of=facts.as_of.isoformat(),
        expires=facts.expires.isoformat(),
    )


def write_visit_geopackage(
    path: Path,
    the_list: VisitList,
    districts: gpd.GeoDataFrame,
    wards: gpd.GeoDataFrame | None = None,
) -> None:
    """Write the homes with districts and wards, their styles, and the facts as a table ``about``.

    Parameters
    ----------
    path : Path
        A file that is there is replaced.
    the_list : VisitList
    districts, wards : GeoDataFrame
        In the list's system; ``wards`` may be None.

    Raises
    ------
    MissingColumnError, CoordinateError
    """
    homes = Layer(
        name=HOMES,
        table=_home_table(the_list),
        rules=_RULES,
        label=_LABEL,
        titles=_TITLES,
        geometry_type="Point",
    )
    stamp = the_list.facts.stamp
    write_layers(
        path,
        [*area_layers(districts, wards), homes],
        stamp,
        title=the_list.title,
        facts=visit_list_words.list_facts(the_list),
        note=f", run {stamp.run_name}",
    )


def _feature(home: HomeToVisit, row: Mapping[Hashable, Any]) -> dict[str, Any]:
    properties = {name: value or None for name, value in row.items()}
    properties[schema.WALK_ORDER] = home.number
    properties[schema.OVERDUE] = home.overdue
    return {
        "type": "Feature",
        "id": home.number,
        "geometry": {"type": "Point", "coordinates": [home.longitude, home.latitude]},
        "properties": properties,
    }


def _home_table(the_list: VisitList) -> gpd.GeoDataFrame:
    homes, table = the_list.homes, _as_read(the_list)
    kinds = {c.column: "float64" if c.kind is Kind.NUMBER else "str" for c in LAYER_COLUMNS}
    whole = dict.fromkeys((schema.WALK_ORDER, schema.PRIORITY), "Int64")
    points = gpd.points_from_xy([h.easting for h in homes], [h.northing for h in homes])
    return gpd.GeoDataFrame(table.astype(kinds).astype(whole), geometry=points, crs=the_list.crs)


def _as_read(the_list: VisitList) -> pd.DataFrame:
    """Return the homes as they are read, under the data's own names."""
    read = as_read(visit_table(the_list.homes), LAYER_COLUMNS)
    return read.set_axis(list(_TITLES), axis="columns")


def write_visit_gpx(path: Path, the_list: VisitList) -> None:
    """Write the homes as waypoints and as one route, both in the order of walking.

    A waypoint's name is its address, and by when to call its description. Why is not in it: a
    screen in a car, or in a hand at a door, is read by others. The route is the order,
    not a way along the streets: a navigator makes that of it. Every waypoint carries the marking
    and the moment at which the list expires, for they are looked at one by one.
    """
    facts = the_list.facts
    gpx = GPX()
    # The one text that gpxpy writes as it is.
    gpx.creator = escape(plain_text(facts.stamp.software), quote=True)
    gpx.name = f"{marking_line(facts.stamp)}: {the_list.title}"
    gpx.description = " ".join(
        f"{k}: {v.rstrip('.')}." for k, v in visit_list_words.list_facts(the_list).items()
    )
    gpx.keywords = ", ".join(
        map(plain_text, (facts.stamp.marking, facts.stamp.run_name, facts.district))
    )
    gpx.time = facts.stamp.made_at.astimezone(UTC)
    gpx.waypoints = [_waypoint(home, the_list) for home in the_list.homes]
    if the_list.homes:
        route = GPXRoute(name=f"{the_list.title}, in the order of walking", number=1)
        route.points = [
            GPXRoutePoint(*_position(home), name=home.address or home.door)
            for home in the_list.homes
        ]
        gpx.routes.append(route)
    path.write_text(gpx.to_xml(version="1.1") + "\n", encoding="utf-8", newline="\n")


def _waypoint(home: HomeToVisit, the_list: VisitList) -> GPXWaypoint:
    facts = the_list.facts
    waypoint = GPXWaypoint(
        *_position(home),
        name=home.address or home.door,
        description=visit_list_words.due_in_words(home),
        comment=f"{home.number} of {len(the_list.homes)}",
    )
    waypoint.source = (
        f"{marking_line(facts.stamp)}, run {plain_text(facts.stamp.run_name)}, expires "
        f"{visit_list_words.long_moment(facts.expires)}"
    )
    return waypoint


def _position(home: HomeToVisit) -> tuple[float, float]:
    return round(home.latitude, DECIMALS), round(home.longitude, DECIMALS)
