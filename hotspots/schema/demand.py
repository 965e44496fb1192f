"""Demand and performance of a month: offences and harm, outcomes, and what was delivered."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hotspots.schema.change_map import AREA_KIND
from hotspots.schema.changes import LINE
from hotspots.schema.harm_spots import OFFENCES
from hotspots.schema.offences import DISTRICT, WARD_CODE
from hotspots.schema.patrols import FIRST_DAY, LAST_DAY
from hotspots.schema.places import AREA_NAME

LINE_KIND: Final = "line_kind"  # a LineKind
SPAN: Final = "span"  # a Span
PERIOD_IN_WORDS: Final = "period"
HARM: Final = "harm"  # in the index's unit
IN_FIVES: Final = "to_the_nearest_five"  # boolean: how the count is told

# One row an area, a line and a span of days. Counts and harm that a reader may not see are missing.
DEMAND_COLUMNS: Final = (
    AREA_KIND,
    WARD_CODE,
    AREA_NAME,
    DISTRICT,
    LINE_KIND,
    LINE,
    SPAN,
    PERIOD_IN_WORDS,
    FIRST_DAY,
    LAST_DAY,
    OFFENCES,
    IN_FIVES,
    HARM,
)


class AreaKind(StrEnum):
    """What an area is."""

    FORCE = "force"
    DISTRICT = "district"
    WARD = "ward"


class LineKind(StrEnum):
    """What a line counts."""

    ALL = "all offences"
    GROUP = "offence group"
    THEME = "theme"


class Span(StrEnum):
    """Which days are counted, from the month that is reported on."""

    MONTH = "month"
    MONTH_BEFORE = "month before"
    YEAR_BEFORE = "same month a year before"
    YEAR_TO_DATE = "year to date"
    YEAR_TO_DATE_BEFORE = "year to date a year before"
    LAST_28_DAYS = "last 28 days"
    DAYS_BEFORE_28 = "28 days before"


# --- Outcomes: one row an area and an offence group ---
DEALT_WITH: Final = "dealt_with"
SUSPECT_NO_ACTION: Final = "suspect_no_action"
NO_SUSPECT: Final = "no_suspect"
UNDER_INVESTIGATION: Final = "under_investigation"
OUTCOME_NOT_TOLD: Final = "outcome_not_told"
SUSPECT_SHARE: Final = "suspect_share"  # dealt with, or a suspect and no action: 0 to 1
UNDETECTED_SHARE: Final = "undetected_share"  # closed with no suspect found: 0 to 1


class OutcomeGroup(StrEnum):
    """What an outcome says of the suspect."""

    DEALT_WITH = DEALT_WITH  # charged, cautioned, resolved: somebody was dealt with
    SUSPECT_NO_ACTION = SUSPECT_NO_ACTION
    NO_SUSPECT = NO_SUSPECT
    UNDER_INVESTIGATION = UNDER_INVESTIGATION
    NOT_TOLD = OUTCOME_NOT_TOLD  # another body's matter, or a status that is not known


OUTCOME_COLUMNS: Final = (
    AREA_KIND,
    AREA_NAME,
    LINE,
    OFFENCES,
    *(str(each) for each in OutcomeGroup),
    SUSPECT_SHARE,
    UNDETECTED_SHARE,
)

# --- What was delivered, one row a district and a month ---
DOORS: Final = "doors"  # cocooning visits
SPOKEN_TO: Final = "spoken_to"  # of them, where somebody was spoken to
PATROLS: Final = "patrols"  # of harm spots
PATROL_HOURS: Final = "patrol_hours"

DELIVERED_COLUMNS: Final = (
    DISTRICT,
    SPAN,
    PERIOD_IN_WORDS,
    DOORS,
    SPOKEN_TO,
    PATROLS,
    PATROL_HOURS,
)

# --- What residents say, one row a ward ---
FELT_UNSAFE: Final = "felt_unsafe"  # reports
DEFICIT: Final = "deficit"  # of a survey: the higher, the worse

RESIDENTS_COLUMNS: Final = (WARD_CODE, AREA_NAME, DISTRICT, FELT_UNSAFE, DEFICIT)
