"""How fast the Knox table is, how much memory it takes, and how it compares.

    python benchmarks/near_repeat.py [--repeats 7] [--with-all-pairs] [--with-pointpats]

One process on one core. The setting: a year of burglaries over 60 × 60 km, 24 bands (100 m steps to
400 m, weeks to 42 days), 999 permutations of the dates. Two sets of seeded points:

- even: spread evenly, where few pairs are in range;
- towns: seven in ten of them in forty towns.

Before anything is timed, the observed table is compared with the published one for Chicago (where
../shared/data is), and for each set with all pairs, counted the plain way. Each way of doing it is
then timed in a process of its own, once to warm up and then ``--repeats`` times. The times are the
process's own seconds on its one core, so that what else the machine does counts less. Memory is the
most that the process ever held; how much of it was there before the work (Python, its libraries and
the points) stands beside it.

pointpats tests one window in place of 24 bands, and is timed for that. It is no dependency of ours:
put it on PYTHONPATH for ``--with-pointpats``.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree
from scipy.spatial.distance import pdist

from hotspots.analyse.near_repeats.near_repeat import near_repeat
from hotspots.analyse.near_repeats.near_repeat_params import Metric, NearRepeatParams

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Longs = NDArray[np.int64]

ONE_THREAD = {
    f"{library}_NUM_THREADS": "1"
    for library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "NUMBA", "VECLIB_MAXIMUM")
}
SIDE_M = 60_000.0
PARAMS = NearRepeatParams(
    distance_bands_m=(0, 100, 200, 300, 400), time_bands_days=(0, 7, 14, 21, 28, 35, 42)
)
ALL_PAIRS_PERMUTATIONS = 5  # of the 999; the rest of its time is reckoned
SETS = {"even": 0.0, "towns": 0.7}
CHICAGO_OBSERVED = [[28, 5, 5], [141, 69, 27], [186, 140, 100], [237, 192, 128]]


def burglaries(kind: str, count: int) -> tuple[Floats, Longs]:
    """Return places (count, 2), and days from 0 to 364."""
    rng = np.random.default_rng(20261120)
    places = rng.uniform(0, SIDE_M, (count, 2))
    towns = rng.uniform(0, SIDE_M, (40, 2))
    in_town = rng.random(count) < SETS[kind]
    around = towns[rng.integers(0, 40, count)] + rng.normal(0, 1_500, (count, 2))
    return np.where(in_town[:, np.newaxis], around, places), rng.integers(0, 365, count)


def as_tables(places: Floats, days: Longs) -> tuple[gpd.GeoDataFrame, pd.Series]:
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*places.T), crs="EPSG:27700")
    return points, pd.Series(pd.Timestamp("2025-01-01") + pd.to_timedelta(days, unit="D"))


def ours(places: Floats, days: Longs) -> Callable[[], Longs]:
    points, dates = as_tables(places, days)
    return lambda: near_repeat(points, dates, params=PARAMS).observed


def pairs_once_in_numpy(places: Floats, days: Longs) -> Callable[[], Longs]:
    """Find the pairs in range with a k-d tree, then go over them in numpy for each permutation."""

    def table() -> Longs:
        pairs = cKDTree(places).query_pairs(PARAMS.reach_m, output_type="ndarray")
        one, other = pairs.T
        bands = np.searchsorted(
            PARAMS.distance_bands_m, np.hypot(*(places[one] - places[other]).T), "right"
        )
        rng = np.random.default_rng(1)
        simulated = [
            _banded(bands, np.abs(dates[one] - dates[other]))
            for dates in (rng.permutation(days) for _ in range(PARAMS.permutations))
        ]
        np.mean(simulated, axis=0)
        return _banded(bands, np.abs(days[one] - days[other]))

    return table


def all_pairs_in_numpy(places: Floats, days: Longs, permutations: int) -> Callable[[], Longs]:
    """Every distance and every difference of dates, as a first script would have it."""

    def table() -> Longs:
        bands = np.searchsorted(PARAMS.distance_bands_m, pdist(places), "right")
        rng = np.random.default_rng(1)
        for _ in range(permutations):
            _banded(bands, pdist(rng.permutation(days)[:, np.newaxis]))
        return _banded(bands, pdist(days[:, np.newaxis]))

    return table


def _banded(bands: Longs, days_apart: NDArray[np.generic]) -> Longs:
    weeks = np.searchsorted(PARAMS.time_bands_days, days_apart, "right")
    distances, times = PARAMS.shape
    counts = np.bincount(bands * (times + 2) + weeks, minlength=(distances + 2) * (times + 2))
    table: Longs = counts.reshape(distances + 2, times + 2)[1:-1, 1:-1]
    return table


def one_window_in_pointpats(places: Floats, days: Longs) -> Callable[[], Longs]:
    knox = importlib.import_module("pointpats").Knox

    def window() -> Longs:
        # Its limits are in the window and ours are not: 41 days are "under 42".
        found = knox(places, days[:, np.newaxis], PARAMS.reach_m, 41, PARAMS.permutations)
        return np.array([[int(found.statistic_)]])

    return window


def check_chicago(data: Path) -> None:
    file = data / "near_repeat" / "chicago_be_month1.csv"
    if not file.is_file():
        print(f"Chicago not checked: {file.name} is not on this machine.")
        return
    month = pd.read_csv(file, names=["east", "north", "date"])
    params = NearRepeatParams(
        distance_bands_m=(0, 0.1, 200, 400, 600),
        time_bands_days=(0, 7, 14, 21),
        metric=Metric.MANHATTAN,
    )
    points = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(month["east"], month["north"]), crs="EPSG:26916"
    )
    table = near_repeat(points, pd.to_datetime(month["date"], format="%Y-%m-%d"), params=params)
    if table.observed.tolist() != CHICAGO_OBSERVED:
        raise SystemExit(f"Chicago is wrong: {table.observed.tolist()}")
    print("Chicago, January 2016: the published table, cell for cell.")


def check_all_pairs(kind: str, count: int) -> None:
    places, days = burglaries(kind, count)
    few = replace(PARAMS, permutations=19)
    found = near_repeat(*as_tables(places, days), params=few).observed
    if not np.array_equal(found, all_pairs_in_numpy(places, days, 0)()):
        raise SystemExit(f"{kind}, {count:,}: the table is not that of all pairs")
    print(f"{kind}, {count:,}: the table of all pairs, {found.sum():,} of them in the bands.")


def measure(way: str, kind: str, count: int, repeats: int) -> dict[str, float]:
    """Time one way in this process: the median, in seconds, and the most memory, in MB."""
    places, days = burglaries(kind, count)
    before = peak_megabytes()
    if way == "all pairs in numpy":
        seconds, table = reckoned_for_all_pairs(places, days)
        return {"seconds": seconds, "megabytes": peak_megabytes(), "before": before, "pairs": table}
    run = {
        "hotspots": ours,
        "pairs once in numpy": pairs_once_in_numpy,
        "pointpats, one window": one_window_in_pointpats,
    }[way](places, days)
    timed = [timed_run(run) for _ in range(repeats + 1)]
    return {
        "seconds": statistics.median(seconds for seconds, _ in timed[1:] or timed),
        "megabytes": peak_megabytes(),
        "before": before,
        "pairs": timed[-1][1],
    }


def timed_run(run: Callable[[], Longs]) -> tuple[float, int]:
    """Return the seconds of one run, and the pairs in its table."""
    started = time.process_time()
    table = run()
    return time.process_time() - started, int(table.sum())


def reckoned_for_all_pairs(places: Floats, days: Longs) -> tuple[float, int]:
    """Return the seconds of all permutations, reckoned from a few of them."""
    without, pairs = timed_run(all_pairs_in_numpy(places, days, 0))
    with_few, _ = timed_run(all_pairs_in_numpy(places, days, ALL_PAIRS_PERMUTATIONS))
    each = (with_few - without) / ALL_PAIRS_PERMUTATIONS
    return without + each * PARAMS.permutations, pairs


def peak_megabytes() -> float:
    """Return the most memory that this process ever held; getrusage would count its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def in_a_process_of_its_own(way: str, kind: str, count: int, repeats: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--one", way, kind, str(count), str(repeats)]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, **ONE_THREAD}
    )
    result: dict[str, float] = json.loads(done.stdout)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the Knox table.")
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--with-all-pairs", action="store_true", help="a minute more")
    parser.add_argument(
        "--with-pointpats", action="store_true", help="half a minute more, and 2 GB"
    )
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        way, kind, count, repeats = chosen.one
        print(json.dumps(measure(way, kind, int(count), int(repeats))))
        return
    check_chicago(Path(__file__).parents[2] / "shared" / "data")
    for kind in SETS:
        check_all_pairs(kind, 10_000)
    runs = [
        (way, kind, count, chosen.repeats)
        for count in (10_000, 100_000)
        for kind in SETS
        for way in ("hotspots", "pairs once in numpy")
    ]
    if chosen.with_all_pairs:
        runs.append(("all pairs in numpy", "even", 10_000, 0))
    if chosen.with_pointpats:
        runs.append(("pointpats, one window", "even", 10_000, 0))
    print("\n| burglaries | pairs in the bands | way | seconds | memory, MB | before, MB |")
    print("|---|---|---|---|---|---|")
    for way, kind, count, repeats in runs:
        found = in_a_process_of_its_own(way, kind, count, repeats)
        print(
            f"| {count:,}, {kind} | {found['pairs']:,} | {way} | {found['seconds']:.3f} | "
            f"{found['megabytes']:,.0f} | {found['before']:,.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
