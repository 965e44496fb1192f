"""One setting says where the ledger is; the rest happens by itself."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from hotspots.errors import LedgerError, MissingPartError, SettingsError
from hotspots.ledger import open_ledger
from hotspots.ledger.database import crosses_in_clear, database_address, database_entry, place_of


def test_without_a_word_the_ledger_lies_in_the_workspace(tmp_path: Path) -> None:
    with open_ledger(workspace_root=tmp_path) as ledger:
        assert ledger.visits().empty
    assert (tmp_path / "ledger.sqlite3").is_file()


def test_a_named_database_comes_before_the_environment_and_that_before_the_workspace(
    tmp_path: Path,
) -> None:
    assert database_address("named", tmp_path, "environment") == "named"
    assert database_address(None, tmp_path, "environment") == "environment"
    assert database_address(None, tmp_path, None) == str(tmp_path / "ledger.sqlite3")
    with pytest.raises(SettingsError, match="HOTSPOTS_DATABASE_URL"):
        database_address(None, None, None)


def test_the_environment_can_name_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTSPOTS_DATABASE_URL", f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}")
    open_ledger(workspace_root=tmp_path).close()
    assert [found.name for found in tmp_path.glob("*.sqlite3")] == ["elsewhere.sqlite3"]


def test_a_postgresql_address_is_taken_apart() -> None:
    entry = database_entry("postgresql://duty:p%40ss@db.example:6432/ledger?sslmode=require")
    assert entry["ENGINE"] == "django.db.backends.postgresql"
    assert (entry["NAME"], entry["USER"], entry["PASSWORD"]) == ("ledger", "duty", "p@ss")
    assert (entry["HOST"], entry["PORT"]) == ("db.example", "6432")
    assert entry["OPTIONS"]["sslmode"] == "require"
    socket = database_entry("postgresql:///ledger?host=/run/postgresql")
    assert (socket["HOST"], socket["USER"], socket["PORT"]) == ("/run/postgresql", "", "")


@pytest.mark.parametrize(
    ("address", "mode"),
    [
        ("postgresql://duty@db.example/ledger", "require"),
        ("postgresql://duty@db.example/ledger?sslmode=verify-full", "verify-full"),
        ("postgresql://duty@db.example/ledger?sslmode=disable", "disable"),
        ("postgresql:///ledger?host=db.example", "require"),
        ("postgresql:///ledger?host=/run/postgresql,db.example", "require"),
        ("postgresql:///ledger?hostaddr=192.0.2.7", "require"),
        ("postgresql://duty@localhost/ledger", None),
        ("postgresql://duty@127.0.0.1:5433/ledger", None),
        ("postgresql://duty@[::1]/ledger", None),
        ("postgresql:///ledger?host=/run/postgresql", None),
        ("postgresql:///ledger", None),
    ],
)
def test_a_server_on_another_machine_is_asked_for_tls(
    monkeypatch: pytest.MonkeyPatch, address: str, mode: str | None
) -> None:
    for name in ("PGHOST", "PGSSLMODE"):
        monkeypatch.delenv(name, raising=False)
    entry = database_entry(address)
    assert entry["OPTIONS"].get("sslmode") == mode
    assert crosses_in_clear(entry) == (mode == "disable")
    assert ("without TLS" in place_of(entry)) == (mode == "disable")


def test_the_environment_of_the_driver_is_minded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "db.example")
    monkeypatch.delenv("PGSSLMODE", raising=False)
    assert database_entry("postgresql:///ledger")["OPTIONS"]["sslmode"] == "require"
    monkeypatch.setenv("PGSSLMODE", "prefer")
    assert crosses_in_clear(database_entry("postgresql:///ledger"))


@pytest.mark.parametrize(
    "address",
    [
        "mysql://duty:secret@db/ledger",
        "postgresql://duty:secret@db",
        "postgres://duty:secret@db:x/l",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(SettingsError, match="postgresql://") as refused:
        database_entry(address)
    assert "secret" not in str(refused.value)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="does not exist"):
        open_ledger(tmp_path / "mistyped" / "ledger.sqlite3")


def test_a_file_that_is_no_ledger_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    path.write_text("This is a letter, and no database at all." * 100)
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="cannot be opened"):
        open_ledger(path)
    assert path.read_bytes() == before


def test_a_server_that_does_not_answer_is_named_without_the_password() -> None:
    with pytest.raises(LedgerError, match=r"'ledger' on 127\.0\.0\.1") as refused:
        open_ledger("postgresql://duty:secret@127.0.0.1:1/ledger?connect_timeout=2")
    assert "secret" not in str(refused.value)


def test_postgresql_without_its_driver_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hotspots.ledger.database.find_spec", lambda _: None)
    with pytest.raises(MissingPartError, match=r"pip install 'harmspots\[postgres\]'"):
        open_ledger("postgresql://duty@127.0.0.1:1/ledger")


def test_two_ledgers_in_one_process_do_not_mix(tmp_path: Path, now: datetime) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    visits = tmp_path / "visits.csv"
    visits.write_text("uprn,visited_at,role,outcome\n1001,20/10/2026 18:00,PC,refused\n")
    with (
        open_ledger(workspace_root=tmp_path / "a") as first,
        open_ledger(workspace_root=tmp_path / "b") as second,
    ):
        first.import_visits(visits, entered_at=now, entered_by_role="PC")
        assert (len(first.visits()), len(second.visits())) == (1, 0)


def test_the_file_is_written_through_a_log_that_survives_a_crash(tmp_path: Path) -> None:
    open_ledger(workspace_root=tmp_path).close()
    connection = sqlite3.connect(tmp_path / "ledger.sqlite3")
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_the_committed_migrations_make_the_models_as_they_are(tmp_path: Path) -> None:
    check = [sys.executable, "-m", "django", "makemigrations", "ledger", "--check", "--dry-run"]
    found = subprocess.run(
        [*check, "--settings", "hotspots.ledger.settings"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr


def test_looking_at_the_room_starts_nothing() -> None:
    # The command line imports it for `--help`: Django itself must not have been started by that.
    program = (
        "import hotspots.ledger; from django.conf import settings; assert not settings.configured"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_ledger_opens_inside_an_event_loop_as_a_notebook_has_one(tmp_path: Path) -> None:
    async def in_a_cell() -> int:
        with open_ledger(None, tmp_path, timezone="Europe/London") as ledger:
            return len(ledger.visits())

    with ThreadPoolExecutor(max_workers=1) as beside:  # whatever loop another test left running
        assert beside.submit(lambda: asyncio.run(in_a_cell())).result() == 0
