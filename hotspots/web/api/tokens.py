"""Who asks: by a token that ends, or by the session of the browser."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from hotspots.web.models import ApiToken, Person
from hotspots.web.models.people import digest_of


class TokenAuth(HttpBearer):
    """``Authorization: Bearer TOKEN``; a token gives its person's own rights and no more."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        """Return whose token it is; nobody's where it is unknown, has ended, or they have left."""
        found = (
            ApiToken.objects.select_related("person")
            .filter(digest=digest_of(token), ends_at__gt=timezone.now(), person__is_active=True)
            .first()
        )
        if found is None:
            return None
        request.user = found.person
        return found.person
