"""The density of harm (or of offences) along the streets, in true units."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspots import schema
from hotspots.analyse.streets.nearest_street import NO_LINK
from hotspots.analyse.streets.network_kernel import lixel_masses
from hotspots.analyse.streets.street_params import NetworkDensityParams
from hotspots.errors import InputError, ParameterError
from hotspots.surface import Grid

if TYPE_CHECKING:
    from hotspots.analyse.streets.offences_on_streets import PlacedOffences
    from hotspots.analyse.streets.street_network import StreetNetwork
    from hotspots.arrays import Floats, Longs

M_PER_KM: Final = 1_000.0


@dataclass(frozen=True, kw_only=True, eq=False)
class NetworkDensity:
    """Density on each lixel, per km of street per year.

    Attributes
    ----------
    link : array of int, of shape (l,)
        The link of each lixel, by position in the network's streets.
    from_m, to_m : array of shape (l,)
        Where it begins and ends along the link.
    per_km : array of shape (l,)
        Its mean density.
    unit : str
        For example ``"CSS points per km of street per year"``.
    """

    link: Longs
    from_m: Floats
    to_m: Floats
    per_km: Floats
    unit: str

    @property
    def total_per_year(self) -> float:
        """The weight under the whole density: harm (or offences) per year."""
        return math.fsum(self.per_km * (self.to_m - self.from_m)) / M_PER_KM


def network_density(
    placed: PlacedOffences,
    network: StreetNetwork,
    weights: Floats,
    *,
    params: NetworkDensityParams,
    period_years: float,
    unit: str,
) -> NetworkDensity:
    """Return the equal-split quartic kernel density along the streets.

    Parameters
    ----------
    placed : PlacedOffences
        Those on no street add nothing; those at a junction spread from where they are nearest.
    network : StreetNetwork
    weights : array of shape (n,)
        One an offence, 0 or above; a missing one adds nothing.
    params : NetworkDensityParams
    period_years : float
        How long the offences were collected, in years.
    unit : str
        As the product shows it.

    Returns
    -------
    NetworkDensity
        Each link in pieces of one length, none longer than ``lixel_m``. The continuous kernel holds
        the weight that went in, per year, to rounding: a dead end and the network's edge turn it
        back.

    Raises
    ------
    InputError
        When a weight is negative or infinite.
    ParameterError
        When the period is not above 0.

    Notes
    -----
    Distances are walked: two offences on either side of a railway are far apart. Where the streets
    lack a footpath, they are further apart here than on the ground.

    The kernel is exact on the offence's own link. Beyond nodes it is within 1e-4 of its peak. Links
    shorter than 1.5/64 of the bandwidth (4.7 m at 200 m) are walked as if they were that long.

    References
    ----------
    Okabe, Satoh & Sugihara (2009) A kernel density estimation method for networks, its
    computational method and a GIS-based tool. International Journal of GIS 23, 7–32.
    McSwiggan, Baddeley & Nair (2017) Kernel density estimation on a linear network. Scandinavian
    Journal of Statistics 44, 324–345.
    """
    if not (math.isfinite(period_years) and period_years > 0):
        raise ParameterError(f"period_years must be a number above 0, not {period_years}.")
    wrong = int((np.isinf(weights) | (weights < 0)).sum())
    if wrong:
        raise InputError(f"{wrong} of {len(weights)} weights are negative or infinite.")
    pieces = np.ceil(network.lengths_m / params.lixel_m).astype(np.int64)
    starts, ways = network.leaving
    events = _events(placed, network, np.nan_to_num(weights, nan=0.0) / period_years)
    masses = lixel_masses(
        lengths_m=network.lengths_m,
        starts=starts,
        ways=ways,
        event_link=events.index.get_level_values("link").to_numpy(),
        event_share=events.index.get_level_values("share").to_numpy(),
        event_weight=np.asarray(events, dtype=np.float64),
        pieces=pieces,
        bandwidth_m=params.bandwidth_m,
        continuous=params.continuous,
    )
    link = np.repeat(np.arange(len(pieces)), pieces)
    number = np.arange(len(link)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    each_m = network.lengths_m / pieces
    return NetworkDensity(
        link=link,
        from_m=number * each_m[link],
        to_m=(number + 1) * each_m[link],
        per_km=masses / each_m[link] * M_PER_KM,
        unit=unit,
    )


def _events(placed: PlacedOffences, network: StreetNetwork, weights: Floats) -> pd.Series[float]:
    """Return the weight at each distinct place on a link that has any."""
    on = (placed.near.link != NO_LINK) & (weights > 0)
    link = placed.near.link[on]
    share = np.clip(placed.near.along_m[on] / network.lengths_m[link], 0.0, 1.0)
    table = pd.DataFrame({"link": link, "share": share, "weight": weights[on]})
    return table.groupby(["link", "share"])["weight"].sum()


def lixel_lines(
    density: NetworkDensity, network: StreetNetwork, *, at_least: float
) -> gpd.GeoDataFrame:
    """Return the lixels of some density as lines: ``street_id``, ``street``, ``per_km``.

    Parameters
    ----------
    at_least : float
        Leave out lixels below it, in the density's unit.

    Notes
    -----
    A lixel is drawn by its two ends and its middle: within its few metres a bend is cut short.
    """
    kept = np.flatnonzero(density.per_km >= at_least)
    link = density.link[kept]
    lines = network.streets.geometry.to_numpy()[link]
    ends = density.from_m[kept], density.to_m[kept]
    corners = np.stack(
        [
            shapely.get_coordinates(shapely.line_interpolate_point(lines, at))
            for at in (ends[0], (ends[0] + ends[1]) / 2, ends[1])
        ],
        axis=1,
    )
    streets = network.streets.iloc[link]
    return gpd.GeoDataFrame(
        {
            schema.STREET_ID: streets[schema.STREET_ID].to_numpy(),
            schema.STREET: streets[schema.STREET].to_numpy(),
            "per_km": density.per_km[kept],
        },
        geometry=shapely.linestrings(corners),
        crs=network.streets.crs,
    )


def on_grid(density: NetworkDensity, network: StreetNetwork, grid: Grid) -> Floats:
    """Return the density along the streets as weight per km² of each cell of a grid.

    Every lixel counts where its middle lies, so that the cells hold what the streets hold; a lixel
    off the grid is lost.

    Returns
    -------
    array of shape (grid.rows, grid.columns)
    """
    held = np.flatnonzero(density.per_km != 0.0)
    middle_m = (density.from_m[held] + density.to_m[held]) / 2
    lines = network.streets.geometry.to_numpy()[density.link[held]]
    points = shapely.get_coordinates(shapely.line_interpolate_point(lines, middle_m))
    rows, columns = grid.cells_of(points[:, 0], points[:, 1])
    on = (rows >= 0) & (rows < grid.rows) & (columns >= 0) & (columns < grid.columns)
    mass = density.per_km[held] * (density.to_m[held] - density.from_m[held]) / M_PER_KM
    flat = np.bincount(
        rows[on] * grid.columns + columns[on], weights=mass[on], minlength=grid.rows * grid.columns
    )
    # Interpolation leaves a millionth of the peak below nothing here and there.
    return np.maximum(flat, 0.0).reshape(grid.rows, grid.columns) / grid.cell_area_km2
