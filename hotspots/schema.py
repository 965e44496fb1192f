"""Column names, their types, and one validator for each table.

A module that reads or makes one of these tables names its columns through the constants here, and
ends in the table's validator. Times are local wall-clock times with their zone (Europe/London for
Essex), so that an hour is the hour that was on the clock in the street.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots.crs import require_projected
from hotspots.errors import InputError, MissingColumnError

if TYPE_CHECKING:
    import geopandas as gpd

# --- where a row came from ---------------------------------------------------------------------
SOURCE_FILE: Final = "source_file"
SOURCE_LINE: Final = "source_line"

# --- offences ----------------------------------------------------------------------------------
OFFENCE_ID: Final = "offence_id"
OFFENCE_CODE: Final = "offence_code"  # Home Office code, text; missing in police.uk data
CATEGORY: Final = "category"  # police.uk category; missing where the code is not known
FROM_TIME: Final = "from_time"
TO_TIME: Final = "to_time"
REPORTED_TIME: Final = "reported_time"
TIME_PRECISION: Final = "time_precision"  # a TimePrecision
LOCATION: Final = "location"  # street or address as the source gives it
DWELLING: Final = "dwelling"  # boolean, missing where the source does not say
OUTCOME: Final = "outcome"
AUTHORITY_CODE: Final = "authority_code"
LSOA_CODE: Final = "lsoa_code"  # as the source states it; missing where it does not
DISTRICT: Final = "district"
WARD_CODE: Final = "ward_code"
WARD_NAME: Final = "ward_name"
GEOMETRY: Final = "geometry"

OFFENCE_COLUMNS: Final = (
    OFFENCE_ID,
    SOURCE_FILE,
    SOURCE_LINE,
    OFFENCE_CODE,
    CATEGORY,
    FROM_TIME,
    TO_TIME,
    REPORTED_TIME,
    TIME_PRECISION,
    LOCATION,
    DWELLING,
    OUTCOME,
    LSOA_CODE,
    AUTHORITY_CODE,
    DISTRICT,
    WARD_CODE,
    WARD_NAME,
    GEOMETRY,
)


class TimePrecision(StrEnum):
    """How exactly an offence's time is known."""

    EXACT = "exact"  # a moment, or a from-to range within one hour
    RANGE = "range"  # a from-to range; aoristic weights share it out
    DAY = "day"  # a date without a time
    MONTH = "month"  # data.police.uk: the month alone
    UNKNOWN = "unknown"


# --- rows set aside ----------------------------------------------------------------------------
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


# --- areas -------------------------------------------------------------------------------------
AREA_CODE: Final = "area_code"
AREA_NAME: Final = "area_name"
LOCAL_POLICING_AREA: Final = "local_policing_area"

AUTHORITY_COLUMNS: Final = (AREA_CODE, AREA_NAME, GEOMETRY)
DISTRICT_COLUMNS: Final = (DISTRICT, LOCAL_POLICING_AREA, GEOMETRY)
WARD_COLUMNS: Final = (WARD_CODE, WARD_NAME, DISTRICT, GEOMETRY)


# --- harm --------------------------------------------------------------------------------------
class HarmBasis(StrEnum):
    """Where the weight of an offence came from."""

    OFFENCE_CODE = "offence code"
    SUBGROUP = "offence subgroup"
    CATEGORY = "category"
    ALL_ALIKE = "every offence alike"  # a plain count, or another index with a default weight
    UNMAPPED = "unmapped"


def harm_basis_column(index_key: str) -> str:
    """Return the column that says where that weight came from (a HarmBasis)."""
    return f"harm_basis_{index_key}"


def harm_column(index_key: str) -> str:
    """Return the column that holds an offence's weight in an index, for example ``harm_css``.

    The weight is missing (NaN), never 0, where the index does not know the offence.
    """
    return f"harm_{index_key}"


