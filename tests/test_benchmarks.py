"""Ours and each peer's answers on small work; times are no matter of a test."""

import subprocess
import sys
from pathlib import Path


def test_the_answers_of_every_benchmark_are_right(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.peers", "--quick"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    right = [line for line in done.stdout.splitlines() if ": right are hotspots" in line]
    assert len(right) == 5
