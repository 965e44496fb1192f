"""Op Grip and Street Weeks in the ledger: patrols of harm spots, and deployments to wards."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from hotspots import schema
from hotspots.ledger import records, spot_edits, spot_sets
from hotspots.ledger.connection import LedgerConnection, require_zone
from hotspots.ledger.deployment_kind import read_deployments
from hotspots.ledger.patrol_kind import read_patrols
from hotspots.ledger.patrol_places import SpotsOverTime
from hotspots.ledger.reasons import DeploymentReason, PatrolReason
from hotspots.ledger.records import DEPLOYMENT_RECORDS, PATROL_RECORDS
from hotspots.ledger.results import ImportResult
from hotspots.schema import LogAct

if TYPE_CHECKING:
    import geopandas as gpd

ADOPT_FIRST = (
    "No harm spots have been adopted in this ledger: adopt a run's with `hotspots spots adopt`, "
    "then import the patrols again."
)


class PatrolStore(LedgerConnection):
    """What the ledger keeps of patrols and deployments."""

    def record_patrols(
        self, table: pd.DataFrame, *, entered_at: datetime, entered_by_role: str
    ) -> ImportResult:
        """Record patrols, all that can be or none; what is there already is not doubled.

        Parameters
        ----------
        table : DataFrame
            ``spot_id`` of a spot that is or was in force here, ``begins_at`` (aware), ``minutes``
            (1 to 720; a fraction is rounded to the nearest minute), ``role`` and ``activity``;
            ``interactions`` (0 to 999, missing where nobody counted), ``recorded_by`` (by default
            "entered"), ``entered_at`` and ``entered_by_role`` where they are known.
        entered_at : datetime
            Aware: the program's own clock. What rows say of it is kept apart, as a claim.
        entered_by_role : str
            A ``schema.EntryRole``, of whoever enters them; likewise.

        Returns
        -------
        ImportResult
            A patrol is the same when spot, moment (to the second) and role are; but a GPS track's
            visit and an entered one are two records. If minutes, activity or interactions differ
            from the record it is set aside, and the record stands.

        Raises
        ------
        InputError
            When ``entered_at`` has no zone, ``entered_by_role`` is not known, or the patrols' times
            have no zone.
        LedgerError
            When the database cannot take them; none was then kept.
        """
        with self._reading():
            known = spot_sets.known_ids(self._alias) | spot_edits.added_ids(self._alias)
        result = self._record(
            PATROL_RECORDS,
            table,
            entered_at=entered_at,
            entered_by_role=entered_by_role,
            allowed={schema.SPOT_ID: (known, PatrolReason.UNKNOWN_SPOT)},
        )
        return result if known else replace(result, notes=(ADOPT_FIRST,))

    def import_patrols(
        self,
        path: Path,
        *,
        entered_at: datetime,
        entered_by_role: str,
        spots: gpd.GeoDataFrame | SpotsOverTime | None = None,
    ) -> ImportResult:
        """Read a CSV of patrols and record them; see ``read_patrols`` and ``record_patrols``.

        ``spots`` are those in force, by which a row is placed that has a point and no spot id. A
        row that an earlier import placed stays in its spot, whatever the outlines are by now.
        """
        with self._reading():
            placed = records.spots_of_placed_rows(self._alias)
        read = read_patrols(path, timezone=self._timezone, spots=spots, placed_before=placed)
        result = self.record_patrols(
            read.rows, entered_at=entered_at, entered_by_role=entered_by_role
        )
        return records.whole_import(read, result)

    def patrols(
        self, *, since: datetime | None = None, until: datetime | None = None
    ) -> pd.DataFrame:
        """Return the patrols recorded: columns of ``schema.PATROL_COLUMNS``, oldest first.

        ``since`` (aware) is itself included, ``until`` is not. Interactions that nobody counted are
        missing. A GPS track's visit stands beside the entered one of the same patrol: what counts
        them takes one (docs/patrol-ledger.md).
        """
        return self._records(PATROL_RECORDS, since=since, until=until)

    def export_patrols(self, path: Path) -> int:
        """Write every patrol to a CSV that ``import_patrols`` reads back; return how many."""
        return self._export("patrols", self.patrols(), path)

    def withdraw_patrol(
        self,
        *,
        spot_id: str,
        begins_at: datetime,
        role: str | None = None,
        recorded_by: str | None = None,
        withdrawn_by_role: str = "",
    ) -> None:
        """Withdraw the one patrol of a spot that began at a moment (aware, to the second).

        It counts no more, and may be entered anew; what was entered stays, with its withdrawal.
        ``role`` and ``recorded_by`` say which, where there are several.

        Raises
        ------
        InputError
            When not exactly one matches; nothing is then withdrawn.
        """
        require_zone(begins_at, schema.BEGINS_AT)
        key = {
            schema.SPOT_ID: spot_id,
            schema.BEGINS_AT: begins_at,
            schema.ROLE: role,
            schema.RECORDED_BY: recorded_by,
        }
        with self._recording():
            named = {column: value for column, value in key.items() if value is not None}
            self._enter(LogAct.ALTERATION, "patrol withdrawn", records=1, role=withdrawn_by_role)
            records.withdraw(self._alias, PATROL_RECORDS, named)

    def record_deployments(
        self,
        table: pd.DataFrame,
        *,
        entered_at: datetime,
        entered_by_role: str,
        wards: Collection[str] | None = None,
    ) -> ImportResult:
        """Record deployments, all that can be or none; what is there already is not doubled.

        Parameters
        ----------
        table : DataFrame
            ``operation``, ``ward_code``, ``first_day`` and ``last_day`` (days, both in it; they may
            lie ahead); ``entered_at`` and ``entered_by_role`` where they are known.
        entered_at : datetime
            Aware: the program's own clock. What rows say of it is kept apart, as a claim.
        entered_by_role : str
            A ``schema.EntryRole``, of whoever enters them; likewise.
        wards : collection of str, optional
            The codes of the force's wards; a row of another ward is set aside.

        Returns
        -------
        ImportResult
            A deployment is the same when operation, ward and first day are. If the last day differs
            from the record it is set aside, and the record stands.

        Raises
        ------
        InputError
            When ``entered_at`` has no zone, ``entered_by_role`` is not known, or a day is none.
        LedgerError
            When the database cannot take them; none was then kept.
        """
        unknown = DeploymentReason.UNKNOWN_WARD
        return self._record(
            DEPLOYMENT_RECORDS,
            table,
            entered_at=entered_at,
            entered_by_role=entered_by_role,
            allowed=None if wards is None else {schema.WARD_CODE: (wards, unknown)},
        )

    def import_deployments(
        self,
        path: Path,
        *,
        entered_at: datetime,
        entered_by_role: str,
        wards: Collection[str] | None = None,
    ) -> ImportResult:
        """Read a CSV of deployments and record them.

        See ``read_deployments`` and ``record_deployments``.
        """
        read = read_deployments(path, timezone=self._timezone)
        result = self.record_deployments(
            read.rows, entered_at=entered_at, entered_by_role=entered_by_role, wards=wards
        )
        return records.whole_import(read, result)

    def deployments(self) -> pd.DataFrame:
        """Return the deployments recorded: columns of ``schema.DEPLOYMENT_COLUMNS``, oldest first.

        The days are naive, at midnight.
        """
        return self._records(DEPLOYMENT_RECORDS)

    def export_deployments(self, path: Path) -> int:
        """Write every deployment to a CSV that ``import_deployments`` reads; return how many."""
        return self._export("deployments", self.deployments(), path)
