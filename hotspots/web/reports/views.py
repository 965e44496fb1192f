"""Reports and zones of a district and, for whoever belongs to it, of the whole force."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any, Final

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from hotspots.web import force
from hotspots.web.frame import own_districts
from hotspots.web.gate import Asked, Rule, open_to
from hotspots.web.reports.kinds import REPORTS, ZONES
from hotspots.web.roles import May
from hotspots.web.shown_runs import (
    MOST_SHOWN,
    PAGE,
    Kind,
    asked_run,
    enter_handed,
    handed_out,
    shown_runs,
)

DRAFTS_FOR: Final = May.MAKE_RUNS
# What each room is called, and what it says where nothing is there yet.
CALLED: Final = {
    "reports": (
        "Reports",
        (
            "Nothing was published yet. The analyst starts a pattern of burglary, changes, a map "
            "of them, a forecast, lasting places or a month's demand under Runs, and publishes it."
        ),
    ),
    "zones": (
        "Zones",
        (
            "No zone was published yet. The analyst starts one under Runs, around a harm spot or "
            "along a street, and publishes it."
        ),
    ),
}


def _listed(
    request: Asked, district: force.District, room: str, kinds: Sequence[Kind]
) -> HttpResponse:
    title, empty = CALLED[room]
    about: dict[str, Any] = {
        "title": title,
        "empty": empty,
        "district": district,
        "districts": own_districts(request.user),
        "room_of": f"{room}-one",
        "shown": list(
            islice(shown_runs(kinds, request.user, district, drafts_for=DRAFTS_FOR), MOST_SHOWN)
        ),
    }
    return render(request, "reports/listed.html", about)


def _one(
    request: Asked, district: force.District, run: str, room: str, kinds: Sequence[Kind]
) -> HttpResponse:
    shown = asked_run(kinds, request.user, district, run, drafts_for=DRAFTS_FOR)
    about: dict[str, Any] = {
        "back": CALLED[room][0].lower(),
        "district": district,
        "room_key": room,
        "room_file": f"{room}-file",
        "shown": shown,
        "told": shown.kind.told(shown.receipt),
        "page": PAGE,
    }
    return render(request, "reports/one.html", about)


def _handed(
    request: Asked, district: force.District, run: str, name: str, kinds: Sequence[Kind]
) -> HttpResponseBase:
    shown = asked_run(kinds, request.user, district, run, drafts_for=DRAFTS_FOR)
    return handed_out(request, shown, name)


@open_to(Rule.DISTRICT, May.SEE_REPORTS)
def reports(request: Asked, district: force.District) -> HttpResponse:
    """List the reports that tell of a district, and those of the force for whoever is of it."""
    return _listed(request, district, "reports", REPORTS)


@open_to(Rule.DISTRICT, May.SEE_REPORTS)
def report(request: Asked, district: force.District, run: str) -> HttpResponse:
    """Show one report: what was found, its files, and its page."""
    return _one(request, district, run, "reports", REPORTS)


@open_to(Rule.DISTRICT, May.SEE_REPORTS)
def report_file(request: Asked, district: force.District, run: str, name: str) -> HttpResponseBase:
    """Hand out a file of a report, or its page to look at."""
    return _handed(request, district, run, name, REPORTS)


@open_to(Rule.DISTRICT, May.SEE_ZONES)
def zones(request: Asked, district: force.District) -> HttpResponse:
    """List the zones that lie in a district."""
    return _listed(request, district, "zones", ZONES)


@open_to(Rule.DISTRICT, May.SEE_ZONES)
def zone(request: Asked, district: force.District, run: str) -> HttpResponse:
    """Show one zone: what was found, its files, and its page."""
    return _one(request, district, run, "zones", ZONES)


@open_to(Rule.DISTRICT, May.SEE_ZONES)
def zone_file(request: Asked, district: force.District, run: str, name: str) -> HttpResponseBase:
    """Hand out a file of a zone, or its page to look at, which names homes: each is logged."""
    answer = _handed(request, district, run, name, ZONES)
    enter_handed(request, "zone", run, name)
    return answer
