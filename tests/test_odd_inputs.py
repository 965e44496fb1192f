"""Hostile and damaged inputs: never a traceback, and every row is used or set aside.

Each reader of files is given whole files of all its formats, damaged in every way of
``odd_files.DAMAGES``, and tables of hostile values that hypothesis makes up.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotspots.errors import HotspotsError, UnreadableError
from hotspots.ledger import RecordsRead, read_patrols, read_visits
from hotspots.load.address_store import read_addresses
from hotspots.load.addresses import convert_addresses
from hotspots.load.area_files import read_area_files
from hotspots.load.area_tables import combine_area_tables
from hotspots.load.boundaries import StudyArea, read_study_area
from hotspots.load.dated_points import read_dated_points
from hotspots.load.gps_tracks import read_tracks
from hotspots.load.offences import read_offences
from hotspots.profile import ForceProfile, load_profile
from hotspots.study.operations.operation import read_operation
from hotspots.study.run_folder import read_receipt
from hotspots.workspace import read_workspace
from tests import odd_files
from tests.cli.command_line import DONE, FAULT, hotspots
from tests.cli.wick import wick_workspace
from tests.odd_files import DAMAGES, WHOLE
from tests.study.small_force import PROFILE, layer, ward_layer

# Rows in, rows used and rows set aside; or nothing where no rows are counted.
SEEN_OFTEN = ("empty", "cut in the middle", "a byte that is no text", "a page to sign in", "twice")
ALL_ROWS = r"([\d,]+) rows in = ([\d,]+) used \+ ([\d,]+) set aside"
Counts = tuple[int, int] | None
Read = Callable[[Path], Counts]


@pytest.fixture(scope="module")
def force(tmp_path_factory: pytest.TempPathFactory) -> tuple[ForceProfile, StudyArea]:
    folder = tmp_path_factory.mktemp("force")
    (folder / "wickshire.toml").write_text(PROFILE, encoding="utf-8")
    profile = load_profile(folder / "wickshire.toml")
    layers = [layer(folder), ward_layer(folder)]
    return profile, read_study_area(layers, profile=profile)


@pytest.fixture(scope="module")
def readers(force: tuple[ForceProfile, StudyArea]) -> dict[str, Read]:
    profile, area = force

    def offences(path: Path) -> Counts:
        read = read_offences(path, profile=profile, study_area=area)
        return read.rows_in, read.rows_used + len(read.set_aside)

    def boundaries(path: Path) -> Counts:
        read_study_area(path, profile=profile)
        return None

    def addresses(path: Path) -> Counts:
        out = path.with_name("out.parquet")
        found = convert_addresses(path, out, profile=profile, study_area=area)
        return found.rows_in, found.rows_used + sum(found.set_aside.values())

    def points(path: Path) -> Counts:
        read = read_dated_points(path)
        return read.rows_in, read.rows_used + len(read.set_aside)

    def ward_tables(path: Path) -> Counts:
        files, _ = read_area_files([path], {})
        tables = combine_area_tables(files, area.wards)
        left = [source.rows_used + sum(source.set_aside.values()) for source in tables.sources]
        return sum(source.rows_in for source in tables.sources), sum(left)

    def records(read: RecordsRead) -> Counts:
        return read.rows_in, len(read.rows) + len(read.set_aside) + read.not_done

    def tracks(path: Path) -> Counts:
        west, south, east, north = area.districts.total_bounds
        read = read_tracks([path], near=(west, south, east, north))
        return read.rows_in, len(read.fixes) + len(read.set_aside)

    return {
        "offences": offences,
        "boundaries": boundaries,
        "addresses": addresses,
        "points": points,
        "ward tables": ward_tables,
        "visits": lambda path: records(read_visits(path)),
        "patrols": lambda path: records(read_patrols(path)),
        "tracks": tracks,
    }


def outcome(read: Callable[[], Any]) -> Any:
    """Return what was read, or the sentence; whatever else is raised fails the test."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a library's own words on a damaged file
        try:
            return read()
        except HotspotsError as fault:
            return require_sentence(str(fault))


def require_sentence(said: str) -> None:
    assert re.search(r"[.!?]$", said), f"no sentence: {said}"
    assert "report it" not in said, said
    assert len(said) < 3_000


def require_all_rows(counts: Counts) -> None:
    if counts is not None:
        assert counts[0] == counts[1], "rows in = rows used + rows set aside"


