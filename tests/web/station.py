"""The application as a force runs it: real processes on a workspace, which a test may kill."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import requests
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.models import Group

from hotspots.ledger.database import database_entry
from hotspots.ledger.opening import _connect
from hotspots.web.models import Person
from tests.web import programs

LONG_ENOUGH_S = 400
PASSWORD = "an invented password"  # noqa: S105
LOADED_BY_A_RUN = ("numba", "scipy.stats", "statsmodels.stats.multitest")


def _processes() -> ForkServerContext | SpawnContext:
    """Where programs begin: a server loads the libraries once and forks each from itself.

    So that a start costs a tenth of a second, and not one of Python. A system that cannot fork
    begins each anew.
    """
    if not hasattr(os, "fork"):
        return get_context("spawn")
    processes = get_context("forkserver")
    processes.set_forkserver_preload(["__main__", programs.__name__, *LOADED_BY_A_RUN])
    return processes


def wait_until(holds: Callable[[], Any], what: str) -> Any:
    """Wait until something holds, and return what it gave."""
    until = time.monotonic() + LONG_ENOUGH_S
    while not (found := holds()):
        assert time.monotonic() < until, f"in {LONG_ENOUGH_S} s: {what}"
        time.sleep(0.02)
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
    running: list[BaseProcess] = field(default_factory=list)
    browsers: dict[str, Browser] = field(default_factory=dict)

    @property
    def alias(self) -> str:
        """The name of its database's connection in this process."""
        return _connect(database_entry(self.address))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start_web(self) -> BaseProcess:
        process = self._start(programs.serve, self.port)
        wait_until(self._answers, "the application answers")
        return process

    def start_worker(self) -> BaseProcess:
        return self._start(programs.work)

    def kill(self, process: BaseProcess) -> None:
        """Kill a program as a power cut would."""
        process.kill()
        process.join(LONG_ENOUGH_S)
        self.running.remove(process)

    def close(self) -> None:
        for process in list(self.running):
            self.kill(process)

    def _start(self, program: Callable[..., None], *told: object) -> BaseProcess:
        environment = {
            "HOTSPOTS_WORKSPACE": str(self.root),
            "HOTSPOTS_DATABASE_URL": self.address,
            "DJANGO_SETTINGS_MODULE": "hotspots.web.settings",
        }
        process = _processes().Process(
            target=programs.run, args=(self.root, environment, program, *told)
        )
        process.start()
        self.running.append(process)
        return process

    def _answers(self) -> bool:
        assert self.running[-1].is_alive(), (self.root / "log").read_text()
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

    def browser_of(self, name: str) -> Browser:
        """Return the browser of somebody, who signs in once: that costs a password's hash."""
        if name not in self.browsers:
            browser = Browser(self.url)
            browser.get("/sign-in")
            answer = browser.post("/sign-in", {"username": name, "password": PASSWORD})
            assert answer.url == f"{self.url}/", answer.text
            self.browsers[name] = browser
        return self.browsers[name]


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
