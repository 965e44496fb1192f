"""A file of visits as officers and spreadsheets write it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from hotspots import schema
from hotspots.errors import AmbiguousDatesError, InputError, MissingColumnError, NoRowsError
from hotspots.ledger import RecordsRead, read_visits
from hotspots.render.visit_lists.visit_list_tables import write_visit_xlsx
from tests.render.visit_list_factory import the_list

HEADER = "uprn,visited_at,role,outcome"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "visits.csv"


def read(path: Path, *rows: str, header: str = HEADER) -> RecordsRead:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    result = read_visits(path)
    assert result.rows_in == len(result.rows) + len(result.set_aside) == len(rows)
    return result


def the_moment(result: RecordsRead) -> pd.Timestamp:
    moment: pd.Timestamp = result.rows[schema.VISITED_AT].iloc[0].tz_convert("UTC")
    return moment


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("20/10/2026 14:05", "2026-10-20 13:05:00"),
        ("3/4/2026 9:05", "2026-04-03 08:05:00"),  # the third of April
        ("2026-10-20 14:05:30", "2026-10-20 13:05:30"),
        ("2026-10-20T14:05", "2026-10-20 13:05:00"),
        ("2026-11-20 14:05", "2026-11-20 14:05:00"),
        ("2026-10-20T14:05:00Z", "2026-10-20 14:05:00"),
        ("2026-10-20 14:05:00+01:00", "2026-10-20 13:05:00"),
        ("29/02/2028 23:59", "2028-02-29 23:59:00"),
        ("25/10/2026 01:30", "2026-10-25 00:30:00"),  # comes twice: the first, in summer time
        ("29/03/2026 01:30", "2026-03-29 01:00:00"),  # never was: moved to two o'clock
    ],
)
def test_times_are_read_on_the_clock_in_the_street(path: Path, written: str, utc: str) -> None:
    result = read(path, f"1001,{written},PC,spoken to")
    assert the_moment(result) == pd.Timestamp(utc, tz="UTC")


def test_hours_in_which_the_clocks_change_are_counted(path: Path) -> None:
    result = read(path, "1001,25/10/2026 01:30,PC,refused", "1002,25/10/2026 02:30,PC,refused")
    (note,) = result.notes
    assert note == "visited_at: times in October's hour that comes twice, read as the first: 1"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",20/10/2026 14:05,PC,refused", "no dwelling reference"),
        ("1.00091E+11,20/10/2026 14:05,PC,refused", "rounded by a spreadsheet"),
        ("12 Market Street,20/10/2026 14:05,PC,refused", "UPRN is not a number"),
        ("1234567890123,20/10/2026 14:05,PC,refused", "UPRN is not a number"),
        ("1001,,PC,refused", "no time of the visit"),
        ("1001,20/10/2026,PC,refused", "a date without a time"),
        ("1001,31/09/2026 14:05,PC,refused", "time is neither"),
        ("1001,half past two,PC,refused", "time is neither"),
        ("1001,20/10/2026 14:05,PC Example,refused", "role is not one of"),
        ("1001,20/10/2026 14:05,,refused", "role is not one of"),
        ("1001,20/10/2026 14:05,PC,asked us in for tea", "outcome is not one of"),
        ("1001,20/10/2026 14:05,PC", "wrong number of columns"),
        ('1001,20/10/2026 14:05,PC,"refused",x', "wrong number of columns"),
    ],
)
def test_a_row_that_cannot_be_kept_is_set_aside_with_its_line(
    path: Path, row: str, reason: str
) -> None:
    result = read(path, "1002,20/10/2026 14:05,PC,refused", row)
    assert list(result.rows[schema.UPRN]) == ["1002"]
    aside = result.set_aside.iloc[0]
    assert aside[schema.SOURCE_FILE] == "visits.csv"
    assert aside[schema.SOURCE_LINE] == 3
    assert reason in aside[schema.REASON]


def test_a_name_in_the_wrong_column_is_not_repeated(path: Path) -> None:
    result = read(path, "Mrs Example,20/10/2026 14:05,Jo Example,rang Mr Example")
    assert "Example" not in result.set_aside.to_csv()


def test_columns_that_the_ledger_does_not_keep_are_left_behind(path: Path) -> None:
    result = read(
        path,
        "1001,20/10/2026 14:05,PC,refused,Jo Example,dog",
        header=HEADER + ",officer,notes",
    )
    assert "Example" not in result.rows.to_csv()
    assert result.notes == (
        "Columns that the ledger does not keep were left behind: 'officer', 'notes'.",
    )


def test_words_are_understood_as_people_write_them(path: Path) -> None:
    result = read(
        path,
        "1001,20/10/2026 14:05,pcso,No answer",
        "1002,20/10/2026 14:15,Special Constable,CARD LEFT",
        '1003,20/10/2026 14:25,PC,"no answer, card left"',
    )
    assert set(result.rows[schema.VISIT_OUTCOME]) == {"no answer, card left"}
    assert list(result.rows[schema.ROLE]) == ["PCSO", "special", "PC"]


def test_leading_zeros_of_a_reference_stay(path: Path) -> None:
    result = read(path, "010001234567,20/10/2026 14:05,PC,refused")
    assert list(result.rows[schema.UPRN]) == ["010001234567"]


def test_references_are_kept_in_one_order(path: Path) -> None:
    result = read(
        path,
        "1001,20/10/2026 14:05,PC,refused,42/2;42/1 ; 42/2,Victim",
        header=HEADER + ",burglary reference,tier",
    )
    assert list(result.rows[schema.BURGLARY_REFERENCES]) == ["42/1; 42/2"]
    assert list(result.rows[schema.TIER]) == ["victim"]


@pytest.mark.parametrize("text", ["=1+1", "+44", "-1", "@SUM(A1)", "\tx=1"])
@pytest.mark.parametrize("column", ["district", "list_id", "burglary_references"])
def test_nothing_that_a_spreadsheet_would_run_gets_in(path: Path, text: str, column: str) -> None:
    result = read(path, f"1001,20/10/2026 14:05,PC,refused,{text}", header=f"{HEADER},{column}")
    kept = result.rows[column].dropna().tolist()
    assert kept in ([], ["x=1"])  # a tab before the text is trimmed away with the blanks


def test_excels_own_encodings_are_read(path: Path) -> None:
    row = "1001,20/10/2026 14:05,PC,refused,Saffron–Walden"
    path.write_bytes(f"{HEADER},district\r\n{row}\r\n".encode("cp1252"))
    assert list(read_visits(path).rows[schema.DISTRICT]) == ["Saffron–Walden"]
    path.write_bytes(f"{HEADER},district\r\n{row}\r\n".encode("utf-8-sig"))
    assert list(read_visits(path).rows[schema.DISTRICT]) == ["Saffron–Walden"]


def test_blank_lines_are_no_rows_and_keep_the_count_of_lines(path: Path) -> None:
    path.write_text(
        f"{HEADER}\n\n1001,20/10/2026 14:05,PC,refused\n,,,\nx,20/10/2026 14:05,PC,refused\n"
    )
    result = read_visits(path)
    assert result.rows_in == 2
    assert list(result.rows[schema.SOURCE_LINE]) == [3]
    assert list(result.set_aside[schema.SOURCE_LINE]) == [5]


def test_a_file_that_reads_month_first_is_refused_whole(path: Path) -> None:
    with pytest.raises(AmbiguousDatesError, match="month first"):
        read(path, "1001,03/04/2026 14:05,PC,refused", "1002,04/13/2026 14:05,PC,refused")


def test_a_missing_column_is_named(path: Path) -> None:
    with pytest.raises(MissingColumnError, match=r"lacks visited_at \(.*; role \("):
        read(path, "1001,refused", header="uprn,outcome")


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_an_empty_file_says_so(path: Path, text: str) -> None:
    path.write_text(text)
    with pytest.raises(NoRowsError, match=r"visits\.csv is empty"):
        read_visits(path)


def test_a_file_with_a_header_alone_is_of_no_visit(path: Path) -> None:
    assert read(path).rows.empty
    with xlsxwriter.Workbook(path.with_suffix(".xlsx")) as book:
        book.add_worksheet().write_row(0, 0, HEADER.split(","))
    assert read_visits(path.with_suffix(".xlsx")).rows_in == 0


def test_a_file_that_is_not_there_says_so(path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_visits(path)


def test_a_quotation_mark_that_is_never_closed_costs_no_row(path: Path) -> None:
    row = "1002,20/10/2026 14:05,PC,refused\n"
    path.write_text(f'{HEADER}\n{row}1001,20/10/2026 14:05,PC,"refused\n' + row * 5)
    result = read_visits(path)
    assert (result.rows_in, len(result.rows)) == (7, 7)
    assert list(result.rows[schema.SOURCE_LINE]) == [2, 3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_as_it_was_saved(path: Path, delimiter: str, encoding: str) -> None:
    lines = [f"{HEADER},district", "1001,20/10/2026 14:05,PC,refused,Café Row"]
    path.write_text("\n".join(lines).replace(",", delimiter), encoding=encoding)
    assert list(read_visits(path).rows[schema.DISTRICT]) == ["Café Row"]


@pytest.mark.parametrize("written", ["20.10.2026 14:05", "20 Oct 2026 2:05 PM", "20/10/26 14.05"])
def test_times_are_read_in_every_format_in_which_offences_are(path: Path, written: str) -> None:
    result = read(path, f"1001,{written},PC,refused", "1002,2026-10-20T13:05Z,PC,refused")
    assert list(result.rows[schema.VISITED_AT].dt.strftime("%H:%M")) == ["13:05", "13:05"]


def test_a_workbook_is_read_under_its_title_and_beside_other_sheets(tmp_path: Path) -> None:
    path = tmp_path / "visits.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Cover").write(0, 0, "Visits of October")
        sheet = book.add_worksheet("Visits")
        sheet.write(0, 0, "OFFICIAL")
        sheet.write_row(2, 0, ["UPRN", "Visited at", "Role", "Outcome"])
        day = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        for number, outcome in ((3, "Refused"), (5, "asked us in for tea")):  # and a row left blank
            sheet.write_row(number, 0, [100_091_234_567, "", "PC", outcome])
            sheet.write_datetime(number, 1, datetime(2026, 10, 20, 14, 5), day)  # noqa: DTZ001 - as in Excel
    result = read_visits(path)
    assert (result.rows_in, len(result.rows)) == (2, 1)
    assert list(result.rows[schema.UPRN]) == ["100091234567"]
    assert str(the_moment(result)) == "2026-10-20 13:05:00+00:00"
    assert list(result.set_aside[schema.SOURCE_LINE]) == [6]
    assert result.notes[0] == (
        "the names of the columns stand on line 3; what is above was passed over"
    )


def test_a_file_without_a_header_is_refused_and_its_rows_are_not_repeated(path: Path) -> None:
    with pytest.raises(MissingColumnError, match="no column name that is known") as refusal:
        read(path, "1002,20/10/2026 14:05,PC,refused", header="1001,Jo Example,PC,refused")
    assert "Example" not in str(refusal.value)


def test_two_columns_that_could_be_one_are_not_guessed_between(path: Path) -> None:
    with pytest.raises(InputError, match="could be visit_outcome: 'outcome', 'result'"):
        read(path, "1001,20/10/2026 14:05,PC,refused,refused", header=f"{HEADER},result")


def test_our_own_workbook_filled_in_comes_back_as_visits(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_visit_xlsx(path, the_list(3))
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("All homes").to_python()
    titles = next(row for row in rows if "UPRN" in row)
    filled_in = {"Outcome": "spoken to", "Visited at": "20/11/2026 18:05", "Role": "PCSO"}
    for row in rows[rows.index(titles) + 1 :]:
        for title, value in filled_in.items():
            row[titles.index(title)] = value
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("All homes")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    result = read_visits(path)
    assert (result.rows_in, len(result.rows)) == (3, 3)
    assert set(result.rows[schema.VISIT_OUTCOME]) == {"spoken to"}


def test_every_sheet_of_our_own_workbook_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_visit_xlsx(path, the_list(3))
    book = CalamineWorkbook.from_path(path)
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    filled_in = {"Outcome": "spoken to", "Visited at": "20/11/2026 1805", "Role": "PCSO"}
    called_at = set()
    for rows in sheets.values():  # on every sheet of homes, the first home
        titles = next((row for row in rows if {"UPRN", "Outcome"} <= set(row)), None)
        if titles is not None:
            first = rows[rows.index(titles) + 1]
            called_at.add(first[titles.index("UPRN")])
            for title, value in filled_in.items():
                first[titles.index(title)] = value
    with xlsxwriter.Workbook(path) as written:
        for name, rows in sheets.items():
            sheet = written.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    result = read_visits(path)
    assert set(result.rows[schema.UPRN]) == called_at
    assert set(result.rows[schema.VISITED_AT]) == {pd.Timestamp("2026-11-20 18:05", tz="UTC")}
    assert result.set_aside.empty
    # A home that stands on two sheets is one, whether it was visited or not yet.
    assert result.not_done == 3 - len(called_at)


def test_a_visit_of_the_year_1_is_set_aside_to_have_its_year_mended(path: Path) -> None:
    result = read(path, "1001,01/01/0001 14:05,PC,refused", "1002,31/12/9999 14:05,PC,refused")
    assert set(result.set_aside[schema.REASON]) == {
        "a date before 1900 or after 2199: mend the year"
    }
