"""The density along streets as a surface."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pytest

from hotspots.analyse.density.kernel_density import study_grid
from hotspots.analyse.density.kernel_density_params import KernelDensityParams
from hotspots.analyse.streets.network_surface import network_surface
from hotspots.analyse.streets.street_network import street_network
from hotspots.analyse.streets.street_params import StreetMatchParams
from tests.analyse.street_places import SOUTH_M, WEST_M, market_town


def test_it_holds_the_harm_that_went_in_also_of_offences_on_no_street(
    offences_at: Callable[..., gpd.GeoDataFrame],
) -> None:
    places = [(150, 5), (610, 50), (450, 150)]
    offences = offences_at([(WEST_M + east, SOUTH_M + north) for east, north in places])
    params = KernelDensityParams(bandwidth_m=150.0, cell_size_m=25.0)
    town = (WEST_M - 200, SOUTH_M - 300, WEST_M + 800, SOUTH_M + 400)
    surface = network_surface(
        offences,
        street_network(market_town()),
        weight="harm_css",
        params=params,
        match=StreetMatchParams(),
        grid=study_grid(town, params, "EPSG:27700"),
        period_years=2.0,
        unit="points per km² per year",
        title="Harm along the streets",
    )
    assert surface.total_per_year == pytest.approx(300 / 2, rel=2e-3)
    assert surface.values.min() >= 0
    # Between High Street and Mill Lane nobody walks, and nothing is spread.
    rows, columns = surface.grid.cells_of(np.array([WEST_M + 400.0]), np.array([SOUTH_M - 50.0]))
    assert surface.values[rows[0], columns[0]] == 0
