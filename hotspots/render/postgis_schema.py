"""The tables of a finished run in a schema of a PostGIS database, for maps and dashboards there.

What is written is what stands in the run's folder ``tables``, file by file, as the receipt has it:
nothing reaches the database that care has not seen. The schema holds our tables and nothing else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from hotspots.errors import InputError, MissingPartError, OutputError
from hotspots.postgresql import PostgresqlServer, connected
from hotspots.render.table_book import snake_case
from hotspots.render.tidy_tables import TIDY_FOLDER
from hotspots.words import listed

if TYPE_CHECKING:
    import psycopg
    from psycopg.sql import Composable, Composed

RUNS_TABLE: Final = "published_runs"
MADE_BY: Final = "Made by hotspots publish"
# Publications queue up behind one another. The number is ours alone; it means nothing.
_PUBLISHING_LOCK: Final = 4_002_027
_TEXT: Final = "text"
_RUN_COLUMNS: Final = {
    "journey": _TEXT,
    "run": _TEXT,
    "made_at": "timestamp with time zone",
    "first_day": "date",
    "last_day": "date",
    "marking": _TEXT,
    "software": _TEXT,
}
# What the cells of a tidy CSV can be, the narrowest first; a code such as 4.10 is no number.
_KINDS_OF_CELLS: Final = (
    ("boolean", re.compile(r"True|False")),
    ("bigint", re.compile(r"-?(0|[1-9]\d{0,17})")),
    ("double precision", re.compile(r"-?(0|[1-9]\d*)(\.(0|\d*[1-9]))?")),
    ("date", re.compile(r"\d{4}-\d\d-\d\d")),
    ("timestamp without time zone", re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")),
)
_RELATIONS: Final = """
    SELECT c.relname, coalesce(obj_description(c.oid, 'pg_class'), '')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %s AND c.relkind IN ('r', 'v', 'm', 'f', 'p', 'S')
"""
_COLUMNS: Final = """
    SELECT a.attname, format_type(a.atttypid, a.atttypmod)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %s AND c.relname = %s AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum
"""
_EXTENSION: Final = """
    SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname = 'postgis'
