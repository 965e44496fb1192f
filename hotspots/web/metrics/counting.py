"""What is counted of every answer: its page, how it went and how long it took. Never by whom."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

REGISTRY: Final = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
# A page's name stands for its address, which may hold a district, a run or a number.
ANSWERS: Final = Counter(
    "hotspots_answers", "Answers, by page and how they went.", ("page", "status"), registry=REGISTRY
)
SECONDS: Final = Histogram(
    "hotspots_answer_seconds",
    "How long an answer took.",
    ("page",),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30),
    registry=REGISTRY,
)
NO_PAGE: Final = "none"


class CountingMiddleware:
    """Counts every answer."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and count it."""
        began = time.perf_counter()
        response = self._answer(request)
        match = request.resolver_match
        page = (match.url_name if match else None) or NO_PAGE
        ANSWERS.labels(page, f"{response.status_code // 100}xx").inc()
        SECONDS.labels(page).observe(time.perf_counter() - began)
        return response
