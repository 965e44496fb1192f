from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from hotspots.errors import AmbiguousDatesError, MissingColumnError, SettingsError
from hotspots.load.offence_sources import recognise
from hotspots.load.rms_export import is_rms_export, read_rms_export
from hotspots.load.source_rows import SourceRows
from hotspots.profile import ForceProfile
from tests.load.rms_rows import RMS_HEADER, rms_row

WriteFile = Callable[..., Path]
ReadRows = Callable[..., SourceRows]


@pytest.fixture
def read_rows(vale: ForceProfile, write_file: WriteFile) -> ReadRows:
    def read(
        *rows: str,
        header: str = RMS_HEADER,
        profile: ForceProfile = vale,
        **arguments: str,
    ) -> SourceRows:
        return read_rms_export(
            write_file("export.csv", header, *rows, encoding="utf-8-sig", end="\r\n"),
            profile=profile,
            date_format=arguments.get("date_format"),
        )

    return read


def london(moment: str) -> pd.Timestamp:
    return pd.Timestamp(moment, tz="Europe/London")


def test_an_export_is_read_without_a_mapping(read_rows: ReadRows) -> None:
    rows = read_rows(rms_row())
    offence = rows.offences.iloc[0]
    assert offence["offence_id"] == "42/1001/25"
    assert offence["from_time"] == london("2025-06-13 22:10")
    assert offence["reported_time"] == london("2025-06-13 22:30")
    assert offence["location"] == "Market Street"
    assert not offence["dwelling"]
    assert rows.findings.encoding == "utf-8 with byte-order mark"
    assert rows.findings.date_format == "%d/%m/%Y %H:%M"
    assert rows.findings.first_dates[0][0] == "13/06/2025 22:10"
    assert rows.reasons.isna().all()


def test_the_category_comes_from_the_offence_code(read_rows: ReadRows) -> None:
    rows = read_rows(
        rms_row(offence_code="28E"),
        rms_row(offence_code=" 8n "),
        rms_row(offence_code="4.10"),
        rms_row(offence_code="999Z"),
        rms_row(offence_code=""),
    )
    assert rows.offences["category"].fillna("?").tolist() == [
        "Burglary",
        "Violence and sexual offences",
        "Violence and sexual offences",
        "?",
        "?",
    ]
    assert rows.offences["offence_code"].fillna("?").tolist() == ["28E", "8N", "4.10", "999Z", "?"]
    assert rows.findings.unmapped_codes == {"999Z": 1}


def test_a_stated_category_counts_where_it_is_one_of_police_uk_s(read_rows: ReadRows) -> None:
    rows = read_rows(
        rms_row() + ",ROBBERY", rms_row() + ",Assault (other)", header=RMS_HEADER + ",Crime Type"
    )
    assert rows.offences["category"].tolist() == ["Robbery", "Violence and sexual offences"]
    assert rows.findings.notes == (
        "rows whose category is not one of those known, taken by their code: 1",
    )


def test_an_offence_without_an_end_is_known_to_the_moment(read_rows: ReadRows) -> None:
    offence = read_rows(rms_row()).offences.iloc[0]
    assert offence["to_time"] == offence["from_time"]
    assert offence["time_precision"] == "exact"


def test_a_night_away_is_a_range_and_half_an_hour_is_a_moment(read_rows: ReadRows) -> None:
    rows = read_rows(
        rms_row(to_time="14/06/2025 07:00"), rms_row(to_time="13/06/2025 22:40"), rms_row()
    )
    assert rows.offences["time_precision"].tolist() == ["range", "exact", "exact"]
    assert rows.offences["to_time"].iloc[0] == london("2025-06-14 07:00")


def test_an_offence_that_ends_before_it_starts_is_used_with_its_start(read_rows: ReadRows) -> None:
    rows = read_rows(rms_row(to_time="12/06/2025 07:00"))
    assert rows.offences["to_time"].iloc[0] == london("2025-06-13 22:10")
    assert rows.findings.notes == ("rows that end before they start, used with their start: 1",)


def test_dates_without_a_clock_last_to_the_end_of_their_day(read_rows: ReadRows) -> None:
    day = {"from_time": "13/06/2025", "reported_time": ""}
    rows = read_rows(
        rms_row(**day), rms_row(**day, to_time="13/06/2025"), rms_row(**day, to_time="15/06/2025")
    )
    assert rows.offences["time_precision"].tolist() == ["day", "day", "range"]
    assert rows.offences["to_time"].tolist() == [
        london("2025-06-14"),
        london("2025-06-14"),
        london("2025-06-16"),
    ]


def test_date_and_time_in_two_columns_are_put_together(read_rows: ReadRows) -> None:
    rows = read_rows(
        "1,8N,13/06/2025,22:10,14/06/2025,0700,575200,205300",
        "2,8N,13/06/2025,,,,575200,205300",
        header="Crime No,HO Code,Date From,Time From,Date To,Time To,Easting,Northing",
    )
    # The times to are written 0700: the column has a format of its own.
    assert rows.offences["from_time"].tolist() == [london("2025-06-13 22:10"), london("2025-06-13")]
    assert rows.offences["to_time"].tolist() == [london("2025-06-14 07:00"), london("2025-06-14")]
    assert rows.offences["time_precision"].tolist() == ["range", "day"]


