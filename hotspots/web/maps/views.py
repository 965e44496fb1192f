"""The commander's pages: the map, the spots, what moved, the patrols of the week, and questions."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pandas as pd
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from hotspots import care, product_files, schema
from hotspots.errors import HotspotsError
from hotspots.file_names import named_file, named_files
from hotspots.study.harm_maps.journeys import HARM_MAP
from hotspots.web import answers, force, products
from hotspots.web.frame import own_districts
from hotspots.web.gate import Asked, Rule, open_to
from hotspots.web.ground import ground_of
from hotspots.web.maps import comparing, district_week
from hotspots.web.maps.forms import AskedMap
from hotspots.web.roles import May
from hotspots.web.run_shelf import file_of, receipt_of, runs_of

if TYPE_CHECKING:
    from hotspots.study.change_map.side_by_side import Compared


@open_to(Rule.DISTRICT, May.SEE_MAPS)
def the_map(request: Asked, district: force.District) -> HttpResponse:
    """Show the district's map of the newest run, its spots, what moved, and its patrols."""
    now = force.now()
    run = newest_map(district)
    figures = district_week.patrols_by_week(district, now)
    monday = district_week.monday_of(now)
    about: dict[str, Any] = {
        "district": district,
        "districts": own_districts(request.user),
        "run": run,
        "weeks": district_week.rows_of(figures.by_week.iloc[::-1]),
        "by_spot": district_week.rows_of(figures.by_spot),
        "this_week": district_week.rows_of(figures.by_week.tail(1))[0],
        "planned": district_week.planned_for(district, monday),
        "target": figures.params.weekly_interactions,
        "asked": AskedMap(initial=_asked_at_first(run)),
        "may_patrol": request.user.may(May.RECORD_PATROLS),
    }
    if run is not None:
        about |= {
            "receipt": receipt_of(run),
            "spots": spots_of_run(run, district),
            "gone": _not_here_any_more(run, district),
            "files": named_files(run / district.folder, product_files.HARM_MAP),
            "map": named_files(run / district.folder, {"Map": product_files.HARM_MAP_PAGE})["Map"],
        }
    return render(request, "maps/map.html", about)


def newest_map(district: force.District) -> Path | None:
    """Return the newest run with a map of a district."""
    runs = runs_of(force.workspace().maps, HARM_MAP.label)
    return next(
        (run for run in runs if named_file(run / district.folder, product_files.HARM_MAP_PAGE)),
        None,
    )


def spots_of_run(run: Path, district: force.District) -> Sequence[Mapping[str, Any]]:
    """Return the harm spots of a run in a district, by rank, with their middles."""
    path = named_file(run / district.folder, product_files.HARM_SPOT_OUTLINES)
    if path is None:
        return []
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    rows: list[dict[str, Any]] = [each["properties"] for each in features]
    return sorted(rows, key=lambda row: (row[schema.RANK] is None, row[schema.RANK]))


def _not_here_any_more(run: Path, district: force.District) -> Sequence[Mapping[str, str]]:
    """Return the spots in force that a run did not find again, with what became of them."""
    path = named_file(run, product_files.SPOT_HISTORY)
    if path is None:
        return []
    here = {row[schema.SPOT_ID] for row in spots_of_run(run, district)}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        row
        for row in rows
        if row.get(schema.DISTRICT) == district.name and row[schema.SPOT_ID] not in here
    ]


def _asked_at_first(run: Path | None) -> dict[str, Any]:
    """Return what the question says before it is changed: what the newest run was asked."""
    profile = force.profile()
    if run is None:
        return {"selection": profile.harm_spot_selection, "index": "css"}
    receipt = receipt_of(run)
    return {
        "first_day": receipt["period"]["first_day"],
        "last_day": receipt["period"]["last_day"],
        "selection": receipt["parameters"].get("selection") or profile.harm_spot_selection,
        "index": receipt["parameters"].get("index", "css"),
    }


