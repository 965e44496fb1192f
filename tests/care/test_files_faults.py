"""A mistake of hotspots itself: one sentence, and a trace that holds no value of a row."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from hotspots.cli import faults
from tests.cli.command_line import FAULT, hotspots

NAME = "Zebedee Quillfeather"  # an invented name


def test_the_sentence_says_where_the_trace_is_and_neither_holds_a_value(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))

    def stumble(*_: object, **__: object) -> None:
        victim = NAME
        try:
            raise KeyError(victim)  # noqa: TRY301 - a fault that led to another
        except KeyError as fault:
            raise ValueError(f"could not convert {victim!r}") from fault

    monkeypatch.setattr("hotspots.study.check.check_inputs", stumble)
    monkeypatch.setattr("hotspots.study.settings.check_settings", lambda _: None)
    monkeypatch.setattr("hotspots.study.inputs.find_job", lambda *_, **__: stumble())
    told = hotspots("check", cwd=tmp_path)
    assert told.returncode == FAULT
    assert len(told.stderr.strip().splitlines()) == 1
    assert "ValueError" in told.stderr
    (trace,) = (tmp_path / "hotspots" / "traces").glob("fault-*.txt")
    assert str(trace) in told.stderr
    text = trace.read_text(encoding="utf-8")
    assert "builtins.ValueError" in text
    assert "builtins.KeyError" in text
    assert "in stumble" in text
    assert "Quillfeather" not in told.stderr + told.stdout + text
    if sys.platform != "win32":
        assert stat.S_IMODE(trace.stat().st_mode) == 0o600
        assert stat.S_IMODE(trace.parent.stat().st_mode) == 0o700


def test_where_no_trace_can_be_kept_it_says_how_to_see_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "hotspots").write_text("a file, and no folder")
    monkeypatch.setattr(faults, "traces_folder", lambda: tmp_path / "hotspots")
    said = faults.in_words(ValueError(NAME))
    assert "--debug" in said
    assert NAME not in said
