"""Products, read back as their readers read them."""

from __future__ import annotations

import csv
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdf
from python_calamine import CalamineWorkbook

from hotspots.study.inputs import Inputs


def csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def sheet_rows(path: Path, sheet: str) -> list[list[Any]]:
    book = CalamineWorkbook.from_path(str(path))
    return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def parts_of(workbook: Path) -> dict[str, str]:
    with zipfile.ZipFile(workbook) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def query(geopackage: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(geopackage)) as database:
        return database.execute(sql).fetchall()


def pdf_pages_of(path: Path) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages]


def files_of(inputs: Inputs) -> list[Path]:
    """Return the offences that are files."""
    return [each for each in inputs.offences if isinstance(each, Path)]
