"""The tutorial, as a newcomer follows it: every command, in order, on a new small county."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from hotspots.cli import main

TUTORIAL = Path(__file__).parents[1] / "docs" / "tutorial.md"
COMMANDS = re.findall(r"^\$ (.+)$", TUTORIAL.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.slow
def test_every_command_of_the_tutorial_does_what_it_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.chdir(tmp_path)
    assert len(COMMANDS) > 15
    for command in COMMANDS:
        program, *words = shlex.split(command)
        if program == "cd":
            monkeypatch.chdir(words[0])
            continue
        monkeypatch.setattr(sys, "argv", [program, *words])
        with pytest.raises(SystemExit) as ended:
            main()
        assert not ended.value.code, command
    assert (tmp_path / "our-force" / "hotspots.toml").is_file()
    assert [Path(page).parent.name for page in opened][-1] == "wider"
