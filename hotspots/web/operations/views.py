"""The pages of operations: set up on the map, evaluated in the worker, published, and read."""

from __future__ import annotations

import uuid
from itertools import islice
from typing import Any, Final

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render

from hotspots import schema
from hotspots.errors import HotspotsError
from hotspots.schema import LogAct
from hotspots.study.operations.journeys import EVALUATION
from hotspots.web import force
from hotspots.web.frame import own_districts
from hotspots.web.gate import Asked, Rule, open_to
from hotspots.web.ground import ground_of, shown
from hotspots.web.maps.district_week import spots_of
from hotspots.web.models import KeptOperation, StartedRun
from hotspots.web.operation_shelf import path_of, prepared
from hotspots.web.operations import setting_up
from hotspots.web.operations.evaluations import EVALUATIONS, evaluations_of
from hotspots.web.operations.forms import SetUp
from hotspots.web.roles import May
from hotspots.web.runs import tasks
from hotspots.web.shown_runs import (
    MOST_SHOWN,
    PAGE,
    asked_run,
    enter_handed,
    handed_out,
    shown_runs,
)

SEND: Final = ("POST",)
DRAFTS_FOR: Final = May.SET_UP_OPERATIONS


def _kept(district: force.District, operation: uuid.UUID, request: Asked) -> KeptOperation:
    """Return an operation of a district; each of its districts must be one of the person's.

    Raises
    ------
    Http404
    """
    kept = KeptOperation.objects.filter(pk=operation).first()
    if kept is None or not _may_see(kept, district, request):
        raise Http404
    return kept


def _may_see(kept: KeptOperation, district: force.District, request: Asked) -> bool:
    own = all(map(request.user.belongs_to, kept.districts))
    return own and district.name in kept.districts


@open_to(Rule.DISTRICT, May.SEE_OPERATIONS)
def operations(request: Asked, district: force.District) -> HttpResponse:
    """List a district's operations with their verdicts, and every evaluation that tells of it."""
    mine = [each for each in KeptOperation.objects.all() if _may_see(each, district, request)]
    made_here = shown_runs(EVALUATIONS, request.user, district, drafts_for=DRAFTS_FOR)
    about: dict[str, Any] = {
        "district": district,
        "districts": own_districts(request.user),
        "rows": [
            {"kept": each, "evaluated": evaluations_of(each, request.user, district)}
            for each in mine
        ],
        "shown": list(islice(made_here, MOST_SHOWN)),
    }
    return render(request, "operations/operations.html", about)


@open_to(Rule.DISTRICT, May.SET_UP_OPERATIONS, methods=("GET", "HEAD", "POST"))
def new(request: Asked, district: force.District) -> HttpResponse:
    """Ask where, when and beside what an operation was, and keep it."""
    return _asked(request, district)


@open_to(Rule.DISTRICT, May.SET_UP_OPERATIONS, methods=("GET", "HEAD", "POST"))
def edit(request: Asked, district: force.District, operation: uuid.UUID) -> HttpResponse:
    """Ask what is to be said otherwise of an operation, and keep that as its next version."""
    return _asked(request, district, of=_kept(district, operation, request))


def _asked(
    request: Asked, district: force.District, *, of: KeptOperation | None = None
) -> HttpResponse:
    """Show the form of an operation, or keep what it says."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    try:
        places = setting_up.offered_places(district)
        told = setting_up.what_is_told(of) if of else None
    except HotspotsError as fault:
        lacking = {"title": "This cannot be asked now", "why": str(fault)}
        return render(request, "refused.html", lacking, status=422)
    form = SetUp(*places, *sent, told=told, version=of.version if of else 0)
    if sent and form.is_valid():
        given = form.cleaned_data
        try:
            kept = setting_up.set_up(
                form.told(),
                outline=given["outline"],
                file=given["file"],
                district=district,
                person=request.user,
                of=of,
            )
        except HotspotsError as fault:
            form.add_error(None, str(fault))
        else:
            return redirect("operations-one", district=district.folder, operation=kept.pk)
    about = {
        "district": district,
        "form": form,
        "kept": of,
        "evaluated": of and evaluations_of(of, request.user, district),
    }
    return render(request, "operations/new.html", about, status=422 if form.errors else 200)


@open_to(Rule.DISTRICT, May.SEE_OPERATIONS)
def ground(request: Asked, district: force.District) -> HttpResponse:
    """Give the map of a district its ground, and the areas of an operation that is asked for."""
    try:
        told = ground_of(district)
        told["spots"] = shown(spots_of(district), schema.SPOT_ID)
    except HotspotsError as fault:
        return JsonResponse({"fault": str(fault)}, status=422)
    if "operation" in request.GET:
        try:
            number = uuid.UUID(request.GET["operation"])
        except ValueError as fault:
            raise Http404 from fault
        told["areas"] = areas_of(_kept(district, number, request))
    return JsonResponse(told)


def areas_of(kept: KeptOperation) -> list[dict[str, Any]]:
    """Return an operation's areas, and the controls that it names; none where a file is gone."""
    try:
        found = prepared(path_of(kept))
    except (HotspotsError, OSError):
        return []
    tables = [each for each in (found.treated, found.control) if each is not None]
    return [shown(each, schema.AREA_ID) for each in tables]


