from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from hotspots.errors import NoRowsError
from hotspots.render.change.forecast_picture import HEIGHT, WIDTH, SeriesPicture, forecast_picture

FIRST = date(2025, 1, 6)


def picture(weeks: int = 52, coming: int = 4, *, level: float = 60.0) -> SeriesPicture:
    return SeriesPicture(
        key="series-1",
        title="Wickshire Police: burglary",
        sentence="About 240 offences in the 4 weeks from 5 January 2026.",
        step="week",
        begins=[FIRST + timedelta(weeks=n) for n in range(weeks + coming)],
        counted=[level + n % 7 for n in range(weeks)],
        year_before=[math.nan] * 5 + [level + n % 5 for n in range(weeks + coming - 5)],
        middle=[level] * coming,
        low=[level * 0.8] * coming,
        high=[level * 1.2] * coming,
    )


def texts(svg: str) -> list[str]:
    return [each.text or "" for each in ET.fromstring(svg).iter() if each.tag.endswith("text")]  # noqa: S314 - our own


def test_what_is_what_is_told_without_a_colour() -> None:
    svg = forecast_picture(picture())
    assert "offences a week" in texts(svg)
    assert "a year before" in texts(svg)
    assert "forecast and its interval" in texts(svg)
    assert svg.count("stroke-dasharray") == 2  # the line, and its entry in the legend
    assert svg.count("<circle") == 4 + 1
    assert "About 240 offences" in svg


def test_nothing_is_drawn_outside_the_picture() -> None:
    svg = forecast_picture(picture(level=1234.0))
    for east, north in re.findall(r"[ML]([\d.]+) ([\d.]+)", svg):
        assert 0 <= float(east) <= WIDTH
        assert 0 <= float(north) <= HEIGHT
    assert "-" not in "".join(re.findall(r'points="([^"]*)"', svg))


def test_the_scale_begins_at_nought_and_holds_the_highest() -> None:
    numbers = [
        float(each.replace(",", ""))
        for each in texts(forecast_picture(picture()))
        if each[0].isdigit()
    ]
    assert min(numbers) == 0
    assert max(numbers) >= 72


@pytest.mark.parametrize(("weeks", "coming"), [(52, 4), (24, 3), (3, 1), (1, 1)])
def test_dates_do_not_stand_on_one_another(weeks: int, coming: int) -> None:
    svg = forecast_picture(picture(weeks, coming))
    places = [
        float(east)
        for east, words in re.findall(r'<text x="([\d.]+)" y="238"[^>]*>([^<]+)<', svg)
        if re.search(r"\d{4}", words)
    ]
    assert all(b - a > 55 for a, b in pairwise(places))


def test_a_week_that_was_not_counted_breaks_the_line() -> None:
    whole = picture()
    gap = replace(whole, counted=[*whole.counted[:20], math.nan, *whole.counted[21:]])
    (line,) = re.findall(
        r'<path d="(M[^"]*)" fill="none"[^>]*stroke-width="2"', forecast_picture(gap)
    )
    assert line.count("M") == 2


def test_a_name_from_the_profile_is_text() -> None:
    svg = forecast_picture(replace(picture(), title="<script>", sentence='"><img src=x>'))
    assert "<script" not in svg
    assert "<img" not in svg
    assert ET.fromstring(svg) is not None  # noqa: S314 - our own


def test_without_a_count_there_is_nothing_to_draw() -> None:
    empty = replace(picture(), counted=[math.nan], year_before=[], middle=[], low=[], high=[])
    with pytest.raises(NoRowsError, match="nothing to draw"):
        forecast_picture(empty)
