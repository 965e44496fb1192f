"""The tables of the demonstration's run for other programs."""

from __future__ import annotations

import re

import pandas as pd

from hotspots import schema
from tests.demonstration import DemoRun
from tests.reading import csv_rows
from tests.run_files import the_file

SNAKE = re.compile(r"[a-z][a-z0-9_]*")


def test_a_run_has_each_table_and_its_receipt_their_hashes(demo_run: DemoRun) -> None:
    folder = demo_run.run.folder
    tidy = pd.read_csv(folder / "tables" / "harm_spots.csv")
    shown = csv_rows(the_file(folder / "force", "harm-spots.csv"))
    assert tidy[schema.SPOT_ID].tolist() == [row["Identifier"] for row in shown]
    assert tidy[schema.OFFENCES].tolist() == [int(row["Offences in the period"]) for row in shown]
    made = {path.relative_to(folder).as_posix() for path in (folder / "tables").iterdir()}
    named = {"harm_spots", "harm_streets", "streets"}
    assert made >= {f"tables/{name}.{kind}" for name in named for kind in ("csv", "parquet")}
    assert made <= set(demo_run.run.receipt["products"])
    for path in (folder / "tables").glob("*.csv"):
        assert all(map(SNAKE.fullmatch, pd.read_csv(path, nrows=0).columns)), path.name


def test_the_index_says_where_the_tables_are(demo_run: DemoRun) -> None:
    index = (demo_run.run.folder / "index.html").read_text(encoding="utf-8")
    assert "the folder <code>tables</code> beside this page" in index
