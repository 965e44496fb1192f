"""The audit log as the administrator reads it, its chain, and how long things are kept."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hotspots.schema import LogAct
from hotspots.study.retention import retention_of
from hotspots.web import force
from hotspots.web.gate import Asked, Rule, open_to
from hotspots.web.maps.district_week import rows_of
from hotspots.web.roles import May

SHOWN_DAYS: Final = 31
ON_A_PAGE: Final = 100


@open_to(Rule.FORCE, May.SEE_AUDIT)
def audit(request: Asked) -> HttpResponse:
    """Show the last month of the log, a page at a time, and what is kept for how long."""
    who, act = request.GET.get("who", ""), request.GET.get("act", "")
    table = force.ledger().log(since=timezone.now() - timedelta(days=SHOWN_DAYS))
    if who:
        table = table[table["account"] == who]
    if act:
        table = table[table["act"] == act]
    newest = table.iloc[::-1]
    page = Paginator(range(len(newest)), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "audit/audit.html",
        {
            "rows": rows_of(newest.iloc[list(page.object_list)]),
            "page": page,
            "days": SHOWN_DAYS,
            "who": who,
            "act": act,
            "acts": list(map(str, LogAct)),
            "retention": asdict(retention_of(force.workspace().journeys)),
        },
    )


@open_to(Rule.FORCE, May.SEE_AUDIT, methods=("POST",))
def verify(request: Asked) -> HttpResponse:
    """Follow the ledger's chain to its end, and say whether it holds."""
    return render(request, "audit/verified.html", {"found": force.ledger().verify()})
