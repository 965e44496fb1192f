"""Products read back as their readers have them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook


def csv_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV as a spreadsheet opens it, by title."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def sheet_rows(path: Path, sheet: str) -> list[list[Any]]:
    """Return the rows of a sheet, from its first cell on."""
    book = CalamineWorkbook.from_path(path)
    return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
