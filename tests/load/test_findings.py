from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from hotspots.errors import InputError
from hotspots.load.findings import LoadedOffences, SourceFindings, sha256_of
from hotspots.schema import OFFENCE_COLUMNS, SET_ASIDE_COLUMNS


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
