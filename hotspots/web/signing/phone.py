"""What a phone installs: manifest, service worker, and the page that stands where no list is."""

from __future__ import annotations

from importlib import resources
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static

import hotspots
from hotspots.web import force
from hotspots.web.gate import Rule, open_to

WORKER_FILE: Final = "hotspots/service_worker.js"


@open_to(Rule.ANYONE)
def manifest(request: HttpRequest) -> HttpResponse:
    """Say what the application is called on a phone's screen."""
    told = {
        "name": f"hotspots: {force.profile().force_name}",
        "short_name": "hotspots",
        "start_url": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#1d3f5e",
        "icons": [
            {
                "src": static("hotspots/icon.svg"),
                "sizes": "any",
                "type": "image/svg+xml",
                "purpose": "any maskable",
            }
        ],
    }
    return JsonResponse(told, content_type="application/manifest+json")


@open_to(Rule.ANYONE)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Hand out the worker that keeps the shell and the day's list; it stands at the root."""
    body = (resources.files("hotspots.web") / "static" / WORKER_FILE).read_text(encoding="utf-8")
    return HttpResponse(
        body.replace("VERSION", hotspots.__version__), content_type="text/javascript"
    )


@open_to(Rule.ANYONE)
def offline(request: HttpRequest) -> HttpResponse:
    """Say that there is no signal; kept on the phone, and without anything of a list."""
    return render(request, "signing/offline.html")
