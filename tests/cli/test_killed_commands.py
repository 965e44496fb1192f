"""What a command leaves that is killed, what the next one makes of it, and `hotspots tidy`."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hotspots.file_names import named_file
from hotspots.ledger import open_ledger
from hotspots.unfinished import written_whole
from tests.cli.command_line import DONE, FAULT, hotspots
from tests.cli.wick import AS_OF, HOMES, burglary, wick_workspace
from tests.run_files import the_file
from tests.study.small_force import export

PROJECT = Path(__file__).parents[2]
LIST = ("cocoon", "--as-of", AS_OF, "--district", "Wick", "--quiet")

Kill = Callable[[Path, str], None]

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork a command")


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = wick_workspace(tmp_path_factory.mktemp("converted") / "wick")
    told = hotspots("addresses", "convert", "homes.csv", "--quiet", cwd=root)
    assert told.returncode == DONE, told.stderr
    return root


@pytest.fixture
def wick(converted: Path, tmp_path: Path) -> Path:
    """The workspace of Wickshire, ready for a list."""
    return Path(shutil.copytree(converted, tmp_path / "wick"))


@pytest.fixture(scope="module")
def kill() -> Iterator[Kill]:
    """Make the lists of a run that is called killed, and kill it at a moment."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.cli.killed"],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        orders, answers = program.stdin, program.stdout
        assert orders is not None
        assert answers is not None

        def killed(folder: Path, moment: str) -> None:
            words = [*LIST, "--name", "killed"]
            order = {"words": words, "folder": str(folder), "moment": moment}
            orders.write(json.dumps(order) + "\n")
            orders.flush()
            assert int(answers.readline()) == -signal.SIGKILL

        yield killed
        orders.close()
        program.wait(60)


def is_kept(folder: Path) -> bool:
    with open_ledger(folder / "ledger.sqlite3") as ledger:
        ids = set(ledger.lists()["list_id"])
        assert ids in (set(), {"killed/Wick"})
        return bool(ids)


def is_seen(folder: Path) -> bool:
    return named_file(folder / "maps" / "killed" / "wick", "visit-list.csv") is not None


def knows_the_last_list(run: Path) -> bool:
    text = the_file(run / "wick", "visit-list.geojson").read_text(encoding="utf-8")
    assert ("This is the first list" in text) != (f"{HOMES} kept; 0 dropped off" in text)
    return "This is the first list" not in text


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "maps").iterdir() if path.name.startswith("."))


@forks
@pytest.mark.parametrize("moment", ["with a district written", "amid the recording"])
def test_lists_that_nobody_saw_are_not_kept_and_go_with_the_next_command(
    wick: Path, kill: Kill, moment: str
) -> None:
    kill(wick, moment)
    assert (is_kept(wick), is_seen(wick)) == (False, False)
    assert "10005" in the_file(wick / "maps/.unfinished-killed/wick", "visit-list.csv").read_text(
        "utf-8-sig"
    )
    told = hotspots("cocoon", "--as-of", AS_OF, "--name", "next", cwd=wick)
    assert told.returncode == DONE, told.stderr
    assert "Removed what 1 command that was stopped in the middle had left." in told.stderr
    assert left(wick) == []


@forks
def test_lists_that_the_ledger_keeps_are_seen_after_the_next_command(
    wick: Path, kill: Kill
) -> None:
    kill(wick, "before the move")
    assert (is_kept(wick), is_seen(wick)) == (True, False)
    told = hotspots(*LIST, "--name", "next", cwd=wick)
    assert told.returncode == DONE, told.stderr
    assert "the ledger knew them" in told.stderr
    assert is_seen(wick)
    assert left(wick) == []
    assert knows_the_last_list(wick / "maps" / "next")


@forks
def test_lists_that_were_seen_are_kept(wick: Path, kill: Kill) -> None:
    kill(wick, "after the move")
    assert (is_kept(wick), is_seen(wick)) == (True, True)


