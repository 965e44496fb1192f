from __future__ import annotations

from pathlib import Path

import pypdf
import pytest
from python_calamine import CalamineWorkbook

from hotspots.render.change.changes_products import write_change_products, write_changes_page
from hotspots.render.change.what_changed import ChangeItem
from hotspots.schema import ChangeVerdict, ComparedWith
from tests.render.change_factory import what_changed
from tests.render.harm_spot_factory import STAMP
from tests.run_files import the_file

HOSTILE = '<script>alert("x")</script>'


def test_sentences_come_before_tables(tmp_path: Path) -> None:
    write_changes_page(tmp_path / "index.html", what_changed(), STAMP)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    sentence = page.index("Against November 2024: up 60 % (between 24 % and 107 %).")
    assert page.index("What to look at first") < sentence < page.index("<table")
    assert "In no district did any theme fall by more than chance gives." in page
    assert "Prevent: recorded offences by place cannot speak to this theme." in page


def test_only_what_is_clear_is_bold_in_the_overview() -> None:
    overview = what_changed().overview()
    assert overview["Wick"] == [("–", False), ("up 60 %", True)]
    assert overview["Marsh"] == [("–", False), ("–", False)]


def test_without_last_year_the_overview_is_against_the_period_before() -> None:
    assert what_changed().shown_in_the_overview is ComparedWith.LAST_YEAR
    without = what_changed(last_year=False)
    assert without.shown_in_the_overview is ComparedWith.LAST_PERIOD
    assert without.overview()["Wick"][1] == ("up 60 %", True)


def test_an_item_says_what_it_lacks_in_place_of_a_figure() -> None:
    item = ChangeItem(
        area="Wick",
        line="ASB",
        count="41",
        against=(
            ("May 2024", "not comparable: burglary was redefined", str(ChangeVerdict.NO_DATA)),
            ("April 2025", "no clear change: 41 against 38", str(ChangeVerdict.NO_CLEAR_CHANGE)),
        ),
    )
    assert item.in_words == (
        "Wick: ASB: 41. Not comparable: burglary was redefined. "
        "Against April 2025: no clear change: 41 against 38."
    )


def test_text_from_data_is_shown_and_never_run(tmp_path: Path) -> None:
    """A district's name comes from the boundaries' file, a theme's from the profile."""
    told = what_changed(("Wickshire", HOSTILE, "=1+1"), ("All offences", '"><img src=x>'))
    write_change_products(tmp_path, told, STAMP)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<img" not in page
    assert 'id="area-script-alert-x-script"' in page
    table = the_file(tmp_path, "changes.csv").read_text(encoding="utf-8-sig")
    assert "'=1+1" in table
    assert len(pypdf.PdfReader(the_file(tmp_path, "changes.pdf")).pages) >= 1


def test_the_workbook_is_read_first_and_checked_second(tmp_path: Path) -> None:
    write_change_products(tmp_path, what_changed(), STAMP)
    book = CalamineWorkbook.from_path(the_file(tmp_path, "changes.xlsx"))
    assert book.sheet_names == ["What changed", "All figures", "Set aside", "About"]
    head, *rows = book.get_sheet_by_name("What changed").to_python()
    assert head == [
        "Area", "Look at", "What", "November 2025", "November 2024", "Against November 2024",
        "October 2025", "Against October 2025",
    ]  # fmt: skip
    assert len(rows) == 6
    assert rows[3][:5] == ["Wick", 1, "Burglary and robbery", 160, 100]
    assert len(book.get_sheet_by_name("All figures").to_python()) == 1 + 12


def test_an_earlier_period_of_which_nothing_is_known_has_no_column(tmp_path: Path) -> None:
    write_change_products(tmp_path, what_changed(last_year=False), STAMP)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "No data for November 2024." in page
    assert "Against October 2025</th>" in page
    assert "Against November 2024</th>" not in page
    book = CalamineWorkbook.from_path(the_file(tmp_path, "changes.xlsx"))
    head = book.get_sheet_by_name("What changed").to_python()[0]
    assert head[3:] == ["November 2025", "October 2025", "Against October 2025"]


@pytest.mark.parametrize("lines", [9, 15])
def test_a_force_of_ten_districts_fits_on_two_pages(tmp_path: Path, lines: int) -> None:
    areas = ["Essex Police", *(f"Brentwood & Epping Forest {n}" for n in range(10))]
    told = what_changed(areas, [f"Serious organised crime {n}" for n in range(lines)])
    write_change_products(tmp_path, told, STAMP)
    reader = pypdf.PdfReader(the_file(tmp_path, "changes.pdf"))
    assert len(reader.pages) <= 2
    for page in reader.pages:
        assert page.extract_text().count("OFFICIAL-SENSITIVE") == 2


def test_the_products_are_the_same_to_the_byte(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_change_products(tmp_path / name, what_changed(), STAMP)
    for each in (path for path in (tmp_path / "a").rglob("*") if path.is_file()):
        assert (
            each.read_bytes() == (tmp_path / "b" / each.relative_to(tmp_path / "a")).read_bytes()
        ), each.name