# --- harm spots --------------------------------------------------------------------------------
SPOT_ID: Final = "spot_id"  # stable text id within a run: "S001"
RANK: Final = "rank"  # 1 is the first to visit, over the whole force
DISTRICT_RANK: Final = "district_rank"
RANKING_SCORE: Final = "ranking_score"  # sum of the offences' transformed weights; ranks by it
SPOT_NAME: Final = "name"  # what a person recognises: "Market Street, Colchester"
STREET: Final = "street"
TOWN: Final = "town"
OFFENCES: Final = "offences"  # of the selection, in the spot, in the period
OFFENCES_PER_YEAR: Final = "offences_per_year"
HARM_PER_KM2_PER_YEAR: Final = "harm_per_km2_per_year"
SHARE_OF_DISTRICT_HARM: Final = "share_of_district_harm"  # 0 to 1, of the selection's harm
SHARE_OF_FORCE_HARM: Final = "share_of_force_harm"
LARGEST_OFFENCE_SHARE: Final = "largest_offence_share"  # 0 to 1
RESTS_ON_ONE_OFFENCE: Final = "rests_on_one_offence"  # boolean: share above the guard, ranked after
TOP_OFFENCES: Final = "top_offences"  # text: "Robbery 41, Assault with injury 22, …"
HOUR_BY_WEEKDAY: Final = (
    "hour_by_weekday"  # JSON text: 7 lists (Monday first) of 24 weights, or missing
)
BUSIEST: Final = "busiest"  # text: "Friday and Saturday 22:00–02:00"
TREND: Final = "trend"  # text: "rising", "falling", "no clear change", "too few to tell"
TREND_RATIO: Final = "trend_ratio"  # second half of the period over the first
CONFIDENCE: Final = "confidence"  # text: "high", "medium", "low"
TOP_SHARE: Final = "share_of_resamples_selected"  # 0 to 1
RANK_LOW: Final = "rank_low"  # best rank in the middle 90 % of resamples
RANK_HIGH: Final = "rank_high"
AREA_M2: Final = "area_m2"
EXTENT_M: Final = "extent_m"  # greatest distance across
WHY: Final = "why"  # one sentence: why it ranks where it does

HARM_SPOT_COLUMNS: Final = (
    SPOT_ID,
    RANK,
    DISTRICT_RANK,
    RANKING_SCORE,
    SPOT_NAME,
    STREET,
    TOWN,
    DISTRICT,
    OFFENCES,
    OFFENCES_PER_YEAR,
    HARM_PER_KM2_PER_YEAR,
    SHARE_OF_DISTRICT_HARM,
    SHARE_OF_FORCE_HARM,
    LARGEST_OFFENCE_SHARE,
    RESTS_ON_ONE_OFFENCE,
    TOP_OFFENCES,
    HOUR_BY_WEEKDAY,
    BUSIEST,
    TREND,
    TREND_RATIO,
    CONFIDENCE,
    TOP_SHARE,
    RANK_LOW,
    RANK_HIGH,
    AREA_M2,
    EXTENT_M,
    WHY,
    GEOMETRY,
)  # and one harm_… column for each index in use


# --- cocooning: lists of dwellings, and the visits that were made -------------------------------
UPRN: Final = "uprn"  # the dwelling's reference, text
TIER: Final = "tier"  # a Tier
BURGLARY_REFERENCE: Final = "burglary_reference"  # stands for the burgled address
BURGLARY_TIER: Final = "burglary_tier"  # the dwelling's Tier by that one burglary
LIST_ID: Final = "list_id"
ISSUED_AT: Final = "issued_at"
AS_OF: Final = "as_of"
DUE: Final = "due"  # missing where the 48-hour clock does not bind
LEFT_OUT: Final = "left_out"  # boolean: due, and beyond what the shift could walk
VISITED_AT: Final = "visited_at"
ROLE: Final = "role"  # a VisitRole, never a name
VISIT_OUTCOME: Final = "visit_outcome"  # a VisitOutcome
BURGLARY_REFERENCES: Final = "burglary_references"  # text: "42/1001/26; 42/1013/26", or missing
ENTERED_AT: Final = "entered_at"
ENTERED_BY_ROLE: Final = "entered_by_role"  # an EntryRole

# One row for each dwelling on a list and each burglary that put it there.
LISTING_COLUMNS: Final = (
    LIST_ID,
    DISTRICT,
    ISSUED_AT,
    AS_OF,
    UPRN,
    TIER,
    DUE,
    LEFT_OUT,
    BURGLARY_REFERENCE,
    BURGLARY_TIER,
    REPORTED_TIME,
)

