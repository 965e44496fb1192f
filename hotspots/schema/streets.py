"""Streets: one row a link, from a junction or an end to the next."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hotspots.schema.harm_spots import STREET
from hotspots.schema.offences import GEOMETRY
from hotspots.schema.places import USRN

STREET_ID: Final = "street_id"  # one of each link, text
ROAD_NUMBER: Final = "road_number"  # "A12"; missing where the road has none
STREET_CLASS: Final = "street_class"  # a StreetClass
LENGTH_M: Final = "length_m"
# The ends of a link. Links meet where they share one; it is the source's own node, or else the
# end's coordinates to 0.1 m.
FROM_NODE: Final = "from_node"
TO_NODE: Final = "to_node"

STREET_COLUMNS: Final = (
    STREET_ID,
    STREET,
    ROAD_NUMBER,
    STREET_CLASS,
    USRN,
    LENGTH_M,
    FROM_NODE,
    TO_NODE,
    GEOMETRY,
)


class StreetClass(StrEnum):
    """What a street is for, from the one that is drawn first to the one that is drawn last."""

    MOTORWAY = "motorway"
    A_ROAD = "a_road"
    B_ROAD = "b_road"
    MINOR = "minor"  # classified or unnumbered, through from one place to the next
    LOCAL = "local"  # where people live, and the ways to what lies off it
    PATH = "path"  # on foot alone
