"""The visit list as CSV and as a workbook."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from hotspots import schema
from hotspots.render.visit_lists.visit_list import visit_list
from hotspots.render.visit_lists.visit_list_tables import (
    MOST_STREET_SHEETS,
    sheet_name,
    write_visit_csv,
    write_visit_xlsx,
)
from tests.reading import csv_rows, parts_of, sheet_rows
from tests.render.harm_spot_factory import wards
from tests.render.visit_list_factory import (
    FACTS,
    HOSTILE_FACTS,
    hostile_facts,
    hostile_homes,
    the_list,
    told,
)


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of a list of 60 homes."""
    path = tmp_path_factory.mktemp("book") / "list.xlsx"
    write_visit_xlsx(path, the_list(60), wards=wards())
    return path


def test_after_all_homes_there_is_one_sheet_a_street_in_walking_order(workbook: Path) -> None:
    names = CalamineWorkbook.from_path(workbook).sheet_names
    assert names[:4] == [
        "All homes", "1 Mill Road, Quayside", "2 Heron Close, Quayside", "3 Station Road, Quayside",
    ]  # fmt: skip
    assert names[-2:] == ["About", "Choices"]
    assert len(names) == 1 + 12 + 2
    on_streets = [row[0] for name in names[1:-2] for row in sheet_rows(workbook, name)[6:]]
    assert on_streets == [float(number) for number in range(1, 61)]


def test_with_too_many_streets_the_sheets_are_one_a_ward(tmp_path: Path) -> None:
    table = told(60, unvisited=0)
    table[schema.STREET] = [f"Street {at % (MOST_STREET_SHEETS + 1)}" for at in range(len(table))]
    made = visit_list(table, FACTS)
    for given_wards, expected in ((wards(), "Ward of St Invented"), (None, "Street")):
        path = tmp_path / "a.xlsx"
        write_visit_xlsx(path, made, wards=given_wards)
        names = CalamineWorkbook.from_path(path).sheet_names[1:-2]
        assert all(name.split(" ", 1)[1].startswith(expected) for name in names)
        assert sum(len(sheet_rows(path, name)) - 6 for name in names) == 60


def test_outcome_and_role_are_chosen_from_a_list_and_one_has_a_comma(workbook: Path) -> None:
    assert [row[0] for row in sheet_rows(workbook, "Choices")[3:7]] == list(
        map(str, schema.VisitOutcome)
    )
    assert [row[1] for row in sheet_rows(workbook, "Choices")[3:7]] == list(
        map(str, schema.VisitRole)
    )
    sheet = parts_of(workbook)["xl/worksheets/sheet1.xml"]
    assert re.findall(r'type="list".*?sqref="([^"]+)".*?<formula1>([^<]+)<', sheet) == [
        ("G7:G66", "Choices!$A$4:$A$7"),
        ("I7:I66", "Choices!$B$4:$B$7"),
    ]
    header = sheet_rows(workbook, "All homes")[5]
    assert (header[6], header[7], header[8]) == ("Outcome", "Visited at", "Role")


def test_each_sheet_is_frozen_filtered_landscape_and_prints_what_is_carried(workbook: Path) -> None:
    parts = parts_of(workbook)
    homes = [parts[f"xl/worksheets/sheet{number}.xml"] for number in range(1, 14)]
    for sheet in homes:
        assert 'state="frozen"' in sheet
        assert 'ySplit="6"' in sheet
        assert "<autoFilter" in sheet
    for number in range(1, 16):
        assert 'orientation="landscape"' in parts[f"xl/worksheets/sheet{number}.xml"]
    names = parts["xl/workbook.xml"]
    assert "'All homes'!$A$1:$I$66" in names
    assert "'All homes'!$6:$6" in names


def test_the_marking_stands_on_every_sheet_and_every_printed_page(workbook: Path) -> None:
    for name in CalamineWorkbook.from_path(workbook).sheet_names:
        assert str(sheet_rows(workbook, name)[0][0]).startswith(
            "OFFICIAL-SENSITIVE – DEMONSTRATION"
        )
    parts = parts_of(workbook)
    for number in range(1, 16):
        sheet = parts[f"xl/worksheets/sheet{number}.xml"]
        header = re.search(r"<oddHeader>(.*?)</oddHeader>", sheet)
        footer = re.search(r"<oddFooter>(.*?)</oddFooter>", sheet, re.DOTALL)
        assert header is not None
        assert footer is not None
        assert "OFFICIAL-SENSITIVE" in header.group(1)
        assert "OFFICIAL-SENSITIVE" in footer.group(1)
        assert "Expires Friday 1 January 2027, 07:00 GMT" in footer.group(1)


@pytest.mark.parametrize("hostile", HOSTILE_FACTS)
def test_no_formula_and_no_link_is_live_whatever_the_data_say(tmp_path: Path, hostile: str) -> None:
    path = tmp_path / "a.xlsx"
    write_visit_xlsx(path, visit_list(hostile_homes(), hostile_facts(hostile)))
    for name, part in parts_of(path).items():
        assert "<f>" not in part, name
        assert "<f " not in part, name
        assert "hyperlink" not in part.lower() or "=HYPERLINK" in part, name
    assert not [name for name in parts_of(path) if "externalLink" in name]
    csv_path = tmp_path / "a.csv"
    write_visit_csv(csv_path, visit_list(hostile_homes(), hostile_facts(hostile)))
    for row in csv_rows(csv_path):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())


def test_a_long_marking_full_of_signs_is_still_printed(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_visit_xlsx(path, visit_list(told(2), hostile_facts("&" * 300)))
    sheet = parts_of(path)["xl/worksheets/sheet1.xml"]
    assert sheet.count("&amp;&amp;&amp;&amp;") > 2


def test_the_csv_has_the_columns_that_the_record_of_visits_reads(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_visit_csv(path, the_list(3))
    row = csv_rows(path)[0]
    assert row["UPRN"].isdigit()
    assert len(row["UPRN"]) <= 12
    assert row["Tier"] in list(schema.Tier)
    assert row["District"] == FACTS.district
    assert row["Run"] == FACTS.stamp.run_name
    assert (row["Outcome"], row["Visited at"], row["Role"]) == ("", "", "")


def test_a_row_that_is_copied_out_of_the_csv_keeps_marking_and_expiry(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_visit_csv(path, the_list(5))
    for row in csv_rows(path):
        assert row["Marking"] == "OFFICIAL-SENSITIVE"
        assert row["Expires"].startswith("Friday 1 January 2027, 07:00 GMT")


@given(st.integers(1, 400), st.text())
def test_any_street_makes_a_sheet_name_that_a_spreadsheet_program_takes(
    number: int, place: str
) -> None:
    name = sheet_name(number, place)
    assert 1 <= len(name) <= 31
    assert not set(name) & set("[]:*?/\\'")
    assert name.split(" ")[0] == str(number)
