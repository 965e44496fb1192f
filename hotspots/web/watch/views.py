"""The week's watch: what broke its band, what is done first, what is open; an alarm is closed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render

from hotspots import product_files, schema
from hotspots.errors import InputError
from hotspots.file_names import named_files
from hotspots.ledger.models.harm_spots import REASON_LENGTH
from hotspots.study.watch.journeys import WATCH
from hotspots.web import force, products
from hotspots.web.gate import Asked, Rule, open_to
from hotspots.web.maps.district_week import rows_of
from hotspots.web.roles import May
from hotspots.web.run_shelf import file_of, receipt_of, runs_of

PAGE: Final = "index.html"
LAST_CLOSED: Final = 20


class Closing(forms.Form):
    """Why an alarm is closed."""

    reason = forms.CharField(
        label="Why",
        max_length=REASON_LENGTH,
        help_text="In a sentence; no names of people. It is kept for good.",
    )


@open_to(Rule.FORCE, May.SEE_WATCH)
def watch(request: Asked) -> HttpResponse:
    """Show what the newest watch found, the alarms that are open, and those closed last."""
    runs = runs_of(force.workspace().maps, WATCH.label)
    alarms = force.ledger().alarms()
    is_open = alarms[schema.CLOSED_AT].isna()
    about: dict[str, Any] = {
        "open": rows_of(alarms[is_open]),
        "closed": rows_of(
            alarms[~is_open].sort_values(schema.CLOSED_AT).iloc[: -LAST_CLOSED - 1 : -1]
        ),
    }
    if runs:
        run = runs[0]
        told, files = receipt_of(run)["watch"], named_files(run, product_files.WATCH)
        about |= {"run": run, "told": told, "files": files, "page": PAGE}
    return render(request, "watch/watch.html", about)


@open_to(Rule.FORCE, May.CLOSE_ALARMS, methods=("GET", "HEAD", "POST"))
def close(request: Asked, alarm: str) -> HttpResponse:
    """Ask why an alarm is closed, and close it."""
    alarms = force.ledger().alarms()
    mine = next(iter(rows_of(alarms[alarms[schema.ALARM_ID] == alarm])), None)
    if mine is None:
        raise Http404
    form = Closing(request.POST or None)
    done = False
    if request.method == "POST" and form.is_valid():
        try:
            force.ledger().close_alarm(
                alarm,
                reason=form.cleaned_data["reason"],
                closed_at=datetime.now(UTC).replace(microsecond=0),
                closed_by_role=str(schema.EntryRole.ANALYST),
            )
            done = True
        except InputError as fault:
            form.add_error(None, str(fault))
    about = {"mine": mine, "form": form, "done": done}
    return render(request, "watch/close.html", about, status=422 if form.errors else 200)


@open_to(Rule.FORCE, May.SEE_WATCH)
def file(request: Asked, run: str, name: str) -> HttpResponseBase:
    """Hand out a file of a watch, or its page to look at."""
    runs = runs_of(force.workspace().maps, WATCH.label)
    found = next((each for each in runs if each.name == run), None)
    path = file_of(found, "", name) if found is not None else None
    if path is None or name not in (PAGE, *named_files(path.parent, product_files.WATCH).values()):
        raise Http404
    if name == PAGE:
        return products.framed(path.read_text(encoding="utf-8"))
    return products.download(path)
