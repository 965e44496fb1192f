"""The harm-spot table as XLSX and CSV."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from hotspots import schema
from hotspots.render.maps.spreadsheet import HOURS_UNKNOWN, NO_SPOTS, write_csv, write_xlsx
from hotspots.render.table_book import safe_csv_text
from tests.reading import csv_rows, parts_of, sheet_rows
from tests.render.harm_spot_factory import DISTRICT, HOSTILE, INDICES, STAMP, harm_spots

TITLE = f"Harm spots: {DISTRICT}"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1+1",
        "-2+3",
        "+44 7700",
        "-1e5",
        "-A1",
        "@SUM(A1)",
        "\t=1+1",
        "\r\n=1+1",
        "\x00=1+1",
        " =1+1",
        "＝1+1",
    ],
)
def test_text_that_would_begin_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_csv_text(text)[0] == "'"


@pytest.mark.parametrize("text", ["-0.011745", "+1", "-12", "51.75"])
def test_a_plain_number_is_not_altered(text: str) -> None:
    assert safe_csv_text(text) == text


@pytest.mark.parametrize("text", ["Market Street", "1 = 1", "<script>", "a@b", ""])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe_csv_text(text) == text


@given(st.text())
def test_no_text_begins_as_a_formula(text: str) -> None:
    safe = safe_csv_text(text)
    runs = safe.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\x00"))
    assert not runs or re.fullmatch(r"[-+][0-9]+(\.[0-9]+)?", safe)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_in_every_column_is_inert_in_the_csv(tmp_path: Path, hostile: str) -> None:
    path = tmp_path / "spots.csv"
    write_csv(path, harm_spots(2, text=hostile), STAMP, INDICES)
    for row in csv_rows(path):
        assert row["Harm spot"].removeprefix("'") == hostile
        assert not any(cell.startswith(("=", "+", "@")) for cell in row.values())


def test_a_negative_number_stays_a_number_in_the_csv(tmp_path: Path) -> None:
    path = tmp_path / "spots.csv"
    spots = harm_spots(1)
    spots[schema.TREND_RATIO] = -0.25  # cannot be, but a guard for numbers would spoil it
    write_csv(path, spots, STAMP)
    assert csv_rows(path)[0]["Second half ÷ first half"] == "-0.25"


def test_every_row_of_the_csv_keeps_its_marking(tmp_path: Path) -> None:
    path = tmp_path / "spots.csv"
    write_csv(path, harm_spots(3), STAMP, INDICES)
    rows = csv_rows(path)
    assert len(rows) == 3
    assert {row["Marking"] for row in rows} == {"OFFICIAL-SENSITIVE"}
    assert rows[0]["Demonstration"].startswith("DEMONSTRATION")
    assert rows[0]["Rows"].startswith("10,000 rows in, 9,700 used, 300 set aside")


def test_a_csv_without_spots_says_so_under_its_marking(tmp_path: Path) -> None:
    path = tmp_path / "spots.csv"
    write_csv(path, harm_spots(0), STAMP)
    (row,) = csv_rows(path)
    assert row["Harm spot"] == NO_SPOTS
    assert row["Rank in the force"] == ""
    assert row["Marking"] == "OFFICIAL-SENSITIVE"


def test_the_same_spots_make_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        shuffled = harm_spots(12).sample(frac=1, random_state=len(name))
        write_csv(tmp_path / f"{name}.csv", shuffled, STAMP, INDICES)
        write_xlsx(tmp_path / f"{name}.xlsx", shuffled, STAMP, title=TITLE, indices=INDICES)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_the_workbook_has_spots_hours_rows_set_aside_and_a_glossary(tmp_path: Path) -> None:
    path = tmp_path / "spots.xlsx"
    write_xlsx(path, harm_spots(3), STAMP, title=TITLE, indices=INDICES)
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["Harm spots", "Hours", "Set aside", "About"]
    rows = sheet_rows(path, "Harm spots")
    assert rows[0][:3] == ["Rank in the force", "Rank in the district", "Harm spot"]
    assert rows[1][:3] == [1, 1, "Station Road, Quayside"]
    about = dict(sheet_rows(path, "About"))
    assert (about["Title"], about["Period"]) == (TITLE, "January to December 2025")
    assert (about["Marking"], about["Demonstration"][:13]) == (
        "OFFICIAL-SENSITIVE",
        "DEMONSTRATION",
    )
    assert about["Run"] == "2026-11-20-invented"
    assert "Offences a year" in about


def test_rows_in_equal_rows_used_and_set_aside_in_the_workbook(tmp_path: Path) -> None:
    path = tmp_path / "spots.xlsx"
    write_xlsx(path, harm_spots(1), STAMP, title=TITLE)
    assert sheet_rows(path, "Set aside")[0][0] == "Rows of the whole force"
    about = {row[0]: str(row[1]) for row in sheet_rows(path, "About")}
    assert about["Rows"].startswith("Of the whole force: 10,000 rows in")
    counts = {row[0]: row[1] for row in sheet_rows(path, "Set aside")[1:]}
    assert counts.pop("Rows in") == 10_000
    assert sum(int(str(count).split(".")[0]) for count in counts.values()) == 10_000


def test_friday_night_is_on_the_sheet_of_hours(tmp_path: Path) -> None:
    path = tmp_path / "spots.xlsx"
    write_xlsx(path, harm_spots(2), STAMP, title=TITLE)
    rows = sheet_rows(path, "Hours")
    assert rows[0][2:5] == ["Day", "00", "01"]
    friday = rows[1 + 4]
    assert friday[:3] == [1, "Station Road, Quayside", "Friday"]
    assert friday[3 + 22] == 6.0
    assert len(rows) == 1 + 2 * 7


def test_months_without_hours_are_said_and_not_shown_as_noughts(tmp_path: Path) -> None:
    path = tmp_path / "spots.xlsx"
    write_xlsx(path, harm_spots(2).assign(hour_by_weekday=None), STAMP, title=TITLE)
    assert sheet_rows(path, "Hours")[1][1] == HOURS_UNKNOWN


def test_a_workbook_without_spots_says_so(tmp_path: Path) -> None:
    path = tmp_path / "spots.xlsx"
    write_xlsx(path, harm_spots(0), STAMP, title=TITLE)
    assert sheet_rows(path, "Harm spots")[1][2] == NO_SPOTS


def test_hostile_text_is_text_in_the_workbook_and_no_formula_lives(tmp_path: Path) -> None:
    path = tmp_path / "spots.xlsx"
    hostile = [harm_spots(1, text=text) for text in HOSTILE]
    for number, spots in enumerate(hostile):
        write_xlsx(path, spots, STAMP, title=HOSTILE[number], indices=INDICES)
        parts = parts_of(path)
        assert not any(re.search(r"<f[ >]|<hyperlink", text) for text in parts.values())
        assert HOSTILE[number] in [str(cell) for cell in sheet_rows(path, "Harm spots")[1]]


def test_text_stays_text_even_after_the_cell_is_edited(tmp_path: Path) -> None:
    path = tmp_path / "spots.xlsx"
    write_xlsx(path, harm_spots(1, text="=1+1"), STAMP, title=TITLE)
    assert 'quotePrefix="1"' in parts_of(path)["xl/styles.xml"]


def test_the_printed_page_bears_the_marking_and_fits_across(tmp_path: Path) -> None:
    path = tmp_path / "spots.xlsx"
    write_xlsx(path, harm_spots(5), STAMP, title=TITLE)
    sheet = parts_of(path)["xl/worksheets/sheet1.xml"]
    assert 'orientation="landscape"' in sheet
    assert 'fitToHeight="0"' in sheet
    assert sheet.count("OFFICIAL-SENSITIVE") == 2  # header and footer of the page
    assert "<pane" in sheet
    assert "<autoFilter" in parts_of(path)["xl/tables/table1.xml"]
    assert "Print_Titles" in parts_of(path)["xl/workbook.xml"]


def test_an_ampersand_in_the_marking_is_no_code_of_the_page_header(tmp_path: Path) -> None:
    path = tmp_path / "spots.xlsx"
    stamp = STAMP.__class__(**{**STAMP.__dict__, "marking": "FOR S&P ONLY", "demonstration": False})
    write_xlsx(path, harm_spots(1), stamp, title=TITLE)
    assert "&amp;CFOR S&amp;&amp;P ONLY" in parts_of(path)["xl/worksheets/sheet1.xml"]


def test_the_workbook_was_made_when_the_run_was_made(tmp_path: Path) -> None:
    path = tmp_path / "spots.xlsx"
    write_xlsx(path, harm_spots(1), STAMP, title=TITLE)
    assert "2026-11-20T09:30:00Z" in parts_of(path)["docProps/core.xml"]


def test_a_text_beyond_the_limit_of_a_cell_is_cut_and_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "spots.xlsx"
    write_xlsx(path, harm_spots(1, text="long " * 10_000), STAMP, title=TITLE)
    name = str(sheet_rows(path, "Harm spots")[1][2])
    assert name.endswith("…")
    assert len(name) <= 32_767
