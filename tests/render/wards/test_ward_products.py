import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyogrio
import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from hotspots import product_files, schema
from hotspots.render.wards.ward_map import fifths
from hotspots.render.wards.ward_pack import write_ward_pack
from hotspots.render.wards.ward_products import (
    write_ward_index,
    write_ward_products,
)
from tests.browser import Visit
from tests.reading import csv_rows
from tests.render.harm_spot_factory import STAMP
from tests.render.ward_factory import ward_pack, ward_products
from tests.run_files import the_file, the_page

Open = Callable[..., Visit]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    content = ward_products()
    write_ward_products(tmp_path, content)
    write_ward_index(tmp_path / "index.html", content, {})
    return tmp_path


def test_every_figure_of_a_rank_is_in_the_csv_under_a_title_with_its_unit(folder: Path) -> None:
    rows = csv_rows(the_file(folder, product_files.WARDS["CSV"]))
    first = rows[0]
    assert first["Rank"] == "1"
    assert first["Harm (CSS points per 1,000 residents a year)"] == "1234.5"
    assert first["Harm: percentile"] == "90.0"
    assert first["Harm: adds to the score"] == "30.0"
    assert first["Offences against the year before (%)"] == "12"
    assert rows[2]["Offences against the year before (%)"] == ""
    assert all(STAMP.marking in row.values() for row in rows)


def test_a_ward_whose_residents_are_not_known_has_an_empty_cell_and_no_nought(folder: Path) -> None:
    book = CalamineWorkbook.from_path(str(the_file(folder, product_files.WARDS["Excel"])))
    assert book.sheet_names == [
        "Wards", "Room of weights", "Districts and wards", "LSOA or outline", "Set aside", "About",
    ]  # fmt: skip
    rows = book.get_sheet_by_name("Wards").to_python()
    at = rows[0].index("Residents")
    assert [row[at] for row in rows[1:4]] == [5_000.0, 5_000.0, ""]


def test_the_front_page_says_of_how_many_residents_and_offences_a_rate_is(folder: Path) -> None:
    page = (folder / "index.html").read_text(encoding="utf-8")
    head = page[page.index("The first 20 wards") :].split("</thead>")[0]
    assert head.index("Offences in the period") < head.index("Residents") < head.index("Why it")


def test_the_layer_opens_in_qgis_coloured_by_fifths(folder: Path) -> None:
    path = the_file(folder, product_files.WARDS["QGIS (GeoPackage)"])
    wards = pyogrio.read_dataframe(path, layer="wards")
    assert wards["fifth"].tolist() == fifths_of_three()
    style = pyogrio.read_dataframe(path, layer="layer_styles")["styleQML"].iloc[0]
    assert "Highest fifth by score" in style
    assert 'name="style" value="solid"' in style


def fifths_of_three() -> list[int]:
    # Places 2, 1, 0 of three wards: 2·5//3, 1·5//3, 0·5//3, and one more for counting from 1.
    return [4, 2, 1]


def test_the_first_rank_is_in_the_highest_fifth() -> None:
    assert fifths([1, 2, 3, 4, 5]) == [4, 3, 2, 1, 0]
    assert fifths([1]) == [0]


@pytest.mark.browser
def test_on_a_phone_a_ward_is_a_card_that_opens_to_every_column(folder: Path, visit: Open) -> None:
    seen = visit(the_page(folder, "index.html"), width=390).page
    card = seen.locator(".cards").first
    assert card.locator("td", has_text="5,000").first.is_hidden()  # residents
    assert card.evaluate("e => e.scrollWidth <= e.parentElement.clientWidth")
    seen.get_by_label("Every column of each row").check()
    assert card.locator("td", has_text="5,000").first.is_visible()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1400, 390])
def test_the_map_and_the_page_ask_for_nothing_and_run_no_hostile_text(
    folder: Path, visit: Open, width: int
) -> None:
    for page in (product_files.WARD_MAP, "index.html"):
        seen = visit(the_page(folder, page), width=width)
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert seen.quiet, page


@pytest.mark.browser
def test_a_click_in_the_table_opens_the_ward_s_card_with_its_reason(
    folder: Path, visit: Open
) -> None:
    seen = visit(the_file(folder, product_files.WARD_MAP))
    seen.page.locator("button[data-ward='3']").click()
    card = seen.page.locator(".leaflet-popup .ward-card")
    card.wait_for(state="visible")
    assert "not known" in card.inner_text()
    assert "rank 1 to 3 when the weights move" in card.inner_text()
    assert seen.quiet


