"""Fifty people at once in the browser application, for two minutes, on this machine alone.

    python benchmarks/browser_load.py                        # the small county, made for it
    python benchmarks/browser_load.py WORKSPACE              # a demonstration that is there
    HOTSPOTS_DATABASE_URL=postgresql://… python benchmarks/browser_load.py WORKSPACE
    python benchmarks/browser_load.py WORKSPACE --gunicorn

It serves the demonstration with ``hotspots serve --demo``, or with gunicorn, lets locust send
people of every role through its pages, maps, questions and downloads, and watches the server's
memory. Each person looks at a page for 3 to 9 seconds, and times are those of the two minutes after
all have come. It ends with 1 where an answer was an error.
"""

from __future__ import annotations

import csv
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import psutil
import requests
from locust import HttpUser, between, task

PEOPLE: Final = 50
SECONDS: Final = 145  # the first 25 until all have arrived
ARRIVING: Final = 2  # a second
PROJECT: Final = str(Path(__file__).parents[1])
DISTRICT: Final = "basildon"
PASSWORDS: Final = "HOTSPOTS_LOAD_PASSWORDS"
SIGN_IN: Final = re.compile(r"sign in as (\w+)\s+(\S+)")
MIB: Final = 1024**2


# --- the people, as locust sends them ------------------------------------------------------------
class Person(HttpUser):
    """Somebody who signs in, and looks at a page for a while before the next."""

    abstract = True
    wait_time = between(3, 9)
    account = ""

    def on_start(self) -> None:
        """Sign in."""
        passwords = dict(each.split("=") for each in os.environ[PASSWORDS].split(","))
        self.client.get("/sign-in", name="sign in")
        told = {"username": self.account, "password": passwords[self.account]}
        with self.send("/sign-in", told, name="sign in") as answer:
            if not answer.url.rstrip("/").endswith(f":{self.port}"):
                answer.failure("was not let in")

    @property
    def port(self) -> str:
        """Where the application listens."""
        return str(self.host).rsplit(":", 1)[1]

    def send(self, path: str, data: Any, **more: Any) -> Any:  # noqa: ANN401 - locust's
        """Send a form with its token."""
        headers = {"X-CSRFToken": self.client.cookies["csrftoken"], "Accept": "text/html"}
        return self.client.post(path, data, headers=headers, catch_response=True, **more)

    def page(self, path: str) -> str:
        """Open a page."""
        return str(self.client.get(path, name=f"page {path.split('?', maxsplit=1)[0]}").text)

    def fetch(self, path: str, holds: str, name: str) -> None:
        """Open a page, and fetch a file that it links to."""
        found = [each for each in re.findall(r'href="([^"]+)"', self.page(path)) if holds in each]
        if found:
            self.client.get(random.choice(found), name=name)


class Officer(Person):
    weight = 20
    account = "officer"

    @task(4)
    def looks_at_the_list(self) -> None:
        self.page(f"/lists/{DISTRICT}/")

    @task(2)
    def looks_at_patrols(self) -> None:
        self.page(f"/patrols/{DISTRICT}/")

    @task(2)
    def records_a_door(self) -> None:
        page = self.page(f"/lists/{DISTRICT}/")
        doors = re.findall(r'name="visit" value="([^"]+)"', page)
        the_list = re.search(r'name="list" value="([^"]+)"', page)
        if doors and the_list:
            told = {"visit": doors[0], "list": the_list[1], "page": str(uuid.uuid4())}
            with self.send(f"/lists/{DISTRICT}/visits", told, name="a door's outcome"):
                pass

    @task(1)
    def takes_the_list(self) -> None:
        self.fetch(f"/lists/{DISTRICT}/", "/files/", "download a list")


class Commander(Person):
    weight = 14
    account = "commander"

    @task(4)
    def looks_at_the_map(self) -> None:
        page = self.page(f"/maps/{DISTRICT}/")
        found = re.search(r'src="([^"]+\?look)"', page)
        if found:
            self.client.get(found[1], name="the harm map")

    @task(2)
    def asks_the_map(self) -> None:
        first = date(2025, 1, 1) + timedelta(days=random.randrange(90))
        told = {"first_day": first, "last_day": "2025-12-31", "selection": "", "index": "css"}
        page = self.page(f"/maps/{DISTRICT}/")
        choice = re.search(r'<option value="([^"]+)" selected', page)
        told["selection"] = choice[1] if choice else ""
        path = f"/maps/{DISTRICT}/answered"
        self.client.get(path, params=told, name="ask: a district's spots")
        self.client.get(f"/maps/{DISTRICT}/drawn", params=told, name="ask: its map, drawn")

    @task(2)
    def takes_the_spots(self) -> None:
        self.fetch(f"/maps/{DISTRICT}/", "/files/", "download of a map")

    @task(2)
    def looks_at_figures(self) -> None:
        self.page(f"/figures/{DISTRICT}/")


class Planner(Person):
    weight = 8
    account = "planner"

    @task
    def moves_a_slider(self) -> None:
        sliders = re.findall(r'type="range" id="w-([^"]+)"', self.page("/wards/"))
        weights = {each: random.randrange(1, 10) for each in sliders}
        self.client.get(
            "/wards/", params=weights, headers={"HX-Request": "true"}, name="ranks that move"
        )


class Analyst(Person):
    weight = 4
    account = "analyst"

    @task
    def looks_at_runs(self) -> None:
        self.page("/runs/")

    @task
    def looks_at_spots(self) -> None:
        self.page("/spots/")


