"""Converted streets are sorted in space, say what they are, and are read by the box."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from hotspots import schema
from hotspots.errors import InputError, ParameterError
from hotspots.load.street_store import (
    MapFacts,
    map_facts,
    read_ground,
    read_streets,
    write_ground,
    write_streets,
)

FACTS = MapFacts(
    source="roads.gpkg",
    kind="OS Open Roads",
    sha256="0" * 64,
    crs="EPSG:27700",
    attribution="Contains OS data © Crown copyright and database right 2026",
    rows_in=3,
    set_aside={"outside the force": 1},
    notes=("a note",),
)


def many_streets(count: int = 10_000) -> gpd.GeoDataFrame:
    rng = np.random.default_rng(7)
    starts = rng.uniform((500_000, 200_000), (560_000, 240_000), (count, 2))
    ends = starts + rng.normal(0, 80, (count, 2))
    lines = shapely.linestrings(np.stack([starts, ends], axis=1))
    return gpd.GeoDataFrame(
        {
            schema.STREET_ID: [f"{k}" for k in range(count)],
            schema.STREET: [f"Street {k}" if k % 3 else None for k in range(count)],
            schema.ROAD_NUMBER: None,
            schema.STREET_CLASS: "local",
            schema.USRN: None,
            schema.LENGTH_M: shapely.length(lines),
            schema.FROM_NODE: [f"a{k}" for k in range(count)],
            schema.TO_NODE: [f"b{k}" for k in range(count)],
        },
        geometry=lines,
        crs="EPSG:27700",
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("streets") / "streets.parquet"
    write_streets(many_streets(), path, facts=FACTS)
    return path


def test_what_is_written_comes_back_whole(store: Path) -> None:
    read = read_streets(store).set_index(schema.STREET_ID).sort_index()
    wrote = many_streets().set_index(schema.STREET_ID).sort_index()

    assert (shapely.to_wkb(read.geometry) == shapely.to_wkb(wrote.geometry)).all()
    assert (read[schema.STREET].fillna("") == wrote[schema.STREET].fillna("")).all()
    assert read[schema.LENGTH_M].tolist() == wrote[schema.LENGTH_M].tolist()
    assert map_facts(store) == FACTS


def test_other_programs_read_it(store: Path) -> None:
    read = gpd.read_parquet(store, bbox=(500_000, 200_000, 501_000, 201_000))
    assert 0 < len(read) < 100
    assert read.crs.to_epsg() == 27700


def test_the_order_of_the_rows_does_not_matter(store: Path, tmp_path: Path) -> None:
    write_streets(many_streets().iloc[::-1], tmp_path / "again.parquet", facts=FACTS)
    assert (tmp_path / "again.parquet").read_bytes() == store.read_bytes()


@pytest.mark.parametrize(
    "box",
    [
        (520_000, 210_000, 521_000, 211_000),
        (499_000, 199_000, 561_000, 241_000),
        (0, 0, 1, 1),
        (520_000.5, 210_000.5, 520_000.5, 210_000.5),
    ],
)
def test_a_box_gives_each_street_that_may_cross_it(
    store: Path, box: tuple[float, float, float, float]
) -> None:
    bounds = many_streets().geometry.bounds
    meets = (
        (bounds.minx <= box[2])
        & (bounds.maxx >= box[0])
        & (bounds.miny <= box[3])
        & (bounds.maxy >= box[1])
    )
    assert sorted(read_streets(store, box)[schema.STREET_ID].astype(int)) == list(
        np.flatnonzero(meets)
    )


@pytest.mark.parametrize("box", [(1, 0, 0, 1), (0, 1, 1, 0), (0, 0, float("nan"), 1), (0, 0)])
def test_what_is_no_box_is_refused(store: Path, box: tuple[float, ...]) -> None:
    with pytest.raises(ParameterError, match="A box is west, south, east and north"):
        read_streets(store, box)  # type: ignore[arg-type]


def test_ground_is_kept_by_kind(tmp_path: Path) -> None:
    ground = gpd.GeoDataFrame(
        {"kind": ["water", "place"], "name": [None, "Vale"]},
        geometry=[shapely.box(0, 0, 9, 9), shapely.Point(500, 500)],
        crs="EPSG:27700",
    )
    path = tmp_path / "ground.parquet"
    write_ground(ground, path, facts=FACTS)

    assert read_ground(path, kinds=[schema.GroundKind.PLACE])["name"].tolist() == ["Vale"]
    assert read_ground(path, (0, 0, 10, 10))["kind"].tolist() == ["water"]
    with pytest.raises(InputError, match=r"ground\.parquet holds the ground of a map"):
        read_streets(path)


def test_what_is_no_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"There is no file none\.parquet"):
        map_facts(tmp_path / "none.parquet")
    many_streets(3).to_parquet(tmp_path / "plain.parquet")
    with pytest.raises(InputError, match=r"hotspots streets convert plain\.parquet"):
        read_streets(tmp_path / "plain.parquet")
