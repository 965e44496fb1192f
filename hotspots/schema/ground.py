"""The ground of a map beside its streets: water, woods, railways, buildings, schools, places."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hotspots.schema.offences import GEOMETRY

GROUND_KIND: Final = "kind"  # a GroundKind
GROUND_NAME: Final = "name"  # missing where it has none

GROUND_COLUMNS: Final = (GROUND_KIND, GROUND_NAME, GEOMETRY)


class GroundKind(StrEnum):
    """What lies there, in the order in which it is drawn: what comes later lies above."""

    LAND = "land"
    SEA = "sea"
    FORESHORE = "foreshore"  # dry at low water
    WOODLAND = "woodland"
    PARK = "park"  # and other open ground for everyone
    WATER = "water"  # lakes, rivers and streams, as areas or as lines
    BUILDING = "building"
    RAILWAY = "railway"
    STATION = "station"
    PLACE = "place"  # a named place, a point
    SCHOOL = "school"
    WORSHIP = "place of worship"


# What is listed in a zone, and drawn on no other map.
SITES: Final = (GroundKind.SCHOOL, GroundKind.WORSHIP)
