from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotspots.errors import InputError, NoRowsError
from hotspots.load.boundaries import StudyArea
from hotspots.load.findings import LoadedOffences
from hotspots.load.oddities.oddity import OddKind
from hotspots.load.offence_sources import recognise
from hotspots.load.offences import observed_period, read_offences
from hotspots.profile import ForceProfile
from hotspots.schema import (
    FROM_TIME,
    OFFENCE_COLUMNS,
    PUBLIC_POINT,
    TIME_PRECISION,
    TimePrecision,
)
from tests.load.rms_rows import RMS_HEADER, rms_row

WriteFile = Callable[..., Path]
ReadAll = Callable[..., LoadedOffences]

MONTH_HEADER = "Crime ID,Month,Longitude,Latitude,Location,LSOA name,Crime type"
MONTH_ROW = "ab1,2025-03,0.5375,51.7166,On or near Market Street,Southvale 002B,Robbery"


@pytest.fixture
def read_all(vale: ForceProfile, vale_area: StudyArea) -> ReadAll:
    def read(*paths: Path, period: tuple[dt.date, dt.date] | None = None) -> LoadedOffences:
        return read_offences(paths, profile=vale, study_area=vale_area, period=period)

    return read


def test_rows_are_used_or_set_aside_and_none_is_lost(
    read_all: ReadAll, write_file: WriteFile
) -> None:
    path = write_file(
        "export.csv",
        RMS_HEADER,
        rms_row(),
        rms_row(easting="", northing=""),
        "42/3,8N",
        rms_row(easting="529000", northing="180500"),
        rms_row(reference="42/5"),
        rms_row(reference="42/6"),
    )
    loaded = read_all(path)
    assert (loaded.rows_in, loaded.rows_used) == (6, 3)
    assert loaded.rows_set_aside_by_reason == {
        "no coordinates": 1,
        "wrong number of columns": 1,
        "outside the force": 1,
    }
    assert loaded.set_aside["source_line"].tolist() == [3, 4, 5]
    assert loaded.set_aside["address"].fillna("").tolist() == ["Market Street", "", "Market Street"]
    assert loaded.set_aside["value"].tolist() == [", ", "42/3,8N", "529000, 180500"]
    assert loaded.offences["source_line"].tolist() == [2, 6, 7]
    *ours, public, geometry = loaded.offences.columns
    assert (*ours, geometry) == OFFENCE_COLUMNS
    assert public == PUBLIC_POINT
    assert not loaded.offences[PUBLIC_POINT].any()
    assert loaded.sources[0].rows_used == 3


def test_a_folder_may_mix_sources_and_names_what_it_leaves_out(
    read_all: ReadAll, write_file: WriteFile
) -> None:
    folder = write_file("data/rms/export.csv", RMS_HEADER, rms_row()).parents[1]
    write_file("data/2025-03/march.csv", MONTH_HEADER, MONTH_ROW)
    write_file("data/2025-03/outcomes.csv", "Crime ID,Month,Outcome type", "ab1,2025-03,Charged")
    write_file("data/households.csv", "UPRN,Easting,Northing", "1,575200,205300")
    loaded = read_all(folder)
    assert [source.kind for source in loaded.sources] == [
        "data.police.uk street-level crimes",
        "records-system export",
    ]
    assert loaded.rows_used == 2
    assert loaded.offences["time_precision"].tolist() == ["month", "exact"]
    assert loaded.notes[:2] == (
        "outcomes.csv was left out: data.police.uk outcomes",
        "households.csv was left out: it is no source of offences",
    )


def test_a_period_holds_its_first_and_its_last_day(
    read_all: ReadAll, write_file: WriteFile
) -> None:
    moments = ["12/06/2025 23:59", "13/06/2025 00:00", "14/06/2025 23:59", "15/06/2025 00:00"]
    path = write_file("export.csv", RMS_HEADER, *[rms_row(from_time=moment) for moment in moments])
    period = (dt.date(2025, 6, 13), dt.date(2025, 6, 14))
    loaded = read_all(path, period=period)
    assert loaded.offences["source_line"].tolist() == [3, 4]
    assert loaded.set_aside["value"].tolist() == ["2025-06-12 23:59", "2025-06-15 00:00"]
    assert loaded.rows_set_aside_by_reason == {"outside the period asked for": 2}
    assert loaded.period == period


def test_the_period_of_a_month_reaches_its_last_day(
    read_all: ReadAll, write_file: WriteFile
) -> None:
    loaded = read_all(write_file("march.csv", MONTH_HEADER, MONTH_ROW))
    assert loaded.period == (dt.date(2025, 3, 1), dt.date(2025, 3, 31))


