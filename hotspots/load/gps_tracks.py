"""Read GPS tracks of patrols: GPX, or a CSV with a time and a position a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import geopandas as gpd
import gpxpy
import numpy as np
import pandas as pd
from gpxpy.gpx import GPXException

from hotspots import crs, schema
from hotspots.arrays import Longs
from hotspots.errors import InputError, MissingColumnError, NoRowsError
from hotspots.load import columns, source_rows
from hotspots.load.findings import SourceFindings, refuse_same_file_twice, sha256_of
from hotspots.nearest import plain
from hotspots.schema import Reason
from hotspots.tables.columns import listed
from hotspots.tables.dates import read_times
from hotspots.tables.text_table import read_text_table, without_blanks

TRACK: Final = "track"
FIX_TIME: Final = "fix_time"
GPX_KIND: Final = "GPS track (GPX)"
TABLE_KIND: Final = "GPS track (table)"
TIME_NAMES: Final = ("time", "timestamp", "datetime", "date time", "recorded at", "fix time", "utc")
TRACK_NAMES: Final = ("track", "track id", "device", "device id", "shift", "unit")
UTC_NAMES: Final = ("utc", "utc time", "time utc", "timestamp utc")
# A fix this far from every place of interest is a fault of the receiver, or swapped axes.
FARTHEST_M: Final = 100_000.0


@dataclass(frozen=True, kw_only=True)
class LoadedTracks:
    """The fixes of patrols, those that could not be used, and what was found in each file.

    Attributes
    ----------
    fixes : GeoDataFrame
        ``track`` (text: one a file and segment, or as the table names it), ``fix_time`` (aware, on
        the force's clock) and the point, in metres; by track, in the order of time.
    set_aside : DataFrame
        ``schema.SET_ASIDE_COLUMNS``; the line of a GPX file is the number of the fix in it.
    sources : tuple of SourceFindings
    """

    fixes: gpd.GeoDataFrame
    set_aside: pd.DataFrame
    sources: tuple[SourceFindings, ...]

    @property
    def rows_in(self) -> int:
        """Fixes found in all files."""
        return sum(source.rows_in for source in self.sources)


@dataclass(frozen=True)
class _Fixes:
    """The fixes of one file as text, on the index 0 … rows − 1."""

    findings: SourceFindings
    tracks: pd.Series[str]
    times: pd.Series[pd.Timestamp]
    time_texts: pd.Series[str]
    eastings: pd.Series[str]
    northings: pd.Series[str]
    crs: str
    lines: Longs
    ragged: pd.DataFrame


def read_tracks(
    paths: Sequence[Path],
    *,
    near: tuple[float, float, float, float],
    to_crs: str = crs.BRITISH_NATIONAL_GRID,
    timezone: str = "Europe/London",
    date_format: str | None = None,
) -> LoadedTracks:
    """Read GPS tracks; every fix is used or set aside with its reason.

    Parameters
    ----------
    paths : sequence of Path
        GPX files; CSV or XLSX with a time and either longitude and latitude (WGS 84) or easting and
        northing. A column such as ``device`` parts a table into tracks.
    near : (west, south, east, north)
        In ``to_crs``, metres: fixes more than 100 km from it are set aside.
    to_crs : str
        The force's system.
    timezone : str
        The clock of times without an offset. A GPX file is in UTC, and so is a column called utc.
    date_format : str, optional
        Of a table whose dates could be read two ways.

    Raises
    ------
    MissingColumnError
        When a table has no time or no position.
    AmbiguousDatesError
        When day and month could be either way round.
    InputError, NoRowsError
        When a file cannot be read, stands twice, or no fix of any file can be used.
    """
    read = [
        _gpx(path, timezone)
        if path.suffix.lower() == ".gpx"
        else _table(path, to_crs, timezone, date_format)
        for path in paths
    ]
    refuse_same_file_twice((each.findings.name, each.findings.sha256) for each in read)
    parts = [_sorted_out(each, near, to_crs) for each in read]
    fixes = pd.concat([used for used, _, _ in parts], ignore_index=True) if parts else None
    if fixes is None or fixes.empty:
        raise NoRowsError(
            f"{', '.join(path.name for path in paths) or 'No file'}: no fix can be used. Give GPX "
            "tracks with times, or a table with a time, a longitude and a latitude."
        )
    return LoadedTracks(
        fixes=gpd.GeoDataFrame(fixes, geometry=schema.GEOMETRY, crs=to_crs).sort_values(
            [TRACK, FIX_TIME], kind="stable", ignore_index=True
        ),
        set_aside=pd.concat([aside for _, aside, _ in parts], ignore_index=True),
        sources=tuple(findings for _, _, findings in parts),
    )


def _gpx(path: Path, timezone: str) -> _Fixes:
    try:
        gpx = gpxpy.parse(path.read_text(encoding="utf-8-sig"))
    except OSError as fault:
        raise InputError(
            f"{path.name} cannot be read: {fault.strerror}. Check the path."
        ) from fault
    except (GPXException, UnicodeDecodeError, ValueError) as fault:
        raise InputError(f"{path.name} is no GPX file that can be read: {fault}.") from fault
    found = [
        (f"{path.name} {track_number}.{number}", point)
        for track_number, track in enumerate(gpx.tracks, start=1)
        for number, segment in enumerate(track.segments, start=1)
        for point in segment.points
    ]
    times = pd.to_datetime(pd.Series([point.time for _, point in found], dtype="object"), utc=True)
    texts = pd.Series([str(point.time or "") for _, point in found], dtype="str")
    return _Fixes(
        findings=_findings(path, GPX_KIND, len(found)),
        tracks=pd.Series([track for track, _ in found], dtype="str"),
        times=times.dt.tz_convert(timezone).dt.as_unit("us"),
        time_texts=without_blanks(texts),
        eastings=pd.Series([repr(point.longitude) for _, point in found], dtype="str"),
        northings=pd.Series([repr(point.latitude) for _, point in found], dtype="str"),
        crs=crs.WGS84,
        lines=np.arange(1, len(found) + 1),
        ragged=source_rows.ragged_rows([]),
    )


def _table(path: Path, to_crs: str, timezone: str, date_format: str | None) -> _Fixes:
    times = (*TIME_NAMES, *UTC_NAMES)
    table = read_text_table(path, wanted=lambda headers: _named(headers, times) is not None)
    time_column = _named(table.headers, times)
    if time_column is None:
        raise MissingColumnError(
            f"{path.name} has no column of times. Accepted names: "
            f"{', '.join(times)}. Columns found: "
            f"{listed(table.headers)}."
        )
    mapping = columns.match_columns(table.headers)
    geographic = not set(schema.IN_METRES) <= set(mapping)
    pair = schema.IN_DEGREES if geographic else schema.IN_METRES
    for ours in pair:
        columns.require_matched(mapping, ours, table.headers)
    track_column = _named(table.headers, TRACK_NAMES)
    texts = table.frame[time_column].astype("str")
    in_utc = plain(time_column) in set(map(plain, UTC_NAMES))
    read = read_times(
        texts,
        column=time_column,
        lines=table.lines,
        timezone="UTC" if in_utc else timezone,
        date_format=date_format,
        file=path.name,
    )
    named = (
        source_rows.missing_texts(len(texts)) if track_column is None else table.frame[track_column]
    )
    findings = replace(
        _findings(path, TABLE_KIND, table.rows_in),
        encoding=table.encoding,
        mapping={FIX_TIME: time_column, **{ours: mapping[ours] for ours in pair}},
        date_format=read.date_format,
        first_dates=source_rows.first_dates(texts, read.times, "%d %B %Y %H:%M:%S"),
        notes=(*table.notes, *read.notes),
    )
    return _Fixes(
        findings=findings,
        tracks=path.name + without_blanks(named.astype("str")).radd(" ").fillna(""),
        times=read.times.dt.tz_convert(timezone),
        time_texts=without_blanks(texts),
        eastings=source_rows.column_of(table, mapping, pair[0]),
        northings=source_rows.column_of(table, mapping, pair[1]),
        crs=crs.WGS84 if geographic else to_crs,
        lines=np.asarray(table.lines),
        ragged=source_rows.ragged_rows([table]),
    )


def _named(headers: Sequence[str], names: Sequence[str]) -> str | None:
    wanted = set(map(plain, names))
    return next((header for header in headers if plain(header) in wanted), None)


def _findings(path: Path, kind: str, rows: int) -> SourceFindings:
    return SourceFindings(
        name=path.name,
        kind=kind,
        sha256=sha256_of(path),
        size_bytes=path.stat().st_size,
        rows_in=rows,
    )


def _sorted_out(
    read: _Fixes, near: tuple[float, float, float, float], to_crs: str
) -> tuple[pd.DataFrame, pd.DataFrame, SourceFindings]:
    """Return the fixes that can be used, those that cannot, and the findings with both counted."""
    degrees = np.column_stack(
        [
            pd.to_numeric(texts, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
            for texts in (read.eastings, read.northings)
        ]
    )
    eastings, northings = crs.project_points(degrees[:, 0], degrees[:, 1], read.crs, to_crs)
    west, south, east, north = near
    far = ~(
        (eastings >= west - FARTHEST_M)
        & (eastings <= east + FARTHEST_M)
        & (northings >= south - FARTHEST_M)
        & (northings <= north + FARTHEST_M)
    )
    place_texts = read.eastings.fillna("") + ", " + read.northings.fillna("")
    faults = {
        Reason.NO_DATE: (read.time_texts.isna().to_numpy(), None),
        Reason.UNREADABLE_DATE: (read.times.isna().to_numpy(), read.time_texts),
        Reason.NO_COORDINATES: ((read.eastings.isna() | read.northings.isna()).to_numpy(), None),
        Reason.UNREADABLE_COORDINATES: (~np.isfinite(degrees).all(axis=1), place_texts),
        Reason.ZERO_COORDINATES: ((degrees == 0).all(axis=1), place_texts),
        Reason.OUTSIDE_FORCE: (far, place_texts),
    }
    reasons, values = source_rows.first_faults(faults, len(far))
    used = reasons.isna().to_numpy()
    fixes = pd.DataFrame(
        {
            TRACK: read.tracks[used].to_numpy(),
            FIX_TIME: read.times[used].array,
            schema.GEOMETRY: gpd.points_from_xy(eastings[used], northings[used]),
        }
    )
    aside = source_rows.rows_set_aside(read.findings.name, read.lines, reasons, values)
    set_aside = pd.concat([read.ragged, aside], ignore_index=True)
    findings = replace(
        read.findings,
        rows_used=int(used.sum()),
        set_aside=source_rows.counts_of(set_aside[schema.REASON]),
    )
    return fixes, set_aside, findings
