"""The demonstration's offences and addresses in PostGIS: the same products, by hash."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from hotspots.demo.write import DemoFiles
from hotspots.load.address_store import read_addresses
from hotspots.load.addresses import convert_addresses
from hotspots.postgresql import Source, source_of
from hotspots.study.harm_maps.harm_map import map_harm
from hotspots.study.inputs import Job
from hotspots.study.reading import area_of
from hotspots.workspace import Workspace
from tests.demonstration import MADE_AT, of_three_districts
from tests.postgresql import PostgisDatabase
from tests.reading import files_of


def whole_rows(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the header and the rows that are as wide, each with the line that it begins on."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader, begins, width = csv.reader(stream), 1, 0
        for row in reader:
            width = width or len(row)
            if len(row) == width:
                yield begins, row
            begins = reader.line_num + 1


def copied(postgis: PostgisDatabase, file: Path, table: str) -> str:
    """Copy a CSV into a table of text, each row under its line; return the table's address."""
    (_, header), *rows = whole_rows(file)
    columns = ", ".join(f'"{name}" text' for name in header)
    postgis.run(f"CREATE TABLE {table} (line integer PRIMARY KEY, {columns})")
    with (
        postgis.connection.cursor() as cursor,
        cursor.copy(f"COPY {table} FROM STDIN") as copy,
    ):
        for line, row in rows:
            copy.write_row([line, *(cell or None for cell in row)])
    postgis.run(f"GRANT SELECT ON {table} TO reader")
    return postgis.table(table, "reader")


@pytest.mark.slow
def test_products_are_those_of_the_file_to_the_byte(
    postgis: PostgisDatabase,
    county_job: Job,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGPASSWORD", "hunter2")
    corner = of_three_districts(county_job.inputs)
    (export,) = files_of(corner)
    file = tmp_path / "offences.csv"  # without the rows that no table can hold
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(row for _, row in whole_rows(export))
    postgis.run("CREATE SCHEMA offences", "GRANT USAGE ON SCHEMA offences TO reader")
    table = source_of(copied(postgis, file, "offences.csv"))  # products name their source
    of_file, of_table = (
        map_harm(
            replace(corner, offences=[source]),
            maps=tmp_path / kind,
            made_at=MADE_AT,
            name="demo",
        )
        for kind, source in (("file", file), ("table", table))
    )
    assert of_table.receipt["products"] == of_file.receipt["products"]
    assert of_table.receipt["rows"] == of_file.receipt["rows"]
    for path in of_table.folder.rglob("*"):
        assert path.is_dir() or b"hunter2" not in path.read_bytes(), path


def test_addresses_are_those_of_the_file(
    postgis: PostgisDatabase, county: tuple[Workspace, DemoFiles], county_job: Job, tmp_path: Path
) -> None:
    profile, area = county_job.inputs.profile, area_of(county_job.inputs)
    households = county[1].households
    homes = gpd.read_parquet(households)
    address = placed(postgis, homes, "crime.addresses")

    def converted(source: Source, name: str) -> gpd.GeoDataFrame:
        convert_addresses(source, tmp_path / name, profile=profile, study_area=area)
        return read_addresses(tmp_path / name)

    from_file = converted(households, "file.parquet")
    found = converted(source_of(address), "table.parquet")
    assert len(found) > 1000
    assert found.equals(from_file)


def placed(postgis: PostgisDatabase, homes: gpd.GeoDataFrame, table: str) -> str:
    """Copy homes into a table with points; return its address."""
    texts = homes.drop(columns="geometry")
    columns = ", ".join(f'"{name}" text' for name in texts)
    postgis.run(
        f"CREATE TABLE {table} (number_here serial PRIMARY KEY, {columns},"
        " geom geometry(Point, 27700))",
        f"CREATE INDEX ON {table} USING gist (geom)",
        f"GRANT SELECT ON {table} TO reader",
    )
    named = ", ".join(f'"{name}"' for name in texts)
    points = shapely.to_wkb(
        shapely.set_srid(homes.geometry.to_numpy(), 27700), hex=True, include_srid=True
    )
    cells = texts.astype("object").where(texts.notna(), None).to_numpy()
    with (
        postgis.connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({named}, geom) FROM STDIN") as copy,
    ):
        for row, point in zip(cells, points, strict=True):
            copy.write_row([*row, point])
    return postgis.table(table, "reader")
