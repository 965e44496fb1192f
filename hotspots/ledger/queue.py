"""Writers of a ledger queue up, in this process and in others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connections, transaction

# The number is ours alone; it means nothing.
_LOCK: Final = 4_002_026


@contextmanager
def in_turn(alias: str) -> Iterator[None]:
    """Make one transaction, all of it kept or none, that stands beside no other of its kind.

    What is "already there", and which link of the chain is the last, is exact within. SQLite lets
    one transaction write at a time; PostgreSQL is asked for a lock until the transaction ends.
    """
    with transaction.atomic(using=alias):
        connection = connections[alias]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        yield