def test_the_period_of_an_export_runs_from_its_first_offence_to_its_last(
    read_all: ReadAll, write_file: WriteFile
) -> None:
    row = rms_row(from_time="20/06/2025 10:00", to_time="25/06/2025 10:00")
    loaded = read_all(write_file("export.csv", RMS_HEADER, rms_row(), row))
    assert loaded.period == (dt.date(2025, 6, 13), dt.date(2025, 6, 20))


def test_a_repeated_reference_is_counted_and_both_rows_are_kept(
    read_all: ReadAll, write_file: WriteFile
) -> None:
    loaded = read_all(write_file("export.csv", RMS_HEADER, rms_row(), rms_row()))
    assert loaded.rows_used == 2
    assert loaded.sources[0].exact_duplicate_rows == 1
    assert loaded.notes[0].startswith("rows that repeat the reference of an earlier row, kept: 1;")


def test_rows_of_one_reference_that_differ_are_odd_and_equal_ones_are_not_told_twice(
    read_all: ReadAll, write_file: WriteFile
) -> None:
    suspects = [rms_row(), rms_row(outcome="Charged"), rms_row(outcome="Cautioned")]
    loaded = read_all(write_file("suspects.csv", RMS_HEADER, *suspects))
    (odd,) = (odd for odd in loaded.oddities if odd.kind == OddKind.REPEATED_REFERENCES)
    assert odd.rows == 2
    twice = read_all(write_file("twice.csv", RMS_HEADER, rms_row(), rms_row()))
    assert OddKind.REPEATED_REFERENCES not in {odd.kind for odd in twice.oddities}


def test_a_period_without_an_offence_is_the_one_thing_that_is_advised_on(
    read_all: ReadAll, write_file: WriteFile
) -> None:
    rows = [*[rms_row()] * 30, rms_row(from_time=""), rms_row(easting="x")]
    path = write_file("export.csv", RMS_HEADER, *rows)
    with pytest.raises(NoRowsError) as refused:
        read_all(path, period=(dt.date(2030, 1, 1), dt.date(2030, 1, 31)))
    assert str(refused.value).endswith(
        "1 no date, 1 coordinates are not numbers. The period asked for is 2030-01-01 to "
        "2030-01-31: give one that the file covers."
    )


@pytest.mark.parametrize(
    "easting", ["575200,5", "575,200", "575 200", "575\N{NO-BREAK SPACE}200", "5.752.000,5"]
)
def test_coordinates_with_a_comma_are_refused_by_that_name(
    read_all: ReadAll, write_file: WriteFile, easting: str
) -> None:
    path = write_file("export.csv", RMS_HEADER, *[rms_row(easting=f'"{easting}"')] * 3)
    with pytest.raises(
        NoRowsError,
        match=r"3 coordinates have a comma or a space among their digits\. Write coordinates with "
        r"a point for the decimals",
    ):
        read_all(path)


def test_one_file_given_twice_under_two_names_is_refused(
    read_all: ReadAll, write_file: WriteFile
) -> None:
    first = write_file("a.csv", RMS_HEADER, rms_row())
    second = write_file("b.csv", RMS_HEADER, rms_row())
    with pytest.raises(InputError, match=r"b\.csv and a\.csv are the same file, to the byte"):
        read_all(first, second)
    assert read_all(first, first).rows_used == 1


@pytest.mark.parametrize(
    ("first", "last", "notes"),
    [
        ("31/03/2023", "01/04/2023", 1),
        ("01/04/2023", "02/04/2023", 0),
        ("01/01/2017", "01/01/2024", 2),
    ],
)
def test_a_series_across_a_new_definition_of_burglary_is_flagged(
    read_all: ReadAll, write_file: WriteFile, first: str, last: str, notes: int
) -> None:
    rows = [rms_row(from_time=f"{day} 10:00") for day in (first, last)]
    loaded = read_all(
        write_file("export.csv", RMS_HEADER, *rows, rms_row(from_time=f"{last} 11:00"))
    )
    assert sum("burglary was redefined" in note for note in loaded.notes) == notes


def test_an_old_slip_of_a_date_is_flagged(read_all: ReadAll, write_file: WriteFile) -> None:
    rows = [rms_row(), rms_row(), rms_row(from_time="13/06/1905 22:10")]
    loaded = read_all(write_file("export.csv", RMS_HEADER, *rows))
    assert any("more than ten years from the middle date: 1" in note for note in loaded.notes)


