"""A thing is in its place when it is whole; what a killed writer left is told from what is held."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hotspots.errors import BeingWrittenError, OutputError
from hotspots.unfinished import (
    file_written,
    left_behind,
    move_into_place,
    place_beside,
    remove,
    remove_left_behind,
    written_whole,
)
from tests.machine import closed, full_disk

WRITER = """
import sys, time
from pathlib import Path
from hotspots.unfinished import written_whole

with written_whole(Path(sys.argv[1])) as beside:
    beside.write_text("half")
    print("writing", flush=True)
    time.sleep(600)
"""


def test_a_file_is_replaced_when_the_new_one_is_whole(tmp_path: Path) -> None:
    final = tmp_path / "visits.csv"
    final.write_text("old", encoding="utf-8")
    with file_written(final) as beside:
        beside.write_text("new", encoding="utf-8")
        assert final.read_text(encoding="utf-8") == "old"
    assert final.read_text(encoding="utf-8") == "new"
    assert list(tmp_path.iterdir()) == [final]


def test_what_a_killed_writer_left_is_told_from_what_is_being_written(tmp_path: Path) -> None:
    final = tmp_path / "visits.csv"
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(final)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        assert left_behind(tmp_path) == []
        assert remove_left_behind(tmp_path) == []
        with pytest.raises(BeingWrittenError, match="at this moment"), file_written(final):
            pytest.fail("two write one file")
        writer.kill()
    assert left_behind(tmp_path) == [place_beside(final)]
    assert remove_left_behind(tmp_path, spared=lambda _: True) == []
    assert remove_left_behind(tmp_path) == [place_beside(final)]
    assert list(tmp_path.iterdir()) == []


def test_a_writer_takes_the_place_of_a_killed_one(tmp_path: Path) -> None:
    final = tmp_path / "run"
    place_beside(final).mkdir()
    (place_beside(final) / "half.html").write_text("half", encoding="utf-8")
    with written_whole(final) as beside:
        beside.mkdir()
    assert list(final.iterdir()) == []


def test_what_was_left_whole_moves_into_its_place_and_takes_no_other(tmp_path: Path) -> None:
    final = tmp_path / "run"
    place_beside(final).mkdir()
    assert move_into_place(final)
    place_beside(final).mkdir()
    assert not move_into_place(final)
    remove(final)
    assert not final.exists()


def test_a_lock_that_stood_alone_goes_without_being_called_a_leaving(tmp_path: Path) -> None:
    """A writer was killed between its lock and its first byte."""
    (tmp_path / ".unfinished-run~held").touch()
    assert left_behind(tmp_path) == []
    assert remove_left_behind(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_and_a_closed_folder_are_said_and_leave_the_old_file(tmp_path: Path) -> None:
    final = tmp_path / "visits.csv"
    final.write_text("old", encoding="utf-8")
    with (
        pytest.raises(OutputError, match=r"visits\.csv cannot be written: .*Make room"),
        full_disk(),
        file_written(final) as beside,
    ):
        beside.write_text("x" * 10_000, encoding="utf-8")
    with (
        closed(tmp_path, to_writing=True),
        pytest.raises(OutputError, match="Permission denied"),
        file_written(final),
    ):
        pytest.fail("the folder takes a file")
    assert list(tmp_path.iterdir()) == [final]
    assert final.read_text(encoding="utf-8") == "old"


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="this system stops no process")
def test_a_writer_that_merely_waits_keeps_its_place(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path / "run")], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        os.kill(writer.pid, signal.SIGSTOP)
        assert left_behind(tmp_path) == []
        writer.kill()
