"""The visit list on paper."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest

from hotspots import schema
from hotspots.render.maps.label_placing import NUMBER_RADIUS_MM
from hotspots.render.maps.paper import POINTS_PER_MM, UNITS_PER_PT
from hotspots.render.visit_lists.visit_list import VisitList, visit_list
from hotspots.render.visit_lists.visit_list_pdf import (
    HIGHEST_M,
    WIDEST_M,
    door_labels,
    map_sheet_svg,
    map_sheets,
    rest_of_address,
    write_visit_pdf,
)
from tests.reading import pdf_pages_of
from tests.render.harm_spot_factory import HOSTILE
from tests.render.visit_list_factory import (
    FACTS,
    HOSTILE_FACTS,
    hostile_facts,
    hostile_homes,
    the_list,
    told,
)


def _pages(path: Path, made: VisitList) -> list[str]:
    write_visit_pdf(path, made)
    return pdf_pages_of(path)


@pytest.fixture(scope="module")
def sixty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of a shift's list."""
    path = tmp_path_factory.mktemp("pdf") / "list.pdf"
    write_visit_pdf(path, the_list(60))
    return path


def test_a_shift_of_sixty_homes_is_a_few_pages(sixty: Path) -> None:
    assert 3 <= len(pdf_pages_of(sixty)) <= 5


def test_a_list_without_homes_is_one_honest_page(tmp_path: Path) -> None:
    pages = _pages(tmp_path / "a.pdf", the_list(0))
    assert len(pages) == 1
    assert "No home is to be visited on this list." in pages[0]
    assert "About 100 homes are beyond what the rounds can walk to" in pages[0]
    assert "names homes" not in pages[0]


def test_every_page_has_marking_number_run_and_expiry(sixty: Path) -> None:
    texts = pdf_pages_of(sixty)
    for number, text in enumerate(texts, start=1):
        assert text.count("OFFICIAL-SENSITIVE") >= 2
        assert f"Page {number} of {len(texts)}" in text
        assert "Run 2026-11-20-invented" in text
        assert "Expires Friday 1 January 2027, 07:00 GMT" in text


def test_headings_of_columns_and_of_a_street_stand_again_on_the_next_page(tmp_path: Path) -> None:
    texts = _pages(tmp_path / "a.pdf", the_list(120))
    with_homes = [text for text in texts if "not suitable" in text]
    assert len(with_homes) >= 2
    assert all("Why Visit by Outcome" in text for text in with_homes)
    streets = [re.findall(r"\w+, Quayside \d+ homes?, no\. \d+", text) for text in texts]
    assert any(before[-1] == after[0] for before, after in pairwise(streets) if before and after)


def test_each_home_has_a_box_a_door_a_reason_and_a_time_in_words(sixty: Path) -> None:
    text = " ".join(pdf_pages_of(sixty)).replace("\u00a0", " ")
    assert "1 3 ZZ0 1AA New Burglary in this street" in text
    assert "Burglary in this street, in the last week" in text
    assert "5 11 ZZ0 1AA New Burglary in this street" in text
    assert text.count("OVERDUE") == 51
    assert text.count("not suitable") == 60  # a box a home
    assert "Flat 3, 17" in text


def test_where_near_repeat_was_not_found_page_one_says_where_that_is_told(
    tmp_path: Path,
) -> None:
    made = the_list(3, evidence="Near repeat was not found here.", evidence_supports=False)
    pages = _pages(tmp_path / "a.pdf", made)
    assert "Near repeat is not shown here: “What this list rests on” says" in pages[0]
    assert "READ FIRST. Near repeat was not found here." in " ".join(pages)


def test_it_reads_in_black_and_white(sixty: Path) -> None:
    page = pypdfium2.PdfDocument(sixty)[0]
    picture = page.render(scale=1.0).to_pil().convert("RGB")
    pixels = picture.getcolors(maxcolors=1_000_000)
    assert max(max(colour) - min(colour) for _, colour in pixels) < 8  # greys, hardly tinted


def test_it_is_tagged_and_names_title_and_language(sixty: Path) -> None:
    reader = pypdf.PdfReader(sixty)
    catalogue: Any = reader.trailer["/Root"].get_object()
    assert str(catalogue["/Lang"]) == "en-GB"
    assert "/StructTreeRoot" in catalogue
    assert reader.metadata is not None
    assert reader.metadata.title == "Homes to visit: Saltmarsh & Quay"
    assert reader.metadata.creation_date == FACTS.stamp.made_at


