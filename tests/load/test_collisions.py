"""Collisions as the Department for Transport publishes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hotspots.errors import InputError
from hotspots.load.boundaries import StudyArea
from hotspots.load.findings import LoadedOffences
from hotspots.load.offences import read_offences
from hotspots.profile import ForceProfile
from tests.load.rms_rows import RMS_HEADER, rms_row

WriteFile = Callable[..., Path]
ReadAll = Callable[..., LoadedOffences]
HEADER = (
    "collision_index,collision_year,location_easting_osgr,location_northing_osgr,longitude,"
    "latitude,police_force,collision_severity,number_of_casualties,date,time,"
    "local_authority_ons_district,lsoa_of_accident_location"
)
IN_MARKET_STREET = "575200,205300,0.5349,51.7190"


@pytest.fixture
def read_all(vale: ForceProfile, vale_area: StudyArea) -> ReadAll:
    return lambda *paths: read_offences(paths, profile=vale, study_area=vale_area)


def collision(severity: object, place: str = IN_MARKET_STREET, day: str = "05/01/2025") -> str:
    return f"2025421,2025,{place},42,{severity},1,{day},08:30,E07000902,E01021646"


def test_a_collision_has_its_official_severity(read_all: ReadAll, write_file: WriteFile) -> None:
    read = read_all(write_file("collisions.csv", HEADER, *map(collision, (1, 2, 3, "Slight"))))
    assert read.offences["category"].tolist() == [
        "Fatal collision",
        "Serious collision",
        "Slight collision",
        "Slight collision",
    ]
    assert (read.subject, read.sources[0].kind) == ("collisions", "collisions (STATS19)")
    # The Department writes the day first, where an extract could be read either way.
    assert read.offences["from_time"].iloc[0].isoformat() == "2025-01-05T08:30:00+00:00"


@pytest.mark.parametrize("unknown", ["NULL,NULL,NULL,NULL", "-1,-1,-1,-1", ",,,"])
def test_a_collision_without_a_place_is_set_aside_as_such(
    read_all: ReadAll, write_file: WriteFile, unknown: str
) -> None:
    read = read_all(write_file("collisions.csv", HEADER, collision(2), collision(2, unknown)))
    assert read.rows_set_aside_by_reason == {"no coordinates": 1}


def test_the_accident_tables_of_earlier_years_are_read(
    read_all: ReadAll, write_file: WriteFile
) -> None:
    header = HEADER.replace("collision_", "Accident_").replace("longitude", "Longitude")
    read = read_all(write_file("accidents.csv", header, collision(1)))
    assert read.offences["category"].tolist() == ["Fatal collision"]
    assert read.offences["offence_id"].tolist() == ["2025421"]


def test_collisions_are_never_counted_with_offences(
    read_all: ReadAll, write_file: WriteFile, tmp_path: Path
) -> None:
    crimes = write_file("export.csv", RMS_HEADER, rms_row())
    crashes = write_file("collisions.csv", HEADER, collision(1))
    with pytest.raises(InputError, match="holds collisions: they are never counted"):
        read_all(crimes, crashes)
    folder = read_all(tmp_path)
    assert folder.rows_in == 1
    assert "collisions.csv was left out: collisions, which are never" in folder.notes[0]
