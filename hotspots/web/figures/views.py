"""A sergeant's figures: cocooning by week, what is still open, and patrols by week."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render

from hotspots import schema
from hotspots.analyse.cocoons.visit_figures import burglary_cocoons, cocoon_figures, open_cocoons
from hotspots.errors import HotspotsError
from hotspots.study.cocoons.visit_report import KEPT_DAYS
from hotspots.web import answers, force
from hotspots.web.beside import answer_of
from hotspots.web.frame import own_districts
from hotspots.web.gate import Asked, Rule, open_to
from hotspots.web.kept import Mark, kept, ledger_mark
from hotspots.web.maps import district_week
from hotspots.web.roles import May

if TYPE_CHECKING:
    import geopandas as gpd

WEEKS_BACK = 13


@open_to(Rule.DISTRICT, May.SEE_FIGURES)
def figures(request: Asked, district: force.District) -> HttpResponse:
    """Show the figures of a district: no home, no reference, no person."""
    now = force.now()
    patrols = district_week.patrols_by_week(district, now)
    about: dict[str, Any] = {
        "district": district,
        "districts": own_districts(request.user),
        "weeks": district_week.rows_of(patrols.by_week.iloc[::-1]),
        "never_visited": patrols.never_visited,
        "spots": len(patrols.by_spot),
        "now": now,
    }
    try:
        inputs = force.job().inputs
        files = answers.written((*inputs.offences, *inputs.layers))
        about |= _cocooning(district, now.replace(second=0), ledger_mark(()), files)
    except HotspotsError as fault:
        about["fault"] = str(fault)
    return render(request, "figures/figures.html", about)


def _burglaries(as_of: datetime) -> gpd.GeoDataFrame:
    """Return the burglaries of homes of the days that are kept."""
    from hotspots.analyse.cocoons.live_burglaries import live_burglaries  # noqa: PLC0415 - heavy

    profile = force.profile()
    _, loaded = answers.inputs_read()
    return live_burglaries(
        loaded.offences,
        selection=profile.selections[profile.burglary_selection],
        as_of=as_of,
        window_days=KEPT_DAYS,
    )


@lru_cache(maxsize=1)
def _burglaries_by(the_hour: datetime, _files: answers.Written) -> gpd.GeoDataFrame:
    """Return them as they are known by the end of an hour: looked for once in it."""
    return answer_of(_burglaries, the_hour)


@kept(32)
def _cocooning(
    district: force.District, now: datetime, _mark: Mark, files: answers.Written
) -> dict[str, Any]:
    """Return a district's burglaries by week of report, and those whose 48 hours still run.

    They are counted once a minute, however often a door's outcome is recorded.
    """
    ledger = force.ledger()
    since = now - timedelta(weeks=WEEKS_BACK)
    listings = ledger.listings(district=district.name, since=since)
    if listings.empty:
        return {"cocooning": [], "open": [], "overdue": 0}
    known = _burglaries_by(now.replace(minute=0) + timedelta(hours=1), files)
    own = known[
        (known[schema.DISTRICT] == district.name)
        & (known[schema.REPORTED_TIME] >= listings[schema.AS_OF].min())
    ]
    cocoons = burglary_cocoons(
        ledger.visits(district=district.name), listings, as_of=now, burglaries=own
    )
    by_week, still_open = cocoon_figures(cocoons), open_cocoons(cocoons)
    return {
        "cocooning": district_week.rows_of(by_week),
        "open": district_week.rows_of(still_open),
    }