@open_to(Rule.DISTRICT, May.SEE_MAPS)
def answered(request: Asked, district: force.District) -> HttpResponse:
    """Answer a question of days, selection and index for the district, with its spots."""
    form = AskedMap(request.GET)
    about: dict[str, Any] = {"district": district, "asked": form}
    if form.is_valid():
        asked = form.asked(district.name)
        try:
            analysis = answers.harm_of(asked)
        except HotspotsError as fault:
            form.add_error(None, str(fault))
        else:
            fewest = care.fewest_of(analysis.offences)
            about |= {
                "analysis": analysis,
                "counted": care.count_in_words(len(analysis.selected), fewest=fewest),
                "left_out": care.count_in_words(analysis.left_out, fewest=fewest),
                "spots": district_week.rows_of(
                    pd.DataFrame(analysis.spots.drop(columns="geometry"))
                ),
                "query": request.GET.urlencode(),
            }
    return render(request, "maps/answered.html", about)


@open_to(Rule.DISTRICT, May.SEE_MAPS)
def drawn(request: Asked, district: force.District) -> HttpResponse:
    """Draw the map of an answer, for its frame."""
    form = AskedMap(request.GET)
    if not form.is_valid():
        raise Http404
    try:
        page = answers.drawn(form.asked(district.name))
    except HotspotsError as fault:
        return render(request, "refused.html", {"title": "No map", "why": fault}, status=422)
    return products.framed(page)


@open_to(Rule.DISTRICT, May.SEE_MAPS)
def file(request: Asked, district: force.District, run: str, name: str) -> HttpResponseBase:
    """Hand out a file of a run's district, or its map to look at."""
    runs = runs_of(force.workspace().maps, HARM_MAP.label)
    found = next((each for each in runs if each.name == run), None)
    path = file_of(found, district.folder, name) if found is not None else None
    handed_out = (
        {}
        if path is None
        else named_files(
            path.parent, {"Map": product_files.HARM_MAP_PAGE, **product_files.HARM_MAP}
        )
    )
    if path is None or name not in handed_out.values():
        raise Http404
    if name == handed_out.get("Map") and "look" in request.GET:
        return products.framed(path.read_text(encoding="utf-8"))
    return products.download(path)


def _two_periods(request: Asked, district: force.District | None) -> HttpResponse:
    """Set two periods beside each other; without a question, ask it with the last months."""
    about: dict[str, Any] = {"district": district, "districts": own_districts(request.user)}
    try:
        asked = request.GET or comparing.asked_at_first()
        about["form"] = form = comparing.TwoPeriods(asked)
        if form.is_valid():
            about["found"] = found = comparing.compared(form.asked(district))
            about["zones"] = district_week.rows_of(
                pd.DataFrame(found.pair.zones.drop(columns="geometry"))
            )
            about["classes"] = _legend(found)
            about["query"] = urlencode({name: form.cleaned_data[name] for name in form.fields})
    except HotspotsError as fault:
        about["fault"] = str(fault)
    return render(request, "maps/compared.html", about)


def _legend(found: Compared) -> list[dict[str, str]]:
    breaks = found.pair.surfaces[0].breaks
    return [
        {"colour": each.colour, "what": breaks.density_in_words(each)}
        for each in reversed(breaks.classes)
    ]


def _pictures(request: Asked, district: force.District | None) -> HttpResponse:
    """Give the map its ground and the two surfaces."""
    form = comparing.TwoPeriods(request.GET)
    if not form.is_valid():
        return JsonResponse({"fault": "Say which days, and which offences."}, status=422)
    try:
        found = comparing.compared(form.asked(district))
        told = {**ground_of(district), **comparing.pictures(found)}
    except HotspotsError as fault:
        return JsonResponse({"fault": str(fault)}, status=422)
    return JsonResponse(told)


@open_to(Rule.DISTRICT, May.SEE_MAPS)
def compared(request: Asked, district: force.District) -> HttpResponse:
    """Set two periods of a district beside each other."""
    return _two_periods(request, district)


@open_to(Rule.DISTRICT, May.SEE_MAPS)
def compared_map(request: Asked, district: force.District) -> HttpResponse:
    """Give what the map of two periods of a district shows."""
    return _pictures(request, district)


@open_to(Rule.FORCE, May.SEE_MAPS)
def force_compared(request: Asked) -> HttpResponse:
    """Set two periods of the whole force beside each other."""
    return _two_periods(request, None)


@open_to(Rule.FORCE, May.SEE_MAPS)
def force_compared_map(request: Asked) -> HttpResponse:
    """Give what the map of two periods of the whole force shows."""
    return _pictures(request, None)
