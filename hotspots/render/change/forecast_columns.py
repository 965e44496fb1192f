"""The columns of a forecast, of its back-test, and of what was counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hotspots import schema
from hotspots.render.table_columns import TableColumn, day, flag, number, share, text

_AREA: Final = text(schema.AREA_NAME, "Area", "The force, or a policing district.", width=24)
_SERIES: Final = text(schema.SERIES, "Kind of offence", "Which offences were counted.", width=24)
_METHOD: Final = text(
    schema.FORECAST_METHOD,
    "Prediction by",
    "Same as last year; the recent level; or the recent level with the season around it.",
    width=24,
)
_BEGINS: Final = day(schema.STEP_BEGINS, "Begins", "The first day.", width=12)


FORECAST: Final[Sequence[TableColumn]] = (
    _AREA,
    _SERIES,
    _BEGINS,
    text(
        schema.STEP_IN_WORDS,
        "Week or month",
        "The last row of each is of all its weeks or months together.",
        width=26,
    ),
    number(schema.FORECAST, "Forecast (offences)", "As likely too many as too few."),
    number(
        schema.FORECAST_LOW, "At least (offences)", "Lower end of the interval, in whole offences."
    ),
    number(
        schema.FORECAST_HIGH, "At most (offences)", "Upper end of the interval, in whole offences."
    ),
    number(
        schema.SAME_LAST_YEAR,
        "Last year (offences)",
        "What was counted a year before; empty where that is not known.",
    ),
    _METHOD,
)
BACK_TEST: Final[Sequence[TableColumn]] = (
    _AREA,
    _SERIES,
    _METHOD,
    flag(schema.IS_USED, "Used", "Whether the forecast is made by this method.", width=8),
    number(schema.ORIGINS, "Past moments", "How often the method was asked."),
    number(
        schema.FORECASTS_JUDGED, "Forecasts judged", "Single weeks or months that have come since."
    ),
    number(
        schema.MEAN_ABSOLUTE_ERROR,
        "Mean error (offences)",
        "By how many offences a single week or month was missed on average.",
        decimals=1,
    ),
    number(
        schema.SCALED_ERROR,
        "Scaled error (MASE)",
        "The mean error over the usual difference from last year; below 1 is better than that.",
        decimals=2,
    ),
    share(
        schema.COVERAGE,
        "Inside the interval (%)",
        "Share of single weeks or months that fell inside the interval before widening.",
    ),
    number(
        schema.TOTAL_ERROR,
        "Mean error, all together (offences)",
        "The same of all weeks or months of a forecast together.",
        decimals=1,
    ),
    share(
        schema.TOTAL_COVERAGE,
        "Inside, all together (%)",
        "The share of whole forecasts whose sum fell inside its interval before widening.",
    ),
)
COUNTED_OFFENCES: Final = "counted"
COUNTED: Final[Sequence[TableColumn]] = (
    _AREA,
    _SERIES,
    _BEGINS,
    number(COUNTED_OFFENCES, "Offences", "As counted; empty where the data do not cover the time."),
)
