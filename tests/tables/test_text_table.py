from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st

from hotspots.errors import InputError, NoRowsError
from hotspots.tables import csv_text, text_table
from hotspots.tables.text_table import parse_csv, read_text_table, without_blanks

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)


def test_an_offence_code_of_4_10_does_not_become_4_1() -> None:
    table = parse_csv("a.csv", b"code,ref,uprn\n4.10,1E2,00012\n")
    assert table.frame.iloc[0].tolist() == ["4.10", "1E2", "00012"]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("name\nCafé Müller\n".encode(), "utf-8"),
        ("name\nCafé Müller\n".encode("utf-8-sig"), "utf-8 with byte-order mark"),
        ("name\nCafé Müller\n".encode("cp1252"), "cp1252"),
        ("name\nCafé Müller\n".encode("utf-16"), "utf-16"),
    ],
)
def test_the_encoding_is_found_and_said(data: bytes, encoding: str) -> None:
    table = parse_csv("a.csv", data)
    assert table.encoding == encoding
    assert table.headers == ("name",)
    assert table.frame["name"].tolist() == ["Café Müller"]


def test_text_in_neither_encoding_is_refused_with_its_line() -> None:
    with pytest.raises(InputError, match=r"a\.csv, line 3: byte 0x81"):
        parse_csv("a.csv", b"name\nok\n\x81\n")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_taken_from_the_header(delimiter: str) -> None:
    text = f"ref{delimiter}place\n1{delimiter}Mill Lane\n"
    assert parse_csv("a.csv", text.encode()).frame.iloc[0].tolist() == ["1", "Mill Lane"]


def test_a_comma_inside_a_quoted_header_does_not_count() -> None:
    table = parse_csv("a.csv", b'"place, street, town";ref\nMill Lane;1\n')
    assert table.headers == ("place, street, town", "ref")


def test_line_numbers_stay_right_after_a_quoted_line_break_and_blank_lines() -> None:
    data = b'ref,address\r\n1,"Flat 2\r\nMill Lane"\r\n\r\n2,High Street\r\n'
    table = parse_csv("a.csv", data)
    assert table.lines.tolist() == [2, 5]
    assert table.frame["address"].tolist() == ["Flat 2\r\nMill Lane", "High Street"]


def test_a_row_with_too_few_or_too_many_fields_is_kept_apart_with_its_text() -> None:
    table = parse_csv("a.csv", b"ref,place\n1,Mill Lane\n2\n3,High Street,extra\n")
    assert [(row.line, row.text) for row in table.ragged] == [(3, "2"), (4, "3,High Street,extra")]
    assert table.rows_in == 3


def test_spare_delimiters_at_the_end_of_a_row_are_no_fault() -> None:
    table = parse_csv("a.csv", b"ref,place\n1,Mill Lane,,\n,,\n")
    assert table.frame.to_numpy().tolist() == [["1", "Mill Lane"]]
    assert not table.ragged


def test_a_quotation_mark_that_is_never_closed_swallows_no_rows() -> None:
    data = b'ref,place,town\n1,Mill Lane,A\n2,"High Street,B\n3,Low Road,C\n4,Long Row,D\n'
    table = parse_csv("a.csv", data)
    assert table.frame["ref"].tolist() == ["1", "3", "4"]
    assert [row.line for row in table.ragged] == [3]
    assert table.lines.tolist() == [2, 4, 5]


def test_notes_of_a_hundred_and_forty_thousand_letters_are_read() -> None:
    notes = "x" * 140_000
    table = parse_csv("a.csv", f'ref,notes\n1,"{notes}"\n2,short\n'.encode())
    assert table.frame["notes"].tolist() == [notes, "short"]


def test_a_quotation_mark_that_is_never_closed_in_a_big_file_costs_its_own_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(csv_text, "LONGEST_FIELD", 1_000)
    rows = "".join(f"{number},Long Row,D\n" for number in range(4, 500))
    data = f'ref,place,town\n1,Mill Lane,A\n2,"High Street,B\n3,Low Road,C\n{rows}'
    table = parse_csv("a.csv", data.encode())
    assert [row.line for row in table.ragged] == [3]
    assert table.frame["ref"].tolist() == ["1", *map(str, range(3, 500))]
    assert table.lines.tolist() == [2, *range(4, 501)]


@given(
    st.lists(st.tuples(texts, texts), min_size=1, max_size=12),
    st.integers(min_value=1, max_value=3),
)
def test_rows_packed_in_parts_are_the_rows(rows: list[tuple[str, str]], at_once: int) -> None:
    written = io.StringIO()
    csv.writer(written).writerows([("ref", "place", "town"), *(("r", *row) for row in rows)])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(text_table, "ROWS_PACKED_AT_ONCE", at_once)
        table = parse_csv("a.csv", written.getvalue().encode())
    assert [tuple(row) for row in table.frame.to_numpy()] == [("r", *row) for row in rows]


