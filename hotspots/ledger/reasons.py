"""Why a row could not be kept. The texts are what the person who imports it reads.

The value itself is never repeated: what stands in the wrong column may be a name.
"""

from __future__ import annotations

from enum import StrEnum

from hotspots import schema

LONGEST_VISIT_MINUTES = 720
MOST_INTERACTIONS = 999
_UNREADABLE_TIME = "time is neither DD/MM/YYYY HH:MM nor YYYY-MM-DD HH:MM"
_PATROL_ROLES = "PC, PCSO, special, volunteer"


class TimeReason(StrEnum):
    """Why a time or a day could not be read; the same for every kind of record."""

    DATE_ALONE = "a date without a time of day"
    UNREADABLE_TIME = _UNREADABLE_TIME
    UNREADABLE_DAY = "day is neither DD/MM/YYYY nor YYYY-MM-DD"
    ABSURD = "a date before 1900 or after 2199: mend the year"


class VisitReason(StrEnum):
    """Why a visit could not be kept."""

    NO_UPRN = "no dwelling reference (UPRN)"
    ROUNDED_UPRN = "UPRN was rounded by a spreadsheet (1.0009E+11): format the column as text"
    UNREADABLE_UPRN = "UPRN is not a number of up to 12 digits"
    NO_TIME = "no time of the visit"
    AFTER_ENTRY = "the visit lies in the future: it is later than the moment of its entry"
    UNKNOWN_ROLE = f"role is not one of {_PATROL_ROLES}"
    UNKNOWN_OUTCOME = (
        "outcome is not one of: spoken to; no answer, card left; refused; not suitable"
    )
    UNKNOWN_TIER = "tier is not one of victim, neighbour, street, nearby, leaflet"
    UNKNOWN_ENTRY_ROLE = "the role of who entered it is not known"
    UNFIT_TEXT = "district, list or reference begins with a sign, or is too long"
    CONTRADICTS = "the ledger has another record of this dwelling at this moment"
    FORGOTTEN = "the ledger has forgotten the homes of that time, and takes none anew"
    CONTRADICTS_ROW = "an earlier row has this dwelling and moment, and says something else of it"


class PatrolReason(StrEnum):
    """Why a patrol could not be kept."""

    NO_SPOT = "neither a spot_id nor a point that says in which harm spot it was"
    UNREADABLE_POINT = schema.Reason.UNREADABLE_COORDINATES.value
    DIVIDED_DIGITS = schema.Reason.DIVIDED_DIGITS.value
    LOST_DIGITS = schema.Reason.LOST_DIGITS.value
    NOTHING_TO_PLACE_IN = "a point without a spot_id, and no harm spots are in force to place it in"
    OUTSIDE_SPOTS = "the point lies in no harm spot that was in force then"
    UNFIT_SPOT = "spot_id is not made of up to 16 capital letters, figures and hyphens"
    UNKNOWN_SPOT = "no harm spot of this id is or was in force here"
    NO_TIME = "no time at which the patrol began"
    AFTER_ENTRY = "the patrol lies in the future: it begins later than the moment of its entry"
    NO_MINUTES = "no minutes"
    UNFIT_MINUTES = f"minutes are not a number from 1 to {LONGEST_VISIT_MINUTES}"
    UNFIT_INTERACTIONS = f"interactions are not a whole number from 0 to {MOST_INTERACTIONS}"
    UNKNOWN_ROLE = f"role is not one of {_PATROL_ROLES}"
    UNKNOWN_ACTIVITY = f"activity is not one of {', '.join(schema.PatrolActivity)}"
    UNKNOWN_SOURCE = f"recorded_by is not one of {', '.join(schema.PatrolSource)}"
    UNKNOWN_ENTRY_ROLE = "the role of who entered it is not known"
    CONTRADICTS = "the ledger has another record of this spot, moment and role"
    CONTRADICTS_ROW = (
        "an earlier row has this spot, moment and role, and says something else of them"
    )


class DeploymentReason(StrEnum):
    """Why a deployment could not be kept."""

    UNFIT_OPERATION = "no operation, or its name begins with a sign or is too long"
    UNFIT_WARD = "ward_code is not an ONS code of a letter and eight figures, such as E05010794"
    UNKNOWN_WARD = "no ward of the force has this ward_code"
    NO_DAY = "no first or no last day"
    ENDS_BEFORE_IT_BEGINS = "the last day is before the first"
    TOO_LONG = "more than a year from the first day to the last"
    UNKNOWN_ENTRY_ROLE = "the role of who entered it is not known"
    CONTRADICTS = "the ledger has this operation in this ward from this day to another last day"
    CONTRADICTS_ROW = (
        "an earlier row has this operation in this ward from this day to another last day"
    )
