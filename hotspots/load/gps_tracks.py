"""Read GPS tracks of patrols: GPX, or a table with a time and a position a row.

A table of several units is parted by every column that names who carried the receiver. Two units
that share a track all the same jump between two places: that is noticed, and said.
"""

from __future__ import annotations

import re
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
from hotspots.arrays import Bools, Longs
from hotspots.errors import InputError, NoRowsError
from hotspots.load import columns, source_rows
from hotspots.load.coordinates import numbers_of, project, texts_of, unusable
from hotspots.load.findings import SourceFindings, refuse_same_file_twice, sha256_of
from hotspots.load.source_rows import Coordinates
from hotspots.load.source_tables import SourceTable, read_source_table
from hotspots.nearest import plain
from hotspots.schema import Reason
from hotspots.tables.columns import missing_columns
from hotspots.tables.dates import read_times, saved_at
from hotspots.tables.doubts import as_notes
from hotspots.tables.plain_xml import read_plain_xml
from hotspots.tables.text_table import TextTable, without_blanks

TRACK: Final = "track"
FIX_TIME: Final = "fix_time"
GPX_KIND: Final = "GPS track (GPX)"
TABLE_KIND: Final = "GPS track (table)"
TIME_NAMES: Final = ("time", "timestamp", "datetime", "date time", "recorded at", "fix time", "utc")
# Who or what carried the receiver: "Callsign", "Collar No", "Radio ISSI", "Vehicle Reg".
CARRIER: Final = re.compile(
    r"(radio|airwave|gps|patrol|police|force|mobile|tracker)?"
    r"(track|device|shift|unit|callsign|resource|issi|rsi|imei|officer|collar|shoulder|warrant|pin"
    r"|crew|vehicle|fleet|asset|handset|radio|terminal|user|carrier|team|fin)"
    r"(id|ids|no|num|number|ref|reference|name|code|sign|reg|registration|vrm|index)?"
)
UTC_NAMES: Final = ("utc", "utc time", "time utc", "timestamp utc")
# A fix this far from every place of interest is a fault of the receiver, or swapped axes.
FARTHEST_M: Final = 100_000.0
# Nobody moves so fast so far between two fixes; a receiver at fault does now and then, two units in
# one track all the time.
JUMP_M: Final = 500.0
JUMP_M_PER_S: Final = 70.0
SHARE_OF_JUMPS: Final = 0.1
FEWEST_JUMPS: Final = 3


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
    coordinates: Coordinates
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
        GPX files; tables (CSV, XLSX, Parquet) or geographic files with a time and either longitude
        and latitude (WGS 84) or easting and northing. Columns that name who carried the receiver
        (callsign, ISSI, officer, vehicle, device) part a table into tracks.
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
        with path.open("rb") as stream:
            read_plain_xml(path.name, stream, root="gpx")
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
        coordinates=Coordinates(
            eastings=pd.Series([f"{point.longitude:.9g}" for _, point in found], dtype="str"),
            northings=pd.Series([f"{point.latitude:.9g}" for _, point in found], dtype="str"),
            columns=("lon", "lat"),
            crs=crs.WGS84,
        ),
        lines=np.arange(1, len(found) + 1),
        ragged=source_rows.ragged_rows([]),
    )


def _table(path: Path, to_crs: str, timezone: str, date_format: str | None) -> _Fixes:
    times = tuple(dict.fromkeys((*TIME_NAMES, *UTC_NAMES)))
    source = read_source_table(path, wanted=lambda headers: _named(headers, times) is not None)
    table = source.table
    time_column, coordinates = _require_columns(source, to_crs)
    texts = table.frame[time_column].astype("str")
    in_utc = plain(time_column) in set(map(plain, UTC_NAMES))
    read = read_times(
        texts,
        column=time_column,
        lines=table.lines,
        timezone="UTC" if in_utc else timezone,
        date_format=date_format,
        file=path.name,
        saved_at=saved_at(path),
    )
    carriers = [header for header in table.headers if CARRIER.fullmatch(plain(header))]
    pair = schema.IN_DEGREES if coordinates.in_degrees else schema.IN_METRES
    findings = replace(
        _findings(path, TABLE_KIND, table.rows_in),
        encoding=table.encoding,
        mapping={
            FIX_TIME: time_column,
            **dict(zip(pair, coordinates.columns, strict=True)),
            **({TRACK: " + ".join(carriers)} if carriers else {}),
        },
        date_format=read.date_format,
        first_dates=source_rows.first_dates(texts, read.times, "%d %B %Y %H:%M:%S"),
        notes=(*as_notes((*table.doubts, *read.doubts)), *table.notes, *read.notes),
    )
    return _Fixes(
        findings=findings,
        tracks=_tracks(path.name, table, carriers),
        times=read.times.dt.tz_convert(timezone),
        time_texts=without_blanks(texts),
        coordinates=coordinates,
        lines=np.asarray(table.lines),
        ragged=source_rows.ragged_rows([table]),
    )