def test_null_bytes_are_taken_out_and_counted() -> None:
    table = parse_csv("a.csv", b"ref,place\n1,Mill\0 Lane\n")
    assert table.frame["place"].tolist() == ["Mill Lane"]
    assert table.notes == ("NUL bytes taken out: 1",)


def test_columns_of_one_name_are_told_apart_and_nameless_empty_ones_dropped() -> None:
    table = parse_csv("a.csv", b"ref,Date,Date,\n1,a,b,\n")
    assert table.headers == ("ref", "Date", "Date (2)")


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "is empty"),
        (b"\n\n,,\n", "is empty"),
        (b"ref,place\n", "has a header and no rows"),
        (b"1,2\n3,4\n", "has no header"),
    ],
)
def test_a_file_without_rows_is_refused_and_the_message_says_why(data: bytes, fault: str) -> None:
    with pytest.raises(NoRowsError, match=fault):
        parse_csv("a.csv", data)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(InputError, match=r"nowhere\.csv cannot be read"):
        read_text_table(Path("nowhere.csv"))


def test_words_for_nothing_are_blanks() -> None:
    found = without_blanks(pd.Series([" NULL ", "n/a", "", "Null Lane", " 0 "], dtype="str"))
    assert found.isna().tolist() == [True, True, True, False, False]
    assert found.iloc[4] == "0"


