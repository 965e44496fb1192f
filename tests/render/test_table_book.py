import csv
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from hotspots.render.table_book import Sheet, write_table_csv, write_table_xlsx
from hotspots.render.table_columns import day, moment, number, text
from tests.render.harm_spot_factory import STAMP

COLUMNS = (
    number("visits", "Visits", "Made."),
    text("spot", "Harm spot", "By its name."),
    moment("when", "When", width=16),
    day("day", "Day"),
)
VISITS = pd.DataFrame(
    {
        "visits": [3, 0],
        "spot": ["=cmd()", "Market Street"],
        "when": [datetime(2026, 7, 10, 21, 15, tzinfo=ZoneInfo("Europe/London")), pd.NaT],
        "day": [date(2026, 7, 10), None],
    }
)


@pytest.fixture
def rows(tmp_path: Path) -> list[list[str]]:
    path = tmp_path / "visits.csv"
    write_table_csv(path, COLUMNS, VISITS, STAMP, empty="No visits.")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_summer_evening_is_written_as_it_was_on_the_clock(rows: list[list[str]]) -> None:
    assert rows[0][:4] == ["Visits", "Harm spot", "When", "Day"]
    assert rows[1][2:4] == ["2026-07-10 21:15", "2026-07-10"]
    assert rows[2][2:4] == ["", ""]


def test_no_formula_is_live_and_every_row_has_the_marking(rows: list[list[str]]) -> None:
    assert rows[1][1] == "'=cmd()"
    assert all(STAMP.marking in row for row in rows[1:])


def test_an_empty_table_says_so_in_its_first_column_of_words(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    write_table_csv(path, COLUMNS, VISITS.iloc[:0], STAMP, empty="No visits.")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1][:2] == ["", "No visits."]


def test_a_workbook_holds_times_as_times_and_says_what_was_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "visits.xlsx"
    sheet = Sheet(name="Visits", columns=COLUMNS, table=VISITS, empty="No visits.")
    write_table_xlsx(path, [sheet], STAMP, title="Visits")
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["Visits", "Set aside", "About"]
    found = book.get_sheet_by_name("Visits").to_python()
    when = datetime(2026, 7, 10, 21, 15)  # noqa: DTZ001 - a cell has no zone
    assert found[1] == [3.0, "=cmd()", when, date(2026, 7, 10)]
    assert "Rows in" in [row[0] for row in book.get_sheet_by_name("Set aside").to_python()]


def test_each_sheet_is_one_named_table_with_its_header_in_the_first_row(tmp_path: Path) -> None:
    path = tmp_path / "visits.xlsx"
    sheets = [
        Sheet(name="Visits made", columns=COLUMNS, table=VISITS, empty="No visits."),
        Sheet(name="Back-test", columns=COLUMNS, table=VISITS.iloc[:0], empty="No visits."),
    ]
    write_table_xlsx(path, sheets, STAMP, title="Visits", notes=["Counted.", "By day."])
    book = CalamineWorkbook.from_path(str(path), load_tables=True)
    assert book.table_names == ["visits_made", "back_test", "set_aside", "about"]
    for name, sheet in zip(book.table_names, book.sheet_names, strict=True):
        table = book.get_table_by_name(name)
        assert (table.sheet, table.start) == (sheet, (1, 0))  # the first row under the header
        header = book.get_sheet_by_name(sheet).to_python()[0]
        assert table.columns == header
    assert book.get_table_by_name("visits_made").to_python()[0][:2] == [3.0, "=cmd()"]
    assert book.get_table_by_name("back_test").to_python()[0][:2] == ["", "No visits."]
    about = {row[0]: row[1] for row in book.get_table_by_name("about").to_python()}
    assert (about["Title"], about["Notes"]) == ("Visits", "Counted. By day.")
    assert about["Marking"] == STAMP.marking
