"""Signing in through the force's identity provider (OIDC): roles and districts are its claims.

Who has none of the roles is refused; who comes without a second factor, too. An account with a
password of its own is never taken over.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

import jwt
import requests
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import (
    OIDCAuthenticationCallbackView,
    OIDCAuthenticationRequestView,
)

from hotspots.errors import HotspotsError
from hotspots.ledger.log import acting_as
from hotspots.schema import LogAct
from hotspots.web import force
from hotspots.web.gate import Rule, open_to
from hotspots.web.models import ApiToken, Person
from hotspots.web.roles import ROLES

WHOLE_FORCE: Final = "*"
CALLBACK: Final = "oidc_authentication_callback"  # the library's own name for it
Claims = Mapping[str, Any]
_logger = logging.getLogger(__name__)


class ProviderBackend(OIDCAuthenticationBackend):  # type: ignore[misc]
    """The library's sign-in, with what this application asks of it beside."""

    def authenticate(self, request: HttpRequest, **told: Any) -> Person | None:  # noqa: ANN401
        """Return who comes from the provider; nobody where they are refused or it is away."""
        if "nonce" not in told:
            return None
        try:
            person: Person | None = super().authenticate(request, **told)
        except (
            *(requests.RequestException, jwt.PyJWTError, SuspiciousOperation, HotspotsError),
            *(KeyError, TypeError, ValueError),
        ) as fault:
            _logger.warning("a sign-in through the provider failed: %s", type(fault).__name__)
            return None
        return person

    def get_or_create_user(self, access_token: str, id_token: str, payload: Claims) -> Person:
        """Return the person of a sign-in, with the roles and districts of this very moment.

        Raises
        ------
        SuspiciousOperation
            When they are refused.
        """
        _require_for_us(payload)
        _require_second_factor(payload)
        claims = {**self.get_userinfo(access_token, id_token, payload)}
        if claims.get("sub") != payload["sub"]:
            raise SuspiciousOperation("What was told is of another person.")
        return _kept(claims)


def _require_for_us(payload: Claims) -> None:
    audience = payload.get("aud")
    if settings.OIDC_RP_CLIENT_ID not in (audience if isinstance(audience, list) else [audience]):
        raise SuspiciousOperation("The token is another application's.")


def _require_second_factor(payload: Claims) -> None:
    wanted = settings.OIDC_SECOND_FACTOR
    if wanted and wanted != payload.get("acr") and wanted not in _texts(payload.get("amr")):
        raise SuspiciousOperation("There was no second factor.")


def _texts(claim: object) -> list[str]:
    """Return what a claim holds: one text, or several."""
    several = claim if isinstance(claim, list) else [claim]
    return [each for each in several if isinstance(each, str)]


def _kept(claims: Claims) -> Person:
    """Keep a person with the roles and districts of their claims.

    Raises
    ------
    SuspiciousOperation
        When they have no role here, their name is none, or it is an account with a password.
    """
    said = _texts(claims.get(settings.OIDC_ROLES_CLAIM))
    roles = sorted({settings.OIDC_ROLES.get(each, "") for each in said} & set(ROLES))
    told = _texts(claims.get(settings.OIDC_DISTRICTS_CLAIM))
    name = claims.get(settings.OIDC_NAME_CLAIM)
    with transaction.atomic():
        person = Person.objects.select_for_update().filter(username=name).first()
        if person is None:
            person = Person(username=name)
            person.set_unusable_password()
        elif person.has_usable_password():
            raise SuspiciousOperation("This account has a password of its own.")
        before = _rights(person)
        person.whole_force = WHOLE_FORCE in told
        person.districts = [each.name for each in force.districts() if each.name in told]
        if roles or person.pk:
            _save(person, roles)
            if _rights(person) != before:
                _log(person)
    if not roles:
        raise SuspiciousOperation("None of their roles is one here.")
    return person


def _rights(person: Person) -> tuple[list[str], list[str], bool]:
    roles = person.roles if person.pk else []
    return roles, list(person.districts), person.whole_force


def _save(person: Person, roles: list[str]) -> None:
    try:
        person.full_clean()
    except ValidationError:
        raise SuspiciousOperation("Their name is none that is kept here.") from None
    person.save()
    person.groups.set(Group.objects.filter(name__in=roles))
    if not roles:
        ApiToken.objects.filter(person=person).delete()


def _log(person: Person) -> None:
    with acting_as(person.username):
        force.ledger().log_act(
            LogAct.ALTERATION, "rights taken from the provider", subject=person.username
        )


class _Ask(OIDCAuthenticationRequestView):  # type: ignore[misc]
    def get(self, request: HttpRequest) -> HttpResponse:
        """Lead to the provider."""
        _require_provider()
        answer: HttpResponse = super().get(request)
        return answer


class _Back(OIDCAuthenticationCallbackView):  # type: ignore[misc]
    def get(self, request: HttpRequest) -> HttpResponse:
        """Take who comes from the provider; a person who is refused is not told why."""
        _require_provider()
        answer: HttpResponse = super().get(request)
        return answer


def _require_provider() -> None:
    if not settings.OIDC_RP_CLIENT_ID:
        raise Http404


def what_is_locked(asked: Any, _credentials: Any = None) -> list[Any]:  # noqa: ANN401 - axes
    """Return what wrong passwords lock: a name from an address.

    Who is refused by way of the provider gave no password: nothing is counted, or everybody behind
    a proxy would be locked with them.
    """
    of_provider = getattr(asked, "path", "") == reverse(CALLBACK)
    return ["username"] if of_provider else [["username", "ip_address"]]


ask_provider = open_to(Rule.ANYONE, methods=("GET",))(_Ask.as_view())
back_from_provider = open_to(Rule.ANYONE, methods=("GET",))(_Back.as_view())
