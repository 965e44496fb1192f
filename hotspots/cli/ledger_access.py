"""How commands reach the ledger, and the moments and roles that are typed for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from hotspots.errors import ParameterError, SettingsError
from hotspots.ledger import open_ledger
from hotspots.schema import EntryRole

if TYPE_CHECKING:
    from hotspots.ledger.store import Ledger
    from hotspots.study.inputs import Job

AsOf = Annotated[
    str | None,
    typer.Option(
        metavar="'YYYY-MM-DD HH:MM'",
        help="The moment the answer is of, on the force's clock. By default now.",
        show_default=False,
    ),
]
At = Annotated[
    str,
    typer.Option(
        metavar="'YYYY-MM-DD HH:MM'",
        help="When it began, on the force's clock.",
        show_default=False,
    ),
]
Role = Annotated[EntryRole, typer.Option(help="Role of the person who enters this; never a name.")]


def moment_of(as_of: str | None, job: Job) -> datetime:
    """Return a moment that was typed, on the force's clock where it has no zone; by default now.

    Raises
    ------
    SettingsError
        When it is none.
    """
    zone = ZoneInfo(job.inputs.profile.timezone)
    if as_of is None:
        return datetime.now(zone).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(as_of)
    except ValueError as fault:
        raise SettingsError(
            f"{as_of!r} is no moment: give it as YYYY-MM-DD HH:MM, for example '2025-12-31 08:00'."
        ) from fault
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def day_of(text: str) -> date:
    """Return a day that was typed.

    Raises
    ------
    ParameterError
        When it is none.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError as fault:
        raise ParameterError(
            f"{text!r} is no day: give it as YYYY-MM-DD, for example 2026-03-02."
        ) from fault


def moments_of_days(
    days: tuple[date, date] | None, job: Job
) -> tuple[datetime | None, datetime | None]:
    """Return the first moment of a first to last day, and the first one after it."""
    if days is None:
        return None, None
    zone = ZoneInfo(job.inputs.profile.timezone)
    first, after = days[0], days[1] + timedelta(days=1)
    return datetime.combine(first, time(), zone), datetime.combine(after, time(), zone)


def entered_now() -> datetime:
    """Return the moment at which something is entered, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def opened_ledger(job: Job) -> Ledger:
    """Open the workspace's ledger, or the one that the environment names; close it after use."""
    address = job.workspace.ledger if job.workspace else None
    root = job.workspace.root if job.workspace else Path.cwd()
    return open_ledger(address, root, timezone=job.inputs.profile.timezone)
