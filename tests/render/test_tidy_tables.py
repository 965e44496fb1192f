"""The tables of a run for other programs, held against what people are shown."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from pyarrow import csv as arrow_csv

from hotspots import schema
from hotspots.render.maps.harm_spot_table import table_columns
from hotspots.render.maps.spreadsheet import write_spot_tables, write_xlsx
from hotspots.render.table_book import Sheet
from hotspots.render.table_columns import day, flag, moment, number, share, text
from hotspots.render.tidy_tables import write_tidy_tables
from tests.reading import csv_rows, sheet_rows
from tests.render.harm_spot_factory import HOSTILE, INDICES, STAMP, harm_spots

SNAKE = re.compile(r"[a-z][a-z0-9_]*")
COLUMNS = (
    number("visits", "Visits"),
    number("harm", "Harm a year", decimals=1),
    share("share", "Share (%)"),
    text("spot", "Harm spot"),
    flag("alone", "Alone"),
    moment("when", "When"),
    day("first_day", "Day"),
)
VISITS = pd.DataFrame(
    {
        "visits": [12_345, None],
        "harm": [1_234_567.04, np.inf],
        "share": [0.12345, None],
        "spot": ["=cmd()", None],
        "alone": [True, None],
        "when": [datetime(2026, 7, 10, 21, 15, tzinfo=ZoneInfo("Europe/London")), pd.NaT],
        "first_day": [date(2026, 7, 10), None],
    }
)


def test_numbers_are_plain_dates_iso_and_what_is_missing_empty(tmp_path: Path) -> None:
    sheet = Sheet(name="Visits made", columns=COLUMNS, table=VISITS, empty="None.")
    write_tidy_tables(tmp_path, [sheet], STAMP)
    lines = (tmp_path / "tables" / "visits_made.csv").read_text("utf-8").splitlines()
    marking = "OFFICIAL-SENSITIVE – DEMONSTRATION: an invented county"
    assert lines[0] == "visits,harm,share,spot,alone,when,first_day,marking"
    assert lines[1].startswith(
        f"12345,1234567.0,0.12,'=cmd(),True,2026-07-10T21:15:00,2026-07-10,\"{marking}"
    )
    assert lines[2].startswith(f',,,,,,,"{marking}')
    assert not (tmp_path / "tables" / "visits_made.parquet").exists()


def test_a_table_without_rows_has_its_header_alone(tmp_path: Path) -> None:
    sheet = Sheet(name="Visits", columns=COLUMNS, table=VISITS.iloc[:0], empty="None.")
    write_tidy_tables(tmp_path, [sheet], STAMP)
    assert len((tmp_path / "tables" / "visits.csv").read_text("utf-8").splitlines()) == 1


def test_the_spots_are_those_of_the_workbook_with_their_outlines(tmp_path: Path) -> None:
    spots = harm_spots(5)
    write_spot_tables(tmp_path, spots, STAMP, INDICES)
    write_xlsx(tmp_path / "spots.xlsx", spots, STAMP, title="Harm spots", indices=INDICES)
    header, *rows = sheet_rows(tmp_path / "spots.xlsx", "Harm spots")
    tidy = arrow_csv.read_csv(tmp_path / "tables" / "harm_spots.csv").to_pandas()
    placed = gpd.read_parquet(tmp_path / "tables" / "harm_spots.parquet")
    for column in table_columns(spots, INDICES):
        shown = [row[header.index(column.title)] or None for row in rows]
        if column.column in (schema.RANK, schema.OFFENCES, schema.SPOT_NAME, schema.EASTING):
            assert tidy[column.column].tolist() == pytest.approx(shown)
            assert placed[column.column].tolist() == tidy[column.column].tolist()
    assert all(map(SNAKE.fullmatch, tidy.columns))
    assert placed.crs == spots.crs
    ordered = spots.sort_values(schema.RANK).geometry
    assert placed.geometry.geom_equals(ordered, align=False).all()
    assert placed.attrs["Marking"] == "OFFICIAL-SENSITIVE"
    assert "geo" in {
        key.decode() for key in pq.read_schema(tmp_path / "tables" / "harm_spots.parquet").metadata
    }
    hours = arrow_csv.read_csv(tmp_path / "tables" / "harm_spot_hours.csv").to_pandas()
    friday = hours[(hours[schema.RANK] == 1) & (hours["day"] == "Friday") & (hours["hour"] == 22)]
    assert friday[schema.OFFENCES].tolist() == [6.0]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_cell_begins_a_formula(tmp_path: Path, hostile: str) -> None:
    write_spot_tables(tmp_path, harm_spots(2, text=hostile), STAMP, INDICES)
    for row in csv_rows(tmp_path / "tables" / "harm_spots.csv"):
        assert row[schema.SPOT_NAME].removeprefix("'") == hostile
        assert not any(cell.startswith(("=", "+", "@")) for cell in row.values())


def test_the_same_spots_make_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        shuffled = harm_spots(12).sample(frac=1, random_state=len(name))
        write_spot_tables(tmp_path / name, shuffled, STAMP, INDICES)
    for file in sorted((tmp_path / "one" / "tables").iterdir()):
        assert file.read_bytes() == (tmp_path / "two" / "tables" / file.name).read_bytes()
