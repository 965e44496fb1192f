"""A ledger in a real PostgreSQL is reached by TLS, or not at all, unless it is this machine's own.

Whether a server counts as another machine's is asked of its address alone, so the test's server, on
the loopback, is put among the others.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from hotspots.errors import LedgerError
from hotspots.ledger import open_ledger
from tests.postgresql import PostgresqlServer


@pytest.fixture
def with_certificate(postgresql_server: PostgresqlServer) -> Iterator[PostgresqlServer]:
    """The session's server with TLS on, by a certificate that it signed itself; off afterwards."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed here: no certificate can be made")
    key, certificate = (postgresql_server.folder / f"tls.{end}" for end in ("key", "crt"))
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=ledger.invalid", "-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    owner = (postgresql_server.folder / "data").stat()
    for file in (key, certificate):
        file.chmod(0o600)
        os.chown(file, owner.st_uid, owner.st_gid)
    with postgresql_server.connect() as connection:
        connection.execute(f"ALTER SYSTEM SET ssl_key_file = '{key}'")
        connection.execute(f"ALTER SYSTEM SET ssl_cert_file = '{certificate}'")
        connection.execute("ALTER SYSTEM SET ssl = on")
        connection.execute("SELECT pg_reload_conf()")
    _wait_for_tls(postgresql_server, wanted="on")
    yield postgresql_server
    with postgresql_server.connect() as connection:
        connection.execute("ALTER SYSTEM RESET ALL")
        connection.execute("SELECT pg_reload_conf()")
    _wait_for_tls(postgresql_server, wanted="off")


def _wait_for_tls(server: PostgresqlServer, *, wanted: str) -> None:
    for _ in range(200):
        with server.connect() as connection:
            found = connection.execute("SHOW ssl").fetchone()
            if found == (wanted,):
                return
            connection.execute("SELECT pg_sleep(0.05)")
    pytest.fail(f"the server did not turn TLS {wanted}")


@pytest.fixture
def as_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the loopback for another machine's address."""
    monkeypatch.delenv("PGSSLMODE", raising=False)
    monkeypatch.setattr("hotspots.postgresql.LOCAL_HOSTS", ("",))


def encrypted_connections(server: PostgresqlServer) -> list[bool]:
    with server.connect() as connection:
        found = connection.execute(
            "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) "
            "WHERE application_name = 'hotspots'"
        )
        return [bool(row[0]) for row in found.fetchall()]


@pytest.mark.usefixtures("as_another_machine")
def test_what_is_recorded_crosses_the_network_by_tls(with_certificate: PostgresqlServer) -> None:
    with with_certificate.empty_database() as address, open_ledger(address) as ledger:
        assert ledger.visits().empty
        assert not ledger.crosses_in_clear
        assert encrypted_connections(with_certificate) == [True]


@pytest.mark.usefixtures("as_another_machine")
def test_a_server_without_tls_is_refused_and_nothing_is_sent_in_clear(
    postgresql_server: PostgresqlServer,
) -> None:
    with postgresql_server.empty_database() as address:
        with pytest.raises(LedgerError, match="does not support SSL"):
            open_ledger(address)
        assert encrypted_connections(postgresql_server) == []


@pytest.mark.usefixtures("as_another_machine")
def test_a_certificate_that_nobody_vouches_for_is_refused_where_that_is_asked(
    with_certificate: PostgresqlServer,
) -> None:
    """As docs/threats.md says: `require` does not say who the server is, `verify-full` does."""
    ours = with_certificate.folder / "ours.crt"
    shutil.copyfile(with_certificate.folder / "tls.crt", ours)
    ours.chmod(0o644)
    with with_certificate.empty_database() as address:
        known = f"{address}?sslrootcert={ours}"
        with pytest.raises(LedgerError, match="does not match host name"):
            open_ledger(f"{known}&sslmode=verify-full")
        with open_ledger(f"{known}&sslmode=verify-ca") as ledger:
            assert ledger.visits().empty
            assert encrypted_connections(with_certificate) == [True]


@pytest.mark.usefixtures("as_another_machine")
def test_a_server_that_is_asked_for_no_tls_is_said_to_be_in_clear(
    with_certificate: PostgresqlServer,
) -> None:
    with (
        with_certificate.empty_database() as address,
        open_ledger(f"{address}?sslmode=disable") as ledger,
    ):
        assert ledger.visits().empty
        assert ledger.crosses_in_clear
        assert encrypted_connections(with_certificate) == [False]
