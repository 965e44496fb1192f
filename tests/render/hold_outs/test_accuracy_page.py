"""The page about accuracy: what a reader sees, and that no text of the data becomes markup."""

from __future__ import annotations

import math
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd

from hotspots import schema
from hotspots.render.hold_outs.accuracy_columns import (
    captured_table,
    chosen_table,
    difference_in_words,
    difference_table,
    index_table,
    interval_in_words,
    method_in_words,
    parts_table,
)
from hotspots.render.hold_outs.accuracy_content import AccuracyContent, ForeseenContent
from hotspots.render.hold_outs.accuracy_picture import capture_picture
from hotspots.render.hold_outs.accuracy_products import write_accuracy_products
from hotspots.schema import HoldOutDesign, RankingMethod
from tests.render.harm_spot_factory import STAMP
from tests.run_files import the_file

HOSTILE = "<script>alert(1)</script>"
GROUND = "1 % of the area"


def foreseen(label: str = "Street violence: number", *, by_harm: bool = False) -> ForeseenContent:
    """Two methods, one ground, one split: 50.3 % and 48.1 % captured."""
    captured = {RankingMethod.SHRUNK: 0.503, RankingMethod.PAST: 0.481}
    return ForeseenContent(
        label=label,
        by_harm=by_harm,
        sentences=("It captures more.",),
        scores=pd.DataFrame(
            {
                schema.DESIGN: "one split",
                schema.CHOSEN_GROUND: GROUND,
                schema.METHOD: [method.value for method in captured],
                schema.SHARE_OF_AREA: 0.01,
                schema.CAPTURED: list(captured.values()),
                schema.CAPTURED_LOW: 0.46,
                schema.CAPTURED_HIGH: 0.52,
                schema.PAI: [50.3, 48.1],
                schema.PAI_LOW: 46.0,
                schema.PAI_HIGH: 52.0,
                schema.PEI: [0.8, math.nan],
                schema.RRI: 0.9,
                schema.STAYING: math.nan,
            }
        ),
        differences=pd.DataFrame(
            {
                schema.DESIGN: ["one split"],
                schema.CHOSEN_GROUND: [GROUND],
                schema.METHOD: [RankingMethod.SHRUNK.value],
                schema.RIVAL: [RankingMethod.PAST.value],
                schema.DIFFERENCE: [0.022],
                schema.DIFFERENCE_LOW: [0.012],
                schema.DIFFERENCE_HIGH: [0.031],
            }
        ),
        parts=pd.DataFrame(
            {schema.PART: ["Its past"], schema.CHOSEN_GROUND: [GROUND], schema.CAPTURED: [0.481]}
        ),
        tried=pd.DataFrame(
            {
                schema.DESIGN: ["one split"],
                "known": [9],
                schema.METHOD: [RankingMethod.SHRUNK.value],
                schema.SETTING: ["prior_strength"],
                schema.VALUE: ["0.5"],
                schema.REACHED: [0.61],
                "chosen": [True],
            }
        ),
        curves=pd.DataFrame(
            {
                schema.METHOD: [RankingMethod.SHRUNK.value] * 2,
                schema.SHARE_OF_AREA: [0.01, 0.2],
                schema.CAPTURED: [0.503, 0.99],
            }
        ),
    )


def content(*parts: ForeseenContent, title: str = "Accuracy") -> AccuracyContent:
    return AccuracyContent(
        title=title,
        verdict=("Rank by the past.",),
        split="Known: January to September 2025.",
        roll="Each month.",
        explained=(("PAI", "Prediction accuracy index."),),
        foreseen=parts,
    )


def test_a_share_stands_with_its_interval() -> None:
    _, table = captured_table(foreseen(), HoldOutDesign.ONE_SPLIT)
    assert table[GROUND].tolist() == ["50.3 (46.0 to 52.0)", "48.1 (46.0 to 52.0)"]


def test_a_difference_says_whether_it_is_clear() -> None:
    assert difference_in_words(0.022, 0.012, 0.031) == "+2.2 (+1.2 to +3.1): more"
    assert difference_in_words(-0.02, -0.03, -0.01) == "−2.0 (−3.0 to −1.0): less"
    assert difference_in_words(0.001, -0.002, 0.004) == "+0.1 (−0.2 to +0.4): not clear"
    _, table = difference_table(foreseen(), HoldOutDesign.ONE_SPLIT)
    assert table[GROUND].tolist() == ["+2.2 (+1.2 to +3.1): more"]


def test_a_figure_that_is_not_there_is_a_dash() -> None:
    columns, table = index_table(foreseen(by_harm=True), HoldOutDesign.ONE_SPLIT)
    assert table[GROUND].tolist() == ["50.3 · 0.80 · 0.90", "48.1 · – · 0.90"]
    assert columns[1].title == "1 % of the area"
    assert interval_in_words(0.5, math.nan, math.nan) == "50.0 (– to –)"


def test_harm_is_called_harm() -> None:
    assert method_in_words("past", by_harm=True) == "Plain prior harm"
    assert method_in_words("past", by_harm=False) == "Plain prior count"


def test_a_design_without_figures_has_a_table_without_rows() -> None:
    for make in (captured_table, difference_table, index_table):
        _, table = make(foreseen(), HoldOutDesign.MONTHLY_ROLL)
        assert table.empty


def test_what_was_tried_and_the_parts_are_in_words() -> None:
    _, tried = chosen_table(foreseen())
    assert tried[schema.SETTING].tolist() == ["strength of the surroundings (offences)"]
    _, parts = parts_table(foreseen())
    assert parts[GROUND].tolist() == ["48.1"]


def test_the_picture_says_in_words_what_it_shows() -> None:
    picture = capture_picture(foreseen(HOSTILE), note="Known: January.", stamp=STAMP)
    root = ET.fromstring(picture)  # noqa: S314 - our own, just made
    space = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{space}title") == f"{HOSTILE}: captured in the later months"
    assert "reaches 99 % at 20 % of the area" in (root.findtext(f"{space}desc") or "")
    assert len(root.findall(f"{space}polyline")) == 5
    assert "<script" not in picture


def test_no_text_becomes_markup_and_nothing_is_fetched(tmp_path: Path) -> None:
    write_accuracy_products(tmp_path, content(foreseen(HOSTILE), title=HOSTILE), STAMP)
    page = (tmp_path / "index.html").read_text("utf-8")
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)=["'](?!\./|#)""", page)
    assert page.count("OFFICIAL") > 2


def test_a_formula_in_a_label_is_only_text(tmp_path: Path) -> None:
    write_accuracy_products(tmp_path, content(foreseen("=1+1")), STAMP)
    assert '"\'=1+1"' in the_file(tmp_path, "accuracy.csv").read_text("utf-8-sig")


def test_every_file_that_the_page_names_is_there(tmp_path: Path) -> None:
    write_accuracy_products(tmp_path, content(foreseen(), foreseen(by_harm=True)), STAMP)
    named = re.findall(r'href="\./([^"]+)"', (tmp_path / "index.html").read_text("utf-8"))
    written_later = {"receipt.html", "receipt.json", "set_aside.csv"}
    assert {name for name in named if not (tmp_path / name).is_file()} == written_later
