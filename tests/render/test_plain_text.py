"""Text from data, made fit to be written down."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots.render.plain_text import plain_text, shortened


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT])
def test_what_is_missing_is_shown_as_nothing(missing: object) -> None:
    assert plain_text(missing) == ""


def test_markup_is_left_as_it_is_for_each_writer_to_keep_from_running() -> None:
    assert plain_text("<script>${x}</script>`=1+1`") == "<script>${x}</script>`=1+1`"


def test_lines_and_tabs_become_one_space() -> None:
    assert plain_text("Market\tStreet\r\n Colchester ") == "Market Street Colchester"
    assert plain_text("Market \x1b\rStreet") == "Market Street"


def test_a_name_cannot_turn_the_direction_of_reading() -> None:
    assert plain_text("Quay \u202egpj.exe") == "Quay gpj.exe"


def test_control_characters_and_halves_of_pairs_are_dropped() -> None:
    assert plain_text("Mill\x00 \x1bRow\ud800\ufeff") == "Mill Row"


@given(st.text())
def test_any_text_becomes_one_line_that_can_be_written(text: str) -> None:
    shown = plain_text(text)
    assert shown.encode("utf-8").decode() == shown
    assert len(shown.splitlines()) <= 1
    assert plain_text(shown) == shown


def test_a_long_text_is_cut_at_a_word() -> None:
    assert shortened("twelve offences at night", 18) == "twelve offences…"
    assert shortened("twelve offences", 15) == "twelve offences"


def test_a_single_long_word_is_cut_where_it_must_be() -> None:
    assert shortened("W" * 30, 10) == "W" * 9 + "…"