VISIT_COLUMNS: Final = (
    UPRN,
    VISITED_AT,
    ROLE,
    VISIT_OUTCOME,
    TIER,
    DISTRICT,
    LIST_ID,
    BURGLARY_REFERENCES,
    ENTERED_AT,
    ENTERED_BY_ROLE,
)


class Tier(StrEnum):
    """How near a dwelling stands to a burglary, from the strongest evidence to the weakest."""

    VICTIM = "victim"
    NEIGHBOUR = "neighbour"  # four either way, same side
    STREET = "street"  # the rest of the street, and opposite
    NEARBY = "nearby"  # within 200 m
    LEAFLET = "leaflet"  # within 400 m: a leaflet, no visit


class VisitOutcome(StrEnum):
    """What came of a call at a door."""

    SPOKEN_TO = "spoken to"
    NO_ANSWER = "no answer, card left"
    REFUSED = "refused"
    NOT_SUITABLE = "not suitable"


class VisitRole(StrEnum):
    """Who may make a cocooning visit."""

    PC = "PC"
    PCSO = "PCSO"
    SPECIAL = "special"
    VOLUNTEER = "volunteer"


class EntryRole(StrEnum):
    """Who may enter what was done."""

    PC = "PC"
    PCSO = "PCSO"
    SPECIAL = "special"
    VOLUNTEER = "volunteer"
    SERGEANT = "sergeant"
    ANALYST = "analyst"


# --- Op Grip: harm spots in force, what an analyst changed in them, and patrols of them ----------
SPOT_SET: Final = "spot_set"  # the run whose harm spots were adopted
ADOPTED_AT: Final = "adopted_at"
CHOSEN_FROM: Final = "chosen_from"  # first and last day of the offences they were chosen on
CHOSEN_TO: Final = "chosen_to"
OUTLINE: Final = "outline"  # text: WKT in the force's projected system

SPOT_IN_FORCE_COLUMNS: Final = (
    SPOT_SET,
    ADOPTED_AT,
    CHOSEN_FROM,
    CHOSEN_TO,
    SPOT_ID,
    SPOT_NAME,
    DISTRICT,
    RANK,
    OUTLINE,
)

EDIT_ID: Final = "edit_id"
SPOT_EDIT: Final = "spot_edit"  # a SpotEdit
EDIT_REASON: Final = "edit_reason"
EDITED_AT: Final = "edited_at"
EDITED_BY_ROLE: Final = "edited_by_role"  # an EntryRole

# Oldest first. The id of an added spot is given by the ledger; what an edit does not speak of is
# missing: a rename has no outline, a veto has neither name nor outline.
SPOT_EDIT_COLUMNS: Final = (
    EDIT_ID,
    SPOT_EDIT,
    SPOT_ID,
    SPOT_NAME,
    OUTLINE,
    EDIT_REASON,
    EDITED_AT,
    EDITED_BY_ROLE,
)


class SpotEdit(StrEnum):
    """What an analyst can do to the harm spots that the data give."""

    ADD = "add"
    MOVE = "move"
    VETO = "veto"
    RENAME = "rename"
    WITHDRAW = "withdraw"  # takes back the spot's earlier edits


EDITED: Final = "edited"  # text: "moved by an analyst, 3 May 2026: reason", or missing


class SpotChange(StrEnum):
    """What became of a harm spot between the set in force and a later run.

    The column ``CHANGE`` of a harm spot begins with one of the first five; it is there when a set
    is in force. A spot of the set that the run no longer has was merged, retired or vetoed.
    """

    KEPT = "kept"
    MOVED = "moved"
    MERGED = "merged"
    SPLIT = "split"
    NEW = "new"
    RETIRED = "retired"
    VETOED = "vetoed"


# --- keep or retire: the harm spots in force, judged on later offences --------------------------
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


# --- deployments: Street Weeks and other operations in a ward ----------------------------------
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
)

