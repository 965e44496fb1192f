"""The areas of an operation as somebody drew them: read, held to what can be judged, and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shapely

from hotspots import crs, schema, words
from hotspots.errors import InputError
from hotspots.load.boundary_files import AREA, FORMATS
from hotspots.load.damage import explained
from hotspots.load.vector_files import layers_in
from hotspots.schema import AREA_ID, SPOT_NAME
from hotspots.study.operations.operation_places import Known, areas_of_file

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    import geopandas as gpd

    from hotspots.load.boundaries import StudyArea

MOST_BYTES: Final = 5_000_000
MOST_CORNERS: Final = 5_000
MOST_AREAS: Final = 50
SMALLEST_M2: Final = 400.0  # 20 m by 20 m: a house and its garden are smaller, and no operation
# Square metres that may reach into another's district: boundaries of two sources differ by as much.
MOST_BEYOND_M2: Final = 100.0
# A sea wall or a bank may stand out of the force, but not most of an area.
LEAST_INSIDE: Final = 0.5
DECIMALS: Final = 7  # of a degree: a centimetre


def drawn_areas(path: Path, known: Known) -> gpd.GeoDataFrame:
    """Return the areas of a file that somebody drew: ``area_id``, ``name`` and outlines.

    Parameters
    ----------
    path : Path
    known : Known

    Raises
    ------
    InputError
        When it is too large, holds no area or too many, or an outline crosses itself.
    """
    if path.stat().st_size > MOST_BYTES:
        raise InputError(f"{path.name} is larger than {MOST_BYTES // 1_000_000} MB: no outline is.")
    with explained(path.name, f"Give the outline as {FORMATS}."):
        for layer in layers_in(path):
            _require_simple(layer.read(), path.name)
    areas = areas_of_file(path, known)
    if len(areas) > MOST_AREAS:
        raise InputError(f"{path.name} holds {len(areas):,} areas. Take {MOST_AREAS} at most.")
    small = areas.loc[areas.geometry.area < SMALLEST_M2, SPOT_NAME]
    if len(small):
        raise InputError(
            f"{words.listed(small.tolist(), most=3)} of {path.name}: smaller than "
            f"{SMALLEST_M2:g} m². Draw an area that officers can work in."
        )
    return areas


def _require_simple(table: gpd.GeoDataFrame, called: str) -> None:
    """Refuse outlines of more corners than anybody draws, and those that cross themselves."""
    outlines = table.geometry.to_numpy()
    corners = int(shapely.get_num_coordinates(outlines).sum())
    if corners > MOST_CORNERS:
        raise InputError(
            f"{called} has {corners:,} corners. An outline has {MOST_CORNERS:,} at most: simplify "
            "it, and give it again."
        )
    areas = outlines[shapely.get_dimensions(outlines) == AREA]
    if not shapely.is_valid(areas).all():
        raise InputError(
            f"An outline of {called} crosses itself, so that it is not known what is inside it. "
            "Draw its corners in order, one way round."
        )


def require_within(
    areas: gpd.GeoDataFrame, study_area: StudyArea, own: Collection[str], *, whose: str
) -> None:
    """Refuse areas that lie outside some districts, or reach into others.

    Parameters
    ----------
    areas : GeoDataFrame
        ``name`` and outlines, in the boundaries' system.
    study_area : StudyArea
    own : collection of str
        The districts that they may lie in.
    whose : str
        What a fault calls these.

    Raises
    ------
    InputError
    """
    is_own = study_area.districts[schema.DISTRICT].isin(list(own))
    ground, others = (
        shapely.union_all(study_area.districts.geometry.to_numpy()[each])
        for each in (is_own, ~is_own)
    )
    outlines = areas.geometry.to_numpy()
    inside = shapely.area(shapely.intersection(ground, outlines)) / shapely.area(outlines)
    beyond = shapely.area(shapely.intersection(others, outlines)) > MOST_BEYOND_M2
    wrong = areas.loc[(inside < LEAST_INSIDE) | beyond, SPOT_NAME]
    if len(wrong):
        lies = "lies" if len(wrong) == 1 else "lie"
        raise InputError(f"{words.listed(wrong.tolist(), most=3)} {lies} outside {whose}.")


def write_areas(path: Path, areas: gpd.GeoDataFrame) -> None:
    """Write areas as GeoJSON in longitude and latitude, as ``hotspots evaluate`` reads them."""
    turned = crs.project(areas[[AREA_ID, SPOT_NAME, areas.geometry.name]], crs.WGS84)
    rounded = shapely.set_precision(turned.geometry.to_numpy(), 10.0**-DECIMALS)
    text = turned.set_geometry(rounded, crs=turned.crs).to_json(drop_id=True)
    path.write_text(text, encoding="utf-8", newline="\n")
