"""How fast harm spots are clustered, with how much memory, and how it compares.

    python benchmarks/dbscan_clusters.py [--repeats 5] [--million] [--nation] [--with-dbscan]

One process on one core; seeded offences in 400 towns over 110 × 80 km, ten to a core, at a reach of
50, 100 and 150 m. Two sets:

- towns: every offence in a place of its own;
- snapped: moved to a 50 m lattice, as open data publish them, each place once with its number.

165,000 offences; a million too with ``--million``, where others are run once. Before anything is
timed, every label is compared with scikit-learn's, on the same places with the same weights. Ours
and theirs then take turns; medians are of processor seconds.

``--nation`` clusters 1, 2, 4 and 6 million, each in a process of its own, and prints the most
memory that it held. ``dbscan`` (Wang, Gu & Shun 2020) knows no weights and is given every
offence; it is no dependency of ours: put it on PYTHONPATH for ``--with-dbscan``.
"""

from __future__ import annotations

import argparse
import importlib
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from sklearn.cluster import DBSCAN

from hotspots.analyse.spots.grid_dbscan import dbscan_labels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Longs = NDArray[np.int64]

ONE_THREAD = {
    f"{library}_NUM_THREADS": "1"
    for library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "NUMBA", "VECLIB_MAXIMUM", "PARLAY")
}
WIDTH_M, HEIGHT_M, TOWNS, SPREAD_M, LATTICE_M = 110_000.0, 80_000.0, 400, 1200.0, 50.0
REACHES_M = (50.0, 100.0, 150.0)
LEAST = 10
COUNTY, MILLION = 165_000, 1_000_000
NATION = (1_000_000, 2_000_000, 4_000_000, 6_000_000)
SETS = ("towns", "snapped")


def offences(kind: str, count: int, seed: int = 2025) -> Floats:
    """Return a point for each offence."""
    random = np.random.default_rng(seed)
    towns = random.uniform(0.0, (WIDTH_M, HEIGHT_M), (TOWNS, 2))
    points = towns[random.integers(0, TOWNS, count)] + random.normal(0.0, SPREAD_M, (count, 2))
    return np.asarray(np.round(points / LATTICE_M) * LATTICE_M if kind == "snapped" else points)


def collapsed(points: Floats) -> tuple[Floats, Longs]:
    """Return each place once, and how many offences it holds."""
    places, number = np.unique(points, axis=0, return_counts=True)
    return places, number


def ours(places: Floats, number: Longs, reach_m: float) -> Longs:
    return dbscan_labels(places, number, eps_m=reach_m, least=LEAST)


def scikit_learn(places: Floats, number: Longs, reach_m: float) -> Longs:
    found = DBSCAN(eps=reach_m, min_samples=LEAST, algorithm="kd_tree")
    return np.asarray(found.fit(places, sample_weight=number).labels_)


def of_dbscan(points: Floats, reach_m: float) -> tuple[Longs, NDArray[np.bool_]]:
    labels, cores = importlib.import_module("dbscan").DBSCAN(points, reach_m, LEAST)
    return labels, cores


def partition_agrees(places: Floats, points: Floats, mine: Longs, reach_m: float) -> bool:
    """Say whether the cores of ``dbscan``, which numbers as it likes, fall into the same groups."""
    labels, cores = of_dbscan(points, reach_m)
    at = np.searchsorted(_keys(places), _keys(points))
    pairs = np.unique(np.column_stack([labels, mine[at]])[cores], axis=0)
    clusters = mine.max() + 1
    theirs, ours_ = (len(np.unique(column)) for column in pairs.T)
    return bool(len(pairs) == theirs == ours_ == clusters)


def _keys(points: Floats) -> NDArray[np.complex128]:
    return np.asarray(points[:, 0] + 1j * points[:, 1])


def seconds_in_turn(works: dict[str, tuple[Callable[[], object], int]]) -> dict[str, float]:
    """Return medians of processor seconds; each work with how often it is done."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(max(repeats for _, repeats in works.values())):
        for name, (work, repeats) in works.items():
            if turn < repeats:
                start = time.process_time()
                work()
                times[name].append(time.process_time() - start)
    return {name: statistics.median(each) for name, each in times.items()}


def compare(kind: str, count: int, reach_m: float, options: argparse.Namespace) -> None:
    """Check the labels, time, and print one line."""
    points = offences(kind, count)
    places, number = collapsed(points)
    mine = ours(places, number, reach_m)
    if not np.array_equal(mine, scikit_learn(places, number, reach_m)):
        raise SystemExit(f"{kind}, {count:,}, {reach_m:g} m: labels differ from scikit-learn's.")
    theirs = options.repeats if count == COUNTY else 1
    works: dict[str, tuple[Callable[[], object], int]] = {
        "hotspots": (lambda: ours(places, number, reach_m), options.repeats),
        "scikit-learn": (lambda: scikit_learn(places, number, reach_m), theirs),
    }
    if options.with_dbscan:
        if not partition_agrees(places, points, mine, reach_m):
            raise SystemExit(f"{kind}, {count:,}, {reach_m:g} m: clusters differ from dbscan's.")
        works["dbscan"] = (lambda: of_dbscan(points, reach_m), theirs)
    took = seconds_in_turn(works)
    others = "".join(
        f" | {name} {seconds:7.3f} s, {seconds / took['hotspots']:5.1f} ×"
        for name, seconds in took.items()
        if name != "hotspots"
    )
    print(
        f"{kind:<8}{count:>10,} in {len(places):>9,} places, {reach_m:>3g} m: "
        f"{mine.max() + 1:>6,} clusters | hotspots {took['hotspots']:.3f} s{others}",
        flush=True,
    )


def nation(kind: str, count: int, reach_m: float) -> None:
    """Cluster in this process, and print what it took."""
    places, number = collapsed(offences(kind, count))
    ours(places[:100], number[:100], reach_m)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    found = ours(places, number, reach_m).max() + 1
    took = time.process_time() - start
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{kind:<8}{count:>10,} in {len(places):>9,} places, {reach_m:g} m: {found:>6,} clusters "
        f"| {took:.2f} s, {held / 1024:,.0f} MiB at the most, {before / 1024:,.0f} before"
    )


def main() -> None:
    """Check, time and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--nation", action="store_true")
    parser.add_argument("--with-dbscan", action="store_true")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        nation(options.one[0], int(options.one[1]), float(options.one[2]))
        return
    for count in (COUNTY, MILLION) if options.million else (COUNTY,):
        for kind in SETS:
            for reach_m in REACHES_M:
                compare(kind, count, reach_m, options)
    for count in NATION if options.nation else ():
        for kind in SETS:
            words = [sys.executable, __file__, "--one", kind, str(count), "150"]
            subprocess.run(words, check=True)


if __name__ == "__main__":
    if not ONE_THREAD.items() <= os.environ.items():
        # Numerical libraries read their number of threads once, when they are imported.
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ONE_THREAD})  # noqa: S606 - ourselves again
    main()
