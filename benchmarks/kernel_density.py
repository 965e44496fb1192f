"""How fast the density surface is, how exact, and how it compares.

    python benchmarks/kernel_density.py [--repeats 15]

One process on one core. The setting: 165,000 weighted points over 110 × 80 km, cells of 50 m,
quartic kernel of 400 m. Three sets of seeded points:

- towns: 400 clusters, every point in a place of its own;
- snapped: the same towns with points moved to a 50 m lattice, as open data publish them;
- even: spread evenly over the rectangle, where sorting helps least.

Before anything is timed, each surface is compared with brute force over five windows of the grid.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from KDEpy import FFTKDE

from hotspots.analyse.density.quartic_kernel import places, quartic_surface
from hotspots.surface import M2_PER_KM2, Grid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ONE_THREAD = {
    f"{library}_NUM_THREADS": "1"
    for library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "NUMBA", "VECLIB_MAXIMUM")
}
POINTS = 165_000
WIDTH_M, HEIGHT_M = 110_000.0, 80_000.0
CELL_SIZE_M = 50.0
BANDWIDTH_M = 400.0
WINDOW_CELLS = 40
GRID = Grid(
    west_m=0.0,
    south_m=0.0,
    cell_size_m=CELL_SIZE_M,
    columns=int(WIDTH_M / CELL_SIZE_M),
    rows=int(HEIGHT_M / CELL_SIZE_M),
    crs="EPSG:27700",
)


@dataclass(frozen=True, kw_only=True)
class Points:
    """Weighted points, all within the rectangle of the cell centres, as KDEpy asks."""

    name: str
    eastings: Floats
    northings: Floats
    weights: Floats
    pairs: Floats


@dataclass(frozen=True, kw_only=True)
class Result:
    """What one method did with one set of points."""

    method: str
    points: str
    median_s: float
    least_s: float
    error: float
    worst_cell: float


def seeded_points(seed: int = 2025) -> tuple[Points, ...]:
    """Return the three sets of points."""
    random = np.random.default_rng(seed)
    low, high = CELL_SIZE_M, np.array([WIDTH_M, HEIGHT_M]) - CELL_SIZE_M
    towns = random.uniform(low, high, (400, 2))
    clustered = towns[random.integers(0, 400, POINTS)] + random.normal(0.0, 1200.0, (POINTS, 2))
    clustered = np.clip(clustered, low, high)
    weights = random.gamma(0.3, 500.0, POINTS)
    sets = {
        "towns": clustered,
        "snapped": np.round(clustered / 50.0) * 50.0,
        "even": random.uniform(low, high, (POINTS, 2)),
    }
    return tuple(
        Points(
            name=name,
            eastings=at[:, 0].copy(),
            northings=at[:, 1].copy(),
            weights=weights,
            pairs=at,
        )
        for name, at in sets.items()
    )


def ours(points: Points) -> Floats:
    return quartic_surface(
        points.eastings, points.northings, points.weights, grid=GRID, bandwidth_m=BANDWIDTH_M
    )


def cell_centres() -> Floats:
    """Return every cell centre in the order that KDEpy asks for: column by column."""
    eastings, northings = np.meshgrid(GRID.eastings, GRID.northings, indexing="ij")
    return np.column_stack([eastings.ravel(), northings.ravel()])


CENTRES = cell_centres()


def kdepy(points: Points) -> Floats:
    """Return KDEpy's densities as it gives them; laying out points and centres is not timed.

    Its bandwidth is a standard deviation; of a quartic of radius 1 that is 1/√7.
    """
    estimate = FFTKDE(kernel="biweight", bw=BANDWIDTH_M / math.sqrt(7.0), norm=2)
    density: Floats = estimate.fit(points.pairs, weights=points.weights).evaluate(CENTRES)
    return density


def kdepy_surface(points: Points) -> Floats:
    """Return KDEpy's densities in our units and layout."""
    per_km2 = float(points.weights.sum()) * M2_PER_KM2
    surface: Floats = kdepy(points).reshape(GRID.columns, GRID.rows).T * per_km2
    return surface


def brute_force(points: Points, rows: slice, columns: slice) -> Floats:
    """Every point against every cell of a window."""
    east, north = GRID.eastings[columns], GRID.northings[rows]
    near = (np.abs(points.eastings - east.mean()) < east.size * CELL_SIZE_M + BANDWIDTH_M) & (
        np.abs(points.northings - north.mean()) < north.size * CELL_SIZE_M + BANDWIDTH_M
    )
    density = np.zeros((north.size, east.size))
    peak = 3.0 / (math.pi * BANDWIDTH_M**2) * M2_PER_KM2
    for easting, northing, weight in zip(
        points.eastings[near], points.northings[near], points.weights[near], strict=True
    ):
        distance_squared = (east - easting) ** 2 + (north[:, None] - northing) ** 2
        density += weight * peak * np.maximum(1.0 - distance_squared / BANDWIDTH_M**2, 0.0) ** 2
    return density


