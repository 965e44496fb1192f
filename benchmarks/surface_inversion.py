"""The attack on a surface, on the full demonstration county: before, and after.

    python -m benchmarks.surface_inversion

One fit a patch (the root of a quartic kernel is a quadratic), on the densities as they are and on
the classes that a run shows. Counted are the places of a selection that have no other within two
bandwidths, and how many of them a fitted place comes near to.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.spatial import cKDTree

from hotspots import care
from hotspots.analyse.density.kernel_density import kernel_density, positions_of, study_grid
from hotspots.analyse.density.kernel_density_params import KernelDensityParams
from hotspots.analyse.density.shown_density import shown_density
from hotspots.demo.params import DemoParams
from hotspots.study.demo import make_demo
from hotspots.study.inputs import find_job
from hotspots.study.reading import load
from tests.care.town import patches, place_by_least_squares

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.arrays import Floats
    from hotspots.surface import Grid

PARAMS: Final = KernelDensityParams()
SELECTIONS: Final = ("rape", "dwelling_burglary", "street_violence")
NEAR_M: Final = (10.0, PARAMS.bandwidth_m)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        make_demo(Path(folder), DemoParams.full(2025))
        inputs = find_job(Path(folder)).inputs
        area, loaded = load(inputs)
    grid = study_grid(tuple(area.districts.total_bounds), PARAMS, inputs.profile.crs)
    print("selection            lone places  found within 10 m, 200 m: densities    classes")
    for key in SELECTIONS:
        selection = inputs.profile.selections[key]
        own = loaded.offences[selection.holds(loaded.offences)]
        given = {
            "weight": None,
            "params": PARAMS,
            "grid": grid,
            "period_years": 1.0,
            "unit": "offences per km² per year",
            "title": key,
            "study_area": area.districts.union_all(),
        }
        exact = kernel_density(own, **given)
        shown = shown_density(own, **given, sensitive_selection=care.is_sensitive(selection))
        lone = lone_places(own)
        before = found_near(lone, exact.values, grid)
        after = found_near(lone, shown.bands.astype(np.float64), grid)
        print(f"{key:20} {len(lone):11}  {before!s:>38}  {after!s:>9}")


def lone_places(offences: gpd.GeoDataFrame) -> Floats:
    """Return the places with no other within two bandwidths, in whole metres."""
    places = np.unique(np.round(np.column_stack(positions_of(offences))), axis=0)
    near = cKDTree(places).query_ball_point(places, 2 * PARAMS.bandwidth_m, return_length=True)
    return np.asarray(places[near == 1])


def found_near(lone: Floats, densities: Floats, grid: Grid) -> tuple[int, ...]:
    """Return how many of the places a fitted one comes within each distance of."""
    fitted = [place_by_least_squares(*patch) for patch in patches(densities, grid)]
    places = np.array([place for place in fitted if place is not None]).reshape(-1, 2)
    apart = cKDTree(places).query(lone)[0] if len(places) else np.full(len(lone), np.inf)
    return tuple(int(np.count_nonzero(apart < near)) for near in NEAR_M)


if __name__ == "__main__":
    main()
