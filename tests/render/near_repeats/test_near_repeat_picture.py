"""The picture of a Knox table: whole, safe, and readable without colour."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from hotspots import schema
from hotspots.density_classes import lightness
from hotspots.errors import MissingColumnError, NoRowsError
from hotspots.render.near_repeats.near_repeat_picture import SHADES, near_repeat_picture, shade_of
from tests.render.harm_spot_factory import STAMP

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def bands() -> pd.DataFrame:
    """Two distances by two weeks: a clear band, one from three pairs, a weak one, and nothing."""
    return pd.DataFrame(
        {
            schema.DISTANCE_BAND: ["same place", "same place", "under 100 m", "under 100 m"],
            schema.TIME_BAND: ["0–6 days", "7–13 days", "0–6 days", "7–13 days"],
            schema.PAIRS_OBSERVED: [320, 3, 1_124, 0],
            schema.PAIRS_EXPECTED: [46.24, 0.3, 866.9, 0.0],
            schema.PAIRS_EXPECTED_CLOSED_FORM: [46.1, 0.3, 867.2, 0.0],
            schema.NEAR_REPEAT_RATIO: [6.92, 10.0, 1.30, float("nan")],
            schema.P_VALUE: [0.001, 0.08, 0.001, 1.0],
            schema.POISSON_P_VALUE: [0.0004, 0.07, 0.0002, 0.9],
            schema.IS_NEAR_REPEAT: [True, False, True, False],
        }
    )


def drawn(bands: pd.DataFrame, **words: str) -> str:
    said = {
        "title": "Near repeat in Colchester",
        "sentence": "It is at work here.",
        "note": "Bands.",
    }
    return near_repeat_picture(bands, **{**said, **words}, stamp=STAMP)


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own picture


def test_every_cell_has_its_ratio_its_pairs_and_its_p(bands: pd.DataFrame) -> None:
    words = texts(drawn(bands))
    for expected in ("6.92", "320 for 46.2", "p 0.001", "10.00", "3 for 0.3", "1,124 for 867", "–"):
        assert expected in words


def test_bands_that_are_near_repeat_are_framed_as_well_as_shaded(bands: pd.DataFrame) -> None:
    cells = [
        cell
        for cell in ET.fromstring(drawn(bands)).iter(f"{SVG}rect")  # noqa: S314 - our own picture
        if float(cell.get("height", "0")) > 40 and cell.get("stroke")
    ]
    frames = [int(cell.get("stroke-width", "0")) for cell in cells]
    assert frames == [3, 1, 3, 1]
    assert [cell.get("fill") == "#ffffff" for cell in cells] == [False, True, False, True]


def test_ten_times_chance_from_three_pairs_is_not_the_darkest_thing_on_the_page() -> None:
    assert shade_of(10.0, is_near_repeat=False) == "#ffffff"
    assert shade_of(float("nan"), is_near_repeat=False) == "#ffffff"
    assert shade_of(1.3, is_near_repeat=True) == SHADES[0][1]
    assert shade_of(3.0, is_near_repeat=True) == SHADES[-1][1]


def test_shades_fall_in_lightness_and_their_text_passes_the_contrast_rule() -> None:
    levels = [lightness(colour) for _, colour in SHADES]
    assert levels == sorted(levels, reverse=True)
    for level in levels:
        luminance = ((level + 16) / 116) ** 3
        ink = 1.0 if level < 50 else 0.0
        bright, dark = max(ink, luminance), min(ink, luminance)
        assert (bright + 0.05) / (dark + 0.05) >= 4.5


def test_marking_period_run_and_demonstration_stand_on_the_picture(bands: pd.DataFrame) -> None:
    page = " ".join(texts(drawn(bands)))
    assert "OFFICIAL-SENSITIVE – DEMONSTRATION: an invented county" in page
    assert "January to December 2025" in page
    assert STAMP.run_name in page


def test_a_reader_who_hears_the_page_gets_the_verdict(bands: pd.DataFrame) -> None:
    root = ET.fromstring(drawn(bands))  # noqa: S314 - our own picture
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}desc") == "It is at work here."


def test_markup_in_a_title_is_shown_and_never_run(bands: pd.DataFrame) -> None:
    svg = drawn(bands, title="<script>alert(1)</script> & Sons")
    assert "<script" not in svg
    assert "<script>alert(1)</script> & Sons" in texts(svg)


def test_nothing_is_fetched_and_the_bytes_are_the_same_each_time(bands: pd.DataFrame) -> None:
    svg = drawn(bands)
    assert svg.count("http") == 1  # the name of the SVG language
    assert drawn(bands) == svg


def test_a_long_verdict_is_wrapped_inside_the_picture(bands: pd.DataFrame) -> None:
    svg = drawn(bands, sentence="Near repeat was not found here. " * 12)
    width = float(ET.fromstring(svg).get("width", "0"))  # noqa: S314 - our own picture
    assert max(len(text) for text in texts(svg)) * 7.2 < width


def test_a_table_without_bands_is_refused(bands: pd.DataFrame) -> None:
    with pytest.raises(NoRowsError):
        drawn(bands.iloc[:0])
    with pytest.raises(MissingColumnError, match="p_value"):
        drawn(bands.drop(columns=schema.P_VALUE))