def test_an_ambiguous_column_follows_the_others_of_its_file(read_rows: ReadRows) -> None:
    rows = read_rows(rms_row(from_time="03/04/2025 22:10", reported_time="13/04/2025 09:00"))
    assert rows.offences["from_time"].iloc[0] == london("2025-04-03 22:10")


def test_a_file_that_could_be_either_is_refused_until_the_format_is_stated(
    read_rows: ReadRows, vale: ForceProfile, write_file: WriteFile
) -> None:
    row = rms_row(from_time="03/04/2025 22:10", reported_time="")
    with pytest.raises(AmbiguousDatesError, match=r"^export\.csv, column 'from_time' could be"):
        read_rows(row)
    told = read_rows(row, date_format="%d/%m/%Y %H:%M")
    assert told.offences["from_time"].iloc[0] == london("2025-04-03 22:10")
    by_profile = read_rms_export(
        write_file("export.csv", RMS_HEADER, row),
        profile=replace(vale, column_aliases={"date_format": ("%m/%d/%Y %H:%M",)}),
    )
    assert by_profile.offences["from_time"].iloc[0] == london("2025-03-04 22:10")


def test_rows_without_a_usable_date_have_a_reason(read_rows: ReadRows) -> None:
    good = [rms_row(to_time="13/06/2025 23:00")] * 60
    rows = read_rows(
        *good,
        rms_row(from_time=""),
        rms_row(from_time="last Tuesday"),
        rms_row(to_time="31/02/2025 10:00"),
        rms_row(reported_time="soon"),
    )
    assert rows.reasons.iloc[60:].fillna("used").tolist() == [
        "no date",
        "date does not fit the file's format",
        "date does not fit the file's format",
        "used",
    ]
    assert rows.faulty_values.iloc[61:63].tolist() == ["last Tuesday", "31/02/2025 10:00"]
    assert "reported times that could not be read, left out: 1" in rows.findings.notes


@pytest.mark.parametrize(
    ("word", "dwelling"),
    [("Y", True), ("yes", True), ("1", True), ("TRUE", True), ("Dwelling", True), ("N", False),
     ("0", False), ("Non-Dwelling", False), ("false", False)],
)  # fmt: skip
def test_a_dwelling_by_every_word_for_it(read_rows: ReadRows, word: str, *, dwelling: bool) -> None:
    assert bool(read_rows(rms_row(dwelling=word)).offences["dwelling"].iloc[0]) is dwelling


def test_a_dwelling_that_the_source_does_not_tell_is_missing(read_rows: ReadRows) -> None:
    rows = read_rows(rms_row(dwelling=""), rms_row(dwelling="perhaps"))
    assert rows.offences["dwelling"].isna().all()
    assert rows.findings.notes == (
        "rows that say neither yes nor no to a dwelling, taken as not known: 1",
    )


def test_hostile_text_is_kept_to_the_letter(read_rows: ReadRows) -> None:
    hostile = "<script>alert(1)</script> ${x} `x` =1+1"
    rows = read_rows(rms_row(address=hostile))
    assert rows.offences["location"].tolist() == [hostile]
    assert rows.original["address"].tolist() == [hostile]


def test_longitudes_and_latitudes_are_taken_as_such(read_rows: ReadRows) -> None:
    rows = read_rows(
        "42/1,8N,13/06/2025 22:10,51.7166,0.5375", header="Crime Ref,HO Code,From,Lat,Long"
    )
    assert rows.coordinates.crs == "EPSG:4326"
    assert rows.coordinates.eastings.tolist() == ["0.5375"]
    assert rows.coordinates.northings.tolist() == ["51.7166"]


@pytest.mark.parametrize(
    ("lost", "named"),
    [("from_time", "from_time"), ("offence_code", "offence_code"), ("northing", "northing")],
)
def test_a_missing_column_is_named_with_the_names_that_would_do(
    read_rows: ReadRows, lost: str, named: str
) -> None:
    header = RMS_HEADER.replace(lost, "something else")
    with pytest.raises(
        MissingColumnError, match=rf"export\.csv lacks {named} \(also .*\[columns\] {named} ="
    ):
        read_rows(rms_row(), header=header)


