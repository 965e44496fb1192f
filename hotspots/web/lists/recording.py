"""A visit from a phone into the ledger: once, however often it is sent."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import pandas as pd

from hotspots import schema
from hotspots.ledger.store import Ledger
from hotspots.web.from_phone import KEPT, record_once
from hotspots.web.lists.day_list import DayList
from hotspots.web.models import Person

OUTCOMES: Final = tuple(map(str, schema.VisitOutcome))


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A visit as a phone sent it.

    Attributes
    ----------
    sent_id : UUID
        The phone's own, given when it was recorded there.
    uprn, outcome : str
    ago : timedelta
        How long before sending, by the phone's clock: it may be wrong, its seconds are not.
    """

    sent_id: uuid.UUID
    uprn: str
    outcome: str
    ago: timedelta


def record_visit(
    sent: Sent, the_list: DayList, person: Person, ledger: Ledger, now: datetime
) -> str:
    """Record a visit, once; return "kept", or why it was not."""
    return record_once(
        sent.sent_id,
        lambda: _recorded(sent, the_list, person, ledger, now),
        person,
        ledger,
        now,
    )


def _recorded(sent: Sent, the_list: DayList, person: Person, ledger: Ledger, now: datetime) -> str:
    door = next((each for each in the_list.doors if each.uprn == sent.uprn), None)
    if door is None:
        return "This home is not on the list."
    table = pd.DataFrame(
        {
            schema.UPRN: [door.uprn],
            schema.VISITED_AT: [pd.Timestamp(now - sent.ago)],
            schema.ROLE: [person.works_as],
            schema.VISIT_OUTCOME: [sent.outcome],
            schema.TIER: [door.tier],
            schema.DISTRICT: [the_list.district.name],
            schema.LIST_ID: [the_list.list_id],
        }
    )
    result = ledger.record_visits(table, entered_at=now, entered_by_role=person.works_as)
    reasons = list(result.set_aside[schema.REASON])
    return str(reasons[0]) if reasons else KEPT
