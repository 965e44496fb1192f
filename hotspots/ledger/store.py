"""The ledger itself: tables in, tables out. Import it only once Django has been started."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd

from hotspots.ledger import forgetting, log, records, verification
from hotspots.ledger.chain import Rows
from hotspots.ledger.connection import require_zone
from hotspots.ledger.results import Forgotten
from hotspots.ledger.store_patrols import PatrolStore
from hotspots.ledger.store_spots import SpotStore
from hotspots.ledger.store_visits import VisitStore
from hotspots.ledger.store_watch import WatchStore
from hotspots.ledger.verification import Verification
from hotspots.schema import LogAct


class Ledger(VisitStore, PatrolStore, SpotStore, WatchStore):
    """A ledger that is open; ``open_ledger`` hands it out.

    Parameters
    ----------
    alias : str
        Django's alias of the connection. The browser application says ``Ledger("default")``.
    timezone : str
        The clock on which times are handed out.
    """

    def log_act(self, act: LogAct, what: str, *, subject: str = "", role: str = "") -> None:
        """Log what was done with personal data outside the ledger: a list opened, or deleted.

        Parameters
        ----------
        act : LogAct
        what : str
            In words, up to 80 characters; never a home.
        subject : str
            A list's id or a run's name.
        role : str
            Of whoever did it, where it is known.
        """
        with self._recording():
            self._enter(act, what, subject=subject, role=role)

    def log(self, *, since: datetime | None = None) -> pd.DataFrame:
        """Return what was done with personal data, oldest first: ``schema.LOG_COLUMNS``."""
        if since is not None:
            require_zone(since, "since")
        with self._reading():
            return log.read(Rows(self._alias), self._timezone, since=since)

    def export_log(self, path: Path, *, since: datetime | None = None) -> int:
        """Write the log to a CSV; return how many entries."""
        table = self.log(since=since)
        with self._recording():
            self._enter(LogAct.DISCLOSURE, "log exported", records=len(table))
            return records.write_csv(table, path)

    def verify(self, *, noted: str | None = None) -> Verification:
        """Say whether every row is as it was entered, and none is missing or was put in.

        Parameters
        ----------
        noted : str, optional
            A ``Verification.head`` that was noted before. Whoever may write to the database could
            write the whole chain anew, or cut its end; the head that was noted shows it.

        Raises
        ------
        InputError
            When ``noted`` is no head.
        """
        with self._steady():
            return verification.verify(Rows(self._alias), noted)

    def forgettable(self, *, homes_before: datetime, accounts_before: datetime) -> Forgotten:
        """Return how many rows ``forget`` would touch."""
        rows = Rows(self._alias)
        with self._reading():
            return Forgotten(
                homes=sum(map(len, forgetting.homes_to_forget(rows, homes_before))),
                accounts=len(forgetting.accounts_to_forget(rows, accounts_before)),
            )

    def forget(self, *, homes_before: datetime, accounts_before: datetime) -> Forgotten:
        """Forget homes of which nothing was heard since a moment, and accounts before one (aware).

        Records are not kept longer than they are needed (Data Protection Act 2018, section 39).
        When a visit was made, in which tier and district, with what outcome and from which list
        stays, and so does what a list was made of: figures do not change. A refusal is honoured
        for as long as its home is known, so give a year at least.

        Patrols, deployments, harm spots and their edits know no home, and stay.

        Returns
        -------
        Forgotten
            How many rows.
        """
        require_zone(homes_before, "homes_before")
        require_zone(accounts_before, "accounts_before")
        rows = Rows(self._alias)
        with self._recording():
            done = Forgotten(
                homes=forgetting.forget_homes(rows, homes_before),
                accounts=forgetting.forget_accounts(rows, accounts_before),
            )
        if done.homes or done.accounts:
            self._wipe()
        return done
