"""The harm spots of each shift, beside one another."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hotspots.nights import SHIFTS
from hotspots.schema.harm_spots import SPOT_NAME
from hotspots.schema.offences import DISTRICT

SHIFT: Final = "shift"
PLACE_NUMBER: Final = "place_number"  # from 1, the best rank of any shift first
BY_DAY_OR_NIGHT: Final = "by_day_or_night"  # a ByDayOrNight
ALL_SHIFTS_SPOT: Final = "all_shifts_spot"  # the harm spot of the whole day that it meets
# Of a place: its best rank in the shift, and its offences of the shift; missing where it is none.
RANK_OF_SHIFT: Final = {shift: f"rank_{shift.replace('-', '_')}" for shift in SHIFTS}
OFFENCES_OF_SHIFT: Final = {shift: f"offences_{shift.replace('-', '_')}" for shift in SHIFTS}

SHIFT_PLACE_COLUMNS: Final = (
    PLACE_NUMBER,
    SPOT_NAME,
    DISTRICT,
    BY_DAY_OR_NIGHT,
    ALL_SHIFTS_SPOT,
    *RANK_OF_SHIFT.values(),
    *OFFENCES_OF_SHIFT.values(),
)


class ByDayOrNight(StrEnum):
    """In whose sets a place is a harm spot: those of the day, those of the night, or both."""

    BOTH = "day and night"
    DAY = "day alone"
    NIGHT = "night alone"
