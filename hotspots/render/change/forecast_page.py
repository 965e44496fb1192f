"""The page of the forecast: a sentence and a picture for each kind of offence, then its past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from hotspots import schema, words
from hotspots.render.change.forecast_columns import BACK_TEST, COUNTED, FORECAST
from hotspots.render.change.forecast_picture import SeriesPicture, forecast_picture
from hotspots.render.run_page import write_page
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_book import Sheet, write_table_csv, write_table_xlsx
from hotspots.render.table_page import html_table

NOTHING: Final = "Nothing could be forecast"
FILES: Final = {
    "Workbook (Excel)": "forecast.xlsx",
    "Forecast (CSV)": "forecast.csv",
    "Back-test (CSV)": "back_test.csv",
    "Receipt": "receipt.html",
    "Receipt (JSON)": "receipt.json",
    "Rows set aside (CSV)": "set_aside.csv",
}


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
    write_forecast_page(folder / "index.html", products, files=FILES, stamp=stamp)
    tables = (
        ("forecast.csv", FORECAST, products.forecast),
        ("back_test.csv", BACK_TEST, products.back_test),
    )
    for name, columns, table in tables:
        write_table_csv(folder / name, columns, table, stamp, empty=NOTHING)
    sheets = (
        ("Forecast", FORECAST, products.forecast),
        ("Back-test", BACK_TEST, products.back_test),
        ("Counted", COUNTED, products.counted),
    )
    write_table_xlsx(
        folder / "forecast.xlsx",
        [
            Sheet(name=name, columns=columns, table=table, empty=NOTHING, frozen_columns=2)
            for name, columns, table in sheets
        ],
        stamp,
        title=products.title,
    )


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