# --- operations: treated areas, their controls, and the rings around both ------------------------
AREA_ID: Final = "area_id"  # a spot's id, a ward's code, or the number of an outline
AREA_ROLE: Final = "area_role"  # an AreaRole
BEFORE_OFFENCES: Final = "before_offences"  # of the selection, inside the area
DURING_OFFENCES: Final = "during_offences"
RING_BEFORE_OFFENCES: Final = "ring_before_offences"  # in the ring around the area
RING_DURING_OFFENCES: Final = "ring_during_offences"
EXPECTED_OFFENCES: Final = "expected_offences"  # had the area gone as the controls did; or missing
BEFORE_HARM: Final = "before_harm"
DURING_HARM: Final = "during_harm"
RING_BEFORE_HARM: Final = "ring_before_harm"
RING_DURING_HARM: Final = "ring_during_harm"
PATROL_VISITS: Final = "patrol_visits"  # in the operation
PLANNED: Final = "planned"  # visits or minutes over the whole operation; missing without a plan
DELIVERED: Final = "delivered"  # in the same unit
SHARE_DELIVERED: Final = "share_delivered"  # 0 to 1; what is over the plan does not count


class AreaRole(StrEnum):
    """What an area is to an operation."""

    TREATED = "treated"
    CONTROL = "control"


OPERATION_AREA_COLUMNS: Final = (AREA_ID, SPOT_NAME, AREA_ROLE, GEOMETRY)

# Offences step by step, with first_day and last_day of each step.
PHASE: Final = "phase"  # an OperationPhase
TREATED_OFFENCES: Final = "treated_offences"
CONTROL_OFFENCES: Final = "control_offences"
CONTROLS_SCALED: Final = "controls_scaled"  # brought to the level of the treated areas before


class OperationPhase(StrEnum):
    """Where a step of a series lies."""

    BEFORE = "before"
    BETWEEN = "between"  # after the before-period, ahead of the operation
    DURING = "during"


# --- wards for Street Weeks --------------------------------------------------------------------
RESIDENTS: Final = "residents"
HOUSEHOLDS: Final = "households"
DEPRIVATION: Final = "deprivation"  # a score, higher is more deprived


class WardMeasure(StrEnum):
    """What a ward is ranked by; each is turned into a percentile among the force's wards."""

    HARM = "harm"  # per 1,000 residents
    ASB = "asb"  # incidents per 1,000 residents
    TREND = "trend"  # of the offences, against the force's own
    NEIGHBOURHOOD_CRIME = "neighbourhood_crime"  # per 1,000 households
    NEAR_REPEAT = "near_repeat"  # share of burglaries that follow another
    SURVEY_DEFICIT = "survey_deficit"  # what residents say, and Street Safe reports
    DEPRIVATION = "deprivation"
    MONTHS_SINCE = "months_since"  # the last Street Week


def measure_value_column(measure: str) -> str:
    """Return the column of a measure's own value, missing where it is not known."""
    return f"{measure}_value"


def measure_percentile_column(measure: str) -> str:
    """Return the column of a measure's percentile, 0 to 100, among the wards that have a value."""
    return f"{measure}_percentile"


def measure_contribution_column(measure: str) -> str:
    """Return the column of what a measure adds to the score: weight times percentile."""
    return f"{measure}_contribution"


SCORE: Final = "score"  # 0 to 100: the sum of the contributions
SHARE_IN_TOP_FIVE: Final = "share_in_top_five"  # of the moved weights, 0 to 1
LAST_YEAR_RANK: Final = "last_year_rank"  # missing without offences of the year before
CHANGE_ON_LAST_YEAR: Final = "change_on_last_year"  # offences over last year's, less 1; or missing
FLAGS: Final = "flags"  # text, separated by "; "; empty where there is nothing to say

# RANK_LOW and RANK_HIGH are the best and the worst rank while the weights move by 25 %.
WARD_RANKING_COLUMNS: Final = (
    WARD_CODE,
    WARD_NAME,
    DISTRICT,
    RANK,
    SCORE,
    RANK_LOW,
    RANK_HIGH,
    SHARE_IN_TOP_FIVE,
    LAST_YEAR_RANK,
    CHANGE_ON_LAST_YEAR,
    RESIDENTS,
    HOUSEHOLDS,
    OFFENCES,
    WHY,
    FLAGS,
    GEOMETRY,
)  # and value, percentile and contribution of each measure that has a weight

