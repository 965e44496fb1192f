"""The page of the forecast: a sentence and a picture for each kind of offence, then its past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from hotspots import product_files, schema, words
from hotspots.render.change.forecast_picture import SeriesPicture, forecast_picture
from hotspots.render.offline_page import write_page
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_book import Sheet, write_table_csv, write_table_xlsx
from hotspots.render.table_columns import TableColumn, day, flag, number, share, text
from hotspots.render.table_page import html_table
from hotspots.render.tidy_tables import write_tidy_tables

_AREA: Final = text(schema.AREA_NAME, "Area", "The force, or a policing district.", width=24)
_SERIES: Final = text(schema.SERIES, "Kind of offence", "Which offences were counted.", width=24)
_METHOD: Final = text(
    schema.FORECAST_METHOD,
    "Foretold by",
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
    number(schema.FORECAST_LOW, "Lower end (offences)", "Of the interval, in whole offences."),
    number(schema.FORECAST_HIGH, "Upper end (offences)", "Of the interval, in whole offences."),
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
NOTHING: Final = "Nothing could be forecast"


@dataclass(frozen=True, kw_only=True)
class ToldSeries:
    """One series as the page tells it.

    Attributes
    ----------
    heading, sentence : str
    details : tuple of str
        Whole sentences: the method, how good it was, where the series begins.
    picture : SeriesPicture or None
        None where nothing is foretold.
    """

    heading: str
    sentence: str
    details: tuple[str, ...]
    picture: SeriesPicture | None


@dataclass(frozen=True, kw_only=True, eq=False)
class ForecastProducts:
    """What is written of a forecast.

    Attributes
    ----------
    title : str
    opening : tuple of str
        Whole sentences that are read first.
    told : tuple of ToldSeries
    forecast, back_test, counted : DataFrame
        ``schema.FORECAST_COLUMNS``, ``schema.BACK_TEST_COLUMNS``, and what was counted.
    """

    title: str
    opening: tuple[str, ...]
    told: tuple[ToldSeries, ...]
    forecast: pd.DataFrame
    back_test: pd.DataFrame
    counted: pd.DataFrame


def write_forecast_products(folder: Path, products: ForecastProducts, stamp: ProductStamp) -> None:
    """Write ``index.html``, ``forecast.csv``, ``back_test.csv`` and ``forecast.xlsx``."""
    write_forecast_page(
        folder / "index.html",
        products,
        files={**stamp.file_names(product_files.FORECAST), **product_files.EVERY_RUN},
        stamp=stamp,
    )
    tables = (
        (product_files.FORECAST["Forecast (CSV)"], FORECAST, products.forecast),
        (product_files.FORECAST["Back-test (CSV)"], BACK_TEST, products.back_test),
    )
    for name, columns, table in tables:
        write_table_csv(folder / stamp.file_name(name), columns, table, stamp, empty=NOTHING)
    sheets = [
        Sheet(name=name, columns=columns, table=table, empty=NOTHING, frozen_columns=2)
        for name, columns, table in (
            ("Forecast", FORECAST, products.forecast),
            ("Back-test", BACK_TEST, products.back_test),
            ("Counted", COUNTED, products.counted),
        )
    ]
    write_table_xlsx(
        folder / stamp.file_name(product_files.FORECAST["Workbook (Excel)"]),
        sheets,
        stamp,
        title=products.title,
    )
    write_tidy_tables(folder, sheets, stamp)


def write_forecast_page(
    path: Path, products: ForecastProducts, *, files: Mapping[str, str], stamp: ProductStamp
) -> None:
    """Write ``index.html`` of a forecast.

    Raises
    ------
    ParameterError
        When a path leads out of the run's folder.
    """
    # The last row of each series is of all its weeks or months together.
    totals = products.forecast.groupby([schema.AREA_NAME, schema.SERIES], sort=False).tail(1)
    unsaid = [schema.STEP_BEGINS, schema.STEP_IN_WORDS]
    if len(set(totals[schema.AREA_NAME])) == 1:
        unsaid.append(schema.AREA_NAME)
    summary = html_table(
        [column for column in FORECAST if column.column not in unsaid],
        totals,
        caption=_caption(totals),
        empty=NOTHING,
        row_heading=schema.SERIES,
    )
    back_test = html_table(
        BACK_TEST,
        products.back_test,
        caption="Every method at the same past moments, by what was known then",
        empty=NOTHING,
        row_heading=schema.SERIES,
    )
    write_page(
        path,
        "forecast.html",
        stamp,
        title=products.title,
        opening=products.opening,
        summary=summary,
        files=files,
        told=[
            (each, None if each.picture is None else forecast_picture(each.picture))
            for each in products.told
        ],
        back_test=back_test,
    )


def _caption(totals: pd.DataFrame) -> str:
    spans = list(dict.fromkeys(totals[schema.STEP_IN_WORDS]))
    return f"{words.capital(spans[0])} together" if spans else NOTHING
