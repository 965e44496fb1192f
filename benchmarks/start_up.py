"""Time how long the command line takes to begin, as whole processes, and how much memory it takes.

    python benchmarks/start_up.py                       # this version
    python benchmarks/start_up.py OTHER/bin/python      # beside another environment's, in one run

The commands of the two are run in turn, so that a slow moment slows both. Each figure is the median
of the runs; memory is the most that the process held.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final, NamedTuple

RUNS: Final = 9
Words = tuple[str, ...]
ANYWHERE: Final[tuple[Words, ...]] = (("--help",), ("--version",), ("rum",), ("run", "--help"))
# In a workspace that holds the small demonstration with a run and adopted harm spots.
IN_A_WORKSPACE: Final[tuple[Words, ...]] = (
    ("show", "--no-browser"),
    ("spots", "list"),
    ("visits", "figures"),
)
MIB: Final = 1024.0  # of kibibytes, as Linux counts them


class Taken(NamedTuple):
    """What one process took."""

    seconds: float
    mib: float


def main() -> None:
    """Print a table of medians, a row a command."""
    pythons = [sys.executable, *sys.argv[1:]]
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        _run(sys.executable, ("demo", ".", "--small"), workspace)
        _run(sys.executable, ("spots", "adopt"), workspace)
        print(f"{'command':<24}", *(f"{'seconds':>9} {'MiB':>7}" for _ in pythons))
        for words in (*ANYWHERE, ("init", "new"), *IN_A_WORKSPACE):
            rows = [[_run(python, words, workspace) for python in pythons] for _ in range(RUNS + 1)]
            cells = (
                f"{statistics.median(each.seconds for each in column):9.3f} "
                f"{statistics.median(each.mib for each in column):7.0f}"
                for column in zip(*rows[1:], strict=True)  # the first run fills the caches
            )
            print(f"{' '.join(words):<24}", *cells)


def _run(python: str, words: tuple[str, ...], workspace: Path) -> Taken:
    here = workspace
    if words[0] == "init":
        here = Path(tempfile.mkdtemp(dir=workspace))
    began = time.perf_counter()
    process = subprocess.Popen(
        [python, "-m", "hotspots", *words],
        cwd=here,
        env={**os.environ, "COLUMNS": "80"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, _, used = os.wait4(process.pid, 0)
    return Taken(time.perf_counter() - began, _most_memory(used))


def _most_memory(used: resource.struct_rusage) -> float:
    return used.ru_maxrss / MIB


if __name__ == "__main__":
    main()