def test_a_file_without_any_coordinates_is_refused_with_the_count(
    read_all: ReadAll, write_file: WriteFile
) -> None:
    rows = [rms_row(easting="", northing="")] * 3
    path = write_file("export.csv", RMS_HEADER, *rows)
    with pytest.raises(NoRowsError, match="none of 3 rows can be used: 3 no coordinates"):
        read_all(path)


def test_a_file_without_rows_is_refused(read_all: ReadAll, write_file: WriteFile) -> None:
    with pytest.raises(NoRowsError, match="has a header and no rows"):
        read_all(write_file("export.csv", RMS_HEADER))


def test_one_single_offence_is_enough(read_all: ReadAll, write_file: WriteFile) -> None:
    assert read_all(write_file("export.csv", RMS_HEADER, rms_row())).rows_used == 1


def test_a_column_of_the_source_called_reason_is_not_confused_with_ours(
    read_all: ReadAll, write_file: WriteFile
) -> None:
    path = write_file(
        "export.csv", RMS_HEADER + ",reason", rms_row() + ",x", rms_row(easting="") + ",theirs"
    )
    set_aside = read_all(path).set_aside
    assert set_aside["reason"].tolist() == ["no coordinates"]
    assert set_aside["reason (as found)"].tolist() == ["theirs"]


def test_a_file_is_recognised_by_what_it_holds(write_file: WriteFile, tmp_path: Path) -> None:
    rms = write_file("2025-03-vale-street.csv", RMS_HEADER, rms_row())
    assert recognise(rms) == "records-system export"
    assert recognise(write_file("export.csv", MONTH_HEADER, MONTH_ROW)).startswith("data.police.uk")
    assert recognise(write_file("excel.txt", RMS_HEADER.replace(",", "\t"), encoding="utf-16")) == (
        "records-system export"
    )
    assert recognise(tmp_path) == "folder"
    with pytest.raises(InputError, match=r"not recognised by its columns.*'UPRN'.*records-system"):
        recognise(write_file("homes.csv", "UPRN,Easting,Northing", "1,2,3"))
    with pytest.raises(InputError, match="There is no file"):
        recognise(tmp_path / "nowhere.csv")
    with pytest.raises(InputError, match="is no source of offences"):
        recognise(write_file("report.pdf", "x"))


def test_outcomes_given_by_themselves_are_refused(read_all: ReadAll, write_file: WriteFile) -> None:
    path = write_file("outcomes.csv", "Crime ID,Month,Outcome type", "ab1,2025-03,Charged")
    with pytest.raises(InputError, match=r"holds data\.police\.uk outcomes, not offences"):
        read_all(path)
    with pytest.raises(InputError, match="holds no source of offences"):
        read_all(path.parent)


rows_of_any_kind = st.fixed_dictionaries(
    {
        "reference": st.sampled_from(["", "42/1", "42/2"]),
        "offence_code": st.sampled_from(["8N", "4.10", "", "999Z"]),
        "from_time": st.sampled_from(["14/06/2025 10:00", "", "15/06/2025 10:00"]),
        "easting": st.sampled_from(["575200", "", "0", "x", "205300", "529000", "571000"]),
        "northing": st.sampled_from(["205300", "", "0", "x", "201000"]),
        "address": st.sampled_from(["Mill Lane", '"a\nb"', "<b>", "a,b", ""]),
    }
)


@given(st.lists(rows_of_any_kind, max_size=25))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_comes_rows_in_are_rows_used_and_rows_set_aside(
    read_all: ReadAll, write_file: WriteFile, found: list[dict[str, str]]
) -> None:
    """Enough good rows stand before them that the file as a whole is no fault."""
    rows = [rms_row()] * 30 + [rms_row(**row) for row in found]
    loaded = read_all(write_file("export.csv", RMS_HEADER, *rows))
    assert loaded.rows_in == len(rows)
    assert loaded.rows_used + len(loaded.set_aside) == len(rows)
    lines = pd.concat([loaded.offences["source_line"], loaded.set_aside["source_line"]])
    assert lines.is_unique
    assert sum(loaded.sources[0].set_aside.values()) == len(loaded.set_aside)


@given(st.permutations(range(8)))
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_the_rows_changes_nothing_but_their_order(
    read_all: ReadAll, write_file: WriteFile, order: list[int]
) -> None:
    rows = [
        rms_row(reference=f"42/{number}", easting=str(570_500 + 1_300 * number))
        for number in range(8)
    ]
    columns = ["offence_id", "district", "ward_code", "from_time"]

    def result(written: list[str]) -> pd.DataFrame:
        offences = read_all(write_file("export.csv", RMS_HEADER, *written)).offences
        return pd.DataFrame(offences[columns]).sort_values("offence_id", ignore_index=True)

    pd.testing.assert_frame_equal(result(rows), result([rows[number] for number in order]))


