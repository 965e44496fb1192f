"""What holds for every answer: its policy, the clock, and that nothing is open by default."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from hotspots.web import force
from hotspots.web.gate import ACCESS

POLICY_HEADER: Final = "Content-Security-Policy"
# Scripts and styles are files of this application's; nothing stands inline, nothing comes from
# elsewhere. A map in a frame may show a place in the phone's own map (geo:).
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "frame-src 'self' geo:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
PERMISSIONS_POLICY: Final = "camera=(), microphone=(), geolocation=(self), payment=()"
STATIC: Final = "/static/"
Answer = Callable[[HttpRequest], HttpResponse]


class PolicyMiddleware:
    """Give every answer the policy, unless its view has given a narrower one."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with what a browser may do with the answer."""
        response = self._answer(request)
        response.headers.setdefault(POLICY_HEADER, POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if not request.path.startswith(STATIC):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class ForceClockMiddleware:
    """Show every moment on the force's clock, in summer as in winter."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the force's time zone for what is shown."""
        with timezone.override(force.zone()):
            return self._answer(request)


class DeniedByDefaultMiddleware:
    """Refuse every view that has not declared who may open it."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the view does."""
        return self._answer(request)

    def process_view(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],  # noqa: ARG002
        kwargs: dict[str, Any],  # noqa: ARG002
    ) -> None:
        """Refuse a view without a declaration.

        Raises
        ------
        PermissionDenied
        """
        if not hasattr(view, ACCESS):
            raise PermissionDenied("This page has not declared who may open it.")