"""


@dataclass(frozen=True, kw_only=True)
class PublishedTable:
    """A table as it is written.

    Attributes
    ----------
    name : str
        The journey's and the table's: ``harm_map_harm_spots``.
    kinds : mapping of str to str
        Its columns, each with PostgreSQL's name of its type.
    columns : sequence of sequence of str or None
        The cells of each as text, as PostgreSQL reads them.
    srid : int or None
        Of its geometry, the last column; None where it has none.
    """

    name: str
    kinds: Mapping[str, str]
    columns: Sequence[Sequence[str | None]]
    srid: int | None = None

    def fits(self, there: Mapping[str, str]) -> bool:
        """Say whether a table of these columns takes every cell: a text does, and a wider number.

        What was granted on a table, and views of it, then outlive a run in which a column holds
        nothing, or whole numbers alone.
        """
        if list(there) != list(self.kinds):
            return False
        return all(
            there[name] in (kind, _TEXT)
            or (there[name], kind) == ("double precision", "bigint")
            or not any(cell is not None for cell in cells)
            for (name, kind), cells in zip(self.kinds.items(), self.columns, strict=True)
        )

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.columns[0]) if self.columns else 0


def write_schema(
    run: Path, receipt: Mapping[str, Any], server: PostgresqlServer, *, schema: str
) -> tuple[PublishedTable, ...]:
    """Write the tables of a run in one transaction: all of them are there, or what was before.

    A table that is there with columns that will do is emptied and filled, so that what was granted
    on it stays. Tables of an earlier run of the same journey that this one has not are removed.

    Parameters
    ----------
    run : Path
        The folder of a whole run.
    receipt : mapping
        Its receipt.
    server : PostgresqlServer
    schema : str
        Made where it is not there.

    Raises
    ------
    InputError
        When the run has no tables, one was changed since, or it is a visit list.
    OutputError
        When the schema holds anything that was not made here, or the database refuses.
    MissingPartError
        When the database has no PostGIS.
    """
    tables = tables_of(run, receipt)
    journey = str(receipt["journey"])
    with connected(
        server, read_only=False, fault=OutputError, what="The tables cannot be written"
    ) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_PUBLISHING_LOCK])
        there = _own_tables(connection, schema)
        of_journey = f"{MADE_BY}: {journey}"
        for name in sorted(there.keys() - {each.name for each in tables}):
            if there[name] == of_journey:
                connection.execute(_sql("DROP TABLE {}", _named(schema, name)))
        for table in tables:
            _put(connection, schema, table, of_journey)
        _put_run(connection, schema, receipt)
    return tables


def tables_of(run: Path, receipt: Mapping[str, Any]) -> tuple[PublishedTable, ...]:
    """Return the tables of a run that its receipt names, each as it was made.

    Raises
    ------
    InputError
    """
    if "expires" in receipt:
        raise InputError(
            f"{run.name} is a visit list: it names homes, and expires. It stays in its folder."
        )
    made = {Path(name).with_suffix("") for name in receipt["products"]}
    names = sorted(each.name for each in made if each.parent.as_posix() == TIDY_FOLDER)
    if not names:
        raise InputError(
            f"{run.name} has no tables: it is a run of a journey without, or of an earlier version."
        )
    prefix = snake_case(str(receipt["journey"]))
    return tuple(_table(run, receipt["products"], name, f"{prefix}_{name}") for name in names)


def _table(run: Path, products: Mapping[str, str], name: str, published: str) -> PublishedTable:
    suffixes = [each for each in ("parquet", "csv") if f"{TIDY_FOLDER}/{name}.{each}" in products]
    product = f"{TIDY_FOLDER}/{name}.{suffixes[0]}"
    path = run / product
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != products[product]:
        raise InputError(
            f"{product} of {run.name} is not as it was made: its hash is not the receipt's. Make "
            "the run again."
        )
    return _of_csv(path, published) if suffixes[0] == "csv" else _of_parquet(path, published)


def _of_csv(path: Path, name: str) -> PublishedTable:
    found = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8")
    cells = {str(column): [cell or None for cell in found[column]] for column in found}
    return PublishedTable(
        name=name,
        kinds={column: _kind_of(column, values) for column, values in cells.items()},
        columns=list(cells.values()),
    )


def _kind_of(column: str, cells: Sequence[str | None]) -> str:
    """Return the narrowest type that holds every cell as it is written."""
    there = {cell for cell in cells if cell is not None}
    if not there or "code" in column:
        return _TEXT
    fitting = (kind for kind, form in _KINDS_OF_CELLS if all(map(form.fullmatch, there)))
    return next(fitting, _TEXT)


def _of_parquet(path: Path, name: str) -> PublishedTable:
    placed = gpd.read_parquet(path)
    geometry = str(placed.geometry.name)
    srid = placed.crs.to_epsg() or 0 if placed.crs else 0
    found = pq.read_table(path).drop_columns([geometry])
    shapes = shapely.set_srid(placed.geometry.to_numpy(), srid)
    texts = [
        None if shape is None else shapely.to_wkb(shape, hex=True, include_srid=True)
        for shape in shapes
    ]
    kinds = {field.name: _kind_of_arrow(field.type) for field in found.schema}
    columns = [each.cast(pa.large_string()).to_pylist() for each in found.columns]
    return PublishedTable(
        name=name,
        kinds={**kinds, geometry: f"geometry(Geometry,{srid})"},
        columns=[*columns, texts],
        srid=srid,
    )


def _kind_of_arrow(kind: pa.DataType) -> str:
    known = (
        (pa.types.is_boolean, "boolean"),
        (pa.types.is_integer, "bigint"),
        (pa.types.is_floating, "double precision"),
        (pa.types.is_date, "date"),
        (pa.types.is_timestamp, "timestamp without time zone"),
    )
    return next((name for is_kind, name in known if is_kind(kind)), _TEXT)


def _own_tables(connection: psycopg.Connection[Any], schema: str) -> dict[str, str]:
    """Return our tables of the schema with what was said of each; make the schema where it is not.

    Raises
    ------
    OutputError
        When anything in it was not made here.
    MissingPartError
    """
    extension = connection.execute(_EXTENSION).fetchone()
    if extension is None:
        raise MissingPartError(
            "The database has no PostGIS. Ask whoever keeps it for: CREATE EXTENSION postgis"
        )
    # Types and functions are PostGIS's own, whatever stands in other schemas under their names.
    connection.execute(_sql("SET LOCAL search_path = pg_catalog, {}", _named(*extension)))
    is_there = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema])
    if is_there.fetchone() is None:
        connection.execute(_sql("CREATE SCHEMA {}", _named(schema)))
    found: dict[str, str] = dict(connection.execute(_RELATIONS, [schema]).fetchall())
    foreign = sorted(name for name, said in found.items() if not said.startswith(MADE_BY))
    if foreign:
        raise OutputError(
            f"The schema {schema!r} holds what hotspots did not make: {listed(foreign, most=5)}. "
            "Nothing was written. Name a schema that is new, or that holds our tables alone, with "
            "--schema."
        )
    return found


def _put(
    connection: psycopg.Connection[Any], schema: str, table: PublishedTable, said: str
) -> None:
    where = _named(schema, table.name)
    if not table.fits(_columns_of(connection, schema, table.name)):
        _make(connection, schema, table.name, table.kinds, said)
    connection.execute(_sql("DELETE FROM {}", where))
    with (
        connection.cursor() as cursor,
        cursor.copy(_sql("COPY {} ({}) FROM STDIN", where, _listed(table.kinds))) as copy,
    ):
        for row in zip(*table.columns, strict=True):
            copy.write_row(row)


def _columns_of(connection: psycopg.Connection[Any], schema: str, name: str) -> dict[str, str]:
    """Return the columns of a table, each with its type; none where it is not there."""
    return dict(connection.execute(_COLUMNS, [schema, name]).fetchall())


def _make(
    connection: psycopg.Connection[Any],
    schema: str,
    name: str,
    kinds: Mapping[str, str],
    said: str,
) -> None:
    """Make a table in the place of one that has other columns."""
    from psycopg import sql  # noqa: PLC0415 - an extra

    where = _named(schema, name)
    connection.execute(_sql("DROP TABLE IF EXISTS {}", where))
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(kind))
        for column, kind in kinds.items()
    )
    connection.execute(_sql("CREATE TABLE {} ({})", where, columns))
    connection.execute(_sql("COMMENT ON TABLE {} IS {}", where, sql.Literal(said)))
    for column, kind in kinds.items():
        if kind.startswith("geometry"):
            connection.execute(_sql("CREATE INDEX ON {} USING gist ({})", where, _named(column)))


def _put_run(connection: psycopg.Connection[Any], schema: str, receipt: Mapping[str, Any]) -> None:
    """Say of which run the journey's tables are."""
    where = _named(schema, RUNS_TABLE)
    if _columns_of(connection, schema, RUNS_TABLE) != _RUN_COLUMNS:
        _make(connection, schema, RUNS_TABLE, _RUN_COLUMNS, MADE_BY)
    period = receipt.get("period", {})
    facts = {
        "journey": receipt["journey"],
        "run": receipt["run"],
        "made_at": receipt["made_at"],
        "first_day": period.get("first_day"),
        "last_day": period.get("last_day"),
        "marking": receipt["marking"],
        "software": receipt["software"]["hotspots"],
    }
    connection.execute(_sql("DELETE FROM {} WHERE journey = %s", where), [facts["journey"]])
    connection.execute(
        _sql("INSERT INTO {} VALUES (%s, %s, %s, %s, %s, %s, %s)", where), list(facts.values())
    )


def _sql(text: str, *parts: Composable) -> Composed:
    from psycopg import sql  # noqa: PLC0415 - an extra

    return sql.SQL(text).format(*parts)


def _named(*names: str) -> Composable:
    from psycopg import sql  # noqa: PLC0415 - an extra

    return sql.Identifier(*names)


def _listed(names: Mapping[str, str]) -> Composable:
    from psycopg import sql  # noqa: PLC0415 - an extra

    return sql.SQL(", ").join(map(sql.Identifier, names))
