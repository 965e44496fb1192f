"""What an invented nation costs by the real commands: `hotspots prepare`, then `hotspots run`.

    python -m benchmarks.nation_run [--millions 1 2 4 6] [--cell-size-m 100]
        [--workers 2 | --cluster 2] [--keep FOLDER]

Each size is a workspace of its own with the profile ``england_and_wales``: 43 invented outlines,
and a year of offences in a file for each force and month (see benchmarks/invented_nation.py). Each
command is a whole process. Told are its processor seconds (user and system; those of its workers
apart), the most that it held, and the most that any one worker held. ``--cluster N`` starts a
scheduler and N workers on loopback. Answers are checked before they count: rows in are rows used
and set aside, each force's harm is that of what was made for it, and a run of another executor has
the same files to the byte. ``--keep`` leaves the workspaces where they are, for another run.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import psutil

from benchmarks.invented_nation import PROFILE, MadeNation, write_nation
from benchmarks.peer_work import require
from hotspots.load.harm_weights import read_harm_index

MILLION, MIB = 1_000_000, 1024.0 * 1024.0
CLI: Final = (sys.executable, "-m", "hotspots")
# The command, with a clock that stands still: two runs then have the same bytes.
STILL: Final = """
import datetime, sys
from hotspots import cli
from hotspots.cli import answering
class Still:
    now = staticmethod(lambda zone: datetime.datetime(2026, 2, 1, 8, tzinfo=zone))
answering.datetime = Still
sys.argv[0] = "hotspots"
cli.main()
"""
RUN: Final = "nation"
LOOK_EACH_S: Final = 0.1
ALONE: Final = "one process"


@dataclass
class Cost:
    """What a command took: processor seconds and most memory, its own and its workers'."""

    seconds: float = 0.0
    mib: float = 0.0
    workers_seconds: float = 0.0
    worker_mib: float = 0.0

    @property
    def row(self) -> str:
        """As two or four cells of a table."""
        own = f"{self.seconds:,.0f} s | {self.mib:,.0f} MiB"
        beside = f" | {self.workers_seconds:,.0f} s | {self.worker_mib:,.0f} MiB"
        return own + (beside if self.workers_seconds else " |  | ")


class _Watched:
    """Looks at processes again and again for what each has taken and held."""

    def __init__(self) -> None:
        self.seconds: dict[int, float] = {}
        self.most: dict[int, float] = {}

    def look(self, processes: Sequence[psutil.Process]) -> None:
        """Keep the most of each."""
        for process in processes:
            try:
                times = process.cpu_times()
                held = _high_water(process.pid)
            except (psutil.Error, OSError):
                continue
            self.seconds[process.pid] = times.user + times.system
            self.most[process.pid] = max(held, self.most.get(process.pid, 0.0))


def _high_water(pid: int) -> float:
    """Return the most MiB that a process has held."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return float(line.split()[1]) / 1024.0
    return 0.0


def cost_of(words: Sequence[str], folder: Path, beside: Sequence[int] = ()) -> Cost:
    """Run a command in a folder, and return what it and its workers took.

    Parameters
    ----------
    beside : sequence of int
        Processes that work for it and are not its children.
    """
    others = [psutil.Process(pid) for pid in beside]
    before = {each.pid: sum(each.cpu_times()[:2]) for each in others}
    watched, over = _Watched(), threading.Event()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(words, cwd=folder, stdout=said, stderr=said)
        own = psutil.Process(process.pid)

        def watch() -> None:
            while not over.wait(LOOK_EACH_S):
                try:
                    watched.look([own, *own.children(recursive=True), *others])
                except psutil.Error:
                    return

        thread = threading.Thread(target=watch)
        thread.start()
        _, status, used = os.wait4(process.pid, 0)
        over.set()
        thread.join()
        if status:
            said.seek(0)
            raise SystemExit(f"{' '.join(words[2:])} failed:\n{said.read().decode()[-2_000:]}")
    theirs = {pid: s - before.get(pid, 0.0) for pid, s in watched.seconds.items()}
    workers = sum(seconds for pid, seconds in theirs.items() if pid != process.pid)
    # A child's seconds are its parent's when it has ended.
    children = sum(s for pid, s in theirs.items() if pid != process.pid and pid not in before)
    return Cost(
        seconds=used.ru_utime + used.ru_stime - children,
        mib=watched.most.get(process.pid, 0.0),
        workers_seconds=workers,
        worker_mib=max((m for pid, m in watched.most.items() if pid != process.pid), default=0.0),
    )


def require_answers(run: Path, made: MadeNation) -> None:
    """Hold a run's receipt against what was made."""
    receipt = json.loads((run / "receipt.json").read_text(encoding="utf-8"))
    rows = receipt["rows"]
    usable = sum(sum(each.values()) for each in made.offences.values())
    told = (rows["rows_in"], rows["rows_used"], rows["set_aside_by_reason"])
    require(told == (made.rows, usable, made.set_aside), f"rows: {rows}")
    weights = read_harm_index("css").by_category
    harm = receipt["harm"]["css"]["by_district"]
    for force, offences in made.offences.items():
        expected = sum(weights[kind] * number for kind, number in offences.items())
        require(
            bool(np.isclose(harm.get(force, 0.0), expected, rtol=1e-9)),
            f"{force}: harm of {harm.get(force)} where {expected:,.0f} was made",
        )


