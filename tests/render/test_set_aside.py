"""What a run says of rows set aside, and whole rows on request."""

from __future__ import annotations

import csv
import stat
import sys
from pathlib import Path

import pandas as pd
import pytest

from hotspots.errors import MissingColumnError, OutputError
from hotspots.render.set_aside import shape_of, write_set_aside, write_whole_rows


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("31/02/2025 25:00", "##/##/#### ##:##"),
        ("5.99E+05, 0", "#.##A+##, #"),
        ("31 February 2025", "## A ####"),
        ("Jo Bloggs", "A A"),
        ("Joanna  Bloggs-Smythe", "A A-A"),
        ("14a Mill Lane", "##A A A"),
        ("٣/٤/٢٠٢٥", "#/#/####"),
        ("Ünal", "A"),
        ("1" * 40, "#" * 31 + "…"),
    ],
)
def test_a_shape_shows_the_fault_of_a_date_or_number_and_nothing_of_a_name(
    value: str, shape: str
) -> None:
    assert shape_of(value) == shape


@pytest.fixture
def rows() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "source_file": ["export.csv", "export.csv"],
            "source_line": [7, 9],
            "reason": ["date does not fit the file's format", "wrong number of columns"],
            "column": ["Committed From", None],
            "value": ["31/02/2025", "R9,Jo Bloggs,14 Mill Lane"],
            "victim_name": ["Jo Bloggs", None],
        }
    )


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_run_holds_the_shape_and_no_other_column(tmp_path: Path, rows: pd.DataFrame) -> None:
    write_set_aside(tmp_path / "a.csv", rows, "OFFICIAL")
    assert rows_of(tmp_path / "a.csv") == [
        ["source_file", "source_line", "reason", "column", "value", "marking"],
        ["export.csv", "7", "date does not fit the file's format", "Committed From", "##/##/####",
         "OFFICIAL"],
        ["export.csv", "9", "wrong number of columns", "", "", "OFFICIAL"],
    ]  # fmt: skip


def test_rows_without_a_reason_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingColumnError, match="reason"):
        write_set_aside(tmp_path / "a.csv", pd.DataFrame({"address": ["1 High Street"]}), "")


def test_whole_rows_are_marked_at_the_head_and_readable_by_one(
    tmp_path: Path, rows: pd.DataFrame
) -> None:
    path = tmp_path / "whole.csv"
    write_whole_rows(path, rows, "OFFICIAL-SENSITIVE")
    found = rows_of(path)
    assert found[0][0].startswith("OFFICIAL-SENSITIVE: whole rows of the export")
    assert found[2][:6] == [
        "export.csv", "7", rows["reason"][0], "Committed From", "31/02/2025", "Jo Bloggs",
    ]  # fmt: skip
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(OutputError, match="is there already"):
        write_whole_rows(path, rows, "OFFICIAL")


def test_whole_rows_never_lie_in_a_runs_folder(tmp_path: Path, rows: pd.DataFrame) -> None:
    (tmp_path / "receipt.json").write_text("{}")
    (tmp_path / "force").mkdir()
    with pytest.raises(OutputError, match="lies in a run's folder"):
        write_whole_rows(tmp_path / "force" / "whole.csv", rows, "OFFICIAL")
    assert not (tmp_path / "force" / "whole.csv").exists()
