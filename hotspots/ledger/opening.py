"""Open a ledger: start Django once, connect, and bring the tables up to date."""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

import django
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, OperationalError, connections
from django.db.migrations.recorder import MigrationRecorder

from hotspots.errors import LedgerError
from hotspots.ledger import migrations
from hotspots.ledger.database import (
    DATABASE_SETTING,
    database_address,
    database_entry,
    make_ledger_private,
    may_be_written,
    only_read,
    place_of,
    refuse_wrong_path,
    require_driver,
    said_by,
)
from hotspots.ledger.queue import in_turn

if TYPE_CHECKING:
    from django.db.migrations.executor import MigrationExecutor

    from hotspots.ledger.store import Ledger

# SQLite says at once, and does not wait, that another process is just making the file.
MIGRATION_TRIES = 20
PAUSE_BETWEEN_TRIES_S = 0.1


def open_ledger(
    database: str | Path | None = None,
    workspace_root: Path | None = None,
    *,
    timezone: str = "Europe/London",
) -> Ledger:
    """Open the ledger, making it or bringing it up to date where that is needed.

    One that this account may read and not write is opened to be read.

    Parameters
    ----------
    database : str or Path, optional
        The path of a SQLite file, or ``postgresql://USER@HOST:PORT/DATABASE``. Without it, the
        environment's ``HOTSPOTS_DATABASE_URL``; without that, ``ledger.sqlite3`` in the workspace.
    workspace_root : Path, optional
        The workspace's folder.
    timezone : str
        The force's own: the clock on which times are handed out.

    Returns
    -------
    Ledger
        Close it, or use it in a ``with`` statement.

    Raises
    ------
    SettingsError
        When nothing says where the ledger is, or its address cannot be read.
    LedgerError
        When it cannot be opened there.
    MissingPartError
        When it is in PostgreSQL and the driver is not installed.

    Notes
    -----
    A process may have several ledgers open; each is a Django connection of its own. A SQLite ledger
    needs a local disk: on a folder shared over a network use PostgreSQL.
    """
    entry = database_entry(
        database_address(database, workspace_root, os.environ.get(DATABASE_SETTING))
    )
    refuse_wrong_path(entry)
    require_driver(entry)
    written = may_be_written(entry)
    if written:
        make_ledger_private(entry)
    start_django()
    alias = _connect(entry if written else only_read(entry))
    try:
        bring_up_to_date(alias)
        if written:
            _require_write_ahead_log(alias)
    except BaseException:
        connections[alias].close()
        raise
    from hotspots.ledger.store import Ledger  # noqa: PLC0415 - models need Django started

    return Ledger(alias, timezone=timezone)


def start_django() -> None:
    """Start Django with the ledger's application, unless the process has started it already."""
    if not settings.configured:
        from hotspots.ledger import settings as own  # noqa: PLC0415 - reads the environment

        settings.configure(
            INSTALLED_APPS=own.INSTALLED_APPS,
            USE_TZ=own.USE_TZ,
            TIME_ZONE=own.TIME_ZONE,
            DEFAULT_AUTO_FIELD=own.DEFAULT_AUTO_FIELD,
        )
        # A notebook runs an event loop around its cells; one thread alone uses this ledger.
        os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    if not apps.ready:
        django.setup()


def bring_up_to_date(alias: str) -> None:
    """Apply the ledger's migrations that a database lacks.

    Raises
    ------
    LedgerError
        When the database cannot be reached, or its tables cannot be made.
    """
    for tries_left in reversed(range(MIGRATION_TRIES)):
        try:
            _apply_migrations(alias)
        except DatabaseError as fault:
            with suppress(DatabaseError):
                connections[alias].rollback()
            connections[alias].close()
            if not tries_left or _is_unreachable(alias):
                raise _cannot_open(alias, fault) from fault
            time.sleep(PAUSE_BETWEEN_TRIES_S)
        else:
            return


def _apply_migrations(alias: str) -> None:
    if _has_every_migration(alias):
        return
    # Loads every migration, and the records that some of them count.
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 - seldom needed

    executor = MigrationExecutor(connections[alias])
    if not executor.migration_plan(_newest(executor)):
        return
    # SQLite makes a table anew to change it, and takes that for a row without its other half.
    with connections[alias].constraint_checks_disabled(), in_turn(alias):
        # Another process may have made them meanwhile.
        executor = MigrationExecutor(connections[alias])
        executor.migrate(_newest(executor))


def _has_every_migration(alias: str) -> bool:
    """Say whether a database says of itself that it has all of the ledger's migrations."""
    applied = MigrationRecorder(connections[alias]).applied_migrations()
    return all(("ledger", each.name) in applied for each in iter_modules(migrations.__path__))


def _newest(executor: MigrationExecutor) -> list[tuple[str, str]]:
    newest: list[tuple[str, str]] = executor.loader.graph.leaf_nodes("ledger")
    return newest


def _is_unreachable(alias: str) -> bool:
    try:
        connections[alias].ensure_connection()
    except OperationalError as fault:
        return "locked" not in str(fault)
    except DatabaseError:
        return True
    finally:
        connections[alias].close()
    return False


def _cannot_open(alias: str, fault: Exception) -> LedgerError:
    place = place_of(connections.settings[alias])
    check = (
        "Check that it is there, that this account may write to it, and that it is a hotspots "
        "ledger."
    )
    return LedgerError(f"The ledger cannot be opened: {place}. {said_by(fault, otherwise=check)}")


def _connect(entry: dict[str, Any]) -> str:
    """Return the alias of a connection to a database; the same database has the same alias.

    What is asked of the connection is a part of it: whoever asks for TLS is not given one without.
    """
    named = ("NAME", "USER", "HOST", "PORT", "OPTIONS")
    written = "|".join(str(entry.get(key, "")) for key in named)
    alias = f"ledger-{hashlib.sha256(written.encode()).hexdigest()[:16]}"
    if alias not in connections.settings:
        whole = connections.configure_settings({"default": {}, alias: entry})
        connections.settings[alias] = whole[alias]
    return alias


def _require_write_ahead_log(alias: str) -> None:
    """Refuse a SQLite file whose disk cannot hold a write-ahead log, as on a network share."""
    connection = connections[alias]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
    if mode != "wal":
        place = place_of(connections.settings[alias])
        connection.close()
        raise LedgerError(
            f"The ledger cannot be kept at {place}: the disk does not support a write-ahead log "
            f"(journal mode {mode!r}), as on a network share. Put it on a local disk, or use "
            "PostgreSQL."
        )