def test_a_workbook_is_read_like_a_csv(vale: ForceProfile, tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Crimes")
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_row(0, 0, ["Crime No", "HO Code", "Committed From", "X", "Y"])
        sheet.write_row(1, 0, ["42/1", 105.0, "", 575200, 205300])
        sheet.write_datetime(1, 2, dt.datetime(2025, 4, 3, 22, 10), moment)  # noqa: DTZ001
    rows = read_rms_export(path, profile=vale)
    assert rows.offences["from_time"].iloc[0] == london("2025-04-03 22:10")
    assert rows.offences["offence_code"].tolist() == ["105"]
    assert rows.findings.sheet == "Crimes"
    assert any("4.10 and 4.1 cannot be told apart" in note for note in rows.findings.notes)


def test_an_export_is_known_by_two_of_time_place_and_offence() -> None:
    assert is_rms_export(tuple(RMS_HEADER.split(",")))
    assert is_rms_export(("Committed From", "X", "Y"))
    assert not is_rms_export(("UPRN", "Easting", "Northing"))
    assert not is_rms_export(("spot_id", "line", "kind"))


def test_whole_times_beside_a_column_of_dates_are_taken_as_they_are(read_rows: ReadRows) -> None:
    rows = read_rows(
        "1,8N,13/06/2025,13/06/2025 22:10,575200,205300",
        header="Crime No,HO Code,Date From,Committed From,Easting,Northing",
    )
    assert rows.offences["from_time"].tolist() == [london("2025-06-13 22:10")]


def test_an_export_without_any_coordinates_columns_is_refused(read_rows: ReadRows) -> None:
    with pytest.raises(
        MissingColumnError, match=r"lacks easting .*; northing .*easting = .* and northing ="
    ):
        read_rows("1,8N,13/06/2025", header="Crime No,HO Code,Date From")


SHIFTED = "Crime No,HO Code,Date From,Time From,Easting,Northing"


@pytest.mark.parametrize("clock", ["30", "0030", "00:30", "1899-12-30 00:30:00", "12:30 AM"])
def test_half_past_midnight_is_the_clock_beside_a_date_however_it_was_kept(
    read_rows: ReadRows, clock: str
) -> None:
    rows = read_rows(f"1,8N,2025-06-13 00:00:00.000,{clock},575200,205300", header=SHIFTED)
    assert rows.offences["from_time"][0] == london("2025-06-13 00:30")


def test_a_clock_kept_as_a_number_by_a_workbook_is_the_same(
    vale: ForceProfile, tmp_path: Path
) -> None:
    path = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Crimes")
        sheet.write_row(0, 0, SHIFTED.split(","))
        for row, clock in enumerate((200, 45, 5, 1010), start=1):
            sheet.write_row(row, 0, [f"42/{row}", "8N", "13/06/2025", clock, 575200, 205300])
    rows = read_rms_export(path, profile=vale)
    clocks = rows.offences["from_time"].dt.strftime("%H:%M").tolist()
    assert clocks == ["02:00", "00:45", "00:05", "10:10"]


def test_an_end_that_no_record_can_know_is_no_end(read_rows: ReadRows) -> None:
    ends = ("31/12/9999 00:00", "31/12/2099 00:00", "01/01/1900 00:00", "14/06/2025 06:00")
    rows = read_rows(*[rms_row(to_time=end) for end in ends])
    assert rows.reasons.isna().all()
    first = london("2025-06-13 22:10")
    assert rows.offences["to_time"].tolist() == [first] * 3 + [london("2025-06-14 06:00")]
    assert (
        "ends after the file was saved, or before 1900, such as '31/12/9999 00:00', taken for no "
        "end: 3; these offences stand at their start"
    ) in rows.findings.notes


def test_a_start_that_no_record_can_have_is_set_aside_with_its_reason(read_rows: ReadRows) -> None:
    starts = ("30/12/1899 22:10", "13/06/2099 22:10", "13/06/2025 22:10", "14/06/2025 22:10")
    rows = read_rows(*[rms_row(from_time=start) for start in starts])
    assert rows.reasons.fillna("").tolist() == [
        "a time without its date, or a date before 1900",
        "date after the file itself was saved",
        "",
        "",
    ]
    assert rows.faulty_values[:2].tolist() == list(starts[:2])


def test_all_columns_that_are_lacking_are_named_at_once(read_rows: ReadRows) -> None:
    header = RMS_HEADER.replace("from_time", "when").replace("offence_code", "what")
    with pytest.raises(
        MissingColumnError,
        match=r"export\.csv lacks from_time \(also .*; offence_code \(also .*"
        r"from_time = .* and offence_code = .*docs/another-force\.md",
    ):
        read_rows(rms_row(), header=header)


def test_a_cover_sheet_is_passed_over(vale: ForceProfile, tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(path) as book:
        cover = book.add_worksheet("Cover")
        cover.write_column(0, 0, ["Offences of 2025", "Made for the district"])
        sheet = book.add_worksheet("Crimes")
        sheet.write_row(0, 0, ["Crime No", "HO Code", "Committed From", "X", "Y"])
        sheet.write_row(1, 0, ["42/1", "8N", "13/06/2025 22:10", 575200, 205300])
    assert recognise(path) == "records-system export"
    rows = read_rms_export(path, profile=vale)
    assert rows.findings.sheet == "Crimes"
    assert "read the sheet 'Crimes'; left out: 'Cover' (1 row)" in rows.findings.notes


def test_a_profile_s_own_date_format_must_be_one(read_rows: ReadRows, vale: ForceProfile) -> None:
    with pytest.raises(SettingsError, match=r"'vale', \[columns\]: The date format 'dd/mm/yyyy'"):
        read_rows(rms_row(), profile=replace(vale, column_aliases={"date_format": ("dd/mm/yyyy",)}))
