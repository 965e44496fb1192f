"""Wards for Street Weeks."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hotspots.schema.harm_spots import OFFENCES, RANK, RANK_HIGH, RANK_LOW, WHY
from hotspots.schema.offences import DISTRICT, GEOMETRY, WARD_CODE, WARD_NAME

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
