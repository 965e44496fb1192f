"""Essex 2025 as data.police.uk published it, read and prepared once for every worker."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hotspots.load.boundaries import StudyArea
from hotspots.load.findings import LoadedOffences
from hotspots.profile import ForceProfile
from hotspots.study.inputs import Inputs
from hotspots.study.reading import load
from tests.made_once import made_once


@pytest.fixture(scope="session")
def essex_prepared(
    shared_data: Path, essex: ForceProfile, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Inputs, tuple[StudyArea, LoadedOffences]]]:
    """The archive of the year and the boundaries, prepared, and what was read of them.

    No test may write to the store.
    """
    layers = ("essex_local_authorities", "essex_wards_may2024", "essex_lsoa21")

    def read(folder: Path) -> tuple[Inputs, tuple[StudyArea, LoadedOffences]]:
        inputs = Inputs(
            offences=[shared_data / "police_uk" / "essex-2025.zip"],
            layers=[shared_data / "boundaries" / f"{layer}.geojson" for layer in layers],
            profile=essex,
            prepared=folder,
        )
        return inputs, load(inputs, whole_rows=True)

    yield from made_once(tmp_path_factory, "essex_2025", read)


@pytest.fixture(scope="session")
def essex_inputs(
    essex_prepared: tuple[Inputs, tuple[StudyArea, LoadedOffences]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Inputs:
    """The archive of the year, and the boundaries: authorities, wards and LSOAs."""
    inputs, _ = essex_prepared
    prepared = tmp_path_factory.mktemp("essex_prepared")
    shutil.copytree(str(inputs.prepared), prepared, dirs_exist_ok=True)
    return replace(inputs, prepared=prepared)


@pytest.fixture(scope="session")
def essex_read(
    essex_prepared: tuple[Inputs, tuple[StudyArea, LoadedOffences]],
) -> tuple[StudyArea, LoadedOffences]:
    """What was read of them."""
    return essex_prepared[1]


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
