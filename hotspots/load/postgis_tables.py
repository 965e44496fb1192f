"""Read a table of PostGIS where it stands, a chunk of rows at a time, as text and points.

One read-only transaction; a cursor on the server; of a table with points those rows alone that lie
in the box of the force and, where the journey has a period, that begin in it or a day beside it.
Rows without a point or a time are read, and set aside as those of a file are. The rest is counted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from hotspots import crs, schema
from hotspots.arrays import Floats, Longs
from hotspots.errors import CoordinateError, InputError, NoRowsError, UnreadableError
from hotspots.load.columns import FROM_DATE, MONTH, match_columns
from hotspots.nearest import instead_of
from hotspots.postgresql import Part, PostgisTable, connected

if TYPE_CHECKING:
    import psycopg
    from psycopg.sql import Composable, Composed

ROWS_AT_ONCE: Final = 20_000
_SHAPES: Final = ("geometry", "geography")
_NOT_TEXT: Final = (*_SHAPES, "bytea", "raster")
_WHOLE_NUMBERS: Final = ("int2", "int4", "int8")
# As a geographic file's columns are written.
_WRITTEN: Final = {
    "timestamp": "to_char({}, 'YYYY-MM-DD\"T\"HH24:MI:SS')",
    "timestamptz": "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"+0000\"')",
    "date": "to_char({}, 'YYYY-MM-DD')",
}
_MIDNIGHT: Final = "T00:00:00"
_CELL, _ROW = "\x1f", "\x1e"

_RELATION: Final = """
    SELECT c.oid, n.nspname, c.relname
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass(%s)
"""
_TABLES: Final = """
    SELECT n.nspname || '.' || c.relname
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND n.nspname !~ '^(pg_|information_schema)'
      AND has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')
    ORDER BY 1
"""
_COLUMNS: Final = """
    SELECT a.attname, coalesce(b.typname, t.typname), a.atttypmod
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_type b ON b.oid = nullif(t.typbasetype, 0)
    WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped
      AND has_column_privilege(a.attrelid, a.attnum, 'SELECT')
    ORDER BY a.attnum
"""
_KEY: Final = """
    SELECT a.attname FROM pg_index i
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
    WHERE i.indrelid = %s AND i.indisprimary ORDER BY array_position(i.indkey::int2[], a.attnum)
"""
_EXTENSION: Final = """
    SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname = 'postgis'
