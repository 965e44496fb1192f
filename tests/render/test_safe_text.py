from __future__ import annotations

import html
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots.render.markup import escape_for_map, json_for_script
from hotspots.render.plain_text import plain_text

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "${alert(1)}",
    "`${alert(1)}`",
    "</script><script>alert(1)</script>",
    "{{7*7}}",
    "\"><svg onload='alert(1)'>",
    "\\x3cscript\\x3e",
    "a\u2028b\u2029c",
    "nul\x00 and bell\x07",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_street_name_holds_no_sign_that_could_run(text: str) -> None:
    escaped = escape_for_map(text)
    assert not set(escaped) & set("<>\"'`\\${}")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_street_name_is_still_read_as_it_was_written(text: str) -> None:
    assert html.unescape(escape_for_map(text)) == plain_text(text)


def test_ordinary_street_name_is_left_alone() -> None:
    assert escape_for_map("Saint Mary-at-the-Walls, Colchester") == (
        "Saint Mary-at-the-Walls, Colchester"
    )


def test_missing_name_is_shown_as_nothing() -> None:
    assert escape_for_map(None) == ""
    assert escape_for_map(float("nan")) == ""


def test_control_characters_are_not_shown() -> None:
    assert escape_for_map("High\x00 Street\x07") == "High Street"


@given(st.text())
def test_any_text_survives_the_way_to_the_screen(text: str) -> None:
    escaped = escape_for_map(text)
    assert html.unescape(escaped) == plain_text(text)
    assert not set(escaped) & set("<>\"'`\\${}")


def test_data_in_a_page_cannot_end_its_script() -> None:
    data = {"name": "</script><!-- &amp; \u2028"}
    text = json_for_script(data)
    assert not set(text) & set("<>&\u2028")
    assert json.loads(text) == data


def test_a_number_that_json_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_for_script([float("nan")])
