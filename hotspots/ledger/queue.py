"""Writers of a ledger queue up, in this process and in others."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Final

from django.db import OperationalError, connections, transaction

from hotspots.ledger.database import BUSY_TIMEOUT_S

# The number is ours alone; it means nothing.
_LOCK: Final = 4_002_026
# SQLite has a writer look again and again whether it is its turn, up to a tenth of a second later
# each time. Threads of one process are told.
_turns: Final[defaultdict[str, threading.Lock]] = defaultdict(threading.Lock)


@contextmanager
def in_turn(alias: str) -> Iterator[None]:
    """Make one transaction, all of it kept or none, that stands beside no other of its kind.

    What is "already there", and which link of the chain is the last, is exact within. SQLite lets
    one transaction write at a time; PostgreSQL is asked for a lock until the transaction ends.
    """
    connection = connections[alias]
    waits = connection.vendor == "sqlite" and not connection.in_atomic_block
    with _turn(alias) if waits else nullcontext(), transaction.atomic(using=alias):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        yield


@contextmanager
def _turn(alias: str) -> Iterator[None]:
    """Wait for one's turn as long as for another process, and no longer."""
    if not _turns[alias].acquire(timeout=BUSY_TIMEOUT_S):
        raise OperationalError("database is locked")
    try:
        yield
    finally:
        _turns[alias].release()
