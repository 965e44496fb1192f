"""The density along the streets as a surface, for every product that shows one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hotspots.analyse.density.kernel_density import kernel_density
from hotspots.analyse.streets.nearest_street import NO_LINK
from hotspots.analyse.streets.network_density import network_density, on_grid
from hotspots.analyse.streets.offences_on_streets import place_on_streets
from hotspots.analyse.streets.street_params import NetworkDensityParams, StreetMatchParams

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from hotspots.analyse.density.kernel_density_params import KernelDensityParams
    from hotspots.analyse.streets.street_network import StreetNetwork
    from hotspots.surface import Grid, Surface


def network_surface(  # noqa: PLR0913 - as ``kernel_density``, and a network
    points: gpd.GeoDataFrame,
    network: StreetNetwork,
    *,
    weight: str | None,
    params: KernelDensityParams,
    match: StreetMatchParams,
    grid: Grid,
    period_years: float,
    unit: str,
    title: str,
    study_area: BaseGeometry | None = None,
) -> Surface:
    """Return the density along the streets on the cells of a grid, per km² per year.

    Parameters
    ----------
    points : GeoDataFrame of Point
    network : StreetNetwork
        In the grid's system, as the points.
    match : StreetMatchParams
        How points are put on streets.
    weight, params, grid, period_years, unit, title, study_area
        As ``kernel_density`` takes them. The bandwidth is walked, and not a straight line.

    Returns
    -------
    Surface
        A cell holds what the streets in it hold. Points on no street are spread as the planar
        surface spreads them, so that the volume is the weight that went in: but for what lies on
        streets off the grid.
    """
    placed = place_on_streets(points, network, match)
    off = placed.near.link == NO_LINK
    beside = kernel_density(
        points[off],
        weight=weight,
        params=params,
        grid=grid,
        period_years=period_years,
        unit=unit,
        title=title,
        study_area=study_area,
    )
    weights = np.ones(len(points)) if weight is None else points[weight].to_numpy(np.float64)
    density = network_density(
        placed,
        network,
        weights,
        params=NetworkDensityParams(
            bandwidth_m=params.bandwidth_m, lixel_m=min(20.0, params.cell_size_m / 2)
        ),
        period_years=period_years,
        unit=unit,
    )
    return replace(beside, values=beside.values + on_grid(density, network, grid))
