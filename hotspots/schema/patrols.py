"""Patrols of harm spots, the plan of a week, and operations in wards."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hotspots.schema.cocoons import ROLE
from hotspots.schema.entry import CLAIMED_AT, CLAIMED_ROLE, ENTERED_AT, ENTERED_BY_ROLE
from hotspots.schema.harm_spots import SPOT_ID, SPOT_NAME, WHY
from hotspots.schema.offences import DISTRICT, REASON, WARD_CODE

# --- Patrols of harm spots ---
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
    CLAIMED_AT,
    CLAIMED_ROLE,
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


# --- The patrol plan: visits, and how far they cover what is expected ---
PLANNED_AT: Final = "planned_at"  # when a visit is to begin, aware
ENDS_AT: Final = "ends_at"
DUTY_DAY: Final = "duty_day"  # date of the day on which the commander's hours began
VISIT_KIND: Final = "visit_kind"  # a VisitKind
PAIR: Final = "pair"  # 1 and up: which pair of officers on duty has time for it
HOUR_SHARE: Final = (
    "hour_share"  # of the spot's expected harm, in the hour of the visit; or missing
)

# One row a planned visit. ``why`` says of the visit what it says of a spot.
PATROL_PLAN_COLUMNS: Final = (
    SPOT_ID,
    SPOT_NAME,
    DISTRICT,
    DUTY_DAY,
    PLANNED_AT,
    ENDS_AT,
    VISIT_KIND,
    PAIR,
    HOUR_SHARE,
    WHY,
)

PLANNED_VISITS: Final = "planned_visits"
NIGHT_VISITS: Final = "night_visits"  # of them in the night-time economy
NIGHT_SHARE: Final = "night_share"  # of the spot's expected harm, in the night-time economy
COVERED_SHARE: Final = "covered_share"  # of it, in the hours that are visited
RANDOM_SHARE: Final = "random_share"  # of it, in as many hours taken at random, on average
BEST_SHARE: Final = "best_share"  # of it, in as many hours, were they always the heaviest
OWN_SHARE: Final = "own_share"  # how far the spot's own offences shaped its expected week
TIMED_OFFENCES: Final = "timed_offences"  # those whose hour, or a range of hours, is known

# One row a spot; shares run from 0 to 1, and are missing where no hours are known.
PLAN_COVERAGE_COLUMNS: Final = (
    SPOT_ID,
    PLANNED_VISITS,
    NIGHT_VISITS,
    NIGHT_SHARE,
    COVERED_SHARE,
    RANDOM_SHARE,
    BEST_SHARE,
    OWN_SHARE,
    TIMED_OFFENCES,
)

UNFITTED_VISITS: Final = "unfitted_visits"

# Visits that were asked for and could not be fitted, a row a spot.
UNFITTED_COLUMNS: Final = (SPOT_ID, SPOT_NAME, DISTRICT, UNFITTED_VISITS, REASON)


class VisitKind(StrEnum):
    """Which part of the week a planned visit belongs to."""

    NIGHT_TIME_ECONOMY = "night-time economy"
    REST_OF_WEEK = "rest of the week"


# --- Deployments: Street Weeks and other operations in a ward ---
OPERATION: Final = "operation"  # "Street Week", "Op Meteor", …
FIRST_DAY: Final = "first_day"
LAST_DAY: Final = "last_day"

DEPLOYMENT_COLUMNS: Final = (
    OPERATION,
    WARD_CODE,
    FIRST_DAY,
    LAST_DAY,
    ENTERED_AT,
    ENTERED_BY_ROLE,
    CLAIMED_AT,
    CLAIMED_ROLE,
)
