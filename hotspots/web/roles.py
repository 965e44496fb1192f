"""The roles: which of the rooms each may enter, and what it may do there."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final


class May(StrEnum):
    """What a person may be allowed; each is a permission of Django's."""

    SEE_LISTS = "see_lists"
    RECORD_VISITS = "record_visits"
    SEE_MAPS = "see_maps"
    RECORD_PATROLS = "record_patrols"
    SEE_WARDS = "see_wards"
    SEE_PACKS = "see_packs"
    RECORD_DEPLOYMENTS = "record_deployments"
    MAKE_RUNS = "make_runs"
    EDIT_SPOTS = "edit_spots"
    SEE_WATCH = "see_watch"
    CLOSE_ALARMS = "close_alarms"
    SEE_FIGURES = "see_figures"
    SEE_REPORTS = "see_reports"
    SEE_ZONES = "see_zones"
    SEE_OPERATIONS = "see_operations"
    SET_UP_OPERATIONS = "set_up_operations"
    MANAGE_PEOPLE = "manage_people"
    SEE_AUDIT = "see_audit"


PERMISSIONS: Final = {
    May.SEE_LISTS: "Open and download lists of homes to visit",
    May.RECORD_VISITS: "Record visits",
    May.SEE_MAPS: "Open harm maps, harm spots and briefings",
    May.RECORD_PATROLS: "Record patrols",
    May.SEE_WARDS: "Open the ranking of wards",
    May.SEE_PACKS: "Open and download ward packs",
    May.RECORD_DEPLOYMENTS: "Record deployments",
    May.MAKE_RUNS: "Upload data, start runs and publish them",
    May.EDIT_SPOTS: "Retire, rename, move and add harm spots",
    May.SEE_WATCH: "See the week's watch and its alarms",
    May.CLOSE_ALARMS: "Close alarms of the watch",
    May.SEE_FIGURES: "See figures of visits and patrols",
    May.SEE_REPORTS: "Open problem profiles, maps of change and reports of demand",
    May.SEE_ZONES: "Open and download zones, with the homes in them",
    May.SEE_OPERATIONS: "See operations and what came of them",
    May.SET_UP_OPERATIONS: "Set up operations and have them evaluated",
    May.MANAGE_PEOPLE: "Manage people, roles and districts",
    May.SEE_AUDIT: "See the audit log",
}

COMMUNITY_POLICING: Final = "Community policing"
ADMINISTRATOR: Final = "Administrator"
ROLES: Final = {
    COMMUNITY_POLICING: (
        May.SEE_LISTS,
        May.RECORD_VISITS,
        May.SEE_MAPS,
        May.RECORD_PATROLS,
        May.SEE_ZONES,
    ),
    "Commander": (
        May.SEE_MAPS,
        May.SEE_WATCH,
        May.SEE_FIGURES,
        May.SEE_REPORTS,
        May.SEE_OPERATIONS,
    ),
    "Planner": (
        May.SEE_MAPS,
        May.SEE_WARDS,
        May.SEE_PACKS,
        May.RECORD_DEPLOYMENTS,
        May.SEE_ZONES,
    ),
    "Analyst": (
        May.SEE_MAPS,
        May.SEE_WARDS,
        May.MAKE_RUNS,
        May.EDIT_SPOTS,
        May.SEE_WATCH,
        May.CLOSE_ALARMS,
        May.SEE_FIGURES,
        May.SEE_REPORTS,
        May.SEE_ZONES,
        May.SEE_OPERATIONS,
        May.SET_UP_OPERATIONS,
    ),
    "Sergeant": (
        May.SEE_MAPS,
        May.SEE_WATCH,
        May.SEE_FIGURES,
        May.SEE_REPORTS,
        May.SEE_OPERATIONS,
    ),
    ADMINISTRATOR: (May.MANAGE_PEOPLE, May.SEE_AUDIT),
}


def make_groups(*, using: str, **_: Any) -> None:  # noqa: ANN401 - a signal's
    """Make a group of each role, with its permissions and no others."""
    from django.contrib.auth.models import Group, Permission  # noqa: PLC0415 - models

    own = Permission.objects.using(using).filter(content_type__app_label="web")
    for role, allowed in ROLES.items():
        group, _made = Group.objects.using(using).get_or_create(name=role)
        group.permissions.set(own.filter(codename__in=allowed))
