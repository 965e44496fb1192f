"""People and their passwords; tokens, the interface, and what may not be guessed."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from hotspots.ledger.log import acting_as
from hotspots.schema import LogAct
from hotspots.web import force
from hotspots.web.models import ApiToken, Person
from tests.web.conftest import PASSWORD, make_person


@pytest.fixture
def administrator(signed_in: Callable[..., Client]) -> Client:
    return signed_in("Administrator", whole_force=True)


NEW = {
    "username": "pcso1",
    "roles": ["Community policing"],
    "districts": ["Basildon"],
    "works_as": "PCSO",
    "is_active": "on",
}


def as_opened(client: Client, person: Person) -> dict[str, str]:
    """Return what a person's form says of how they were when it was opened."""
    page = client.get(f"/people/{person.pk}").content.decode()
    (said,) = re.findall(r'name="as_opened" value="(\w+)"', page)
    return {"as_opened": said}


def test_the_first_administrator_makes_the_others_and_may_no_more(database: None) -> None:
    settings = {"username": "first", "email": "first@example.invalid", "interactive": False}
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
        call_command("createsuperuser", **settings)
    client = Client()
    client.post("/sign-in", {"username": "first", "password": PASSWORD})
    assert client.post("/people/new", NEW).status_code == 200
    assert Person.objects.filter(username="pcso1").exists()
    assert client.get("/runs/").status_code == 403


def test_a_new_person_signs_in_with_what_they_were_given_and_chooses_their_own(
    administrator: Client,
) -> None:
    page = administrator.post("/people/new", NEW)
    (password,) = re.findall("<code>(.+)</code>", page.content.decode())
    client = Client()
    client.post("/sign-in", {"username": "pcso1", "password": password})
    assert client.get("/").headers["Location"] == "/password"
    entry = force.ledger().log().iloc[-1]
    assert (entry["what"], entry["subject"]) == ("person made", "pcso1")


def test_who_is_closed_is_out_at_once_with_their_tokens(administrator: Client) -> None:
    person = make_person("leaver", "Community policing")
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    ApiToken.made_for(person, name="x", ends_at=timezone.now() + timedelta(days=1))
    told = {**NEW, "username": "leaver", **as_opened(administrator, person)}
    del told["is_active"]
    assert administrator.post(f"/people/{person.pk}", told).status_code == 302
    assert client.get("/").status_code == 302
    assert not ApiToken.objects.filter(person=person).exists()


def test_an_administrator_cannot_shut_themselves_out(administrator: Client) -> None:
    own = administrator.person  # type: ignore[attr-defined]
    told = {**NEW, "username": own.username, **as_opened(administrator, own)}
    page = administrator.post(f"/people/{own.pk}", told)
    assert "cannot take your own right" in page.content.decode()
    assert Person.objects.get(pk=own.pk).whole_force


def test_who_was_closed_meanwhile_is_not_opened_again_by_a_form_from_before(
    administrator: Client,
) -> None:
    person = make_person("leaver", "Community policing")
    told = {**NEW, "username": "leaver", **as_opened(administrator, person)}
    Person.objects.filter(pk=person.pk).update(is_active=False)
    page = administrator.post(f"/people/{person.pk}", told)
    assert "Somebody else has changed this person" in page.content.decode()
    assert not Person.objects.get(pk=person.pk).is_active


def test_a_new_name_is_in_the_log_beside_the_one_before(administrator: Client) -> None:
    person = make_person("maiden", "Community policing")
    told = {**NEW, "username": "married", **as_opened(administrator, person)}
    assert administrator.post(f"/people/{person.pk}", told).status_code == 302
    entry = force.ledger().log().iloc[-1]
    assert (entry["what"], entry["subject"]) == ("person renamed", "maiden, now married")


def test_a_script_in_a_field_is_shown_and_never_run(administrator: Client) -> None:
    evil = "<script>alert(1)</script>"
    for address, told in (
        ("/people/new", {**NEW, "username": evil}),
        ("/tokens", {"name": evil, "days": "5"}),
        ("/sign-in", {"username": evil, "password": evil}),
        (f"/audit/?who={evil}&act={evil}", None),
        (f"/wards/?harm={evil}", None),
    ):
        client = Client() if address == "/sign-in" else administrator
        page = client.get(address) if told is None else client.post(address, told)
        assert evil not in page.content.decode()


