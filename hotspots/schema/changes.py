"""What changed between periods, what is near repeat, and what is forecast."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hotspots.schema.places import AREA_NAME

# --- Near repeat ---
DISTANCE_BAND: Final = "distance_band"  # text: "same place", "100 to 200 m"
TIME_BAND: Final = "time_band"  # text: "0–6 days"
PAIRS_OBSERVED: Final = "observed"
PAIRS_EXPECTED: Final = "expected"  # mean over the permutations of the dates
PAIRS_EXPECTED_CLOSED_FORM: Final = "expected_closed_form"
NEAR_REPEAT_RATIO: Final = "ratio"  # observed over expected; missing where nothing is expected
P_VALUE: Final = "p_value"
POISSON_P_VALUE: Final = "poisson_p_value"  # of one band alone, by Knox's approximation
IS_NEAR_REPEAT: Final = "near_repeat"  # boolean

NEAR_REPEAT_COLUMNS: Final = (
    DISTANCE_BAND,
    TIME_BAND,
    PAIRS_OBSERVED,
    PAIRS_EXPECTED,
    PAIRS_EXPECTED_CLOSED_FORM,
    NEAR_REPEAT_RATIO,
    P_VALUE,
    POISSON_P_VALUE,
    IS_NEAR_REPEAT,
)  # one row a band, the nearest distance first and, within it, the soonest


# --- What changed: one row an area, a line (a theme, all offences, harm) and a comparison ---
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
    CANNOT_TELL = "cannot tell"  # events enough, but for how they vary or how little that is known
    NO_DATA = "no data"  # for the earlier period, or none that compares
    UNREADABLE = "cannot be read"  # from recorded offences by place, or from this source


# --- Forecasts: one row a series and a step, then one for all its steps together ---
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
