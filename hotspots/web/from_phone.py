"""What a phone keeps and sends: for how long, so long ago, and once however often it is sent."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from django.http import HttpResponse

from hotspots.ledger.store import Ledger
from hotspots.web.models import Person, SentVisit

KEPT: Final = "kept"
# A phone that was away for longer than a list lives has nothing to send of it.
LONGEST_AGO: Final = timedelta(days=7)
# What reading a body that is not ours may raise.
UNREADABLE: Final = (ValueError, TypeError, KeyError, OverflowError, RecursionError)
# A phone keeps the day's pages for a shift at most.
KEPT_ON_PHONE: Final = timedelta(hours=12)
KEPT_UNTIL: Final = "X-Kept-Until"


def whole_seconds(given: object) -> timedelta:
    """Return a number of seconds that a phone counted, to the second.

    Raises
    ------
    ValueError
        When it is below nothing, or longer than a week.
    TypeError, OverflowError
        When it is no number.
    """
    counted = timedelta(seconds=float(given))  # type: ignore[arg-type]
    if not timedelta(0) <= counted <= LONGEST_AGO:
        raise ValueError("It was not in the last week.")
    return timedelta(seconds=round(counted.total_seconds()))


def record_once(
    sent_id: uuid.UUID, record: Callable[[], str], person: Person, ledger: Ledger, now: datetime
) -> str:
    """Record what a phone sent; return "kept", or why it was not.

    One that was sent before is answered as it was then, and nothing is recorded twice.
    """
    with ledger.together():
        before = SentVisit.objects.filter(sent_id=sent_id).first()
        if before is not None:
            return before.answer
        answer = record()
        SentVisit.objects.create(sent_id=sent_id, person=person, received_at=now, answer=answer)
    return answer


def let_phone_keep(response: HttpResponse, *, until: datetime | None = None) -> None:
    """Say on a page how long a phone may keep it: for a shift, and never past its own end."""
    longest = datetime.now(UTC) + KEPT_ON_PHONE
    moment = longest if until is None else min(longest, until)
    response.headers[KEPT_UNTIL] = str(round(moment.timestamp() * 1000))
