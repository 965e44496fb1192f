"""Signing in: sessions, passwords, lock-out, forms and policies."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from hotspots.web import settings
from tests.web.conftest import PASSWORD, make_person


def sign_in(client: Client, password: str = PASSWORD, **more: str) -> object:
    return client.post("/sign-in", {"username": "officer", "password": password, **more})


@pytest.mark.usefixtures("database")
def test_a_session_is_a_new_one_after_signing_in() -> None:
    make_person("officer", "Community policing")
    client = Client()
    client.cookies["sessionid"] = "chosenbyanattacker1234567890abcd"
    sign_in(client)
    assert client.cookies["sessionid"].value != "chosenbyanattacker1234567890abcd"
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
@pytest.mark.usefixtures("database")
def test_signing_in_leads_to_no_other_site(away: str) -> None:
    make_person("officer")
    response = sign_in(Client(), next=away)
    assert response.headers["Location"] == "/"  # type: ignore[attr-defined]


@pytest.mark.usefixtures("database")
def test_five_wrong_passwords_lock_a_name() -> None:
    make_person("officer")
    client = Client()
    for _ in range(5):
        response = sign_in(client, "wrong")
    assert response.status_code == 429  # type: ignore[attr-defined]
    assert sign_in(client).status_code == 429  # type: ignore[attr-defined]


@pytest.mark.usefixtures("database")
def test_a_form_from_elsewhere_is_refused() -> None:
    make_person("officer", "Community policing")
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403  # type: ignore[attr-defined]


def test_a_temporary_password_opens_the_change_of_it_alone(
    signed_in: Callable[..., Client],
) -> None:
    client = signed_in("Community policing", password_is_temporary=True)
    assert client.get("/lists/basildon/").headers["Location"] == "/password"
    new = {
        "old_password": PASSWORD,
        "new_password1": "marsh lantern 42",
        "new_password2": "marsh lantern 42",
    }
    assert client.post("/password", new).headers["Location"] == "/"
    assert client.get("/lists/basildon/").status_code == 200


@pytest.mark.parametrize("weak", ["short", "password1234", "123456789012"])
def test_a_weak_password_is_not_taken(signed_in: Callable[..., Client], weak: str) -> None:
    client = signed_in()
    tried = {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}
    assert "There is a problem" in client.post("/password", tried).content.decode()


@pytest.mark.usefixtures("database")
def test_every_answer_has_the_policy_and_is_kept_by_nobody() -> None:
    for address in ("/sign-in", "/health", "/nowhere", "/service-worker.js"):
        headers = Client().get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["Cache-Control"] == "no-store" or "no-cache" in headers["Cache-Control"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_signing_out_ends_the_session(signed_in: Callable[..., Client]) -> None:
    client = signed_in()
    assert client.get("/sign-out").status_code == 405
    client.post("/sign-out")
    assert client.get("/").status_code == 302


def test_passwords_are_kept_as_argon2() -> None:
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