# --- accuracy on later periods -----------------------------------------------------------------
FORESEEN: Final = "foreseen"  # text: which offences, and whether harm or their number
DESIGN: Final = "design"  # a HoldOutDesign
METHOD: Final = "method"  # a RankingMethod
RIVAL: Final = "rival"  # the RankingMethod that it is compared with
CHOSEN_GROUND: Final = "chosen_ground"  # text: "1 % of the area", "67 squares"
SHARE_OF_AREA: Final = "share_of_area"  # 0 to 1
CAPTURED: Final = "captured"  # share of the later period's amount, 0 to 1: the hit rate
CAPTURED_LOW: Final = "captured_low"  # 95 % of resamples of places lie between low and high
CAPTURED_HIGH: Final = "captured_high"
PAI: Final = "pai"
PAI_LOW: Final = "pai_low"
PAI_HIGH: Final = "pai_high"
PEI: Final = "pei"
DIFFERENCE: Final = "difference"  # of the shares captured, method less rival
DIFFERENCE_LOW: Final = "difference_low"
DIFFERENCE_HIGH: Final = "difference_high"
STAYING: Final = "staying"  # Jaccard of the choice with the month before's, mean; or missing
SETTING: Final = "setting"
REACHED: Final = "reached"  # mean share captured on earlier folds
PART: Final = "part"  # of the shrunk history


class HoldOutDesign(StrEnum):
    """How the data are parted into what is known and what is judged."""

    ONE_SPLIT = "one split"  # the first three quarters known, the last judged
    MONTHLY_ROLL = "monthly roll"  # from half the months on, each next month judged


class RankingMethod(StrEnum):
    """What ranks the places."""

    PAST = "past"
    DENSITY = "density"
    BLEND = "own and a share of density"
    GETIS_ORD = "getis-ord"
    SHRUNK = "shrunk history"
    SPOTS_BY_PAST = "harm spots by past"
    SPOTS_BY_EXPECTED = "harm spots by expected"


ACCURACY_COLUMNS: Final = (
    FORESEEN,
    DESIGN,
    CHOSEN_GROUND,
    METHOD,
    SHARE_OF_AREA,
    CAPTURED,
    CAPTURED_LOW,
    CAPTURED_HIGH,
    PAI,
    PAI_LOW,
    PAI_HIGH,
    PEI,
    RRI,
    STAYING,
)
ACCURACY_DIFFERENCE_COLUMNS: Final = (
    FORESEEN,
    DESIGN,
    CHOSEN_GROUND,
    METHOD,
    RIVAL,
    DIFFERENCE,
    DIFFERENCE_LOW,
    DIFFERENCE_HIGH,
)

# --- near repeat -------------------------------------------------------------------------------
DISTANCE_BAND: Final = "distance_band"  # text: "same place", "100 to 200 m"
TIME_BAND: Final = "time_band"  # text: "0–6 days"
PAIRS_OBSERVED: Final = "observed"
PAIRS_EXPECTED: Final = "expected"  # mean over the permutations of the dates
PAIRS_EXPECTED_CLOSED_FORM: Final = "expected_closed_form"
NEAR_REPEAT_RATIO: Final = "ratio"  # observed over expected; missing where nothing is expected
P_VALUE: Final = "p_value"
IS_NEAR_REPEAT: Final = "near_repeat"  # boolean

NEAR_REPEAT_COLUMNS: Final = (
    DISTANCE_BAND,
    TIME_BAND,
    PAIRS_OBSERVED,
    PAIRS_EXPECTED,
    PAIRS_EXPECTED_CLOSED_FORM,
    NEAR_REPEAT_RATIO,
    P_VALUE,
    IS_NEAR_REPEAT,
)  # one row a band, the nearest distance first and, within it, the soonest


# --- what changed: one row an area, a line (a theme, all offences, harm) and a comparison ---------
LINE: Final = "line"  # "Burglary and robbery", "All offences", "Harm"
COMPARED_WITH: Final = "compared_with"  # a ComparedWith
EARLIER_PERIOD: Final = "earlier_period"  # text: "November 2024"
COUNT_NOW: Final = "count_now"  # offences, or harm in the index's unit; missing where unreadable
COUNT_EARLIER: Final = "count_earlier"
COUNT_EARLIER_SAME_DAYS: Final = "count_earlier_same_days"  # scaled to as many days as now
CHANGE_RATIO: Final = "change_ratio"  # rate a day now over the rate a day then
CHANGE_LOW: Final = "change_low"
CHANGE_HIGH: Final = "change_high"
Q_VALUE: Final = "q_value"  # the p-value after allowing for the number of comparisons
DISPERSION: Final = "dispersion"  # how many times chance alone the counts vary; 1 or above
VERDICT: Final = "verdict"  # a ChangeVerdict
IN_WORDS: Final = "in_words"
EXTRA_HARM: Final = "extra_harm"  # harm of the rise (below 0: of the fall) that is sure at least
LOOK_AT: Final = "look_at"  # 1 is what to look at first, among the districts' lines

