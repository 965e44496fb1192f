"""The analyst's pages: uploads, the dry run, and runs that are started, watched and published."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from hotspots.errors import HotspotsError
from hotspots.postgresql import PostgisTable, Source
from hotspots.schema import LogAct
from hotspots.study.cocoons.journeys import VISIT_LISTS
from hotspots.web import force
from hotspots.web.gate import Asked, Rule, open_to
from hotspots.web.maps.district_week import rows_of
from hotspots.web.models import StartedRun, Upload
from hotspots.web.models.started import State
from hotspots.web.operation_shelf import not_to_publish
from hotspots.web.roles import May
from hotspots.web.run_shelf import receipt_of, runs_of
from hotspots.web.runs import making, tasks, uploads
from hotspots.web.runs.forms import FORMS, Drawn, Start

SHOWN_RUNS: Final = 25
SEND: Final = ("POST",)


class UploadForm(forms.Form):
    """A file, and what it is."""

    kind = forms.ChoiceField(label="What it is", choices=list(uploads.KINDS.items()))
    file = forms.FileField(
        label="File",
        error_messages={"required": "Choose a file, no larger than one may be."},
        help_text="CSV, XLSX, GeoJSON, KML, GeoPackage, Parquet, or the archive of data.police.uk.",
    )


def _page(request: Asked, **more: Any) -> HttpResponse:  # noqa: ANN401 - forms
    workspace = force.workspace()
    about: dict[str, Any] = {
        "upload": more.get("upload") or UploadForm(),
        "uploads": [
            {"upload": each, "kind": uploads.KINDS[each.kind], "is_read": uploads.is_read(each)}
            for each in Upload.objects.all()
        ],
        "started": [
            {"run": each, "called": making.STARTABLE[each.journey].called}
            for each in StartedRun.objects.select_related("person")[:SHOWN_RUNS]
        ],
        "made": [
            {"name": run.name, "receipt": receipt_of(run)}
            for run in runs_of(workspace.maps, drafts=True)[:SHOWN_RUNS]
        ],
        "reads": {
            "Offences": [_shown(path) for path in workspace.offences],
            "Boundaries": [_shown(path) for path in workspace.layers],
            "Tables": [_shown(path) for path in workspace.tables],
        },
        "startable": [each for each in making.STARTABLE.values() if each.by_hand],
    }
    return render(request, "runs/runs.html", about, status=422 if "upload" in more else 200)


def _shown(path: Source) -> str:
    if isinstance(path, PostgisTable):
        return str(path)
    root = force.workspace().root
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


@open_to(Rule.FORCE, May.MAKE_RUNS)
def runs(request: Asked) -> HttpResponse:
    """Show uploads, what the workspace reads, what was started and what was made."""
    tasks.sweep()
    uploads.sweep()
    return _page(request)


@open_to(Rule.FORCE, May.MAKE_RUNS, methods=SEND)
def upload(request: Asked) -> HttpResponse:
    """Take a file."""
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            uploads.keep_upload(file, form.cleaned_data["kind"], request.user)
        except HotspotsError as fault:
            form.add_error("file", str(fault))
        else:
            return redirect("runs")
    return _page(request, upload=form)


@open_to(Rule.FORCE, May.MAKE_RUNS, methods=SEND)
def discard(request: Asked, upload_id: uuid.UUID) -> HttpResponse:
    """Delete an upload."""
    uploads.remove_upload(get_object_or_404(Upload, pk=upload_id), request.user)
    return redirect("runs")


@open_to(Rule.FORCE, May.MAKE_RUNS)
def check(request: Asked, upload_id: uuid.UUID | None = None) -> HttpResponse:
    """Show the dry run of what the workspace reads, or of one upload in its place."""
    from hotspots.study.check import check_inputs  # noqa: PLC0415 - heavy
    from hotspots.study.inputs import find_job  # noqa: PLC0415 - heavy

    named: dict[str, Any] = {}
    found = None if upload_id is None else get_object_or_404(Upload, pk=upload_id)
    if found is not None:
        named[found.kind] = [uploads.path_of(found)]
        if found.kind == "offences":
            named["profile"] = force.workspace().profile
    about: dict[str, Any] = {"found": found}
    try:
        report = check_inputs(find_job(force.workspace().root, **named).inputs)
    except HotspotsError as fault:
        about["fault"] = str(fault)
    else:
        about |= {
            "report": report,
            "sources": [asdict(source) for source in report.loaded.sources],
            "set_aside": report.set_aside.to_dict("records"),
            "unmapped": rows_of(report.unmapped),
        }
    return render(request, "runs/check.html", about)


@open_to(Rule.FORCE, May.MAKE_RUNS, methods=("GET", "HEAD", "POST"))
def start(request: Asked, journey: str) -> HttpResponse:
    """Ask what a journey needs to know, and start its run in the worker."""
    if journey not in FORMS:
        raise Http404
    form = FORMS[journey](*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        try:
            options = form.options()
        except HotspotsError as fault:
            form.add_error(None, str(fault))
        else:
            started = tasks.start(journey, options, request.user)
            return redirect("runs-one", run_id=started.pk)
    about = {"form": form, "startable": making.STARTABLE[journey], **_ground(request, form)}
    return render(request, "runs/start.html", about, status=422 if form.errors else 200)


def _ground(request: Asked, form: Start) -> dict[str, Any]:
    """Return on the map of which district an outline is drawn, where the form asks for one."""
    if not isinstance(form, Drawn):
        return {}
    chosen = force.district_called(request.GET.get("district", ""))
    return {"districts": force.districts(), "district": chosen or force.districts()[0]}


@open_to(Rule.FORCE, May.MAKE_RUNS)
def one(request: Asked, run_id: uuid.UUID) -> HttpResponse:
    """Show how far a started run is; to htmx, its state alone."""
    tasks.sweep()
    started = get_object_or_404(StartedRun, pk=run_id)
    maps = force.workspace().maps
    made = next((run for run in runs_of(maps, drafts=True) if run.name == started.made), None)
    about = {
        "started": started,
        "called": making.STARTABLE[started.journey].called,
        "going": started.state in (State.WAITING, State.RUNNING),
        "left": tasks.time_left(started),
        "receipt": None if made is None else receipt_of(made),
        "before": _before(made),
        "not_to_publish": not_to_publish(tasks.receipt_made(started)),
    }
    if not request.headers.get("HX-Request"):
        return render(request, "runs/one.html", about)
    answer = render(request, "runs/state.html", about)
    if not about["going"]:  # what can be done with it is another thing now
        answer.headers["HX-Refresh"] = "true"
    return answer


def _before(made: Path | None) -> list[dict[str, Any]]:
    """Return what a run's receipt says beside that of the published run before it."""
    if made is None:
        return []
    receipt = receipt_of(made)
    earlier = [run for run in runs_of(force.workspace().maps, receipt["journey"]) if run != made]
    last = receipt_of(earlier[0]) if earlier else {}
    asked = (("Rows read", "rows_in"), ("Rows used", "rows_used"), ("Set aside", "rows_set_aside"))
    rows = [
        {"what": what, "now": receipt["rows"][name], "then": last.get("rows", {}).get(name)}
        for what, name in asked
    ]
    return [*rows, {"what": "Run", "now": receipt["run"], "then": last.get("run")}]


