from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from hotspots.render.marked_csv import write_marked_csv


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
