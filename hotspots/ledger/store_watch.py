"""The watch in the ledger: alarms, and who closed them."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from hotspots import schema
from hotspots.ledger import alarms
from hotspots.ledger.connection import LedgerConnection, require_entry_role, require_zone
from hotspots.ledger.new_alarm import NewAlarm
from hotspots.schema import LogAct


class WatchStore(LedgerConnection):
    """What the ledger keeps of the watch."""

    def raise_alarms(self, table: pd.DataFrame, *, raised_at: datetime) -> list[str]:
        """Record alarms, all or none; return the id of each, in order.

        Parameters
        ----------
        table : DataFrame
            ``plan``, ``area_name``, ``first_day`` and ``last_day`` of the week or month, and
            ``sign``. An area of a plan whose alarm is open raises no second one: its id is that of
            the open one. The same week twice is recorded once, also when it was closed meanwhile.
        raised_at : datetime
            Aware.

        Raises
        ------
        InputError
            When a row cannot be kept.
        LedgerError
            When the database cannot take them; nothing of them was then kept.
        """
        require_zone(raised_at, "raised_at")
        columns = (schema.PLAN, schema.AREA_NAME, schema.STEP_FIRST, schema.STEP_LAST, schema.SIGN)
        wanted = [
            NewAlarm(
                plan=str(plan),
                area=str(area),
                first_day=pd.Timestamp(first).date(),
                last_day=pd.Timestamp(last).date(),
                sign=schema.WatchVerdict(sign),
            )
            for plan, area, first, last, sign in zip(*(table[c] for c in columns), strict=True)
        ]
        with self._recording():
            before = len(alarms.read(self._alias, self._timezone, open_only=False))
            ids = alarms.raise_all(self._alias, wanted, raised_at=raised_at)
            new = len(alarms.read(self._alias, self._timezone, open_only=False)) - before
            if new:
                self._enter(LogAct.COLLECTION, "alarms of the watch raised", records=new)
            return ids

    def close_alarm(
        self, alarm_id: str, *, reason: str, closed_at: datetime, closed_by_role: str
    ) -> None:
        """Close an alarm, and say why.

        Parameters
        ----------
        alarm_id : str
            ``W0007``.
        reason : str
            1 to 300 characters of free text: no names belong in it.
        closed_at : datetime
            Aware.
        closed_by_role : str
            A ``schema.EntryRole``.

        Raises
        ------
        InputError
            When there is no such alarm, it is closed already, or the reason cannot be kept.
        LedgerError
            When the database cannot take it; nothing of it was then kept.
        """
        require_zone(closed_at, "closed_at")
        require_entry_role(closed_by_role, "closed_by_role")
        with self._recording():
            alarms.close(
                self._alias, alarm_id, reason=reason, closed_at=closed_at, role=closed_by_role
            )
            self._enter(
                LogAct.ALTERATION, "alarm closed", subject=alarm_id.strip(), role=closed_by_role
            )

    def alarms(self, *, open_only: bool = False) -> pd.DataFrame:
        """Return the alarms, the oldest first: ``schema.ALARM_COLUMNS``.

        Those that are open have no closing: it is missing.
        """
        with self._reading():
            return alarms.read(self._alias, self._timezone, open_only=open_only)
