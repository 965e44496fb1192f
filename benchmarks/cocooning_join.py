"""How fast the homes within 400 m of live burglaries are found, and how that compares.

    python benchmarks/cocooning_join.py [--repeats 5] [--burglaries 500]

One process. The places are the 802,703 invented addresses of ../shared/data, or as many seeded
points in towns where they are not on this machine. The burglaries are addresses among them, each
moved by a few metres. Three ways find every pair within 400 m, the building of their index counted:

- hotspots: scipy's cKDTree on the addresses, cheap to build, with the distance of each pair;
- geopandas: ``sjoin(predicate="dwithin")``, which gives the pairs and no distances;
- scikit-learn: BallTree on the addresses, with the distance of each pair.

All three must find the same number of pairs before a time is printed. Medians of wall-clock time,
after one run to warm up.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from sklearn.neighbors import BallTree

from hotspots.analyse.cocoons.burgled_homes import pairs_within

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

RADIUS_M = 400.0
ADDRESSES = 802_703
SEED = 20261120
# A BallTree and GEOS compare distances bit by bit; coordinates are kept in whole metres, where a
# distance of exactly 400 m is exact for all three.
FILE = Path("addresses") / "essex_addressbase_core_synthetic.csv.gz"


def places() -> Floats:
    """Return eastings and northings in whole metres, shape (addresses, 2)."""
    file = Path(__file__).parents[2] / "shared" / "data" / FILE
    if file.is_file():
        table = pd.read_csv(file, usecols=["EASTING", "NORTHING"])
        print(f"{len(table):,} addresses of {file.name}.")
        found: Floats = table[["EASTING", "NORTHING"]].to_numpy(np.float64).round()
        return found
    print(f"{FILE.name} is not on this machine: {ADDRESSES:,} seeded points in its place.")
    rng = np.random.default_rng(SEED)
    towns = rng.uniform((540_000, 180_000), (630_000, 240_000), (150, 2))
    spread = rng.normal(0, 1_800, (ADDRESSES, 2))
    return (towns[rng.integers(0, len(towns), ADDRESSES)] + spread).round()


def burglaries(homes: Floats, count: int) -> Floats:
    rng = np.random.default_rng(SEED)
    burgled = homes[rng.choice(len(homes), count, replace=False)]
    moved: Floats = (burgled + rng.normal(0, 5, burgled.shape)).round()
    return moved


def ours(homes: Floats, points: Floats) -> Callable[[], int]:
    return lambda: pairs_within(homes, points, radius_m=RADIUS_M)[2].size


def in_geopandas(homes: Floats, points: Floats) -> Callable[[], int]:
    addresses = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*homes.T), crs="EPSG:27700")
    crimes = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*points.T), crs="EPSG:27700")

    def join() -> int:
        # A copy has no index yet: each run builds its own. The tree stands on the right-hand side.
        there = gpd.GeoDataFrame(geometry=addresses.geometry.to_numpy().copy(), crs="EPSG:27700")
        return len(crimes.sjoin(there, predicate="dwithin", distance=RADIUS_M))

    return join


def in_scikit_learn(homes: Floats, points: Floats) -> Callable[[], int]:
    def query() -> int:
        found, _ = BallTree(homes).query_radius(points, RADIUS_M, return_distance=True)
        return sum(each.size for each in found)

    return query


def timed(run: Callable[[], int], repeats: int) -> tuple[float, int]:
    """Return the median seconds and the pairs found."""
    pairs = run()
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        again = run()
        seconds.append(time.perf_counter() - started)
        if again != pairs:
            raise SystemExit(f"{again:,} pairs where {pairs:,} were found before.")
    return statistics.median(seconds), pairs


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the join of addresses and burglaries.")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--burglaries", type=int, default=500)
    chosen = parser.parse_args()
    homes = places()
    points = burglaries(homes, chosen.burglaries)
    results = {
        way: timed(make(homes, points), chosen.repeats)
        for way, make in (
            ("hotspots (cKDTree, distances)", ours),
            ("geopandas sjoin dwithin (no distances)", in_geopandas),
            ("scikit-learn BallTree (distances)", in_scikit_learn),
        )
    }
    counts = {way: pairs for way, (_, pairs) in results.items()}
    if len(set(counts.values())) != 1:
        raise SystemExit(f"The ways do not agree on the pairs: {counts}.")
    print(
        f"{chosen.burglaries:,} burglaries, {next(iter(counts.values())):,} pairs within 400 m.\n"
    )
    print("| way | seconds, index built |\n|---|---|")
    for way, (seconds, _) in results.items():
        print(f"| {way} | {seconds:.3f} |")


if __name__ == "__main__":
    main()
