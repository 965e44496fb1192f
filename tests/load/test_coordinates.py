"""Which coordinates of a file are used, and whose fault it is when they lie elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from hotspots.errors import CoordinateError, NoRowsError
from hotspots.load.boundaries import StudyArea
from hotspots.load.findings import LoadedOffences
from hotspots.load.offences import read_offences
from hotspots.profile import ForceProfile, Place
from tests.load.rms_rows import RMS_HEADER, rms_row

WriteFile = Callable[..., Path]
ReadText = Callable[..., LoadedOffences]
HEADER = "Ref,HO Code,Offence Date Time,X,Y"
WHEN = "8N,2025-03-15 10:00"
# Postcode CM2 7UJ: OS Code-Point Open, 2025, has easting 575,178 and northing 205,539. The metres
# of web maps follow from its longitude and latitude: R·λ and R·ln tan(π/4 + φ/2).
IN_DEGREES = "0.534728,51.721212"
ON_THE_WEB = "59525.65,6749873.13"


@pytest.fixture
def read_text(vale: ForceProfile, vale_area: StudyArea, write_file: WriteFile) -> ReadText:
    def read(*lines: str) -> LoadedOffences:
        return read_offences(write_file("x.csv", *lines), profile=vale, study_area=vale_area)

    return read


def test_metres_of_web_maps_are_known_by_where_they_lie(read_text: ReadText) -> None:
    read = read_text(HEADER, f"R1,{WHEN},{ON_THE_WEB}")
    assert read.offences.distance(shapely.Point(575_178, 205_539)).max() < 5
    assert any("'X' and 'Y' are metres of web maps" in note for note in read.sources[0].notes)


def test_longitude_and_latitude_are_taken_where_x_and_y_lie_elsewhere(read_text: ReadText) -> None:
    read = read_text(f"{HEADER},Longitude,Latitude", f"R1,{WHEN},12.5,99.1,{IN_DEGREES}")
    assert read.offences.distance(shapely.Point(575_178, 205_539)).max() < 5
    assert any(
        "taken from 'Longitude' and 'Latitude': those in 'X' and 'Y' lie outside" in note
        for note in read.sources[0].notes
    )


def test_eastings_and_northings_that_lie_in_the_force_are_used_and_nothing_is_said(
    read_text: ReadText,
) -> None:
    read = read_text(f"{HEADER},Longitude,Latitude", f"R1,{WHEN},575200,205300,{IN_DEGREES}")
    assert read.offences.geometry.x.tolist() == [575_200]
    assert not read.sources[0].notes


def test_a_coordinate_whose_digits_a_spreadsheet_lost_is_set_aside(read_text: ReadText) -> None:
    rows = [rms_row(), rms_row(easting="5.75E+05"), rms_row(easting="5.752001E+05")]
    read = read_text(RMS_HEADER, *rows)
    assert read.rows_set_aside_by_reason == {
        "coordinates lost digits in a spreadsheet (5.99E+05)": 1
    }
    assert read.offences.geometry.x.tolist() == [575_200, 575_200.1]


def test_a_file_of_lost_digits_is_told_how_to_export_them(read_text: ReadText) -> None:
    with pytest.raises(NoRowsError, match=r"1 coordinates lost digits .* straight from the"):
        read_text(RMS_HEADER, rms_row(easting="5.75E+05", northing="2.05E+05"))


def test_boundaries_in_a_wrong_system_are_blamed_and_not_the_offences(
    vale: ForceProfile, vale_area: StudyArea, write_file: WriteFile
) -> None:
    """Outlines whose longitudes were written as latitudes lie off the coast of Africa."""
    astray = gpd.GeoDataFrame(
        vale_area.districts.drop(columns="geometry"),
        geometry=vale_area.districts.translate(-400_000, 300_000),
        crs=vale.crs,
    )
    known = replace(vale, places=(Place(name="Marsh", easting=575_000, northing=205_000),))
    with pytest.raises(CoordinateError, match=r"The boundaries lie at .* such as Marsh \(575000"):
        read_offences(
            write_file("export.csv", RMS_HEADER, *[rms_row()] * 3),
            profile=known,
            study_area=replace(vale_area, districts=astray),
        )


def test_no_period_is_blamed_where_none_was_asked_for(read_text: ReadText) -> None:
    with pytest.raises(NoRowsError) as fault:
        read_text(RMS_HEADER, rms_row(easting="529000", northing="180500"))
    assert "period" not in str(fault.value)
    assert "outside the force. Check that the file and the boundaries" in str(fault.value)


def test_an_offence_of_long_ago_is_outside_the_months_that_the_data_cover(
    read_text: ReadText,
) -> None:
    rows = [rms_row()] * 20 + [rms_row(from_time="13/06/1995 22:10")]
    assert read_text(RMS_HEADER, *rows).rows_set_aside_by_reason == {
        "outside the months that the data cover": 1
    }