@open_to(Rule.FORCE, May.MAKE_RUNS, methods=SEND)
def stop(request: Asked, run_id: uuid.UUID) -> HttpResponse:
    """Ask for a run to be stopped; one that waits is stopped at once."""
    tasks.stop(get_object_or_404(StartedRun, pk=run_id).pk)
    return redirect("runs-one", run_id=run_id)


@open_to(Rule.FORCE, May.MAKE_RUNS, methods=SEND)
def publish(request: Asked, run_id: uuid.UUID) -> HttpResponse:
    """Open a run to the other rooms."""
    started = get_object_or_404(StartedRun, pk=run_id)
    if tasks.publish(started.pk):
        force.ledger().log_act(
            LogAct.DISCLOSURE, "run published", subject=started.made, role=request.user.acts_as
        )
    return redirect("runs-one", run_id=run_id)


@open_to(Rule.FORCE, May.MAKE_RUNS)
def receipt(request: Asked, run: str) -> HttpResponseBase:
    """Show the receipt of any run but one of lists, whose rooms are others'."""
    runs_there = runs_of(force.workspace().maps, drafts=True)
    found = next((each for each in runs_there if each.name == run), None)
    if found is None:
        raise Http404
    told = receipt_of(found)
    names_homes = told["journey"] == VISIT_LISTS.label
    return render(
        request,
        "runs/receipt.html",
        {"receipt": told, "run": run, "names_homes": names_homes},
    )
