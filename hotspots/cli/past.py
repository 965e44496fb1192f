"""What the ledger knows of harm spots, for the journeys that take it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hotspots.cli.ledger_access import opened_ledger
from hotspots.ledger.database import DATABASE_SETTING, LEDGER_FILE
from hotspots.profile import load_profile
from hotspots.study.spots_over_time.past_spots import PastSpots, past_spots

if TYPE_CHECKING:
    from hotspots.study.inputs import Job


def past_of(job: Job) -> PastSpots:
    """Return the set in force and the edits of the workspace that a job stands in.

    Nothing is known outside a workspace, where no ledger was begun yet, and for another force than
    the workspace's. No ledger is made by asking.

    Raises
    ------
    LedgerError, SettingsError, MissingPartError
        When the ledger is there and cannot be opened.
    """
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
