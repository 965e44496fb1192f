from __future__ import annotations

import datetime as dt
from dataclasses import replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from hotspots.errors import InputError
from hotspots.load.boundaries import read_study_area
from hotspots.load.findings import LoadedOffences, SourceFindings, each_offence_once, sha256_of
from hotspots.load.offences import read_offences
from hotspots.schema import OFFENCE_COLUMNS, SET_ASIDE_COLUMNS
from hotspots.study.inputs import Inputs
from tests.study.several_years import Row, rows, wickshire

READ = "counted already, in another file"


@pytest.fixture
def one_offence() -> LoadedOffences:
    columns: dict[str, list[object]] = {name: [None] for name in OFFENCE_COLUMNS[:-1]}
    place = gpd.points_from_xy([575_200], [205_300])
    return LoadedOffences(
        offences=gpd.GeoDataFrame(columns, geometry=place, crs="EPSG:27700"),
        set_aside=pd.DataFrame({name: ["x", "x", "y"] for name in SET_ASIDE_COLUMNS}),
        sources=(SourceFindings(name="a", kind="b", sha256="", size_bytes=0, rows_in=4),),
        period=(dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
    )


def test_rows_in_are_rows_used_and_rows_set_aside(one_offence: LoadedOffences) -> None:
    assert (one_offence.rows_in, one_offence.rows_used) == (4, 1)
    assert one_offence.rows_set_aside_by_reason == {"x": 2, "y": 1}


def test_a_lost_row_is_refused(one_offence: LoadedOffences) -> None:
    with pytest.raises(InputError, match="4 rows were read, but 1 are used and 2 set aside"):
        replace(one_offence, set_aside=one_offence.set_aside.iloc[:2])


def test_the_hash_of_a_file_is_its_sha_256(tmp_path: Path) -> None:
    """FIPS 180-2, appendix B.1: the hash of "abc"."""
    (tmp_path / "a").write_bytes(b"ab")
    (tmp_path / "b").write_bytes(b"c")
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sha256_of(tmp_path / "a", tmp_path / "b") == expected


def read(inputs: Inputs) -> LoadedOffences:
    return read_offences(
        [*inputs.earlier, *inputs.offences],
        profile=inputs.profile,
        study_area=read_study_area(inputs.layers, profile=inputs.profile),
    )


def one_a_day(_: str, __: str, ___: date) -> int:
    return 1


@pytest.fixture
def january() -> list[Row]:
    return rows(date(2025, 1, 1), date(2025, 1, 31), one_a_day)


def test_two_exports_that_overlap_count_their_shared_days_once(
    tmp_path: Path, january: list[Row]
) -> None:
    later = [*january[40:], *rows(date(2025, 2, 1), date(2025, 2, 28), one_a_day)]
    whole = read(wickshire(tmp_path, later, january))
    once = each_offence_once(whole)
    assert whole.rows_used == 124 + 84 + 112
    assert once.rows_used == 124 + 112  # every offence of both months, once
    assert once.rows_set_aside_by_reason == {READ: 84}
    # The older file gives way, and each source still accounts for its own rows.
    assert [source.rows_used for source in once.sources] == [40, 196]
    assert once.rows_in == once.rows_used + len(once.set_aside)
    assert any("counted once: 84" in note for note in once.notes)


def test_files_that_share_nothing_are_left_as_they_are(tmp_path: Path, january: list[Row]) -> None:
    whole = read(wickshire(tmp_path, rows(date(2025, 2, 1), date(2025, 2, 28), one_a_day), january))
    assert each_offence_once(whole) is whole


def test_rows_without_a_reference_that_look_alike_are_matched_one_for_one(
    tmp_path: Path, january: list[Row]
) -> None:
    """Two incidents can look alike: three in one file and two in another are three, not one."""
    alike = ("", *january[0][1:])
    inputs = wickshire(tmp_path, [*january[4:], alike, alike], [*january[:4], alike, alike, alike])
    once = each_offence_once(read(inputs))
    assert once.rows_set_aside_by_reason == {READ: 2}
    assert once.rows_used == 124 + 3


def test_rows_that_look_alike_inside_one_file_stay(tmp_path: Path, january: list[Row]) -> None:
    whole = read(wickshire(tmp_path, [*january, january[0]]))
    assert each_offence_once(whole).rows_used == 125
