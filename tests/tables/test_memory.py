"""A file that memory cannot hold is refused before it is read."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from hotspots.errors import InputError
from hotspots.tables import memory
from hotspots.tables.text_table import read_text_table

GIGABYTE = 1_000_000_000


def test_a_file_that_takes_more_than_is_free_is_refused_with_both_figures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory, "free_bytes", lambda: 3 * GIGABYTE)
    memory.require_memory("half.csv", GIGABYTE // 2)
    with pytest.raises(
        InputError, match=r"^all\.csv \(2\.0 GB\) takes about 9\.0 GB of memory.* 3\.0 GB are free"
    ):
        memory.require_memory("all.csv", 2 * GIGABYTE)


def test_it_is_asked_before_a_table_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("ref,place\n1,Mill Lane\n")
    monkeypatch.setattr(memory, "free_bytes", lambda: 1)
    with pytest.raises(InputError, match=r"a\.csv"):
        read_text_table(path)


@pytest.mark.parametrize(("limit", "free"), [("max", 2_048_000), ("1500000", 1_000_000)])
def test_a_container_has_what_it_was_given_and_no_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, limit: str, free: int
) -> None:
    for name, text in {"max": limit, "now": "500000"}.items():
        (tmp_path / name).write_text(text)
    machine = SimpleNamespace(available=2_048_000)
    monkeypatch.setattr("psutil.virtual_memory", lambda: machine)
    monkeypatch.setattr(memory, "GROUP_FILES", (tmp_path / "max", tmp_path / "now"))
    assert memory.free_bytes() == free


@pytest.mark.skipif(sys.platform != "linux", reason="the GNU library's own")
def test_what_was_freed_goes_back_where_the_process_grew() -> None:
    memory.give_back()
    kept = [bytes(2_000) for _ in range(100_000)]
    held = memory.held_bytes()
    kept = kept[-1:]  # so that what is free lies below what is not
    memory.give_back()
    assert kept
    assert memory.held_bytes() < held - 100_000_000


def test_the_library_is_not_asked_to_look_where_the_process_grew_by_little(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[str] = []
    monkeypatch.setattr(memory._Held, "bytes", 0)
    monkeypatch.setattr("ctypes.CDLL", lambda _: SimpleNamespace())  # of no GNU library
    monkeypatch.setattr(
        "pyarrow.default_memory_pool",
        lambda: SimpleNamespace(release_unused=lambda: looked.append("looked")),
    )
    for held, times in ((100, 1), (115, 1), (90, 1), (105, 1), (107, 2)):
        monkeypatch.setattr(memory, "held_bytes", lambda held=held: held << 20)
        memory.give_back()
        assert len(looked) == times, held
