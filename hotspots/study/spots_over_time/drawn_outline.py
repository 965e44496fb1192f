"""The outline that an analyst draws for a harm spot: a circle, or an area from a file."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import shapely

from hotspots.errors import InputError, ParameterError
from hotspots.load.boundary_files import read_layers
from hotspots.outlines import extent_m
from hotspots.study.reading import area_of

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from hotspots.load.boundaries import StudyArea
    from hotspots.study.inputs import Inputs

# What two officers walk through in a visit of 15 minutes.
WALKABLE_M: Final = 300.0
SMALLEST_RADIUS_M: Final = 10.0
LARGEST_RADIUS_M: Final = 1_000.0
# A centimetre: what an outline is kept to.
OUTLINE_DECIMALS: Final = 2
DEGREES: Final = 180.0
WHERE_TO_FIND: Final = (
    "The easting and northing of each harm spot stand in a run's table (force/harm-spots_….xlsx, "
    "columns “Easting (m)” and “Northing (m)”); of any other place QGIS shows them under the mouse."
)


@dataclass(frozen=True, kw_only=True)
class DrawnOutline:
    """An outline in the force's system.

    Attributes
    ----------
    wkt : str
        Metres.
    extent_m : float
        Its greatest distance across.
    area_m2 : float
    """

    wkt: str
    extent_m: float
    area_m2: float

    @property
    def too_wide(self) -> str | None:
        """Say that it is wider than a visit can walk; None where it is not."""
        if self.extent_m <= WALKABLE_M:
            return None
        return (
            f"Mind: the outline is {self.extent_m:,.0f} m across; two officers walk through "
            f"{WALKABLE_M:g} m in a visit of 15 minutes."
        )


def drawn_circle(
    inputs: Inputs, *, easting: float, northing: float, radius_m: float, given: str
) -> DrawnOutline:
    """Return a circle, checked to lie in the force.

    Parameters
    ----------
    inputs : Inputs
        For the force's boundaries and its coordinate system.
    easting, northing, radius_m : float
        Metres; finite.
    given : str
        What a fault calls the circle.

    Raises
    ------
    InputError
        When it lies outside the force.
    """
    circle = shapely.Point(easting, northing).buffer(radius_m, quad_segs=16)
    return _checked(circle, inputs, given=given)


def drawn_outline(
    inputs: Inputs, *, at: str | None, radius_m: float, file: Path | None
) -> DrawnOutline:
    """Return the outline that was asked for, checked to lie in the force.

    Parameters
    ----------
    inputs : Inputs
        For the force's boundaries and its coordinate system.
    at : str or None
        ``"EASTING,NORTHING"`` of a circle's centre, in metres.
    radius_m : float
        Of the circle.
    file : Path or None
        Outlines in place of a circle; all of them together are the spot.

    Raises
    ------
    ParameterError
        When neither or both are given, or the centre or the radius is none.
    InputError
        When the file holds no area, or the outline lies outside the force.
    """
    if at is not None and file is None:
        if not SMALLEST_RADIUS_M <= radius_m <= LARGEST_RADIUS_M:
            raise ParameterError(
                f"--radius-m must be {SMALLEST_RADIUS_M:g} to {LARGEST_RADIUS_M:g}, not "
                f"{radius_m:g}. Two officers walk through {WALKABLE_M:g} m in a visit of 15 "
                "minutes."
            )
        easting, northing = read_centre(at)
        return drawn_circle(
            inputs, easting=easting, northing=northing, radius_m=radius_m, given=f"--at {at}"
        )
    if file is not None and at is None:
        return _checked(_of_file(file, inputs), inputs, given=file.name)
    raise ParameterError(
        "Say where the spot is, in one way: --at 600300,225600 --radius-m 100 for a circle, or "
        "--outline FILE for an area that was drawn."
    )


def _checked(outline: BaseGeometry, inputs: Inputs, *, given: str) -> DrawnOutline:
    require_in_force(outline, area_of(inputs), given=given)
    return DrawnOutline(
        wkt=str(shapely.to_wkt(outline, rounding_precision=OUTLINE_DECIMALS)),
        extent_m=extent_m(shapely.get_coordinates(outline)),
        area_m2=float(outline.area),
    )


def read_centre(at: str) -> tuple[float, float]:
    """Return the easting and northing of ``"600300,225600"``.

    Raises
    ------
    ParameterError
        When it is no place.
    """
    parts = at.split(",")
    try:
        easting, northing = (float(part) for part in parts)
    except ValueError:
        easting = northing = math.nan
    if not (math.isfinite(easting) and math.isfinite(northing)):
        raise ParameterError(
            f"--at {at} is no place. Give easting and northing in metres, with a comma between "
            f"them: --at 600300,225600. {WHERE_TO_FIND}"
        )
    return easting, northing


def _of_file(file: Path, inputs: Inputs) -> BaseGeometry:
    layers = read_layers(file, to_crs=inputs.profile.crs, declared_crs=inputs.crs)
    outlines = [outline for layer in layers for outline in layer.table.geometry if outline.area]
    if not outlines:
        raise InputError(
            f"{file.name} holds no area. Draw the spot as a polygon, and export it as GeoJSON or "
            "GeoPackage."
        )
    return shapely.union_all(outlines)


def require_in_force(outline: BaseGeometry, study_area: StudyArea, *, given: str) -> None:
    """Refuse an outline that lies outside the force.

    Raises
    ------
    InputError
    """
    force = shapely.union_all(study_area.districts.geometry.to_numpy())
    if not shapely.intersects(force, outline):
        x, y = outline.centroid.coords[0]
        in_degrees = abs(x) <= DEGREES and abs(y) <= DEGREES
        likely = (
            "These look like degrees, and metres are needed"
            if in_degrees
            else "Check that the easting comes first, and that both are in metres"
        )
        raise InputError(f"{given} lies outside the force. {likely}. {WHERE_TO_FIND}")
