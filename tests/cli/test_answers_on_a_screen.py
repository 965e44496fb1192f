"""Each command's answer fits on a screen of 80 columns: fifteen lines, then the files."""

from __future__ import annotations

from contextlib import redirect_stdout
from pathlib import Path

import pytest

from hotspots.cli.answering import say_run
from hotspots.cli.printing import MOST_LINES, say_answer, say_at_most
from hotspots.study.journeys import JOURNEYS
from tests.cli.command_line import DONE, Screen, hotspots
from tests.demonstration import DemoRun

ANSWERS = {
    "near-repeat": ("--permutations", "99"),
    "patrol-plan": ("--no-past", "--week-of", "2026-01-05"),
    "wards": (),
    "changes": (),
    "forecast": (),
}


def _answer(said: str) -> list[str]:
    """The lines of an answer, without those that say where its files are."""
    lines = [line for line in said.splitlines() if line.strip()]
    assert lines[-1].startswith("Open ")
    return [line for line in lines[:-1] if "hotspots show " not in line]


@pytest.mark.parametrize("command", ANSWERS)
def test_an_answer_is_fifteen_lines_and_then_its_files(workspace: Path, command: str) -> None:
    told = hotspots(command, *ANSWERS[command], "--name", command, cwd=workspace, columns=80)
    assert told.returncode == DONE, told.stderr
    answer = _answer(told.stdout)
    assert 0 < len(answer) <= MOST_LINES
    assert max(map(len, answer)) <= 80
    shown = hotspots("show", command, "--no-browser", cwd=workspace, columns=80)
    assert len(_answer(shown.stdout)) <= MOST_LINES


def test_a_harm_map_s_answer_fits_too(demo_run: DemoRun, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = ["Something is odd in these data, and it takes a while to say what. " * 3] * 9
    monkeypatch.setenv("COLUMNS", "80")
    with redirect_stdout(Screen()) as screen:
        say_run(demo_run.run.folder, demo_run.receipt, oddities=odd)
    answer = _answer(screen.getvalue())
    assert len(answer) <= MOST_LINES
    assert answer[0] == "Look at the data first:"
    assert any("harm spots of street violence hold" in line for line in answer)
    assert max(map(len, answer)) <= 80


def test_what_there_is_no_room_for_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    left = say_at_most(3, lambda: print("one\n\ntwo\nthree\nfour"))  # noqa: T201 - to be caught
    assert capsys.readouterr().out.split("\n") == [
        "one", "", "two", "The page has the rest: 2 more lines.", "",
    ]  # fmt: skip
    assert left == 0
    assert say_at_most(3, lambda: print("one\ntwo")) == 1  # noqa: T201 - to be caught


@pytest.mark.parametrize("words", [("check",), ("doctor",)])
def test_what_is_looked_up_is_fifteen_lines_too_and_more_in_full(
    workspace: Path, words: tuple[str, ...]
) -> None:
    short, full = (
        [line for line in told.splitlines() if line.strip()]
        for told in (
            hotspots(*words, *more, cwd=workspace, columns=80).stdout for more in ((), ("--full",))
        )
    )
    assert 0 < len(short) <= MOST_LINES < len(full)
    assert max(map(len, short)) <= 80


def test_a_long_list_says_how_much_more_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    def tell() -> None:
        print("\n".join(map(str, range(40))))  # noqa: T201 - to be caught

    say_answer(tell, full=False)
    *shown, more = capsys.readouterr().out.splitlines()
    assert (len(shown), more) == (MOST_LINES - 1, "--full prints the rest: 26 more lines.")
    say_answer(tell, full=True)
    assert len(capsys.readouterr().out.splitlines()) == 40


def test_every_journey_answers_through_the_same_frame() -> None:
    assert {each.command for each in JOURNEYS} >= {*ANSWERS, "run"}