"""


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """Some rows of a table.

    Attributes
    ----------
    lines : array of int, shape (rows,)
        The row's key, where the table's primary key is one whole number; else its place.
    texts : mapping of str to sequence of str
        The columns but that of the points; empty where there is nothing.
    places : array of float, shape (rows, 2)
        NaN where there is no point; no column wide for a table without points.
    """

    lines: Longs
    texts: dict[str, Sequence[str]]
    places: Floats


@dataclass(frozen=True, kw_only=True)
class _Described:
    """What the catalogue says of a table."""

    relation: Composable
    kinds: dict[str, str]
    key: tuple[str, ...]
    geometry: str | None
    srid: int
    crs: str | None

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(name for name, kind in self.kinds.items() if kind not in _NOT_TEXT)

    @property
    def numbering(self) -> str | None:
        """The column that numbers the rows."""
        if len(self.key) == 1 and self.kinds[self.key[0]] in _WHOLE_NUMBERS:
            return self.key[0]
        return None


@dataclass(kw_only=True)
class TableStream:
    """A table that is read from its beginning to its end.

    Attributes
    ----------
    table : PostgisTable
    notes : list of str
        What was read of it and what was not; known when it is read.
    saved : Timestamp or None
        When it was read, on the server's clock.
    rows_there : int
        Rows that are to be read; known when the first chunk is there.
    size_bytes : int
        Of the text that was read.
    """

    table: PostgisTable
    notes: list[str] = field(default_factory=list)
    saved: pd.Timestamp | None = None
    rows_there: int = 0
    size_bytes: int = 0
    _digest: Any = field(default_factory=hashlib.sha256)

    @property
    def name(self) -> str:
        """The table, as it was asked for."""
        return self.table.name

    @property
    def sha256(self) -> str:
        """Of the rows that were read, in their order."""
        return str(self._digest.hexdigest())

    @property
    def headers(self) -> tuple[str, ...]:
        """Its columns, without that of its points."""
        return self._described.texts

    @property
    def crs(self) -> str | None:
        """The system that it declares for its points; None where it has none."""
        return self._described.crs

    @cached_property
    def _described(self) -> _Described:
        with self._connected() as connection:
            return _described(connection, self.table)

    def _connected(self) -> Any:  # noqa: ANN401 - a context manager of psycopg's
        return connected(
            self.table.server,
            read_only=True,
            fault=UnreadableError,
            what=f"{self.name} cannot be read",
        )

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows in the order of the primary key; without one, of what stands in them.

        Raises
        ------
        NoRowsError
            When no row is to be read.
        InputError
            When a shape is no point, or the database cannot be read.
        """
        with self._connected() as connection:
            found = _described(connection, self.table)
            conditions = _conditions(self.table.part, found)
            self.saved = pd.Timestamp(_one(connection, "SELECT now()")[0])
            shapes = self._count(connection, found, conditions)
            self._take("\x1d".join((*found.texts, found.crs or "")))
            read = 0
            # Every row of the cursor is fetched: a plan that is quick for the first is not wanted.
            connection.execute("SET LOCAL cursor_tuple_fraction = 1")
            with connection.cursor(name="hotspots_rows") as cursor:
                cursor.execute(_query(found, conditions, shapes))
                while rows := cursor.fetchmany(ROWS_AT_ONCE):
                    yield self._chunk(found, rows, read)
                    read += len(rows)

    def _chunk(self, found: _Described, rows: list[tuple[Any, ...]], before: int) -> Chunk:
        wide = 0 if found.crs is None else 2
        numbers, *columns = zip(*rows, strict=True)
        texts = [["" if each is None else each for each in column] for column in columns[wide:]]
        places = np.array(columns[:wide], dtype=np.float64).T.reshape(len(rows), wide)
        written = [[repr(each) for each in axis] for axis in places.T.tolist()]
        self._take(_ROW.join(map(_CELL.join, zip(*written, *texts, strict=True))))
        counted = np.arange(before + 1, before + len(rows) + 1, dtype=np.int64)
        return Chunk(
            lines=counted if found.numbering is None else np.array(numbers, dtype=np.int64),
            texts=dict(zip(found.texts, texts, strict=True)),
            places=places,
        )

    def _take(self, text: str) -> None:
        held = f"{text}{_ROW}".encode()
        self._digest.update(held)
        self.size_bytes += len(held)

    def _count(
        self, connection: psycopg.Connection[Any], found: _Described, conditions: _Conditions
    ) -> Composable:
        """Count what is read and what is not; return what a row's shape must meet to be read.

        A table of which nothing is to be read is refused.
        """
        counts = _one(connection, _count_query(found, conditions))
        total, early_or_late, outside, strange, empty = counts
        self.rows_there = total - early_or_late - outside
        if strange:
            raise InputError(
                f"{self.name}: {strange:,} of {total:,} shapes are no points. Give points, or a "
                "view with the middle of each shape: ST_PointOnSurface."
            )
        notes = [f"read in place from {self.table}: {self.rows_there:,} of {total:,} rows"]
        if conditions.days:
            notes.append(
                f"not read, for they do not begin from {conditions.days[0]} to "
                f"{conditions.days[1]}: {early_or_late:,} rows"
            )
        if conditions.box:
            west, south, east, north = conditions.box
            notes.append(
                f"not read, for they lie outside {west:.0f} to {east:.0f} east and {south:.0f} to "
                f"{north:.0f} north, the box of the boundaries in {conditions.box_crs}: "
                f"{outside:,} rows"
            )
        self.notes[:] = notes
        if not self.rows_there:
            said = "; ".join(notes[1:])
            raise NoRowsError(
                f"{self.name} has no rows to read{f' ({said})' if said else ''}. Check the period, "
                f"and whether its points are in the system that they declare, {found.crs}."
                if total
                else f"{self.name} has no rows. Check the table, and what the account may see."
            )
        # An index finds the rows of a box, and cannot say which shapes are empty.
        return conditions.in_box_or_empty if empty else conditions.in_box


@dataclass(frozen=True, kw_only=True)
class _Conditions:
    """What a row must meet to be read: by its time, and by its point."""

    in_period: Composable
    in_box: Composable
    in_box_or_empty: Composable
    days: tuple[str, str] | None = None
    box: tuple[float, float, float, float] | None = None
    box_crs: str = ""


