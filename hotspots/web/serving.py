"""Serve the application from this machine: database brought up to date, worker beside it."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import django
import waitress
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS

from hotspots.errors import SettingsError
from hotspots.ledger.opening import bring_up_to_date
from hotspots.unfinished import make_folder
from hotspots.web import beside
from hotspots.workspace import SETTINGS_FILE, find_workspace

Say = Callable[[str], None]
SETTINGS: Final = "hotspots.web.settings"
THREADS: Final = 8  # with 24 pages took longer: they wait for one another
KEY_BYTES: Final = 48
# What a form says beside the file that it sends.
FORM_BYTES: Final = 1024 * 1024
KEY_FILE: Final = ".secret_key"
# A worker that died is begun again after so long.
PAUSE_S: Final = 2.0


def serve(
    start: Path, *, host: str, port: int, demo: bool, small: bool, say: Say, worker: bool = True
) -> None:
    """Serve a workspace until it is interrupted.

    Parameters
    ----------
    start : Path
        A folder in the workspace.
    host, port : str, int
        Where it listens; port 0 takes a free one.
    demo : bool
        Make what the demonstration lacks, and a person of each role.
    small : bool
        Of a demonstration that is not there yet: a fortieth of its size.
    say : callable
        Told what a person should read.
    worker : bool
        With a worker beside it; in production it is a service of its own.
    """
    root = _demo_root(start, small=small, say=say) if demo else find_workspace(start).root
    start_application(root)
    bring_up_to_date(DEFAULT_DB_ALIAS)  # a command may just be making the ledger
    call_command("migrate", verbosity=0)
    from hotspots.web.answers import read_ahead  # noqa: PLC0415 - models are ready only now

    people = _demonstration(say) if demo else {}
    server = waitress.create_server(
        _application(),
        host=host,
        port=port,
        threads=THREADS,
        max_request_body_size=_most_bytes(),
        ident="",
    )
    beside.begin(partial(start_application, root), read_ahead)
    address = f"http://{host}:{server.effective_port}/"
    say(f"Open {address}")
    for name, password in people.items():
        say(f"  sign in as {name:<14} {password}")
    say("Stop with Ctrl+C.")
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_worker, args=(stop,), daemon=True)
    if worker:
        keeper.start()
    # A service manager stops it by this signal: its worker must go with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        server.run()
    finally:
        stop.set()
        beside.end()
        if worker:
            keeper.join()


def start_application(root: Path) -> None:
    """Start Django for a workspace in this process and those that it begins.

    A key for the cookies is made where there is none.
    """
    make_key(root)
    os.environ["HOTSPOTS_WORKSPACE"] = str(root)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    django.setup()


def make_key(root: Path) -> None:
    """Make the key that signs cookies, where neither the environment nor the workspace has one."""
    key = root / KEY_FILE
    if "HOTSPOTS_SECRET_KEY" not in os.environ and not key.is_file():
        made = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(made, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(KEY_BYTES))


def _application() -> object:
    from hotspots.web.wsgi import application  # noqa: PLC0415 - settings are ready only now

    return application


def _most_bytes() -> int:
    from django.conf import settings  # noqa: PLC0415 - ready only now

    most: int = settings.UPLOAD_BYTES_AT_MOST + FORM_BYTES
    return most


def _demonstration(say: Say) -> dict[str, str]:
    from hotspots.web import demonstration  # noqa: PLC0415 - models are ready only now

    people = demonstration.demo_people()
    demonstration.prepare(say)
    return people


def _demo_root(start: Path, *, small: bool, say: Say) -> Path:
    """Return the demonstration's workspace, made where it is not there.

    Raises
    ------
    SettingsError
        When the folder is a workspace of another kind.
    """
    from hotspots.demo.params import DemoParams  # noqa: PLC0415 - heavy
    from hotspots.study.demo import make_demo  # noqa: PLC0415 - heavy

    here = (start / SETTINGS_FILE).is_file()
    root = start if here else start / "hotspots-demo"
    if not (root / "data" / "demo" / "offences.csv").is_file():
        if here and find_workspace(root).profile != "demo":
            raise SettingsError(f"{root} is a workspace of its own. Start it without --demo.")
        say("Making the demonstration county")
        make_folder(root)
        make_demo(root, DemoParams.small() if small else DemoParams.full())
    return root


def _keep_worker(stop: threading.Event) -> None:
    """Keep a worker at work until the server stops."""
    command = [sys.executable, "-m", "hotspots.web.worker"]
    while not stop.is_set():
        process = subprocess.Popen(command)  # noqa: S603 - this very program
        while process.poll() is None and not stop.wait(PAUSE_S / 4):
            pass
        if stop.is_set():
            process.terminate()
            process.wait()
        else:
            stop.wait(PAUSE_S)
