"""Homes within 400 m of a nation's live burglaries, the homes gone through in parts.

    python -m benchmarks.nation_homes [--homes 30000000] [--burglaries 25000] [--part 1000000]

Homes are invented: 7,000 towns over 500 × 600 km, each part made from a seed of its own and thrown
away when its pairs are found; the making is not counted. Burglaries stand within metres of homes.
25,000 are six weeks of 217,000 a year. Of each home in reach the number of burglaries and the
nearest are kept, as a list needs them. A hundred burglaries' pairs are counted the plain way.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.peer_work import require
from hotspots.analyse.cocoons.near_pairs import pairs_within

if TYPE_CHECKING:
    from hotspots.arrays import Floats

RADIUS_M: Final = 400.0
TOWNS, SPREAD_M, SIZE_M = 7_000, 1_200.0, (500_000.0, 600_000.0)
CHECKED: Final = 100
KIB_IN_MIB: Final = 1024


def homes_of(part: int, count: int) -> Floats:
    """Return eastings and northings in whole metres, shape (count, 2)."""
    towns = np.random.default_rng(2026).uniform((0.0, 0.0), SIZE_M, (TOWNS, 2))
    random = np.random.default_rng((2026, part))
    spread = random.normal(0.0, SPREAD_M, (count, 2))
    return np.asarray((towns[random.integers(0, TOWNS, count)] + spread).round())


def burglaries_of(count: int, homes: Floats) -> Floats:
    random = np.random.default_rng(13)
    burgled = homes[random.choice(len(homes), count, replace=False)]
    return np.asarray((burgled + random.normal(0.0, 5.0, burgled.shape)).round())


def main(words: Sequence[str] | None = None) -> None:
    """Find all pairs, part by part, and say what they took."""
    parser = argparse.ArgumentParser(description="A nation's homes in reach of burglaries.")
    parser.add_argument("--homes", type=int, default=30_000_000)
    parser.add_argument("--burglaries", type=int, default=25_000)
    parser.add_argument("--part", type=int, default=1_000_000)
    options = parser.parse_args(words)
    burglaries = burglaries_of(options.burglaries, homes_of(0, options.part))
    checked = burglaries[:: max(1, len(burglaries) // CHECKED)]
    pairs_within(burglaries[:2], burglaries[:2], radius_m=RADIUS_M)  # compiled
    seconds, pairs, reached, plain, of_checked = 0.0, 0, 0, 0, 0
    for part, start in enumerate(range(0, options.homes, options.part)):
        homes = homes_of(part, min(options.part, options.homes - start))
        began = time.process_time()
        point, place, distance_m = pairs_within(homes, burglaries, radius_m=RADIUS_M)
        burglaries_near = np.bincount(place, minlength=len(homes))
        nearest_m = np.full(len(homes), np.inf)
        np.minimum.at(nearest_m, place, distance_m)
        seconds += time.process_time() - began
        pairs += len(point)
        reached += int(np.count_nonzero(burglaries_near))
        require(np.array_equal(burglaries_near > 0, nearest_m <= RADIUS_M), "homes in reach")
        if part % 10 == 0:
            of_checked += len(pairs_within(homes, checked, radius_m=RADIUS_M)[0])
            plain += sum(
                int(np.count_nonzero(((homes - each) ** 2).sum(axis=1) <= RADIUS_M**2))
                for each in checked
            )
    require(plain == of_checked, "pairs")
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_IN_MIB
    print(
        f"{options.homes:,} homes in parts of {options.part:,}, {len(burglaries):,} burglaries: "
        f"{pairs:,} pairs, {reached:,} homes in reach; {seconds:.1f} s of the processor, the "
        f"process held {mib:,.0f} MiB at most."
    )


if __name__ == "__main__":
    main()
