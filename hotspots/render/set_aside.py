"""The rows that could not be used, in a file of their own, with where they stood and why."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from hotspots import schema
from hotspots.render.spreadsheet import safe_csv_text

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

MARKING = "marking"


def write_set_aside(path: Path, rows: pd.DataFrame, marking: str) -> None:
    """Write rows set aside as CSV: file, line, reason, value, then the source's own columns.

    Every cell is text as it was found; none can become a formula in a spreadsheet program. The
    marking stands in the last column of every row.

    Parameters
    ----------
    path : Path
    rows : DataFrame
        ``schema.SET_ASIDE_COLUMNS`` and the source's own columns; may be empty.
    marking : str
    """
    table = schema.validate_set_aside(rows).astype("object").where(rows.notna(), None)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([safe_csv_text(str(title)) for title in [*table.columns, MARKING]])
        for row in table.itertuples(index=False, name=None):
            cells = ("" if cell is None else safe_csv_text(str(cell)) for cell in row)
            writer.writerow([*cells, safe_csv_text(marking)])
