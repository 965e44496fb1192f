"""The tables of a run for other programs: a tidy CSV each, and GeoParquet where they have outlines.

They are the very tables that the workbooks and the pages are written from, so that they hold
nothing that those withhold.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from hotspots.render.plain_text import plain_text
from hotspots.render.stamp import ProductStamp, marking_line, stamp_facts
from hotspots.render.table_book import Sheet, safe_csv_text, snake_case
from hotspots.render.table_columns import TIME_KINDS, Kind, TableColumn

TIDY_FOLDER: Final = "tables"
MARKING: Final = "marking"


def write_tidy_tables(folder: Path, sheets: Sequence[Sheet], stamp: ProductStamp) -> None:
    """Write each table as ``tables/NAME.csv``, and as ``tables/NAME.parquet`` with its outlines.

    Names of files and columns are in snake case. The CSV is UTF-8 without a byte order mark: ISO
    dates, plain numbers, ``True`` and ``False``, an empty cell where a value is missing; text from
    data that would begin a formula has an apostrophe in front. The marking is the last column.

    Parameters
    ----------
    folder : Path
        The run's own.
    sheets : sequence of Sheet
        One whose table is a GeoDataFrame is written as GeoParquet as well, in its own system.
    stamp : ProductStamp
        Its facts are the GeoParquet's ``attrs``.
    """
    into = folder / TIDY_FOLDER
    into.mkdir(exist_ok=True)
    for sheet in sheets:
        tidy = tidy_table(sheet.table, sheet.columns).assign(**{MARKING: marking_line(stamp)})
        texts = [snake_case(each.column) for each in sheet.columns if each.kind is Kind.TEXT]
        tidy.assign(**{name: _safe(tidy[name]) for name in texts}).to_csv(
            into / f"{sheet.table_name}.csv",
            index=False,
            encoding="utf-8",
            lineterminator="\n",
            float_format=_plain_number,
            date_format="%Y-%m-%dT%H:%M:%S",
        )
        if isinstance(sheet.table, gpd.GeoDataFrame):
            placed = gpd.GeoDataFrame(
                tidy, geometry=sheet.table.geometry.reset_index(drop=True), crs=sheet.table.crs
            )
            placed.attrs = stamp_facts(stamp)
            placed.to_parquet(into / f"{sheet.table_name}.parquet", index=False)


def tidy_table(table: pd.DataFrame, columns: Sequence[TableColumn]) -> pd.DataFrame:
    """Return a table for a program: a typed column each, as exact as what people are shown.

    Shares run from 0 to 1, times have lost their zone: they are as on the clock in the street.
    """
    return pd.DataFrame({snake_case(c.column): _values(table[c.column], c) for c in columns})


def _values(values: pd.Series[Any], column: TableColumn) -> pd.Series[Any]:
    held = values.reset_index(drop=True)
    if column.kind is Kind.TEXT:
        texts = [plain_text(value) or None for value in held.to_numpy(dtype=np.object_)]
        return pd.Series(texts, dtype="string")
    if column.kind is Kind.FLAG:
        return held.astype("boolean")
    if column.kind in TIME_KINDS:
        clock = [
            None if pd.isna(value) else pd.Timestamp(value).tz_localize(None) for value in held
        ]
        moments = pd.Series(clock, dtype="datetime64[us]")
        return moments if column.kind is Kind.MOMENT else moments.dt.date
    numbers = pd.to_numeric(held, errors="raise").astype("float64")
    numbers = numbers.where(np.isfinite(numbers))
    if column.kind is Kind.PERCENTAGE:
        return numbers.round(column.decimals + 2)
    return numbers.round(column.decimals) if column.decimals else numbers.round().astype("Int64")


def _safe(texts: pd.Series[str]) -> pd.Series[str]:
    """Return texts that no spreadsheet program runs; most stand in many rows, and are told once."""
    return texts.map({each: safe_csv_text(each) for each in texts.unique()}, na_action="ignore")


def _plain_number(value: Any) -> str:  # noqa: ANN401 - a cell
    """Return a number without an exponent."""
    return np.format_float_positional(value, trim="0")
