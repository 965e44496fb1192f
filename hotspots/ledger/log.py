"""The log of what was done with personal data (Data Protection Act 2018, section 62).

Who it was is the account that the system knows, never what the environment says; in the browser
application, the account of the person who is signed in. A role is what was typed. A list is named
by its id. No entry names a home.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

import pandas as pd

from hotspots import schema
from hotspots.ledger.chain import LOG, Rows
from hotspots.ledger.models.entry import NAME_LENGTH
from hotspots.ledger.records import as_table
from hotspots.schema import LogAct

_acting: ContextVar[str] = ContextVar("acting", default="")


@contextmanager
def acting_as(account: str) -> Iterator[None]:
    """Enter what is done within as done by this account, whom the program itself has identified."""
    token = _acting.set(account)
    try:
        yield
    finally:
        _acting.reset(token)


def enter(
    rows: Rows,
    act: LogAct,
    what: str,
    *,
    subject: str = "",
    records: int | None = None,
    role: str = "",
) -> None:
    """Enter what was just done, by the program's own clock, inside the caller's transaction."""
    made = rows.of("LogEntry").create(
        done_at=datetime.now(UTC),
        act=str(act),
        what=what,
        subject=subject[:NAME_LENGTH],
        records=records,
        role=role,
        account=(_acting.get() or this_account())[:NAME_LENGTH],
    )
    rows.append(LOG, [made.pk])


def read(rows: Rows, timezone: str, *, since: datetime | None = None) -> pd.DataFrame:
    """Return the log, oldest first: columns of ``schema.LOG_COLUMNS``."""
    found = rows.of("LogEntry").order_by("pk")
    if since is not None:
        found = found.filter(done_at__gte=since)
    return as_table(
        list(found.values_list(*schema.LOG_COLUMNS)),
        schema.LOG_COLUMNS,
        timezone=timezone,
        moments=(schema.DONE_AT,),
        numbers={schema.RECORDS: "Int64"},
    )


if sys.platform == "win32":

    def this_account() -> str:
        """Return the name of the account that runs the program."""
        return os.getlogin()

else:
    import pwd

    def this_account() -> str:
        """Return the name of the account that runs the program."""
        number = os.geteuid()
        try:
            return pwd.getpwuid(number).pw_name
        except KeyError:  # a container may run a number that has no name
            return str(number)
