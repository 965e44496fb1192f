"""What the floor of a surface costs: the harm that is not shown, and the area that goes blank.

    python benchmarks/care_floor.py

Essex 2025 is violence and robbery as data.police.uk published them, at 200 m. Its points are public
and need no floor; here they stand in for a force's own, which are not, so the floor is held against
them as if they were addresses. The demonstration county has invented addresses: its surface is
drawn as `hotspots run` draws it. Both are measured from points as they are and from squares'
middles.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import numpy as np

from hotspots import care, schema
from hotspots.analyse.density.kernel_density import study_grid
from hotspots.analyse.density.kernel_density_params import KernelDensityParams
from hotspots.analyse.density.shown_density import shown_density
from hotspots.demo.params import DemoParams
from hotspots.load.boundaries import read_study_area
from hotspots.load.offences import read_offences
from hotspots.profile import load_profile
from hotspots.study.demo import make_demo
from hotspots.study.inputs import find_job
from hotspots.study.reading import load

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.load.boundaries import StudyArea

SHARED = Path(__file__).parents[2] / "shared" / "data"
PARAMS = KernelDensityParams(bandwidth_m=200.0, cell_size_m=50.0)
CATEGORIES = ("Violence and sexual offences", "Robbery")
FLOORS = ((5, 1), (5, 2), (5, 3), (5, 5), (10, 3))


def main() -> None:
    print("points                floor       from        mass kept  area kept  (that is not empty)")
    measure("Essex 2025", *essex())
    measure("demonstration", *demonstration())


def essex() -> tuple[gpd.GeoDataFrame, StudyArea]:
    """Return violence and robbery of Essex 2025, as if no point were public."""
    profile = load_profile("essex")
    area = read_study_area(
        [SHARED / "boundaries" / "essex_local_authorities.geojson"], profile=profile
    )
    archive = SHARED / "police_uk" / "essex-2025.zip"
    offences = read_offences([archive], profile=profile, study_area=area).offences
    held = offences[schema.CATEGORY].isin(CATEGORIES)
    return offences[held].assign(**{schema.PUBLIC_POINT: False}), area


def demonstration() -> tuple[gpd.GeoDataFrame, StudyArea]:
    """Return the street violence of the full demonstration county."""
    with tempfile.TemporaryDirectory() as folder:
        make_demo(Path(folder), DemoParams.full(2025))
        inputs = find_job(Path(folder)).inputs
        area, loaded = load(inputs)
    selection = inputs.profile.selections[inputs.profile.harm_spot_selection]
    return loaded.offences[selection.holds(loaded.offences)], area


def measure(name: str, offences: gpd.GeoDataFrame, area: StudyArea) -> None:
    """Print what each floor keeps of the number of offences, and of the area that is not empty."""
    districts = area.districts
    grid = study_grid(tuple(districts.total_bounds), PARAMS, str(offences.crs))
    ground = districts.union_all()
    for fewest, places in FLOORS:
        for squares in (False, True):
            middles = care.middles_of_squares if squares else lambda east, north: (east, north)
            with (
                mock.patch.object(care, "FEWEST_OFFENCES_NEAR", fewest),
                mock.patch.object(care, "FEWEST_PLACES", places),
                mock.patch.object(care, "middles_of_squares", middles),
            ):
                shown = shown_density(
                    offences,
                    weight=None,
                    params=PARAMS,
                    grid=grid,
                    period_years=1.0,
                    unit="offences per km² per year",
                    title=name,
                    study_area=ground,
                )
            kept = np.array([1 - shown.share_withheld, 1 - shown.share_of_area_withheld])
            where = "squares" if squares else "points"
            print(
                f"{name:20}  {fewest:2} from {places}   {where:8}  {kept[0]:13.1%}  {kept[1]:9.1%}"
            )


if __name__ == "__main__":
    main()
