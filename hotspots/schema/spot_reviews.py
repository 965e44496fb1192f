"""Keep or retire: the harm spots in force, judged on later offences."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hotspots.schema.harm_spots import (
    AREA_M2,
    OFFENCES,
    OFFENCES_PER_YEAR,
    RANK,
    RANK_HIGH,
    RANK_LOW,
    SPOT_ID,
    SPOT_NAME,
    TOP_SHARE,
    WHY,
)
from hotspots.schema.offences import (
    DISTRICT,
    GEOMETRY,
)
from hotspots.schema.spots_in_force import (
    EDITED,
)

OFFENCES_THEN_PER_YEAR: Final = "offences_then_per_year"  # in the period they were chosen on
HARM_THEN_PER_YEAR: Final = "harm_then_per_year"
HARM_PER_YEAR: Final = "harm_per_year"
PAI_THEN: Final = "pai_then"
PAI_NOW: Final = "pai_now"
HARM_PAI_NOW: Final = "harm_pai_now"
RRI: Final = "rri"  # PAI now over PAI then
RRI_LOW: Final = "rri_low"  # the middle 90 %
RRI_HIGH: Final = "rri_high"
RANK_NOW: Final = "rank_now"  # among the spots in force and the places that would be chosen today
OVERLAP_TODAY: Final = "overlap_today"  # Jaccard with the place chosen today, 0 to 1
PATROL_MINUTES: Final = "patrol_minutes"  # in the later period; missing where no patrols were given
ADVICE: Final = "advice"  # a SpotAdvice


class SpotAdvice(StrEnum):
    """What the figures say of a harm spot in force; an analyst decides."""

    KEEP = "keep"
    WATCH = "watch"
    RETIRE = "retire"


# RANK is the rank when the spot was chosen; what is not known is missing.
SPOT_REVIEW_COLUMNS: Final = (
    SPOT_ID,
    SPOT_NAME,
    DISTRICT,
    ADVICE,
    WHY,
    RANK,
    RANK_NOW,
    RANK_LOW,
    RANK_HIGH,
    TOP_SHARE,
    OFFENCES_THEN_PER_YEAR,
    OFFENCES,
    OFFENCES_PER_YEAR,
    HARM_THEN_PER_YEAR,
    HARM_PER_YEAR,
    PAI_THEN,
    PAI_NOW,
    HARM_PAI_NOW,
    RRI,
    RRI_LOW,
    RRI_HIGH,
    OVERLAP_TODAY,
    PATROL_MINUTES,
    AREA_M2,
    EDITED,
    GEOMETRY,
)
