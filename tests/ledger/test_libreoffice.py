"""The workbook of a visit list, filled in and saved by LibreOffice, comes back as visits."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from hotspots import schema
from hotspots.ledger import read_visits
from hotspots.render.visit_lists.visit_list_tables import write_visit_xlsx
from tests.render.visit_list_factory import the_list

FILL_IN = Path(__file__).parents[1] / "fill_in_by_libreoffice.py"
# The system's own: LibreOffice's `uno` is in no virtual environment.
UNO_PYTHON = "/usr/bin/python3"


@pytest.fixture(scope="module")
def libreoffice() -> str:
    """Return a Python that reaches LibreOffice; skip, saying so, where there is none."""
    has_uno = Path(UNO_PYTHON).is_file() and not subprocess.call(
        [UNO_PYTHON, "-c", "import uno"], stderr=subprocess.DEVNULL
    )
    if not (shutil.which("soffice") and has_uno):
        pytest.skip("no LibreOffice on this machine: apt-get install libreoffice-calc python3-uno")
    return UNO_PYTHON


def _typed(path: Path, sheet: str, at: int, cells: dict[str, str]) -> list[list[object]]:
    """Say what is typed beside one home of a sheet."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    titles = next(number for number, row in enumerate(rows) if {"UPRN", "Outcome"} <= set(row))
    columns = rows[titles]
    return [[sheet, titles + at, columns.index(title), cells[title]] for title in cells]


@pytest.mark.slow
def test_a_workbook_filled_in_by_libreoffice_comes_back_as_visits(
    libreoffice: str, tmp_path: Path
) -> None:
    path, saved, as_csv = (tmp_path / name for name in ("list.xlsx", "saved.xlsx", "saved.csv"))
    write_visit_xlsx(path, the_list(6))
    by_round = next(
        name for name in CalamineWorkbook.from_path(path).sheet_names if name.startswith("Round")
    )
    spoken = {"Outcome": "spoken to", "Visited at": "2026-11-20 18:05", "Role": "PCSO"}
    card = {"Outcome": "card left", "Visited at": "20/11/2026 18:20", "Role": "PC"}
    typed = [*_typed(path, by_round, 1, spoken), *_typed(path, "All homes", 2, card)]
    told = subprocess.run(
        [libreoffice, FILL_IN, path, saved, as_csv, json.dumps(typed), tmp_path / "profile"],
        check=False, capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    found = read_visits(saved)
    assert found.set_aside.empty
    assert sorted(found.rows[schema.VISIT_OUTCOME]) == ["no answer, card left", "spoken to"]
    assert set(found.rows[schema.VISITED_AT]) == {
        pd.Timestamp("2026-11-20 18:05", tz="UTC"), pd.Timestamp("2026-11-20 18:20", tz="UTC"),
    }  # fmt: skip
    assert found.not_done == 4
    # Its first sheet of homes, saved as CSV, is read too.
    assert len(read_visits(as_csv).rows) >= 1
