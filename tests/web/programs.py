"""The programs that a station starts, each in a process of its own; what they load is here."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import hotspots.cli.serve
import hotspots.study.lasting.lasting
import hotspots.web.serving  # noqa: F401
from hotspots import cli
from hotspots.web import worker


def run(
    root: Path, environment: Mapping[str, str], program: Callable[..., None], *told: object
) -> None:
    """Run a program in a workspace; what it says goes to the workspace's log."""
    os.chdir(root)
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
    os.environ.update(environment)
    with (root / "log").open("ab") as log:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(log.fileno(), stream.fileno())
    program(*told)


def serve(port: int) -> None:
    """Serve the workspace, as the command does."""
    sys.argv = ["hotspots", "serve", "--no-worker", "--port", str(port)]
    cli.main()


def work() -> None:
    """Make the runs that are started."""
    worker.main()
