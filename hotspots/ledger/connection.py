"""A ledger's database: one transaction a recording, and faults in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pandas as pd
from django.db import DatabaseError, connections

from hotspots import schema
from hotspots.errors import InputError, LedgerError
from hotspots.ledger import log, records
from hotspots.ledger.chain import Rows
from hotspots.ledger.database import crosses_in_clear, refuse_only_read, said_by
from hotspots.ledger.queue import in_turn
from hotspots.ledger.results import ImportResult
from hotspots.schema import LogAct

_WHEN_IN_USE = "If it is in use by another import, try again when that has ended."


class LedgerConnection:
    """A database that a ledger is kept in, open.

    Parameters
    ----------
    alias : str
        Django's alias of the connection. The browser application says ``Ledger("default")``.
    timezone : str
        The clock on which times are handed out.
    """

    def __init__(self, alias: str = "default", *, timezone: str = "Europe/London") -> None:
        self._alias = alias
        self._timezone = timezone

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database; the next call connects again."""
        connections[self._alias].close()

    @property
    def crosses_in_clear(self) -> bool:
        """Whether a setting lets what is recorded cross a network without TLS."""
        return crosses_in_clear(connections.settings[self._alias])

    def together(self) -> AbstractContextManager[None]:
        """Make one transaction of several recordings: all are kept or none."""
        return self._recording()

    def _record(
        self,
        kind: records.RecordTable[Any],
        table: pd.DataFrame,
        *,
        entered_at: datetime,
        entered_by_role: str,
        allowed: records.Allowed | None = None,
        not_before: records.NotBefore | None = None,
    ) -> ImportResult:
        require_zone(entered_at, "entered_at")
        require_entry_role(entered_by_role)
        with self._recording():
            result = records.record(
                self._alias,
                kind,
                table,
                entered_at=entered_at,
                entered_by_role=entered_by_role,
                allowed=allowed,
                not_before=not_before,
            )
            if result.recorded:
                self._enter(
                    LogAct.COLLECTION,
                    f"{kind.kind.what} entered",
                    records=result.recorded,
                    role=entered_by_role,
                )
            return result

    def _export(self, what: str, table: pd.DataFrame, path: Path) -> int:
        """Write records to a CSV that can be imported again; it is logged before it is there."""
        with self._recording():
            self._enter(LogAct.DISCLOSURE, f"{what} exported", records=len(table))
            return records.write_csv(table, path)

    def _enter(self, act: LogAct, what: str, **named: Any) -> None:  # noqa: ANN401 - as the log has it
        log.enter(Rows(self._alias), act, what, **named)

    def _records(
        self,
        kind: records.RecordTable[Any],
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        **conditions: object,
    ) -> pd.DataFrame:
        for what, moment in (("since", since), ("until", until)):
            if moment is not None:
                require_zone(moment, what)
        with self._reading():
            return records.read(
                self._alias, kind, self._timezone, since=since, until=until, **conditions
            )

    @contextmanager
    def _recording(self) -> Iterator[None]:
        """Make one transaction: all of it is kept or none, and recordings queue up."""
        refuse_only_read(connections.settings[self._alias])
        with self._reading(), in_turn(self._alias):
            yield

    @contextmanager
    def _steady(self) -> Iterator[None]:
        """Read what nobody writes to meanwhile; a ledger that is only read is taken as it is."""
        is_only_read = str(connections.settings[self._alias]["NAME"]).startswith("file:")
        with self._reading() if is_only_read else self._recording():
            yield

    def _wipe(self) -> None:
        """Write the database anew without what was forgotten: its old pages hold it still."""
        connection = connections[self._alias]
        with self._reading(), connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                for table in ("visit", "listing", "logentry", "chainlink"):
                    cursor.execute(f"VACUUM (FULL) ledger_{table}")

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as fault:
            raise LedgerError(
                "The ledger could not do this, and has kept nothing of it. "
                f"{said_by(fault, otherwise=_WHEN_IN_USE)}"
            ) from fault


def require_zone(moment: datetime, what: str) -> None:
    """Refuse a moment without a zone.

    Raises
    ------
    InputError
    """
    if moment.tzinfo is None:
        raise InputError(
            f"{what} is {moment.isoformat()}, without a zone. Say which clock it was read from, "
            "for example with ZoneInfo('Europe/London')."
        )


def require_entry_role(role: str, what: str = "entered_by_role") -> None:
    """Refuse a role that nobody who enters something has; the value is not repeated.

    Raises
    ------
    InputError
    """
    if role not in set(schema.EntryRole):
        raise InputError(
            f"{what} is not a role that the ledger knows. It is one of: "
            f"{', '.join(schema.EntryRole)}."
        )