class Sergeant(Person):
    weight = 2
    account = "sergeant"

    @task
    def looks_at_figures(self) -> None:
        self.page(f"/figures/{DISTRICT}/")


class Administrator(Person):
    weight = 2
    account = "administrator"

    @task
    def looks_at_the_log(self) -> None:
        self.page("/audit/")


# --- the server, and what is told of it ----------------------------------------------------------
def served(workspace: Path, log: Path) -> tuple[subprocess.Popen[bytes], str, dict[str, str]]:
    """Serve the demonstration; return the program, its address and its passwords."""
    command = ["-m", "hotspots", "serve", "--demo", "--small", "--no-worker", "--port", "0"]
    with log.open("wb") as file:
        program = subprocess.Popen(
            [sys.executable, *command],
            cwd=workspace,
            env={**os.environ, "PYTHONPATH": PROJECT},
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    while "Stop with" not in log.read_text():
        if program.poll() is not None:
            raise SystemExit(log.read_text())
        time.sleep(0.5)
    said = log.read_text()
    address = re.search(r"http://\S+:\d+", said)
    return program, address[0] if address else "", dict(SIGN_IN.findall(said))


def under_gunicorn(workspace: Path, address: str) -> subprocess.Popen[bytes]:
    """Serve the same workspace, and the people that are in it, with gunicorn."""
    settings = "python:hotspots.web.gunicorn_settings"
    command = ["-m", "gunicorn", "--config", settings, "--bind", urlsplit(address).netloc]
    program = subprocess.Popen(
        [sys.executable, *command],
        cwd=workspace,
        env={**os.environ, "PYTHONPATH": PROJECT},
        stderr=subprocess.DEVNULL,
    )
    while not answers(f"{address}/health"):
        if program.poll() is not None:
            raise SystemExit("gunicorn did not begin.")
        time.sleep(0.5)
    return program


def answers(address: str) -> bool:
    """Say whether a program is there that answers."""
    try:
        return requests.get(address, timeout=60).ok
    except requests.ConnectionError:
        return False


def main() -> None:
    arguments = [each for each in sys.argv[1:] if each != "--gunicorn"]
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(arguments[0]) if arguments else Path(folder)
        program, address, passwords = served(workspace, Path(folder) / "log")
        if "--gunicorn" in sys.argv:
            program.send_signal(signal.SIGTERM)
            program.wait()
            program = under_gunicorn(workspace, address)
        try:
            results = measured(program.pid, address, passwords, Path(folder))
        finally:
            program.send_signal(signal.SIGTERM)
            program.wait()
    raise SystemExit(told(results))


def measured(
    number: int, address: str, passwords: dict[str, str], folder: Path
) -> list[dict[str, str]]:
    """Send the people through the pages, and watch the server meanwhile."""
    asked = ["--headless", "--only-summary", "-u", str(PEOPLE), "-r", str(ARRIVING)]
    asked += [
        "--reset-stats",
        "-t",
        f"{SECONDS}s",
        "--host",
        address,
        "--csv",
        str(folder / "load"),
    ]
    told = ",".join(f"{name}={password}" for name, password in passwords.items())
    server = psutil.Process(number)
    took = taken(server)
    people = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "locust", "-f", __file__, *asked],
        env={**os.environ, PASSWORDS: told},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    began, held = time.monotonic(), []
    while people.poll() is None and time.monotonic() < began + 2 * SECONDS:
        held.append((time.monotonic() - began, memory(server)))
        time.sleep(2)
    people.terminate()
    people.wait()
    parts = (0, 30, 60, 90, 120)
    marks = [next((mib for at, mib in held if at >= part), held[-1][1]) for part in parts]
    said = ", ".join(f"{mib:,.0f}" for mib in (*marks, held[-1][1]))
    most = max(mib for _, mib in held)
    print(f"memory at 0, 30, 60, 90, 120 s and the end: {said} MiB; most {most:,.0f}")
    print(f"processor of the server: {taken(server) - took:.0f} s in {held[-1][0]:.0f} s")
    for row in read(folder / "load_failures.csv"):
        print(f"{row['Occurrences']} × {row['Name']}: {row['Error']}")
    return read(folder / "load_stats.csv")


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table of locust's."""
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def programs(server: psutil.Process) -> list[psutil.Process]:
    """Return what serves pages and what answers questions beside it."""
    return [server, *server.children(recursive=True)]


def memory(server: psutil.Process) -> float:
    """Return the memory that they hold, in MiB; what two share counts twice."""
    return sum(each.memory_info().rss for each in programs(server)) / MIB


def taken(server: psutil.Process) -> float:
    """Return the seconds of the processor that they took."""
    times = [each.cpu_times() for each in programs(server)]
    return sum(each.user + each.system for each in times)


def told(results: list[dict[str, str]]) -> int:
    """Print a row for each kind of request; return 1 where one was an error."""
    print(f"{'':34}{'requests':>9}{'errors':>8}{'median':>9}{'95 %':>8}{'most':>8}  ms")
    for row in results:
        cells = (row["Request Count"], row["Failure Count"], row["50%"], row["95%"])
        numbers = [*cells, f"{float(row['Max Response Time']):.0f}"]
        widths = (9, 8, 9, 8, 8)
        line = "".join(f"{cell:>{w}}" for cell, w in zip(numbers, widths, strict=True))
        print(f"{row['Name']:34}{line}")
    return int(any(int(row["Failure Count"]) for row in results) or not results)


if __name__ == "__main__":
    main()
