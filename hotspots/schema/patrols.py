"""Patrols of harm spots."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hotspots.schema.harm_spots import (
    SPOT_ID,
)
from hotspots.schema.visits import (
    ENTERED_AT,
    ENTERED_BY_ROLE,
    ROLE,
)

BEGINS_AT: Final = "begins_at"
MINUTES: Final = "minutes"
ACTIVITY: Final = "activity"  # a PatrolActivity
INTERACTIONS: Final = "interactions"  # people spoken to or dealt with
RECORDED_BY: Final = "recorded_by"  # a PatrolSource

PATROL_COLUMNS: Final = (
    SPOT_ID,
    BEGINS_AT,
    MINUTES,
    ROLE,
    ACTIVITY,
    INTERACTIONS,
    RECORDED_BY,
    ENTERED_AT,
    ENTERED_BY_ROLE,
)


class PatrolActivity(StrEnum):
    """What was done in a harm spot."""

    DIRECTED_PATROL = "directed patrol"
    BUSINESS_CHECK = "business check"
    STOP_SEARCH = "stop search"
    ENGAGEMENT = "engagement"
    OTHER = "other"


class PatrolSource(StrEnum):
    """How it is known that a patrol was made."""

    ENTERED = "entered"
    FILE = "file"
    TRACK = "GPS track"
