"""Offences to streets, and their density along them: how fast, and beside other packages.

    python benchmarks/street_network.py [--links 100000] [--offences 160000] [--peers PYTHON]

A lattice town of 100,000 links whose corners are shaken, with dead ends, and 160,000 offences near
its links. Ours is one process, what is compiled being compiled before. ``--peers`` names a Python
that has spaghetti and pandana (neither is needed to use hotspots); one that is not there is said to
be absent.

- spaghetti snaps points to their nearest arc, which is what our placing does.
- pandana sums what lies within a walking distance of each node, falling off in a line: not the
  equal-split kernel, which it has not, but the nearest that it does.
"""

# ruff: noqa: PLC0415 - the peers have a Python of their own, without hotspots; and hotspots has none
from __future__ import annotations

import argparse
import importlib.util
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMBA")}
SPACING_M = 70.0
SHAKEN_M = 15.0
DEAD_ENDS = 0.15
OFF_THE_STREET_M = 8.0
BANDWIDTHS_M = (200.0, 300.0)
CRS = "EPSG:27700"


def lattice(links: int, seed: int = 7) -> gpd.GeoDataFrame:
    """Return a shaken lattice of about so many links, some of them taken away."""
    generator = np.random.default_rng(seed)
    side = int(np.sqrt(links / (2 * (1 - DEAD_ENDS)))) + 1
    at = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1) * SPACING_M
    nodes = at + generator.uniform(-SHAKEN_M, SHAKEN_M, at.shape) + 400_000.0
    numbers = np.arange(side * side).reshape(side, side)
    ends = np.concatenate(
        [
            np.column_stack([numbers[:, :-1].ravel(), numbers[:, 1:].ravel()]),
            np.column_stack([numbers[:-1].ravel(), numbers[1:].ravel()]),
        ]
    )
    kept = ends[np.sort(generator.permutation(len(ends))[:links])]
    lines = shapely.linestrings(nodes.reshape(-1, 2)[kept])
    return gpd.GeoDataFrame(
        {
            "street_id": [f"L{number}" for number in range(len(kept))],
            "street": pd.Series([None] * len(kept), dtype="str"),
            "road_number": pd.Series([None] * len(kept), dtype="str"),
            "street_class": "local",
            "usrn": pd.Series([None] * len(kept), dtype="str"),
            "length_m": shapely.length(lines),
            "from_node": kept[:, 0].astype(str),
            "to_node": kept[:, 1].astype(str),
        },
        geometry=lines,
        crs=CRS,
    )


def offences_near(streets: gpd.GeoDataFrame, count: int, seed: int = 8) -> gpd.GeoDataFrame:
    """Return offences some metres off links, more of them on some than on others."""
    generator = np.random.default_rng(seed)
    busy = generator.pareto(1.2, len(streets)) + 0.01
    link = generator.choice(len(streets), count, p=busy / busy.sum())
    lines = streets.geometry.to_numpy()[link]
    points = shapely.line_interpolate_point(lines, generator.random(count), normalized=True)
    moved = shapely.get_coordinates(points) + generator.normal(0, OFF_THE_STREET_M, (count, 2))
    return gpd.GeoDataFrame({"true_link": link}, geometry=shapely.points(moved), crs=CRS)


