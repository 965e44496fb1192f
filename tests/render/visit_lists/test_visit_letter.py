"""The letter that is left at a door."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pypdfium2
import pytest

from hotspots.errors import ParameterError
from hotspots.render.visit_lists import visit_letter
from hotspots.render.visit_lists.visit_letter import VisitLetter, letter_for, write_visit_letter
from tests.render.harm_spot_factory import HOSTILE, STAMP

LETTER = VisitLetter(
    force_name="Saltmarsh Constabulary", day=date(2026, 11, 20), area="Saltmarsh & Quay"
)


def _text(path: Path, letter: VisitLetter = LETTER) -> str:
    write_visit_letter(path, letter, stamp=STAMP)
    pages = pypdf.PdfReader(path).pages
    assert len(pages) == 1
    return " ".join(pages[0].extract_text().split())


def test_it_says_what_helps_whom_to_call_and_leaves_room_for_who_called(tmp_path: Path) -> None:
    text = _text(tmp_path / "a.pdf")
    for words in (
        "Saltmarsh Constabulary", "20 November 2026", "Saltmarsh & Quay", "Doors", "Windows",
        "Lights", "Sheds", "Side gates", "postcode", "Neighbours", "101", "999",
        "Nothing stops every burglary.", "Who called (PC or PCSO):", "How to reach us:",
    ):  # fmt: skip
        assert words in text


def test_a_public_letter_bears_no_marking_no_run_and_no_figures(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    text = _text(path, letter_for(STAMP, area="Saltmarsh & Quay"))
    assert "OFFICIAL" not in text
    assert STAMP.run_name not in text
    assert b"OFFICIAL" not in path.read_bytes()
    numbers = set(re.findall(r"\d+", text.replace("20 November 2026", "")))
    assert numbers == {"999", "101"}
    assert "%" not in text


def test_a_letter_of_an_invented_county_says_that_it_is_not_to_be_delivered(tmp_path: Path) -> None:
    assert "Do not deliver" in _text(tmp_path / "a.pdf", letter_for(STAMP, area="Quay"))
    real = letter_for(replace(STAMP, demonstration=False), area="Quay")
    assert "Do not deliver" not in _text(tmp_path / "b.pdf", real)


def test_a_force_may_add_its_contact_and_words_of_its_own(tmp_path: Path) -> None:
    letter = replace(LETTER, contact="0300 000 000", own_words=("We hold a stall on Saturdays.",))
    text = _text(tmp_path / "a.pdf", letter)
    assert "How to reach us: 0300 000 000" in text
    assert "We hold a stall on Saturdays." in text


def test_it_stays_one_page_whatever_a_force_writes(tmp_path: Path) -> None:
    long = replace(
        LETTER, force_name="W" * 200, area="W" * 200, contact="W" * 300,
        own_words=("W" * 240, "word " * 48),
    )  # fmt: skip
    _text(tmp_path / "a.pdf", long)


def test_words_beyond_the_page_are_refused_with_the_room_there_is() -> None:
    with pytest.raises(ParameterError, match="room for 2"):
        replace(LETTER, own_words=("a", "b", "c"))
    with pytest.raises(ParameterError, match="241 characters"):
        replace(LETTER, own_words=("a" * 241,))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_read_as_text(tmp_path: Path, hostile: str) -> None:
    letter = replace(LETTER, force_name=hostile, area=hostile, contact=hostile)
    shown = re.sub(r"\s|\u200b", "", _text(tmp_path / "a.pdf", letter))
    assert shown.count(re.sub(r"\s", "", hostile)) == 3


def test_a_ten_year_old_can_read_it() -> None:
    """Flesch and Kincaid's grade (1975): 0.39 words a sentence + 11.8 syllables a word − 15.59.

    Grade 5 is read at ten to eleven.
    """
    advice = [text for _, text in visit_letter.ADVICE + visit_letter.IF_SOMETHING_IS_WRONG]
    text = " ".join([*visit_letter.OPENING, *advice, visit_letter.STAY_SAFE])
    sentences = [part for part in re.split(r"[.:!?]", text) if part.strip()]
    words = re.findall(r"[A-Za-z’]+", text)
    syllables = sum(_syllables(word) for word in words)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    assert grade < 5
    assert max(len(sentence.split()) for sentence in sentences) <= 20


def _syllables(word: str) -> int:
    plain = re.sub(r"(?:[^laeiouy]es|[^aeiouyt]ed|[^l]e)$", "", word.lower())
    return max(1, len(re.findall(r"[aeiouy]+", plain)))


def test_it_is_black_on_white(tmp_path: Path) -> None:
    _text(tmp_path / "a.pdf")
    picture = pypdfium2.PdfDocument(tmp_path / "a.pdf")[0].render(scale=1.0).to_pil().convert("RGB")
    pixels = picture.getcolors(maxcolors=1_000_000)
    assert all(max(colour) - min(colour) < 8 for _, colour in pixels)


def test_the_same_letter_has_the_same_bytes(tmp_path: Path) -> None:
    _text(tmp_path / "a.pdf")
    _text(tmp_path / "b.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