CHANGE_COLUMNS: Final = (
    AREA_NAME,
    LINE,
    COMPARED_WITH,
    EARLIER_PERIOD,
    COUNT_NOW,
    COUNT_EARLIER,
    COUNT_EARLIER_SAME_DAYS,
    CHANGE_RATIO,
    CHANGE_LOW,
    CHANGE_HIGH,
    P_VALUE,
    Q_VALUE,
    DISPERSION,
    VERDICT,
    IN_WORDS,
    EXTRA_HARM,
    LOOK_AT,
)


class ComparedWith(StrEnum):
    """What a period is compared with."""

    LAST_PERIOD = "the period before"
    LAST_YEAR = "the same period last year"


class ChangeVerdict(StrEnum):
    """What a comparison of two counts says."""

    UP = "up"
    PERHAPS_UP = "perhaps up"  # by itself beyond chance; not among so many comparisons
    DOWN = "down"
    PERHAPS_DOWN = "perhaps down"
    NO_CLEAR_CHANGE = "no clear change"
    TOO_FEW = "too few to tell"
    NO_DATA = "no data"  # for the earlier period, or none that compares
    UNREADABLE = "cannot be read"  # from recorded offences by place, or from this source


# --- forecasts: one row a series and a step, then one for all its steps together -----------------
SERIES: Final = "series"  # "Burglary and robbery"
STEP_BEGINS: Final = "step_begins"  # the first day of the week or month
STEP_IN_WORDS: Final = "step"  # "week from 5 January 2026", "January 2026", "all 4 weeks"
FORECAST: Final = "forecast"  # offences
FORECAST_LOW: Final = "forecast_low"
FORECAST_HIGH: Final = "forecast_high"
SAME_LAST_YEAR: Final = "same_last_year"  # offences a year before, missing where not known
FORECAST_METHOD: Final = "method"  # a ForecastMethod

FORECAST_COLUMNS: Final = (
    AREA_NAME,
    SERIES,
    STEP_BEGINS,
    STEP_IN_WORDS,
    FORECAST,
    FORECAST_LOW,
    FORECAST_HIGH,
    SAME_LAST_YEAR,
    FORECAST_METHOD,
)

ORIGINS: Final = "origins"  # how many times the past was forecast from what was known then
FORECASTS_JUDGED: Final = "forecasts_judged"
MEAN_ABSOLUTE_ERROR: Final = "mean_absolute_error"  # offences a step
SCALED_ERROR: Final = "scaled_error"  # MASE
COVERAGE: Final = "coverage"  # 0 to 1: the share that fell inside the interval
TOTAL_ERROR: Final = "total_error"  # of all steps together, mean absolute, offences
TOTAL_COVERAGE: Final = "total_coverage"
IS_USED: Final = "used"

BACK_TEST_COLUMNS: Final = (
    AREA_NAME,
    SERIES,
    FORECAST_METHOD,
    ORIGINS,
    FORECASTS_JUDGED,
    MEAN_ABSOLUTE_ERROR,
    SCALED_ERROR,
    COVERAGE,
    TOTAL_ERROR,
    TOTAL_COVERAGE,
    IS_USED,
)


class ForecastMethod(StrEnum):
    """How the next weeks or months are foretold."""

    SAME_LAST_YEAR = "same as last year"
    RECENT_LEVEL = "recent level"
    LEVEL_AND_SEASON = "recent level and season"


# --- addresses: one row a household --------------------------------------------------------------
USRN: Final = "usrn"  # unique street reference number, text; missing where the source has none
ADDRESS: Final = "address"  # as a person writes it, on one line
FLAT: Final = "flat"  # "Flat 3"; missing for a house
NUMBER: Final = "number"  # house number or name, text: "12A"
POSTCODE: Final = "postcode"

