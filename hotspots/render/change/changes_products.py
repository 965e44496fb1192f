"""What changed, written: the page, the paper, the workbook and the table."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from hotspots.render.change.change_columns import ALL_FIGURES, reading_columns, reading_table
from hotspots.render.change.changes_page import write_changes_page
from hotspots.render.change.changes_pdf import write_changes_pdf
from hotspots.render.change.what_changed import WhatChanged
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_book import Sheet, write_table_csv, write_table_xlsx

NOTHING: Final = "Nothing was compared"
FILES: Final = {
    "To print (PDF)": "changes.pdf",
    "Table (Excel)": "changes.xlsx",
    "Table (CSV)": "changes.csv",
    "Receipt": "receipt.html",
    "Receipt (JSON)": "receipt.json",
    "Rows set aside (CSV)": "set_aside.csv",
}


def write_change_products(folder: Path, what_changed: WhatChanged, stamp: ProductStamp) -> None:
    """Write ``index.html``, ``changes.pdf``, ``changes.xlsx`` and ``changes.csv`` into a folder."""
    write_changes_page(folder / "index.html", what_changed, files=FILES, stamp=stamp)
    write_changes_pdf(folder / "changes.pdf", what_changed, stamp)
    table = what_changed.table
    write_table_csv(folder / "changes.csv", ALL_FIGURES, table, stamp, empty=NOTHING)
    write_table_xlsx(
        folder / "changes.xlsx",
        [
            Sheet(
                name="What changed",
                columns=reading_columns(what_changed, with_area=True),
                table=reading_table(what_changed),
                empty=NOTHING,
                frozen_columns=3,
            ),
            Sheet(
                name="All figures",
                columns=ALL_FIGURES,
                table=table,
                empty=NOTHING,
                frozen_columns=2,
            ),
        ],
        stamp,
        title="What changed",
    )
