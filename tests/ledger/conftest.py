"""Ledgers to test on: SQLite in a folder, and a real PostgreSQL of this session's own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hotspots.ledger import open_ledger
from tests.postgresql import PostgresqlServer

if TYPE_CHECKING:
    # The class stands on Django's models: it can be imported only once a ledger has been opened.
    from hotspots.ledger.store import Ledger


@pytest.fixture
def now() -> datetime:
    """When everything in these tests is entered."""
    return datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_setting_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never touch the ledger that the environment of whoever runs the tests may name."""
    monkeypatch.delenv("HOTSPOTS_DATABASE_URL", raising=False)


# --- ledgers -------------------------------------------------------------------------------------
@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a ledger may be made that is not there yet: once a file, once a real PostgreSQL."""
    if request.param == "sqlite":
        yield str(tmp_path / "ledger.sqlite3")
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    with server.empty_database() as database:
        yield database


@pytest.fixture(scope="session")
def made_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty ledger in a file, to be copied: its tables are made once."""
    path = tmp_path_factory.mktemp("ledger") / "ledger.sqlite3"
    open_ledger(path).close()
    return path


@pytest.fixture
def ledger(address: str, made_file: Path) -> Iterator[Ledger]:
    """An empty ledger, on each database in turn."""
    if not address.startswith("postgresql"):
        shutil.copy(made_file, address)
    with open_ledger(address) as opened:
        yield opened


@pytest.fixture
def file_ledger(tmp_path: Path, made_file: Path) -> Iterator[Ledger]:
    """An empty ledger in a file, where the database makes no difference."""
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    shutil.copy(made_file, workspace)
    with open_ledger(workspace_root=workspace) as opened:
        yield opened
