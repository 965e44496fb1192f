"""What is past its time goes: lists with the next command, homes, traces and accounts with tidy."""

from __future__ import annotations

import json
import os
import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hotspots.cli import faults
from hotspots.errors import SettingsError
from hotspots.ledger import open_ledger
from hotspots.study.retention import Retention, retention_of
from tests.cli.command_line import DONE, FAULT, hotspots
from tests.cli.wick import AS_OF, wick_workspace

HOME = "10005"


@pytest.fixture(scope="module")
def with_list(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a visit list, kept in its ledger."""
    root = wick_workspace(tmp_path_factory.mktemp("expiry") / "wick")
    for words in (
        ("addresses", "convert", "homes.csv", "--quiet"),
        ("cocoon", "--as-of", AS_OF, "--district", "Wick", "--name", "lists", "--quiet"),
    ):
        told = hotspots(*words, cwd=root)
        assert told.returncode == DONE, told.stderr
    return root


@pytest.fixture
def wick(with_list: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(with_list, tmp_path / "wick"))


def receipt_of(wick: Path) -> Path:
    return wick / "maps" / "lists" / "receipt.json"


def expire(wick: Path) -> None:
    path = receipt_of(wick)
    receipt = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**receipt, "expires": "2026-01-07T08:00:00+00:00"}))


def log_of(wick: Path) -> list[tuple[str, str, str | None]]:
    log = hotspots("ledger", "log", "--json", cwd=wick).answer["log"]
    return [(each["act"], each["what"], each["subject"]) for each in log]


def test_a_list_is_kept_for_a_week_from_its_making(wick: Path) -> None:
    receipt = json.loads(receipt_of(wick).read_text(encoding="utf-8"))
    made, expires = (datetime.fromisoformat(receipt[each]) for each in ("made_at", "expires"))
    assert expires - made == timedelta(days=7)
    told = hotspots("show", "--no-browser", cwd=wick)
    assert told.returncode == DONE, told.stderr
    assert log_of(wick)[-1] == ("consultation", "visit list opened", "lists")


def test_a_list_that_is_not_kept_is_logged_where_there_is_a_ledger(wick: Path) -> None:
    words = ("cocoon", "--as-of", AS_OF, "--district", "Wick", "--no-keep", "--name", "again")
    told = hotspots(*words, "--quiet", cwd=wick)
    assert told.returncode == DONE, told.stderr
    assert log_of(wick)[-1] == ("combination", "visit list made, and not kept", "again")


@pytest.mark.parametrize(
    "words",
    [
        ("show", "lists", "--no-browser"),
        ("near-repeat", "points.csv", "--permutations", "99", "--quiet"),
        ("visits", "figures"),
        ("tidy",),
    ],
    ids=" ".join,
)
def test_an_expired_list_is_deleted_by_the_next_command_that_meets_it(
    wick: Path, words: tuple[str, ...]
) -> None:
    expire(wick)
    told = hotspots(*words, cwd=wick)
    assert told.returncode == (FAULT if words[0] == "show" else DONE), told.stderr
    assert "expired" in told.stderr + told.stdout
    assert not (wick / "maps" / "lists").exists()
    assert ("erasure", "expired visit lists deleted", "lists") in log_of(wick)
    assert hotspots("ledger", "verify", cwd=wick).returncode == DONE


def test_tidy_says_first_what_it_would_do(wick: Path) -> None:
    expire(wick)
    told = hotspots("tidy", "--what-if", cwd=wick)
    assert f"Visit lists that have expired, would be deleted: {wick}/maps/lists" in told.stdout
    assert "Nothing was deleted. Do it with `hotspots tidy`." in told.stdout
    assert receipt_of(wick).is_file()


def test_a_run_that_says_nothing_of_expiry_stays(wick: Path) -> None:
    for name, text in (("map", '{"journey": "harm map"}'), ("odd", "[]"), ("worse", "{")):
        folder = wick / "maps" / name
        folder.mkdir()
        (folder / "receipt.json").write_text(text, encoding="utf-8")
    assert hotspots("tidy", cwd=wick).stdout == "There is nothing to tidy.\n"


def test_homes_traces_and_prepared_data_go_when_the_settings_say(
    wick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "state"))
    settings = wick / "hotspots.toml"
    text = settings.read_text(encoding="utf-8").replace("# homes_days = 400", "homes_days = 30")
    settings.write_text(text, encoding="utf-8")
    (wick / "visits.csv").write_text(
        f"uprn,visited_at,role,outcome\n10099,{datetime.now(UTC) - timedelta(days=200):%Y-%m-%d}"
        " 10:00,PC,refused\n",
        encoding="utf-8",
    )
    assert hotspots("visits", "import", "visits.csv", cwd=wick).returncode == DONE
    assert "The trace" in faults.in_words(ValueError("a fault of long ago"))
    (old,) = faults.traces_folder().iterdir()
    old.with_name("new.txt").write_text("a trace", encoding="utf-8")
    then = time.time() - 40 * 86_400
    os.utime(old, (then, then))
    shown = hotspots("tidy", "--what-if", "--json", cwd=wick).answer
    assert (shown["aged"], shown["forgotten"]) == ([str(old)], {"homes": 1})
    assert old.exists()
    told = hotspots("tidy", cwd=wick)
    assert "In the ledger, homes forgotten: 1 row\n" in told.stdout
    assert not old.exists()
    assert old.with_name("new.txt").exists()
    with open_ledger(wick / "ledger.sqlite3") as ledger:
        assert "10099" not in set(ledger.visits()["uprn"])
        assert HOME in set(ledger.listings()["uprn"]), "it was heard of this week"
        assert ledger.verify().holds


def test_what_cannot_be_a_retention_is_refused() -> None:
    assert retention_of({"retention": {"lists_days": 3}}) == Retention(lists_days=3)
    for wrong in ({"lists_days": 0}, {"list_days": 3}, {"homes_days": "a year"}):
        with pytest.raises(SettingsError, match=r"\[retention\]"):
            retention_of({"retention": wrong})
