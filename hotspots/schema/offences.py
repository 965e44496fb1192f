"""Offences, the rows that were set aside, and what counts as harm."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

# --- Offences ---
SOURCE_FILE: Final = "source_file"  # where a row came from
SOURCE_LINE: Final = "source_line"
OFFENCE_ID: Final = "offence_id"
OFFENCE_CODE: Final = "offence_code"  # Home Office code, text; missing in police.uk data
CATEGORY: Final = "category"  # police.uk category; missing where the code is not known
FROM_TIME: Final = "from_time"
TO_TIME: Final = "to_time"
REPORTED_TIME: Final = "reported_time"
TIME_PRECISION: Final = "time_precision"  # a TimePrecision
LOCATION: Final = "location"  # street or address as the source gives it
DWELLING: Final = "dwelling"  # boolean, missing where the source does not say
DOMESTIC_ABUSE: Final = "domestic_abuse"  # boolean, missing where the source does not say
# Markers of an export: booleans, missing where it does not say; each column may be absent.
KNIFE: Final = "knife"
ALCOHOL: Final = "alcohol"
HATE: Final = "hate"
ONLINE: Final = "online"
MARKERS: Final = (KNIFE, ALCOHOL, HATE, ONLINE)
# What an export says of how a burglary was done, in its own words: text; each column may be absent.
ENTRY_METHOD: Final = "entry_method"
PROPERTY_TAKEN: Final = "property_taken"  # several kinds with commas or semicolons between
PREMISES_TYPE: Final = "premises_type"  # what kind of building
HOW_IT_WAS_DONE: Final = (ENTRY_METHOD, PROPERTY_TAKEN, PREMISES_TYPE)
PUBLIC_POINT: Final = "public_point"  # boolean: its publisher made the point public; may be absent
UPRN: Final = "uprn"  # a dwelling's reference, text; of an offence, where the source says it
SHIFT_SHARE: Final = "shift_share"  # of its time in a shift, 0 to 1; of a run by shift alone
OUTCOME: Final = "outcome"
AUTHORITY_CODE: Final = "authority_code"
LSOA_CODE: Final = "lsoa_code"  # as the source states it; missing where it does not
DISTRICT: Final = "district"
WARD_CODE: Final = "ward_code"
WARD_NAME: Final = "ward_name"
GEOMETRY: Final = "geometry"
EASTING: Final = "easting"  # of a table that has its points in two columns
NORTHING: Final = "northing"
LONGITUDE: Final = "longitude"
LATITUDE: Final = "latitude"
IN_METRES: Final = (EASTING, NORTHING)
IN_DEGREES: Final = (LONGITUDE, LATITUDE)

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
    DOMESTIC_ABUSE,
    UPRN,
    OUTCOME,
    LSOA_CODE,
    AUTHORITY_CODE,
    DISTRICT,
    WARD_CODE,
    WARD_NAME,
    GEOMETRY,
)
# What harm spots are made of and described by; a selection may ask for more.
SPOT_OFFENCE_COLUMNS: Final = (
    OFFENCE_ID,
    OFFENCE_CODE,
    CATEGORY,
    FROM_TIME,
    TO_TIME,
    TIME_PRECISION,
    LOCATION,
    DISTRICT,
    GEOMETRY,
)


class TimePrecision(StrEnum):
    """How exactly an offence's time is known."""

    EXACT = "exact"  # a moment, or a from-to range within one hour
    RANGE = "range"  # a from-to range; aoristic weights share it out
    DAY = "day"  # a date without a time
    MONTH = "month"  # data.police.uk: the month alone
    UNKNOWN = "unknown"


# --- Rows set aside ---
REASON: Final = "reason"
AT_FAULT: Final = "column"  # of the source, that the reason is about; missing where it is the row
VALUE: Final = "value"  # what stood there; no product shows more of it than its shape
SET_ASIDE_COLUMNS: Final = (SOURCE_FILE, SOURCE_LINE, REASON, AT_FAULT, VALUE)


class Reason(StrEnum):
    """Why a row could not be used. The text is what the analyst reads."""

    RAGGED_ROW = "wrong number of columns"
    NO_COORDINATES = "no coordinates"
    UNREADABLE_COORDINATES = "coordinates are not numbers"
    DIVIDED_DIGITS = "coordinates have a comma or a space among their digits"
    LOST_DIGITS = "coordinates lost digits in a spreadsheet (5.99E+05)"
    ZERO_COORDINATES = "coordinates are (0, 0)"
    SWAPPED_AXES = "easting and northing look swapped"
    DEGREES_NOT_METRES = "degrees where metres are declared"
    OUTSIDE_SYSTEM = "not a place in the coordinate system"
    DEFAULT_POINT = "a known default point (a station or headquarters)"
    OUTSIDE_FORCE = "outside the force"
    NO_DATE = "no date"
    UNREADABLE_DATE = "date does not fit the file's format"
    BEFORE_1900 = "a time without its date, or a date before 1900"
    AFTER_FILE = "date after the file itself was saved"
    OUTSIDE_PERIOD = "outside the period asked for"
    OUTSIDE_COVER = "outside the months that the data cover"
    IN_ANOTHER_FILE = "counted already, in another file"
    NO_AREA_CODE = "no area code"
    UNKNOWN_WARD = "ward code is not one of the force's"
    REPEATED_AREA_CODE = "area code repeats an earlier row"
    UNREADABLE_NUMBER = "a value is not a usable number"


# --- Harm ---
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
