"""The ledger itself: tables in, tables out. Import it only once Django has been started."""

from __future__ import annotations

from datetime import datetime

from hotspots.ledger import lists, records
from hotspots.ledger.connection import require_zone
from hotspots.ledger.records import PATROL_RECORDS, VISIT_RECORDS
from hotspots.ledger.results import Discarded
from hotspots.ledger.store_patrols import PatrolStore
from hotspots.ledger.store_spots import SpotStore
from hotspots.ledger.store_visits import VisitStore


class Ledger(VisitStore, PatrolStore, SpotStore):
    """A ledger that is open; ``open_ledger`` hands it out.

    Parameters
    ----------
    alias : str
        Django's alias of the connection. The browser application says ``Ledger("default")``.
    timezone : str
        The clock on which times are handed out.
    """

    def discard_before(self, moment: datetime) -> Discarded:
        """Discard the visits and patrols made and the lists issued before a moment (aware).

        Records are not kept longer than they are needed (Data Protection Act 2018, section 39). A
        refusal is honoured for as long as its record is kept, so keep a year at least.

        Deployments, harm spots and their edits stay: they are of places and not of anybody's shift
        or home, a ward's last Street Week is counted in months and may lie years back, and a spot's
        identity rests on the sets before it.

        Returns
        -------
        Discarded
            How many.
        """
        require_zone(moment, "moment")
        with self._recording():
            return Discarded(
                visits=records.discard_before(self._alias, VISIT_RECORDS, moment),
                lists=lists.discard_before(self._alias, moment),
                patrols=records.discard_before(self._alias, PATROL_RECORDS, moment),
            )
