"""How long the county's addresses take to convert, and a district's part of them to read.

    python benchmarks/addresses.py [--repeats 5] [--with-geopackage]

The source is the full-size file of invented addresses in ``../shared/data`` (802,703 rows in the
layout of OS AddressBase Core, 769,800 of them homes). Fifty burglaries in seven towns of one
policing district, and the homes within 400 m of them. Each measurement is a process of its own, so
that its peak memory is its own; modules are imported before the clock starts. A run whose homes
are not the very same ones stops the benchmark.

- hotspots: ``read_addresses(store, near=…, within_m=400)``;
- geopandas, parquet: ``read_parquet`` of the same file whole, then the filter;
- geopandas, bbox: ``read_parquet`` with the box around all burglaries, then the filter;
- geopandas, gpkg: ``read_file`` of a GeoPackage of the same homes whole, then the filter.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
from scipy.spatial import cKDTree

from hotspots.load.address_store import read_addresses
from hotspots.load.addresses import convert_addresses
from hotspots.load.boundaries import read_study_area
from hotspots.profile import load_profile

SHARED_DATA: Final = Path(__file__).parents[2] / "shared" / "data"
SOURCE: Final = SHARED_DATA / "addresses" / "essex_addressbase_core_synthetic.csv.gz"
LAYERS: Final = ("essex_local_authorities.geojson", "essex_wards_may2024.geojson")
WITHIN_M: Final = 400.0
BURGLARIES: Final = 50
TOWNS: Final = (
    "Braintree",
    "Witham",
    "Halstead",
    "Saffron Walden",
    "Great Dunmow",
    "Stansted Mountfitchet",
    "Thaxted",
)
SPREAD_M: Final = 800.0
ONE_THREAD: Final = {
    f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "ARROW_IO", "NUMEXPR")
}


def burglaries() -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return the seeded points, normally spread around the towns' middles."""
    towns = [(p.easting, p.northing) for p in load_profile("essex").places if p.name in TOWNS]
    middles = np.resize(np.array(towns), (BURGLARIES, 2))
    return np.random.default_rng(2025).normal(middles, SPREAD_M)


def convert(folder: Path) -> None:
    essex = load_profile("essex")
    layers = [SHARED_DATA / "boundaries" / name for name in LAYERS]
    area = read_study_area(layers, profile=essex)
    start = time.perf_counter()
    found = convert_addresses(SOURCE, folder / "homes.parquet", profile=essex, study_area=area)
    report(time.perf_counter() - start, found.rows_used, "")


def within(homes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the homes within 400 m of a burglary."""
    at = np.column_stack([homes.geometry.x, homes.geometry.y])
    distance_m, _ = cKDTree(burglaries()).query(at)
    return homes[distance_m <= WITHIN_M]


def box() -> tuple[float, float, float, float]:
    west, south = burglaries().min(axis=0) - WITHIN_M
    east, north = burglaries().max(axis=0) + WITHIN_M
    return west, south, east, north


WAYS: Final[dict[str, Callable[[Path], gpd.GeoDataFrame]]] = {
    "hotspots": lambda folder: read_addresses(
        folder / "homes.parquet", near=burglaries(), within_m=WITHIN_M
    ),
    "geopandas, bbox": lambda folder: gpd.read_parquet(folder / "homes.parquet", bbox=box()),
    "geopandas, parquet": lambda folder: gpd.read_parquet(folder / "homes.parquet"),
    "geopandas, gpkg": lambda folder: gpd.read_file(folder / "homes.gpkg", use_arrow=True),
}


def read(way: str, folder: Path) -> None:
    start = time.perf_counter()
    homes = within(WAYS[way](folder))
    seconds = time.perf_counter() - start
    uprns = ",".join(sorted(homes["uprn"]))
    report(seconds, len(homes), hashlib.sha256(uprns.encode()).hexdigest())


def report(seconds: float, homes: int, digest: str) -> None:
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = {"seconds": seconds, "peak_mb": peak_mb, "homes": homes, "digest": digest}
    print(json.dumps(found))


def measured(arguments: list[str]) -> dict[str, Any]:
    """Run one measurement in a process of its own."""
    run = subprocess.run(
        [sys.executable, __file__, *arguments],
        env={**os.environ, **ONE_THREAD},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def compare(repeats: int, *, with_geopackage: bool) -> None:
    ways = [way for way in WAYS if with_geopackage or not way.endswith("gpkg")]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        converted = [measured(["--convert", name]) for _ in range(repeats)]
        show("convert", converted)
        size_mb = (folder / "homes.parquet").stat().st_size / 1e6
        print(f"{converted[0]['homes']:,} homes in a file of {size_mb:.1f} MB")
        if with_geopackage:
            measured(["--geopackage", name])
        show("imports alone", [measured(["--read", "nothing", name])])
        expected = measured(["--read", "hotspots", name])
        print(f"{expected['homes']:,} homes within {WITHIN_M:.0f} m of a burglary")
        for way in ways:
            runs = [measured(["--read", way, name]) for _ in range(repeats)]
            if any(run["digest"] != expected["digest"] for run in runs):
                raise SystemExit(f"{way} finds other homes than hotspots: {runs[0]['homes']:,}.")
            show(way, runs)


def show(what: str, runs: list[dict[str, Any]]) -> None:
    seconds = statistics.median(run["seconds"] for run in runs)
    peak_mb = statistics.median(run["peak_mb"] for run in runs)
    print(f"{what:<20} {seconds:>7.2f} s {peak_mb:>7.0f} MB", flush=True)


def main() -> None:
    """Convert, check, time and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--with-geopackage", action="store_true")
    parser.add_argument("--convert", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--geopackage", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--read", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.convert:
        convert(options.convert)
    elif options.read and options.read[0] == "nothing":
        report(0.0, 0, "")
    elif options.geopackage:
        homes = read_addresses(options.geopackage / "homes.parquet")
        homes.to_file(options.geopackage / "homes.gpkg")
        report(0.0, len(homes), "")
    elif options.read:
        read(options.read[0], Path(options.read[1]))
    elif not SOURCE.exists():
        raise SystemExit(f"{SOURCE.name} is not on this machine; see docs on the open data.")
    else:
        compare(options.repeats, with_geopackage=options.with_geopackage)


if __name__ == "__main__":
    main()
