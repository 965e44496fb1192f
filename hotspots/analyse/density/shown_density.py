"""The density of harm (or of offences) as a reader may see it: in classes, with nobody behind them.

What may be shown is for ``hotspots.care`` to say; here is made what it asks for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

from hotspots import care
from hotspots.analyse.density.kernel_density import kernel_density, positions_of
from hotspots.analyse.density.quartic_kernel import support_within

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from hotspots.analyse.density.kernel_density_params import KernelDensityParams
    from hotspots.density_classes import ClassBreaks, ClassedSurface
    from hotspots.surface import Grid, Surface

# ``kernel_density``, or another way to spread points that takes what it takes.
Spread = Callable[..., "Surface"]


def shown_density(  # noqa: PLR0913 - as kernel_density, and of what selection it is
    points: gpd.GeoDataFrame,
    *,
    weight: str | None,
    params: KernelDensityParams,
    grid: Grid,
    period_years: float,
    unit: str,
    title: str,
    study_area: BaseGeometry | None = None,
    sensitive_selection: bool = False,
    spread: Spread = kernel_density,
    classes: ClassBreaks | None = None,
) -> ClassedSurface:
    """Return the quartic kernel density in classes, blank where too little lies behind it.

    Public points spread from where they are. Every other offence spreads from the middle of its
    square of ``care.SQUARE_M``, and is shown where its group (sensitive offences; the others) has
    ``care.FEWEST_OFFENCES_NEAR`` offences at ``care.FEWEST_PLACES`` places within the bandwidth.

    Parameters
    ----------
    points : GeoDataFrame of Point
        As ``kernel_density``; with ``offence_code``, and ``domestic_abuse`` and ``public_point``
        where they are known.
    weight, params, grid, period_years, unit, title, study_area
        As ``kernel_density``.
    sensitive_selection : bool
        Whether the offences were selected as sensitive ones: ``care.is_sensitive``.
    spread : callable
        How points become a density: in the plane, or along streets. The support is counted in the
        plane either way.
    classes : ClassBreaks, optional
        As ``care.shown_surface``.

    Raises
    ------
    CoordinateError, InputError, MissingColumnError, ParameterError
        As ``kernel_density``.
    """
    parts = []
    for held, has_floor in care.groups_of_a_surface(points):
        # A copy of a nation's year is two gigabytes.
        own = points if held.all() else points[held]
        drawn = own
        support: dict[str, np.ndarray] = {}
        if has_floor:
            east, north = care.middles_of_squares(*positions_of(own))
            drawn = own.set_geometry(gpd.points_from_xy(east, north, crs=own.crs))
            support = _support(own, drawn, grid, params.bandwidth_m)
        surface = spread(
            drawn,
            weight=weight,
            params=params,
            grid=grid,
            period_years=period_years,
            unit=unit,
            title=title,
            study_area=study_area,
        )
        parts.append(care.SurfacePart(surface=surface, **support))
    return care.shown_surface(parts, sensitive_selection=sensitive_selection, classes=classes)


def _support(
    points: gpd.GeoDataFrame, drawn: gpd.GeoDataFrame, grid: Grid, bandwidth_m: float
) -> dict[str, np.ndarray]:
    """Return the offences and the places, of points as they are, near each cell as it is drawn."""
    places = care.places_of(*positions_of(points))
    eastings, northings = positions_of(drawn)
    first_of_its_place = np.zeros(len(points), dtype=np.int64)
    first_of_its_place[np.unique(places, return_index=True)[1]] = 1
    offences, near = support_within(
        eastings,
        northings,
        np.ones(len(points), dtype=np.int64),
        first_of_its_place,
        grid=grid,
        bandwidth_m=bandwidth_m,
    )
    return {"offences": offences, "places": near}