def timed(name: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever is timed
    wall, busy = time.perf_counter(), time.process_time()
    found = work()
    print(
        f"| {name} | {time.process_time() - busy:.2f} s | {time.perf_counter() - wall:.2f} s |",
        flush=True,
    )
    return found


def ours(streets: gpd.GeoDataFrame, offences: gpd.GeoDataFrame) -> None:
    from hotspots.analyse.streets.network_density import network_density
    from hotspots.analyse.streets.offences_on_streets import place_on_streets
    from hotspots.analyse.streets.street_network import street_network
    from hotspots.analyse.streets.street_params import NetworkDensityParams, StreetMatchParams

    weights = np.ones(len(offences))
    few = street_network(streets.iloc[:50])

    def density(network: Any, placed: Any, bandwidth_m: float, weights: Any) -> Any:  # noqa: ANN401
        params = NetworkDensityParams(bandwidth_m=bandwidth_m)
        return network_density(
            placed, network, weights, params=params, period_years=1.0, unit="offences"
        )

    # Compile first.
    density(few, place_on_streets(offences[:9], few, StreetMatchParams()), 200.0, weights[:9])
    network = timed("hotspots: network", lambda: street_network(streets))
    placed = timed(
        "hotspots: offences to streets",
        lambda: place_on_streets(offences, network, StreetMatchParams()),
    )
    for bandwidth_m in BANDWIDTHS_M:
        found = timed(
            f"hotspots: equal-split continuous density, {bandwidth_m:g} m",
            partial(density, network, placed, bandwidth_m, weights),
        )
        lost = found.total_per_year / (placed.near.link >= 0).sum() - 1
        print(
            f"  {len(found.link):,} lixels; what went in and what lies there differ by {lost:.1e}"
        )
    right = placed.near.link == offences["true_link"]
    clear = ~placed.could_be_another & (placed.junction < 0)
    print(f"  on the link that it was made on: {right.mean():.1%}")
    print(
        f"  {clear.mean():.1%} are told apart beyond the noise, "
        f"{right[clear].mean():.1%} of them right"
    )


def peers(folder: Path) -> None:
    streets = gpd.read_parquet(folder / "streets.parquet")
    offences = gpd.read_parquet(folder / "offences.parquet")
    for name, work in (("spaghetti", with_spaghetti), ("pandana", with_pandana)):
        if importlib.util.find_spec(name) is None:
            print(f"{name} is absent from this Python")
            continue
        work(streets, offences)


def with_spaghetti(streets: gpd.GeoDataFrame, offences: gpd.GeoDataFrame) -> None:
    import spaghetti

    network = timed(
        "spaghetti: network", lambda: spaghetti.Network(in_data=streets[["street_id", "geometry"]])
    )
    timed(
        "spaghetti: offences to streets",
        lambda: network.snapobservations(offences[["geometry"]], "offences"),
    )


def with_pandana(streets: gpd.GeoDataFrame, offences: gpd.GeoDataFrame) -> None:
    import pandana

    corners = shapely.get_coordinates(streets.geometry.to_numpy()).reshape(-1, 2, 2)
    ends = streets[["from_node", "to_node"]].astype(int)
    nodes = pd.DataFrame(
        {"x": corners[..., 0].ravel(), "y": corners[..., 1].ravel()}, index=ends.to_numpy().ravel()
    )
    nodes = nodes[~nodes.index.duplicated()].sort_index()
    network = timed(
        "pandana: network",
        lambda: pandana.Network(
            nodes["x"], nodes["y"], ends["from_node"], ends["to_node"], streets[["length_m"]]
        ),
    )

    def summed() -> Any:  # noqa: ANN401 - the peer's own
        network.precompute(max(BANDWIDTHS_M))
        near = network.get_node_ids(offences.geometry.x, offences.geometry.y)
        network.set(near, name="offences")
        return network.aggregate(max(BANDWIDTHS_M), type="sum", decay="linear", name="offences")

    timed(f"pandana: sums within {max(BANDWIDTHS_M):g} m of nodes, falling in a line", summed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--links", type=int, default=100_000)
    parser.add_argument("--offences", type=int, default=160_000)
    parser.add_argument("--peers", default=sys.executable)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.folder:
        peers(given.folder)
        return
    streets = lattice(given.links)
    offences = offences_near(streets, given.offences)
    print(
        f"{len(streets):,} links, {streets.length.sum() / 1000:,.0f} km, {len(offences):,} offences"
    )
    print("| what | processor | clock |\n|---|---|---|")
    ours(streets, offences)
    print(f"  most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")
    with tempfile.TemporaryDirectory() as folder:
        streets.to_parquet(Path(folder) / "streets.parquet")
        offences.to_parquet(Path(folder) / "offences.parquet")
        subprocess.run(
            [given.peers, __file__, "--folder", folder],
            check=True,
            env={**os.environ, **ONE_THREAD},
        )


if __name__ == "__main__":
    os.environ.update(ONE_THREAD)
    main()
