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
