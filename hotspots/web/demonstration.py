"""The demonstration, ready to be looked at: runs of each kind, and a person of each role."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from django.contrib.auth.models import Group

from hotspots.errors import SettingsError
from hotspots.study.cocoons.journeys import VISIT_LISTS
from hotspots.study.harm_maps.journeys import HARM_MAP
from hotspots.study.patrols.journeys import PATROL_PLAN
from hotspots.study.wards.journeys import WARDS
from hotspots.web import force
from hotspots.web.models import Person
from hotspots.web.past import past_of
from hotspots.web.roles import COMMUNITY_POLICING, ROLES
from hotspots.web.run_shelf import runs_of
from hotspots.web.runs import making

Say = Callable[[str], None]
PASSWORD_BYTES: Final = 9
# Whoever plans, analyses or administers serves the whole force.
OF_WHOLE_FORCE: Final = ("Planner", "Analyst", "Administrator")
BUSY_DISTRICT: Final = "Basildon"


def demo_people() -> dict[str, str]:
    """Make a person of each role with a new password, and return the passwords by name.

    Raises
    ------
    SettingsError
        When the workspace is a real force's.
    """
    if not force.profile().demonstration:
        raise SettingsError(
            "Demonstration people are for the demonstration alone, and this workspace is a "
            "force's own. Start it without --demo."
        )
    names = [each.name for each in force.districts()]
    district = BUSY_DISTRICT if BUSY_DISTRICT in names else names[0]
    passwords = {}
    for role in ROLES:
        name = "officer" if role == COMMUNITY_POLICING else role.lower()
        person, _ = Person.objects.get_or_create(username=name)
        passwords[name] = secrets.token_urlsafe(PASSWORD_BYTES)
        person.set_password(passwords[name])
        person.whole_force = role in OF_WHOLE_FORCE
        person.districts = [] if person.whole_force else [district]
        person.save()
        person.groups.set([Group.objects.get(name=role)])
    return passwords


def prepare(say: Say) -> None:
    """Make what the demonstration lacks: runs, spots in force, patrols, deployments."""
    workspace, demo = force.workspace(), force.workspace().root / "data" / "demo"
    if not workspace.addresses.exists():
        from hotspots.study.cocoons.addresses import convert  # noqa: PLC0415 - heavy

        say("Converting the demonstration's addresses")
        convert(demo / "households.parquet", workspace.addresses, force.job().inputs)
    _lacking(HARM_MAP.label, HARM_MAP.command, say)
    ledger, moment = force.ledger(), datetime.now(UTC).replace(microsecond=0)
    if ledger.spots_in_force().empty:
        from hotspots.study.spots_over_time.run_to_adopt import spots_of_run  # noqa: PLC0415

        found = spots_of_run(runs_of(workspace.maps, HARM_MAP.label)[0])
        ledger.adopt_spots(
            found.spots,
            spot_set=found.spot_set,
            adopted_at=moment,
            chosen_from=found.chosen_from,
            chosen_to=found.chosen_to,
        )
    if ledger.deployments().empty:
        ledger.import_deployments(
            demo / "deployments.csv", entered_at=moment, entered_by_role="analyst"
        )
    if ledger.patrols().empty:
        from hotspots.study.past_spots import spots_patrolled  # noqa: PLC0415 - heavy

        job = force.job()
        ledger.import_patrols(
            demo / "patrols.csv",
            entered_at=moment,
            entered_by_role="sergeant",
            spots=spots_patrolled(past_of(job), job.inputs),
        )
    for journey in (VISIT_LISTS, WARDS, PATROL_PLAN):
        _lacking(journey.label, journey.command, say)


def _lacking(label: str, command: str, say: Say) -> None:
    """Make a run where the workspace has none."""
    if not runs_of(force.workspace().maps, label, drafts=True):
        say(f"Making the demonstration's run: {label}")
        making.make(command, {})
