"""What is printed fits the screen, and a pipe gets whole lines."""

from __future__ import annotations

import sys

import pytest

from hotspots.cli.printing import say, say_oddities

SAID = "40 rows of 5 kinds of offence lie on one point, 599950, 225950."


def on_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print to a screen of 40 columns."""
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)


def test_on_a_screen_no_word_is_broken_and_a_list_stays_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on_a_screen(monkeypatch)
    say_oddities([SAID])
    assert capsys.readouterr().out.splitlines() == [
        "Look at the data first:",
        "- 40 rows of 5 kinds of offence lie on",
        "  one point, 599950, 225950.",
        "",
    ]


def test_what_is_copied_from_a_screen_stays_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on_a_screen(monkeypatch)
    say("Open " + "long-name/" * 9, whole=True)
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_pipe_gets_each_sentence_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    say_oddities([SAID])
    assert f"- {SAID}\n" in capsys.readouterr().out
