from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from hotspots.errors import MissingColumnError
from hotspots.render.marked_csv import write_marked_csv, write_set_aside


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_every_row_bears_the_marking(tmp_path: Path) -> None:
    write_marked_csv(tmp_path / "a.csv", pd.DataFrame({"pairs": [3, 4]}), "OFFICIAL")
    assert rows_of(tmp_path / "a.csv") == [
        ["pairs", "marking"],
        ["3", "OFFICIAL"],
        ["4", "OFFICIAL"],
    ]


def test_text_becomes_no_formula_and_a_number_stays_one(tmp_path: Path) -> None:
    table = pd.DataFrame({"street": ["=SUM(A1)", "Market Street"], "longitude": [-0.0117, None]})
    write_marked_csv(tmp_path / "a.csv", table, "OFFICIAL")
    assert rows_of(tmp_path / "a.csv")[1:] == [
        ["'=SUM(A1)", "-0.0117", "OFFICIAL"],
        ["Market Street", "", "OFFICIAL"],
    ]


def test_days_moments_and_truths_are_written_as_a_person_reads_them(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "day": [pd.Timestamp("2025-03-04")],
            "moment": [pd.Timestamp("2025-03-04 22:30")],
            "near_repeat": pd.Series([True], dtype="object"),
        }
    )
    write_marked_csv(tmp_path / "a.csv", table, "OFFICIAL")
    assert rows_of(tmp_path / "a.csv")[1] == [
        "2025-03-04",
        "2025-03-04T22:30:00",
        "yes",
        "OFFICIAL",
    ]


def test_rows_set_aside_keep_their_own_columns(tmp_path: Path) -> None:
    rows = pd.DataFrame(
        {
            "source_file": ["export.csv"],
            "source_line": [7],
            "reason": ["no coordinates"],
            "value": [None],
            "address": ["=1+1 Road"],
        }
    )
    write_set_aside(tmp_path / "a.csv", rows, "OFFICIAL")
    assert rows_of(tmp_path / "a.csv")[1] == [
        "export.csv", "7", "no coordinates", "", "'=1+1 Road", "OFFICIAL",
    ]  # fmt: skip


def test_rows_set_aside_without_a_reason_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingColumnError, match="reason"):
        write_set_aside(tmp_path / "a.csv", pd.DataFrame({"address": ["1 High Street"]}), "")