def test_an_empty_file_is_said_to_be_empty(read_all: ReadAll, write_file: WriteFile) -> None:
    with pytest.raises(NoRowsError, match=r"export\.csv is empty \(0 bytes\)"):
        read_all(write_file("export.csv"))


def test_columns_that_are_not_recognised_are_told_which_are_lacking(write_file: WriteFile) -> None:
    with pytest.raises(
        InputError,
        match=r"lacks from_time \(also From, .*\); offence_code \(also HO Code, .*\)\..* profile, "
        r"\[columns\] from_time = \[\"its name\"\] and offence_code = .*docs/another-force\.md",
    ):
        recognise(write_file("homes.csv", "UPRN,Easting,Northing", "1,2,3"))


def test_a_force_s_own_headers_are_recognised_by_its_profile(
    vale: ForceProfile, vale_area: StudyArea, write_file: WriteFile
) -> None:
    path = write_file("export.csv", "Law,Began,Across,Up", "8N,13/06/2025 22:10,575200,205300")
    own = {
        "offence_code": ("Law",),
        "from_time": ("Began",),
        "easting": ("Across",),
        "northing": ("Up",),
    }
    with pytest.raises(InputError, match="not recognised"):
        read_offences(path, profile=vale, study_area=vale_area)
    loaded = read_offences(
        str(path), profile=replace(vale, column_aliases=own), study_area=vale_area
    )
    assert loaded.rows_used == 1


def test_an_empty_folder_is_said_to_be_empty(read_all: ReadAll, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with pytest.raises(InputError, match=r"^data is empty: put offences into .*data\."):
        read_all(tmp_path / "data")
    (tmp_path / "data" / "README.md").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=r"^data holds no offences"):
        read_all(tmp_path / "data")


def offences(times: list[str], precision: TimePrecision = TimePrecision.EXACT) -> pd.DataFrame:
    begins = pd.to_datetime(pd.Series(times)).dt.tz_localize("Europe/London")
    return pd.DataFrame({FROM_TIME: begins, TIME_PRECISION: str(precision)})


def test_the_period_runs_from_the_first_offence_to_the_last() -> None:
    table = offences(["2025-03-04 10:00", "2025-05-09 23:30", "2025-04-01 00:00"])
    assert observed_period(table) == (date(2025, 3, 4), date(2025, 5, 9))


def test_a_month_known_only_as_a_month_counts_whole() -> None:
    table = offences(["2025-01-01", "2025-02-01"], TimePrecision.MONTH)
    assert observed_period(table) == (date(2025, 1, 1), date(2025, 2, 28))


def test_one_offence_of_long_ago_does_not_make_a_year_into_a_decade() -> None:
    table = offences(["1987-06-01 12:00"] + ["2025-01-05 12:00"] * 40 + ["2025-02-05 12:00"] * 40)
    assert observed_period(table) == (date(2025, 1, 5), date(2025, 2, 5))


def test_a_quiet_month_in_the_middle_does_not_end_the_period() -> None:
    busy = ["2025-01-05 12:00"] * 40 + ["2025-03-05 12:00"] * 40
    assert observed_period(offences([*busy, "2025-02-14 12:00"])) == (
        date(2025, 1, 5),
        date(2025, 3, 5),
    )


def test_the_last_hour_of_the_year_is_in_the_year_on_the_clock_in_the_street() -> None:
    # 00:30 on 1 July in London is still 30 June in UTC.
    table = offences(["2025-07-01 00:30", "2025-07-31 23:59"])
    assert observed_period(table) == (date(2025, 7, 1), date(2025, 7, 31))


def test_what_serves_another_purpose_is_no_rejected_source(
    vale: ForceProfile, vale_area: StudyArea, write_file: WriteFile, tmp_path: Path
) -> None:
    write_file("data/export.csv", RMS_HEADER, rms_row())
    tables = write_file("data/tables/residents.csv", "ward_code,residents", "E05000001,1000").parent
    earlier = write_file("data/earlier.csv", RMS_HEADER, rms_row(from_time="13/06/2024 22:10"))
    read = read_offences(
        tmp_path / "data", profile=vale, study_area=vale_area, used_elsewhere=(tables, earlier)
    )
    assert (read.rows_in, read.notes) == (1, ())
    # A folder that serves both purposes is read for both.
    both = read_offences(
        tmp_path / "data", profile=vale, study_area=vale_area, used_elsewhere=(tmp_path / "data",)
    )
    assert both.rows_in == 2
    assert both.notes[0] == "residents.csv was left out: it is no source of offences"
