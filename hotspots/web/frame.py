"""What stands on every page: the force, its marking, the rooms that are open; and refusals."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

import hotspots
from hotspots.web import force
from hotspots.web.gate import OF_PROGRAMS
from hotspots.web.models import Person
from hotspots.web.roles import May

# Rooms of a district, and of the force: the address's name, what it is called, what it needs.
Rooms = tuple[tuple[str, str, May, str], ...]
DISTRICT_ROOMS: Final[Rooms] = (
    ("lists", "Homes to visit", May.SEE_LISTS, "Doors to call at after a burglary, by street."),
    ("patrols", "Patrol", May.RECORD_PATROLS, "The nearest harm spot, and why; start, and end."),
    ("maps", "Harm map", May.SEE_MAPS, "Where harm concentrates, harm spots, and patrols."),
    ("figures", "Figures", May.SEE_FIGURES, "Cocooning and patrols by week; what is overdue."),
    ("reports", "Reports", May.SEE_REPORTS, "Burglary, change, forecasts, lasting places, demand."),
    ("zones", "Zones", May.SEE_ZONES, "Households, leaflet rounds, where and when to brief."),
    ("operations", "Operations", May.SEE_OPERATIONS, "What was done where, and whether it worked."),
)
FORCE_ROOMS: Final[Rooms] = (
    ("wards", "Wards", May.SEE_WARDS, "Which ward to choose for the next Street Week."),
    ("watch", "Watch", May.SEE_WATCH, "What broke its band this week, and what is still open."),
    ("runs", "Runs", May.MAKE_RUNS, "Upload data, look before you run, start and publish."),
    ("spots", "Harm spots", May.EDIT_SPOTS, "Retire, rename, move or add one, with a reason."),
    ("people", "People", May.MANAGE_PEOPLE, "Who may sign in, as what, for which districts."),
    ("audit", "Audit", May.SEE_AUDIT, "Who opened and downloaded which list, and when."),
)


def own_districts(person: Person) -> list[force.District]:
    """Return the districts that a person belongs to, in the force's order."""
    return [each for each in force.districts() if person.belongs_to(each.name)]


def open_rooms(person: Person, district: force.District | None) -> list[dict[str, str]]:
    """Return the rooms that are open to a person, those of a district first."""
    of_district = [
        _room(key, called, about, district.folder)
        for key, called, permission, about in DISTRICT_ROOMS
        if district is not None and person.may(permission)
    ]
    of_force = [
        _room(key, called, about)
        for key, called, permission, about in FORCE_ROOMS
        if person.whole_force and person.may(permission)
    ]
    return [*of_district, *of_force]


def _room(key: str, called: str, about: str, *of: str) -> dict[str, str]:
    return {"key": key, "called": called, "about": about, "address": reverse(key, args=of)}


def of_every_page(request: HttpRequest) -> dict[str, Any]:
    """Return what the frame of every page shows."""
    profile = force.profile()
    shown: dict[str, Any] = {
        "force_name": profile.force_name,
        "marking": profile.marking,
        "demonstration": profile.demonstration,
        "version": hotspots.__version__,
    }
    person = getattr(request, "user", None)
    if isinstance(person, Person) and not person.password_is_temporary:
        shown["rooms"] = open_rooms(person, district_of(request, person))
        shown["room"] = request.resolver_match.url_name if request.resolver_match else ""
    return shown


def district_of(request: HttpRequest, person: Person) -> force.District | None:
    """Return the district that a page is of; elsewhere, the person's first."""
    own = own_districts(person)
    match = request.resolver_match
    named = match.kwargs.get("district") if match else request.GET.get("district")
    return next((each for each in own if each.folder == named), own[0] if own else None)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form that did not come from a page of ours, or whose session has ended."""
    return render(request, "refused.html", {"title": "This form has run out"}, status=403)


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Refuse what is too large for a form, or no form of ours."""
    about = {"title": "This cannot be taken", "why": "It is larger than a form is, or damaged."}
    return render(request, "refused.html", about, status=400)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Refuse a page, without saying more of it."""
    about = {"title": "You may not open this page", "why": str(exception or "")}
    return render(request, "refused.html", about, status=403)


def not_there(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page; under the interface for programs, in its own form."""
    if request.path_info.startswith(OF_PROGRAMS):
        return JsonResponse({"detail": "Not Found"}, status=404)
    return render(request, "not_there.html", status=404)


def gone(request: HttpRequest) -> HttpResponse:
    """Say that a list has expired: it is there no more."""
    return render(request, "gone.html", status=410)


def failed(request: HttpRequest) -> HttpResponse:
    """Say that something went wrong here; nothing of it is shown."""
    return render(request, "failed.html", status=500)