@forks
def test_another_journey_leaves_lists_to_those_who_ask_the_ledger(wick: Path, kill: Kill) -> None:
    kill(wick, "before the move")
    words = ("near-repeat", "points.csv", "--permutations", "99", "--quiet")
    told = hotspots(*words, cwd=wick)
    assert told.returncode == DONE, told.stderr
    assert not is_seen(wick)
    shown = hotspots("tidy", "--what-if", cwd=wick)
    assert f"Lists that the ledger keeps, would be moved into place: {wick}/maps/killed" in (
        shown.stdout
    )
    assert not is_seen(wick)
    assert hotspots("tidy", cwd=wick).returncode == DONE
    assert is_seen(wick)
    assert left(wick) == []


def test_tidy_shows_what_it_would_delete_and_then_deletes_it(wick: Path) -> None:
    half = wick / "maps" / ".unfinished-half"
    half.mkdir()
    (half / "visit-list_wick_2025-12-31.csv").write_text("1 Market Street", encoding="utf-8")
    part = wick / "data" / ".unfinished-addresses.parquet"
    part.write_text("2 Market Street", encoding="utf-8")
    shown = hotspots("tidy", "--what-if", "--json", cwd=wick).answer
    assert sorted(shown["stopped"]) == sorted([str(half), str(part)])
    assert shown["what_if"]
    assert half.is_dir()
    told = hotspots("tidy", cwd=wick)
    assert told.returncode == DONE, told.stderr
    assert f"killed, deleted: {half}" in told.stdout
    assert not half.exists()
    assert not part.exists()
    assert hotspots("tidy", cwd=wick).stdout == "There is nothing to tidy.\n"
    assert not (wick / "ledger.sqlite3").exists(), "no ledger is made by asking"


def test_tidy_does_not_touch_what_is_being_written(wick: Path) -> None:
    with written_whole(wick / "maps" / "now") as beside:
        beside.mkdir()
        assert hotspots("tidy", cwd=wick).stdout == "There is nothing to tidy.\n"
        told = hotspots("run", "--name", "now", cwd=wick)
        assert told.returncode == FAULT
        assert "is being written by another command at this moment" in told.stderr
        assert beside.is_dir()
    assert (wick / "maps" / "now").is_dir()


def test_burglaries_whose_references_cannot_be_kept_are_known_to_the_next_list(wick: Path) -> None:
    odd = [burglary(5, reference="=1"), burglary(9, reference="X" * 95), burglary(12)]
    export(wick / "data", odd)
    for name in ("one", "two"):
        told = hotspots(*LIST, "--name", name, cwd=wick)
        assert told.returncode == DONE, told.stderr
    assert [knows_the_last_list(wick / "maps" / name) for name in ("one", "two")] == [False, True]
    with open_ledger(wick / "ledger.sqlite3") as ledger:
        assert ledger.latest_list("Wick")["burglary_reference"].nunique() == 3


def test_a_ledger_that_has_a_run_of_that_name_is_told_before_any_work(wick: Path) -> None:
    assert hotspots(*LIST, "--name", "one", cwd=wick).returncode == DONE
    shutil.rmtree(wick / "maps" / "one")
    (wick / "data" / "offences.csv").write_text("", encoding="utf-8")
    told = hotspots(*LIST, "--name", "one", cwd=wick)
    assert told.returncode == FAULT
    assert "The ledger keeps lists of a run 'one' already" in told.stderr


def test_a_victim_who_is_burgled_again_is_visited_again(wick: Path) -> None:
    """Spoken to after the first burglary, she would otherwise stay off the list for six weeks."""
    visits = wick / "visits.csv"
    rows = ["uprn,visited_at,role,outcome"]
    rows += [f"{uprn},10/12/2025 18:00,PCSO,spoken to" for uprn in (10_005, 10_006)]
    visits.write_text("\n".join(rows), encoding="utf-8")
    assert hotspots("visits", "import", str(visits), cwd=wick).returncode == DONE
    again = [burglary(5, reference="W/B5a", day="09/12/2025"), burglary(5, day="29/12/2025")]
    export(wick / "data", again)
    told = hotspots(*LIST, "--name", "one", cwd=wick)
    assert told.returncode == DONE, told.stderr
    text = the_file(wick / "maps/one/wick", "visit-list.csv").read_text("utf-8-sig")
    assert "10005" in text, "the victim"
    assert "10006" not in text, "the neighbour, who was spoken to"
