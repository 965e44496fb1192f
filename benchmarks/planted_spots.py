"""Whether the harm spots that were planted in the demonstration county are found.

Full size, half a minute a county: ``python benchmarks/planted_spots.py --seeds 2``.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import geopandas as gpd
import shapely

from hotspots.demo.params import DemoParams
from hotspots.load.harm_weights import read_harm_index
from hotspots.study.demo import make_demo
from hotspots.study.harm_maps.harm_analysis import analyse_harm
from hotspots.study.inputs import find_job
from hotspots.study.reading import load


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1, help="how many counties")
    print("seed  planted  overlapped by a spot  spots  on a planted place")
    for seed in range(2025, 2025 + parser.parse_args().seeds):
        planted, spots = found_in_county(seed)
        overlaps = shapely.intersects(planted.to_numpy()[:, None], spots.to_numpy()[None, :])
        print(
            f"{seed}  {len(planted):7}  {overlaps.any(axis=1).mean():20.1%}  {len(spots):5}"
            f"  {overlaps.any(axis=0).mean():18.1%}"
        )


def found_in_county(seed: int) -> tuple[gpd.GeoSeries, gpd.GeoSeries]:
    """Return the planted places, and as many first harm spots as were planted."""
    with tempfile.TemporaryDirectory() as folder:
        _, files = make_demo(Path(folder), DemoParams.full(seed))
        inputs = find_job(Path(folder)).inputs
        area, loaded = load(inputs)
        truth = gpd.read_file(files.truth_spots).to_crs(inputs.profile.crs)
    found = analyse_harm(
        loaded.offences,
        area.districts,
        period=loaded.period,
        selection=inputs.profile.selections[inputs.profile.harm_spot_selection],
        indices=[read_harm_index("css")],
        police_discovered=inputs.profile.police_discovered,
    )
    return truth.geometry.buffer(truth["radius_m"]), found.spots.geometry


if __name__ == "__main__":
    main()
