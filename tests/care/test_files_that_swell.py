"""Small files that ask for more than the machine has, and damaged ones: each is a sentence."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from hotspots.errors import HotspotsError, InputError
from hotspots.load.address_files import address_files, encoding_of, numbered_rows
from hotspots.load.boundary_files import read_layers
from hotspots.load.police_uk import read_police_uk
from hotspots.load.source_tables import read_source_table
from hotspots.profile import load_profile
from hotspots.tables import csv_text, limits
from hotspots.tables.text_table import read_text_table

SHEET = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
    'main"><sheetData>{}</sheetData></worksheet>'
)
FIRST = '<row r="1"><c r="A1" t="str"><v>reference</v></c></row>'
FAR = {
    "as Excel writes it": '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "attributes in another order": '<row><c s="0" r="XFD1048576"><v>1</v></c></row>',
    "another quotation mark": "<row><c r='XFD1048576'><v>1</v></c></row>",
    "a prefix": '<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
    "a bracket in an attribute": '<row><c s=">" r="XFD1048576"><v>1</v></c></row>',
    "a letter as its number": '<row><c r="&#88;FD1048576"><v>1</v></c></row>',
    "rows and cells without references": '<row r="1048575"/><row>' + "<c/>" * 9_000 + "</row>",
}


def workbook_of(path: Path, rows: str, *, sheet: str = "xl/worksheets/sheet1.xml") -> Path:
    """Write a workbook whose one sheet holds these rows."""
    whole = io.BytesIO()
    with xlsxwriter.Workbook(whole) as book:
        book.add_worksheet()
    with (
        zipfile.ZipFile(whole) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            text = SHEET.format(rows).encode() if member == sheet else old.read(member)
            new.writestr(member, text)
    return path


@pytest.mark.parametrize("far", FAR.values(), ids=FAR.keys())
def test_one_value_in_the_last_cell_is_refused_before_anything_is_laid_out(
    tmp_path: Path, far: str
) -> None:
    path = workbook_of(tmp_path / "far.xlsx", FIRST + far)
    assert path.stat().st_size < 10_000
    with pytest.raises(InputError, match=r"far\.xlsx spreads over [\d,]+ rows and [\d,]+ columns"):
        read_text_table(path)


@pytest.mark.skipif(sys.platform == "win32", reason="the limit of a process is of Unix")
def test_the_old_way_was_aborted_by_it(tmp_path: Path) -> None:
    """In a process of its own, with 2 GB: it is aborted, and no exception can be caught."""
    path = workbook_of(tmp_path / "far.xlsx", FIRST + FAR["as Excel writes it"])
    program = (
        "import resource, python_calamine as c\n"
        "resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n"
        f"book = c.CalamineWorkbook.from_path({str(path)!r})\n"
        "try:\n    book.get_sheet_by_index(0).to_python()\nexcept Exception: pass\nprint('lives')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "lives" not in done.stdout


def test_a_sheet_of_usual_size_is_read_in_every_spelling(tmp_path: Path) -> None:
    rows = '<row r="2"><c s="0" r="A2"><v>1</v></c></row><row><c><v>2</v></c></row>'
    found = read_text_table(workbook_of(tmp_path / "a.xlsx", FIRST + rows))
    assert found.frame["reference"].tolist() == ["1", "2"]


def test_a_sheet_with_entities_reads_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("NOBODYMAYREADTHIS")
    rows = f'{FIRST}<row r="2"><c r="A2" t="str"><v>&b;</v></c></row>'
    path = workbook_of(tmp_path / "a.xlsx", rows)
    entity = f'<!DOCTYPE a [<!ENTITY b SYSTEM "file://{secret}">]><worksheet'.encode()
    with zipfile.ZipFile(path) as old:
        held = {name: old.read(name).replace(b"<worksheet", entity) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, data in held.items():
            new.writestr(name, data)
    try:
        assert "NOBODY" not in repr(read_text_table(path).frame.to_numpy())
    except HotspotsError as fault:
        assert "NOBODY" not in str(fault)  # noqa: PT017 - either is well


@pytest.mark.parametrize("member", ["mimetype", "xl/workbook.bin"])
def test_a_workbook_of_another_kind_is_refused_under_any_name(tmp_path: Path, member: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr(member, b"application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(InputError, match="of another kind"):
        read_text_table(tmp_path / "a.xlsx")


def test_a_parquet_that_repeats_for_ever_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    rows = limits.MOST_CELLS // 4 + 1
    nothing = pa.nulls(rows, pa.int8())
    pq.write_table(pa.table(dict.fromkeys("abcd", nothing)), path)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(InputError, match=r"a\.parquet spreads over"):
        read_source_table(path)


def read_addresses(path: Path) -> None:
    for file in address_files(path):
        list(numbered_rows(file, encoding_of(file)))


ARCHIVES: dict[str, Callable[[Path], object]] = {
    "addresses": read_addresses,
    "boundaries": lambda path: read_layers(path, to_crs="EPSG:27700"),
    "police": lambda path: read_police_uk(path, profile=load_profile("essex")),
}
INSIDE = {"addresses": "a.csv", "boundaries": "a.geojson", "police": "2025-01-essex-street.csv"}


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize("kind", ARCHIVES)
def test_archives_of_every_kind_have_the_same_limits(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str
) -> None:
    read, name = ARCHIVES[kind], INSIDE[kind]
    path = tmp_path / "a.zip"
    with pytest.raises(InputError, match="would expand from"):
        read(zipped(path, {name: b"0" * 30_000_000}))
    for way_out in ("../a.csv", "/etc/a.csv", "C:\\a.csv", "b\\..\\..\\a.csv"):
        with pytest.raises(InputError, match="leads out of the archive"):
            read(zipped(path, {name: b"a", way_out: b"a"}))
    with pytest.raises(InputError, match=r"a\.zip"):
        read(zipped(path, {"inner.zip": b"PK"}))
    whole = zipped(path, {name: b"a,b\n" * 1000}).read_bytes()
    for damaged in (whole[:-30], whole[30:], b"PK\x03\x04", whole[:40] + b"\0" * 20 + whole[60:]):
        path.write_bytes(damaged)
        with pytest.raises(HotspotsError):
            read(path)
    monkeypatch.setattr(limits, "MOST_MEMBERS", 3)
    with pytest.raises(InputError, match="holds 4 files; up to 3 are read"):
        read(zipped(path, {f"{number}{name}": b"a" for number in range(4)}))
    monkeypatch.setattr(limits, "MOST_MEMBERS", 9)
    monkeypatch.setattr(limits, "LARGEST_ARCHIVE_BYTES", 9)
    with pytest.raises(InputError, match="would expand to 10 bytes; up to 9 are read"):
        read(zipped(path, {name: b"0123456789"}))


@pytest.mark.parametrize("read", [read_addresses, read_source_table])
def test_a_gzip_that_swells_is_let_go_of_while_it_is_read(
    tmp_path: Path, read: Callable[[Path], object]
) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"uprn,x\n" + b"1,2\n" * 5_000_000))
    with pytest.raises(InputError, match="would unpack to more than"):
        read(path)


def test_a_table_without_a_line_break_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(csv_text, "LONGEST_LINE", 1000)
    path = tmp_path / "a.csv"
    path.write_text("uprn,x\n" + "1" * 2000)
    for read in (read_addresses, read_source_table):
        with pytest.raises(InputError, match=r"a\.csv has a line of more than 1,000 characters"):
            read(path)


def test_a_json_without_a_bottom_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("[" * 200_000)
    with pytest.raises(InputError, match="is not valid JSON"):
        read_source_table(path)
