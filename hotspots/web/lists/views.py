"""The day's list on a phone: rounds, doors, what came of them, and the files to take along."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render

from hotspots import product_files, schema
from hotspots.file_names import named_file
from hotspots.study.cocoons.journeys import VISIT_LISTS
from hotspots.study.run_folder import aftercare_folder
from hotspots.web import force, products
from hotspots.web.audit.entries import enter_download, enter_sight
from hotspots.web.frame import gone, own_districts
from hotspots.web.from_phone import KEPT, UNREADABLE, let_phone_keep, whole_seconds
from hotspots.web.gate import Asked, Rule, open_to
from hotspots.web.lists.day_list import (
    Band,
    DayList,
    Door,
    day_list,
    has_expired,
    list_id_of,
    live_runs,
    read_list,
)
from hotspots.web.lists.expiry import delete_expired
from hotspots.web.lists.recording import OUTCOMES, Sent, record_visit
from hotspots.web.models import Person
from hotspots.web.roles import May
from hotspots.web.run_shelf import file_of, runs_of


@open_to(Rule.DISTRICT, May.SEE_LISTS)
def the_list(request: Asked, district: force.District) -> HttpResponse:
    """Show the day's list: all of it, or one round."""
    delete_expired()
    now = force.now()
    found = day_list(district, force.ledger(), now)
    about: dict[str, Any] = {
        "district": district,
        "districts": own_districts(request.user),
        "list": found,
    }
    if found is None:
        return render(request, "lists/none.html", about)
    enter_sight(request, "list of homes to visit", subject=found.list_id)
    chosen = request.GET.get("round", "")
    shown = [door for door in found.doors if door.is_in(chosen)]
    response = render(
        request,
        "lists/list.html",
        {
            **about,
            "round": chosen,
            "streets": [(*key, list(doors)) for key, doors in groupby(shown, _round_and_street)],
            "left": len(found.doors) - found.of(Band.DONE),
            "outcomes": OUTCOMES,
            "aftercare": _aftercare_of(found, request.user),
            "page_id": uuid.uuid4(),
            "now": now,
        },
    )
    let_phone_keep(response, until=found.expires)
    return response


def _aftercare_of(found: DayList, person: Person) -> str:
    """Return what the sheet is called, for those who may have it and where there is one."""
    there = (
        named_file(aftercare_folder(found.run, found.district.folder), product_files.AFTERCARE)
        is not None
    )
    return product_files.AFTERCARE_LABEL if there and person.may(May.RECORD_VISITS) else ""


def _round_and_street(door: Door) -> tuple[int, str]:
    return door.round_number, door.street


@open_to(Rule.DISTRICT, May.RECORD_VISITS, methods=("POST",))
def visits(request: Asked, district: force.District) -> HttpResponse:
    """Record what came of a door: from the page's script, or from its form where none runs."""
    from_script = request.content_type == "application/json"
    sent, list_id = _from_script(request) if from_script else _from_form(request)
    now = force.now()
    found = _list_called(list_id, district, now)
    if found is None:
        answer = "This list has expired."
    elif sent is None:
        answer = "This is no visit."
    else:
        answer = record_visit(sent, found, request.user, force.ledger(), now)
    if from_script:
        return JsonResponse({"answer": answer}, status=200 if answer == KEPT else 422)
    if answer != KEPT:
        return render(
            request, "lists/not_kept.html", {"why": answer, "district": district}, status=422
        )
    return redirect("lists", district=district.folder)


def _list_called(list_id: str, district: force.District, now: datetime) -> DayList | None:
    for run in live_runs(district):
        if list_id_of(run, district) == list_id:
            return read_list(run, district, force.ledger(), now)
    return None


def _from_script(request: HttpRequest) -> tuple[Sent | None, str]:
    try:
        told = json.loads(request.body)
        ago = whole_seconds(told["ago_s"])
        return _sent(told["id"], told["uprn"], told["outcome"], ago), str(told["list"])
    except UNREADABLE:
        return None, ""


def _from_form(request: HttpRequest) -> tuple[Sent | None, str]:
    """Read the one button that was pressed; the same button of one page is one visit."""
    uprn, _, outcome = request.POST.get("visit", "").partition("|")
    try:
        page = uuid.UUID(request.POST.get("page", ""))
    except ValueError:
        return None, ""
    sent = _sent(str(uuid.uuid5(page, f"{uprn}|{outcome}")), uprn, outcome, timedelta(0))
    return sent, request.POST.get("list", "")


def _sent(sent_id: object, uprn: object, outcome: object, ago: timedelta) -> Sent | None:
    if outcome not in OUTCOMES:
        return None
    return Sent(sent_id=uuid.UUID(str(sent_id)), uprn=str(uprn), outcome=str(outcome), ago=ago)


@open_to(Rule.DISTRICT, May.SEE_LISTS)
def file(request: Asked, district: force.District, run: str, name: str) -> HttpResponseBase:
    """Hand out one file of a list, or the map to look at; an expired list's is gone."""
    found = _run_called(run)
    if _is_over(found, run, district):
        return gone(request)
    path = file_of(found, district.folder, name) if found is not None else None
    if found is None or path is None:
        raise Http404
    if path == named_file(path.parent, product_files.VISIT_LIST["Map"]) and "look" in request.GET:
        enter_sight(request, "map of homes to visit", subject=list_id_of(found, district))
        return products.framed(path.read_text(encoding="utf-8"))
    enter_download(request, name, subject=list_id_of(found, district))
    return products.download(path)


@open_to(Rule.DISTRICT, May.RECORD_VISITS)
def aftercare(request: Asked, district: force.District, run: str) -> HttpResponseBase:
    """Hand out a list's aftercare sheet to those who call at the doors, and to nobody else."""
    found = _run_called(run)
    if _is_over(found, run, district):
        return gone(request)
    path = (
        None
        if found is None
        else named_file(aftercare_folder(found, district.folder), product_files.AFTERCARE)
    )
    if found is None or path is None:
        raise Http404
    enter_download(request, "aftercare sheet", subject=list_id_of(found, district))
    return products.download(path)


def _run_called(name: str) -> Path | None:
    runs = runs_of(force.workspace().maps, VISIT_LISTS.label)
    return next((each for each in runs if each.name == name), None)


def _is_over(found: Path | None, run: str, district: force.District) -> bool:
    """Say whether a run's lists have expired, also those that were deleted; delete what has."""
    over = _was_once(run, district) if found is None else has_expired(found)
    if over:
        delete_expired()
    return over


def _was_once(run: str, district: force.District) -> bool:
    """Say whether the ledger knows a list of a run that is there no more."""
    lists = force.ledger().lists(district=district.name)
    return f"{run}/{district.name}" in set(lists[schema.LIST_ID])


@open_to(Rule.DISTRICT, May.SEE_LISTS)
def the_map(request: Asked, district: force.District) -> HttpResponse:
    """Show the map of the day's list."""
    found = day_list(district, force.ledger(), force.now())
    if found is None:
        return redirect("lists", district=district.folder)
    return render(
        request, "lists/map.html", {"district": district, "list": found, "map": found.files["Map"]}
    )
