"""Where offences moved: zones of change, and fixed areas whose share of the whole changed."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hotspots.schema.changes import COUNT_EARLIER, COUNT_NOW, P_VALUE
from hotspots.schema.harm_spots import AREA_M2
from hotspots.schema.offences import DISTRICT, EASTING, NORTHING
from hotspots.schema.places import AREA_NAME

ZONE: Final = "zone"  # its number on the map
ZONE_NAME: Final = "name"
MOVED: Final = "moved"  # a Moved
AREA_KIND: Final = "area_kind"  # "force", "district" or "ward"
SHARE_NOW: Final = "share_now"  # of the whole, 0 to 1
SHARE_EARLIER: Final = "share_earlier"
P_ALL_AREAS: Final = "p_all_areas"  # Benjamini and Yekutieli

CHANGE_ZONE_COLUMNS: Final = (
    ZONE,
    ZONE_NAME,
    DISTRICT,
    MOVED,
    COUNT_NOW,
    COUNT_EARLIER,
    AREA_M2,
    EASTING,
    NORTHING,
)
AREA_PATTERN_COLUMNS: Final = (
    AREA_KIND,
    AREA_NAME,
    COUNT_NOW,
    COUNT_EARLIER,
    SHARE_NOW,
    SHARE_EARLIER,
    P_VALUE,
    P_ALL_AREAS,
    MOVED,
)


class Moved(StrEnum):
    """Whether a place holds more of the whole than before."""

    MORE = "more than before"
    FEWER = "fewer than before"
    ALIKE = "no clear change"
    TOO_FEW = "too few to tell"
