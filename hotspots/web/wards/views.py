"""The planner's pages: ranks that move with the weights, two wards side by side, packs, weeks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import pandas as pd
from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from hotspots import product_files, schema
from hotspots.file_names import named_files
from hotspots.ledger.deployment_kind import STREET_WEEK
from hotspots.study.wards.journeys import WARDS
from hotspots.web import force, products
from hotspots.web.audit.entries import enter_download
from hotspots.web.gate import Asked, Rule, open_to
from hotspots.web.maps.district_week import rows_of
from hotspots.web.roles import May
from hotspots.web.run_shelf import file_of, runs_of
from hotspots.web.wards.ranking import (
    SLIDER_TOP,
    RankedRun,
    asked_weights,
    newest_ranking,
    ranked_by,
)

SHOWN_AT_FIRST: Final = 30
PACKS_FOLDER: Final = "packs"
EVALUATED_AFTER: Final = timedelta(weeks=6)


class Deployment(forms.Form):
    """A Street Week, or another operation, in a ward."""

    operation = forms.CharField(label="Operation", max_length=80, initial=STREET_WEEK)
    ward_code = forms.ChoiceField(label="Ward")
    first_day = forms.DateField(label="First day", widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(label="Last day", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, wards: list[tuple[str, str]], *args: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **named)
        self.fields["ward_code"].choices = wards  # type: ignore[attr-defined]


def _names(ranked: RankedRun) -> list[tuple[str, str]]:
    wards = ranked.wards.sort_values(schema.WARD_NAME)
    return [
        (str(code), f"{name} ({district})")
        for code, name, district in zip(
            wards[schema.WARD_CODE], wards[schema.WARD_NAME], wards[schema.DISTRICT], strict=True
        )
    ]


def _sliders(ranked: RankedRun, weights: dict[Any, float]) -> list[dict[str, Any]]:
    return [
        {"key": str(measure), "label": ranked.labels[measure], "weight": round(weight)}
        for measure, weight in weights.items()
    ]


@open_to(Rule.FORCE, May.SEE_WARDS)
def wards(request: Asked) -> HttpResponse:
    """Show the ranking by the weights that are asked for; to htmx, its table alone."""
    ranked = newest_ranking()
    if ranked is None:
        return render(request, "wards/none.html")
    weights = asked_weights(ranked, request.GET)
    weighed = any(weights.values())
    rows = ranked_by(ranked, weights if weighed else ranked.weights)
    every = "all" in request.GET
    about: dict[str, Any] = {
        "run": ranked.run,
        "weighed": weighed,
        "rows": rows if every else rows[:SHOWN_AT_FIRST],
        "more": 0 if every else len(rows) - SHOWN_AT_FIRST,
        "query": request.GET.urlencode(),
        "top": SLIDER_TOP,
    }
    if request.headers.get("HX-Request"):
        return render(request, "wards/table.html", about)
    about |= {
        "sliders": _sliders(ranked, weights),
        "names": _names(ranked),
        "receipt": ranked.receipt,
        "files": named_files(ranked.run, product_files.WARDS),
        "map": named_files(ranked.run, {"Map": product_files.WARD_MAP}).get("Map"),
        "packs": _packs(),
        "deployments": _deployments(ranked),
    }
    if request.user.may(May.RECORD_DEPLOYMENTS):
        about["deployment"] = Deployment(_names(ranked))
    return render(request, "wards/wards.html", about)


def _packs() -> list[dict[str, Any]]:
    """Return the packs that the runs of wards have, the newest run first."""
    found = []
    for run in runs_of(force.workspace().maps, WARDS.label):
        for folder in sorted((run / PACKS_FOLDER).glob("*/")):
            files = sorted(file.name for file in folder.iterdir() if file.is_file())
            found.append({"run": run.name, "ward": folder.name, "files": files})
    return found


def _deployments(ranked: RankedRun) -> list[dict[str, Any]]:
    """Return the deployments recorded, the newest first, with the day from which one can tell."""
    table, today, names = force.ledger().deployments(), force.now().date(), dict(_names(ranked))
    rows: list[dict[str, Any]] = [dict(row) for row in rows_of(table.iloc[::-1])]
    for row in rows:
        told_from = row["last_day"].date() + EVALUATED_AFTER
        row |= {"told_from": told_from, "is_due": told_from <= today}
        row["ward"] = names.get(row[schema.WARD_CODE], row[schema.WARD_CODE])
    return rows


@open_to(Rule.FORCE, May.SEE_WARDS)
def compare(request: Asked) -> HttpResponse:
    """Show two wards side by side."""
    ranked = newest_ranking()
    if ranked is None:
        return render(request, "wards/none.html")
    chosen = [request.GET.get(name, "") for name in ("one", "other")]
    known = [code for code in chosen if code in ranked.wards.index]
    pair = [row for code in known for row in rows_of(ranked.wards.loc[[code]])]
    lines = [
        {
            "label": label,
            "cells": [
                {
                    "value": row[schema.measure_value_column(measure)],
                    "percentile": row[schema.measure_percentile_column(measure)],
                }
                for row in pair
            ],
        }
        for measure, label in ranked.labels.items()
    ]
    about = {"pair": pair, "lines": lines, "names": _names(ranked), "chosen": chosen}
    return render(request, "wards/compare.html", about)


@open_to(Rule.FORCE, May.SEE_WARDS)
def file(request: Asked, run: str, name: str) -> HttpResponseBase:
    """Hand out a file of a run of wards, or its map to look at."""
    runs = runs_of(force.workspace().maps, WARDS.label)
    found = next((each for each in runs if each.name == run), None)
    path = file_of(found, "", name) if found is not None else None
    handed_out = (
        {}
        if path is None
        else named_files(path.parent, {"Map": product_files.WARD_MAP, **product_files.WARDS})
    )
    if path is None or name not in handed_out.values():
        raise Http404
    if name == handed_out.get("Map") and "look" in request.GET:
        return products.framed(path.read_text(encoding="utf-8"))
    return products.download(path)


@open_to(Rule.FORCE, May.SEE_PACKS)
def pack(request: Asked, run: str, ward: str, name: str) -> HttpResponseBase:
    """Hand out a file of a ward's pack; a pack names addresses, so that it is logged."""
    runs = runs_of(force.workspace().maps, WARDS.label)
    found = next((each for each in runs if each.name == run), None)
    folders = [] if found is None else [each.name for each in (found / PACKS_FOLDER).glob("*/")]
    if found is None or ward not in folders:
        raise Http404
    path = file_of(found, f"{PACKS_FOLDER}/{ward}", name)
    if path is None:
        raise Http404
    enter_download(request, "ward pack", subject=f"{run}/{ward}")
    return products.download(path)


@open_to(Rule.FORCE, May.RECORD_DEPLOYMENTS, methods=("POST",))
def deployments(request: Asked) -> HttpResponse:
    """Record a deployment; the same one twice is one."""
    ranked = newest_ranking()
    if ranked is None:
        return redirect("wards")
    form = Deployment(_names(ranked), request.POST)
    if form.is_valid():
        told = form.cleaned_data
        table = pd.DataFrame(
            {
                "operation": [told["operation"]],
                schema.WARD_CODE: [told["ward_code"]],
                "first_day": [_midnight(told["first_day"])],
                "last_day": [_midnight(told["last_day"])],
            }
        )
        result = force.ledger().record_deployments(
            table,
            entered_at=force.now(),
            entered_by_role=str(schema.EntryRole.PLANNER),
            wards=[code for code, _ in _names(ranked)],
        )
        if result.set_aside.empty:
            return redirect("wards")
        form.add_error(None, str(result.set_aside[schema.REASON].iloc[0]))
    return render(request, "wards/deployment.html", {"form": form}, status=422)


def _midnight(day: date) -> pd.Timestamp:
    return pd.Timestamp(day)
