"""Addresses, converted once for the visit lists; and whether they fit the districts of today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from hotspots import schema
from hotspots.load.addresses import convert_addresses
from hotspots.load.boundaries import StudyArea
from hotspots.load.placement import NOWHERE, areas_of_points
from hotspots.study.executor import Progress, no_progress
from hotspots.study.reading import area_of
from hotspots.unfinished import make_folder

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from hotspots.load.address_findings import AddressFindings
    from hotspots.postgresql import Source
    from hotspots.study.inputs import Inputs

# A row that states its district is believed over an outline near by: a few are always astray.
MOST_ASTRAY: Final = 0.02


def notes_on_homes(homes: gpd.GeoDataFrame, study_area: StudyArea) -> tuple[str, ...]:
    """Return a note where many homes lie in another district than they were converted into.

    The outlines of districts may have changed since. A few are astray always: what a row states
    is believed over an outline near by.
    """
    outlines = study_area.districts.geometry.to_numpy()
    names = study_area.districts[schema.DISTRICT].to_numpy(dtype=object)
    places = areas_of_points(np.column_stack([homes.geometry.x, homes.geometry.y]), outlines)
    astray = (places != NOWHERE) & (names[places] != homes[schema.DISTRICT].to_numpy(dtype=object))
    if not len(homes) or astray.mean() <= MOST_ASTRAY:
        return ()
    note = (
        f"Of {len(homes):,} homes near a live burglary {int(astray.sum()):,} are listed under "
        "another district than they lie in: the boundaries have changed since the addresses were "
        "converted. Convert them again."
    )
    return (note,)


def convert(
    source: Source,
    store: Path,
    inputs: Inputs,
    *,
    points_only: bool = False,
    progress: Progress = no_progress,
) -> AddressFindings:
    """Convert an address file into the store; every row is an address or set aside.

    Parameters
    ----------
    source : Path or PostgisTable
        AddressBase Core or Plus, Open UPRN, a CSV, a GeoPackage, a GeoParquet, a table of PostGIS.
    store : Path
        The file to write; one that is there is replaced.
    inputs : Inputs
        For the force's boundaries.
    points_only : bool
        Take addresses without text.
    """
    progress("Converting addresses", 0, 2)
    study_area = area_of(inputs)
    progress("Converting addresses", 1, 2)
    make_folder(store.parent)
    found = convert_addresses(
        source, store, profile=inputs.profile, study_area=study_area, points_only=points_only
    )
    progress("Converting addresses", 2, 2)
    return found
