"""Accuracy, written: the page, the pictures, the workbook and the tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from hotspots import schema
from hotspots.render.hold_outs.accuracy_columns import (
    DIFFERENCE_COLUMNS,
    PART_COLUMNS,
    SCORE_COLUMNS,
    TRIED_COLUMNS,
    with_words,
)
from hotspots.render.hold_outs.accuracy_content import AccuracyContent
from hotspots.render.hold_outs.accuracy_page import write_accuracy_page
from hotspots.render.hold_outs.accuracy_picture import capture_picture
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_book import Sheet, write_table_csv, write_table_xlsx
from hotspots.render.table_columns import TableColumn

NOTHING: Final = "Nothing was judged"
TABLES: Final = {
    "Scores": "accuracy.csv",
    "Differences": "differences.csv",
    "Parts": "parts.csv",
    "Settings tried": "settings.csv",
}
FILES: Final = {
    "Tables (Excel)": "accuracy.xlsx",
    **{f"{sheet} (CSV)": file for sheet, file in TABLES.items()},
    "Receipt": "receipt.html",
    "Receipt (JSON)": "receipt.json",
    "Rows set aside (CSV)": "set_aside.csv",
}


def write_accuracy_products(folder: Path, content: AccuracyContent, stamp: ProductStamp) -> None:
    """Write ``index.html``, a picture for each part, the workbook and the tables into a folder."""
    pictures = [capture_picture(each, note=content.split, stamp=stamp) for each in content.foreseen]
    files = dict(FILES)
    for number, (each, picture) in enumerate(zip(content.foreseen, pictures, strict=True), start=1):
        name = f"captured_{number}.svg"
        (folder / name).write_text(picture, encoding="utf-8", newline="\n")
        files[f"Curves (SVG): {each.label}"] = name
    write_accuracy_page(folder / "index.html", content, pictures=pictures, files=files, stamp=stamp)
    sheets = [
        _sheet("Scores", SCORE_COLUMNS, content, "scores"),
        _sheet("Differences", DIFFERENCE_COLUMNS, content, "differences"),
        _sheet("Parts", PART_COLUMNS, content, "parts"),
        _sheet("Settings tried", TRIED_COLUMNS, content, "tried"),
    ]
    write_table_xlsx(folder / "accuracy.xlsx", sheets, stamp, title=content.title)
    for sheet in sheets:
        path = folder / TABLES[sheet.name]
        write_table_csv(path, sheet.columns, sheet.table, stamp, empty=NOTHING)


def _sheet(
    name: str, columns: Sequence[TableColumn], content: AccuracyContent, table: str
) -> Sheet:
    """Put one table of every part under one another."""
    tables = []
    for each in content.foreseen:
        rows: pd.DataFrame = getattr(each, table)
        named = with_words(rows, by_harm=[each.by_harm] * len(rows))
        tables.append(named.assign(**{schema.FORESEEN: each.label}))
    empty = pd.DataFrame(columns=[column.column for column in columns])
    whole = pd.concat(tables, ignore_index=True) if tables else empty
    return Sheet(name=name, columns=columns, table=whole, empty=NOTHING)
