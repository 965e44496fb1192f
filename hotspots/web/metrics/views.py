"""The address that Prometheus reads: for this machine alone, or for whoever has its token."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from hmac import compare_digest
from ipaddress import ip_address

from django.conf import settings
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from hotspots.web import force
from hotspots.web.gate import Rule, open_to
from hotspots.web.metrics.counting import REGISTRY
from hotspots.web.models import StartedRun
from hotspots.web.models.started import State


@open_to(Rule.ANYONE)
def metrics(request: HttpRequest) -> HttpResponse:
    """Return how the service fares; to others than those whose it is, there is no such page."""
    if not _may_read(request):
        raise Http404
    now = CollectorRegistry()
    now.register(_OfNow())
    text = generate_latest(REGISTRY) + generate_latest(now)
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    """Say whether a token fits or, where none is set, whether this machine itself asks.

    Behind a proxy everybody seems to be this machine: there a token is needed.
    """
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    passed_on = settings.HTTPS or "X-Forwarded-For" in request.headers
    return not passed_on and ip_address(request.META["REMOTE_ADDR"]).is_loopback


class _OfNow(Collector):
    """What is read when it is asked for: the queue of runs, and the room on the disk."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        counted = dict(StartedRun.objects.order_by().values_list("state").annotate(Count("pk")))
        runs = GaugeMetricFamily("hotspots_runs", "Runs by their state.", labels=["state"])
        for state in State.values:
            runs.add_metric([state], counted.get(state, 0))
        yield runs
        waiting = StartedRun.objects.filter(state=State.WAITING)
        oldest = waiting.aggregate(Min("asked_at"))["asked_at__min"]
        waits = 0.0 if oldest is None else (timezone.now() - oldest).total_seconds()
        told = "How long the run has waited that waits longest."
        yield GaugeMetricFamily("hotspots_run_waits_seconds", told, value=waits)
        free = shutil.disk_usage(force.workspace().root).free
        yield GaugeMetricFamily("hotspots_disk_free_bytes", "Room for the workspace.", value=free)