@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=12))
def test_what_a_csv_writer_writes_is_read_back_to_the_letter(rows: list[tuple[str, str]]) -> None:
    quoted = [
        '"' + '","'.join(field.replace('"', '""') for field in ("r", *row)) + '"\r\n'
        for row in rows
    ]
    table = parse_csv("a.csv", ("ref,place,town\r\n" + "".join(quoted)).encode())
    found = [tuple(row) for row in table.frame.to_numpy()]
    assert found == [("r", *row) for row in rows]
    assert not table.ragged


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A first sheet with nothing on it, and a second with two rows below its header."""
    path = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Cover")
        sheet = book.add_worksheet("Offences")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_row(0, 0, ["Crime No", "HO Code", "Easting", "From", "Day", "Clock"])
        sheet.write_row(1, 0, ["42/1", "4.10", 575200])
        sheet.write_datetime(1, 3, dt.datetime(2025, 6, 13, 22, 10), moment)  # noqa: DTZ001
        sheet.write_datetime(1, 4, dt.datetime(2025, 6, 13), day)  # noqa: DTZ001
        sheet.write_datetime(1, 5, dt.time(22, 10), book.add_format({"num_format": "hh:mm"}))
        sheet.write_row(3, 0, ["42/2", 4.1, 575200.5])
        sheet.write_datetime(3, 3, dt.datetime(2025, 6, 14), moment)  # noqa: DTZ001
    return path


def test_a_workbook_is_read_from_its_first_sheet_that_holds_anything(workbook: Path) -> None:
    table = read_text_table(workbook)
    assert table.sheet == "Offences"
    assert table.notes == ()
    np.testing.assert_array_equal(table.lines, [2, 4])


def test_numbers_of_a_workbook_lose_no_digits_and_gain_no_point_zero(workbook: Path) -> None:
    table = read_text_table(workbook)
    assert table.frame["Easting"].tolist() == ["575200", "575200.5"]
    assert table.frame["HO Code"].tolist() == ["4.10", "4.1"]
    assert "HO Code" in table.number_columns


def test_dates_of_a_workbook_become_iso_text_in_one_format_a_column(workbook: Path) -> None:
    table = read_text_table(workbook)
    assert table.frame["From"].tolist() == ["2025-06-13 22:10:00", "2025-06-14 00:00:00"]
    assert table.frame["Day"].tolist() == ["2025-06-13", ""]
    assert table.frame["Clock"].tolist() == ["22:10:00", ""]


def test_a_workbook_with_nothing_in_it_is_refused(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "empty.xlsx") as book:
        book.add_worksheet("Cover")
    with pytest.raises(NoRowsError, match="is empty"):
        read_text_table(tmp_path / "empty.xlsx")
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"this is no workbook")
    with pytest.raises(InputError, match="cannot be read as a workbook"):
        read_text_table(broken)


def test_a_workbook_with_a_header_and_no_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, ["Crime No", "HO Code"])
    with pytest.raises(NoRowsError, match="has a header and no rows"):
        read_text_table(path)


def month_of_places(
    book: xlsxwriter.Workbook,
    name: str,
    *rows: tuple[str, str],
    header: Sequence[str] = ("ref", "place"),
) -> xlsxwriter.worksheet.Worksheet:
    sheet = book.add_worksheet(name)
    for number, row in enumerate([tuple(header), *rows]):
        sheet.write_row(number, 0, row)
    return sheet


def test_a_sheet_a_month_is_one_table_and_no_two_rows_have_one_number(tmp_path: Path) -> None:
    path = tmp_path / "months.xlsx"
    with xlsxwriter.Workbook(path) as book:
        month_of_places(book, "Jan", ("1", "Mill Lane"), ("2", "High Street"))
        month_of_places(book, "Feb", ("Low Road", "3"), header=("Place", "REF"))
        month_of_places(book, "Keys", ("4", "A"), ("5", "B"), header=("ref", "place", "meaning"))
    table = read_text_table(path, wanted=names_a_place)
    assert table.frame.to_numpy().tolist() == [
        ["1", "Mill Lane"], ["2", "High Street"], ["3", "Low Road"],
    ]  # fmt: skip
    assert table.lines.tolist() == [2, 3, 5]
    assert table.sheet == "Jan, Feb"
    assert table.notes == (
        (
            "sheets of the same columns, read together and counted on: 'Jan' (2 rows) from row 1, "
            "'Feb' (1 row) from row 4"
        ),
        "read the sheets 'Jan', 'Feb'; left out: 'Keys' (2 rows)",
    )


def test_a_hidden_sheet_is_read_where_no_other_will_do(tmp_path: Path) -> None:
    path = tmp_path / "hidden.xlsx"
    for name, ref in (("Current", "place"), ("Cover", "title")):
        with xlsxwriter.Workbook(path) as book:
            month_of_places(book, "Old", ("1", "Mill Lane")).hide()
            month_of_places(book, name, ("2", "High Street"), header=("ref", ref)).activate()
        table = read_text_table(path, wanted=has_a_place)
        assert table.sheet == ("Current" if ref == "place" else "Old")
    assert read_text_table(path, wanted=has_a_place).notes == (
        "read the sheet 'Old'; left out: 'Cover' (1 row)",
    )


def test_two_columns_of_one_name_that_differ_are_said() -> None:
    table = parse_csv("a.csv", b"ref,Easting,Easting\n1,5,5\n2,6,7\n")
    assert table.doubts == (
        (
            "the column 'Easting' stands more than once, and differs in 1 row: the first is read",
            "rename or delete the others if it is not the one that is meant",
        ),
    )
    assert parse_csv("a.csv", b"ref,Easting,Easting\n1,5,5\n").doubts == ()


def names_a_place(headers: Sequence[str]) -> bool:
    return "place" in [header.casefold() for header in headers]


def has_a_place(headers: Sequence[str]) -> bool:
    return "place" in headers


def test_a_header_may_stand_under_title_lines_and_each_row_keeps_its_line() -> None:
    data = b"OFFICIAL\nPlaces, as of October\n\nref;place\n1;Mill Lane\n2;High Street;x\n"
    table = parse_csv("a.csv", data, wanted=has_a_place)
    assert table.headers == ("ref", "place")
    assert (table.lines.tolist(), [row.line for row in table.ragged]) == ([5], [6])
    assert table.notes == (
        "the names of the columns stand on line 4; what is above was passed over",
    )


def test_a_file_without_the_header_that_is_wanted_is_read_from_its_first_line() -> None:
    assert parse_csv("a.csv", b"ref,street\n1,2\n", wanted=has_a_place).headers == ("ref", "street")


def test_a_quotation_mark_that_is_never_closed_takes_no_row_with_it() -> None:
    table = parse_csv("a.csv", b'ref,place\n1,"Mill Lane\n2,High Street\n')
    assert table.frame["place"].tolist() == ["Mill Lane", "High Street"]


pieces = st.lists(st.sampled_from([*'ab,,,;"\t é', '""', '"c,d"', "\n", "\n", "\r\n", "\r", "\0"]))


@given(pieces.map("".join), st.integers(1, 4))
@example("4,5,6\n\0\0", 2_000)
@example('4,"5\n6",7\n8,9,10\n', 2)
def test_lines_read_together_are_as_record_by_record(body: str, at_once: int) -> None:
    data = f"one,two,three\n1,2,3\n{body}".encode()
    with pytest.MonkeyPatch.context() as patch:
        # So few that records begin in one group of lines and end in the next.
        patch.setattr(text_table, "LINES_TAKEN_AT_ONCE", at_once)
        together = parse_csv("a.csv", data)
        patch.setattr(text_table, "LINES_TAKEN_AT_ONCE", len(data))
        patch.setattr(text_table, "plain_columns", lambda *_: None)
        one_by_one = parse_csv("a.csv", data)
    pd.testing.assert_frame_equal(together.frame, one_by_one.frame)
    assert together.lines.tolist() == one_by_one.lines.tolist()
    assert together.ragged == one_by_one.ragged


def test_a_text_that_stands_twice_is_read_once() -> None:
    asked: list[str] = []

    def read(each: pd.Series[str]) -> pd.Series[str]:
        asked.extend(each)
        return each.str.upper()

    found = text_table.read_once(pd.Series(["b", "a", None, "b"], index=[3, 1, 2, 9]), read)
    assert asked == ["b", "a"]
    assert found.fillna("").tolist() == ["B", "A", "", "B"]
    assert found.index.tolist() == [3, 1, 2, 9]
