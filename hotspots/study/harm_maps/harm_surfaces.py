"""The three surfaces of a harm map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspots import schema
from hotspots.analyse.density.kernel_density import kernel_density
from hotspots.analyse.density.kernel_density_params import KernelDensityParams

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from hotspots.harm_index import HarmIndex
    from hotspots.selection import Selection
    from hotspots.surface import Grid, Surface


def harm_surfaces(
    weighed: gpd.GeoDataFrame,
    selected: gpd.GeoDataFrame,
    selection: Selection,
    index: HarmIndex,
    grid: Grid,
    years: float,
    study_area: BaseGeometry,
    params: KernelDensityParams,
) -> tuple[Surface, ...]:
    """Return the three surfaces: the selection's harm, all harm, the number of all offences."""
    harm = schema.harm_column(index.key)
    harm_unit = f"{index.unit} per km² per year"
    wanted = (
        (selected, harm, harm_unit, f"{selection.label}: harm"),
        (weighed, harm, harm_unit, "All offences: harm"),
        (weighed, None, "offences per km² per year", "All offences: number"),
    )
    return tuple(
        kernel_density(
            points,
            weight=weight,
            params=params,
            grid=grid,
            period_years=years,
            unit=unit,
            title=title,
            study_area=study_area,
        )
        for points, weight, unit, title in wanted
    )
