from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hotspots.errors import CoordinateError
from hotspots.load.boundaries import StudyArea
from hotspots.load.locate import Located, locate
from hotspots.load.rms_export import read_rms_export
from hotspots.profile import ForceProfile
from tests.load.rms_rows import RMS_HEADER, rms_row

WriteFile = Callable[..., Path]
LocateRows = Callable[..., Located]

# Postcode CM2 7UJ in both systems: OS Code-Point Open, 2025 (easting 575,178, northing 205,539).
IN_DEGREES = {"easting": "0.534728", "northing": "51.721212"}
SWAPPED = {"easting": "205300", "northing": "575200"}


@pytest.fixture
def locate_rows(vale: ForceProfile, vale_area: StudyArea, write_file: WriteFile) -> LocateRows:
    def read(*rows: str, header: str = RMS_HEADER, study_area: StudyArea = vale_area) -> Located:
        source = read_rms_export(write_file("export.csv", header, *rows), profile=vale)
        return locate(source, study_area=study_area, profile=vale)

    return read


@pytest.mark.parametrize(
    ("easting", "northing", "reason"),
    [
        ("", "", "no coordinates"),
        ("575200", "", "no coordinates"),
        ("NULL", "NULL", "no coordinates"),
        ("TBC", "205300", "coordinates are not numbers"),
        ("inf", "205300", "coordinates are not numbers"),
        ("0", "0.0", "coordinates are (0, 0)"),
        ("205300", "575200", "easting and northing look swapped"),
        ("0.5375", "51.7166", "degrees where metres are declared"),
        ("51.7166", "0.5375", "degrees where metres are declared"),
        ("571003", "201004", "a known default point (a station or headquarters)"),
        ("529000", "180500", "outside the force"),
        ("1e300", "205300", "outside the force"),
    ],
)
def test_a_row_that_cannot_be_placed_has_its_reason_and_its_value(
    locate_rows: LocateRows, easting: str, northing: str, reason: str
) -> None:
    located = locate_rows(rms_row(), rms_row(), rms_row(easting=easting, northing=northing))
    assert located.reasons.isna().tolist() == [True, True, False]
    assert located.reasons.iloc[2] == reason
    assert located.faulty_values.iloc[2] == f"{easting}, {northing}"
    assert np.isnan(located.points[2]).all()


def test_a_point_is_placed_in_its_authority_district_and_ward(locate_rows: LocateRows) -> None:
    located = locate_rows(rms_row())
    assert located.points.tolist() == [[575_200, 205_300]]
    assert located.authority_codes.tolist() == ["E07000902"]
    assert located.districts.tolist() == ["Lower Vale"]
    assert located.ward_codes.tolist() == ["E05000002"]


def test_degrees_are_converted_to_the_force_s_metres(locate_rows: LocateRows) -> None:
    """Without the OSTN15 grid the projection errs by 4.7 m at most."""
    header = RMS_HEADER.replace("easting", "longitude").replace("northing", "latitude")
    located = locate_rows(rms_row(**IN_DEGREES), header=header)
    assert located.reasons.isna().all()
    np.testing.assert_allclose(located.points, [[575_178, 205_539]], atol=5)


def test_a_file_with_its_axes_swapped_is_refused_and_told_what_to_do(
    locate_rows: LocateRows,
) -> None:
    rows = [rms_row(**SWAPPED), rms_row(**SWAPPED), rms_row()]
    with pytest.raises(
        CoordinateError,
        match=r"2 of 3 points .* 'easting' and 'northing' changed.*easting = \[\"northing\"\]",
    ):
        locate_rows(*rows)


def test_a_file_in_degrees_is_told_to_map_longitude_and_latitude(locate_rows: LocateRows) -> None:
    with pytest.raises(
        CoordinateError,
        match=r"in degrees, where metres are declared\. Map .* as longitude and latitude",
    ):
        locate_rows(*[rms_row(**IN_DEGREES)] * 3)


def test_a_file_in_metres_under_degrees_is_told_to_map_easting_and_northing(
    locate_rows: LocateRows,
) -> None:
    header = RMS_HEADER.replace("easting", "longitude").replace("northing", "latitude")
    with pytest.raises(
        CoordinateError, match=r"in metres, where degrees .* as easting and northing"
    ):
        locate_rows(*[rms_row()] * 3, header=header)


def test_a_file_without_any_coordinates_is_no_file_with_swapped_axes(
    locate_rows: LocateRows,
) -> None:
    located = locate_rows(*[rms_row(easting="", northing="")] * 3)
    assert located.reasons.tolist() == ["no coordinates"] * 3


def test_a_date_at_fault_is_the_reason_before_a_place_at_fault(locate_rows: LocateRows) -> None:
    located = locate_rows(rms_row(), rms_row(from_time="", easting="0", northing="0"))
    assert located.reasons.iloc[1] == "no date"


def test_without_wards_the_ward_is_missing(locate_rows: LocateRows, vale_area: StudyArea) -> None:
    located = locate_rows(rms_row(), study_area=replace(vale_area, wards=None))
    assert located.ward_codes.tolist() == [None]
    assert located.districts.tolist() == ["Lower Vale"]
