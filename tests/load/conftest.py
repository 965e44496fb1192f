"""A small force for the load room's tests: two square authorities, ten kilometres a side.

Northvale lies north of Southvale and shares an edge with it, at northing 210,000.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from hotspots.load.boundaries import StudyArea
from hotspots.profile import DefaultPoint, ForceProfile, PolicingDistrict
from hotspots.selection import Selection

NOTHING = Selection(key="nothing", label="Nothing", description="An empty selection")
WriteFile = Callable[..., Path]


@pytest.fixture(scope="session")
def vale() -> ForceProfile:
    return ForceProfile(
        key="vale",
        force_name="Vale Police",
        crs="EPSG:27700",
        timezone="Europe/London",
        marking="OFFICIAL",
        authorities={"E07000901": "Northvale", "E07000902": "Southvale"},
        districts=(
            PolicingDistrict(
                name="Upper Vale", local_policing_area="Vale", authorities=("E07000901",)
            ),
            PolicingDistrict(
                name="Lower Vale", local_policing_area="Vale", authorities=("E07000902",)
            ),
        ),
        default_points=(
            DefaultPoint(name="headquarters", easting=571000, northing=201000, radius_m=5),
        ),
        selections={"nothing": NOTHING},
        police_discovered=NOTHING,
        harm_spot_selection="nothing",
        harm_spot_count=1,
        harm_spot_count_per="force",
        burglary_selection="nothing",
    )


@pytest.fixture(scope="session")
def vales(vale: ForceProfile) -> ForceProfile:
    """The same ground as a nation of two forces."""
    return replace(
        vale,
        force_name="Both Vales",
        authorities={"E23000901": "Northvale", "E23000902": "Southvale"},
        districts=tuple(
            replace(each, authorities=(each.authorities[0].replace("E07", "E23"),))
            for each in vale.districts
        ),
    )


@pytest.fixture(scope="session")
def vale_area(vale: ForceProfile) -> StudyArea:
    north = shapely.box(570_000, 210_000, 580_000, 220_000)
    south = shapely.box(570_000, 200_000, 580_000, 210_000)
    # The wards are generalised: there is a gap of 200 m between West and East.
    west = shapely.box(570_000, 200_000, 574_900, 210_000)
    east = shapely.box(575_100, 200_000, 580_000, 210_000)
    return StudyArea(
        authorities=gpd.GeoDataFrame(
            {"area_code": ["E07000901", "E07000902"], "area_name": ["Northvale", "Southvale"]},
            geometry=[north, south],
            crs=vale.crs,
        ),
        districts=gpd.GeoDataFrame(
            {"district": ["Upper Vale", "Lower Vale"], "local_policing_area": ["Vale", "Vale"]},
            geometry=[north, south],
            crs=vale.crs,
        ),
        wards=gpd.GeoDataFrame(
            {
                "ward_code": ["E05000001", "E05000002"],
                "ward_name": ["Trinity", "Trinity"],
                "district": ["Lower Vale", "Lower Vale"],
            },
            geometry=[west, east],
            crs=vale.crs,
        ),
        sources=(),
    )


@pytest.fixture
def write_file(tmp_path: Path) -> WriteFile:
    def write(name: str, *lines: str, encoding: str = "utf-8", end: str = "\n") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes("".join(line + end for line in lines).encode(encoding))
        return path

    return write
