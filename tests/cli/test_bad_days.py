"""A full disk, files that one may not read, no memory, odd names: a sentence each, and no loss."""

from __future__ import annotations

import gc
import shutil
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from hotspots.cli import faults
from hotspots.study.run_folder import free_name, run_folder
from tests.cli.command_line import DONE, FAULT, USAGE, Told, hotspots
from tests.cli.wick import AS_OF, wick_workspace
from tests.machine import closed, full_disk


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with addresses, a run, a list and a ledger."""
    root = wick_workspace(tmp_path_factory.mktemp("kept") / "wick")
    for words in (
        ("addresses", "convert", "homes.csv"),
        ("cocoon", "--as-of", AS_OF, "--district", "Wick", "--name", "list"),
        ("run", "--name", "map", "--past"),
        ("spots", "adopt", "map"),
    ):
        told = hotspots(*words, cwd=root)
        assert told.returncode == DONE, told.stderr
    return root


@pytest.fixture
def wick(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept, tmp_path / "wick"))


def refused(told: Told, *sentences: str) -> None:
    """Require a fault in sentences: no traceback, and no mistake of hotspots."""
    assert told.returncode == FAULT, told.stdout
    assert "Traceback" not in told.stderr
    assert "hotspots made a mistake" not in told.stderr
    for sentence in sentences:
        assert sentence in told.stderr


# --- a disk that is full ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("addresses", "convert", "homes.csv", "--out", "new.parquet"),
        ("init", "new"),
        ("cocoon", "--as-of", AS_OF),
        ("run",),
        ("near-repeat", "points.csv", "--permutations", "99"),
        ("visits", "import", "visits.csv"),
        ("visits", "export", "out.csv"),
        ("spots", "adopt", "map"),
        ("evaluate", "--template", "new.toml"),
    ],
)
# Django leaves a connection open whose first command fails; Python 3.13 and later warn of it.
@pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <sqlite3:pytest.PytestUnraisableExceptionWarning"
)
def test_a_full_disk_is_said_and_leaves_what_was_there(wick: Path, words: Sequence[str]) -> None:
    visits = "uprn,visited_at,role,outcome\n10005,30/12/2025 18:00,PCSO,spoken to\n"
    (wick / "visits.csv").write_text(visits, encoding="utf-8")
    before = {path for path in wick.rglob("*") if path.is_file() and path.name.count("ledger") == 0}
    with full_disk(room=256):
        told = hotspots(*words, cwd=wick)
    gc.collect()
    refused(told, "ake room")
    after = {path for path in wick.rglob("*") if path.is_file() and path.name.count("ledger") == 0}
    assert {path for path in after - before if "new" not in path.parts} == set()
    assert not [path for path in after if path.name.startswith(".unfinished")]


# --- what one may not read, or not write -----------------------------------------------------


@pytest.mark.parametrize(
    ("file", "words", "sentence"),
    [
        ("data/offences.csv", ("check",), "offences.csv cannot be read"),
        ("data", ("check",), "/data cannot be opened: Permission denied"),
        ("layers/authorities.gpkg", ("check",), "authorities.gpkg cannot be read"),
        ("layers", ("check",), "/layers cannot be opened: Permission denied"),
        ("hotspots.toml", ("check",), "hotspots.toml cannot be read: Permission denied"),
        ("wickshire.toml", ("check",), "wickshire.toml cannot be read: Permission denied"),
        ("data/addresses.parquet", ("cocoon", "--as-of", AS_OF), "addresses.parquet cannot be"),
        ("ledger.sqlite3", ("spots", "list"), "ledger.sqlite3"),
        ("maps/map/receipt.json", ("show", "map"), "receipt.json cannot be read"),
        ("homes.csv", ("addresses", "convert", "homes.csv"), "homes.csv cannot be read"),
        ("homes.csv", ("visits", "import", "homes.csv"), "homes.csv cannot be read"),
    ],
)
def test_what_one_may_not_read_is_named(
    wick: Path, file: str, words: Sequence[str], sentence: str
) -> None:
    with closed(wick / file):
        told = hotspots(*words, cwd=wick)
    refused(told, sentence)


def test_a_folder_below_that_one_may_not_open_is_not_passed_over(wick: Path) -> None:
    """Its offences would be missing, and nobody would know."""
    inner = wick / "data" / "2024"
    inner.mkdir()
    with closed(inner):
        told = hotspots("check", cwd=wick)
    refused(told, "data/2024 cannot be opened: Permission denied. Check who may read it")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets few accounts make links")
def test_a_link_that_leads_nowhere_is_not_passed_over(wick: Path) -> None:
    (wick / "data" / "offences_2024.csv").symlink_to(wick / "moved.csv")
    refused(hotspots("check", cwd=wick), "offences_2024.csv leads to a file that is not there")


@pytest.fixture
def only_read(wick: Path) -> Iterator[Path]:
    """The workspace of another account, which may read it."""
    folders = [wick, *(path for path in wick.rglob("*") if path.is_dir())]
    with ExitStack() as stack:
        for path in (*folders, wick / "ledger.sqlite3"):
            stack.enter_context(closed(path, to_writing=True))
        yield wick


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("check",), "32 rows in = 32 used + 0 set aside."),
        (("show", "list", "--no-browser"), "Homes to visit"),
        (("show", "--no-browser"), "Open "),
        (("spots", "list"), "Market Street"),
        (("visits", "figures", "--json"), '"by_tier"'),
        (("tidy",), "There is nothing to tidy."),
    ],
)
def test_a_workspace_that_one_may_only_read_serves_what_only_reads(
    only_read: Path, words: Sequence[str], says: str
) -> None:
    told = hotspots(*words, cwd=only_read)
    assert told.returncode == DONE, told.stderr
    assert says in told.stdout


def test_a_workspace_that_one_may_only_read_refuses_what_writes(
    only_read: Path, tmp_path: Path
) -> None:
    refused(hotspots("run", "--no-past", cwd=only_read), "choose another folder; no part")
    refused(hotspots("spots", "adopt", "map", cwd=only_read), "Ask for the right to write")
    words = ("cocoon", "--as-of", AS_OF, "--district", "Wick", "--out", str(tmp_path / "mine"))
    refused(hotspots(*words, cwd=only_read), "this account may read it and not write to it")
    assert not (tmp_path / "mine").exists()
    told = hotspots(*words, "--no-keep", cwd=only_read)
    assert told.returncode == DONE, told.stderr


def test_where_no_ledger_is_and_none_can_be_made_it_is_said(wick: Path) -> None:
    (wick / "ledger.sqlite3").unlink()
    with closed(wick, to_writing=True):
        refused(hotspots("visits", "figures", cwd=wick), "nothing has been kept")


# --- memory, and mistakes of hotspots --------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (MemoryError(), "There is not enough memory for this."),
        (RuntimeError("Unknown error: std::bad_alloc"), "There is not enough memory for this."),
        (BrokenExecutor("terminated abruptly"), "Use fewer --workers."),
        (OSError(28, "No space left on device"), "A file cannot be written: No space left"),
        (OSError(116, "Stale file handle", "x.csv"), "x.csv cannot be used: Stale file handle."),
    ],
)
def test_each_kind_of_fault_has_its_sentence(
    wick: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception, says: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr("hotspots.study.check.load", fail)
    refused(hotspots("check", cwd=wick), says)


def test_memory_that_there_really_is_not_ends_in_a_sentence(
    wick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotspots.study.check.load", lambda *_, **__: bytearray(1 << 60))
    refused(hotspots("check", cwd=wick), "There is not enough memory")


def test_a_mistake_of_hotspots_is_told_as_one_without_the_data(
    wick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("Jane Smith, 1 Market Street")

    monkeypatch.setattr("hotspots.study.check.load", fail)
    told = hotspots("check", cwd=wick)
    assert told.returncode == FAULT
    assert "hotspots made a mistake here (ValueError in study/check.py, line " in told.stderr
    assert "Jane" not in told.stderr
    with pytest.raises(ValueError, match="Jane"):
        hotspots("--debug", "check", cwd=wick)


def test_no_fault_is_left_without_words() -> None:
    assert "OSError" not in faults.in_words(OSError("Detail: [errno 28] No space left on device"))


# --- names of runs, and two runs at once -----------------------------------------------------


@pytest.mark.parametrize(
    "name", ["x" * 300, "x" * 51, "CON", "a/b", "..", " ", "a\nb", "é" * 99, "run."]
)
def test_a_name_that_no_run_can_have_is_refused_before_anything_is_read(
    wick: Path, name: str
) -> None:
    (wick / "data" / "offences.csv").unlink()
    told = hotspots("run", "--name", name, cwd=wick)
    refused(told, "name")
    assert "offences" not in told.stderr


def test_two_runs_of_one_name_at_once_lose_neither(wick: Path) -> None:
    with run_folder(wick / "maps", "map-2") as folder:
        (folder / "receipt.json").write_text("{}", encoding="utf-8")
        told = hotspots("run", "--name", "map-2", cwd=wick)
    refused(told, "maps/map-2 is being written by another command at this moment")
    assert (wick / "maps" / "map-2" / "receipt.json").is_file()


def test_runs_that_nobody_named_are_numbered_where_they_begin_together(tmp_path: Path) -> None:
    maps, name = tmp_path / "maps", "2026-01-05-080000-harm-map"
    with run_folder(maps, free_name(maps, name)):
        second = free_name(maps, name)
        assert second == f"{name}-2"
        with run_folder(maps, second):
            assert free_name(maps, name) == f"{name}-3"
    assert sorted(path.name for path in maps.iterdir()) == [name, second]


def test_workers_and_a_cluster_cannot_both_be_asked_for(wick: Path) -> None:
    words = ("run", "--workers", "2", "--cluster", "tcp://127.0.0.1:8786")
    told = hotspots(*words, cwd=wick)
    assert told.returncode == USAGE
    assert "cannot both be given" in told.stderr
