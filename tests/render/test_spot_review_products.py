from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from hotspots import schema
from hotspots.render.spots_over_time.spot_review_page import (
    write_spot_review_page,
    write_spot_review_pdf,
)
from hotspots.render.spots_over_time.spot_review_tables import (
    write_spot_review_csv,
    write_spot_review_xlsx,
)
from tests.render.harm_spot_factory import HOSTILE, STAMP, harm_spots

TITLE = "Harm spots in force: keep or retire"
FIGURES = [("Harm spots in force", "3"), ("To retire", "1")]
SENTENCES = ("Of 3 harm spots in force: 1 to keep, 1 to watch, 1 to retire.",)
TEXTS = (schema.SPOT_NAME, schema.DISTRICT, schema.WHY, schema.EDITED)


def reviewed(text: str | None = None) -> gpd.GeoDataFrame:
    """Three spots in force, one of each advice; ``text`` replaces every text."""
    spots = harm_spots(3)
    numbers: dict[str, Any] = {
        schema.RANK_NOW: [1, 4, 9],
        schema.RANK_LOW: [1, 2, 7],
        schema.RANK_HIGH: [1, 6, 9],
        schema.OFFENCES_THEN_PER_YEAR: [90.0, 60.0, float("nan")],
        schema.HARM_THEN_PER_YEAR: [9_000.0, 6_000.0, float("nan")],
        schema.HARM_PER_YEAR: [9_500.0, 5_500.0, 100.0],
        schema.PAI_THEN: [250.0, 200.0, float("nan")],
        schema.PAI_NOW: [260.0, 190.0, 3.0],
        schema.HARM_PAI_NOW: [240.0, 180.0, 2.0],
        schema.RRI: [1.04, 0.95, float("nan")],
        schema.RRI_LOW: [0.8, 0.7, float("nan")],
        schema.RRI_HIGH: [1.3, float("inf"), float("nan")],
        schema.OVERLAP_TODAY: [0.9, 0.4, 0.0],
        schema.PATROL_MINUTES: [1_240.0, 0.0, float("nan")],
    }
    table = spots.assign(
        **numbers,
        **{
            schema.ADVICE: list(map(str, schema.SpotAdvice)),
            schema.EDITED: pd.Series([None, "moved by an analyst, 3 May 2026: x", None]),
        },
    )
    if text is not None:
        table = table.assign(**dict.fromkeys(TEXTS, text))
    return table[list(schema.SPOT_REVIEW_COLUMNS)]


@pytest.fixture
def products(tmp_path: Path) -> Callable[..., Path]:
    """Write every product of a review into a folder."""

    def write(spots: gpd.GeoDataFrame, missed: gpd.GeoDataFrame, folder: str = "review") -> Path:
        made = tmp_path / folder
        made.mkdir()
        said: dict[str, Any] = {"title": TITLE, "sentences": SENTENCES, "figures": FIGURES}
        write_spot_review_csv(made / "review.csv", spots, STAMP)
        write_spot_review_xlsx(made / "review.xlsx", spots, missed, STAMP, title=TITLE)
        write_spot_review_pdf(made / "review.pdf", spots, missed, STAMP, **said)
        write_spot_review_page(
            made / "index.html", spots, missed, STAMP, files={"CSV": "review.csv"}, **said
        )
        return made

    return write


def words_of(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(text.split())


def test_each_spot_stands_under_its_advice(products: Callable[..., Path]) -> None:
    made = products(reviewed(), harm_spots(2))
    page = (made / "index.html").read_text("utf-8")
    for heading in ("To retire: 1", "To watch: 1", "To keep: 1"):
        assert heading in page
    words = words_of(made / "review.pdf")
    assert STAMP.marking in words
    assert "1.04 (0.80 to 1.30)" in words
    assert "0.95 (0.70 to no end)" in words
    assert "1,240" in words
    assert "Moved by an analyst, 3 May 2026: x." in words


def test_the_workbook_has_the_spots_and_the_places_that_are_not_in_force(
    products: Callable[..., Path],
) -> None:
    file = products(reviewed(), harm_spots(2)) / "review.xlsx"
    book = CalamineWorkbook.from_path(str(file))
    assert book.sheet_names == ["Keep or retire", "Not in force", "Set aside", "About"]
    rows = book.get_sheet_by_name("Keep or retire").to_python()
    assert [row[0] for row in rows] == ["Advice", "keep", "watch", "retire"]
    assert len(book.get_sheet_by_name("Not in force").to_python()) == 3


def test_no_text_of_the_data_is_live(products: Callable[..., Path]) -> None:
    for number, text in enumerate(HOSTILE):
        made = products(reviewed(text), harm_spots(1, text=text), f"hostile {number}")
        page = (made / "index.html").read_text("utf-8")
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        with (made / "review.csv").open(encoding="utf-8-sig") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "@", "+1+1", "-2+3"))]


def test_the_same_review_gives_the_same_bytes(products: Callable[..., Path]) -> None:
    one, other = (products(reviewed(), harm_spots(2), name) for name in ("one", "other"))
    for path in (each for each in one.rglob("*") if each.is_file()):
        assert path.read_bytes() == (other / path.relative_to(one)).read_bytes(), path.name


def test_nothing_in_force_and_nothing_missed_is_said(products: Callable[..., Path]) -> None:
    made = products(reviewed().iloc[:0], harm_spots(1).iloc[:0])
    page = (made / "index.html").read_text("utf-8")
    assert "To retire: 0" in page
    assert "Every place that would be chosen today is" in page
    assert "No harm spot is in force." in (made / "review.csv").read_text("utf-8-sig")
