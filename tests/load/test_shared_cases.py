"""Inputs that fell short once, in ``../shared/cases``, read beside the real boundaries of Essex."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hotspots.errors import NoRowsError
from hotspots.load.boundaries import StudyArea, read_study_area
from hotspots.load.dated_points import read_dated_points
from hotspots.load.findings import LoadedOffences
from hotspots.load.gps_tracks import TRACK, read_tracks
from hotspots.load.offences import read_offences
from hotspots.profile import ForceProfile

ReadCase = Callable[[str], LoadedOffences]


@pytest.fixture(scope="module")
def cases(shared_data: Path) -> Path:
    return shared_data.parent / "cases"


@pytest.fixture(scope="module")
def essex_area(shared_data: Path, essex: ForceProfile) -> StudyArea:
    layer = shared_data / "boundaries" / "essex_local_authorities.geojson"
    return read_study_area([layer], profile=essex)


@pytest.fixture
def read_case(cases: Path, essex: ForceProfile, essex_area: StudyArea) -> ReadCase:
    return lambda name: read_offences(cases / name, profile=essex, study_area=essex_area)


def test_the_api_of_police_uk_is_read(read_case: ReadCase) -> None:
    read = read_case("police_uk_api_columns.csv")
    assert read.rows_used == 3
    assert read.has_snapped_points
    assert read.offences["location"].fillna("").tolist() == [
        "Invented Road",
        "Invented Street",
        "",
    ]


def test_months_as_dates_are_months(read_case: ReadCase) -> None:
    read = read_case("police_uk_months_as_dates.csv")
    assert read.offences["time_precision"].tolist() == ["month"]


def test_collisions_are_a_source_of_their_own(read_case: ReadCase) -> None:
    read = read_case("stats19_collisions.csv")
    assert read.subject == "collisions"
    assert read.offences["category"].tolist() == ["Serious collision", "Slight collision"]
    assert read.rows_set_aside_by_reason == {"no coordinates": 2}


def test_codes_are_one_however_they_are_written(read_case: ReadCase) -> None:
    codes = read_case("offence_codes_as_written.csv").offences["offence_code"].value_counts()
    assert codes.to_dict() == {
        "8N": 4, "28E": 3, "34B": 3, "8/6": 2, "105A": 1, "49A": 1,
    }  # fmt: skip


def test_metres_of_web_maps_lie_in_colchester(read_case: ReadCase) -> None:
    read = read_case("xy_and_lonlat.csv")
    assert read.offences["district"].tolist() == ["Colchester", "Colchester"]


def test_eastings_in_scientific_notation_are_not_believed(read_case: ReadCase) -> None:
    with pytest.raises(NoRowsError, match="20 coordinates lost digits in a spreadsheet"):
        read_case("eastings_in_scientific_notation.csv")


def test_two_units_make_two_tracks(cases: Path, essex_area: StudyArea) -> None:
    west, south, east, north = map(float, essex_area.districts.total_bounds)
    read = read_tracks([cases / "gps_two_units.csv"], near=(west, south, east, north))
    assert read.fixes[TRACK].nunique() == 2


def test_a_multipoint_of_one_part_is_an_event(cases: Path) -> None:
    assert len(read_dated_points(cases / "one_part_multipoint.geojson").points) == 2
