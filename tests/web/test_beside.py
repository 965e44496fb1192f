"""Long answers come from a process beside, whatever becomes of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from hotspots.web import beside
from tests.postgresql import free_port
from tests.web.station import answers, wait_until


@pytest.fixture
def begun() -> Iterator[None]:
    beside.begin(os.getpid, os.getpid)
    yield
    beside.end()


def test_without_a_process_the_answer_is_found_here() -> None:
    assert beside.answer_of(os.getpid) == os.getpid()


def test_the_process_answers_and_is_begun_again_when_it_was_killed(begun: None) -> None:
    first = beside.answer_of(os.getpid)
    assert first != os.getpid()
    assert beside.answer_of(os.getpid) == first
    os.kill(first, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(first)] if psutil.pid_exists(first) else [], timeout=10)
    assert beside.answer_of(os.getpid) not in (first, os.getpid())


def test_an_error_is_that_of_the_answer(begun: None) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        beside.answer_of(int, "x")


def test_it_ends_with_what_serves_though_that_is_killed() -> None:
    code = (
        "import os, time; from hotspots.web import beside; beside.begin(os.getpid, os.getpid); "
        "print(beside.answer_of(os.getpid), flush=True); time.sleep(60)"
    )
    serving = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert serving.stdout is not None
    number = int(serving.stdout.readline())
    serving.kill()
    serving.communicate()
    deadline = time.monotonic() + 30
    while psutil.pid_exists(number) and psutil.Process(number).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "it goes on alone"
        time.sleep(0.1)


@pytest.mark.slow
def test_under_gunicorn_it_begins_and_ends_with_what_serves(served: Path, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    words = ["--config", "python:hotspots.web.gunicorn_settings", "--bind", f"127.0.0.1:{port}"]
    with log.open("wb") as file:
        serving = psutil.Popen(
            [sys.executable, "-m", "gunicorn", *words],
            env={**os.environ, "HOTSPOTS_WORKSPACE": str(served)},
            stdout=file,
            stderr=file,
        )
    try:
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/health"), log.read_text())
        (pages,) = serving.children()
        beside_it = wait_until(
            lambda: [each for each in pages.children() if "spawn_main" in " ".join(each.cmdline())],
            "the process beside begins",
        )
        serving.terminate()
        assert serving.wait(60) == 0
        _, alive = psutil.wait_procs([pages, *beside_it], timeout=60)
        assert not alive
    finally:
        if serving.is_running():
            serving.kill()
