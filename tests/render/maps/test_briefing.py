"""The one-page PDF for the briefing room."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from hotspots import crs, schema
from hotspots.render.maps import briefing
from hotspots.render.maps.briefing import write_briefing
from hotspots.render.maps.static_map import MapContent, static_map_svg
from hotspots.render.stamp import ProductStamp
from tests.render.harm_spot_factory import DISTRICT, HOSTILE, STAMP, harm_spots, map_content

TITLE = f"Harm spots: {DISTRICT}"
FIGURES = (("offences of street violence", "1,204"), ("of the harm lies in the spots", "41 %"))


def _page(
    path: Path,
    count: int,
    *,
    text: str | None = None,
    stamp: ProductStamp = STAMP,
    title: str = TITLE,
    figures: Sequence[tuple[str, str]] = FIGURES,
) -> pypdf.PdfReader:
    content = map_content(harm_spots(count, text=text))
    write_briefing(path, content, stamp, title=title, figures=figures)
    return pypdf.PdfReader(path)


def _words(path: Path) -> str:
    return " ".join(pypdf.PdfReader(path).pages[0].extract_text().split())


def _catalogue(reader: pypdf.PdfReader) -> pypdf.generic.DictionaryObject:
    catalogue = reader.trailer["/Root"].get_object()
    assert isinstance(catalogue, pypdf.generic.DictionaryObject)
    return catalogue


def _run_together(text: str) -> str:
    """A page breaks lines inside long words; the letters are what must be there."""
    return re.sub(r"[\s\u200b]", "", text)


@pytest.mark.parametrize("count", [0, 1, 10, 40])
def test_the_briefing_is_one_page_however_many_spots(tmp_path: Path, count: int) -> None:
    assert len(_page(tmp_path / "a.pdf", count).pages) == 1


@pytest.mark.parametrize("text", ["W" * 900, "Wide name " * 90, " ".join(HOSTILE) * 4])
def test_long_texts_are_made_small_and_cut_but_take_no_second_page(
    tmp_path: Path, text: str
) -> None:
    stamp = replace(
        STAMP,
        marking=text,
        period=text,
        sources=(text,) * 4,
        method=text * 3,
        caveats=(text,) * 6,
        rows_set_aside={f"{text[:40]}{number}": 1 for number in range(40)},
    )
    pages = _page(
        tmp_path / "a.pdf", 40, text=text, stamp=stamp, title=text, figures=[(text, text)] * 12
    ).pages
    assert len(pages) == 1


def test_the_first_line_says_what_to_do(tmp_path: Path) -> None:
    _page(tmp_path / "a.pdf", 3)
    words = _words(tmp_path / "a.pdf")
    to_do = "Two officers, Friday and Saturday 22:00–02:00: Station Road, Quayside"
    assert words.index(to_do) < words.index(TITLE)


@pytest.mark.parametrize("hours", ["", "spread over the week"])
def test_without_hours_the_first_line_says_the_place_alone(tmp_path: Path, hours: str) -> None:
    content = map_content(harm_spots(3))
    content.spots[schema.BUSIEST] = hours
    write_briefing(tmp_path / "a.pdf", content, STAMP, title=TITLE)
    assert "Two officers: Station Road, Quayside" in _words(tmp_path / "a.pdf")


@pytest.mark.parametrize("flag", [schema.RESTS_ON_ONE_OFFENCE, schema.RESTS_ON_ONE_POINT])
def test_nobody_is_sent_to_a_spot_that_may_be_none(tmp_path: Path, flag: str) -> None:
    content = map_content(harm_spots(3))
    content.spots[flag] = True
    write_briefing(tmp_path / "a.pdf", content, STAMP, title=TITLE)
    assert "Two officers" not in _words(tmp_path / "a.pdf")


def test_the_page_says_what_officers_need(tmp_path: Path) -> None:
    text = _page(tmp_path / "a.pdf", 40).pages[0].extract_text()
    words = " ".join(text.split())
    assert "The first 10 of 40 harm spots" in words
    assert "Station Road, Quayside" in words
    assert "Friday and Saturday 22:00–02:00" in words
    assert "1,204" in words
    assert "10,000 rows in, 9,700 used, 300 set aside" in words
    assert "bandwidth 300 m" in words


def test_the_marking_and_the_demonstration_stand_above_and_below(tmp_path: Path) -> None:
    lines = _page(tmp_path / "a.pdf", 3).pages[0].extract_text().splitlines()
    marked = [line for line in lines if line.startswith("OFFICIAL-SENSITIVE – DEMONSTRATION")]
    assert len(marked) == 2


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_read_as_text(tmp_path: Path, hostile: str) -> None:
    stamp = replace(STAMP, method=hostile, caveats=(hostile,), period=hostile)
    reader = _page(
        tmp_path / "a.pdf",
        2,
        text=hostile,
        stamp=stamp,
        title=hostile,
        figures=[(hostile, "1"), ("n", hostile)],
    )
    shown = _run_together(reader.pages[0].extract_text())
    assert shown.count(_run_together(hostile)) >= 8
    assert reader.pages[0].get("/Annots") is None  # no link, no script
    assert "/JavaScript" not in _catalogue(reader)
    assert "/OpenAction" not in _catalogue(reader)


def test_a_spot_that_rests_on_one_offence_says_so(tmp_path: Path) -> None:
    words = " ".join(_page(tmp_path / "a.pdf", 8).pages[0].extract_text().split())
    assert words.count("Rests on one offence.") == 1  # the seventh


def test_a_spot_that_rests_on_one_point_says_so(tmp_path: Path) -> None:
    content = map_content(harm_spots(3))
    content.spots[schema.RESTS_ON_ONE_POINT] = [False, False, True]
    write_briefing(tmp_path / "a.pdf", content, STAMP, title=TITLE)
    assert _words(tmp_path / "a.pdf").count("Rests on one point.") == 1


def test_a_district_without_spots_says_so(tmp_path: Path) -> None:
    words = " ".join(_page(tmp_path / "a.pdf", 0).pages[0].extract_text().split())
    assert "No place had enough offences in this period to be a harm spot." in words


def test_it_is_tagged_and_names_its_title_and_language(tmp_path: Path) -> None:
    reader = _page(tmp_path / "a.pdf", 3)
    catalogue = _catalogue(reader)
    assert "'/Marked': True" in str(catalogue["/MarkInfo"])
    assert str(catalogue["/Lang"]) == "en-GB"
    assert "/StructTreeRoot" in catalogue
    assert reader.metadata is not None
    assert reader.metadata.title == TITLE
    assert reader.metadata.author == "Saltmarsh Constabulary"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in (tmp_path / "a.pdf").read_bytes()


def test_it_was_made_when_the_run_was_made(tmp_path: Path) -> None:
    reader = _page(tmp_path / "a.pdf", 1)
    assert reader.metadata is not None
    assert reader.metadata.creation_date == STAMP.made_at


def test_the_same_district_makes_the_same_bytes(tmp_path: Path) -> None:
    _page(tmp_path / "one.pdf", 12)
    _page(tmp_path / "two.pdf", 12)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_a_script_that_cannot_be_drawn_is_shown_as_such(tmp_path: Path) -> None:
    text = _page(tmp_path / "a.pdf", 1, text="海の家 Café").pages[0].extract_text()
    assert "��� Café" in text


def test_a_district_whose_places_are_not_among_the_first_of_the_force_says_that(
    tmp_path: Path,
) -> None:
    content = replace(map_content(harm_spots(0)), force_spots=67)
    write_briefing(tmp_path / "a.pdf", content, STAMP, title=TITLE)
    words = _words(tmp_path / "a.pdf")
    assert "None of this district's places is among the force's first 67." in words
    assert "No place had enough offences" not in words


def test_two_cautions_stand_whole_and_the_others_are_counted(tmp_path: Path) -> None:
    caveats = tuple(f"Caveat {n} begins, {'and goes on, ' * 20}and ends {n}." for n in range(12))
    _page(tmp_path / "a.pdf", 3, stamp=replace(STAMP, caveats=caveats), figures=FIGURES * 3)
    words = _words(tmp_path / "a.pdf")
    assert [n for n in range(12) if f"Caveat {n} begins" in words] == [0, 1]
    assert [n for n in range(12) if f"and ends {n}." in words] == [0, 1]
    assert "10 further notes in the run’s receipt." in words


def test_what_is_odd_in_the_data_comes_before_every_caveat(tmp_path: Path) -> None:
    stamp = replace(STAMP, oddities=("40 rows lie on one point.",))
    _page(tmp_path / "a.pdf", 3, stamp=stamp)
    words = _words(tmp_path / "a.pdf")
    assert words.index("40 rows lie on one point.") < words.index(STAMP.caveats[0])


def test_the_map_numbers_the_spots_of_the_table_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbered: list[int] = []

    def drawn(content: MapContent, *, width_mm: float, height_mm: float) -> str:
        numbered.append(content.numbered)
        return static_map_svg(content, width_mm=width_mm, height_mm=height_mm)

    monkeypatch.setattr(briefing, "static_map_svg", drawn)
    _page(tmp_path / "a.pdf", 40, text="Wide name " * 90)
    shown = re.search(r"The first (\d+) of 40 harm spots", _words(tmp_path / "a.pdf"))
    assert shown is not None
    assert numbered == [int(shown.group(1))]
    assert numbered[0] < 10


def test_a_row_says_where_the_spot_lies_and_how_the_force_ranks_it(tmp_path: Path) -> None:
    spots = harm_spots(1)
    inside = spots.geometry.representative_point().iloc[0]
    spots[schema.RANK] = 12
    write_briefing(tmp_path / "a.pdf", map_content(spots), STAMP, title=TITLE)
    words = _words(tmp_path / "a.pdf")
    assert crs.grid_reference(inside.x, inside.y) in words
    assert "Ward of St Invented" in words
    assert "12th in the force" in words
    assert "12.0 %" in words  # 0.12 of the district's harm
    assert "Assault with injury 41, Robbery 22" in words


def test_a_run_keeps_its_name_on_one_line(tmp_path: Path) -> None:
    name = "2026-11-20-105247-harm-map-with-a-long-name"
    _page(tmp_path / "a.pdf", 3, stamp=replace(STAMP, run_name=name, method="Method. " * 14))
    assert name in pypdf.PdfReader(tmp_path / "a.pdf").pages[0].extract_text()


def test_a_spot_in_force_is_called_by_the_number_that_patrols_are_entered_by(
    tmp_path: Path,
) -> None:
    spots = harm_spots(2).assign(
        change=["kept", "moved"], edited=[None, "moved by an analyst, 3 May 2026: taxi rank"]
    )
    write_briefing(tmp_path / "a.pdf", map_content(spots), STAMP, title=TITLE)
    words = _words(tmp_path / "a.pdf")
    assert "S001" in words
    assert "S002, moved" in words
    assert "moved by an analyst, 3 May 2026: taxi rank" in words
