"""Nothing that was kept is lost, and nothing is kept by halves."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connections
from django.db.migrations.executor import MigrationExecutor

from hotspots.ledger import open_ledger
from hotspots.ledger.database import database_entry
from hotspots.ledger.opening import _connect, start_django
from hotspots.ledger.queue import in_turn
from tests.ledger.writers import FIRST_PATROL

PROJECT = Path(__file__).parents[2]
KILLS = 10
BATCH = 120
LONG_ENOUGH_S = 60

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork writers")


class Writers:
    """Starts writers of a ledger, and kills them."""

    def __init__(self, program: subprocess.Popen[str]) -> None:
        self._program = program

    def start(self, **task: Any) -> int:
        return self._ask(
            {"start": {key: str(v) if isinstance(v, Path) else v for key, v in task.items()}}
        )

    def wait(self, number: int) -> int:
        return self._ask({"wait": number})

    def kill(self, number: int) -> None:
        os.kill(number, signal.SIGKILL)
        assert self.wait(number) == -signal.SIGKILL

    def _ask(self, order: dict[str, Any]) -> int:
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(json.dumps(order) + "\n")
        self._program.stdin.flush()
        return int(self._program.stdout.readline())


@pytest.fixture(scope="module")
def writers() -> Iterator[Writers]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.ledger.writers"],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        yield Writers(program)
        assert program.stdin is not None
        program.stdin.close()
        program.wait(LONG_ENOUGH_S)


def wait_for(log: Path, said: str) -> None:
    until = time.monotonic() + LONG_ENOUGH_S
    while not (log.exists() and said in log.read_text().splitlines()):
        assert time.monotonic() < until, f"the writer never said {said!r}"
        time.sleep(0.002)


def batches_in(address: str) -> Counter[str]:
    """Count the visits of each batch; its list and its patrols must be there, and be whole."""
    with open_ledger(address) as ledger:
        visits = Counter(ledger.visits()["list_id"])
        headings = ledger.lists().set_index("list_id")["dwellings"]
        rows = Counter(ledger.listings()["list_id"])
        began_on = (ledger.patrols()["begins_at"] - FIRST_PATROL).dt.days
        patrols = Counter(f"batch {day}" for day in began_on)
        assert len(ledger.spots_in_force()) <= 1
    assert rows == {batch: 2 * dwellings for batch, dwellings in headings.items()}
    assert set(visits) <= set(patrols) <= set(rows)
    assert all(patrols[batch] == headings[batch] for batch in patrols)
    assert all(dwellings == max(visits.values(), default=dwellings) for dwellings in headings)
    return visits


def require_sound(address: str) -> None:
    if address.startswith("postgresql"):
        return
    connection = sqlite3.connect(address)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


def test_a_kill_in_the_middle_of_an_import_leaves_whole_batches_or_nothing(
    writers: Writers, made_address: str, tmp_path: Path
) -> None:
    chance = random.Random(48)
    in_the_middle = 0
    for kill in range(KILLS):
        log, first = tmp_path / f"kill-{kill}.log", 100 * kill
        writer = writers.start(address=made_address, log=log, first=first, batches=90, size=BATCH)
        wait_for(log, f"start {first + chance.randrange(2)}")
        time.sleep(chance.uniform(0.0, 0.05))
        writers.kill(writer)
        lines = [line.split() for line in log.read_text().splitlines()]
        started = {f"batch {line[1]}" for line in lines if line[0] == "start"}
        done = {f"batch {line[1]}" for line in lines if line[0] == "done"}
        in_the_middle += started != done
        kept = {
            batch: rows
            for batch, rows in batches_in(made_address).items()
            if first <= int(batch.split()[1]) < first + 90
        }
        assert set(kept.values()) <= {BATCH}
        assert done <= set(kept) <= started
    require_sound(made_address)
    assert in_the_middle >= KILLS // 3, "the kills missed the imports: this has shown nothing"


def test_a_kill_while_a_new_ledger_is_being_made_does_not_spoil_it(
    writers: Writers, address: str, tmp_path: Path
) -> None:
    chance = random.Random(42)
    for kill in range(3):
        log = tmp_path / f"kill-{kill}.log"
        writer = writers.start(address=address, log=log, first=kill, batches=1, size=10)
        wait_for(log, "opening")
        time.sleep(chance.uniform(0.0, 0.1))
        writers.kill(writer)
    assert set(batches_in(address).values()) <= {10}
    require_sound(address)


def test_two_writers_at_once_lose_nothing(writers: Writers, address: str, tmp_path: Path) -> None:
    # Neither finds a ledger there: they make it together, and then write together.
    both = [
        writers.start(address=address, log=tmp_path / f"{n}.log", first=50 * n, batches=8, size=100)
        for n in (0, 1)
    ]
    assert [writers.wait(writer) for writer in both] == [0, 0]
    numbers = [*range(8), *range(50, 58)]
    assert batches_in(address) == {f"batch {number}": 100 for number in numbers}
    require_sound(address)


def test_a_ledger_that_another_has_brought_up_to_date_meanwhile_is_not_begun_again(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_django()
    alias = _connect(database_entry(address))
    MigrationExecutor(connections[alias]).migrate([("ledger", "0003_what_makes_it_trusted")])
    look = MigrationExecutor.migration_plan
    overtaken: list[bool] = []

    def look_and_be_overtaken(executor: MigrationExecutor, *asked: Any, **more: Any) -> Any:
        plan = look(executor, *asked, **more)
        if not overtaken:
            overtaken.append(True)
            open_ledger(address).close()
        return plan

    monkeypatch.setattr(MigrationExecutor, "migration_plan", look_and_be_overtaken)
    with open_ledger(address) as ledger:
        assert ledger.log()["what"].str.startswith("the chain begins").sum() == 1
        assert ledger.verify().holds


def test_a_thread_waits_for_the_turn_of_another_and_not_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ledger.sqlite3"
    open_ledger(path).close()
    alias = _connect(database_entry(str(path)))
    answers: list[BaseException | None] = []

    def write() -> None:
        try:
            with in_turn(alias):
                answers.append(None)
        except OperationalError as fault:
            answers.append(fault)
        connections[alias].close()

    monkeypatch.setattr("hotspots.ledger.queue.BUSY_TIMEOUT_S", 0.05)
    with in_turn(alias):
        given_up = threading.Thread(target=write)
        given_up.start()
        given_up.join(LONG_ENOUGH_S)
        monkeypatch.setattr("hotspots.ledger.queue.BUSY_TIMEOUT_S", LONG_ENOUGH_S)
        patient = threading.Thread(target=write)
        patient.start()
    patient.join(LONG_ENOUGH_S)
    assert [str(answer) for answer in answers] == ["database is locked", "None"]


def test_the_same_visits_from_two_stations_at_once_are_recorded_once(
    writers: Writers, made_address: str, tmp_path: Path
) -> None:
    logs = [tmp_path / "north.log", tmp_path / "south.log"]
    both = [
        writers.start(address=made_address, log=log, first=0, batches=4, size=100) for log in logs
    ]
    assert [writers.wait(writer) for writer in both] == [0, 0]
    done = [line.split() for log in logs for line in log.read_text().splitlines() if "done" in line]
    recorded = Counter[str]()
    for _, batch, rows in done:
        recorded[batch] += int(rows)
    assert recorded == {str(number): 100 for number in range(4)}
    assert batches_in(made_address) == {f"batch {number}": 100 for number in range(4)}


def test_what_an_import_reported_as_kept_is_there_when_it_is_opened_again(
    made_address: str, now: datetime, tmp_path: Path
) -> None:
    visits = tmp_path / "visits.csv"
    visits.write_text("uprn,visited_at,role,outcome\n100091000001,26/10/2026 14:05,PC,spoken to\n")
    with open_ledger(made_address) as ledger:
        ledger.import_visits(visits, entered_at=now, entered_by_role="sergeant")
    with open_ledger(made_address) as ledger:
        assert list(ledger.visits()["uprn"]) == ["100091000001"]