@pytest.mark.parametrize(
    ("reader", "ending"), [(reader, ending) for reader, files in WHOLE.items() for ending in files]
)
def test_a_whole_file_is_read_and_a_damaged_one_ends_in_a_sentence(
    readers: dict[str, Read], reader: str, ending: str, tmp_path: Path
) -> None:
    whole = tmp_path / f"whole.{ending}"
    WHOLE[reader][ending](whole)
    require_all_rows(readers[reader](whole))
    for what, damage in DAMAGES.items():
        path = tmp_path / f"{what.replace(' ', '-')}.{ending}"
        path.write_bytes(damage(whole.read_bytes()))
        require_all_rows(outcome(partial(readers[reader], path)))


# --- through the command line ----------------------------------------------------------------


@pytest.mark.parametrize("file", ["data/offences.csv", "layers/authorities.gpkg", "wickshire.toml"])
def test_check_ends_in_a_sentence_or_in_all_rows(tmp_path: Path, file: str) -> None:
    root = wick_workspace(tmp_path / "wick")
    path = root / file
    whole = path.read_bytes()
    for damage in SEEN_OFTEN:
        path.write_bytes(DAMAGES[damage](whole))
        told = hotspots("check", cwd=root)
        assert "Traceback" not in told.stderr
        assert "hotspots made a mistake" not in told.stderr
        if told.returncode == DONE:
            rows = re.search(ALL_ROWS, told.stdout)
            assert rows is not None
            rows_in, used, aside = (int(each.replace(",", "")) for each in rows.groups())
            assert rows_in == used + aside
        else:
            assert (told.returncode, "Error: " in told.stderr) == (FAULT, True)


# --- tables of hostile values ----------------------------------------------------------------

