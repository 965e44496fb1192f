"""The density surface by one thread and by two: the same bits, and how long a person waits.

    python -m benchmarks.surface_threads

The points of ``benchmarks/kernel_density.py``, on its grids. One and two threads take turns;
seconds are of the clock, medians of seven. It tells nothing where others use the cores.
"""

from __future__ import annotations

import statistics
import time

import numpy as np

from benchmarks.kernel_density import BANDWIDTH_M, points_of
from benchmarks.peer_work import Setting
from hotspots.analyse.density.quartic_kernel import quartic_surface

SETTINGS = ((165_000, 25), (165_000, 50), (165_000, 100), (1_000_000, 50), (6_000_000, 50))
TURNS, THREADS = 7, (1, 2)


def main() -> None:
    """Print a row for each size of data and of cells."""
    print(f"{'points':>10}{'cells':>8}{'one':>10}{'two':>10}{'faster':>8}")
    for size, cell_size_m in SETTINGS:
        points = points_of(Setting(size=size, label="", asked={"cell_size_m": cell_size_m}))
        east, north = points.at.T.copy()
        took: dict[int, list[float]] = {threads: [] for threads in THREADS}
        found = {}
        for turn in range(TURNS + 1):
            for threads in THREADS:
                began = time.perf_counter()
                found[threads] = quartic_surface(
                    east,
                    north,
                    points.weights,
                    grid=points.grid,
                    bandwidth_m=BANDWIDTH_M,
                    threads=threads,
                )
                if turn:  # the first compiles
                    took[threads].append(time.perf_counter() - began)
        if not np.array_equal(found[1], found[2]):
            raise SystemExit("Two threads found another surface than one.")
        one, two = (statistics.median(took[threads]) for threads in THREADS)
        print(f"{size:>10,}{cell_size_m:>6} m{one:>8.3f} s{two:>8.3f} s{one / two:>8.2f}")


if __name__ == "__main__":
    main()
