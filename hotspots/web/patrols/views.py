"""The nearest harm spot and why, found on the phone; a patrol there, from its start to its end."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import geopandas as gpd
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from hotspots import schema
from hotspots.analyse.patrols.patrol_figures import LAST_VISIT
from hotspots.crs import WGS84
from hotspots.web import force
from hotspots.web.frame import own_districts
from hotspots.web.from_phone import KEPT, UNREADABLE, let_phone_keep
from hotspots.web.gate import Asked, Rule, open_to
from hotspots.web.maps.district_week import WEEKS_SHOWN, patrols_by_week, rows_of, spots_of
from hotspots.web.maps.views import newest_map, spots_of_run
from hotspots.web.patrols.forms import EarlierPatrol
from hotspots.web.patrols.recording import record_patrol, record_timed, timed
from hotspots.web.roles import May

USUAL_PATROL_MINUTES: Final = 15
# A metre.
DEGREE_DECIMALS: Final = 5


@open_to(Rule.DISTRICT, May.RECORD_PATROLS)
def patrol(request: Asked, district: force.District) -> HttpResponse:
    """Show the harm spots in force, each with its middle, from which a phone finds the nearest."""
    spots = spots_of(district)
    about = {
        "district": district,
        "districts": own_districts(request.user),
        "spots": _with_why(spots, district),
        "activities": list(schema.PatrolActivity),
        "weeks": WEEKS_SHOWN,
        "earlier": _earlier_form(spots),
    }
    response = render(request, "patrols/patrols.html", about)
    let_phone_keep(response)
    return response


def _with_why(spots: gpd.GeoDataFrame, district: force.District) -> Sequence[dict[str, Any]]:
    """Return the spots as they are listed: where, why, and when they were last patrolled."""
    run = newest_map(district)
    mapped = {} if run is None else {
        row[schema.SPOT_ID]: row for row in spots_of_run(run, district)
    }  # fmt: skip
    done = rows_of(patrols_by_week(district, force.now()).by_spot) if len(spots) else []
    last = {row[schema.SPOT_ID]: row[LAST_VISIT] for row in done}
    middles = spots.geometry.centroid.to_crs(WGS84)
    placed = spots.drop(columns=spots.geometry.name).assign(
        latitude=middles.y.round(DEGREE_DECIMALS), longitude=middles.x.round(DEGREE_DECIMALS)
    )
    return [
        {
            **row,
            "last": last.get(row[schema.SPOT_ID]),
            "why": mapped.get(row[schema.SPOT_ID], {}).get(schema.WHY),
        }
        for row in rows_of(placed)
    ]


def _earlier_form(spots: gpd.GeoDataFrame, given: Any = None) -> EarlierPatrol:  # noqa: ANN401
    offered = [
        (str(spot), f"{spot} {name}")
        for spot, name in zip(spots[schema.SPOT_ID], spots[schema.SPOT_NAME], strict=True)
    ]
    began = force.now() - timedelta(minutes=USUAL_PATROL_MINUTES)
    at_first = {"begins_at": began.replace(tzinfo=None), "minutes": USUAL_PATROL_MINUTES}
    return EarlierPatrol(offered, given, initial=at_first)


@open_to(Rule.DISTRICT, May.RECORD_PATROLS, methods=("POST",))
def sent(request: Asked, district: force.District) -> HttpResponse:
    """Record a patrol that a phone timed; however often it is sent, it is one."""
    try:
        told = timed(json.loads(request.body))
    except UNREADABLE:
        answer = "This is no patrol."
    else:
        answer = record_timed(told, district, request.user, force.ledger(), force.now())
    return JsonResponse({"answer": answer}, status=200 if answer == KEPT else 422)


@open_to(Rule.DISTRICT, May.RECORD_PATROLS, methods=("POST",))
def earlier(request: Asked, district: force.District) -> HttpResponse:
    """Record a patrol after it, from the form; the same one twice is one."""
    form = _earlier_form(spots_of(district), request.POST)
    if form.is_valid():
        answer = record_patrol(form.cleaned_data, request.user, force.ledger(), force.now())
        if answer == KEPT:
            return redirect("patrols", district=district.folder)
        form.add_error(None, answer)
    about = {"district": district, "form": form}
    return render(request, "patrols/earlier.html", about, status=422)
