"""Offences."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

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
