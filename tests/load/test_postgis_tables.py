"""Offences in PostGIS, read where they stand: as from a file, and no more of them than is asked."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from hotspots.errors import CoordinateError, InputError, NoRowsError, SettingsError, UnreadableError
from hotspots.load.boundaries import StudyArea
from hotspots.load.findings import LoadedOffences
from hotspots.load.offences import read_offences
from hotspots.load.placement import part_of
from hotspots.load.postgis_tables import TableStream
from hotspots.postgresql import PostgisTable, source_of
from hotspots.study.inputs import Inputs
from hotspots.study.reading import area_of
from tests.postgresql import PostgisDatabase
from tests.study.small_force import HEADER, inputs, market_street, offence

Rows = Sequence[Sequence[object]]
POINT = "ST_SetSRID(ST_MakePoint(easting::float8, northing::float8), 27700)"
COLUMNS = ", ".join(f"{name} text" for name in HEADER)


def loaded_into(postgis: PostgisDatabase, rows: Rows, table: str = "crime.offences") -> str:
    """Load an export's rows as text, numbered, as `\\copy` would; return the table's address."""
    postgis.run(f"CREATE TABLE {table} (id serial PRIMARY KEY, {COLUMNS})")
    places = ", ".join(["%s"] * len(HEADER))
    with postgis.connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(HEADER)}) VALUES ({places})",
            [[str(each) for each in row] for row in rows],
        )
    postgis.run(f"GRANT SELECT ON {table} TO reader")
    return postgis.table(table, "reader")


def with_points(postgis: PostgisDatabase, point: str = POINT, kind: str = "Point, 27700") -> None:
    """Give the table a column of points in place of its columns of coordinates."""
    postgis.run(
        f"ALTER TABLE crime.offences ADD COLUMN geom geometry({kind})",
        f"UPDATE crime.offences SET geom = {point} WHERE easting ~ '^[0-9]+(\\.[0-9]+)?$'",
        "ALTER TABLE crime.offences DROP COLUMN easting, DROP COLUMN northing",
        "CREATE INDEX ON crime.offences USING gist (geom)",
    )


@pytest.fixture
def force(tmp_path: Path) -> Inputs:
    """A small force, and an export of good and bad rows."""
    rows = [
        *market_street(40),
        offence(90, ("", "")),
        offence(91, ("501 500 E", "201500")),
        offence(92, (506_500, 201_500)),
        (*offence(93)[:2], "", *offence(93)[3:]),
    ]
    return inputs(tmp_path, rows)


@pytest.fixture
def area(force: Inputs) -> StudyArea:
    return area_of(force)


def rows_of(force: Inputs) -> list[list[str]]:
    with Path(str(force.offences[0])).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1:]


def read(
    source: str, force: Inputs, area: StudyArea, period: tuple[date, date] | None = None
) -> LoadedOffences:
    return read_offences(source, profile=force.profile, study_area=area, period=period)


def same_offences(found: LoadedOffences, expected: LoadedOffences) -> bool:
    own = ["source_file", "source_line"]
    return bool(found.offences.drop(columns=own).equals(expected.offences.drop(columns=own)))


def test_a_table_gives_the_offences_and_the_reasons_of_its_file(
    postgis: PostgisDatabase, force: Inputs, area: StudyArea
) -> None:
    from_file = read_offences(force.offences, profile=force.profile, study_area=area)
    found = read(loaded_into(postgis, rows_of(force)), force, area)
    assert same_offences(found, from_file)
    assert found.rows_set_aside_by_reason == from_file.rows_set_aside_by_reason
    assert len(found.set_aside) == 4
    assert found.sources[0].name == "crime.offences"
    assert found.set_aside["source_line"].tolist() == [41, 42, 43, 44]  # their keys


@pytest.mark.parametrize(
    ("kind", "point"),
    [
        ("Point, 27700", POINT),
        ("Point, 4326", f"ST_Transform({POINT}, 4326)"),
        ("MultiPoint, 27700", f"ST_Multi({POINT})"),
        ("Geometry", POINT),
    ],
    ids=["metres", "degrees", "multipoints", "any shape"],
)
def test_points_of_any_system_are_placed_as_those_of_a_file(
    postgis: PostgisDatabase, force: Inputs, area: StudyArea, kind: str, point: str
) -> None:
    address = loaded_into(postgis, rows_of(force))
    with_points(postgis, point, kind)
    found = read(address, force, area)
    from_file = read_offences(force.offences, profile=force.profile, study_area=area)
    moved = found.offences.geometry.distance(from_file.offences.geometry)
    assert moved.max() < (0.001 if "4326" not in kind else 5.0)  # by PROJ there and by ours here
    assert found.rows_set_aside_by_reason == {
        "outside the force": 1,
        "no coordinates": 2,
        "no date": 1,
    }
    assert {"easting", "longitude"} & found.sources[0].mapping.keys()


def test_typed_columns_are_read_as_what_they_are(
    postgis: PostgisDatabase, force: Inputs, area: StudyArea
) -> None:
    address = loaded_into(postgis, market_street(30))
    postgis.run(
        "ALTER TABLE crime.offences"
        " ALTER from_time TYPE timestamptz USING"
        "   to_timestamp(from_time, 'DD/MM/YYYY HH24:MI')::timestamp AT TIME ZONE 'Europe/London',"
        " ALTER to_time TYPE timestamp USING NULL, ALTER reported_time TYPE date USING"
        "   to_date(reported_time, 'DD/MM/YYYY'),"
        " ALTER dwelling TYPE boolean USING dwelling = 'Y',"
        " ALTER easting TYPE float8 USING easting::float8,"
        " ALTER northing TYPE numeric(9, 2) USING northing::numeric"
    )
    found = read(address, force, area)
    expected = inputs_of(force, market_street(30), area)
    assert found.offences["from_time"].tolist() == expected.offences["from_time"].tolist()
    assert found.offences["dwelling"].tolist() == expected.offences["dwelling"].tolist()
    assert found.offences.geometry.geom_equals(expected.offences.geometry).all()


def inputs_of(force: Inputs, rows: Rows, area: StudyArea) -> LoadedOffences:
    folder = Path(str(force.offences[0])).parent / "again"
    folder.mkdir()
    return read_offences(inputs(folder, rows).offences, profile=force.profile, study_area=area)


def test_rows_outside_the_box_and_the_period_are_counted_and_not_read(
    postgis: PostgisDatabase, force: Inputs, area: StudyArea
) -> None:
    far = [offence(n, (650_000 + n, 300_000)) for n in range(100, 130)]
    address = loaded_into(postgis, [*market_street(40), *far])
    with_points(postgis)
    postgis.run(
        "ALTER TABLE crime.offences ALTER from_time TYPE timestamp USING"
        " to_timestamp(from_time, 'DD/MM/YYYY HH24:MI')"
    )
    june = date(2025, 6, 1), date(2025, 6, 30)
    found = read(address, force, area, june)
    starts = found.offences["from_time"]
    assert len(found.offences) > 0
    assert starts.dt.month.eq(6).all()
    assert found.rows_in == found.rows_used + len(found.set_aside) < 10
    notes = "; ".join(found.sources[0].notes)
    assert "from 2025-05-31 to 2025-07-01" in notes
    assert "lie outside 499000 to 507000 east and 199000 to 204000 north" in notes
    whole = read(address, force, area)
    assert "40 of 70 rows" in whole.sources[0].notes[0]
    assert "30 rows" in whole.sources[0].notes[-1]


def test_the_box_is_found_by_the_index(
    postgis: PostgisDatabase, force: Inputs, area: StudyArea
) -> None:
    address = loaded_into(postgis, market_street(20))
    with_points(postgis)
    postgis.run(
        "INSERT INTO crime.offences (reference, geom) SELECT 'far', ST_SetSRID("
        " ST_MakePoint(600000 + n % 1000, 300000 + n / 1000), 27700)"
        " FROM generate_series(1, 50000) n",
        "ANALYZE crime.offences",
    )
    read(address, force, area)
    assert scans(postgis) >= 1


def scans(postgis: PostgisDatabase) -> int:
    """Return how often the index of the points was used; the server tells after a moment."""
    for _ in range(100):
        row = postgis.connection.execute(
            "SELECT pg_stat_clear_snapshot(), (SELECT idx_scan FROM pg_stat_user_indexes"
            " WHERE indexrelname = 'offences_geom_idx')"
        ).fetchone()
        assert row is not None
        if row[1]:
            return int(row[1])
        postgis.run("SELECT pg_sleep(0.05)")
    return 0


def test_an_empty_point_is_no_point(
    postgis: PostgisDatabase, force: Inputs, area: StudyArea
) -> None:
    address = loaded_into(postgis, market_street(20))
    with_points(postgis)
    empty = "ST_GeomFromText('POINT EMPTY', 27700)"
    postgis.run(f"UPDATE crime.offences SET geom = {empty} WHERE id = 7")
    found = read(address, force, area)
    assert found.set_aside["source_line"].tolist() == [7]
    assert found.rows_set_aside_by_reason == {"no coordinates": 1}


def test_a_view_without_a_key_is_read_in_one_order(
    postgis: PostgisDatabase, force: Inputs, area: StudyArea
) -> None:
    loaded_into(postgis, market_street(30))
    postgis.run(
        "CREATE VIEW crime.newest AS SELECT * FROM crime.offences ORDER BY id DESC",
        "CREATE VIEW crime.oldest AS SELECT * FROM crime.offences ORDER BY id",
        "GRANT SELECT ON crime.newest, crime.oldest TO reader",
    )
    newest, oldest = (
        read(postgis.table(f"crime.{name}", "reader"), force, area).sources[0].sha256
        for name in ("newest", "oldest")
    )
    assert newest == oldest


def test_nothing_is_written_whatever_a_view_tries(
    postgis: PostgisDatabase, force: Inputs, area: StudyArea
) -> None:
    loaded_into(postgis, market_street(20))
    postgis.run(
        "CREATE TABLE crime.seen (at timestamptz)",
        "CREATE FUNCTION crime.noted() RETURNS boolean LANGUAGE sql AS"
        " 'INSERT INTO crime.seen VALUES (now()) RETURNING true'",
        "CREATE VIEW crime.watched AS SELECT *, crime.noted() FROM crime.offences",
    )
    with pytest.raises(UnreadableError, match="read-only transaction"):
        read(postgis.table("crime.watched"), force, area)
    count = postgis.connection.execute("SELECT count(*) FROM crime.seen").fetchone()
    assert count == (0,)


def test_a_name_is_a_name_and_never_a_command(
    postgis: PostgisDatabase, force: Inputs, area: StudyArea
) -> None:
    loaded_into(postgis, market_street(20))
    for name in ("crime.offences; DROP TABLE crime.offences", 'crime.offences" WHERE "', "a.b.c"):
        with pytest.raises(InputError, match="There is no table"):
            read(postgis.address("tester", table=name), force, area)
    assert len(read(postgis.table("crime.offences"), force, area).offences) == 20


def test_columns_that_the_account_may_not_read_are_not_asked_for(
    postgis: PostgisDatabase, force: Inputs, area: StudyArea
) -> None:
    address = loaded_into(postgis, market_street(20))
    names = ", ".join(("id", *HEADER))
    postgis.run(
        "ALTER TABLE crime.offences ADD COLUMN victim_name text DEFAULT 'an invented name'",
        "REVOKE SELECT ON crime.offences FROM reader",
        f"GRANT SELECT ({names}) ON crime.offences TO reader",
    )
    source = source_of(address)
    assert isinstance(source, PostgisTable)
    assert "victim_name" not in TableStream(table=source).headers
    assert len(read(address, force, area).offences) == 20


def test_what_is_wrong_with_a_table_is_said(
    postgis: PostgisDatabase, force: Inputs, area: StudyArea
) -> None:
    address = loaded_into(postgis, market_street(20))
    with pytest.raises(InputError, match=r"Did you mean 'crime\.offences'"):
        read(postgis.table("crime.ofences"), force, area)
    with_points(postgis, "ST_SetSRID(ST_MakePoint(easting::float8, northing::float8), 0)", "Point")
    with pytest.raises(CoordinateError, match="declares no coordinate system"):
        read(address, force, area)
    postgis.run(
        "ALTER TABLE crime.offences ALTER geom TYPE geometry(Geometry, 27700)"
        " USING ST_Buffer(ST_SetSRID(geom, 27700), 5)"
    )
    with pytest.raises(InputError, match="20 of 20 shapes are no points"):
        read(address, force, area)
    postgis.run("UPDATE crime.offences SET geom = ST_SetSRID(ST_MakePoint(51.5, 0.5), 27700)")
    with pytest.raises(NoRowsError, match="20 rows"):
        read(address, force, area)
    postgis.run("ALTER TABLE crime.offences ADD COLUMN other geometry(Point, 27700)")
    with pytest.raises(InputError, match="2 columns of shapes"):
        read(address, force, area)


def test_an_address_holds_no_password_and_none_is_repeated(
    postgis: PostgisDatabase, force: Inputs, area: StudyArea, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address in (
        "postgis://reader:hunter2@db/force?table=crime.offences",
        "postgis://reader@db/force?table=crime.offences&password=hunter2",
        "postgis://reader:hunter2@db:port/force",
        "postgis:/reader:hunter2@db/force?table=crime.offences",
        "postgresql://reader:hunter2@db/force?table=crime.offences",
    ):
        with pytest.raises(SettingsError) as said:
            source_of(address)
        assert "hunter2" not in str(said.value)
    monkeypatch.setenv("PGPASSWORD", "hunter2")
    with pytest.raises(UnreadableError, match="nobody") as refused:
        read(postgis.table("crime.offences", "nobody"), force, area)
    assert "hunter2" not in str(refused.value)
    found = read(loaded_into(postgis, market_street(20)), force, area)
    assert "hunter2" not in str(found.sources)
    assert "reader" not in str(found.sources)


def test_tls_is_asked_for_on_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGSSLMODE", raising=False)
    monkeypatch.delenv("PGHOST", raising=False)

    def mode(address: str) -> str | None:
        source = source_of(address)
        assert isinstance(source, PostgisTable)
        return dict(source.server.settings).get("sslmode")

    assert mode("postgis://reader@db.example/force?table=a.b") == "require"
    assert mode("postgis://reader@db.example/force?table=a.b&sslmode=verify-full") == "verify-full"
    assert mode("postgis://localhost/force?table=a.b") is None


def test_another_machine_is_reached_by_tls_or_not_at_all(
    postgis: PostgisDatabase,
    force: Inputs,
    area: StudyArea,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    address = loaded_into(postgis, market_street(20))
    service = tmp_path / "pg_service.conf"
    where = f"host=127.0.0.1\nport={postgis.server.port}\ndbname={postgis.name}\nuser=reader\n"
    service.write_text(f"[crime]\n{where}[stated]\n{where}sslmode=disable\n", encoding="utf-8")
    monkeypatch.setenv("PGSERVICEFILE", str(service))
    by_service = "postgis:///?service=crime&table=crime.offences"
    assert len(read(by_service, force, area).offences) == 20
    monkeypatch.delenv("PGSSLMODE", raising=False)
    monkeypatch.setattr("hotspots.postgresql.LOCAL_HOSTS", ("",))
    with pytest.raises(UnreadableError, match="SSL"):
        read(address, force, area)
    with pytest.raises(SettingsError, match="reached without TLS"):
        read(by_service, force, area)
    assert len(read(by_service.replace("=crime&", "=stated&"), force, area).offences) == 20


def test_a_part_is_the_force_and_a_kilometre_around(force: Inputs, area: StudyArea) -> None:
    part = part_of(area, force.profile)
    assert part.box == (499_000.0, 199_000.0, 507_000.0, 204_000.0)
    assert replace(part, period=None) == part
