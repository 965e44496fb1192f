"""A real PostgreSQL of a test session's own, which a test may kill and start again; and PostGIS."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest

LONG_ENOUGH_S = 60


def _binaries() -> Path | None:
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    debian = sorted(
        (found.parent for found in Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        key=lambda folder: float(folder.parent.name),
    )
    return debian[-1] if debian else None


def _as_whom(folder: Path) -> dict[str, Any]:
    """Say as whom to run: initdb refuses root, so root hands the folder to somebody else."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    account = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@dataclass
class PostgresqlServer:
    """A server of this session alone: its folder, its socket, its port."""

    binaries: Path
    folder: Path
    port: int
    numbers: Iterator[int] = field(default_factory=count)
    emptied: list[str] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        data, whom = str(self.folder / "data"), _as_whom(self.folder)
        asked = ["-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync"]
        command = [str(self.binaries / "initdb"), *asked]
        subprocess.run(command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, **whom)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        # The tests kill programs, not the machine: writing through to the disk costs time alone.
        options = ["-c", f"unix_socket_directories={self.folder}", "-c", "fsync=off"]
        where = ["-D", str(self.folder / "data"), "-h", "127.0.0.1", "-p", str(self.port)]
        command = [str(self.binaries / "postgres"), *where, *options]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self.folder, stdout=log, stderr=log, **_as_whom(self.folder)
            )
        until = time.monotonic() + LONG_ENOUGH_S
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self.folder / "log").read_text())
            time.sleep(0.05)

    def kill(self) -> None:
        """Stop it at once: what is not written is thrown away."""
        assert self.process is not None
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(LONG_ENOUGH_S)

    def _answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.folder), port=self.port, user="tester", dbname=database, autocommit=True
        )

    @contextmanager
    def empty_database(self) -> Iterator[str]:
        """Give the address of a database without a table; it is emptied for the next test."""
        name = self.emptied.pop() if self.emptied else self._new_database()
        yield f"postgresql://tester@127.0.0.1:{self.port}/{name}"
        # A new one for each test would be copied and removed again file by file, 7 MB each.
        with self.connect(name) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        self.emptied.append(name)

    def _new_database(self) -> str:
        name = f"ledger_{next(self.numbers)}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return name


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """Start a PostgreSQL from the installed programs, and stop it at the end by its own number."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed here: its half of the tests is left out")
    # Not pytest's own folder: that one belongs to root and lets nobody else in.
    folder = Path(tempfile.mkdtemp(prefix="hotspots-pg-", dir="/tmp"))
    server = PostgresqlServer(binaries, folder, free_port())
    try:
        server.make()
        server.start()
        yield server
    finally:
        if server.process is not None:
            server.kill()
        shutil.rmtree(folder, ignore_errors=True)


# --- PostGIS ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class PostgisDatabase:
    """A database with PostGIS, as its owner has it; ``reader`` may read what is granted to it."""

    server: PostgresqlServer
    name: str
    connection: psycopg.Connection

    def address(self, user: str = "tester", **more: str) -> str:
        query = f"?{urlencode(more)}" if more else ""
        return f"postgis://{user}@127.0.0.1:{self.server.port}/{self.name}{query}"

    def table(self, name: str, user: str = "tester") -> str:
        return self.address(user, table=name)

    def run(self, *statements: str) -> None:
        for statement in statements:
            self.connection.execute(statement)


@pytest.fixture(scope="session")
def postgis_of_session(postgresql_server: PostgresqlServer) -> Iterator[PostgisDatabase]:
    """Make a database with PostGIS, once: it takes a second."""
    with postgresql_server.connect() as connection:
        connection.execute("CREATE DATABASE force")
        connection.execute("CREATE ROLE reader LOGIN")
    with postgresql_server.connect("force") as connection:
        try:
            connection.execute("CREATE EXTENSION postgis")
        except psycopg.errors.FeatureNotSupported:
            pytest.skip("PostGIS is not installed here: what is tested on it is left out")
        yield PostgisDatabase(postgresql_server, "force", connection)


@pytest.fixture
def postgis(postgis_of_session: PostgisDatabase) -> Iterator[PostgisDatabase]:
    """Give a database with PostGIS and the empty schema ``crime``; what a test made goes."""
    postgis_of_session.run("CREATE SCHEMA crime", "GRANT USAGE ON SCHEMA crime TO reader")
    yield postgis_of_session
    made = postgis_of_session.connection.execute(
        "SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema|public)'"
    )
    for (schema,) in made.fetchall():
        postgis_of_session.run(f"DROP SCHEMA {schema} CASCADE")
