"""Who may open a page: the one declaration that every view makes.

    @open_to(Rule.DISTRICT, May.SEE_LISTS)
    def the_list(request, district): ...

A view without it is refused, and a test that walks the addresses finds it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect

from hotspots.ledger.log import acting_as
from hotspots.web.force import district_called
from hotspots.web.models import Person
from hotspots.web.roles import May

ACCESS: Final = "access"
WHILE_PASSWORD_IS_TEMPORARY: Final = ("password", "sign-out")
# What is asked there is asked by a program, which no form is shown to.
OF_PROGRAMS: Final = "/api/"


class Rule(Enum):
    """Of which districts a page is, and so who may open it."""

    ANYONE = "anyone, signed in or not"
    SIGNED_IN = "anyone who is signed in"
    DISTRICT = "who belongs to the district that the address names"
    FORCE = "who belongs to the whole force"


@dataclass(frozen=True, kw_only=True)
class Access:
    """Who may open a page, and how."""

    rule: Rule
    permission: May | None = None
    methods: tuple[str, ...] = ("GET", "HEAD")


class Asked(HttpRequest):
    """A request of a person who is signed in."""

    user: Person


View = TypeVar("View", bound=Callable[..., Any])


def open_to(
    rule: Rule, permission: May | None = None, *, methods: tuple[str, ...] = ("GET", "HEAD")
) -> Callable[[View], View]:
    """Declare who may open a page.

    Parameters
    ----------
    rule : Rule
        With ``Rule.DISTRICT`` the view's address names a ``district``, and the view is given the
        ``District`` in its place.
    permission : May, optional
        What one of the person's roles must allow; every rule but "anyone" needs one, or
        "signed in".
    methods : tuple of str
        Others are refused.

    Raises
    ------
    TypeError
        When a page of a district or of the force names no permission.
    """
    if permission is None and rule in (Rule.DISTRICT, Rule.FORCE):
        raise TypeError("A page of a district or of the force needs a permission.")
    access = Access(rule=rule, permission=permission, methods=methods)

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:  # noqa: ANN401
            refused = _refusal(request, access, named)
            if refused is not None:
                return refused
            with acting_as(request.user.get_username()):
                answer: HttpResponse = view(request, *args, **named)
            return answer

        setattr(guarded, ACCESS, access)
        return guarded  # type: ignore[return-value]

    return decorate


def _is_while_temporary(request: HttpRequest) -> bool:
    """Say whether a page is open to somebody whose password is for the first time alone.

    Raises
    ------
    PermissionDenied
        When a program asks, which no form is shown to.
    """
    if request.path_info.startswith(OF_PROGRAMS):
        raise PermissionDenied("A new password was given: it is to be changed first.")
    match = request.resolver_match
    return match is not None and match.url_name in WHILE_PASSWORD_IS_TEMPORARY


def _refusal(request: HttpRequest, access: Access, named: dict[str, Any]) -> HttpResponse | None:
    if request.method not in access.methods:
        return HttpResponseNotAllowed(access.methods)
    if access.rule is Rule.ANYONE:
        return None
    person = request.user
    if not isinstance(person, Person):
        if not request.accepts("text/html"):
            return JsonResponse({"answer": "Sign in first."}, status=401)
        return redirect_to_login(request.get_full_path())
    if person.password_is_temporary and not _is_while_temporary(request):
        return redirect("password")
    if access.permission is not None and not person.may(access.permission):
        raise PermissionDenied("Your roles do not open this page.")
    if access.rule is Rule.FORCE and not person.whole_force:
        raise PermissionDenied("This page is of the whole force.")
    if access.rule is Rule.DISTRICT:
        district = district_called(named["district"])
        # Another district's page and one that is not there are answered alike.
        if district is None or not person.belongs_to(district.name):
            raise Http404("There is no such page in your districts.")
        named["district"] = district
    return None