def _require_columns(source: SourceTable, to_crs: str) -> tuple[str, Coordinates]:
    """Return the column of times and the coordinates; what is lacking is said all at once."""
    headers = source.table.headers
    times = tuple(dict.fromkeys((*TIME_NAMES, *UTC_NAMES)))
    time_column = _named(headers, times)
    mapping = {**columns.match_columns(headers), **source.point_columns}
    pairs = (source.points,) if source.points else (schema.IN_METRES, schema.IN_DEGREES)
    pair = next((pair for pair in pairs if all(ours in mapping for ours in pair)), None)
    if time_column is None or pair is None:
        lost = [] if pair else [ours for ours in schema.IN_DEGREES if ours not in mapping]
        needed = {ours: columns.ALIASES[ours] for ours in lost}
        raise missing_columns(
            needed if time_column else {TIME_NAMES[0]: times[1:], **needed},
            headers,
            advice=f"{'' if pair else 'Easting and northing will do. '}Rename the columns.",
            file=source.table.name,
            spoken_for=set(mapping.values()),
        )
    in_degrees = pair == schema.IN_DEGREES
    return time_column, Coordinates(
        eastings=without_blanks(source.table.frame[mapping[pair[0]]]),
        northings=without_blanks(source.table.frame[mapping[pair[1]]]),
        columns=(mapping[pair[0]], mapping[pair[1]]),
        crs=source.points_crs or (crs.WGS84 if in_degrees else to_crs),
    )


def _tracks(file: str, table: TextTable, carriers: Sequence[str]) -> pd.Series[str]:
    """Return the track of each fix: the file, and whoever carried the receiver."""
    tracks = pd.Series([file] * len(table.frame), dtype="str")
    for carrier in carriers:
        tracks += without_blanks(table.frame[carrier]).radd(" ").fillna("")
    return tracks


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
    found = numbers_of(read.coordinates)
    eastings, northings = project(found, read.coordinates.crs, to_crs).T
    west, south, east, north = near
    far = ~(
        (eastings >= west - FARTHEST_M)
        & (eastings <= east + FARTHEST_M)
        & (northings >= south - FARTHEST_M)
        & (northings <= north + FARTHEST_M)
    )
    place_texts = texts_of(read.coordinates)
    faults: dict[Reason, tuple[Bools, pd.Series[str] | None]] = {
        Reason.NO_DATE: (read.time_texts.isna().to_numpy(), None),
        Reason.UNREADABLE_DATE: (read.times.isna().to_numpy(), read.time_texts),
        **{
            reason: (faulty, None if reason is Reason.NO_COORDINATES else place_texts)
            for reason, faulty in unusable(read.coordinates, found).items()
        },
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
    columns_named = source_rows.columns_at_fault(
        reasons, place=read.coordinates.columns, time=read.findings.mapping.get(FIX_TIME, "time")
    )
    aside = source_rows.rows_set_aside(
        read.findings.name, read.lines, reasons, columns_named, values
    )
    set_aside = pd.concat([read.ragged, aside], ignore_index=True)
    findings = replace(
        read.findings,
        rows_used=int(used.sum()),
        set_aside=source_rows.counts_of(set_aside[schema.REASON]),
        notes=(*read.findings.notes, *_notes_on_jumps(fixes)),
    )
    return fixes, set_aside, findings


def _notes_on_jumps(fixes: pd.DataFrame) -> list[str]:
    """Return a note for each track that jumps as only two units in one track do."""
    notes = []
    for track, rows in fixes.groupby(TRACK, sort=False):
        ordered = rows.sort_values(FIX_TIME, kind="stable")
        places = np.array([(point.x, point.y) for point in ordered[schema.GEOMETRY]])
        metres = np.hypot(*np.diff(places, axis=0).T)
        seconds = ordered[FIX_TIME].diff().dt.total_seconds().to_numpy()[1:]
        jumps = int(((metres > JUMP_M) & (metres > JUMP_M_PER_S * seconds)).sum())
        if jumps >= FEWEST_JUMPS and jumps > SHARE_OF_JUMPS * len(metres):
            notes.append(
                f"{track}: {jumps:,} of {len(metres):,} steps jump faster than anybody moves: two "
                "units or more share this track, and no column says which; add the callsign or "
                "the number of the radio, and its minutes can be counted"
            )
    return notes
