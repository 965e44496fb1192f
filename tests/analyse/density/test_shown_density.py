"""What a surface shows, and where it is blank."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from hotspots import schema
from hotspots.analyse.density.kernel_density import study_grid
from hotspots.analyse.density.kernel_density_params import KernelDensityParams
from hotspots.analyse.density.shown_density import shown_density
from hotspots.density_classes import ClassedSurface

BNG = "EPSG:27700"
GROUND = shapely.box(600_000, 200_000, 603_000, 203_000)
PARAMS = KernelDensityParams(bandwidth_m=200.0, cell_size_m=50.0)
HOUSES = [(601_510.0, 201_510.0), (601_530.0, 201_530.0), (601_560.0, 201_560.0)]


def shown(houses: list[tuple[float, float]], **columns: Any) -> ClassedSurface:
    points = gpd.points_from_xy(*np.transpose(houses), crs=BNG)
    table = gpd.GeoDataFrame(
        {"offence_code": ["8N"] * len(houses), **columns}, geometry=points, crs=BNG
    )
    return shown_density(
        table,
        weight=None,
        params=PARAMS,
        grid=study_grid(GROUND.bounds, PARAMS, BNG),
        period_years=1.0,
        unit="offences per km² per year",
        title="All offences: number",
        study_area=GROUND,
    )


@pytest.mark.parametrize(
    ("houses", "is_shown"),
    [
        ([HOUSES[0], HOUSES[0], HOUSES[1], HOUSES[1], HOUSES[2]], True),
        ([HOUSES[0], HOUSES[1], HOUSES[2], HOUSES[2]], False),  # four offences
        ([HOUSES[0], HOUSES[0], HOUSES[1], HOUSES[1], HOUSES[1]], False),  # two places
        ([HOUSES[0]] * 50, False),
    ],
)
def test_five_offences_from_three_places_are_shown_and_no_fewer(
    houses: list[tuple[float, float]], *, is_shown: bool
) -> None:
    surface = shown(houses)
    assert bool(surface.bands.any()) == is_shown
    assert surface.share_withheld == (0.0 if is_shown else 1.0)
    assert (surface.share_of_area_withheld == 0.0) == is_shown


def test_it_is_drawn_from_the_middle_of_the_square() -> None:
    """All three houses stand in the square whose middle is (601550, 201550)."""
    surface = shown([HOUSES[0], HOUSES[0], HOUSES[1], HOUSES[1], HOUSES[2]])
    rows, columns = np.nonzero(surface.bands)
    east, north = surface.grid.eastings[columns], surface.grid.northings[rows]
    assert east.mean() == pytest.approx(601_550)
    assert north.mean() == pytest.approx(201_550)
    assert np.hypot(east - 601_550, north - 201_550).max() < PARAMS.bandwidth_m


def test_a_public_point_needs_no_company() -> None:
    assert shown([HOUSES[0]], **{schema.PUBLIC_POINT: True}).bands.any()


def test_a_quiet_district_is_a_finding() -> None:
    surface = shown([HOUSES[0]] * 3)
    assert surface.breaks.classes == ()
    assert not surface.window((601_000, 201_000, 602_000, 202_000)).bands.any()
