"""The week's watch: what broke its band, what is gathering, and the alarms that are kept."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hotspots.schema.offences import DISTRICT, EASTING, NORTHING
from hotspots.schema.places import AREA_NAME

# --- One row a plan and an area ---
PLAN: Final = "plan"  # the trigger plan's name
WATCHED_STEP: Final = "watched_step"  # "week from 5 January 2026", in words
WATCH_COUNT: Final = "count"  # of the week, in its unit; missing where withheld
WATCH_EXPECTED: Final = "expected"
BAND_LOW: Final = "band_low"
BAND_HIGH: Final = "band_high"
WATCH_Z: Final = "z"  # 2(√count − √expected), over its spread
WATCH_P: Final = "p"  # of a count as high, by chance, in this area alone
WATCH_Q: Final = "p_all_areas"  # the same after allowing for all areas of the plan
WINDOW_COUNT: Final = "window_count"  # in words: "12", or "10 to 14" where a week is withheld
WINDOW_EXPECTED: Final = "window_expected"
WINDOW_P: Final = "window_p_year"  # of a window as full, anywhere in a year, in this area alone
TRACKING: Final = "tracking_signal"  # −1 to 1
WATCH_VERDICT: Final = "verdict"  # a WatchVerdict
WATCH_WHY: Final = "why"  # in words
OPEN_SINCE: Final = "open_since"  # the step of the alarm that is still open, in words
WATCHED_UNIT: Final = "unit"  # "offences", or what the sums of weights of a plan by harm are in
ALARM_ID: Final = "alarm_id"  # W0001, W0002 and so on; missing where there is no alarm

WATCH_COLUMNS: Final = (
    PLAN,
    AREA_NAME,
    WATCHED_STEP,
    WATCH_COUNT,
    WATCH_EXPECTED,
    BAND_LOW,
    BAND_HIGH,
    WATCH_Z,
    WATCH_P,
    WATCH_Q,
    WINDOW_COUNT,
    WINDOW_EXPECTED,
    WINDOW_P,
    TRACKING,
    WATCH_VERDICT,
    WATCH_WHY,
    ALARM_ID,
    OPEN_SINCE,
    WATCHED_UNIT,
)

# --- One row a moving circle that stands out ---
CIRCLE_STEPS: Final = "steps"  # over how many weeks, the newest the last
CIRCLE_COUNT: Final = "offences"
CIRCLE_EXPECTED: Final = "offences_expected"
CIRCLE_P: Final = "chance"  # of any circle as full anywhere, in a year as this
RADIUS_M: Final = "radius_m"

CIRCLE_COLUMNS: Final = (
    PLAN,
    AREA_NAME,
    DISTRICT,
    EASTING,
    NORTHING,
    RADIUS_M,
    CIRCLE_STEPS,
    CIRCLE_COUNT,
    CIRCLE_EXPECTED,
    CIRCLE_P,
)

# --- Alarms in the ledger ---
RAISED_AT: Final = "raised_at"
STEP_FIRST: Final = "first_day"  # of the week or month that raised it
STEP_LAST: Final = "last_day"
SIGN: Final = "sign"  # a WatchVerdict
CLOSED_AT: Final = "closed_at"  # missing while it is open
CLOSED_BY_ROLE: Final = "closed_by_role"
CLOSE_REASON: Final = "close_reason"

ALARM_COLUMNS: Final = (
    ALARM_ID,
    PLAN,
    AREA_NAME,
    STEP_FIRST,
    STEP_LAST,
    SIGN,
    RAISED_AT,
    CLOSED_AT,
    CLOSED_BY_ROLE,
    CLOSE_REASON,
)


class WatchVerdict(StrEnum):
    """What a week in an area says, the weightiest first."""

    ABOVE = "above its band"
    GATHERING = "gathering"  # no one week, but the last weeks together
    PERHAPS = "perhaps above"  # above its band alone; among so many areas that may be chance
    DRIFTING = "drifting up"  # week by week a little more than expected
    BELOW = "below its band"
    WITHIN = "within its band"
    UNKNOWN = "no band"  # too little is known of the past


# What is kept in the ledger until somebody closes it.
ALARMS: Final = (WatchVerdict.ABOVE, WatchVerdict.GATHERING)
