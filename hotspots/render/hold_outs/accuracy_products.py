"""Accuracy, written: the page, the pictures, the workbook and the tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import pandas as pd
from markupsafe import Markup

from hotspots import product_files, schema
from hotspots.render.hold_outs import accuracy_columns
from hotspots.render.hold_outs.accuracy_content import AccuracyContent, ForeseenContent
from hotspots.render.hold_outs.accuracy_picture import capture_picture
from hotspots.render.offline_page import write_page
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_book import Sheet, write_table_csv, write_table_xlsx
from hotspots.render.table_columns import TableColumn
from hotspots.render.table_page import html_table
from hotspots.render.tidy_tables import write_tidy_tables
from hotspots.schema import HoldOutDesign

MakeTable = Callable[[ForeseenContent, HoldOutDesign], tuple[list[TableColumn], pd.DataFrame]]
TRIED: Final = "Tried on the two periods of two months before the one judged"
NOTHING: Final = "Nothing was judged"


def write_accuracy_products(folder: Path, content: AccuracyContent, stamp: ProductStamp) -> None:
    """Write ``index.html``, a picture for each part, the workbook and the tables into a folder."""
    pictures = [capture_picture(each, note=content.split, stamp=stamp) for each in content.foreseen]
    files = {**stamp.file_names(product_files.ACCURACY), **product_files.EVERY_RUN}
    for number, (each, picture) in enumerate(zip(content.foreseen, pictures, strict=True), start=1):
        name = stamp.file_name(f"captured-{number}.svg")
        (folder / name).write_text(picture, encoding="utf-8", newline="\n")
        files[f"Curves (SVG): {each.label}"] = name
    write_page(
        folder / "index.html",
        "accuracy.html",
        stamp,
        title=content.title,
        content=content,
        files=files,
        foreseen=[
            {"told": each, "picture": picture, **_tables(each, content)}
            for each, picture in zip(content.foreseen, pictures, strict=True)
        ],
    )
    sheets = [
        _sheet("Scores", accuracy_columns.SCORE_COLUMNS, content, "scores"),
        _sheet("Differences", accuracy_columns.DIFFERENCE_COLUMNS, content, "differences"),
        _sheet("Parts", accuracy_columns.PART_COLUMNS, content, "parts"),
        _sheet("Settings tried", accuracy_columns.TRIED_COLUMNS, content, "tried"),
    ]
    write_table_xlsx(
        folder / stamp.file_name(product_files.ACCURACY["Tables (Excel)"]),
        sheets,
        stamp,
        title=content.title,
    )
    write_tidy_tables(folder, sheets, stamp)
    for sheet in sheets:
        path = folder / stamp.file_name(product_files.ACCURACY[f"{sheet.name} (CSV)"])
        write_table_csv(path, sheet.columns, sheet.table, stamp, empty=NOTHING)


def _sheet(
    name: str, columns: Sequence[TableColumn], content: AccuracyContent, table: str
) -> Sheet:
    """Put one table of every part under one another."""
    tables = []
    for each in content.foreseen:
        rows: pd.DataFrame = getattr(each, table)
        named = accuracy_columns.with_words(rows, by_harm=[each.by_harm] * len(rows))
        tables.append(named.assign(**{schema.FORESEEN: each.label}))
    empty = pd.DataFrame(columns=[column.column for column in columns])
    whole = pd.concat(tables, ignore_index=True) if tables else empty
    return Sheet(name=name, columns=columns, table=whole, empty=NOTHING)


def _tables(each: ForeseenContent, content: AccuracyContent) -> dict[str, object]:
    designs = {HoldOutDesign.ONE_SPLIT: content.split, HoldOutDesign.MONTHLY_ROLL: content.roll}
    parts, part_rows = accuracy_columns.parts_table(each)
    chosen, chosen_rows = accuracy_columns.chosen_table(each)
    pai = "harm-PAI" if each.by_harm else "PAI"
    indices = f"{pai} · PEI · RRI. {content.split}"
    adds = f"% captured; each line knows what those above it do. {content.split}"
    captured = "% captured (95 % interval)"
    more = "Points captured more or less (95 % interval)"
    return {
        "captured": [
            _table(accuracy_columns.captured_table, each, design, f"{captured}. {told}")
            for design, told in designs.items()
        ],
        "differences": [
            _table(accuracy_columns.difference_table, each, design, f"{more}. {told}")
            for design, told in designs.items()
        ],
        "indices": _table(accuracy_columns.index_table, each, HoldOutDesign.ONE_SPLIT, indices),
        "parts": html_table(parts, part_rows, caption=adds),
        "chosen": html_table(chosen, chosen_rows, caption=TRIED),
    }


def _table(make: MakeTable, each: ForeseenContent, design: HoldOutDesign, caption: str) -> Markup:
    columns, table = make(each, design)
    return html_table(columns, table, caption=caption)
