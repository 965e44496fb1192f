"""The columns of a forecast, of its back-test, and of what was counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hotspots import schema
from hotspots.render.table_columns import Kind, TableColumn

_AREA: Final = TableColumn(
    column=schema.AREA_NAME, title="Area", meaning="The force, or a policing district.", width=24
)
_SERIES: Final = TableColumn(
    column=schema.SERIES, title="Kind of offence", meaning="Which offences were counted.", width=24
)
_METHOD: Final = TableColumn(
    column=schema.FORECAST_METHOD,
    title="Foretold by",
    meaning=("Same as last year; the recent level; or the recent level with the season around it."),
    width=24,
)
_BEGINS: Final = TableColumn(
    column=schema.STEP_BEGINS, title="Begins", meaning="The first day.", kind=Kind.DATE, width=12
)


def _number(column: str, title: str, meaning: str, decimals: int = 0) -> TableColumn:
    return TableColumn(
        column=column, title=title, meaning=meaning, kind=Kind.NUMBER, decimals=decimals
    )


FORECAST: Final[Sequence[TableColumn]] = (
    _AREA,
    _SERIES,
    _BEGINS,
    TableColumn(
        column=schema.STEP_IN_WORDS,
        title="Week or month",
        meaning="The last row of each is of all its weeks or months together.",
        width=26,
    ),
    _number(schema.FORECAST, "Forecast (offences)", "As likely too many as too few."),
    _number(
        schema.FORECAST_LOW, "At least (offences)", "Lower end of the interval, in whole offences."
    ),
    _number(
        schema.FORECAST_HIGH, "At most (offences)", "Upper end of the interval, in whole offences."
    ),
    _number(
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
    TableColumn(
        column=schema.IS_USED,
        title="Used",
        meaning="Whether the forecast is made by this method.",
        kind=Kind.FLAG,
        width=8,
    ),
    _number(schema.ORIGINS, "Past moments", "How often the method was asked."),
    _number(
        schema.FORECASTS_JUDGED, "Forecasts judged", "Single weeks or months that have come since."
    ),
    _number(
        schema.MEAN_ABSOLUTE_ERROR,
        "Mean error (offences)",
        "By how many offences a single week or month was missed on average.",
        1,
    ),
    _number(
        schema.SCALED_ERROR,
        "Scaled error (MASE)",
        "The mean error over the usual difference from last year; below 1 is better than that.",
        2,
    ),
    TableColumn(
        column=schema.COVERAGE,
        title="Inside the interval (%)",
        meaning="Share of single weeks or months that fell inside the interval before widening.",
        kind=Kind.PERCENTAGE,
    ),
    _number(
        schema.TOTAL_ERROR,
        "Mean error, all together (offences)",
        "The same of all weeks or months of a forecast together.",
        1,
    ),
    TableColumn(
        column=schema.TOTAL_COVERAGE,
        title="Inside, all together (%)",
        meaning="The share of whole forecasts whose sum fell inside its interval before widening.",
        kind=Kind.PERCENTAGE,
    ),
)
COUNTED_OFFENCES: Final = "counted"
COUNTED: Final[Sequence[TableColumn]] = (
    _AREA,
    _SERIES,
    _BEGINS,
    _number(
        COUNTED_OFFENCES, "Offences", "As counted; empty where the data do not cover the time."
    ),
)
