"""Cocooning in the ledger: visits to dwellings, and the lists that were handed out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd

from hotspots import schema
from hotspots.ledger import lists, records
from hotspots.ledger.chain import Rows
from hotspots.ledger.connection import LedgerConnection, require_zone
from hotspots.ledger.forgetting import forgotten_before
from hotspots.ledger.reasons import VisitReason
from hotspots.ledger.records import VISIT_RECORDS
from hotspots.ledger.results import ImportResult, ListResult
from hotspots.ledger.visit_kind import read_visits
from hotspots.schema import LogAct


class VisitStore(LedgerConnection):
    """What the ledger keeps of cocooning."""

    def record_visits(
        self, table: pd.DataFrame, *, entered_at: datetime, entered_by_role: str
    ) -> ImportResult:
        """Record visits, all that can be or none; what is there already is not doubled.

        Parameters
        ----------
        table : DataFrame
            As ``read_visits`` hands it out: ``uprn``, ``visited_at`` (aware), ``role`` and
            ``visit_outcome``; other columns of ``schema.VISIT_COLUMNS`` where they are known.
        entered_at : datetime
            Aware: the program's own clock. What rows say of it is kept apart, as a claim.
        entered_by_role : str
            A ``schema.EntryRole``, of whoever enters them; likewise.

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
        with self._reading():
            forgotten = forgotten_before(Rows(self._alias))
        return self._record(
            VISIT_RECORDS,
            table,
            entered_at=entered_at,
            entered_by_role=entered_by_role,
            not_before=None if forgotten is None else (forgotten, VisitReason.FORGOTTEN),
        )

    def import_visits(
        self, path: Path, *, entered_at: datetime, entered_by_role: str
    ) -> ImportResult:
        """Read a CSV of visits and record them; see ``read_visits`` and ``record_visits``."""
        read = read_visits(path, timezone=self._timezone)
        result = self.record_visits(
            read.rows, entered_at=entered_at, entered_by_role=entered_by_role
        )
        return records.whole_import(read, result)

    def visits(self, *, district: str | None = None, since: datetime | None = None) -> pd.DataFrame:
        """Return the visits recorded: columns of ``schema.VISIT_COLUMNS``, oldest first.

        ``since`` (aware) is itself included. What is not known is missing.
        """
        return self._records(VISIT_RECORDS, since=since, district=district)

    def export_visits(self, path: Path) -> int:
        """Write every visit to a CSV that ``import_visits`` reads back; return how many."""
        return self._export("visits", self.visits(), path)

    def withdraw_visit(
        self, *, uprn: str, visited_at: datetime, withdrawn_by_role: str = ""
    ) -> None:
        """Withdraw the one visit to a dwelling at a moment (aware, to the second).

        It counts no more, and may be entered anew; what was entered stays, with its withdrawal.

        Raises
        ------
        InputError
            When there is none.
        """
        require_zone(visited_at, schema.VISITED_AT)
        with self._recording():
            key = {schema.UPRN: uprn, schema.VISITED_AT: visited_at}
            self._enter(LogAct.ALTERATION, "visit withdrawn", records=1, role=withdrawn_by_role)
            records.withdraw(self._alias, VISIT_RECORDS, key)

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
        require_zone(issued_at, "issued_at")
        require_zone(as_of, "as_of")
        with self._recording():
            result = lists.record(
                self._alias,
                listings,
                lists.Heading(list_id=list_id, district=district, issued_at=issued_at, as_of=as_of),
            )
            if result.recorded:
                self._enter(
                    LogAct.COMBINATION,
                    "visit list made",
                    subject=list_id,
                    records=result.dwellings,
                )
            return result

    def has_run(self, run_name: str) -> bool:
        """Say whether lists of a run are recorded: their ids begin with its name."""
        with self._reading():
            return lists.are_of_run(self._alias, run_name)

    def lists(self, *, district: str | None = None, since: datetime | None = None) -> pd.DataFrame:
        """Return the lists issued, oldest first: id, district, issued, as of, and dwellings."""
        if since is not None:
            require_zone(since, "since")
        with self._reading():
            return lists.read_headings(self._alias, self._timezone, district=district, since=since)

    def listings(
        self, *, district: str | None = None, since: datetime | None = None
    ) -> pd.DataFrame:
        """Return what stood on the lists issued: columns of ``schema.LISTING_COLUMNS``."""
        if since is not None:
            require_zone(since, "since")
        with self._reading():
            return lists.read(self._alias, self._timezone, district=district, since=since)

    def latest_list(self, district: str) -> pd.DataFrame:
        """Return a district's list that was issued last: columns of ``schema.LISTING_COLUMNS``.

        Empty when there is none, and when nobody stood on it.
        """
        with self._reading():
            return lists.read_latest(self._alias, self._timezone, district)
