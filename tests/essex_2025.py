"""Essex 2025 as data.police.uk published it, read once for every worker."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotspots.load.boundaries import StudyArea, read_study_area
from hotspots.load.findings import LoadedOffences
from hotspots.load.offences import read_offences
from hotspots.profile import ForceProfile
from hotspots.study.inputs import Inputs
from tests.made_once import made_once


@pytest.fixture(scope="session")
def essex_inputs(
    shared_data: Path, essex: ForceProfile, tmp_path_factory: pytest.TempPathFactory
) -> Inputs:
    """The archive of the year, and the boundaries; the first reader prepares them for the others.

    Authorities, wards and LSOAs.
    """
    layers = ("essex_local_authorities", "essex_wards_may2024", "essex_lsoa21")
    return Inputs(
        offences=[shared_data / "police_uk" / "essex-2025.zip"],
        layers=[shared_data / "boundaries" / f"{layer}.geojson" for layer in layers],
        profile=essex,
        prepared=tmp_path_factory.mktemp("essex_prepared"),
    )


@pytest.fixture(scope="session")
def essex_read(
    essex_inputs: Inputs, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[StudyArea, LoadedOffences]]:
    """What was read of them."""

    def read(_: Path) -> tuple[StudyArea, LoadedOffences]:
        study_area = read_study_area(essex_inputs.layers, profile=essex_inputs.profile)
        return study_area, read_offences(
            essex_inputs.offences, profile=essex_inputs.profile, study_area=study_area
        )

    yield from made_once(tmp_path_factory, "essex_2025", read)


def one_burglary(folder: Path) -> Path:
    """Write a month as it is published, with one burglary in Colchester."""
    month = folder / "2025-01-essex-street.csv"
    month.write_text(
        "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
        "Crime type,Last outcome category,Context\n"
        "a1,2025-01,Essex Police,Essex Police,0.891,51.889,On or near High Street,E01021623,"
        "Colchester 007A,Burglary,Under investigation,\n",
        encoding="utf-8",
    )
    return month


def published_rows(archive: Path) -> Iterator[dict[str, str]]:
    """Give every row of the published months as it stands there, to be counted by hand."""
    with zipfile.ZipFile(archive) as months:
        for name in months.namelist():
            if name.endswith("-street.csv"):
                with months.open(name) as file:
                    yield from csv.DictReader(io.TextIOWrapper(file, encoding="utf-8"))
