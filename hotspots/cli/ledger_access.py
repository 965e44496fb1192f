"""How commands reach the ledger, and the moments and roles that are typed for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import pandas as pd
import typer

from hotspots.errors import AmbiguousDatesError, ParameterError, SettingsError
from hotspots.ledger import open_ledger
from hotspots.schema import EntryRole
from hotspots.tables.typed_times import read_typed_times

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
        help="When it began, on the force's clock; or as DD/MM/YYYY HH:MM.",
        show_default=False,
    ),
]
SetAside = Annotated[
    Path | None,
    typer.Option(
        "--set-aside",
        metavar="FILE",
        help="A CSV to write: line and reason of every row that was set aside.",
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
    AmbiguousDatesError
        When it can only be read month first.
    """
    zone = ZoneInfo(job.inputs.profile.timezone)
    if as_of is None:
        return datetime.now(zone).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(as_of.strip())
    except ValueError as fault:
        return _as_in_a_file(as_of, zone, fault)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _as_in_a_file(text: str, zone: ZoneInfo, fault: ValueError) -> datetime:
    """Return a moment that was typed in the other way in which the ledger's files have it."""
    typed = pd.Series([text], dtype="str")
    times = read_typed_times(typed, column="The moment", timezone=zone.key).times
    if pd.isna(times.iloc[0]):
        raise SettingsError(
            f"{text!r} is no moment: give it as YYYY-MM-DD HH:MM or DD/MM/YYYY HH:MM, for example "
            "'2025-12-31 08:00'."
        ) from fault
    return times.iloc[0].tz_convert(zone).to_pydatetime()


def moment_or_fault(at: str, job: Job) -> tuple[pd.Timestamp | None, list[str]]:
    """Return a moment that was typed, or what is wrong with it, to be said with other faults."""
    try:
        return pd.Timestamp(moment_of(at, job)), []
    except (SettingsError, AmbiguousDatesError) as fault:
        return None, [str(fault)]


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