def windows(surface: Floats) -> list[tuple[slice, slice]]:
    """Return the four corners of the grid and the surroundings of its highest cell."""
    highest_row, highest_column = np.unravel_index(int(surface.argmax()), surface.shape)
    last_row, last_column = GRID.rows - WINDOW_CELLS, GRID.columns - WINDOW_CELLS
    half = WINDOW_CELLS // 2
    peak = (
        int(np.clip(highest_row - half, 0, last_row)),
        int(np.clip(highest_column - half, 0, last_column)),
    )
    corners = [(0, 0), (0, last_column), (last_row, 0), (last_row, last_column)]
    return [
        (slice(row, row + WINDOW_CELLS), slice(column, column + WINDOW_CELLS))
        for row, column in (peak, *corners)
    ]


def errors_of(surface: Floats, points: Points, exact_peak: float) -> tuple[float, float]:
    """Return the largest error over the windows: of the highest cell, and of a cell's own value."""
    largest, worst_cell = 0.0, 0.0
    for rows, columns in windows(ours(points)):
        exact = brute_force(points, rows, columns)
        error = np.abs(surface[rows, columns] - exact)
        # Where a kernel barely grazes a cell, an error relative to it can be as large as one likes.
        told = exact > 1e-4 * exact_peak
        largest = max(largest, float(error.max()) / exact_peak)
        worst_cell = max(worst_cell, float((error[told] / exact[told]).max(initial=0.0)))
    return largest, worst_cell


def times_s(work: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Return the median and the least processor time of some repeats, after one not counted.

    With one thread it is the time on the clock, less what other programs took of the processor.
    """
    work()
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times), min(times)


def measure(
    method: str, work: Callable[[Points], Floats], surface: Floats, points: Points, repeats: int
) -> Result:
    error, worst_cell = errors_of(surface, points, float(ours(points).max()))
    median_s, least_s = times_s(lambda: work(points), repeats)
    return Result(
        method=method,
        points=points.name,
        median_s=median_s,
        least_s=least_s,
        error=error,
        worst_cell=worst_cell,
    )


def first_call_s(cache: str) -> float:
    """Return the time of the first surface of a new process, imports left out."""
    code = (
        "import time, numpy as np\n"
        "from hotspots.analyse.density.quartic_kernel import quartic_surface\n"
        "from hotspots.surface import Grid\n"
        "grid = Grid(west_m=0, south_m=0, cell_size_m=50, columns=9, rows=9, crs='EPSG:27700')\n"
        "one = np.ones(1)\n"
        "start = time.perf_counter()\n"
        "quartic_surface(one, one, one, grid=grid, bandwidth_m=200.0)\n"
        "print(time.perf_counter() - start)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "NUMBA_CACHE_DIR": cache},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(run.stdout)


def report(results: list[Result]) -> None:
    base = {result.points: result.median_s for result in results if result.method == "hotspots"}
    print("points    method        median s    least s   × hotspots   error / peak   worst cell")
    for result in results:
        print(
            f"{result.points:<9} {result.method:<12} {result.median_s:>9.4f} "
            f"{result.least_s:>10.4f} {result.median_s / base[result.points]:>12.1f} "
            f"{result.error:>14.1e} {result.worst_cell:>12.1e}"
        )


def main() -> None:
    """Check, time and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--repeats", type=int, default=15)
    options = parser.parse_args()
    results = []
    for points in seeded_points():
        mine = measure("hotspots", ours, ours(points), points, options.repeats)
        if mine.error > 1e-12:
            raise SystemExit(f"{points.name}: {mine.error:.1e} of the peak off brute force.")
        results += [
            mine,
            measure("KDEpy FFT", kdepy, kdepy_surface(points), points, options.repeats),
        ]
        sorting, _ = times_s(
            lambda points=points: places(  # type: ignore[misc]  # bound for this turn of the loop
                points.eastings, points.northings, points.weights, grid=GRID
            ),
            options.repeats,
        )
        print(f"{points.name}: merging and sorting take {sorting:.4f} s of {mine.median_s:.4f}")
    report(results)
    with tempfile.TemporaryDirectory() as cache:
        cold, warm = first_call_s(cache), first_call_s(cache)
    print(f"First call of a process: {cold:.2f} s when it compiles, {warm:.2f} s from the cache.")


if __name__ == "__main__":
    if not ONE_THREAD.items() <= os.environ.items():
        # Numerical libraries read their number of threads once, when they are imported.
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ONE_THREAD})  # noqa: S606 - ourselves again
    main()
