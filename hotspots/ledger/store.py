"""The ledger itself: tables in, tables out. Import it only once Django has been started."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
from django.db import DatabaseError, connections, transaction

from hotspots import schema
from hotspots.errors import InputError, LedgerError
from hotspots.ledger import lists, visits
from hotspots.ledger.results import ImportResult, ListResult
from hotspots.ledger.visit_csv import read_visits_csv

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType
    from typing import Self

# Recordings queue up behind one another, so that "already there" is exact. The number is ours
# alone; it means nothing.
_RECORDING_LOCK = 4_002_026


@dataclass(frozen=True, kw_only=True)
class Discarded:
    """How many records were discarded for their age."""

    visits: int
    lists: int


class Ledger:
    """A ledger that is open.

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

    def record_visits(
        self, table: pd.DataFrame, *, entered_at: datetime, entered_by_role: str
    ) -> ImportResult:
        """Record visits, all that can be or none; what is there already is not doubled.

        Parameters
        ----------
        table : DataFrame
            As ``read_visits_csv`` hands it out: ``uprn``, ``visited_at`` (aware), ``role`` and
            ``visit_outcome``; other columns of ``schema.VISIT_COLUMNS`` where they are known.
        entered_at : datetime
            Aware. For rows that do not say it themselves.
        entered_by_role : str
            A ``schema.EntryRole``; likewise.

        Returns
        -------
        ImportResult
            A visit is the same when the dwelling and the moment (to the second) are. If role or
            outcome differ from the record it is set aside, and the record stands.

        Raises
        ------
        InputError
            When ``entered_at`` has no zone, ``entered_by_role`` is not known, or the visits' times
            have no zone.
        LedgerError
            When the database cannot take them; none was then kept.
        """
        _require_zone(entered_at, "entered_at")
        _require_entry_role(entered_by_role)
        with self._recording():
            return visits.record(
                self._alias, table, entered_at=entered_at, entered_by_role=entered_by_role
            )

    def import_visits(
        self, path: Path, *, entered_at: datetime, entered_by_role: str
    ) -> ImportResult:
        """Read a CSV of visits and record them; see ``read_visits_csv`` and ``record_visits``."""
        read = read_visits_csv(path, timezone=self._timezone)
        result = self.record_visits(
            read.visits, entered_at=entered_at, entered_by_role=entered_by_role
        )
        set_aside = pd.concat([read.set_aside, result.set_aside], ignore_index=True)
        return ImportResult(
            rows_in=read.rows_in,
            recorded=result.recorded,
            already_there=result.already_there,
            set_aside=set_aside.sort_values(schema.SOURCE_LINE, kind="stable", ignore_index=True),
            notes=read.notes,
        )

    def visits(self, *, district: str | None = None, since: datetime | None = None) -> pd.DataFrame:
        """Return the visits recorded: columns of ``schema.VISIT_COLUMNS``, oldest first.

        ``since`` (aware) is itself included. What is not known is missing.
        """
        if since is not None:
            _require_zone(since, "since")
        with self._reading():
            return visits.read(self._alias, self._timezone, district=district, since=since)

    def export_visits(self, path: Path) -> int:
        """Write every visit to a CSV that ``import_visits`` reads back; return how many.

        The file is written beside and moved into place when whole. Nothing in it can be a live
        formula: the ledger takes no text that begins with a sign.
        """
        table = self.visits()
        beside = path.with_name(path.name + ".partial")
        table.to_csv(beside, index=False, encoding="utf-8")
        os.replace(beside, path)  # noqa: PTH105 - Path.replace is the same; this one is the rename
        return len(table)

    def record_list(
        self,
        listings: pd.DataFrame,
        *,
        list_id: str,
        district: str,
        issued_at: datetime,
        as_of: datetime,
    ) -> ListResult:
        """Record which dwellings were on a list, and why; the same list twice is recorded once.

        Parameters
        ----------
        listings : DataFrame
            One row for each dwelling and each burglary that put it there: ``uprn``, ``tier``,
            ``due`` (aware, or missing), ``burglary_reference``, ``burglary_tier``,
            ``reported_time`` (aware) and, if some were beyond what the shift could walk,
            ``left_out``. May be empty: that a district had nobody to visit is worth keeping.
        list_id : str
            The run's name with the district, or any other id that is used once.
        issued_at, as_of : datetime
            Aware.

        Raises
        ------
        InputError
            When a value cannot be kept, or another list has this id.
        LedgerError
            When the database cannot take it; nothing of it was then kept.
        """
        _require_zone(issued_at, "issued_at")
        _require_zone(as_of, "as_of")
        with self._recording():
            return lists.record(
                self._alias,
                listings,
                lists.Heading(list_id=list_id, district=district, issued_at=issued_at, as_of=as_of),
            )

    def lists(self, *, district: str | None = None, since: datetime | None = None) -> pd.DataFrame:
        """Return the lists issued, oldest first: id, district, issued, as of, and dwellings."""
        if since is not None:
            _require_zone(since, "since")
        with self._reading():
            return lists.read_headings(self._alias, self._timezone, district=district, since=since)

    def listings(
        self, *, district: str | None = None, since: datetime | None = None
    ) -> pd.DataFrame:
        """Return what stood on the lists issued: columns of ``schema.LISTING_COLUMNS``."""
        if since is not None:
            _require_zone(since, "since")
        with self._reading():
            return lists.read(self._alias, self._timezone, district=district, since=since)

    def latest_list(self, district: str) -> pd.DataFrame:
        """Return a district's list that was issued last: columns of ``schema.LISTING_COLUMNS``.

        Empty when there is none, and when nobody stood on it.
        """
        with self._reading():
            return lists.read_latest(self._alias, self._timezone, district)

    def discard_before(self, moment: datetime) -> Discarded:
        """Discard the visits made and the lists issued before a moment (aware); say how many.

        Records are not kept longer than they are needed (Data Protection Act 2018, section 39). A
        refusal is honoured for as long as its record is kept, so keep a year at least.
        """
        _require_zone(moment, "moment")
        with self._recording():
            return Discarded(
                visits=visits.discard_before(self._alias, moment),
                lists=lists.discard_before(self._alias, moment),
            )

    @contextmanager
    def _recording(self) -> Iterator[None]:
        """Make one transaction: all of it is kept or none, and recordings queue up."""
        with self._reading(), transaction.atomic(using=self._alias):
            connection = connections[self._alias]
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_RECORDING_LOCK])
            yield

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as fault:
            said = str(fault).strip().splitlines()[0] if str(fault).strip() else "nothing"
            raise LedgerError(
                f"The ledger could not do this, and has kept nothing of it. The database says: "
                f"{said}. If it is in use by another import, try again when that has ended."
            ) from fault


def _require_zone(moment: datetime, what: str) -> None:
    if moment.tzinfo is None:
        raise InputError(
            f"{what} is {moment.isoformat()}, without a zone. Say which clock it was read from, "
            "for example with ZoneInfo('Europe/London')."
        )


def _require_entry_role(role: str) -> None:
    if role not in set(schema.EntryRole):
        raise InputError(
            "entered_by_role is not a role that the ledger knows. It is one of: "
            f"{', '.join(schema.EntryRole)}."
        )