HOSTILE = (
    "", " ", "-", "nan", "inf", "-inf", "1e999", "1E2", "0", "-1", "9" * 400, "0x10", "1_000", "½",
    "٣", "NULL", "None", "TRUE", "#REF!", "#N/A", "=1+1", "@SUM(A1)", "+44", "\x00", "\u200b",
    "\ufeff", "\ud7ff", "\U0001f4a9", "a\nb", "a\r", '"', "'", ";", "\t", "<script>", "%s", "{0}",
    "../../etc", "Ä" * 300, "31/12/9999 23:59", "00/00/0000", "29/02/2025", "30/03/2025 01:30",
    "26/10/2025 01:30", "2025-06-13T22:10:00+99:00", "24:00", "1899-12-30 12:00:00", "45000.5",
    "201500", "501500", "-0.5325", "51.703", "1e300", "E07000991", "8N", "28/E", "100091000001",
    "1.0009E+11", "00000000000000000000001", "spoken to", "PC",
)  # fmt: skip
CELLS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=20),
    st.floats().map(str),
    st.integers().map(str),
    st.datetimes().map(str),
)
TABLES = {
    "offences": odd_files.OFFENCES,
    "addresses": odd_files.ADDRESSES,
    "points": odd_files.POINTS,
    "ward tables": odd_files.RESIDENTS,
    "visits": odd_files.VISITS,  # patrols are read by the same reader
    "tracks": odd_files.FIXES,
}
derandomized = settings(
    derandomize=True,
    max_examples=12,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@st.composite
def spoilt(draw: st.DrawFn, rows: odd_files.Rows) -> list[list[object]]:
    """Return a table of which some cells, or whole columns, hold something else."""
    spoiled = [list(row) for row in rows]
    width = len(spoiled[0])
    for column in draw(st.sets(st.integers(0, width - 1), max_size=2)):
        for row in spoiled[1:]:
            row[column] = draw(CELLS)
    for _ in range(draw(st.integers(0, 6))):
        number = draw(st.integers(0, len(spoiled) - 1))
        spoiled[number][draw(st.integers(0, width - 1))] = draw(CELLS)
    return spoiled


@pytest.mark.parametrize("reader", TABLES)
@derandomized
@given(data=st.data())
def test_a_table_of_hostile_values_is_read_or_refused_and_loses_no_row(
    readers: dict[str, Read], reader: str, tmp_path: Path, data: st.DataObject
) -> None:
    path = tmp_path / "table.csv"
    rows = data.draw(spoilt(TABLES[reader]))
    path.write_bytes(odd_files.as_csv(rows))
    require_all_rows(outcome(lambda: readers[reader](path)))


# --- settings --------------------------------------------------------------------------------

VALUES = st.recursive(
    st.one_of(
        st.sampled_from(['""', '"x"', "1", "-1", "0", "1.5", "nan", "inf", "true", "2025-01-01"]),
        st.sampled_from(['"\\u0000"', '"../.."', f'"{"x" * 300}"', "9" * 30, "00:00:00", "1e400"]),
    ),
    lambda inner: st.lists(inner, max_size=3).map(lambda each: f"[{', '.join(each)}]"),
    max_leaves=4,
)
OPERATION = """
name = "Market"
spots = ["S001"]
before = ["2025-01-01", "2025-03-31"]
during = ["2025-04-01", "2025-06-30"]
"""
SETTINGS = """
profile = "essex"
offences = ["data"]
layers = ["layers"]
earlier = []
tables = []
addresses = "data/addresses.parquet"
period = ["2025-01-01", "2025-12-31"]
"""
TOML: dict[str, tuple[str, Callable[[Path], object]]] = {
    "settings": (SETTINGS, lambda path: read_workspace(path.parent)),
    "profile": (PROFILE, load_profile),
    "operation": (OPERATION, read_operation),
}


@pytest.mark.parametrize("kind", TOML)
@derandomized
@given(data=st.data())
def test_settings_of_any_value_are_read_or_refused(
    kind: str, tmp_path: Path, data: st.DataObject
) -> None:
    text, read = TOML[kind]
    lines = text.splitlines()
    entries = [number for number, line in enumerate(lines) if " = " in line]
    for number in data.draw(st.sets(st.sampled_from(entries), min_size=1, max_size=3)):
        lines[number] = f"{lines[number].split(' = ')[0]} = {data.draw(VALUES)}"
    path = tmp_path / "hotspots.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    outcome(lambda: read(path))


@pytest.mark.parametrize("kind", TOML)
def test_damaged_settings_end_in_a_sentence(kind: str, tmp_path: Path) -> None:
    text, read = TOML[kind]
    path = tmp_path / "hotspots.toml"
    odd = [damage(text.encode()) for damage in DAMAGES.values()]
    odd += [b"x = " + b"[" * 5_000, b"x = " + b"9" * 5_000, text.encode("utf-16"), b"\xff\xfe"]
    for damaged in odd:
        path.write_bytes(damaged)
        outcome(lambda: read(path))
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    read(path)  # as Notepad saves it


def test_a_damaged_receipt_ends_in_a_sentence(tmp_path: Path) -> None:
    for damaged in (b"", b"{", b"[]", b"\xff", b"[" * 100_000, odd_files.LOGIN_PAGE):
        (tmp_path / "receipt.json").write_bytes(damaged)
        with pytest.raises(HotspotsError, match=r"receipt\.json"):
            read_receipt(tmp_path)


# --- faults that were met --------------------------------------------------------------------


def spoilt_member(path: Path) -> None:
    """Spoil what a zip holds, and leave its table of contents whole."""
    data = bytearray(path.read_bytes())
    begin = data.index(b".csv") + 4
    data[begin + 20 : begin + 60] = b"\xff" * 40
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("reader", ["offences", "addresses"])
def test_a_damaged_member_of_a_zip_is_said(
    readers: dict[str, Read], tmp_path: Path, reader: str
) -> None:
    path = tmp_path / "held.zip"
    WHOLE[reader]["zip"](path)
    spoilt_member(path)
    with pytest.raises(UnreadableError, match=r"held\.zip.* (damaged|whole zip archive)"):
        readers[reader](path)


@pytest.mark.parametrize(
    ("reader", "rows"), [("boundaries", None), ("points", odd_files.POINTS), ("offences", None)]
)
def test_outlines_and_points_that_are_no_shapes_are_said(
    readers: dict[str, Read], tmp_path: Path, reader: str, rows: odd_files.Rows | None
) -> None:
    path = tmp_path / "bad.parquet"
    table = (
        odd_files.outlines()
        if reader == "boundaries"
        else odd_files.as_points(rows or odd_files.OFFENCES)
    )
    table.to_parquet(path)
    held = pq.read_table(path)
    place = held.schema.get_field_index("geometry")
    bad = held.set_column(place, "geometry", pa.array([b"\x01\x09"] * len(table)))
    pq.write_table(bad.replace_schema_metadata(held.schema.metadata), path)
    with pytest.raises(UnreadableError, match=r"bad\.parquet cannot be read"):
        readers[reader](path)


def test_addresses_whose_text_is_bytes_are_read_and_what_is_no_text_is_said(
    readers: dict[str, Read], tmp_path: Path
) -> None:
    path = tmp_path / "homes.parquet"
    frame = odd_files.as_frame(odd_files.ADDRESSES)
    frame.assign(street=frame["street"].map(str.encode)).to_parquet(path)
    assert readers["addresses"](path) == (8, 8)
    assert set(read_addresses(tmp_path / "out.parquet")["street"]) == {"Market Street"}
    frame.assign(street=b"\xff\xfe\x00").to_parquet(path)
    with pytest.raises(UnreadableError, match=r"homes\.parquet cannot be read .*as text"):
        readers["addresses"](path)