@open_to(Rule.DISTRICT, May.SEE_OPERATIONS)
def one(request: Asked, district: force.District, operation: uuid.UUID) -> HttpResponse:
    """Show an operation, its areas on the map, and what its evaluations found."""
    from hotspots.study.operations.operation import read_operation  # noqa: PLC0415 - heavy
    from hotspots.study.operations.operation_file import places_in_words  # noqa: PLC0415 - heavy

    kept = _kept(district, operation, request)
    evaluated = evaluations_of(kept, request.user, district)
    about: dict[str, Any] = {
        "district": district,
        "kept": kept,
        "evaluated": evaluated,
        "is_going": any(each.is_going for each in evaluated),
    }
    try:
        about["told"] = told = read_operation(path_of(kept))
        about["places"] = places_in_words(told)
        about["selection"] = force.profile().selections[told.selection or ""].label
    except (HotspotsError, KeyError) as fault:
        about["fault"] = str(fault)
    return render(request, "operations/one.html", about)


@open_to(Rule.DISTRICT, May.SET_UP_OPERATIONS, methods=SEND)
def evaluate(request: Asked, district: force.District, operation: uuid.UUID) -> HttpResponse:
    """Have an operation evaluated by the worker."""
    kept = _kept(district, operation, request)
    tasks.start(EVALUATION.command, {"operation": str(kept.pk)}, request.user)
    setting_up.enter(LogAct.COMBINATION, "operation evaluated", kept, request.user)
    return redirect("operations-one", district=district.folder, operation=kept.pk)


@open_to(Rule.DISTRICT, May.SET_UP_OPERATIONS, methods=SEND)
def remove(request: Asked, district: force.District, operation: uuid.UUID) -> HttpResponse:
    """Delete an operation that was set up wrongly; its evaluations stay."""
    setting_up.remove(_kept(district, operation, request), request.user)
    return redirect("operations", district=district.folder)


def _evaluation(kept: KeptOperation, run_id: uuid.UUID) -> StartedRun:
    """Return an evaluation of this operation.

    Raises
    ------
    Http404
    """
    own = StartedRun.objects.filter(
        pk=run_id, journey=EVALUATION.command, options__operation=str(kept.pk)
    )
    found = own.first()
    if found is None:
        raise Http404
    return found


@open_to(Rule.DISTRICT, May.SET_UP_OPERATIONS, methods=SEND)
def stop(
    request: Asked, district: force.District, operation: uuid.UUID, run_id: uuid.UUID
) -> HttpResponse:
    """Ask for an evaluation to be stopped."""
    kept = _kept(district, operation, request)
    tasks.stop(_evaluation(kept, run_id).pk)
    return redirect("operations-one", district=district.folder, operation=kept.pk)


@open_to(Rule.DISTRICT, May.SET_UP_OPERATIONS, methods=SEND)
def publish(
    request: Asked, district: force.District, operation: uuid.UUID, run_id: uuid.UUID
) -> HttpResponse:
    """Open an evaluation to whoever sees operations here."""
    kept = _kept(district, operation, request)
    if tasks.publish(_evaluation(kept, run_id).pk):
        setting_up.enter(LogAct.DISCLOSURE, "evaluation published", kept, request.user)
    return redirect("operations-one", district=district.folder, operation=kept.pk)


@open_to(Rule.DISTRICT, May.SEE_OPERATIONS)
def made(request: Asked, district: force.District, run: str) -> HttpResponse:
    """Show an evaluation: the verdict, its files, and its page."""
    asked = asked_run(EVALUATIONS, request.user, district, run, drafts_for=DRAFTS_FOR)
    about = {
        "back": "operations",
        "district": district,
        "room_key": "operations",
        "room_file": "operations-file",
        "shown": asked,
        "told": asked.kind.told(asked.receipt),
        "page": PAGE,
    }
    return render(request, "reports/one.html", about)


@open_to(Rule.DISTRICT, May.SEE_OPERATIONS)
def file(request: Asked, district: force.District, run: str, name: str) -> HttpResponseBase:
    """Hand out a file of an evaluation, or its page to look at: each is logged."""
    asked = asked_run(EVALUATIONS, request.user, district, run, drafts_for=DRAFTS_FOR)
    answer = handed_out(request, asked, name)
    enter_handed(request, "evaluation", run, name)
    return answer
