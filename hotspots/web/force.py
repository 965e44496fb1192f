"""The force that is served: its workspace, its profile, its districts and its clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from django.conf import settings

from hotspots.ledger.store import Ledger
from hotspots.profile import ForceProfile, load_profile
from hotspots.study.cocoons.journeys import VISIT_LISTS
from hotspots.study.run_folder import district_folders
from hotspots.web.run_shelf import receipt_of, runs_of
from hotspots.workspace import Workspace

if TYPE_CHECKING:
    from hotspots.study.inputs import Job

# The demonstration's year is over: without a list, its morning is this one.
DEMONSTRATION_MORNING: Final = datetime(2025, 12, 31, 8, tzinfo=UTC)


@dataclass(frozen=True)
class District:
    """A policing district, and what it is called in an address and in a run's folder."""

    name: str
    folder: str


def workspace() -> Workspace:
    """Return the workspace that is served."""
    served: Workspace = settings.WORKSPACE
    return served


@lru_cache(maxsize=1)
def profile() -> ForceProfile:
    """Return the force's profile."""
    return load_profile(workspace().profile)


@lru_cache(maxsize=1)
def districts() -> tuple[District, ...]:
    """Return the force's districts, in the profile's order."""
    folders = district_folders(profile().district_names)
    return tuple(District(name, folder) for name, folder in folders.items())


def district_called(folder: str) -> District | None:
    """Return the district of a name in an address; None where the force has none."""
    return next((each for each in districts() if each.folder == folder), None)


def zone() -> ZoneInfo:
    """Return the force's clock."""
    return ZoneInfo(profile().timezone)


def ledger() -> Ledger:
    """Return the ledger, which is kept in the application's own database."""
    return Ledger("default", timezone=profile().timezone)


def job() -> Job:
    """Return what the workspace's journeys read."""
    from hotspots.study.inputs import find_job  # noqa: PLC0415 - with what it loads, when needed

    return find_job(workspace().root)


def now() -> datetime:
    """Return the moment on the force's clock, to the second.

    The demonstration's year is over: its clock goes on from the moment of its newest visit lists,
    as fast as any other since they were made.
    """
    moment = datetime.now(zone()).replace(microsecond=0)
    if not profile().demonstration:
        return moment
    for run in runs_of(workspace().maps, VISIT_LISTS.label):
        receipt = receipt_of(run)
        as_of = datetime.fromisoformat(receipt["as_of"])
        passed = moment - datetime.fromisoformat(receipt["made_at"])
        return (as_of + passed).astimezone(zone())
    return DEMONSTRATION_MORNING.astimezone(zone())