def hashes_of(run: Path) -> dict[str, str]:
    """Return the hash of every file of a run, by name."""
    return {
        path.relative_to(run).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(run.rglob("*"))
        if path.is_file()
    }


def workspace_of(millions: float, parent: Path) -> tuple[Path, MadeNation]:
    """Make a workspace with an invented nation in it, or find the one that was kept."""
    folder = parent / f"nation-{millions:g}"
    truth = parent / f"nation-{millions:g}.json"
    if truth.is_file():
        return folder, MadeNation(**json.loads(truth.read_text(encoding="utf-8")))
    subprocess.run([*CLI, "init", str(folder), "--profile", PROFILE], check=True)
    made = write_nation(folder, offences=round(millions * MILLION))
    truth.write_text(json.dumps(vars(made)), encoding="utf-8")
    return folder, made


@contextmanager
def cluster_of(workers: int, folder: Path) -> Iterator[tuple[str, list[int]]]:
    """Give the address of a scheduler on loopback and the ids of its processes."""
    from tests.dask_cluster import dask_cluster  # noqa: PLC0415 - the extra [cluster]

    folder.mkdir()
    with dask_cluster(folder, workers=workers) as cluster:
        yield cluster.address, [each.pid for each in cluster.processes]


def measure(millions: float, options: argparse.Namespace, parent: Path) -> None:
    """Print the rows of one size."""
    folder, made = workspace_of(millions, parent)
    still = (sys.executable, "-c", STILL)
    asked = ("--quiet", "--name", RUN, "--cell-size-m", f"{options.cell_size_m:g}")
    run = (*still, "run", *asked)
    told = f"| {millions:g} million |"
    alone = folder / "alone"
    if not alone.is_dir():
        prepared = cost_of((*CLI, "prepare", "--quiet"), folder)
        print(f"{told} prepare | {prepared.row} |", flush=True)
        found = cost_of(run, folder)
        print(f"{told} run, {ALONE} | {found.row} |", flush=True)
        require_answers(folder / "maps" / RUN, made)
        (folder / "maps" / RUN).rename(alone)
    number = options.workers or options.cluster
    if not number:
        return
    there = cluster_of(number, parent / f"cluster-{millions:g}") if options.cluster else None
    with there or nullcontext(("", [])) as (address, pids):
        words = ("--cluster", address) if address else ("--workers", str(number))
        name = "cluster" if address else "workers"
        beside = cost_of((*run, *words), folder, pids)
    print(f"{told} run, {name} ({number}) | {beside.row} |", flush=True)
    require(hashes_of(folder / "maps" / RUN) == hashes_of(alone), "the same bytes")
    shutil.rmtree(folder / "maps" / RUN)


def main(words: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--millions", type=float, nargs="+", default=[1, 2, 4, 6])
    parser.add_argument("--cell-size-m", type=float, default=100.0)
    others = parser.add_mutually_exclusive_group()
    others.add_argument("--workers", type=int)
    others.add_argument("--cluster", type=int)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args(words)
    print("| offences | command | processor | memory | workers' | the most of one |")
    print("|---|---|---|---|---|---|", flush=True)
    for millions in options.millions:
        if options.keep:
            measure(millions, options, options.keep)
        else:
            with tempfile.TemporaryDirectory() as scratch:
                measure(millions, options, Path(scratch))


if __name__ == "__main__":
    main()
