"""Rows set aside."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hotspots.schema.offences import (
    SOURCE_FILE,
    SOURCE_LINE,
)

REASON: Final = "reason"
VALUE: Final = "value"
SET_ASIDE_COLUMNS: Final = (SOURCE_FILE, SOURCE_LINE, REASON, VALUE)


class Reason(StrEnum):
    """Why a row could not be used. The text is what the analyst reads."""

    RAGGED_ROW = "wrong number of columns"
    NO_COORDINATES = "no coordinates"
    UNREADABLE_COORDINATES = "coordinates are not numbers"
    ZERO_COORDINATES = "coordinates are (0, 0)"
    SWAPPED_AXES = "easting and northing look swapped"
    DEGREES_NOT_METRES = "degrees where metres are declared"
    DEFAULT_POINT = "a known default point (a station or headquarters)"
    OUTSIDE_FORCE = "outside the force"
    NO_DATE = "no date"
    UNREADABLE_DATE = "date does not fit the file's format"
    OUTSIDE_PERIOD = "outside the period asked for"
    IN_ANOTHER_FILE = "counted already, in another file"
    NO_AREA_CODE = "no area code"
    UNKNOWN_WARD = "ward code is not one of the force's"
    REPEATED_AREA_CODE = "area code repeats an earlier row"
    UNREADABLE_NUMBER = "a value is not a usable number"
