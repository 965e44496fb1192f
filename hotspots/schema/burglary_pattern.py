"""The pattern of burglary: when, where, how and what, repeats and series, and the dark months."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hotspots.schema.change_map import AREA_KIND
from hotspots.schema.changes import P_VALUE
from hotspots.schema.harm_spots import OFFENCES, STREET
from hotspots.schema.offences import DISTRICT, WARD_CODE
from hotspots.schema.places import AREA_NAME

PATTERN_MONTH: Final = "month"  # its first day
OFFENCES_YEAR_BEFORE: Final = "offences_year_before"
TOLD_FACT: Final = "fact"  # "Method of entry"
TOLD_KIND: Final = "kind"  # as the source has it
TOLD_SHARE: Final = "share"  # of the burglaries of which the fact is told, 0 to 1
SERIES_ID: Final = "series_id"  # S1 is the clearest
SERIES_PLACE: Final = "place"  # a street, else a ward or a district
SERIES_FIRST: Final = "first_day"
SERIES_LAST: Final = "last_day"
SERIES_REACH_M: Final = "within_m"  # no two of a series lie further apart
SERIES_EXPECTED: Final = "expected"  # by its place and its days
SERIES_METHOD: Final = "method"
DARK_RANK: Final = "dark_rank"  # 1 is the area with most burglaries in the dark months
NEAR_RANK: Final = "near_repeat_rank"

PATTERN_MONTH_COLUMNS: Final = (PATTERN_MONTH, OFFENCES, OFFENCES_YEAR_BEFORE)
TOLD_KIND_COLUMNS: Final = (TOLD_FACT, TOLD_KIND, OFFENCES, TOLD_SHARE)
STREET_COUNT_COLUMNS: Final = (STREET, DISTRICT, OFFENCES)
SERIES_COLUMNS: Final = (
    SERIES_ID,
    SERIES_PLACE,
    DISTRICT,
    OFFENCES,
    SERIES_EXPECTED,
    P_VALUE,
    SERIES_FIRST,
    SERIES_LAST,
    SERIES_REACH_M,
    SERIES_METHOD,
)


class PatternSpan(StrEnum):
    """Which days are counted."""

    PERIOD = "period"
    YEAR_BEFORE = "the same a year before"
    DARK = "dark months"
    DARK_BEFORE = "dark months a year before"


class PatternLine(StrEnum):
    """What is counted of them."""

    BURGLARY = "burglary"
    NEAR_REPEAT = "near repeat"  # one that followed another close by, or at the same place


def pattern_column(line: PatternLine, span: PatternSpan) -> str:
    """Return the column of an area's count: ``near_repeat_dark``."""
    return f"{line.name}_{span.name}".lower()


def pattern_words(line: PatternLine, span: PatternSpan) -> str:
    """Return the column of the words for a count's change against the year before."""
    return f"{pattern_column(line, span)}_change"


PATTERN_AREA_COLUMNS: Final = (
    AREA_KIND,
    WARD_CODE,
    AREA_NAME,
    DISTRICT,
    *(pattern_column(line, span) for line in PatternLine for span in PatternSpan),
    *(
        pattern_words(line, span)
        for line in PatternLine
        for span in (PatternSpan.PERIOD, PatternSpan.DARK)
    ),
    DARK_RANK,
    NEAR_RANK,
)
