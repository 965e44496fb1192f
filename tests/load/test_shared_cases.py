"""Inputs that fell short once, in ``../shared/cases``, read beside the real boundaries of Essex."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from hotspots import schema
from hotspots.errors import NoRowsError
from hotspots.ledger import read_patrols
from hotspots.load.address_store import read_addresses
from hotspots.load.addresses import convert_addresses
from hotspots.load.boundaries import StudyArea, read_study_area
from hotspots.load.dated_points import read_dated_points
from hotspots.load.findings import LoadedOffences
from hotspots.load.gps_tracks import TRACK, read_tracks
from hotspots.load.offences import read_offences
from hotspots.profile import ForceProfile

ReadCase = Callable[..., LoadedOffences]
DAY_FIRST = "%d/%m/%Y %H:%M"


@pytest.fixture(scope="module")
def cases(shared_data: Path) -> Path:
    return shared_data.parent / "cases"


@pytest.fixture(scope="module")
def essex_area(shared_data: Path, essex: ForceProfile) -> StudyArea:
    layer = shared_data / "boundaries" / "essex_local_authorities.geojson"
    return read_study_area([layer], profile=essex)


@pytest.fixture
def read_case(cases: Path, essex: ForceProfile, essex_area: StudyArea) -> ReadCase:
    return partial(_read, cases, essex, essex_area)


def _read(
    cases: Path, essex: ForceProfile, area: StudyArea, name: str, date_format: str | None = None
) -> LoadedOffences:
    return read_offences(cases / name, profile=essex, study_area=area, date_format=date_format)


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


def clocks(read: LoadedOffences, column: str = "from_time") -> list[str]:
    times: list[str] = read.offences[column].dt.strftime("%d/%m %H:%M").tolist()
    return times


def test_clocks_without_leading_zeros_are_of_the_night(read_case: ReadCase) -> None:
    read = read_case("clock_without_leading_zeros.csv")
    assert [clock[-5:] for clock in clocks(read)] == ["02:00", "01:15", "00:45", "00:05", "10:10"]


def test_times_without_their_date_are_of_no_year(read_case: ReadCase) -> None:
    with pytest.raises(NoRowsError, match=r"12 a time without its date.*\[columns\] from_date"):
        read_case("time_only_dates_1899.csv")


def test_dates_after_the_file_itself_are_set_aside(read_case: ReadCase) -> None:
    read = read_case("tenth_of_dates_in_2031.csv")
    assert read.rows_set_aside_by_reason == {"date after the file itself was saved": 6}
    assert read.period[1].year == 2025


def test_an_open_end_is_no_end(read_case: ReadCase) -> None:
    read = read_case("open_ended_to.csv")
    assert clocks(read, "to_time") == ["13/05 02:45", "14/05 02:45", "15/05 06:00"]
    assert "taken for no end: 2" in read.sources[0].notes[0]


@pytest.mark.parametrize("date_format", [None, DAY_FIRST])
def test_american_dates_are_said_at_the_head_with_their_lines(
    read_case: ReadCase, date_format: str | None
) -> None:
    read = read_case("us_dates_under_one_percent.csv", date_format=date_format)
    assert read.rows_used == 844
    first = read.oddities[0]
    assert first.kind == "reading"
    assert "6, not read (lines 39, 92, 335, 403, 602, 779)" in first.found
    assert "misread, day for month" in first.found


def test_a_column_named_twice_is_said_at_the_head(read_case: ReadCase) -> None:
    first = read_case("column_named_twice.csv").oddities[0]
    assert "'Easting' stands more than once, and differs in 2 rows: the first is read" in first.said


def test_databases_dates_are_read_without_being_told(read_case: ReadCase) -> None:
    assert clocks(read_case("sql_server_dates.csv")) == ["15/03 10:05", "05/03 23:30"]
    assert clocks(read_case("postgres_offset.csv")) == ["15/06 11:00", "15/06 12:00"]


def test_a_long_note_is_read(read_case: ReadCase) -> None:
    assert read_case("long_field.csv").rows_used == 2


@pytest.mark.parametrize(
    ("name", "date_format", "rows", "said"),
    [
        ("open_ended_to.csv", None, 3, "taken for no end: 2"),
        ("header_on_line_three.xlsx", None, 2, "the names of the columns stand on line 3"),
        ("one_sheet_a_month.xlsx", DAY_FIRST, 6, "sheets of the same columns, read together"),
        ("hidden_first_sheet.xlsx", None, 2, "left out: 'Old' (hidden, 1 row)"),
    ],
)
def test_what_was_chosen_in_reading_is_said(
    read_case: ReadCase, name: str, date_format: str | None, rows: int, said: str
) -> None:
    read = read_case(name, date_format)
    assert read.rows_used == rows
    assert said in " ".join(read.sources[0].notes)


def test_patrols_separated_by_semicolons_are_read(cases: Path) -> None:
    read = read_patrols(cases / "patrols_semicolons.csv")
    assert read.rows[schema.SPOT_ID].tolist() == ["S001"]
    assert read.set_aside.empty


def test_uprns_as_floats_are_whole(
    cases: Path, tmp_path: Path, essex: ForceProfile, essex_area: StudyArea
) -> None:
    out = tmp_path / "addresses.parquet"
    convert_addresses(cases / "uprn_as_float.csv", out, profile=essex, study_area=essex_area)
    assert sorted(read_addresses(out)["uprn"]) == ["100012345679", "100012345680"]
