"""New, lasting and fading: places by the months in which they were hot."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hotspots.schema.harm_spots import OFFENCES
from hotspots.schema.offences import DISTRICT, EASTING, NORTHING
from hotspots.schema.places import AREA_NAME

PLACE_KIND: Final = "place_kind"  # "square", "street" or "harm spot"
LASTING: Final = "lasting"  # a Lasting
MONTHS_HOT: Final = "months_hot"
LAST_HOT: Final = "last_hot"  # the last month in which it was hot, in words
TREND_Z: Final = "trend_z"  # of Mann and Kendall, over the months' Gi*

LASTING_COLUMNS: Final = (
    PLACE_KIND,
    AREA_NAME,
    DISTRICT,
    LASTING,
    MONTHS_HOT,
    LAST_HOT,
    TREND_Z,
    OFFENCES,
    EASTING,
    NORTHING,
)


class Lasting(StrEnum):
    """How a place was hot over the months, what is looked at first, first."""

    NEW = "new"  # in the last month, and never before
    CONSECUTIVE = "consecutive"  # in the last months without a break, and never before
    INTENSIFYING = "intensifying"  # nearly always, and more and more
    OSCILLATING = "oscillating"  # in the last month, and cold at some time before
    PERSISTENT = "persistent"  # nearly always
    SPORADIC = "sporadic"  # in the last month, and now and then before
    DIMINISHING = "diminishing"  # nearly always, and less and less
    HISTORICAL = "historical"  # nearly always, but not in the last month
    NONE = "no pattern"