@pytest.mark.parametrize("hostile", HOSTILE_FACTS)
def test_hostile_text_is_read_as_text(tmp_path: Path, hostile: str) -> None:
    path = tmp_path / "a.pdf"
    write_visit_pdf(path, visit_list(hostile_homes(), hostile_facts(hostile)))
    reader = pypdf.PdfReader(path)
    shown = re.sub(r"[\s\u200b]", "", "".join(page.extract_text() for page in reader.pages))
    assert shown.count(re.sub(r"\s", "", hostile)) >= 6
    assert all(re.sub(r"\s", "", each) in shown for each in HOSTILE)
    catalogue: Any = reader.trailer["/Root"].get_object()
    assert "/JavaScript" not in catalogue
    assert "/OpenAction" not in catalogue
    assert all(page.get("/Annots") is None for page in reader.pages)


@pytest.mark.parametrize("text", ["W" * 900, "Wide name " * 90])
def test_long_texts_are_cut_and_take_no_page_of_their_own(tmp_path: Path, text: str) -> None:
    table = told(6, unvisited=0)
    for column in (schema.ADDRESS, schema.STREET, schema.TOWN, schema.NUMBER, schema.CHANGE):
        table[column] = f"{text} home"
    made = visit_list(table, replace(hostile_facts(text), evidence=text))
    assert len(_pages(tmp_path / "a.pdf", made)) <= 4


def test_a_row_says_what_its_heading_does_not() -> None:
    home = the_list(60).homes[0]
    assert rest_of_address(home) == "ZZ0 1AA"
    flat = replace(
        home, door="Flat 3, 17", street="Station Road", town="Quayside",
        address="Flat 3, Heron Court, 17 Station Road, Quayside, ZZ2 1AA",
    )  # fmt: skip
    assert rest_of_address(flat) == "Heron Court, ZZ2 1AA"


# --- the maps ------------------------------------------------------------------------------------


def test_every_home_is_on_one_map_in_walking_order() -> None:
    sheets = map_sheets(the_list(60).homes)
    assert [home.number for sheet in sheets for home in sheet.homes] == list(range(1, 61))
    for sheet in sheets:
        west, south, east, north = sheet.bounds_m()
        assert east - west <= WIDEST_M
        assert north - south <= HIGHEST_M


def test_flats_of_one_building_share_a_number_on_the_map() -> None:
    labels = [label for label, _, _ in door_labels(the_list(60).homes)]
    assert "26+" in labels
    assert len(labels) == 60 - 7


def test_the_map_shows_every_number_as_text_and_no_burgled_home_stands_out() -> None:
    made = the_list(60)
    svg = map_sheet_svg(map_sheets(made.homes)[0], made, width_mm=91, height_mm=60)
    shown = re.findall(r">(\d+)</text>", svg)
    assert [number for number in shown if number in list(map(str, range(1, 10)))] == list(
        map(str, range(1, 10))
    )
    assert "Mill Road" in svg
    assert "<circle" in svg
    others = [replace(home, tier=schema.Tier.STREET) for home in made.homes]
    blind = replace(made, homes=tuple(others))
    assert svg == map_sheet_svg(map_sheets(blind.homes)[0], blind, width_mm=91, height_mm=60)


def test_numbers_of_a_terrace_do_not_lie_on_one_another() -> None:
    made = the_list(260)
    sheet = map_sheets(made.homes)[0]
    assert len(sheet.homes) == 40
    svg = map_sheet_svg(sheet, made, width_mm=91, height_mm=60)
    places = re.findall(r'<text[^>]* x="(\d+)" y="(\d+)"[^>]*>\d+</text>', svg)
    points = [(int(x), int(y)) for x, y in places]
    least = 0.8 * 2 * NUMBER_RADIUS_MM * POINTS_PER_MM * UNITS_PER_PT
    near = [
        (a, b) for at, a in enumerate(points) for b in points[at + 1 :]
        if ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 < least
    ]  # fmt: skip
    assert len(points) == 40
    assert near == []
