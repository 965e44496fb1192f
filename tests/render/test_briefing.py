"""The one-page PDF for the briefing room."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from hotspots.render.briefing import write_briefing
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
