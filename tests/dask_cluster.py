"""A real Dask cluster of a test's own: a scheduler and workers as processes, on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

LONG_ENOUGH_S = 60
# A worker of a test takes no port that is known beforehand, and shows no page.
SCHEDULER = ("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
WORKER = ("worker", "--host", "127.0.0.1", "--no-dashboard", "--no-nanny")


@dataclass
class DaskCluster:
    """A scheduler and its workers."""

    folder: Path
    address: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_scheduler(self) -> None:
        """Start it, and wait until it says where it is."""
        said = self.folder / "scheduler.json"
        self._start(*SCHEDULER, "--scheduler-file", str(said))
        deadline = time.monotonic() + LONG_ENOUGH_S
        while not said.exists() or not said.read_text(encoding="utf-8").strip():
            assert time.monotonic() < deadline, "the scheduler did not start"
            time.sleep(0.1)
        self.address = json.loads(said.read_text(encoding="utf-8"))["address"]

    def start_worker(self, *, threads: int = 1) -> subprocess.Popen[bytes]:
        """Start a worker; it comes to the scheduler in its own time."""
        place = ("--local-directory", str(self.folder / "scratch"))
        return self._start(*WORKER, self.address, "--nthreads", str(threads), *place)

    def wait_for_workers(self, count: int) -> None:
        """Wait until so many workers have come."""
        from distributed import Client  # noqa: PLC0415 - an extra

        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=LONG_ENOUGH_S)

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *words],
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process


@contextmanager
def dask_cluster(folder: Path, *, workers: int) -> Iterator[DaskCluster]:
    """Give a scheduler and so many workers; all of them end with the test."""
    cluster = DaskCluster(folder)
    try:
        cluster.start_scheduler()
        for _ in range(workers):
            cluster.start_worker()
        if workers:
            cluster.wait_for_workers(workers)
        yield cluster
    finally:
        for process in cluster.processes:
            process.kill()
            process.wait()