@pytest.fixture
def pack_folder(tmp_path: Path) -> Path:
    write_ward_pack(tmp_path / "pack", ward_pack())
    return tmp_path / "pack"


def test_a_pack_says_on_paper_why_where_when_what_and_how_many_doors(pack_folder: Path) -> None:
    document = pypdfium2.PdfDocument(the_file(pack_folder, product_files.WARD_PACK_PDF))
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    for words in (
        "Why it ranks here", "Neighbouring wards", "Month by month", "Hour by hour",
        "Busiest: Friday", "Repeat locations", "Harm spots in the ward", "Themes of the strategy",
        "Not in this table: Prevent", "2.0 times", "12 homes", STAMP.marking,
    ):  # fmt: skip
        assert words in text, words
    marks = [page.get_textpage().get_text_range().count(STAMP.marking) for page in document]
    assert min(marks) >= 2


def test_a_pack_begins_with_where_to_start_and_when(pack_folder: Path) -> None:
    page = (
        pypdfium2.PdfDocument(the_file(pack_folder, product_files.WARD_PACK_PDF))[0]
        .get_textpage()
        .get_text_range()
    )
    said = page.index("Start at Station Road, Quayside, Friday and Saturday 22:00–02:00.")
    assert said < page.index("Pre-scoping pack")


def test_without_a_harm_spot_a_pack_starts_at_the_street_of_the_most_offences() -> None:
    pack = ward_pack()
    no_spot = replace(pack, spots=pack.spots.head(0), busiest="")
    assert no_spot.advice().startswith("Start at ")
    daily = replace(no_spot, busiest="Every day 18:00–22:00").advice()
    assert daily.endswith(", every day 18:00–22:00.")
    bare = replace(pack, spots=pack.spots.head(0), repeat_places=pack.repeat_places.head(0))
    assert bare.advice().startswith("No street stands out: cover all of ")
    assert bare.advice().endswith(", Friday 21:00–03:00.")


def test_a_spot_in_doubt_is_not_where_a_pack_starts() -> None:
    pack = ward_pack()
    doubtful = pack.spots.assign(**{schema.RESTS_ON_ONE_OFFENCE: True})
    assert "Station Road" not in replace(pack, spots=doubtful).advice()


def test_the_label_of_a_month_stands_on_its_own_bar(tmp_path: Path) -> None:
    months = pd.DataFrame(
        {
            "month": pd.to_datetime(["2025-01-01", "2025-02-01"]),
            schema.OFFENCES: [111, 333],
            "offences_year_before": pd.array([444, 222], dtype="Int64"),
        }
    )
    write_ward_pack(tmp_path / "pack", ward_pack(by_month=months))
    document = pypdfium2.PdfDocument(the_file(tmp_path / "pack", product_files.WARD_PACK_PDF))
    pages = (page.get_textpage() for page in document)
    text = next(page for page in pages if "Month by month" in page.get_text_range())
    found = (text.search(label).get_next() for label in ("111", "333"))
    low, high = (text.get_charbox(at[0])[1] for at in found if at)
    assert low < high  # on the taller bar of the year before, 444, it would stand higher


def test_a_month_that_is_withheld_has_a_sign_and_the_sign_is_explained(tmp_path: Path) -> None:
    months = pd.DataFrame(
        {
            "month": pd.to_datetime(["2025-01-01", "2025-02-01", "2025-03-01"]),
            schema.OFFENCES: pd.array([pd.NA, 7, 8], dtype="Int64"),
            "offences_year_before": pd.array([6, pd.NA, 9], dtype="Int64"),
        }
    )
    write_ward_pack(tmp_path / "pack", ward_pack(by_month=months))
    document = pypdfium2.PdfDocument(the_file(tmp_path / "pack", product_files.WARD_PACK_PDF))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    told = text.partition("Month by month")[2].partition("Hour by hour")[0]
    assert told.count("×") == 3  # two months, and what the sign means
    assert "×: withheld or not known" in told


