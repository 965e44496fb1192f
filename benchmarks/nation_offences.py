"""A nation's offences through a surface, its crowded places and the tables of its forces.

    python -m benchmarks.nation_offences [--millions 1 2 4 6]

Invented: 7,000 towns over 500 × 600 km, points on a lattice of 10 m. Each size is a process of its
own, of one worker: the quartic surface in cells of 100 m, 400 m wide; places of ten offences and
more within 100 m, divided until they can be walked; and each offence's force, of 43. Processor
seconds (user and system) without imports, and the most that the whole process held.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from hotspots.analyse.density.quartic_kernel import quartic_surface
from hotspots.analyse.spots.grid_dbscan import dbscan_labels
from hotspots.analyse.spots.patrollable import Places, divide_until_they_fit
from hotspots.load.placement import areas_of_points
from hotspots.surface import Grid

if TYPE_CHECKING:
    from hotspots.arrays import Floats

MILLION, KIB_IN_MIB, FORCES = 1_000_000, 1024, 43
WIDTH_M, HEIGHT_M, TOWNS, SPREAD_M = 500_000.0, 600_000.0, 7_000, 1_200.0
LATTICE_M: Final = 10.0


def offences_of(count: int) -> Floats:
    """Return eastings and northings, shape (count, 2)."""
    random = np.random.default_rng(2026)
    towns = random.uniform((5_000, 5_000), (WIDTH_M - 5_000, HEIGHT_M - 5_000), (TOWNS, 2))
    points = towns[random.integers(0, TOWNS, count)] + random.normal(0, SPREAD_M, (count, 2))
    return np.asarray(np.round(points / LATTICE_M) * LATTICE_M)


def surface(points: Floats) -> str:
    grid = Grid(
        west_m=0.0, south_m=0.0, cell_size_m=100.0, rows=6_000, columns=5_000, crs="EPSG:27700"
    )
    east, north = points.T.copy()
    found = quartic_surface(east, north, np.ones(len(points)), grid=grid, bandwidth_m=400.0)
    return f"{found.size / MILLION:.0f} million cells"


def spots(points: Floats) -> str:
    distinct, number = np.unique(points, axis=0, return_counts=True)
    labels = dbscan_labels(distinct, number, eps_m=100.0, least=10)
    places = Places(points=distinct, offences=number, weights=number.astype(np.float64))
    groups = divide_until_they_fit(places, labels, max_extent_m=250.0, min_offences=10)
    return f"{groups.max() + 1:,} places"


def forces(points: Floats) -> str:
    edges = np.linspace(0.0, WIDTH_M, FORCES + 1)
    strips = zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
    outlines = np.array([shapely.box(west, 0.0, east, HEIGHT_M) for west, east in strips])
    counts = np.bincount(areas_of_points(points, outlines), minlength=FORCES)
    return f"{counts.min():,} to {counts.max():,} each"


WORK: Final[dict[str, Callable[[Any], str]]] = {
    "surface": surface,
    "places": spots,
    "forces": forces,
}


def measure(millions: float) -> None:
    """Do all of it once, and print a row."""
    few = offences_of(2_000)
    for work in WORK.values():
        work(few)  # compiled
    points = offences_of(int(millions * MILLION))
    cells = []
    for work in WORK.values():
        began = time.process_time()
        told = work(points)
        cells.append(f"{time.process_time() - began:.1f} s ({told})")
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_IN_MIB
    print(f"| {millions:g} million | {' | '.join(cells)} | {mib:,.0f} MiB |", flush=True)


def main(words: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="A nation's offences, at several sizes.")
    parser.add_argument("--millions", type=float, nargs="+", default=[1, 2, 4, 6])
    options = parser.parse_args(words)
    if len(options.millions) == 1:
        measure(options.millions[0])
        return
    print(f"| offences | {' | '.join(WORK)} | memory |\n|---|{'---|' * len(WORK)}---|", flush=True)
    for each in options.millions:
        own = [sys.executable, "-m", "benchmarks.nation_offences", "--millions", f"{each:g}"]
        subprocess.run(own, check=True)


if __name__ == "__main__":
    main()