def test_the_chain_is_followed_for_the_administrator(administrator: Client) -> None:
    assert "The chain holds" in administrator.post("/audit/verify").content.decode()


def test_the_log_is_read_a_page_at_a_time_and_no_entry_is_on_none(administrator: Client) -> None:
    ledger = force.ledger()
    with acting_as("reader"), ledger.together():
        for number in range(205):
            ledger.log_act(LogAct.CONSULTATION, f"looked {number:03}", subject="A", role="Analyst")
    seen: list[str] = []
    page, where = "", "/audit/?act=consultation&who=reader"
    for shown in (100, 100, 5):
        page = administrator.get(where).content.decode()
        seen += (own := re.findall(r"looked \d+", page))
        assert len(own) == shown
        older = re.search(r'<a href="([^"]+)">Older</a>', page)
        where = "/audit/" + html.unescape(older[1]) if older else ""
    assert seen == [f"looked {number:03}" for number in reversed(range(205))]
    assert not where
    assert "205 entries; 201 to 205 are shown" in page


def token_of(person: Person, **lives: float) -> dict[str, Any]:
    ends_at = timezone.now() + timedelta(**(lives or {"days": 1}))
    token = ApiToken.made_for(person, name="QGIS", ends_at=ends_at)
    return {"headers": {"Authorization": f"Bearer {token}"}}


@pytest.mark.usefixtures("database")
def test_a_token_opens_what_its_person_may_open_until_it_ends() -> None:
    person = make_person("officer", "Community policing")
    client = Client()
    own = "/api/v1/districts/basildon/visit-list"
    live, ended = token_of(person), token_of(person, seconds=-1)
    assert client.get(own, **live).json()["features"][0]["properties"]["uprn"] == "100"
    assert client.get(f"{own}?format=csv", **live).content.startswith(b"No.,Address")
    assert client.get(own, **ended).status_code == 401
    assert client.get(own).status_code == 401
    assert client.get(own, headers={"Authorization": "Bearer guess"}).status_code == 401
    for elsewhere in ("districts/southend/visit-list", "districts/a%2Fb/visit-list"):
        refused = client.get(f"/api/v1/{elsewhere}", **live)
        assert (refused.status_code, refused.json()) == (404, {"detail": "Not Found"})
    assert client.get("/api/v1/wards", **live).status_code == 403
    assert client.get("/api/v1/districts", **live).json() == {
        "districts": [{"district": "basildon", "name": "Basildon"}]
    }
    entry = force.ledger().log().iloc[-1]
    assert (entry["act"], entry["account"]) == ("disclosure", "officer")


@pytest.mark.usefixtures("database")
def test_a_token_is_kept_as_a_hash_and_ends_by_its_owners_hand_alone() -> None:
    person, other = make_person("one"), make_person("other")
    token = token_of(person)["headers"]["Authorization"].removeprefix("Bearer ")
    assert token not in str(list(ApiToken.objects.values()))
    client = Client()
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    number = ApiToken.objects.get(person=person).pk
    assert client.post(f"/tokens/{number}/end").status_code == 404
    assert ApiToken.objects.filter(person=person).exists()


@pytest.mark.usefixtures("database")
def test_a_program_reads_the_description_by_its_token_and_is_never_led_to_a_form() -> None:
    person = make_person("program", "Analyst", whole_force=True)
    asks = token_of(person)
    assert "/api/v1/runs" in Client().get("/api/openapi.json", **asks).json()["paths"]
    assert Client().get("/api/openapi.json").status_code == 401
    Person.objects.filter(pk=person.pk).update(password_is_temporary=True)
    for path in ("/api/v1/districts", "/api/v1/runs", "/api/openapi.json"):
        refused = Client().get(path, **asks)
        assert refused.status_code == 403
        assert "password" in refused.json()["detail"]


def test_the_interface_describes_itself(signed_in: Callable[..., Client]) -> None:
    told = signed_in().get("/api/openapi.json").json()
    assert "/api/v1/districts/{district}/harm-spots" in told["paths"]
    assert PASSWORD not in str(told)
