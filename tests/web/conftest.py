"""The application over a small invented workspace, in this process."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("waitress", reason="the extra [web] is not installed")

# Django is set up once a process, and before any test begins: with this workspace.
ROOT = Path(tempfile.mkdtemp(prefix="hotspots-web-"))
(ROOT / "hotspots.toml").write_text('profile = "demo"\n')
for _folder in ("data", "layers", "maps"):
    (ROOT / _folder).mkdir()
os.environ["HOTSPOTS_SECRET_KEY"] = "only-for-tests-" + "k" * 40
os.environ["HOTSPOTS_HOSTS"] = "localhost,127.0.0.1,testserver"
os.environ["HOTSPOTS_OIDC_CLIENT_ID"] = "hotspots"  # so that its addresses are tried, too
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # a browser's own loop runs in this thread

from hotspots.web.serving import start_application  # noqa: E402

start_application(ROOT)

import pandas as pd  # noqa: E402
import waitress  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402

from hotspots import schema  # noqa: E402
from hotspots.schema import WatchVerdict  # noqa: E402
from hotspots.study.spots_over_time.run_to_adopt import spots_of_run  # noqa: E402
from hotspots.web import force  # noqa: E402
from hotspots.web.kept import forget_answers  # noqa: E402
from hotspots.web.models import Person  # noqa: E402
from hotspots.workspace import PREPARED  # noqa: E402
from tests.demonstration import DemoRun  # noqa: E402
from tests.web.small_runs import make_runs  # noqa: E402

PASSWORD = "an invented password"  # noqa: S105
OWN, OTHER = "Basildon", "Southend"
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def served() -> Iterator[Path]:
    """Return the workspace, with its tables made and its runs in it."""
    call_command("migrate", verbosity=0)
    make_runs(ROOT / "maps")
    yield ROOT
    shutil.rmtree(ROOT, ignore_errors=True)


@pytest.fixture
def database(served: Path) -> Iterator[None]:
    """Undo at the end what a test writes to the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    forget_answers()


def make_person(name: str, *roles: str, districts: tuple[str, ...] = (OWN,), **more: Any) -> Person:
    person = Person(username=name, districts=list(districts), **more)
    person.set_password(PASSWORD)
    person.save()
    person.groups.set(Group.objects.filter(name__in=roles))
    return person


def raise_alarm(*, plan: str = "Op Invented") -> str:
    """Raise an alarm in the ledger, and return its number."""
    return alarm_of(force.ledger(), plan=plan)


def alarm_of(ledger: Any, *, plan: str = "Op Invented") -> str:
    """Raise an alarm in a ledger, and return its number."""
    week = {schema.STEP_FIRST: date(2025, 11, 24), schema.STEP_LAST: date(2025, 11, 30)}
    told = {schema.PLAN: plan, schema.AREA_NAME: "Wick", schema.SIGN: WatchVerdict.ABOVE}
    (number,) = ledger.raise_alarms(
        pd.DataFrame([{**week, **told}]), raised_at=datetime(2025, 12, 1, 8, tzinfo=UTC)
    )
    return str(number)


@pytest.fixture
def signed_in(database: None) -> Callable[..., Client]:
    """Return a function that gives a browser without scripts, signed in as somebody new."""

    def sign_in(*roles: str, **more: Any) -> Client:
        person = make_person(f"person{Person.objects.count()}", *roles, **more)
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        client.person = person  # type: ignore[attr-defined]
        return client

    return sign_in


@dataclass(frozen=True)
class Served:
    """The application on a port of this machine."""

    address: str
    password: str


@pytest.fixture(scope="session")
def server(served: Path) -> Iterator[Served]:
    from hotspots.web.wsgi import application

    listening = waitress.create_server(application, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=listening.run, daemon=True)
    thread.start()
    yield Served(f"http://localhost:{listening.effective_port}", PASSWORD)
    listening.close()
    thread.join(5)


@pytest.fixture(scope="session")
def county_served(served: Path, demo_run: DemoRun) -> Iterator[Path]:
    """Put the demonstration's offences, boundaries and harm map where the rooms find them."""
    root = demo_run.workspace.root
    made = served / "maps" / demo_run.run.folder.name
    shutil.copytree(demo_run.run.folder, made)
    shutil.copytree(root / "layers" / "demo", served / "layers" / "demo")
    shutil.copy(root / "data" / "demo" / "offences.csv", served / "data" / "offences.csv")
    (served / PREPARED).mkdir(parents=True, exist_ok=True)  # what is read once is found again
    found = spots_of_run(made)
    force.ledger().adopt_spots(
        found.spots,
        spot_set=found.spot_set,
        adopted_at=datetime.now(UTC),
        chosen_from=found.chosen_from,
        chosen_to=found.chosen_to,
    )
    yield served
    shutil.rmtree(made)
