"""Where a harm spot is, as a person without this map finds it: streets, ward, grid reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import shapely

from hotspots import crs, schema
from hotspots.errors import CoordinateError
from hotspots.render.plain_text import plain_text

Fact = tuple[str, str]

STREETS: Final = "Streets"
_STREET_FACTS: Final = {
    STREETS: schema.ON_STREETS,
    "Nearest crossing": schema.CROSSING,
    "Nearest place": schema.LANDMARK,
}
_ROUNDED_TO_M = -1  # decimals: tens of metres, for a spot is hundreds of metres across


@dataclass(frozen=True)
class Position:
    """A point inside a spot, to be typed into another system."""

    easting: float
    northing: float
    latitude: float
    longitude: float

    @property
    def in_metres(self) -> str:
        """Easting and northing, whole metres: ``599863, 225318``."""
        return f"{self.easting:.0f}, {self.northing:.0f}"

    @property
    def in_degrees(self) -> str:
        """Latitude and longitude to about a metre: ``51.88921, 0.90341``."""
        return f"{self.latitude:.5f}, {self.longitude:.5f}"

    @property
    def geo(self) -> str:
        """The address under which a phone's own map shows it (RFC 5870)."""
        return f"geo:{self.latitude:.5f},{self.longitude:.5f}"


def positions(spots: gpd.GeoDataFrame) -> list[Position]:
    """Return a point inside each spot's outline, in the order of the spots."""
    inside = spots.geometry.representative_point()
    longitudes, latitudes = crs.project_points(inside.x, inside.y, spots.crs.to_wkt(), crs.WGS84)
    found = zip(inside.x, inside.y, latitudes, longitudes, strict=True)
    return [Position(*map(float, each)) for each in found]


def street_facts(spot: Mapping[Any, object]) -> list[Fact]:
    """Return a spot's streets, its nearest crossing and place, as far as they are known."""
    facts = ((label, plain_text(spot.get(column))) for label, column in _STREET_FACTS.items())
    return [(label, text) for label, text in facts if text]


def first_street(spot: Mapping[Any, object]) -> str:
    """Return the street that most of a spot is on, from where to where, for a narrow column."""
    return plain_text(spot.get(schema.ON_STREETS)).split("; ", maxsplit=1)[0]


def whereabouts(spots: gpd.GeoDataFrame, wards: gpd.GeoDataFrame | None) -> list[list[Fact]]:
    """Return the ward and the grid reference of each spot as label and text.

    Parameters
    ----------
    spots, wards : GeoDataFrame
        In a projected system. Of both, the point that counts is one inside the spot's outline; a
        spot outside every ward has no ward.

    Returns
    -------
    list of list of (label, text)
        One a spot, in the order of the spots.
    """
    inside = spots.geometry.representative_point()
    names = [""] * len(spots) if wards is None else _ward_names(inside, wards)
    on_national_grid = crs.same_system(spots.crs, crs.BRITISH_NATIONAL_GRID)
    found = []
    for point, ward in zip(inside, names, strict=True):
        reference = position_in_words(point.x, point.y, on_national_grid=on_national_grid)
        facts = [("Ward", ward), ("Grid reference", reference)]
        found.append([(label, text) for label, text in facts if text])
    return found


def position_in_words(easting: float, northing: float, *, on_national_grid: bool) -> str:
    """Return ``TL 998 253`` on the British National Grid, else ``599,860 E 225,320 N``."""
    if on_national_grid:
        try:
            return crs.grid_reference(easting, northing)
        except CoordinateError:
            pass  # a place off the grid has no letters, and still has numbers
    return f"{round(easting, _ROUNDED_TO_M):,.0f} E {round(northing, _ROUNDED_TO_M):,.0f} N"


def _ward_names(points: gpd.GeoSeries, wards: gpd.GeoDataFrame) -> list[str]:
    # By code, so that a point on a shared edge has the same ward whatever the order of the rows.
    ordered = crs.project(wards, points.crs.to_wkt()).sort_values(schema.WARD_CODE, kind="stable")
    tree = shapely.STRtree(ordered.geometry.to_numpy())
    names = [""] * len(points)
    at_points, at_wards = tree.query(points.to_numpy(), predicate="intersects")
    for at_point, at_ward in sorted(zip(at_points, at_wards, strict=True), reverse=True):
        names[at_point] = plain_text(ordered[schema.WARD_NAME].iloc[at_ward])
    return names