ADDRESS_COLUMNS: Final = (
    UPRN,
    USRN,
    ADDRESS,
    FLAT,
    NUMBER,
    STREET,
    TOWN,
    POSTCODE,
    DISTRICT,
    WARD_CODE,
    GEOMETRY,
)

# --- targets: homes to visit after a burglary ----------------------------------------------------
RISK: Final = "risk"  # of the method in use; compares homes, and is no probability
# JSON text: a list of {reference, distance_m, days, tier}, the strongest first
REASONS: Final = "reasons"
BURGLARIES: Final = "burglaries"  # how many live burglaries reach the home
NEAREST_M: Final = "nearest_m"  # distance to the nearest of them
OVERDUE: Final = "overdue"  # boolean, as of the list's moment
EXPIRES: Final = "expires"  # when the last of its burglaries is 42 days old
PRIORITY: Final = "priority"  # 1 is the first to be chosen
WALK_ORDER: Final = "walk_order"  # 1 is the first to be walked to; missing where not chosen
CHANGE: Final = "change"  # text: "new", "kept", "returned" since the last list


TARGET_COLUMNS: Final = (
    UPRN,
    ADDRESS,
    FLAT,
    NUMBER,
    STREET,
    TOWN,
    POSTCODE,
    DISTRICT,
    TIER,
    RISK,
    REASONS,
    BURGLARIES,
    NEAREST_M,
    DUE,
    OVERDUE,
    EXPIRES,
    PRIORITY,
    WALK_ORDER,
    CHANGE,
    GEOMETRY,
)


def require_columns(table: pd.DataFrame, columns: tuple[str, ...], what: str) -> None:
    """Refuse a table that lacks a column, naming every one that is missing.

    Raises
    ------
    MissingColumnError
    """
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise MissingColumnError(
            f"The {what} have no column {', '.join(map(repr, missing))}. "
            f"Columns found: {', '.join(map(repr, map(str, table.columns)))}."
        )


def validate_offences(offences: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the offences when they are whole: all columns, in metres, no missing point."""
    require_columns(offences, OFFENCE_COLUMNS, "offences")
    require_projected(offences, "offences")
    _require_geometry(offences, "offences")
    return offences


def validate_set_aside(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows set aside when each one names its file, its line and its reason."""
    require_columns(rows, SET_ASIDE_COLUMNS, "rows set aside")
    return rows


def validate_authorities(authorities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the local authorities when they have codes, names and outlines in metres."""
    return _validate_areas(authorities, AUTHORITY_COLUMNS, "authorities")


def validate_districts(districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the policing districts when they have names and outlines in metres."""
    return _validate_areas(districts, DISTRICT_COLUMNS, "districts")


def validate_wards(wards: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the wards when they have codes, names, districts and outlines in metres."""
    return _validate_areas(wards, WARD_COLUMNS, "wards")


def validate_harm_spots(spots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the harm spots when they have every attribute and an outline in metres."""
    return _validate_areas(spots, HARM_SPOT_COLUMNS, "harm spots")


def validate_addresses(addresses: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the addresses when they are whole and no UPRN stands twice."""
    _validate_areas(addresses, ADDRESS_COLUMNS, "addresses")
    repeated = int(addresses[UPRN].duplicated().sum())
    if repeated:
        raise InputError(f"{repeated:,} of {len(addresses):,} addresses repeat a UPRN.")
    return addresses


def validate_targets(targets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the homes to visit when they have every column, in metres."""
    return _validate_areas(targets, TARGET_COLUMNS, "homes to visit")


def _validate_areas(
    areas: gpd.GeoDataFrame, columns: tuple[str, ...], what: str
) -> gpd.GeoDataFrame:
    require_columns(areas, columns, what)
    require_projected(areas, what)
    _require_geometry(areas, what)
    return areas


def _require_geometry(table: gpd.GeoDataFrame, what: str) -> None:
    lost = int((table.geometry.isna() | table.geometry.is_empty).sum())
    if lost:
        raise InputError(
            f"{lost} of {len(table)} {what} have no geometry; set those rows aside first."
        )
