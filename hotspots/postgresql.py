"""Where a PostgreSQL is and how it is reached: by libpq's settings, with TLS, without a password.

A table of a database is a source of rows as a file is. Its address is written as an analyst types
it: ``postgis://READER@HOST:PORT/DATABASE?table=SCHEMA.TABLE``. What it leaves out is libpq's own:
``~/.pgpass``, ``PGPASSFILE``, ``PGPASSWORD``, ``PGHOST``, ``?service=NAME``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from hotspots.errors import HotspotsError, MissingPartError, SettingsError

if TYPE_CHECKING:
    import psycopg

SCHEMES: Final = ("postgis", "postgresql", "postgres")
# libpq's own setting of TLS; "require" asks for it, "verify-full" also for the server's name.
TLS: Final = "sslmode"
WITHOUT_TLS: Final = ("disable", "allow", "prefer")
# A server on this machine is reached through a socket or the loopback: nobody listens between.
LOCAL_HOSTS: Final = ("", "localhost", "127.0.0.1", "::1")
CONNECT_WITHIN_S: Final = 20
# A year's offences come in chunks of seconds each; what takes longer waits for something else.
STATEMENT_WITHIN_MS: Final = 10 * 60 * 1000
WAIT_FOR_LOCK_MS: Final = 30 * 1000
_AS: Final = "Write it as postgis://READER@HOST:PORT/DATABASE"


@dataclass(frozen=True, kw_only=True)
class PostgresqlServer:
    """A database, and who asks it.

    Attributes
    ----------
    settings : tuple of (str, str)
        As libpq takes them; a password is never among them.
    """

    settings: tuple[tuple[str, str], ...]

    @property
    def place(self) -> str:
        """Where it is, in words fit for a message: no user."""
        told = dict(self.settings)
        if "service" in told:
            return f"the PostgreSQL service {told['service']!r}"
        host = told.get("host") or os.environ.get("PGHOST") or "this machine"
        return f"the PostgreSQL database {told.get('dbname', '')!r} on {host}"


@dataclass(frozen=True, kw_only=True)
class Part:
    """What is read of a table: the rows that the journey can have use for.

    Attributes
    ----------
    box : tuple of float
        West, south, east and north.
    crs : str
        Of the box, in metres.
    period : (date, date) or None
        First and last day, by the column that says when an offence began.
    names : mapping
        Our columns → the profile's own names of them.
    """

    box: tuple[float, float, float, float]
    crs: str
    period: tuple[date, date] | None = None
    names: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PostgisTable:
    """A table or a view of a database, read where it stands.

    Attributes
    ----------
    name : str
        As it was given: ``SCHEMA.TABLE``.
    server : PostgresqlServer
    geometry : str or None
        The column of points, where the table has several.
    part : Part or None
        None reads every row.
    """

    name: str
    server: PostgresqlServer
    geometry: str | None = None
    part: Part | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{self.name} in {self.server.place}"

    def narrowed(self, part: Part) -> PostgisTable:
        """Return the same table, of which a part alone is read."""
        return replace(self, part=part)


Source = Path | PostgisTable


def is_postgis(text: str) -> bool:
    """Say whether a text is the address of a database, and not the path of a file."""
    return text.partition(":")[0].lower() in SCHEMES


def source_of(text: str, *, root: Path | None = None) -> Source:
    """Return what a text stands for: a table of a database, or a file or folder.

    Parameters
    ----------
    text : str
    root : Path, optional
        The folder that a path is from.

    Raises
    ------
    SettingsError
        When an address names no table, or holds a password.
    """
    if not is_postgis(text):
        return Path(text) if root is None else root / text
    server, own = _parsed(text, ("table", "geometry"))
    if not own.get("table"):
        raise SettingsError(f"A postgis:// address names no table. {_AS}?table=SCHEMA.TABLE.")
    return PostgisTable(name=own["table"], server=server, geometry=own.get("geometry"))


def server_of(text: str) -> PostgresqlServer:
    """Return the database of an address that names no table.

    Raises
    ------
    SettingsError
        When it is none, or holds a password.
    """
    if not is_postgis(text):
        raise SettingsError(f"The address of the database is no postgis:// address. {_AS}.")
    return _parsed(text, ())[0]


def _parsed(address: str, own: tuple[str, ...]) -> tuple[PostgresqlServer, dict[str, str]]:
    """Return the database of an address, and what else its query says under our ``own`` names.

    The address may hold a password: no message repeats it.
    """
    unreadable = SettingsError(f"A postgis:// address cannot be read. {_AS}.")
    if "://" not in address:
        raise unreadable
    try:
        parts = urlsplit(address)
        port, query = parts.port, dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    except ValueError:
        raise unreadable from None
    if parts.password is not None or "password" in query:
        raise SettingsError(
            "A postgis:// address holds a password, and addresses stand in settings and in the "
            "history of a shell. Take it out, and keep it where PostgreSQL looks for it: in "
            "~/.pgpass (a line HOST:PORT:DATABASE:USER:PASSWORD, readable by you alone), in a file "
            "that PGPASSFILE names, or in PGPASSWORD."
        )
    told = {
        "host": unquote(parts.hostname or ""),
        "port": str(port or ""),
        "user": unquote(parts.username or ""),
        "dbname": unquote(parts.path.removeprefix("/")),
    }
    asked = {name: value for name, value in query.items() if name not in own}
    settings = {**{name: value for name, value in told.items() if value}, **asked}
    if "dbname" not in settings and "service" not in settings:
        raise SettingsError(f"A postgis:// address names no database. {_AS}.")
    if "service" not in settings:  # which may name a host: it is looked at when it is reached
        settings = with_tls(settings.get("host", ""), settings)
    server = PostgresqlServer(settings=tuple(sorted(settings.items())))
    return server, {name: value for name, value in query.items() if name in own}


def with_tls(host: str, options: Mapping[str, str]) -> dict[str, str]:
    """Return libpq's options with TLS asked for, where the server is on another machine.

    What the options or ``PGSSLMODE`` state goes before. Without a host libpq takes the
    environment's, and of several it takes any.
    """
    hosts = (host or options.get("hostaddr") or os.environ.get("PGHOST", "")).split(",")
    if all(map(_is_local, hosts)):
        return dict(options)
    return {TLS: os.environ.get("PGSSLMODE", "require"), **options}


def _is_local(host: str) -> bool:
    return host.startswith(("/", "@")) or host.strip().lower() in LOCAL_HOSTS


@contextmanager
def connected(
    server: PostgresqlServer, *, read_only: bool, fault: type[HotspotsError], what: str
) -> Iterator[psycopg.Connection[Any]]:
    """Give a connection in one transaction: all that is read is of one moment.

    Parameters
    ----------
    server : PostgresqlServer
    read_only : bool
        The database refuses to write whatever it is asked, also by a view's own function.
    fault : type of error
        What is raised of whatever the database refuses.
    what : str
        What cannot be done then, the beginning of a sentence.

    Raises
    ------
    MissingPartError
        When the driver is not installed.
    """
    if find_spec("psycopg") is None:
        raise MissingPartError(
            "PostGIS is reached with the package psycopg, which is not installed. "
            "Install it with: pip install 'harmspots[postgis]'."
        )
    import psycopg  # noqa: PLC0415 - an extra
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415

    defaults = {"application_name": "hotspots", "connect_timeout": str(CONNECT_WITHIN_S)}
    try:
        told = make_conninfo(**{**defaults, **dict(server.settings), "client_encoding": "utf8"})
        with psycopg.connect(told) as connection:
            _refuse_clear(connection, server)
            if read_only:
                connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = read_only
            for name, value in (
                ("statement_timeout", STATEMENT_WITHIN_MS),
                ("lock_timeout", WAIT_FOR_LOCK_MS),
            ):
                connection.execute("SELECT set_config(%s, %s, true)", [name, str(value)])
            yield connection
    except psycopg.Error as said:
        words = (str(said).strip().splitlines() or [type(said).__name__])[0].rstrip(".")
        raise fault(
            f"{what} ({server.place}). The database says: {words}. Check the address, the "
            "account's rights there, and its password in ~/.pgpass."
        ) from said


def _refuse_clear(connection: psycopg.Connection[Any], server: PostgresqlServer) -> None:
    """Refuse a service on another machine that was reached without TLS and does not say so."""
    stated = TLS in connection.info.get_parameters() or "PGSSLMODE" in os.environ
    if not (stated or connection.pgconn.ssl_in_use or _is_local(connection.info.host)):
        raise SettingsError(
            f"{server.place[0].upper()}{server.place[1:]} was reached without TLS. Put "
            "sslmode=require into the service, or what it is to be."
        )
