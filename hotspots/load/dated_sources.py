"""The files that points with dates come in, each read to rows of one shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyproj
from pyproj.exceptions import CRSError

from hotspots import crs as coordinate_systems
from hotspots import schema
from hotspots.arrays import Floats, Longs
from hotspots.errors import CoordinateError, InputError, MissingColumnError
from hotspots.load import columns as names
from hotspots.load.coordinates import WHOLE_FILE_SHARE, numbers_of, project
from hotspots.load.findings import SourceFindings, sha256_of
from hotspots.load.source_rows import Coordinates, ragged_rows
from hotspots.load.source_tables import SourceTable, headers_of, is_text, read_source_table
from hotspots.nearest import nearest, plain
from hotspots.tables import columns as table_columns
from hotspots.tables.columns import is_row, listed
from hotspots.tables.doubts import as_notes
from hotspots.tables.text_table import without_blanks

DATE: Final = "date"
TABLE_KIND: Final = "table of points with dates"
FEATURES_KIND: Final = "geographic file of points with dates"
# Beside the names that an export of a records system has for when an offence began.
DATE_NAMES: Final = ("date", "datetime", "day", "eventdate", "occurred", "occurredon")
INSTEAD: Final = "Longitude and latitude will do for easting and northing. "
MOST_DEGREES: Final = np.array([180.0, 90.0])


@dataclass(frozen=True, kw_only=True)
class DatedRows:
    """A file as found; every column stands on the index 0 … rows − 1."""

    coordinates: Coordinates
    found: Floats  # shape (rows, 2), as they stand in the file; NaN where they are no numbers
    places: Floats  # the same in ``crs``, in metres
    date_texts: pd.Series[str]
    date_column: str
    references: pd.Series[str] | None
    original: pd.DataFrame
    lines: Longs
    ragged: pd.DataFrame
    crs: str
    findings: SourceFindings


def require_metres(crs: str) -> None:
    """Refuse a coordinate system that is unknown or not in metres.

    Raises
    ------
    CoordinateError
    """
    try:
        in_metres = coordinate_systems.is_in_metres(crs)
    except CRSError as fault:
        raise CoordinateError(
            f"{crs!r} is not a known coordinate system. Give one in metres, such as EPSG:27700."
        ) from fault
    if not in_metres:
        raise CoordinateError(
            f"{crs} is not in metres. Give a projected system: EPSG:27700 in Great Britain, or the "
            "UTM zone elsewhere."
        )


def months_only(file: str) -> InputError:
    """Return the error for a file that has months in place of dates."""
    return InputError(
        f"{file} gives a month and no day, as data.police.uk does, with the points moved to the "
        "middle of streets: near repeat needs the date and the place of each, so use an export of "
        "the crime recording system."
    )


def dated_rows(path: Path, crs: str, columns: Sequence[str] | None, *, header: bool) -> DatedRows:
    """Read points with dates from a table or a geographic file; see ``read_dated_points``."""
    by_name = header and columns is None
    if by_name:
        _require_header(path)
    source = read_source_table(
        path, header=header, wanted=_has_points if by_name else None, undeclared_crs=crs
    )
    headers = [each for each in source.table.headers if each not in source.point_columns]
    if source.points is not None:
        named = columns[-1] if columns else None
        when = _named(path.name, named, headers) if named else _date_column(path.name, headers)
        pair = source.points
    else:
        easting, northing, when = _columns_of(path.name, headers, columns, header=header)
        pair = easting, northing
    coordinates = _coordinates(source, pair, crs)
    found = numbers_of(coordinates)
    notes = [] if columns else _ends_unused(headers, when)
    if source.points is None and not coordinates.in_degrees:
        _refuse_degrees(path.name, found, coordinates.columns, crs)
        coordinates, on_the_web = _web_metres_known(coordinates, found, crs)
        notes += on_the_web
    system = crs if coordinates.in_degrees or _is_of_the_web(coordinates) else coordinates.crs
    reference = _reference_column(headers)
    return DatedRows(
        coordinates=coordinates,
        found=found,
        places=_in_metres(path.name, found, coordinates.crs, system),
        date_texts=source.table.frame[when],
        date_column=when,
        references=None if reference is None else without_blanks(source.table.frame[reference]),
        original=source.table.frame,
        lines=source.table.lines,
        ragged=ragged_rows([source.table]),
        crs=system,
        findings=_findings(path, source, coordinates, when, notes),
    )


def _require_header(path: Path) -> None:
    """Refuse a table whose first line holds no name: it is a row already."""
    if not (is_text(path) and path.is_file()):
        return
    headers = headers_of(path, wanted=_has_points)
    if headers and not _has_points(headers) and is_row(headers):
        raise MissingColumnError(
            f"{path.name} has no header: its first line is a row already. Say --no-header; its "
            "columns are then easting, northing and date, or those that --columns gives by number."
        )


def _coordinates(source: SourceTable, pair: tuple[str, str], crs: str) -> Coordinates:
    first, second = pair
    by_name = set(schema.IN_DEGREES) <= names.recognised(pair)
    return Coordinates(
        eastings=without_blanks(source.table.frame[first]),
        northings=without_blanks(source.table.frame[second]),
        columns=pair,
        crs=source.points_crs or (coordinate_systems.WGS84 if by_name else crs),
    )


def _columns_of(
    file: str, headers: Sequence[str], columns: Sequence[str] | None, *, header: bool
) -> tuple[str, str, str]:
    if columns is None:
        if header:
            return _recognised(file, headers)
        columns = ("1", "2", "3")
    if len(columns) != 3:  # noqa: PLR2004 - easting, northing, date
        raise InputError(
            f"{file}: columns must be three, easting, northing and date, not {len(columns)}: "
            f"{', '.join(map(repr, columns))}."
        )
    easting, northing, when = (_named(file, column, headers) for column in columns)
    return easting, northing, when


def _has_points(headers: Sequence[str]) -> bool:
    found = names.recognised(headers)
    return set(schema.IN_METRES) <= found or set(schema.IN_DEGREES) <= found


def _recognised(file: str, headers: Sequence[str]) -> tuple[str, str, str]:
    """Return the columns of a table by their names; what is lacking is said all at once."""
    mapping = names.match_columns(headers)
    when = _date_header(file, headers)
    pairs = (schema.IN_METRES, schema.IN_DEGREES)
    pair = next((pair for pair in pairs if all(ours in mapping for ours in pair)), None)
    if pair is None or when is None:
        lost = [] if pair else [ours for ours in schema.IN_METRES if ours not in mapping]
        needed = {ours: names.ALIASES[ours] for ours in lost}
        raise table_columns.missing_columns(
            needed if when else {**needed, DATE: DATE_NAMES[1:]},
            headers,
            advice=f"{'' if pair else INSTEAD}Name the columns with --columns: easting, northing "
            "and date.",
            file=file,
            spoken_for=set(mapping.values()),
        )
    return mapping[pair[0]], mapping[pair[1]], when


def _date_column(file: str, headers: Sequence[str]) -> str:
    found = _date_header(file, headers)
    if found is None:
        raise table_columns.missing_columns(
            {DATE: DATE_NAMES[1:]}, headers, advice="Name it with --columns.", file=file
        )
    return found


def _date_header(file: str, headers: Sequence[str]) -> str | None:
    by_name = {plain(header): header for header in reversed(headers)}
    mapping = names.match_columns(headers)
    found = [by_name[name] for name in DATE_NAMES if name in by_name]
    found += [mapping[ours] for ours in (schema.FROM_TIME, names.FROM_DATE) if ours in mapping]
    if not found and names.MONTH in mapping:
        raise months_only(file)
    return found[0] if found else None


def _reference_column(headers: Sequence[str]) -> str | None:
    """Return the column of references; none where several columns could be it."""
    try:
        return names.match_columns(headers).get(schema.OFFENCE_ID)
    except InputError:
        return None


def _ends_unused(headers: Sequence[str], when: str) -> list[str]:
    """Return a note for each column that says when an offence known as from-to ended."""
    mapping = names.match_columns(headers)
    ends = [mapping[ours] for ours in (schema.TO_TIME, names.TO_DATE) if ours in mapping]
    return [f"each row is taken at {when!r}; {end!r} is not used" for end in ends]


def _named(file: str, column: str, headers: Sequence[str]) -> str:
    """Return the header that a name, or a number from 1, stands for."""
    for header in headers:
        if header == column or plain(header) == plain(column):
            return header
    if column.isdigit() and 1 <= int(column) <= len(headers):
        return headers[int(column) - 1]
    near = nearest(column, headers)
    raise MissingColumnError(
        f"{file} has no column {column!r}. {f'Did you mean {near[0]!r}? ' if near else ''}Columns "
        f"found: {listed(headers)}; a number from 1 also names one."
    )


def _refuse_degrees(file: str, found: Floats, columns: tuple[str, str], crs: str) -> None:
    readable = found[np.isfinite(found).all(axis=1) & (found != 0).any(axis=1)]
    in_degrees = int((np.abs(readable) <= MOST_DEGREES).all(axis=1).sum())
    if in_degrees > WHOLE_FILE_SHARE * len(readable):
        raise CoordinateError(
            f"{file}: {in_degrees:,} of {len(readable):,} points in {columns[0]!r} and "
            f"{columns[1]!r} look like degrees, where metres in {crs} are expected. Call these "
            "columns longitude and latitude."
        )


def _is_of_the_web(coordinates: Coordinates) -> bool:
    """Say whether these are metres of web maps: in Britain one of them is 60 cm on the ground."""
    return coordinate_systems.same_system(coordinates.crs, coordinate_systems.WEB_MERCATOR)


def _web_metres_known(
    coordinates: Coordinates, found: Floats, crs: str
) -> tuple[Coordinates, list[str]]:
    """Return coordinates as metres of web maps where only so they lie where the system is for."""
    web = coordinate_systems.WEB_MERCATOR
    if _share_inside(found, crs, crs) > WHOLE_FILE_SHARE:
        return coordinates, []
    if _share_inside(found, web, crs) <= WHOLE_FILE_SHARE:
        return coordinates, []
    named = " and ".join(map(repr, coordinates.columns))
    return replace(coordinates, crs=web), [f"{named} are metres of web maps ({web}), converted"]


def _share_inside(found: Floats, from_crs: str, of_crs: str) -> float:
    """Return the share of points that lie in the area that a system is made for."""
    area = pyproj.CRS.from_user_input(of_crs).area_of_use
    readable = found[np.isfinite(found).all(axis=1)]
    if area is None or not len(readable):
        return 1.0
    degrees = project(readable, from_crs, coordinate_systems.WGS84)
    low, high = np.array([area.west, area.south]), np.array([area.east, area.north])
    return float(((degrees >= low) & (degrees <= high)).all(axis=1).mean())


def _in_metres(file: str, found: Floats, from_crs: str, to_crs: str) -> Floats:
    """Return the points in a system in metres; refuse one that is not made for where they lie."""
    if from_crs == to_crs:
        return found
    readable = int(np.isfinite(found).all(axis=1).sum())
    strays = round((1 - _share_inside(found, from_crs, to_crs)) * readable)
    if strays > WHOLE_FILE_SHARE * readable:
        area = pyproj.CRS.from_user_input(to_crs).area_of_use
        raise CoordinateError(
            f"{file}: {strays:,} of {readable:,} points lie outside the area that {to_crs} "
            f"is made for ({area.name if area else 'no area'}). Give a system in metres for where "
            "they are, with --crs."
        )
    return project(found, from_crs, to_crs)


def _findings(
    path: Path, source: SourceTable, coordinates: Coordinates, when: str, notes: Sequence[str]
) -> SourceFindings:
    pair = schema.IN_DEGREES if coordinates.in_degrees else schema.IN_METRES
    of_points = {} if source.points else dict(zip(pair, coordinates.columns, strict=True))
    return SourceFindings(
        name=path.name,
        kind=FEATURES_KIND if source.points else TABLE_KIND,
        sha256=sha256_of(path),
        size_bytes=path.stat().st_size,
        encoding=source.table.encoding,
        sheet=source.table.sheet,
        mapping={**of_points, DATE: when},
        rows_in=source.table.rows_in,
        notes=(*as_notes(source.table.doubts), *source.table.notes, *notes),
    )
