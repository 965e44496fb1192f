from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspots import schema
from hotspots.errors import CoordinateError, InputError, ParameterError
from hotspots.load.address_store import (
    FACTS_KEY,
    TEXT_COLUMNS,
    StoreFacts,
    is_address_store,
    read_addresses,
    require_same_areas,
    store_facts,
    write_store,
)
from hotspots.load.addresses import convert_addresses
from hotspots.load.boundaries import StudyArea
from hotspots.load.sorted_store import GROUP_ROWS
from hotspots.profile import ForceProfile

WEST_M, SOUTH_M, SIDE_M = 570_000, 200_000, 20_000


def facts(addresses: int) -> StoreFacts:
    return StoreFacts(
        source="invented.csv",
        kind="table of addresses",
        sha256="0" * 64,
        crs="EPSG:27700",
        rows_in=addresses,
        addresses=addresses,
        set_aside={},
        points_only=False,
        notes=("invented",),
    )


def write(out: Path, points: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> Path:
    uprns = [f"{number:012d}" for number in range(len(points))]
    nothing = pa.nulls(len(points), pa.string())
    texts = pa.table({column: nothing for column in TEXT_COLUMNS if column != schema.UPRN})
    write_store(texts.append_column(schema.UPRN, pa.array(uprns)), points, out, facts=facts(3))
    return out


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty thousand homes on a lattice of 100 m, in ten row groups."""
    east, north = np.meshgrid(np.arange(200) * 100.0 + WEST_M, np.arange(200) * 100.0 + SOUTH_M)
    points = np.column_stack([east.ravel(), north.ravel()])
    return write(tmp_path_factory.mktemp("county") / "county.parquet", points)


@pytest.fixture(scope="module")
def whole(county: Path) -> gpd.GeoDataFrame:
    return read_addresses(county)


@settings(max_examples=30)
@given(
    burglaries=st.lists(
        st.tuples(st.integers(0, SIDE_M), st.integers(0, SIDE_M)), min_size=1, max_size=5
    ),
    within_m=st.sampled_from([0.0, 100.0, 400.0, 3_000.0]),
)
def test_a_district_s_part_is_the_whole_filtered(
    county: Path,
    whole: gpd.GeoDataFrame,
    burglaries: list[tuple[int, int]],
    within_m: float,
) -> None:
    near = np.array(burglaries, dtype=float) + np.array([WEST_M, SOUTH_M])
    part = read_addresses(county, near=near, within_m=within_m)
    away = np.abs(np.column_stack([whole.geometry.x, whole.geometry.y])[:, None] - near[None]).max(
        axis=2
    )
    expected = whole[(away <= within_m).any(axis=1)]
    pd.testing.assert_frame_equal(part, expected.reset_index(drop=True))


def test_a_home_at_exactly_400_metres_is_read(county: Path) -> None:
    corner = [[WEST_M, SOUTH_M]]
    part = read_addresses(county, near=corner, within_m=400.0)
    assert len(part) == 25  # five by five, the corner and the edges among them
    assert part.geometry.x.max() == WEST_M + 400


def test_a_part_is_read_though_the_rest_of_the_file_is_destroyed(
    county: Path, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.parquet"
    data = bytearray(county.read_bytes())
    metadata = pq.read_metadata(county)
    assert metadata.num_row_groups == -(-40_000 // GROUP_ROWS)
    last = metadata.row_group(metadata.num_row_groups - 1)
    for place in range(metadata.num_columns):
        column = last.column(place)
        start = column.dictionary_page_offset or column.data_page_offset
        data[start : start + column.total_compressed_size] = b"\0" * column.total_compressed_size
    damaged.write_bytes(data)
    with pytest.raises(OSError, match=r".+"):
        read_addresses(damaged)
    # The curve begins in the south-west.
    assert len(read_addresses(damaged, near=[[WEST_M, SOUTH_M]], within_m=400)) == 25


def test_without_a_burglary_near_there_is_an_empty_table_and_no_error(county: Path) -> None:
    for near in ([[0.0, 0.0]], np.empty((0, 2))):
        part = read_addresses(county, near=near, within_m=400)
        assert tuple(part.columns) == schema.ADDRESS_COLUMNS
        assert (len(part), part.crs) == (0, "EPSG:27700")


def test_geopandas_and_gis_programs_read_the_file(county: Path, whole: gpd.GeoDataFrame) -> None:
    plain = gpd.read_parquet(county)
    assert plain.crs == "EPSG:27700"
    assert plain.geometry.geom_equals(whole.geometry).all()
    box = (WEST_M, SOUTH_M, WEST_M + 400, SOUTH_M + 400)
    assert len(gpd.read_parquet(county, bbox=box)) == 25


def test_neighbours_on_the_ground_are_neighbours_in_the_file(whole: gpd.GeoDataFrame) -> None:
    steps = np.hypot(np.diff(whole.geometry.x), np.diff(whole.geometry.y))
    assert np.median(steps) == 100.0  # the lattice's own step


def test_flats_at_one_point_stand_in_the_order_of_their_uprn(tmp_path: Path) -> None:
    store = write(tmp_path / "block.parquet", np.full((30, 2), [575_000.0, 205_000.0]))
    assert read_addresses(store)["uprn"].is_monotonic_increasing


def test_points_may_come_as_a_table_in_the_same_system(county: Path) -> None:
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy([575_000], [205_000]), crs="EPSG:27700")
    assert len(read_addresses(county, near=points, within_m=100)) == 9
    with pytest.raises(CoordinateError, match="not in metres"):
        read_addresses(county, near=points.to_crs("EPSG:4326"), within_m=100)
    with pytest.raises(CoordinateError, match="Convert the points first"):
        read_addresses(county, near=points.to_crs("EPSG:32631"), within_m=100)


@pytest.mark.parametrize(
    ("near", "within_m"),
    [([[575_000, 205_000]], None), (None, 400), ([[575_000, 205_000]], -1.0), ([[np.nan, 1]], 9)],
)
def test_a_part_needs_points_and_a_distance(
    county: Path, near: list[list[float]] | None, within_m: float | None
) -> None:
    with pytest.raises(ParameterError, match="points"):
        read_addresses(county, near=near, within_m=within_m)


def test_the_store_says_what_it_was_made_of(county: Path) -> None:
    assert store_facts(county) == facts(3)


def test_a_file_that_was_not_converted_says_how_to_convert_it(tmp_path: Path) -> None:
    households = tmp_path / "households.parquet"
    pd.DataFrame({"uprn": ["1"]}).to_parquet(households)
    text = tmp_path / "homes.csv"
    text.write_text("uprn\n1\n")
    for path in (households, text):
        assert not is_address_store(path)
        with pytest.raises(InputError, match=f"`hotspots addresses convert {path.name}`"):
            read_addresses(path)
    with pytest.raises(InputError, match=r"There is no address file absent\.parquet"):
        read_addresses(tmp_path / "absent.parquet")


def test_a_store_is_not_converted_again(
    county: Path, tmp_path: Path, vale: ForceProfile, vale_area: StudyArea
) -> None:
    assert is_address_store(county)
    with pytest.raises(InputError, match="converted address file already"):
        convert_addresses(county, tmp_path / "o.parquet", profile=vale, study_area=vale_area)


def test_a_store_of_another_edition_is_refused(county: Path, tmp_path: Path) -> None:
    table = pq.read_table(county)
    found = dict(table.schema.metadata)
    found[FACTS_KEY] = found[FACTS_KEY].replace(b'"edition": 1', b'"edition": 2')
    later = tmp_path / "later.parquet"
    pq.write_table(table.replace_schema_metadata(found), later)
    with pytest.raises(InputError, match="edition 2, where 1 is read"):
        read_addresses(later)


def test_homes_of_another_year_s_areas_are_refused_and_gaps_are_said(tmp_path: Path) -> None:
    count = 3
    columns = {column: pa.nulls(count, pa.string()) for column in TEXT_COLUMNS}
    columns |= {
        schema.UPRN: pa.array([f"{number:012d}" for number in range(count)]),
        schema.DISTRICT: pa.array(["Lower Vale"] * count),
        schema.WARD_CODE: pa.array(["E05000001", "E05000002", None]),
    }
    store = tmp_path / "homes.parquet"
    write_store(pa.table(columns), np.full((count, 2), 575_000.0), store, facts=facts(count))
    assert require_same_areas(store, districts=["Lower Vale"]) == ()
    (note,) = require_same_areas(store, districts=["Lower Vale", "Upper Vale"])
    assert note == "homes.parquet has no home in Upper Vale: no visit there can be listed"
    with pytest.raises(InputError, match=r"other districts: it has homes in Lower Vale, which"):
        require_same_areas(store, districts=["Nether Vale"])
    with pytest.raises(InputError, match=r"other wards.*E05000002.*convert invented\.csv"):
        require_same_areas(store, districts=["Lower Vale"], wards=["E05000001"])
