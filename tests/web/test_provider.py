"""Sign-in through a real identity provider (OIDC) that runs in the test."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.conf import settings
from django.test import Client

from hotspots.web import force
from hotspots.web.models import ApiToken, Person
from hotspots.web.roles import COMMUNITY_POLICING
from tests.postgresql import free_port
from tests.web.conftest import make_person
from tests.web.station import answers, wait_until

ROLES = {"grp-neighbourhood": COMMUNITY_POLICING, "grp-analysis": "Analyst", "grp-old": "Nobody"}
ADA = {"preferred_username": "ada", "amr": ["pwd", "mfa"], "districts": ["Basildon"]}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """Run a provider, a program of its own; return its address."""
    port = free_port()
    # Its own warnings are no matter of ours.
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **quiet) as process:  # type: ignore[call-overload]
        address = f"http://127.0.0.1:{port}"
        wait_until(lambda: answers(f"{address}/jwks"), "the provider answers")
        yield address
        process.kill()


@pytest.fixture
def asked(provider: str, monkeypatch: pytest.MonkeyPatch, database: None) -> str:
    """Set the application to ask the provider."""
    told = requests.get(f"{provider}/.well-known/openid-configuration", timeout=10).json()
    for name, value in {
        "OIDC_RP_CLIENT_ID": "hotspots",
        "OIDC_RP_CLIENT_SECRET": "a secret",
        "OIDC_OP_AUTHORIZATION_ENDPOINT": told["authorization_endpoint"],
        "OIDC_OP_TOKEN_ENDPOINT": told["token_endpoint"],
        "OIDC_OP_USER_ENDPOINT": told["userinfo_endpoint"],
        "OIDC_OP_JWKS_ENDPOINT": told["jwks_uri"],
        "OIDC_VERIFY_KID": False,  # this provider does not say which of its one key it was
        "OIDC_ROLES": ROLES,
        "OIDC_CALLED": "your invented account",
    }.items():
        monkeypatch.setattr(settings, name, value, raising=False)
    return provider


@pytest.fixture
def comes(asked: str) -> Callable[..., Any]:
    """Return a function that signs somebody in at the provider and comes back with them."""

    def come(client: Client, begin: str = "/sign-in/provider", **claims: Any) -> Any:
        told = requests.put(f"{asked}/users/ada", json={**ADA, **claims}, timeout=10)
        assert told.ok, told.text
        away = client.get(begin).headers["Location"]
        assert away.startswith(asked)
        assert "code_challenge=" in away
        back = requests.post(away, data={"sub": "ada"}, allow_redirects=False, timeout=10)
        where = urlsplit(back.headers["Location"])
        assert where.path == "/sign-in/back", back.text
        return client.get(f"{where.path}?{where.query}")

    return come


def is_signed_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def test_a_role_and_a_district_are_what_the_provider_says(comes: Callable[..., Any]) -> None:
    client = Client()
    answer = comes(client, "/sign-in/provider?next=/lists/basildon/", roles=["grp-neighbourhood"])
    assert answer.headers["Location"] == "/lists/basildon/"
    assert client.get("/lists/basildon/").status_code == 200
    assert client.get("/lists/southend/").status_code == 404
    person = Person.objects.get(username="ada")
    assert (person.roles, person.districts) == ([COMMUNITY_POLICING], ["Basildon"])
    assert not person.has_usable_password()
    log = force.ledger().log()
    entry = log[log["what"] == "rights taken from the provider"].iloc[-1]
    assert (entry["account"], entry["subject"]) == ("ada", "ada")


@pytest.mark.parametrize(
    "claims",
    [
        {},  # no role at all
        {"roles": []},
        {"roles": ["Analyst", "Administrator"]},  # our own names are not the provider's
        {"roles": ["grp-old", "grp-unknown"]},
        {"roles": {"grp-analysis": True}},
        {"roles": ["grp-analysis"], "amr": ["pwd"]},  # no second factor
        {"roles": ["grp-analysis"], "amr": None},
        {"roles": ["grp-analysis"], "preferred_username": "a name <script>"},
        {"roles": ["grp-analysis"], "preferred_username": None},
        {"roles": ["grp-analysis"], "preferred_username": "a" * 200},
    ],
)
def test_whoever_has_no_role_no_second_factor_or_no_name_is_refused(
    comes: Callable[..., Any], claims: dict[str, Any]
) -> None:
    client, known = Client(), Person.objects.count()
    answer = comes(client, **claims)
    assert answer.headers["Location"] == "/sign-in?refused"
    assert "You were not let in" in client.get("/sign-in?refused").content.decode()
    assert not is_signed_in(client)
    assert Person.objects.count() == known


def test_another_claim_may_be_the_second_factor(
    comes: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "OIDC_SECOND_FACTOR", "gold")
    refused, let_in = Client(), Client()
    comes(refused, roles="grp-analysis")
    assert not is_signed_in(refused)
    comes(let_in, roles="grp-analysis", acr="gold", districts="*")
    assert let_in.get("/runs/").status_code == 200


def test_a_role_that_the_provider_takes_away_is_gone_with_the_next_sign_in(
    comes: Callable[..., Any],
) -> None:
    client = Client()
    comes(client, roles=["grp-analysis"], districts=["*"])
    person = Person.objects.get(username=ADA["preferred_username"])
    ApiToken.made_for(person, name="qgis", ends_at=force.now())
    assert client.get("/runs/").status_code == 200
    comes(client, roles=["grp-neighbourhood"], districts=["Southend", "Nowhere"])
    person.refresh_from_db()
    assert (person.roles, person.districts) == ([COMMUNITY_POLICING], ["Southend"])
    assert client.get("/runs/").status_code == 403
    refused = Client()
    comes(refused, roles=[])
    assert not is_signed_in(refused)
    assert client.get("/patrols/southend/").status_code == 403
    assert not ApiToken.objects.filter(person=person).exists()


def test_an_account_with_a_password_and_one_that_was_closed_are_never_taken_over(
    comes: Callable[..., Any],
) -> None:
    person, client = make_person("ada", "Administrator", whole_force=True), Client()
    comes(client, roles=["grp-analysis"])
    assert not is_signed_in(client)
    person.refresh_from_db()
    assert person.roles == ["Administrator"]
    person.set_unusable_password()
    person.is_active = False
    person.save()
    comes(client, roles=["grp-analysis"])
    assert not is_signed_in(client)


def test_a_forged_or_repeated_return_is_refused(comes: Callable[..., Any]) -> None:
    client = Client(raise_request_exception=False)
    assert (
        client.get("/sign-in/back?code=stolen&state=mine").headers["Location"].endswith("refused")
    )
    comes(client, roles=["grp-analysis"])
    assert client.get("/sign-in/back?code=stolen&state=mine").status_code == 400
    answer = Client().get("/sign-in/provider?next=https://elsewhere.example/")
    assert "elsewhere" not in answer.headers["Location"]


def test_refused_sign_ins_lock_nobody_else_out(comes: Callable[..., Any]) -> None:
    for _ in range(6):
        comes(Client(), roles=[])
    client = Client()
    comes(client, roles=["grp-analysis"])
    assert is_signed_in(client)


def test_a_provider_that_is_away_is_no_fault_of_the_page(
    comes: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "OIDC_OP_TOKEN_ENDPOINT", "http://127.0.0.1:9/token")
    client = Client()
    assert comes(client, roles=["grp-analysis"]).headers["Location"] == "/sign-in?refused"


@pytest.mark.usefixtures("asked")
def test_the_way_to_the_provider_is_offered() -> None:
    assert "Sign in with your invented account" in Client().get("/sign-in").content.decode()


@pytest.mark.usefixtures("database")
def test_without_a_provider_there_is_no_way_through_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "OIDC_RP_CLIENT_ID", "")
    monkeypatch.setattr(settings, "OIDC_CALLED", "")
    client = Client()
    assert "Sign in with" not in client.get("/sign-in").content.decode()
    for address in ("/sign-in/provider", "/sign-in/back"):
        assert client.get(address).status_code == 404
