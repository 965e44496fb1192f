"""A patrol into the ledger: from the phone that timed it, or from the form."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from hotspots import schema
from hotspots.ledger.reasons import MOST_INTERACTIONS
from hotspots.ledger.store import Ledger
from hotspots.web import force
from hotspots.web.from_phone import KEPT, record_once, whole_seconds
from hotspots.web.maps.district_week import spots_of
from hotspots.web.models import Person


@dataclass(frozen=True, kw_only=True)
class Timed:
    """A patrol as a phone timed it, from the tap that started it to the tap that ended it.

    Attributes
    ----------
    sent_id : UUID
        The phone's own, given at the start.
    spot_id, activity : str
    interactions : int or None
        People spoken to; None where nobody counted.
    lasted, ended_ago : timedelta
        By the phone's clock: it may be wrong, its seconds are not.
    """

    sent_id: uuid.UUID
    spot_id: str
    activity: str
    interactions: int | None
    lasted: timedelta
    ended_ago: timedelta


def timed(told: Any) -> Timed:  # noqa: ANN401 - JSON
    """Return the patrol that a phone tells of; whether so long a one is kept, the ledger says.

    Raises
    ------
    ValueError, TypeError, KeyError, OverflowError
        When it is none.
    """
    spoken_to = told["interactions"]
    if spoken_to is not None and not 0 <= spoken_to <= MOST_INTERACTIONS:
        raise ValueError("Nobody speaks to so many.")
    return Timed(
        sent_id=uuid.UUID(str(told["id"])),
        spot_id=str(told["spot_id"]),
        activity=str(schema.PatrolActivity(told["activity"])),
        interactions=None if spoken_to is None else int(spoken_to),
        lasted=whole_seconds(told["lasted_s"]),
        ended_ago=whole_seconds(told["ago_s"]),
    )


def record_timed(
    patrol: Timed, district: force.District, person: Person, ledger: Ledger, now: datetime
) -> str:
    """Record a patrol, once; return "kept", or why it was not."""

    def record() -> str:
        if not _was_patrolled_in(patrol.spot_id, district, ledger):
            return "This harm spot is not of your district."
        return record_patrol(
            {
                schema.SPOT_ID: patrol.spot_id,
                schema.BEGINS_AT: now - patrol.ended_ago - patrol.lasted,
                schema.MINUTES: patrol.lasted.total_seconds() / 60,
                schema.ACTIVITY: patrol.activity,
                schema.INTERACTIONS: patrol.interactions,
            },
            person,
            ledger,
            now,
        )

    return record_once(patrol.sent_id, record, person, ledger, now)


def _was_patrolled_in(spot: str, district: force.District, ledger: Ledger) -> bool:
    """Say whether a spot is or was one of a district: a new set may come in between."""
    adopted = ledger.adopted_spots()
    was = adopted.loc[adopted[schema.DISTRICT] == district.name, schema.SPOT_ID]
    return spot in {*was, *spots_of(district)[schema.SPOT_ID]}


def record_patrol(told: dict[str, object], person: Person, ledger: Ledger, now: datetime) -> str:
    """Record a patrol by its columns; return "kept", or why it was not. The same twice is one."""
    table = pd.DataFrame([{**told, schema.ROLE: person.works_as}]).astype(
        {schema.INTERACTIONS: "Int64"}
    )
    result = ledger.record_patrols(table, entered_at=now, entered_by_role=person.works_as)
    reasons = list(result.set_aside[schema.REASON])
    return str(reasons[0]) if reasons else KEPT
