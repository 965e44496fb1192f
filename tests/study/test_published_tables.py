"""A run's tables in a schema of PostGIS: ours alone, whole or not at all, as its files are."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from hotspots.errors import InputError, OutputError
from hotspots.postgresql import PostgresqlServer, server_of
from hotspots.render.postgis_schema import PublishedTable, tables_of, write_schema
from hotspots.study.run_folder import read_receipt
from tests.demonstration import DemoRun
from tests.postgresql import PostgisDatabase


@pytest.fixture
def server(postgis: PostgisDatabase) -> PostgresqlServer:
    return server_of(postgis.address())


@pytest.fixture
def run(demo_run: DemoRun) -> Path:
    return demo_run.run.folder


@pytest.fixture
def changed(run: Path, tmp_path: Path) -> Path:
    """A copy of the run that a test may write to."""
    copy = tmp_path / run.name
    (copy / "tables").mkdir(parents=True)
    for table in (run / "tables").iterdir():
        shutil.copy(table, copy / "tables")
    shutil.copy(run / "receipt.json", copy)
    return copy


def rows(postgis: PostgisDatabase, query: str) -> list[tuple[Any, ...]]:
    return postgis.connection.execute(query).fetchall()


def publish(run: Path, server: PostgresqlServer, schema: str = "hotspots", **more: Any) -> None:
    write_schema(run, {**read_receipt(run), **more}, server, schema=schema)


@pytest.mark.filterwarnings("ignore:pandas only supports SQLAlchemy")
def test_harm_spots_come_back_as_they_stand_in_the_run(
    postgis: PostgisDatabase, server: PostgresqlServer, run: Path
) -> None:
    publish(run, server)
    found = gpd.read_postgis(
        "SELECT * FROM hotspots.harm_map_harm_spots ORDER BY rank", postgis.connection, "geometry"
    )
    made = gpd.read_parquet(run / "tables" / "harm_spots.parquet").sort_values("rank")
    assert list(found) == list(made)
    assert found.crs == made.crs
    assert found.geometry.geom_equals(made.geometry.reset_index(drop=True)).all()
    for name in ("spot_id", "offences", "marking"):
        assert found[name].tolist() == made[name].tolist()
    published = rows(postgis, "SELECT journey, run, marking FROM hotspots.published_runs")
    receipt = read_receipt(run)
    assert published == [("harm map", run.name, receipt["marking"])]


def test_every_cell_of_every_table_is_that_of_its_file(
    postgis: PostgisDatabase, server: PostgresqlServer, run: Path
) -> None:
    publish(run, server)
    names = {path.stem for path in (run / "tables").iterdir()}
    there = {name for (name,) in rows(postgis, TABLES)}
    assert there == {f"harm_map_{name}" for name in names} | {"published_runs"}
    for name in names - {path.stem for path in (run / "tables").glob("*.parquet")}:
        made = pd.read_csv(run / "tables" / f"{name}.csv", dtype="str", keep_default_na=False)
        found = rows(postgis, f"SELECT * FROM hotspots.harm_map_{name}")
        assert [[as_written(cell) for cell in row] for row in found] == made.to_numpy().tolist()


TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'hotspots'"


def as_written(cell: Any) -> str:
    """Return a value of the database as a tidy CSV has it."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.10f}".rstrip("0") + ("0" if cell.is_integer() else "")
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def test_a_second_run_takes_the_place_of_the_first_and_grants_stay(
    postgis: PostgisDatabase, server: PostgresqlServer, run: Path
) -> None:
    publish(run, server)
    postgis.run(
        "GRANT USAGE ON SCHEMA hotspots TO reader",
        "GRANT SELECT ON hotspots.harm_map_harm_spots TO reader",
    )
    first = rows(postgis, "SELECT count(*) FROM hotspots.harm_map_harm_spots")
    publish(run, server)
    assert rows(postgis, "SELECT count(*) FROM hotspots.harm_map_harm_spots") == first
    assert rows(postgis, "SELECT count(*) FROM hotspots.published_runs") == [(1,)]
    granted = "SELECT has_table_privilege('reader', 'hotspots.harm_map_harm_spots', 'SELECT')"
    assert rows(postgis, granted) == [(True,)]


def test_tables_that_a_later_run_has_not_are_gone_and_other_journeys_stay(
    postgis: PostgisDatabase, server: PostgresqlServer, run: Path
) -> None:
    publish(run, server)
    products = read_receipt(run)["products"]
    spots = {name: digest for name, digest in products.items() if "tables/harm_spots" in name}
    publish(run, server, journey="spot review")
    publish(run, server, products=spots)
    there = {name for (name,) in rows(postgis, TABLES)}
    assert {name for name in there if name.startswith("harm_map")} == {"harm_map_harm_spots"}
    assert "spot_review_harm_streets" in there


def test_a_column_without_a_value_takes_no_grant_away() -> None:
    def table(kind: str, *cells: str | None) -> PublishedTable:
        return PublishedTable(name="t", kinds={"n": kind}, columns=[list(cells)])

    assert table("text", None, None).fits({"n": "double precision"})
    assert table("bigint", "1", None).fits({"n": "double precision"})
    assert table("bigint", "1").fits({"n": "text"})
    assert not table("double precision", "1.5").fits({"n": "bigint"})
    assert not table("text", "a").fits({"n": "bigint"})
    assert not table("text", None).fits({"m": "text"})
    assert not table("text", None).fits({})


@pytest.mark.parametrize("kind", ["TABLE crime.offences (id int)", "VIEW crime.v AS SELECT 1 AS n"])
def test_a_schema_that_holds_anything_else_is_refused(
    postgis: PostgisDatabase, server: PostgresqlServer, run: Path, kind: str
) -> None:
    postgis.run(f"CREATE {kind}")
    with pytest.raises(OutputError, match=r"did not make: (offences|v)"):
        publish(run, server, "crime")
    made = "SELECT count(*) FROM pg_class WHERE relname LIKE 'harm_map%'"
    assert rows(postgis, made) == [(0,)]
    with pytest.raises(OutputError, match="spatial_ref_sys"):
        publish(run, server, "public")


def test_all_tables_are_written_or_none(
    postgis: PostgisDatabase, server: PostgresqlServer, run: Path
) -> None:
    publish(run, server)
    postgis.run(
        "ALTER TABLE hotspots.harm_map_streets DROP COLUMN marking CASCADE",
        "CREATE SCHEMA own",
        "CREATE VIEW own.mine AS SELECT * FROM hotspots.harm_map_streets",
        "DELETE FROM hotspots.harm_map_harm_spots",
    )
    with pytest.raises(OutputError, match="depend"):
        publish(run, server)
    assert rows(postgis, "SELECT count(*) FROM hotspots.harm_map_harm_spots") == [(0,)]


def test_what_the_receipt_does_not_vouch_for_is_not_written(changed: Path) -> None:
    receipt = read_receipt(changed)
    (changed / "tables" / "mine.csv").write_text("a\n1\n", encoding="utf-8")
    assert "harm_map_mine" not in {table.name for table in tables_of(changed, receipt)}
    (changed / "tables" / "harm_spots.parquet").write_bytes(b"other")
    with pytest.raises(InputError, match="not as it was made"):
        tables_of(changed, receipt)


def test_a_visit_list_stays_in_its_folder(run: Path) -> None:
    expiring = json.loads(json.dumps({**read_receipt(run), "expires": "2026-01-12"}))
    with pytest.raises(InputError, match="visit list"):
        tables_of(run, expiring)
