"""Where the ledger is kept: a SQLite file in the workspace, or PostgreSQL by one setting."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from hotspots.errors import LedgerError, MissingPartError, SettingsError
from hotspots.postgresql import TLS, WITHOUT_TLS, with_tls
from hotspots.private import make_private, make_private_file

LEDGER_FILE = "ledger.sqlite3"
# How every SQLite file begins.
SQLITE_START = b"SQLite format 3\0"
DATABASE_SETTING = "HOTSPOTS_DATABASE_URL"
# What SQLite keeps beside a ledger while it is open.
BESIDE_A_LEDGER: Final = ("-wal", "-shm", "-journal")
# A writer waits this long for another one's transaction before it gives up.
BUSY_TIMEOUT_S = 30
POSTGRESQL_SCHEMES = ("postgresql", "postgres")

# What is deleted or overwritten is wiped from its page. Write-ahead log: readers never wait for the
# writer. FULL: what was reported as kept is on the
# disk even if the power fails the next moment.
_SQLITE_INIT = "PRAGMA secure_delete=ON; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"

# What to do next, by a word of what SQLite says.
_ADVICE = {
    "full": "Make room on its disk, and do the same again.",
    "disk I/O": "Make room on its disk, or see what is wrong with it, and do the same again.",
}


def database_address(
    database: str | Path | None, workspace_root: Path | None, environment: str | None
) -> str:
    """Return where the ledger is: what was named, else the environment, else the workspace's file.

    Raises
    ------
    SettingsError
        When nothing says where.
    """
    if database:
        return str(database)
    if environment:
        return environment
    if workspace_root is not None:
        return str(Path(workspace_root) / LEDGER_FILE)
    raise SettingsError(
        "Nothing says where the ledger is. Go to a workspace, name a file, or set "
        f"{DATABASE_SETTING} to postgresql://USER@HOST/DATABASE."
    )


def database_entry(address: str) -> dict[str, Any]:
    """Return Django's ``DATABASES`` entry for an address.

    Parameters
    ----------
    address : str
        The path of a SQLite file, ``sqlite:///PATH``, or
        ``postgresql://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=verify-full``. What is left out is
        libpq's own: ``~/.pgpass``, ``PGPASSWORD`` and the like keep the password out of a settings
        file. ``?host=/run/postgresql`` names a socket's folder. A server on another machine is
        asked for TLS (``sslmode=require``) unless the address or ``PGSSLMODE`` states otherwise.

    Raises
    ------
    SettingsError
        When the address is of a kind that the ledger cannot be kept in.
    """
    scheme, separator, rest = address.partition("://")
    if not separator:
        return _sqlite_entry(Path(address))
    if scheme == "sqlite":
        return _sqlite_entry(Path(unquote(rest.removeprefix("/"))))
    if scheme in POSTGRESQL_SCHEMES:
        return _postgresql_entry(address)
    raise SettingsError(
        f"The ledger cannot be kept in {scheme!r}. Give the path of a SQLite file, or "
        "postgresql://USER@HOST/DATABASE."
    )


def _sqlite_entry(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path.absolute()),
        "OPTIONS": {
            "timeout": BUSY_TIMEOUT_S,
            # Locks are taken when a transaction begins: two writers queue, and none of them finds
            # out half-way that it has to give up.
            "transaction_mode": "IMMEDIATE",
            "init_command": _SQLITE_INIT,
        },
    }


def _postgresql_entry(address: str) -> dict[str, Any]:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        # The address may hold a password: it is not repeated.
        raise SettingsError(
            "The ledger's PostgreSQL address cannot be read. Write it as "
            "postgresql://USER@HOST:PORT/DATABASE."
        ) from None
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise SettingsError(
            "The ledger's PostgreSQL address names no database. Write it as "
            "postgresql://USER@HOST:PORT/DATABASE."
        )
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", unquote(parts.hostname or ""))
    options = with_tls(host, options)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or options.pop("port", "")),
        "OPTIONS": {"application_name": "hotspots", **options},
    }


def place_of(entry: dict[str, Any]) -> str:
    """Return where the ledger is, in words fit for a message: no user, no password."""
    if is_sqlite(entry):
        return str(_path_of(entry))
    without = ", without TLS" if crosses_in_clear(entry) else ""
    return f"PostgreSQL database {entry['NAME']!r} on {entry['HOST'] or 'this machine'}{without}"


def crosses_in_clear(entry: dict[str, Any]) -> bool:
    """Say whether a setting lets what the ledger holds cross a network without TLS."""
    return not is_sqlite(entry) and entry["OPTIONS"].get(TLS) in WITHOUT_TLS


def said_by(fault: Exception, *, otherwise: str) -> str:
    """Return what a database said, and what to do about it."""
    said = str(fault).strip().splitlines()[0] if str(fault).strip() else type(fault).__name__
    advice = next((each for word, each in _ADVICE.items() if word in said), otherwise)
    return f"The database says: {said}. {advice}"


def is_sqlite(entry: dict[str, Any]) -> bool:
    """Say whether the ledger is a SQLite file."""
    return str(entry["ENGINE"]).endswith("sqlite3")


def may_be_written(entry: dict[str, Any]) -> bool:
    """Say whether this account may write to a ledger; a server is asked when it is written to."""
    if not is_sqlite(entry):
        return True
    path = _path_of(entry)
    return all(_is_writable(each) for each in (path, path.parent) if each.exists())


def make_ledger_private(entry: dict[str, Any]) -> None:
    """Close a SQLite ledger and what SQLite keeps beside it to every account but this one's.

    SQLite gives the files beside it the rights of the ledger.
    """
    if is_sqlite(entry):
        path = _path_of(entry)
        make_private_file(path)
        for end in ("", *BESIDE_A_LEDGER):
            make_private(path.with_name(f"{path.name}{end}"))


def only_read(entry: dict[str, Any]) -> dict[str, Any]:
    """Return the entry of a SQLite ledger that this account may read and not write.

    A file that nobody writes to at the moment is read as one that does not change: its log, which
    SQLite would have to make, is then not asked for.
    """
    path = _path_of(entry)
    in_use = any(path.with_name(f"{path.name}{end}").exists() for end in BESIDE_A_LEDGER[:2])
    return {
        **entry,
        "NAME": f"{path.as_uri()}?mode=ro{'' if in_use else '&immutable=1'}",
        "OPTIONS": {"timeout": BUSY_TIMEOUT_S, "transaction_mode": "IMMEDIATE"},
    }


def refuse_only_read(entry: dict[str, Any]) -> None:
    """Refuse to record in a ledger that was opened to be read.

    Raises
    ------
    LedgerError
    """
    if str(entry["NAME"]).startswith("file:"):
        raise LedgerError(
            f"The ledger {place_of(entry)} cannot keep anything: this account may read it and not "
            "write to it. Ask for the right to write there."
        )


def _path_of(entry: dict[str, Any]) -> Path:
    name = str(entry["NAME"])
    if not name.startswith("file:"):
        return Path(name)
    from urllib.request import url2pathname  # noqa: PLC0415 - loads what speaks with servers

    return Path(url2pathname(urlsplit(name).path))


def _is_writable(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def require_driver(entry: dict[str, Any]) -> None:
    """Refuse PostgreSQL where its driver is not installed, saying how to install it.

    Raises
    ------
    MissingPartError
    """
    if not is_sqlite(entry) and find_spec("psycopg") is None:
        raise MissingPartError(
            "A ledger in PostgreSQL needs the package psycopg, which is not installed. "
            "Install it with: pip install 'harmspots[postgres]'."
        )


def refuse_wrong_path(entry: dict[str, Any]) -> None:
    """Refuse a SQLite ledger in a folder that is not there, or in a file that is something else.

    A mistyped path would hide the old ledger; and a file of another kind is left alone.

    Raises
    ------
    LedgerError
    """
    if not is_sqlite(entry):
        return
    path = Path(entry["NAME"])
    if not path.parent.is_dir():
        raise LedgerError(
            f"The ledger cannot be kept at {path}: that folder does not exist. "
            "Check the path, or make the folder first."
        )
    if not path.exists() and not _is_writable(path.parent):
        raise LedgerError(
            f"There is no ledger at {path} yet: nothing has been kept. None can be made there, for "
            "this account may not write to that folder."
        )
    if path.is_file() and path.stat().st_size:
        with path.open("rb") as file:
            start = file.read(len(SQLITE_START))
        if start != SQLITE_START:
            raise LedgerError(
                f"The ledger at {path} cannot be opened: the file is no SQLite database. "
                "Check the path; the file was left as it is."
            )
