"""What residents say, placed in wards: reports by point, surveys by ward."""

from __future__ import annotations

from pathlib import Path

from hotspots.load.area_files import read_area_files
from hotspots.load.boundaries import StudyArea
from hotspots.load.ward_reports import WardReports, combine_ward_reports
from hotspots.profile import ForceProfile
from hotspots.schema import Reason
from tests.load.conftest import WriteFile

# In the Lower Vale: the ward to the west, the one to the east, and the gap of 200 m between them.
WEST, EAST = "E05000001", "E05000002"


def reports(area: StudyArea, vale: ForceProfile, *paths: Path) -> WardReports:
    files, _ = read_area_files(paths, {})
    return combine_ward_reports(files, study_area=area, profile=vale)


def test_reports_are_counted_where_their_points_lie(
    vale: ForceProfile, vale_area: StudyArea, write_file: WriteFile
) -> None:
    path = write_file(
        "street safe.csv",
        "Report ID,Easting,Northing,Concern",
        "1,572000,205000,Poor lighting",
        "2,573000,205000,Groups gathering",
        "3,578000,205000,Poor lighting",
        "4,574950,205000,In the gap and nearest the west",
        "5,,205000,Nowhere",
        "6,590000,205000,Elsewhere",
        "7,x,205000,Typed by hand",
    )
    found = reports(vale_area, vale, path)
    assert found.reports == {WEST: 3, EAST: 1}
    assert found.survey is None
    by_line = found.set_aside.set_index("source_line")["reason"].to_dict()
    assert by_line == {
        6: Reason.NO_COORDINATES,
        7: Reason.OUTSIDE_FORCE,
        8: Reason.UNREADABLE_COORDINATES,
    }
    (source,) = found.sources
    assert source.rows_in == source.rows_used + len(found.set_aside) == 7


def test_a_ward_code_comes_before_a_point(
    vale: ForceProfile, vale_area: StudyArea, write_file: WriteFile
) -> None:
    """The outline says west; the code says east, and outlines are generalised."""
    path = write_file(
        "reports.csv",
        "Report ID,ward_code,easting,northing",
        f"1,{EAST},572000,205000",
        "2,,572000,205000",
        "3,E05009999,572000,205000",
        "4,E05009999,,",
    )
    found = reports(vale_area, vale, path)
    assert found.reports == {WEST: 2, EAST: 1}
    assert found.set_aside["reason"].tolist() == [Reason.NO_COORDINATES]


def test_a_survey_is_the_mean_of_its_rows(
    vale: ForceProfile, vale_area: StudyArea, write_file: WriteFile
) -> None:
    path = write_file(
        "survey.csv",
        "WD24CD,respondents,deficit",
        f"{WEST},80,12%",
        f"{WEST},40,18%",
        f"{EAST},60,n/a",
        "E05009999,10,50%",
        ",10,50%",
    )
    found = reports(vale_area, vale, path)
    assert found.survey == {WEST: 15.0}
    assert found.reports is None
    assert found.set_aside["reason"].tolist() == [
        Reason.UNREADABLE_NUMBER,
        Reason.UNKNOWN_WARD,
        Reason.NO_AREA_CODE,
    ]


def test_a_number_of_reports_a_row_is_added_up(
    vale: ForceProfile, vale_area: StudyArea, write_file: WriteFile
) -> None:
    path = write_file("counts.csv", "ward_code,Reports", f"{WEST},4", f"{WEST},3", f"{EAST},-1")
    found = reports(vale_area, vale, path)
    assert found.reports == {WEST: 7}
    assert found.set_aside["reason"].tolist() == [Reason.UNREADABLE_NUMBER]


def test_without_a_table_nothing_is_said(vale: ForceProfile, vale_area: StudyArea) -> None:
    found = reports(vale_area, vale)
    assert found.reports is None
    assert found.survey is None
    assert found.set_aside.empty