def _described(connection: psycopg.Connection[Any], table: PostgisTable) -> _Described:
    from psycopg import sql  # noqa: PLC0415 - an extra

    parts = table.name.split(".")
    quoted = sql.Identifier(*parts).as_string(connection)
    row = connection.execute(_RELATION, [quoted]).fetchone() if len(parts) <= 2 else None  # noqa: PLR2004 - schema and table
    if row is None:
        known = [name for (name,) in connection.execute(_TABLES)]
        raise InputError(
            f"There is no table {table.name!r} in {table.server.place}, or the account may not "
            f"see it. {instead_of(table.name, known)}"
        )
    oid, *names = row
    columns = connection.execute(_COLUMNS, [oid]).fetchall()
    kinds = {name: kind for name, kind, _ in columns}
    extension = connection.execute(_EXTENSION).fetchone()
    # What a table's owner may have put into other schemas is not taken for PostGIS's own.
    path = sql.SQL(", ").join(sql.Identifier(each) for each in ("pg_catalog", *(extension or ())))
    connection.execute(sql.SQL("SET LOCAL search_path = {}").format(path))
    geometry = _geometry(table, kinds)
    relation = sql.Identifier(*names)
    srid = 0
    if geometry is not None:
        typmod = next(modified for name, _, modified in columns if name == geometry)
        srid = _srid(connection, table, relation, geometry, typmod)
    key = tuple(name for (name,) in connection.execute(_KEY, [oid]))
    return _Described(
        relation=relation,
        kinds=kinds,
        key=key if set(key) <= kinds.keys() else (),
        geometry=geometry if srid >= 0 else None,
        srid=srid,
        crs=_system(connection, table, srid) if geometry is not None and srid >= 0 else None,
    )


def _geometry(table: PostgisTable, kinds: dict[str, str]) -> str | None:
    """Return the column of points: the one that the address names, else the only one."""
    shapes = [name for name, kind in kinds.items() if kind in _SHAPES]
    if table.geometry is not None and table.geometry not in shapes:
        raise InputError(
            f"{table.name} has no column of shapes {table.geometry!r}. "
            f"{instead_of(table.geometry, shapes)}"
        )
    if table.geometry is None and len(shapes) > 1:
        raise InputError(
            f"{table.name} has {len(shapes)} columns of shapes ({', '.join(shapes)}). Say in its "
            f"address which holds the points: &geometry={shapes[0]}"
        )
    return table.geometry or next(iter(shapes), None)


def _srid(
    connection: psycopg.Connection[Any],
    table: PostgisTable,
    relation: Composable,
    geometry: str,
    typmod: int,
) -> int:
    """Return the system's number; 0 where none is declared, −1 where no row has a shape."""
    from psycopg import sql  # noqa: PLC0415 - an extra

    (declared,) = _one(connection, "SELECT postgis_typmod_srid(%s)", typmod)
    if declared:
        return int(declared)
    each = sql.SQL("SELECT DISTINCT ST_SRID({}::geometry) FROM {} WHERE {} IS NOT NULL LIMIT 3")
    column = sql.Identifier(geometry)
    found = [srid for (srid,) in connection.execute(each.format(column, relation, column))]
    if len(found) > 1:
        raise CoordinateError(
            f"{table.name}: the points in {geometry!r} are in several systems "
            f"({', '.join(map(str, sorted(found)))}). Give a view with ST_Transform."
        )
    return int(found[0]) if found else -1


def _system(connection: psycopg.Connection[Any], table: PostgisTable, srid: int) -> str:
    """Return the coordinate system of a number, as a file would declare it."""
    import pyproj  # noqa: PLC0415 - slow to import

    if srid == 0:
        raise CoordinateError(
            f"{table.name} declares no coordinate system (its SRID is 0). Declare the one that it "
            "is in, for example with UpdateGeometrySRID and 27700 in Great Britain."
        )
    known = "SELECT auth_name, auth_srid, srtext FROM spatial_ref_sys WHERE srid = %s"
    row = connection.execute(known, [srid]).fetchone()
    authority, number, text = row or ("EPSG", srid, None)
    system = f"EPSG:{number}" if authority == "EPSG" else text
    return str(pyproj.CRS.from_user_input(system).to_string())


