"""The visit list as CSV and as a workbook."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from hotspots import schema
from hotspots.render.visit_lists.visit_list import visit_list
from hotspots.render.visit_lists.visit_list_tables import (
    write_visit_csv,
    write_visit_xlsx,
)
from tests.reading import csv_rows, parts_of, sheet_rows
from tests.render.visit_list_factory import (
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
    write_visit_xlsx(path, the_list(60))
    return path


def test_after_all_homes_there_is_one_sheet_a_round_in_walking_order(workbook: Path) -> None:
    names = CalamineWorkbook.from_path(workbook).sheet_names
    assert names == ["All homes", "Round 1", "Round 2", "About", "Choices"]
    in_rounds = [row[0] for name in names[1:3] for row in sheet_rows(workbook, name)[1:]]
    assert in_rounds == [float(number) for number in range(1, 61)]
    about = dict(sheet_rows(workbook, "About"))
    heading = "Round 2: 30 homes, 1.2 km on foot, 1 drive (3.0 km), about 3 h 50 min"
    assert about["Sheet “Round 2”"] == heading
    assert heading in parts_of(workbook)["xl/worksheets/sheet3.xml"]  # printed on each page


def test_outcome_and_role_are_chosen_from_a_list_and_one_has_a_comma(workbook: Path) -> None:
    assert [row[0] for row in sheet_rows(workbook, "Choices")[1:5]] == list(
        map(str, schema.VisitOutcome)
    )
    assert [row[1] for row in sheet_rows(workbook, "Choices")[1:5]] == list(
        map(str, schema.VisitRole)
    )
    sheet = parts_of(workbook)["xl/worksheets/sheet1.xml"]
    assert re.findall(r'type="list".*?sqref="([^"]+)".*?<formula1>([^<]+)<', sheet) == [
        ("G2:G61", "Choices!$A$2:$A$5"),
        ("I2:I61", "Choices!$B$2:$B$5"),
    ]
    header = sheet_rows(workbook, "All homes")[0]
    assert (header[6], header[7], header[8]) == ("Outcome", "Visited at", "Role")


def test_each_sheet_is_frozen_filtered_landscape_and_prints_what_is_carried(workbook: Path) -> None:
    parts = parts_of(workbook)
    homes = [parts[f"xl/worksheets/sheet{number}.xml"] for number in range(1, 4)]
    for sheet in homes:
        assert 'state="frozen"' in sheet
        assert 'ySplit="1"' in sheet
        assert "<autoFilter" in parts["xl/tables/table1.xml"]
    for number in range(1, 6):
        assert 'orientation="landscape"' in parts[f"xl/worksheets/sheet{number}.xml"]
    names = parts["xl/workbook.xml"]
    assert "'All homes'!$A$1:$I$61" in names
    assert "'All homes'!$1:$1" in names


def test_the_marking_stands_on_the_sheet_about_and_every_printed_page(workbook: Path) -> None:
    about = dict(sheet_rows(workbook, "About"))
    assert about["Marking"] == "OFFICIAL-SENSITIVE"
    assert about["Handling"].startswith("This list names homes")
    parts = parts_of(workbook)
    for number in range(1, 6):
        sheet = parts[f"xl/worksheets/sheet{number}.xml"]
        header = re.search(r"<oddHeader>(.*?)</oddHeader>", sheet, re.DOTALL)
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
    for name, whole in parts_of(path).items():
        part = whole.replace("<HyperlinksChanged>false</HyperlinksChanged>", "")
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
    assert (row["Outcome"], row["Visited at"], row["Role"]) == ("", "", "")


def test_the_csv_is_one_row_a_home_in_twelve_columns_and_each_keeps_its_marking(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.csv"
    write_visit_csv(path, the_list(5))
    rows = csv_rows(path)
    assert [int(row["No."]) for row in rows] == [1, 2, 3, 4, 5]
    for row in rows:
        assert len(row) == 12
        assert row["Marking"] == "OFFICIAL-SENSITIVE"
