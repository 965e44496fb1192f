"""The addresses of the interface: each has the declaration of the one question behind it."""

from __future__ import annotations

from django.urls import URLPattern

from hotspots.web.api import views
from hotspots.web.gate import ACCESS


def _declared() -> list[URLPattern]:
    """Return ninja's addresses, each with what its question has declared."""
    said = {
        operation.url_name: getattr(operation.view_func, ACCESS)
        for router in (views.api.default_router,)
        for path_view in router.path_operations.values()
        for operation in path_view.operations
    }
    # ninja's own first page holds nothing, and has no question behind it.
    found = [each for each in views.api.urls[0] if isinstance(each, URLPattern)]
    patterns = [each for each in found if each.name in said]
    for pattern in patterns:
        setattr(pattern.callback, ACCESS, said[str(pattern.name)])
    return patterns


# As Django's ``include`` takes them: ninja asks for a namespace of its own.
api_patterns = (_declared(), "ninja")
api_namespace = views.api.urls_namespace
