"""What each command costs, as processes of their own, beside another version of the program.

    python -m benchmarks.stages [--before FOLDER] [--repeats 3] [--big CSV] [--only STAGE ...]
        [--workspace FOLDER] [--page HEADING]

The small demonstration is made once, in a scratch folder (or FOLDER, a workspace, is copied there),
and each stage then runs on it: `check`, `prepare`, `check` of what is prepared, `run`, `wards`,
`patrol-plan`, `cocoon`, `accuracy`, and the finding of harm spots among 400,000 places in ten
towns. FOLDER is a checkout of the version to compare with; the two take turns. ``--big`` checks an
export too, such as one that benchmarks/big_table.py keeps. Medians of processor seconds (user and
system), and the most memory that the process held. The first run of each stage stands apart.
``--page`` puts the table into
docs/performance.md under one of its headings, beside what was measured on 28 November 2026 and
what is aimed at.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Final

from benchmarks.performance_page import PAGE, put_between

ROOT: Final = Path(__file__).resolve().parents[1]
KIB_IN_MIB: Final = 1024
CLI: Final = ("-m", "hotspots")
STAGES: Final[dict[str, tuple[str, ...]]] = {
    "check": (*CLI, "check", "--quiet"),
    "prepare": (*CLI, "prepare", "--quiet"),
    "check, prepared": (*CLI, "check", "--quiet"),
    "run": (*CLI, "run", "--quiet", "--name"),
    "wards": (*CLI, "wards", "--quiet", "--name"),
    "patrol-plan": (*CLI, "patrol-plan", "--quiet", "--name"),
    "cocoon": (*CLI, "cocoon", "--as-of", "2025-12-31 08:00", "--quiet", "--no-keep", "--name"),
    "accuracy": (*CLI, "accuracy", "--quiet", "--name"),
}
# What it took on 28 November 2026 on two cores, and what is aimed at in one process.
AIMS: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "Essex 2025": {
        "check": ("7 s, 873 MB", "4 s, 400 MB"),
        "check, prepared": ("", "1 s, 400 MB"),
        "run": ("24 s, 1.2 GB", "9 s, 800 MB"),
        "accuracy": ("88 s, 1.8 GB", "25 s, 1 GB"),
    },
    "The full demonstration": {"cocoon": ("24 s, 1.1 GB", "10 s")},
    "The small demonstration": {
        "wards": ("8.6 s", "4 s"),
        "patrol-plan": ("13 s", "4 s"),
    },
}
SPOTS: Final = """
import numpy as np
from hotspots.analyse.spots.harm_spot_candidates import cluster_labels
from hotspots.analyse.spots.patrollable import Places, divide_until_they_fit
random = np.random.default_rng(3)
towns = random.uniform(0, (50_000, 40_000), (10, 2))
points = towns[random.integers(0, 10, 400_000)] + random.normal(0, 5_000, (400_000, 2))
points = np.unique(np.round(points), axis=0)
number = random.integers(1, 6, len(points))
east, north = np.repeat(points, number, axis=0).T
clusters = cluster_labels(east, north, eps_m=150, min_offences=10)
labels = clusters[np.cumsum(number) - number]
places = Places(points=points, offences=number, weights=number * 1.0)
print(divide_until_they_fit(places, labels, max_extent_m=250, min_offences=10).max() + 1)
"""


def cost(words: tuple[str, ...], checkout: Path, workspace: Path) -> tuple[float, float]:
    """Return the processor seconds and the most MiB of one process."""
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, *words], cwd=workspace, env=environment, stdout=said, stderr=said
        )
        _, status, used = os.wait4(process.pid, 0)
        if status:
            said.seek(0)
            raise SystemExit(f"{' '.join(words[:4])} failed:\n{said.read().decode()[-800:]}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / KIB_IN_MIB


def measured(
    words: tuple[str, ...], checkouts: dict[str, Path], workspace: Path, repeats: int
) -> str:
    """Return a row of the table: the first seconds and medians of each version, in turns."""
    first: dict[str, float] = {}
    seconds: dict[str, list[float]] = defaultdict(list)
    most: dict[str, list[float]] = defaultdict(list)
    for turn in range(repeats + 1):
        for version, checkout in checkouts.items():
            # A run has a name of its own.
            name = f"{words[2]}-{version}-{turn}"
            named = (*words, name) if words[-1] == "--name" else words
            took, held = cost(named, checkout, workspace)
            first.setdefault(version, took)
            if turn:
                seconds[version].append(took)
                most[version].append(held)
    return " | ".join(
        f"{first[version]:.1f} s | {statistics.median(seconds[version]):.1f} s | "
        f"{statistics.median(most[version]):,.0f} MiB"
        for version in checkouts
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--before", type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--big", type=Path)
    parser.add_argument("--workspace", type=Path)
    parser.add_argument("--only", nargs="+", choices=STAGES)
    parser.add_argument("--page", choices=AIMS, metavar="HEADING")
    options = parser.parse_args()
    checkouts = {"before": options.before.resolve()} if options.before else {}
    checkouts["now"] = ROOT
    stages = {stage: STAGES[stage] for stage in options.only or STAGES}
    if not options.only:
        stages["spots among 400,000 places"] = ("-c", SPOTS)
    if options.big:
        big = options.big.resolve()
        stages[f"check, {big.stat().st_size / 1e6:,.0f} MB"] = (*CLI, "check", str(big), "--json")
    aims = AIMS.get(options.page, {})
    heads = " | ".join(f"{version}, first | then | memory" for version in checkouts)
    lines = [f"| stage | {heads} |", f"|---|{'---|' * 3 * len(checkouts)}"]
    if options.page:
        lines = [f"{lines[0]} 28 November | aim |", f"{lines[1]}---|---|"]
    print("\n".join(lines))
    with tempfile.TemporaryDirectory() as scratch:
        demonstration = (*CLI, "demo", ".", "--small", "--data-only", "--quiet")
        homes = (*CLI, "addresses", "convert", "data/demo/households.parquet", "--quiet")
        if options.workspace:
            shutil.copytree(options.workspace, scratch, dirs_exist_ok=True)
        for made in () if options.workspace else (demonstration, homes):
            cost(made, next(iter(checkouts.values())), Path(scratch))
        for stage, words in stages.items():
            row = measured(words, checkouts, Path(scratch), options.repeats)
            beside = f" {' | '.join(aims.get(stage, ('', '')))} |" if options.page else ""
            lines.append(f"| {stage} | {row} |{beside}")
            print(lines[-1], flush=True)
    if options.page:
        put_between(PAGE, options.page, "\n".join(lines))


if __name__ == "__main__":
    main()
