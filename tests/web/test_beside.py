"""Long answers come from a process beside, whatever becomes of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import pytest

from hotspots.web import beside


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
