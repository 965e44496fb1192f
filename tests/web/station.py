"""The application as a force runs it: real processes on a workspace, which a test may kill."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.models import Group

from hotspots.ledger.database import database_entry
from hotspots.ledger.opening import _connect
from hotspots.web.models import Person

PROJECT = Path(__file__).parents[2]
LONG_ENOUGH_S = 400
PASSWORD = "an invented password"  # noqa: S105


def wait_until(holds: Callable[[], Any], what: str) -> Any:
    """Wait until something holds, and return what it gave."""
    until = time.monotonic() + LONG_ENOUGH_S
    while not (found := holds()):
        assert time.monotonic() < until, f"in {LONG_ENOUGH_S} s: {what}"
        time.sleep(0.01)
    return found


def answers(address: str) -> bool:
    """Say whether a program is there that answers."""
    try:
        return requests.get(address, timeout=LONG_ENOUGH_S).ok
    except requests.ConnectionError:
        return False


@dataclass
class Station:
    """A workspace, its database, and the two programs that serve it."""

    root: Path
    address: str
    port: int
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def alias(self) -> str:
        """The name of its database's connection in this process."""
        return _connect(database_entry(self.address))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start_web(self) -> subprocess.Popen[bytes]:
        words = ("-m", "hotspots", "serve", "--no-worker", "--port", str(self.port))
        process = self._start(*words)
        wait_until(self._answers, "the application answers")
        return process

    def start_worker(self) -> subprocess.Popen[bytes]:
        return self._start("-m", "hotspots.web.worker")

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill a program as a power cut would."""
        process.kill()
        process.wait(LONG_ENOUGH_S)
        self.running.remove(process)

    def close(self) -> None:
        for process in list(self.running):
            self.kill(process)

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        inherited = {k: v for k, v in os.environ.items() if k != "DJANGO_ALLOW_ASYNC_UNSAFE"}
        environment = {
            **inherited,
            "PYTHONPATH": str(PROJECT),
            "HOTSPOTS_WORKSPACE": str(self.root),
            "HOTSPOTS_DATABASE_URL": self.address,
            "DJANGO_SETTINGS_MODULE": "hotspots.web.settings",
        }
        with (self.root / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *words], cwd=self.root, env=environment, stdout=log, stderr=log
            )
        self.running.append(process)
        return process

    def _answers(self) -> bool:
        assert self.running[-1].poll() is None, (self.root / "log").read_text()
        return answers(f"{self.url}/health")

    def make_person(self, name: str, role: str, *, district: str | None = None) -> None:
        """Make somebody with a role, of a district or of the whole force."""
        hasher = Argon2PasswordHasher()
        person = Person(
            username=name,
            password=hasher.encode(PASSWORD, hasher.salt()),
            districts=[district] if district else [],
            whole_force=district is None,
        )
        person.save(using=self.alias)
        person.groups.set(Group.objects.using(self.alias).filter(name=role))

    def sign_in(self, name: str) -> Browser:
        browser = Browser(self.url)
        browser.get("/sign-in")
        answer = browser.post("/sign-in", {"username": name, "password": PASSWORD})
        assert answer.url == f"{self.url}/", answer.text
        return browser


class Browser:
    """Somebody's session: its cookies, and the token that each form carries."""

    def __init__(self, url: str) -> None:
        self._url, self._session = url, requests.Session()

    def get(self, path: str) -> requests.Response:
        return self._session.get(self._url + path, timeout=LONG_ENOUGH_S)

    def post(self, path: str, data: Any = None, **more: Any) -> requests.Response:
        token = self._session.cookies["csrftoken"]
        return self._session.post(
            self._url + path,
            data=data,
            headers={"X-CSRFToken": token, "Accept": "application/json, text/html"},
            timeout=LONG_ENOUGH_S,
            **more,
        )

    def sends(self, path: str, told: dict[str, Any]) -> str:
        """Send what a phone recorded until it is answered, as the phone does."""

        def answered() -> str:
            try:
                answer = self.post(path, json=told)
            except requests.RequestException:
                return ""
            assert answer.status_code in {200, 422, 500, 503}, answer.status_code
            fits = answer.status_code in {200, 422}
            return str(answer.json()["answer"]) if fits else ""

        return str(wait_until(answered, "what was recorded is sent"))
