"""How long 100,000 links of streets take to convert, and a district's part of them to read.

    python benchmarks/streets_convert.py [--repeats 3]

The source is an invented grid of 100,800 links with bends, 95 m apart, named by its rows and
columns, in the layouts of OS Open Roads (GeoPackage, with nodes), OS VectorMap District
(GeoPackage, without) and OpenStreetMap (GeoPackage in degrees, whole streets that are cut at their
junctions). Each conversion is a process of its own, with the imports before the clock starts; on a
machine that others use the seconds of processor are what compares. One
whose links, or whose length, is not the grid's stops the benchmark.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from hotspots.load.boundaries import StudyArea
from hotspots.load.street_store import read_streets
from hotspots.load.streets import convert_streets
from hotspots.profile import load_profile

SIDE: Final = 225
SPACING_M: Final = 95.0
CORNER: Final = (560_000.0, 195_000.0)
LINKS: Final = 2 * SIDE * (SIDE - 1)
DISTRICT: Final = (565_000.0, 200_000.0, 570_000.0, 205_000.0)
LAYERS: Final = {"open_roads": "road_link", "vectormap": "road", "openstreetmap": "lines"}


def walks() -> tuple[np.ndarray, list[str]]:
    """Return the rows and columns of the grid, (streets, points, 2), and their names."""
    rng = np.random.default_rng(11)
    steps = np.arange(SIDE) * SPACING_M
    east, north = np.meshgrid(CORNER[0] + steps, CORNER[1] + steps)
    grid = np.stack([east, north], axis=-1) + rng.uniform(-15, 15, (SIDE, SIDE, 2))
    rows = np.concatenate([grid, grid.transpose(1, 0, 2)])
    middles = (rows[:, 1:] + rows[:, :-1]) / 2 + rng.uniform(-4, 4, (len(rows), SIDE - 1, 2))
    bent = np.empty((len(rows), 2 * SIDE - 1, 2))
    bent[:, ::2], bent[:, 1::2] = rows, middles
    return bent, [f"{kind} {k}" for kind in ("Row", "Column") for k in range(SIDE)]


def sources(folder: Path) -> float:
    """Write the grid in each layout; return its length in metres."""
    bent, names = walks()
    whole = gpd.GeoSeries(shapely.linestrings(bent), crs="EPSG:27700")
    pieces = np.stack([bent[:, k : k + 3] for k in range(0, 2 * SIDE - 2, 2)], axis=1)
    lines = gpd.GeoSeries(shapely.linestrings(pieces.reshape(-1, 3, 2)), crs="EPSG:27700")
    name = np.repeat(names, SIDE - 1)
    ends = np.round(pieces[:, :, [0, 2]].reshape(-1, 2, 2)).astype(int).astype(str)
    nodes = np.char.add(np.char.add(ends[..., 0], "_"), ends[..., 1])
    number = np.arange(len(lines)).astype(str)
    tables: dict[str, dict[str, Any]] = {
        "open_roads": {
            "id": number,
            "road_function": "Local Road",
            "form_of_way": "Single Carriageway",
            "road_classification_number": None,
            "name_1": name,
            "start_node": nodes[:, 0],
            "end_node": nodes[:, 1],
        },
        "vectormap": {
            "id": number,
            "classification": "Local Street",
            "distinctive_name": name,
            "road_number": None,
        },
    }
    for layout, columns in tables.items():
        frame = gpd.GeoDataFrame(columns, geometry=lines)
        frame.to_file(folder / f"{layout}.gpkg", layer=LAYERS[layout], driver="GPKG")
    osm = {"osm_id": np.arange(len(whole)).astype(str), "highway": "residential", "name": names}
    degrees = gpd.GeoDataFrame(osm, geometry=whole).to_crs("EPSG:4326")
    degrees.to_file(folder / "openstreetmap.gpkg", layer="lines", driver="GPKG")
    return float(lines.length.sum())


def one(folder: Path, layout: str) -> None:
    """Convert one source in this process, and print what it took."""
    west, south = CORNER
    extent = shapely.box(west, south, west + SIDE * SPACING_M, south + SIDE * SPACING_M)
    force = gpd.GeoDataFrame(
        {"district": ["Grid"], "local_policing_area": ["Grid"]}, geometry=[extent], crs="EPSG:27700"
    )
    area = StudyArea(authorities=force, districts=force, wards=None, sources=())
    store = folder / f"{layout}.parquet"
    source = folder / f"{layout}.gpkg"
    profile = load_profile("essex")
    began, worked = time.perf_counter(), time.process_time()
    found = convert_streets(source, store, profile=profile, study_area=area)
    seconds, cpu_s = time.perf_counter() - began, time.process_time() - worked
    began = time.perf_counter()
    part = read_streets(store, DISTRICT)
    told = {
        "seconds": seconds,
        "cpu_s": cpu_s,
        "read_s": time.perf_counter() - began,
        "links": found.links,
        "length_m": found.length_m,
        "part": len(part),
        "store_mb": store.stat().st_size / 1e6,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(told))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--one", nargs=2, metavar=("FOLDER", "LAYOUT"))
    asked = parser.parse_args()
    if asked.one:
        one(Path(asked.one[0]), asked.one[1])
        return
    with tempfile.TemporaryDirectory() as name:
        length_m = sources(Path(name))
        for layout in LAYERS:
            command = [sys.executable, __file__, "--one", name, layout]
            told = [
                json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
                for _ in range(asked.repeats)
            ]
            if any(each["links"] != LINKS for each in told):
                sys.exit(f"{layout}: {told[0]['links']:,} links, where the grid has {LINKS:,}.")
            if any(abs(each["length_m"] / length_m - 1) > 1e-3 for each in told):
                sys.exit(
                    f"{layout}: {told[0]['length_m']:.0f} m, where the grid has {length_m:.0f}."
                )
            seconds, cpu_s, read_s = (
                statistics.median(each[key] for each in told)
                for key in ("seconds", "cpu_s", "read_s")
            )
            print(
                f"{layout:14} {seconds:5.1f} s ({cpu_s:.1f} s of processor), at most "
                f"{max(e['peak_mb'] for e in told):,.0f} MB; {told[0]['store_mb']:.1f} MB; "
                f"{told[0]['part']:,} links read in {read_s:.3f} s"
            )


if __name__ == "__main__":
    main()
