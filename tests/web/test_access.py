"""Who may open what: every address × role × own and other district."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from hotspots.web.gate import ACCESS, Access, Rule
from hotspots.web.roles import ROLES
from tests.web.conftest import OWN, make_person

UNKNOWN = "00000000-0000-4000-8000-000000000000"


def views(patterns: Any = None, before: str = "") -> Iterator[tuple[str, Any, URLPattern]]:
    """Give every address with its view, from the configuration itself."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(each, URLResolver):
            yield from views(each.url_patterns, before + str(each.pattern))
        else:
            yield before + str(each.pattern), each.callback, each


def test_no_view_is_without_a_declaration(served: None) -> None:
    undeclared = [address for address, view, _ in views() if not hasattr(view, ACCESS)]
    assert undeclared == []


def filled_in(address: str, district: str) -> str:
    """Return an address with its parts filled in: unknown things, and a district."""
    import re

    def part(match: re.Match[str]) -> str:
        kind, name = match.group(1) or "str", match.group(2)
        if name == "district":
            return district
        return {"uuid": UNKNOWN, "int": "0"}.get(kind, "unknown")

    return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", part, address)


def expected(access: Access, person: Any, district: str) -> str:
    """Return what an address must do for a person, from its declaration alone."""
    if access.rule in (Rule.ANYONE, Rule.SIGNED_IN):
        return "open"
    if not person.may(access.permission):
        return "refused"
    if access.rule is Rule.FORCE:
        return "open" if person.whole_force else "refused"
    return "open" if person.whole_force or district == OWN.lower() else "not there"


@pytest.mark.usefixtures("database")
def test_every_address_opens_for_its_roles_and_districts_alone() -> None:
    wrong = []
    people = {
        (role, whole): make_person(f"{role}-{whole}", role, whole_force=whole)
        for role in ROLES
        for whole in (False, True)
    }
    people["none", False] = make_person("nobody")
    for person in people.values():
        client = Client(raise_request_exception=False)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        for address, view, pattern in views():
            access = getattr(view, ACCESS)
            if pattern.name == "sign-out":
                continue
            for district in ("basildon", "southend"):
                method = access.methods[0].lower()
                response = getattr(client, method)(filled_in(address, district))
                # What is not there is found only behind the gate.
                done = {403: "refused", 404: "not there"}.get(response.status_code, "open")
                wanted = expected(access, person, district)
                fits = done == wanted or (
                    wanted == "open"
                    and done == "not there"
                    and ("<" in address or "api" in address)
                )
                if not fits or response.status_code >= 500:
                    wrong.append((person.username, address, district, response.status_code, wanted))
    assert wrong == []


@pytest.mark.usefixtures("database")
def test_nobody_who_is_not_signed_in_sees_more_than_the_door() -> None:
    client = Client()
    for address, view, _ in views():
        access = getattr(view, ACCESS)
        if access.rule is not Rule.ANYONE:
            method = access.methods[0].lower()
            response = getattr(client, method)(filled_in(address, "basildon"))
            if address.startswith("api/"):
                assert response.status_code == 401, address
            else:
                assert response.status_code == 302, address
                assert response.headers["Location"].startswith("/sign-in?next=")


def test_each_view_refuses_every_other_method(signed_in: Callable[..., Client]) -> None:
    client = signed_in(*ROLES, whole_force=True)
    for address, _, _ in views():
        assert client.delete(filled_in(address, "basildon")).status_code == 405, address


@pytest.mark.usefixtures("database")
def test_a_role_is_a_group_with_its_own_permissions_and_no_others() -> None:
    for role, allowed in ROLES.items():
        kept = Group.objects.get(name=role).permissions.values_list("codename", flat=True)
        assert set(kept) == set(map(str, allowed))


@pytest.mark.parametrize(
    "address", ["/admin/", "/lists/", "/static/../settings.py", "/lists/nowhere/"]
)
def test_what_is_not_there_is_not_there(signed_in: Callable[..., Client], address: str) -> None:
    assert signed_in(*ROLES, whole_force=True).get(address).status_code == 404
