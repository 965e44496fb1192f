"""Harm spots in the ledger: the sets that were adopted, and what analysts changed in them."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd

from hotspots import schema
from hotspots.ledger import spot_edits, spot_sets
from hotspots.ledger.connection import LedgerConnection, require_entry_role, require_zone
from hotspots.ledger.results import EditResult, SpotSetResult
from hotspots.schema import LogAct


class SpotStore(LedgerConnection):
    """What the ledger keeps of harm spots."""

    def adopt_spots(
        self,
        table: pd.DataFrame,
        *,
        spot_set: str,
        adopted_at: datetime,
        chosen_from: date,
        chosen_to: date,
        reason: str = "",
        adopted_by_role: str = schema.EntryRole.ANALYST,
        instead_of: str | None = None,
    ) -> SpotSetResult:
        """Put a run's harm spots in force; the set before stays as history.

        Parameters
        ----------
        table : DataFrame
            ``spot_id``, ``name``, ``district``, ``rank`` (may be missing) and ``outline``: WKT of a
            polygon or a multipolygon in the force's projected system, in metres.
        spot_set : str
            The run's name, or any other that is used once.
        adopted_at : datetime
            Aware. The set that was adopted last is in force.
        chosen_from, chosen_to : date
            First and last day of the offences that the spots were chosen on.
        reason : str, optional
            Free text of up to 300 characters. No names belong in it.
        adopted_by_role : str
            A ``schema.EntryRole``.
        instead_of : str, optional
            The set that was seen in force, empty for none: where another one is by now, it is
            refused.

        Returns
        -------
        SpotSetResult
            The same set twice is recorded once.

        Raises
        ------
        InputError
            When a value cannot be kept (every fault is named), or the name stands for another set,
            or for one that is no longer in force, or another set is in force than was seen.
        LedgerError
            When the database cannot take it; nothing of it was then kept.
        """
        require_zone(adopted_at, schema.ADOPTED_AT)
        require_entry_role(adopted_by_role, schema.ADOPTED_BY_ROLE)
        heading = spot_sets.Heading(
            spot_set=spot_set,
            adopted_at=adopted_at,
            chosen_from=chosen_from,
            chosen_to=chosen_to,
            reason=reason,
            role=adopted_by_role,
            instead_of=instead_of,
        )
        with self._recording():
            own = spot_edits.added_ids(self._alias)
            result = spot_sets.record(self._alias, table, heading, own_ids=own)
            if result.recorded:
                self._enter(
                    LogAct.COLLECTION,
                    "harm spots adopted",
                    subject=spot_set,
                    records=result.spots,
                    role=adopted_by_role if reason else "",
                )
            return result

    def spots_in_force(self, *, at: datetime | None = None) -> pd.DataFrame:
        """Return the spots of the set that was adopted last, by rank; empty when there is none.

        Columns of ``schema.SPOT_IN_FORCE_COLUMNS``, as they were adopted: ``edits`` are laid over
        them elsewhere. With ``at`` (aware), those that were in force at that moment.
        """
        if at is not None:
            require_zone(at, "at")
        with self._reading():
            return spot_sets.read_in_force(self._alias, self._timezone, at)

    def adopted_spots(self) -> pd.DataFrame:
        """Return the spots of every set that was adopted, the oldest set first.

        Columns of ``schema.SPOT_IN_FORCE_COLUMNS``.
        """
        with self._reading():
            return spot_sets.read_all(self._alias, self._timezone)

    def spot_sets(self) -> pd.DataFrame:
        """Return the sets that were adopted, oldest first: their headings, and how many spots."""
        with self._reading():
            return spot_sets.read_headings(self._alias, self._timezone)

    def record_edit(
        self,
        edit: schema.SpotEdit,
        *,
        reason: str,
        edited_at: datetime,
        edited_by_role: str,
        spot_id: str | None = None,
        name: str | None = None,
        outline: str | None = None,
    ) -> EditResult:
        """Record what an analyst changed in the harm spots, and why.

        Parameters
        ----------
        edit : SpotEdit
            "add" takes name and outline, and is given its spot id here; "move" a spot id and an
            outline; "rename" a spot id and a name; "veto" and "withdraw" a spot id. A withdrawal
            takes back every earlier edit of the spot.
        reason : str
            Free text of 1 to 300 characters. No names belong in it.
        edited_at : datetime
            Aware.
        edited_by_role : str
            A ``schema.EntryRole``.
        spot_id : str, optional
            Of a spot in force, or one that has edits.
        name : str, optional
            Up to 120 characters.
        outline : str, optional
            WKT of a polygon or a multipolygon in the force's projected system, in metres.

        Returns
        -------
        EditResult
            Its number, and the spot's id: A001, A002 and so on for added ones, never used again.
            The very same as the spot's last edit of that kind is recorded once.

        Raises
        ------
        InputError
            When something is missing, does not belong to the edit, or cannot be kept.
        LedgerError
            When the database cannot take it; nothing of it was then kept.
        """
        require_zone(edited_at, schema.EDITED_AT)
        require_entry_role(edited_by_role, schema.EDITED_BY_ROLE)
        wanted = spot_edits.WantedEdit(
            edit=edit,
            spot_id=spot_id,
            name=name,
            outline=outline,
            reason=reason,
            edited_at=edited_at,
            edited_by_role=edited_by_role,
        )
        with self._recording():
            result = spot_edits.record(
                self._alias, wanted, in_force=spot_sets.ids_in_force(self._alias)
            )
            if result.recorded:
                self._enter(
                    LogAct.ALTERATION,
                    f"harm spot edited: {edit}",
                    subject=result.spot_id,
                    role=edited_by_role,
                )
            return result

    def edits(self) -> pd.DataFrame:
        """Return every edit, oldest first, also those that were withdrawn.

        Columns of ``schema.SPOT_EDIT_COLUMNS``. Of a spot, those above its last withdrawal stand.
        """
        with self._reading():
            return spot_edits.read(self._alias, self._timezone)
