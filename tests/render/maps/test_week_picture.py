from __future__ import annotations

import itertools
import json
import re
from xml.etree import ElementTree as ET

import pytest

from hotspots.density_classes import lightness
from hotspots.errors import InputError
from hotspots.render.maps.week_picture import HOUR_COLOURS, NO_HOURS, week_picture

SVG = re.compile(r"<svg.*</svg>", re.DOTALL)


def week(**busy: int) -> str:
    """A week of one offence an hour, and more at ``day_hour``, for example ``fri_22=9``."""
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    hours = [[1.0] * 24 for _ in days]
    for when, weight in busy.items():
        day, hour = when.split("_")
        hours[days.index(day)][int(hour)] = weight
    return json.dumps(hours)


def picture(markup: str) -> ET.Element:
    found = SVG.search(markup)
    assert found is not None
    return ET.fromstring(found.group(0))  # noqa: S314 - our own markup


def test_friday_at_ten_in_the_evening_is_the_dark_square() -> None:
    paths = picture(week_picture(week(fri_22=9), "Friday 22:00", key="1")).findall("path")
    dark = [path for path in paths if path.get("fill") == HOUR_COLOURS[-1]]
    assert len(dark) == 1
    # Rows are 13 px from Monday, columns 12 px from midnight after 32 px of labels.
    assert dark[0].get("d") == f"M{32 + 22 * 12} {4 * 13}h11v12h-11z"


def test_week_starts_on_monday_and_has_168_squares() -> None:
    drawn = picture(week_picture(week(), "", key="1"))
    labels = [text.text for text in drawn.findall("text")]
    assert labels[:7] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert sum((path.get("d") or "").count("M") for path in drawn.findall("path")) == 168


def test_picture_is_told_in_words_too() -> None:
    drawn = picture(week_picture(week(sat_1=169), "Saturday 01:00", key="7"))
    assert drawn.get("role") == "img"
    assert drawn.get("aria-labelledby") == "week-title-7 week-description-7"
    description = drawn.find("desc")
    assert description is not None
    # 167 hours of 1 and one of 169 are 336; Saturday has 23 + 169 = 192 of them, 57 %.
    assert description.text is not None
    assert description.text.startswith("Busiest: Saturday 01:00.")
    assert "Saturday 57 %" in description.text


@pytest.mark.parametrize("missing", [None, float("nan"), ""])
def test_source_without_times_says_so(missing: object) -> None:
    assert NO_HOURS in week_picture(missing, None, key="1")


def test_spot_without_a_timed_offence_says_so() -> None:
    assert NO_HOURS in week_picture(json.dumps([[0] * 24] * 7), None, key="1")


@pytest.mark.parametrize(
    "text",
    ["[[1, 2], [3]]", "not json", json.dumps([[-1] * 24] * 7), json.dumps([["x"] * 24] * 7), "7",
     json.dumps([[float("inf")] * 24] * 7)],
)  # fmt: skip
def test_hours_that_are_not_a_week_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="7 lists"):
        week_picture(text, None, key="1")


def test_hostile_busiest_text_is_shown_not_run() -> None:
    markup = week_picture(week(), "<script>alert(1)</script>", key="1")
    assert "<script" not in markup
    assert "&lt;script&gt;" in markup


def test_colours_fall_in_lightness() -> None:
    steps = [lightness(colour) for colour in HOUR_COLOURS]
    assert all(pale - dark > 8 for pale, dark in itertools.pairwise(steps))
