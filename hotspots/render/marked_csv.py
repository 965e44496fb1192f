"""A plain table as CSV: no formula is live in it, and the marking is on every row."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import Final

import pandas as pd

from hotspots.render.table_book import safe_csv_text

MARKING: Final = "marking"


def write_marked_csv(
    path: Path, table: pd.DataFrame, marking: str, *, head: str | None = None
) -> None:
    """Write a table as CSV: UTF-8 with a byte order mark, the marking in the last column.

    Parameters
    ----------
    path : Path
    table : DataFrame
        Numbers are written in full, dates as ISO text, truths as yes and no, and what is missing as
        an empty cell; text can become no formula in a spreadsheet program.
    marking : str
    head : str, optional
        A line that stands above the names of the columns.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        if head is not None:
            writer.writerow([safe_csv_text(head)])
        writer.writerow([safe_csv_text(str(title)) for title in [*table.columns, MARKING]])
        for row in table.astype("object").itertuples(index=False, name=None):
            writer.writerow([*map(_cell, row), safe_csv_text(marking)])


def _cell(value: object) -> object:
    if value is None or pd.isna(value):  # type: ignore[call-overload] # any one cell
        return ""
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            whole_day = value.time() == datetime.min.time()
            return (value.date() if whole_day else value).isoformat()
        case str():
            return safe_csv_text(value)
        case _:
            return value
