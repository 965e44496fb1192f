"""Run commands that are killed at a moment of their work.

A program for the tests: it imports everything once, then forks a command for each line of JSON that
it reads, so that a kill costs a second and not a start of Python. It answers how the command ended.

    {"words": ["cocoon", …], "folder": …, "moment": "before the move"}  ->  -9
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numba  # noqa: F401 - loaded by the command, and here before the fork, to be shared
import scipy.optimize  # noqa: F401 - as the other

import hotspots.cli.cocoon
import hotspots.study.cocoons.cocoon
from hotspots.cli import main
from hotspots.ledger.opening import start_django
from hotspots.study.cocoons.cocoon_products import write_district


def die(*_: object, **__: object) -> None:
    """End this process as a power cut does."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_after(do: Callable[..., Any]) -> Callable[..., None]:
    """Do something, and end this process."""

    def doing(*given: object, **named: object) -> None:
        do(*given, **named)
        die()

    return doing


def run(words: list[str], folder: str, moment: str) -> None:
    """Run a command that is killed at a moment."""
    from hotspots.ledger import lists  # noqa: PLC0415 - needs Django started

    at, by = {
        "with a district written": (
            "hotspots.study.cocoons.cocoon.write_district",
            die_after(write_district),
        ),
        "amid the recording": ("hotspots.ledger.lists._create_rows", die_after(lists._create_rows)),
        "before the move": ("pathlib.Path.replace", die),
        "after the move": ("pathlib.Path.replace", die_after(Path.replace)),
    }[moment]
    os.chdir(folder)
    sys.argv = ["hotspots", *words]
    with patch(at, by):
        main()


def fork(order: dict[str, Any]) -> int:
    """Run a command in a process of its own; return how it ended."""
    number = os.fork()
    if number:
        return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
    try:
        run(**order)
    finally:
        os._exit(1)


if __name__ == "__main__":
    start_django()
    import hotspots.ledger.store  # noqa: F401 - imported before the fork, to be shared

    for line in sys.stdin:
        sys.stdout.write(f"{fork(json.loads(line))}\n")
        sys.stdout.flush()
