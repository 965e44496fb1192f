"""Addresses, converted once: from an address file to the store that visit lists read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspots.load.addresses import convert_addresses
from hotspots.load.boundaries import read_study_area
from hotspots.study.executor import Progress, no_progress
from hotspots.unfinished import make_folder

if TYPE_CHECKING:
    from pathlib import Path

    from hotspots.load.address_findings import AddressFindings
    from hotspots.study.inputs import Inputs


def convert(
    source: Path,
    store: Path,
    inputs: Inputs,
    *,
    points_only: bool = False,
    progress: Progress = no_progress,
) -> AddressFindings:
    """Convert an address file into the store; every row is an address or set aside.

    Parameters
    ----------
    source : Path
        AddressBase Core or Plus, Open UPRN, a CSV, a GeoPackage or a GeoParquet.
    store : Path
        The file to write; one that is there is replaced.
    inputs : Inputs
        For the force's boundaries.
    points_only : bool
        Take addresses without text.
    """
    progress("Converting addresses", 0, 2)
    study_area = read_study_area(inputs.layers, profile=inputs.profile, declared_crs=inputs.crs)
    progress("Converting addresses", 1, 2)
    make_folder(store.parent)
    found = convert_addresses(
        source, store, profile=inputs.profile, study_area=study_area, points_only=points_only
    )
    progress("Converting addresses", 2, 2)
    return found
