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


@pytest.fixture(scope="session")
def made_database(postgresql_server: PostgresqlServer) -> str:
    """The name of an empty ledger in PostgreSQL, to be copied: its tables are made once."""
    name = "made_ledger"
    with postgresql_server.connect() as connection:
        connection.execute(f"CREATE DATABASE {name}")
    open_ledger(f"postgresql://tester@127.0.0.1:{postgresql_server.port}/{name}").close()
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def made_address(request: pytest.FixtureRequest, tmp_path: Path, made_file: Path) -> Iterator[str]:
    """Where a copy of an empty ledger is: once a file, once in a real PostgreSQL."""
    if request.param == "sqlite":
        yield str(shutil.copy(made_file, tmp_path))
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    made, name = request.getfixturevalue("made_database"), f"copy_{next(server.numbers)}"
    with server.connect() as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {made}")
    yield f"postgresql://tester@127.0.0.1:{server.port}/{name}"
    with server.connect() as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def ledger(made_address: str) -> Iterator[Ledger]:
    """An empty ledger, on each database in turn."""
    with open_ledger(made_address) as opened:
        yield opened


@pytest.fixture
def file_ledger(tmp_path: Path, made_file: Path) -> Iterator[Ledger]:
    """An empty ledger in a file, where the database makes no difference."""
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    shutil.copy(made_file, workspace)
    with open_ledger(workspace_root=workspace) as opened:
        yield opened