def _conditions(part: Part | None, found: _Described) -> _Conditions:
    from psycopg import sql  # noqa: PLC0415 - an extra

    every = sql.SQL("true")
    if part is None:
        return _Conditions(in_period=every, in_box=every, in_box_or_empty=every)
    in_period: Composable = every
    days = None
    began = _began(part, found)
    if part.period is not None and began is not None:
        # A day more on either side, for the clock: what is there is set aside row by row.
        first, end = part.period[0] - timedelta(days=1), part.period[1] + timedelta(days=2)
        in_period = sql.SQL("({0} IS NULL OR ({0} >= {1} AND {0} < {2}))").format(
            sql.Identifier(began), sql.Literal(first), sql.Literal(end)
        )
        days = str(first), str(end - timedelta(days=1))
    if found.geometry is None or found.crs is None:
        return _Conditions(in_period=in_period, in_box=every, in_box_or_empty=every, days=days)
    column = sql.Identifier(found.geometry)
    to_system = crs.transformer(part.crs, found.crs)
    corners = to_system.transform_bounds(*part.box, densify_pts=21)
    box = sql.SQL("ST_MakeEnvelope({}, {}, {}, {}, {}){}").format(
        *map(sql.Literal, (*corners, found.srid)),
        sql.SQL("::geography" if found.kinds[found.geometry] == "geography" else ""),
    )
    in_box = sql.SQL("({0} IS NULL OR {0} && {1})").format(column, box)
    return _Conditions(
        in_period=in_period,
        in_box=in_box,
        in_box_or_empty=sql.SQL("({} OR ST_IsEmpty({}::geometry))").format(in_box, column),
        days=days,
        box=part.box,
        box_crs=part.crs,
    )


def _began(part: Part, found: _Described) -> str | None:
    """Return the column of dates or moments that says when an offence began."""
    try:
        mapping = match_columns(found.texts, from_profile=part.names)
    except InputError:  # two columns fit one name: the reader says so
        return None
    named = [mapping[ours] for ours in (FROM_DATE, schema.FROM_TIME, MONTH) if ours in mapping]
    return next((name for name in named if found.kinds[name] in _WRITTEN), None)


def _count_query(found: _Described, conditions: _Conditions) -> Composed:
    from psycopg import sql  # noqa: PLC0415 - an extra

    strange: Composable = sql.SQL("false")
    empty = strange
    if found.geometry is not None:
        empty = sql.SQL("ST_IsEmpty({}::geometry)").format(sql.Identifier(found.geometry))
        strange = sql.SQL(
            "NOT ST_IsEmpty({0}::geometry) AND GeometryType({0}::geometry) <> 'POINT' AND NOT "
            "(GeometryType({0}::geometry) = 'MULTIPOINT' AND ST_NumGeometries({0}::geometry) = 1)"
        ).format(sql.Identifier(found.geometry))
    return sql.SQL(
        "SELECT count(*), count(*) FILTER (WHERE NOT {0}), "
        "count(*) FILTER (WHERE {0} AND NOT {1}), count(*) FILTER (WHERE {0} AND {1} AND {2}), "
        "count(*) FILTER (WHERE {0} AND {3}) FROM {4}"
    ).format(conditions.in_period, conditions.in_box_or_empty, strange, empty, found.relation)


def _query(found: _Described, conditions: _Conditions, in_box: Composable) -> Composed:
    """Return the query of the rows: their number, their point, and every other column as text."""
    from psycopg import sql  # noqa: PLC0415 - an extra

    number = sql.SQL("0") if found.numbering is None else sql.Identifier(found.numbering)
    point = []
    if found.geometry is not None:
        shape = sql.SQL("ST_GeometryN({}::geometry, 1)").format(sql.Identifier(found.geometry))
        point = [sql.SQL("{}({})").format(sql.SQL(axis), shape) for axis in ("ST_X", "ST_Y")]
    texts = [
        sql.SQL(_WRITTEN.get(found.kinds[name], "{}::text")).format(sql.Identifier(name))
        for name in found.texts
    ]
    columns = [number, *point, *texts]
    order: list[Composable] = [sql.Identifier("r", name) for name in found.key]
    if not order:
        order = [sql.Literal(place) for place in range(2, len(columns) + 1)]
    return sql.SQL("SELECT {} FROM {} AS r WHERE {} AND {} ORDER BY {}").format(
        sql.SQL(", ").join(columns),
        found.relation,
        conditions.in_period,
        in_box,
        sql.SQL(", ").join(order),
    )


def without_midnights(texts: pd.Series[str]) -> pd.Series[str]:
    """Return a column of moments as dates, where every one of them is midnight, as in a file."""
    midnight = texts.str.endswith(_MIDNIGHT)
    if midnight.any() and (midnight | (texts == "")).all():
        return texts.str.removesuffix(_MIDNIGHT)
    return texts


def _one(connection: psycopg.Connection[Any], query: Any, *values: object) -> tuple[Any, ...]:  # noqa: ANN401 - text or composed
    row = connection.execute(query, values or None).fetchone()
    assert row is not None  # noqa: S101 - a query of one row
    return tuple(row)
