"""A surface with its densities as they are, for an analyst who asks for it; no product of the run.

One fit of the kernel gives back the offences behind it. So it is a file apart, that says so in its
name and its tags, and that the run's folder and index do not know.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from hotspots import care, schema
from hotspots.analyse.density.kernel_density import kernel_density, study_grid
from hotspots.crs import require_projected
from hotspots.errors import OutputError, ParameterError
from hotspots.render.maps.geotiff import write_unclassed_geotiff

if TYPE_CHECKING:
    from hotspots.render.stamp import ProductStamp
    from hotspots.selection import Selection
    from hotspots.study.harm_maps.harm_analysis import HarmAnalysis

MARK: Final = "unclassed"
OWNER_ALONE: Final = 0o600


def require_apart(path: Path, *, maps: Path, selection: Selection) -> None:
    """Refuse a file that would not be known for what it is, or would lie among the products.

    Parameters
    ----------
    path : Path
        The file that takes the surface.
    maps : Path
        The folder of runs.
    selection : Selection

    Raises
    ------
    ParameterError
    """
    if MARK not in path.stem.lower() or path.suffix.lower() not in {".tif", ".tiff"}:
        raise ParameterError(
            f"{path.name} must say what it holds: name it so that {MARK!r} is in it, and .tif at "
            "its end, for example surface-unclassed.tif."
        )
    if path.resolve().is_relative_to(maps.resolve()):
        raise ParameterError(
            f"{path.name} would lie among the products that others open. Name a folder of your own."
        )
    if not path.parent.is_dir():
        raise ParameterError(f"There is no folder for {path.name}. Make it first.")
    if care.is_sensitive(selection):
        raise ParameterError(
            f"No unclassed surface is made of {selection.label}: each offence could be worked out "
            "from it. The map shows it in one class."
        )


def write_unclassed_surface(path: Path, analysis: HarmAnalysis, stamp: ProductStamp) -> None:
    """Write the densities of the selection's harm; sensitive offences are not among them.

    Parameters
    ----------
    path : Path
        As ``require_apart`` has it.
    analysis : HarmAnalysis
    stamp : ProductStamp
        Of the run.

    Raises
    ------
    OutputError
        When the file cannot be written.
    """
    params, districts = analysis.params.surface, analysis.districts
    grid = study_grid(tuple(districts.total_bounds), params, require_projected(districts, "areas"))
    surface = kernel_density(
        analysis.selected,
        weight=schema.harm_column(analysis.index.key),
        params=params,
        grid=grid,
        period_years=analysis.years,
        unit=f"{analysis.index.unit} per km² per year",
        title=f"{analysis.selection.label}: harm",
        study_area=districts.union_all(),
    )
    try:
        path.touch(mode=OWNER_ALONE)
        path.chmod(OWNER_ALONE)
        write_unclassed_geotiff(path, surface, stamp)
        path.chmod(OWNER_ALONE)
    except OSError as fault:
        raise OutputError(f"{path.name} cannot be written: {fault.strerror or fault}.") from fault
