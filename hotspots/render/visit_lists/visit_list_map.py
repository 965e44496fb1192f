"""The interactive map of a visit list, in one file that a phone opens without a network.

Nothing is drawn around a burgled home: the middle of a circle would name it. The home itself is on
the map because somebody has to go there, with the sign, card and row that its street has. On a
phone all other homes are hidden while a card is open, so that the screen can be seen at a door. The
list comes first there, with a button for each outcome; what is ticked stays on the phone until it
is saved as a file that the record of visits reads.

There is no basemap, for the owner of its tiles would learn which streets are asked for. The streets
are those of the whole district, whatever is on the list, and tell nothing of it. Homes that are
not on the walk show as dots.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np

from hotspots import crs, schema
from hotspots.errors import InputError
from hotspots.render.maps import map_layers, map_outlines
from hotspots.render.maps.line_coding import CLOSE_UNIT_ZOOM
from hotspots.render.maps.map_elements import DrawnMap, drawn_map
from hotspots.render.maps.map_page import write_map_page
from hotspots.render.maps.street_layer import STREETS_BEYOND_M, MapReach, street_layer
from hotspots.render.maps.street_map import StreetMap, around
from hotspots.render.plain_text import plain_text
from hotspots.render.visit_lists import visit_list_words as words
from hotspots.render.visit_lists.visit_list import HomeToVisit, VisitList

DECIMALS: Final = 6  # of a degree: about 10 cm, less than half a door
# What a phone saves, and the record of visits reads.
OUTCOMES_FILE: Final = "visit-outcomes.csv"
OUTCOME_BUTTONS: Final = {
    schema.VisitOutcome.SPOKEN_TO: "Spoken to",
    schema.VisitOutcome.NO_ANSWER: "No answer",
    schema.VisitOutcome.REFUSED: "Refused",
    schema.VisitOutcome.NOT_SUITABLE: "Not suitable",
}
LEAST_SPAN: Final = 0.001  # of a degree: what a map of one home shows around it


def write_visit_map(
    path: Path,
    the_list: VisitList,
    districts: gpd.GeoDataFrame,
    wards: gpd.GeoDataFrame | None = None,
    streets: StreetMap | None = None,
) -> None:
    """Write the map as one HTML file, with a table of the same facts beside it.

    Parameters
    ----------
    path : Path
    the_list : VisitList
    districts, wards : GeoDataFrame
        In a projected system; the wards of the list's district are drawn, and may be None.
    streets : StreetMap, optional
        Of the whole district.

    Raises
    ------
    InputError, MissingColumnError, CoordinateError
    MissingPartError
        When Leaflet is not installed.
    """
    if schema.validate_districts(districts).empty:
        raise InputError("There is no policing district to draw a map of; check the boundaries.")
    drawn, district_bounds = _ground(the_list, districts, wards)
    signs = _signs(the_list.homes)
    write_map_page(
        path,
        "visit_list.html",
        drawn,
        the_list.facts.stamp,
        title=the_list.title,
        assets=[
            "district_map.css",
            "visit_list.css",
            "visit_expiry.js",
            "visit_ticks.js",
            "visit_list.js",
        ],
        data={
            "expires": the_list.facts.expires.isoformat(),
            "expired": words.expired_in_words(the_list),
            "bounds": map_outlines.corners(_bounds(the_list.homes) or district_bounds),
            "signs": signs,
            "walk": [sign["at"] for sign in signs],
            "others": _others(the_list),
            "streets": _street_names(the_list, streets),
            "homes": {home.number: [home.uprn, str(home.tier)] for home in the_list.homes},
            "list": f"{the_list.facts.stamp.run_name}/{plain_text(the_list.facts.district)}",
            "file": OUTCOMES_FILE,
        },
        street_layer=_street_layer(the_list, districts, streets),
        the_list=the_list,
        words=words,
        tiers=words.tiers(the_list.homes),
        roles=list(schema.VisitRole),
        outcomes=[(str(outcome), OUTCOME_BUTTONS[outcome]) for outcome in schema.VisitOutcome],
        about=words.facts_to_carry(the_list),
    )


def _ground(
    the_list: VisitList, districts: gpd.GeoDataFrame, wards: gpd.GeoDataFrame | None
) -> tuple[DrawnMap, map_outlines.Bounds]:
    """Return the bare map and the district's bounds."""
    focus = _focus(the_list, districts)
    simple = map_outlines.simplified(districts)
    area = simple if focus is None else simple[simple[schema.DISTRICT] == focus]
    bounds: map_outlines.Bounds = tuple(crs.project(area, crs.WGS84).total_bounds)
    the_map = map_layers.new_map(bounds, has_basemap=False)
    map_layers.add_land(the_map, simple)
    map_layers.add_districts(the_map, simple, focus)
    if wards is not None:
        schema.validate_wards(wards)
        own = wards if focus is None else wards[wards[schema.DISTRICT] == focus]
        map_layers.add_wards(the_map, own, show=True)
    return drawn_map(the_map), bounds


