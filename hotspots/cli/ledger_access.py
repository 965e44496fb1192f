"""How commands reach the ledger and the workspace, and the moments that are typed for them."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hotspots.cli.printing import say_warning
from hotspots.errors import AmbiguousDatesError, SettingsError
from hotspots.ledger.database import DATABASE_SETTING, LEDGER_FILE
from hotspots.profile import load_profile
from hotspots.study.inputs import find_job
from hotspots.workspace import ADDRESS_STORE, LAYERS_FOLDER, SETTINGS_FILE

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.ledger.store import Ledger
    from hotspots.study.inputs import Job
    from hotspots.study.past_spots import PastSpots
    from hotspots.workspace import Workspace


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
    import pandas as pd

    from hotspots.tables.typed_times import read_typed_times

    typed = pd.Series([text], dtype="str")
    read = read_typed_times(typed, column="The moment", timezone=zone.key)
    if read.is_absurd.any():
        raise SettingsError(f"{text!r} is before 1900 or after 2199: mend the year.") from fault
    if read.times.isna().any():
        raise SettingsError(
            f"{text!r} is no moment: give it as YYYY-MM-DD HH:MM or DD/MM/YYYY HH:MM, for example "
            "'2025-12-31 08:00'."
        ) from fault
    return read.times.iloc[0].tz_convert(zone).to_pydatetime()


def moment_or_fault(at: str, job: Job) -> tuple[pd.Timestamp | None, list[str]]:
    """Return a moment that was typed, or what is wrong with it, to be said with other faults."""
    import pandas as pd

    try:
        return pd.Timestamp(moment_of(at, job)), []
    except (SettingsError, AmbiguousDatesError) as fault:
        return None, [str(fault)]


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
    """Open the workspace's ledger, or the one that the environment names; close it after use.

    Raises
    ------
    SettingsError
        Outside a workspace: none is made there.
    LedgerError, MissingPartError
        When the ledger cannot be opened.
    """
    workspace = require_workspace(job)
    from hotspots.ledger import open_ledger  # Django, which a workspace without a ledger spares

    ledger = open_ledger(workspace.ledger, workspace.root, timezone=job.inputs.profile.timezone)
    if ledger.crosses_in_clear:
        say_warning(
            "the ledger's server is reached without TLS, by the setting sslmode: homes and dates "
            "may cross the network in clear. Write ?sslmode=require behind the address."
        )
    return ledger


def workspace_job() -> Job:
    """Return the job of the workspace that one stands in; it alone has a ledger.

    Raises
    ------
    SettingsError
    """
    job = find_job(Path.cwd(), needs_layers=False, needs_offences=False)
    require_workspace(job)
    return job


def require_workspace(job: Job, *, or_else: str = "") -> Workspace:
    """Return the workspace that a job stands in; ``or_else`` is what else one may do.

    Raises
    ------
    SettingsError
        When it stands in none.
    """
    if job.workspace is None:
        raise SettingsError(
            f"This folder is not in a workspace: no {SETTINGS_FILE} here or above. Make one with "
            f"`hotspots init DIR`, and go there{or_else}."
        )
    return job.workspace


def address_store(job: Job) -> Path:
    """Return where the converted addresses are, or would be."""
    return job.workspace.addresses if job.workspace else Path.cwd() / ADDRESS_STORE


def converted_addresses(job: Job) -> Path | None:
    """Return the converted addresses; None where none were converted."""
    store = address_store(job)
    return store if store.is_file() else None


def streets_store(job: Job) -> Path:
    """Return where the converted streets are, or would be: among the layers that a run reads."""
    from hotspots.load.street_store import STREETS_FILE

    root = job.workspace.root if job.workspace else Path.cwd()
    folders = [each for each in job.inputs.layers if each.is_dir()]
    return (folders[0] if folders else root / LAYERS_FOLDER) / STREETS_FILE


def past_of(job: Job) -> PastSpots:
    """Return the set in force and the edits of the workspace that a job stands in.

    Nothing is known outside a workspace, where no ledger was begun yet, and for another force than
    the workspace's. No ledger is made by asking.

    Raises
    ------
    LedgerError, SettingsError, MissingPartError
        When the ledger is there and cannot be opened.
    """
    from hotspots.study.past_spots import PastSpots, past_spots

    if not has_ledger(job):
        return PastSpots()
    with opened_ledger(job) as ledger:
        adopted, edits = ledger.adopted_spots(), ledger.edits()
    return past_spots(adopted, edits, crs=job.inputs.profile.crs)


def has_ledger(job: Job) -> bool:
    """Say whether the workspace that a job stands in has begun a ledger, for the job's force."""
    workspace = job.workspace
    if workspace is None or load_profile(workspace.profile).key != job.inputs.profile.key:
        return False
    named = workspace.ledger or os.environ.get(DATABASE_SETTING)
    return bool(named) or (workspace.root / LEDGER_FILE).is_file()