def test_no_page_of_a_pack_holds_footnotes_alone(tmp_path: Path) -> None:
    long = replace(STAMP, method="A method that is told at length. " * 30)
    write_ward_pack(tmp_path / "pack", ward_pack(stamp=long))
    first, *others = (
        page.get_textpage().get_text_range()
        for page in pypdfium2.PdfDocument(the_file(tmp_path / "pack", product_files.WARD_PACK_PDF))
    )
    assert "Method:" in first
    assert "Month by month" in first + "".join(others)
    assert not any("Method:" in page for page in others)


def test_themes_that_cannot_be_read_are_named_in_one_sentence_alone() -> None:
    themes = pd.DataFrame(
        {
            "theme": ["Burglary", "Drugs", "Prevent", "Places"],
            "why_not": ["", "", "no", "neither"],
            schema.OFFENCES: pd.array([600, pd.NA, pd.NA, pd.NA], dtype="Int64"),
            "times_force": [2.0, None, None, None],
            "touched": [True, False, False, False],
        }
    )
    pack = ward_pack(themes=themes)
    assert pack.themes_in_words()["theme"].tolist() == ["Burglary"]
    assert pack.themes_left_out() == (
        "Not in this table: Prevent and Places (cannot be told from recorded offences by place); "
        "Drugs (withheld for small counts)."
    )


@pytest.mark.browser
def test_a_ward_s_card_links_to_its_pack_where_one_was_made(tmp_path: Path, visit: Open) -> None:
    content = ward_products()
    code = str(content.wards[schema.WARD_CODE].iloc[0])
    own = "packs/e0500-trinity"
    write_ward_products(tmp_path, replace(content, packs={code: own}))
    write_ward_index(tmp_path / "index.html", replace(content, packs={code: own}), {})
    write_ward_pack(tmp_path / own, ward_pack())
    seen = visit(the_file(tmp_path, product_files.WARD_MAP))
    seen.page.locator("button[data-ward='2']").click()
    seen.page.locator(".leaflet-popup .ward-card").wait_for(state="visible")
    assert seen.page.locator(".leaflet-popup .pack a").count() == 0
    seen.page.locator("button[data-ward='1']").click()
    # By the keyboard: the map may still be moving under the pointer.
    seen.page.locator(".leaflet-popup .pack a", has_text="map").press("Enter")
    assert "Start at " in seen.page.locator(".lead").inner_text()


def test_without_addresses_and_hours_the_pack_says_so(tmp_path: Path) -> None:
    write_ward_pack(
        tmp_path / "pack", ward_pack(streets=None, addresses=None, hours=None, busiest="")
    )
    document = pypdfium2.PdfDocument(the_file(tmp_path / "pack", product_files.WARD_PACK_PDF))
    text = " ".join("\n".join(page.get_textpage().get_text_range() for page in document).split())
    assert "No addresses were given" in text
    assert "No hours are told" in text
    book = CalamineWorkbook.from_path(
        str(the_file(tmp_path / "pack", product_files.WARD_PACK_BOOK))
    )
    assert "Addresses" not in book.sheet_names


def test_the_workbook_lists_the_homes_and_no_formula_is_live(pack_folder: Path) -> None:
    path = the_file(pack_folder, product_files.WARD_PACK_BOOK)
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Addresses")
    assert rows.to_python()[1][1:4] == ["12A", "", "=cmd()"]
    with zipfile.ZipFile(the_file(pack_folder, product_files.WARD_PACK_BOOK)) as book:
        sheets = [book.read(name) for name in book.namelist() if "worksheets/sheet" in name]
    assert sheets
    assert not any(b"<f>" in sheet for sheet in sheets)


@pytest.mark.browser
def test_the_pack_s_map_asks_for_nothing_and_each_sign_has_its_card(
    pack_folder: Path, visit: Open
) -> None:
    seen = visit(the_file(pack_folder, product_files.WARD_MAP))
    seen.page.locator(".pack-sign").last.click()
    seen.page.locator(".leaflet-popup .spot-card").wait_for(state="visible")
    assert seen.quiet


def test_the_same_pack_gives_the_same_bytes(tmp_path: Path) -> None:
    again = tmp_path / "again" / "pack"
    for folder in (tmp_path / "pack", again):
        write_ward_pack(folder, ward_pack())
    for file in (product_files.WARD_PACK_PDF, product_files.WARD_MAP, product_files.WARD_PACK_BOOK):
        assert the_file(tmp_path / "pack", file).read_bytes() == the_file(again, file).read_bytes()
