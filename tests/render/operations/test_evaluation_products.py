"""The pictures, the report and the page of an evaluation: readable, escaped, and on two pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pypdf import PdfReader
from shapely.geometry import Point, box

from hotspots import schema
from hotspots.render.operations.evaluation_content import EvaluationContent, ForestRow
from hotspots.render.operations.evaluation_map import map_picture
from hotspots.render.operations.evaluation_picture import forest_picture, series_picture
from hotspots.render.operations.evaluation_products import (
    write_evaluation_page,
    write_evaluation_pdf,
)
from tests.browser import Visit
from tests.render.harm_spot_factory import STAMP

BNG = "EPSG:27700"
HOSTILE = "<script>alert(1)</script> & ${7*7} `x`"


def content(name: str = "Market Street") -> EvaluationContent:
    """Return two treated areas and two controls in a town, eight weeks of them."""
    middles = [Point(501_000 + 1_500 * at, 201_000) for at in range(4)]
    patrolled = [28.0, 26.0, np.nan, np.nan]
    areas = gpd.GeoDataFrame(
        {
            schema.AREA_ID: ["S001", "S002", "S003", "S004"],
            schema.SPOT_NAME: [name, "Quiet Estate", "Station Road", "Pier"],
            schema.AREA_ROLE: ["treated", "treated", "control", "control"],
            schema.BEFORE_OFFENCES: [40, 20, 38, 22],
            schema.DURING_OFFENCES: [20, 12, 36, 20],
            schema.RING_BEFORE_OFFENCES: [10, 8, 9, 7],
            schema.RING_DURING_OFFENCES: [9, 8, 10, 7],
            schema.EXPECTED_OFFENCES: [37.3, 18.7, np.nan, np.nan],
            schema.BEFORE_HARM: [400.0, 200.0, 380.0, 220.0],
            schema.DURING_HARM: [200.0, 120.0, 360.0, 200.0],
            schema.PATROL_VISITS: patrolled,
            schema.PATROL_MINUTES: patrolled,
            schema.PLANNED: patrolled,
            schema.DELIVERED: patrolled,
            schema.SHARE_DELIVERED: [1.0, 0.93, np.nan, np.nan],
            schema.WHY: ["", "", "Like Market Street.", "Like Quiet Estate."],
        },
        geometry=[middle.buffer(80) for middle in middles],
        crs=BNG,
    )
    rings = areas[[schema.AREA_ID, schema.AREA_ROLE]].set_geometry(
        areas.buffer(150).difference(areas.geometry)
    )
    firsts = pd.date_range("2025-03-05", periods=8, freq="7D")
    series = pd.DataFrame(
        {
            schema.FIRST_DAY: [first.date() for first in firsts],
            schema.LAST_DAY: [(first + pd.Timedelta(days=6)).date() for first in firsts],
            schema.PHASE: ["before"] * 4 + ["during"] * 4,
            schema.TREATED_OFFENCES: [15, 14, 16, 15, 8, 7, 9, 8],
            schema.CONTROL_OFFENCES: [15, 15, 15, 15, 14, 14, 14, 14],
            schema.CONTROLS_SCALED: [15.0, 15.0, 15.0, 15.0, 14.0, 14.0, 14.0, 14.0],
        }
    )
    measures = pd.DataFrame(
        [
            [
                "Relative incidence",
                0.57,
                0.4,
                0.8,
                "ratio",
                0.2,
                "",
                "how differently the areas changed",
            ]
        ],
        columns=[
            "measure",
            "estimate",
            "low",
            "high",
            "unit",
            "standard_error",
            "p_value",
            "rests_on",
        ],
    )
    return EvaluationContent(
        title=f"Did it work? {name}",
        subtitle="April 2025, against March 2025",
        outcome="reduced",
        headline="Reduced",
        sentence=f"32 offences in {name}, where 56 were to be expected.",
        points=(f"{name}: 96 % of the plan was carried out.",),
        figures=(("Offences in the treated areas", "32"), ("Expected", "56")),
        done=(("Treated areas", name),),
        controls=(("Station Road (S003)", "Like Market Street."),),
        forest=(
            ForestRow(label="Treated areas", change=-0.43, low=-0.6, high=-0.2, decides=True),
            ForestRow(label="In the rings", change=0.1, low=-0.4, high=9.0),
        ),
        weights="As published: counts as they are.",
        measures=measures,
        areas=areas,
        rings=rings,
        districts=gpd.GeoDataFrame(
            {schema.DISTRICT: ["Wick"]}, geometry=[box(500_000, 200_000, 507_000, 203_000)], crs=BNG
        ),
        series=series,
        step="week",
        before_days=28,
        during_days=28,
    )


def words_of(svg: str) -> list[str]:
    root = ET.fromstring(svg)  # noqa: S314 - our own picture
    return [text for each in root.iter() if (text := (each.text or "").strip())]


def test_the_series_names_the_operation_and_tells_its_numbers_to_a_screen_reader() -> None:
    words = words_of(series_picture(content()))
    assert "The operation" in words
    assert "Treated areas" in words
    assert any("2025-03-05: 15 treated, 15 controls" in each for each in words)


def test_the_forest_says_each_change_with_its_interval_and_real_minus_signs() -> None:
    words = words_of(forest_picture(content().forest))
    assert "−43 % (−60 % to −20 %)" in words
    assert "+10 % (−40 % to +900 %)" in words


def test_an_interval_beyond_the_axis_stays_on_the_picture() -> None:
    lefts = [float(x) for x in re.findall(r'x2="([-0-9.]+)"', forest_picture(content().forest))]
    assert max(lefts) <= 900


@pytest.mark.parametrize("picture", [series_picture, map_picture])
def test_text_from_data_is_shown_in_pictures_and_never_run(
    picture: Callable[[EvaluationContent], str],
) -> None:
    assert "<script" not in picture(content(HOSTILE))
    words_of(picture(content(HOSTILE)))  # and the picture is well formed


def test_the_map_draws_every_area_and_the_ring() -> None:
    drawn = map_picture(content())
    words = words_of(drawn)
    assert "The busiest, and its ring" in words
    assert "Market Street" in words
    assert any(each.endswith(("m", "km")) for each in words)


def test_a_series_without_controls_or_without_offences_is_still_drawn() -> None:
    empty = content()
    series = empty.series.assign(
        **{schema.TREATED_OFFENCES: 0, schema.CONTROL_OFFENCES: 0, schema.CONTROLS_SCALED: np.nan}
    )
    assert "The operation" in words_of(series_picture(replace(empty, series=series)))


def test_no_line_is_drawn_over_weeks_that_are_withheld() -> None:
    whole = content()
    treated = pd.Series([15, None, None, 15, 0, None, None, 0], dtype="Int64")
    picture = series_picture(
        replace(whole, series=whole.series.assign(**{schema.TREATED_OFFENCES: treated}))
    )
    lines = re.findall(r'<path d="([^"]*)"', picture)
    assert len(re.findall("L", lines[-1])) == 1  # the fourth week and the fifth, told both
    assert words_of(picture).count("×") == 4
    assert "× Treated areas withheld" in words_of(picture)
    assert "×" not in series_picture(whole)


def test_the_report_is_tagged_and_carries_marking_verdict_and_what_was_done(tmp_path: Path) -> None:
    paths = [tmp_path / "one.pdf", tmp_path / "two.pdf"]
    for path in paths:
        write_evaluation_pdf(path, content(HOSTILE), STAMP)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    reader = PdfReader(paths[0])
    assert len(reader.pages) <= 2
    text = " ".join(page.extract_text() for page in reader.pages)
    for words in ("OFFICIAL-SENSITIVE", "Reduced", "What was done", "Quiet Estate", "93"):
        assert words in text, words
    assert "'/Marked': True" in str(reader.root_object["/MarkInfo"])


@pytest.mark.browser
def test_the_page_opens_without_a_network_and_runs_nothing(
    tmp_path: Path, visit: Callable[..., Visit]
) -> None:
    page = tmp_path / "index.html"
    write_evaluation_page(page, content(HOSTILE), STAMP)
    for width in (1400, 390):
        seen = visit(page, width=width)
        assert HOSTILE in seen.page.inner_text("h1")
        assert seen.page.inner_text("h2").startswith("Reduced")
        assert (seen.requests, seen.errors, seen.dialogs) == ([], [], [])
        # Wide things scroll in their own frames, and the page itself does not.
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
