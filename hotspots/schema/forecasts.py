"""Forecasts: one row a series and a step, then one for all its steps together."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hotspots.schema.areas import (
    AREA_NAME,
)

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
