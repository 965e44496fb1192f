"""The analyst's pages of the harm spots in force: what was edited and why, and each edit's form."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from hotspots import schema
from hotspots.errors import HotspotsError, InputError
from hotspots.schema import SpotEdit
from hotspots.web import force
from hotspots.web.gate import Asked, Rule, open_to
from hotspots.web.maps.district_week import rows_of
from hotspots.web.roles import May
from hotspots.web.spots import adopting
from hotspots.web.spots.editing import Standing, record_edit, standing
from hotspots.web.spots.forms import FORMS, Adopted

SEND: Final = ("GET", "HEAD", "POST")
# What an address calls an edit, and what its page is called.
ACTS: Final = {
    "rename": (SpotEdit.RENAME, "Rename"),
    "move": (SpotEdit.MOVE, "Move"),
    "retire": (SpotEdit.VETO, "Retire"),
    "take-back": (SpotEdit.WITHDRAW, "Take back every edit of"),
}
WHAT_IT_DOES: Final = {
    SpotEdit.ADD: "From the next run on it is ranked with the others.",
    SpotEdit.RENAME: "The street of the data stays beside the name.",
    SpotEdit.MOVE: "It keeps its number. The ground that it leaves is patrolled no more.",
    SpotEdit.VETO: "No run chooses its place again, and the next best takes its turn.",
    SpotEdit.WITHDRAW: "It is as the data have it again. The record of the edits stays.",
}


@open_to(Rule.FORCE, May.EDIT_SPOTS)
def spots(request: Asked) -> HttpResponse:
    """Show the harm spots in force, those that edits leave out, and every edit with its reason."""
    now = standing()
    edited, table = now.edited, now.now.drop(columns=now.now.geometry.name)
    about = {
        "spots": [
            {**row, "acts": _acts(edited=row[schema.SPOT_ID] in edited)} for row in rows_of(table)
        ],
        "left_out": [{**row, "edited": row["spot_id"] in edited} for row in now.left_out],
        "edits": rows_of(now.edits),
        "sets": rows_of(force.ledger().spot_sets().iloc[::-1]),
        "offered": adopting.offered_runs(request.user)[: adopting.MOST_OFFERED],
    }
    return render(request, "spots/spots.html", about)


@open_to(Rule.FORCE, May.EDIT_SPOTS, methods=SEND)
def adopt(request: Asked, run: str) -> HttpResponse:
    """Show what putting a run's harm spots in force would do, and do it with a reason."""
    try:
        asked = adopting.to_adopt(run, request.user)
    except HotspotsError as fault:
        lacking = {"title": "These spots cannot be put in force", "why": str(fault)}
        return render(request, "refused.html", lacking, status=422)
    form = Adopted(request.POST or None, initial={"instead_of": asked.in_force})
    if request.method == "POST" and form.is_valid():
        try:
            adopting.adopt(asked, **form.cleaned_data)
        except InputError as fault:
            form.add_error(None, str(fault))
        else:
            return redirect("spots")
    about = {"asked": asked, "form": form, "other_numbers": adopting.OTHER_NUMBERS}
    return render(request, "spots/adopt.html", about, status=422 if form.errors else 200)


def _acts(*, edited: bool) -> list[tuple[str, str]]:
    """Return what may be done with a spot, for its links."""
    return [
        (act, "Take back" if edit is SpotEdit.WITHDRAW else called)
        for act, (edit, called) in ACTS.items()
        if edited or edit is not SpotEdit.WITHDRAW
    ]


@open_to(Rule.FORCE, May.EDIT_SPOTS, methods=SEND)
def add(request: Asked) -> HttpResponse:
    """Add a harm spot that the data do not find: a circle with a name."""
    return _asked(request, SpotEdit.ADD, "Add a harm spot", standing(), spot=None)


@open_to(Rule.FORCE, May.EDIT_SPOTS, methods=SEND)
def edit(request: Asked, spot: str, act: str) -> HttpResponse:
    """Edit a harm spot in one way."""
    now = standing()
    if act not in ACTS or spot not in now.known:
        raise Http404
    kind, called = ACTS[act]
    return _asked(request, kind, f"{called} {spot}", now, spot=spot)


def _asked(
    request: Asked, kind: SpotEdit, title: str, now: Standing, *, spot: str | None
) -> HttpResponse:
    """Show an edit's form, or record what it says."""
    form = FORMS[kind](request.POST or None, initial=_at_first(now, spot))
    about: dict[str, Any] = {
        "title": title,
        "does": WHAT_IT_DOES[kind],
        "form": form,
        "mine": next((row for row in rows_of(_named(now)) if row[schema.SPOT_ID] == spot), None),
    }
    if request.method == "POST" and form.is_valid():
        try:
            about["done"] = record_edit(kind, form.cleaned_data, now, spot=spot)
        except InputError as fault:
            form.add_error(None, str(fault))
    return render(request, "spots/edit.html", about, status=422 if form.errors else 200)


def _named(now: Standing) -> Any:  # noqa: ANN401 - a table
    return now.now[[schema.SPOT_ID, schema.SPOT_NAME, schema.DISTRICT]]


def _at_first(now: Standing, spot: str | None) -> dict[str, Any]:
    """Return what a form says before it is changed: the spot's name, and its middle."""
    mine = now.now[now.now[schema.SPOT_ID] == spot]
    if mine.empty:
        return {}
    middle = mine.geometry.iloc[0].centroid
    return {
        "name": mine[schema.SPOT_NAME].iloc[0],
        "easting": round(middle.x),
        "northing": round(middle.y),
    }