def _focus(the_list: VisitList, districts: gpd.GeoDataFrame) -> str | None:
    """Return the list's district as the outlines name it, or None where they do not."""
    wanted = plain_text(the_list.facts.district)
    names = (str(name) for name in districts[schema.DISTRICT])
    return next((name for name in names if plain_text(name) == wanted), None)


def _signs(homes: Sequence[HomeToVisit]) -> list[dict[str, Any]]:
    """Return one sign a point, in the order of walking: flats of one building share it."""
    at_point: dict[tuple[float, float], list[HomeToVisit]] = {}
    for home in homes:
        at_point.setdefault(_position(home), []).append(home)
    return [_sign(position, here) for position, here in at_point.items()]


def _sign(position: tuple[float, float], here: Sequence[HomeToVisit]) -> dict[str, Any]:
    numbers = [home.number for home in here]
    strongest = words.tiers(here)[0]
    return {
        "at": list(position),
        "numbers": numbers,
        "label": number_range(numbers),
        "tier": str(strongest),
        "overdue": any(home.overdue for home in here),
        # A sign that several homes share names none of them: one may be the burgled one.
        "name": here[0].address if len(here) == 1 else f"{len(here)} homes, {here[0].place}",
    }


def number_range(numbers: Sequence[int]) -> str:
    """Return ascending numbers as one label: ``14``, ``14–21``, or ``14+`` where some are apart."""
    first, last = numbers[0], numbers[-1]
    if first == last:
        return str(first)
    return f"{first}–{last}" if last - first == len(numbers) - 1 else f"{first}+"


def _street_layer(
    the_list: VisitList, districts: gpd.GeoDataFrame, streets: StreetMap | None
) -> dict[str, object] | None:
    if streets is None:
        return None
    focus = _focus(the_list, districts)
    own = districts if focus is None else districts[districts[schema.DISTRICT] == focus]
    area = own.union_all().buffer(STREETS_BEYOND_M)
    reach = MapReach(area=area, window=around(area.bounds), force=districts.union_all())
    return street_layer(streets, reach, unit_zoom=CLOSE_UNIT_ZOOM)


def _street_names(the_list: VisitList, streets: StreetMap | None) -> list[list[Any]]:
    """Return the streets that are named among their homes: those with no line to stand along."""
    named = set() if streets is None else {name.casefold() for name in streets.lines.names}
    return [
        [
            round(float(np.mean([home.latitude for home in homes])), DECIMALS),
            round(float(np.mean([home.longitude for home in homes])), DECIMALS),
            homes[0].street,
        ]
        for _, homes in the_list.streets()
        if homes[0].street and homes[0].street.casefold() not in named
    ]


def _others(the_list: VisitList) -> list[list[float]]:
    if not len(the_list.other_homes):
        return []
    longitudes, latitudes = crs.project_points(
        the_list.other_homes[:, 0], the_list.other_homes[:, 1], the_list.crs, crs.WGS84
    )
    pairs = np.round(np.column_stack([latitudes, longitudes]), DECIMALS)
    points: list[list[float]] = pairs.tolist()
    return points


def _bounds(homes: Sequence[HomeToVisit]) -> map_outlines.Bounds | None:
    if not homes:
        return None
    longitudes, latitudes = [h.longitude for h in homes], [h.latitude for h in homes]
    return (
        min(longitudes) - LEAST_SPAN,
        min(latitudes) - LEAST_SPAN,
        max(longitudes) + LEAST_SPAN,
        max(latitudes) + LEAST_SPAN,
    )


def _position(home: HomeToVisit) -> tuple[float, float]:
    return round(home.latitude, DECIMALS), round(home.longitude, DECIMALS)
