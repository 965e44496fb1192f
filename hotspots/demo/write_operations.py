"""Writes the operations with their areas, and the tracks of the shifts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
from gpxpy.gpx import GPX, GPXTrack, GPXTrackPoint, GPXTrackSegment

from hotspots import crs
from hotspots.demo.operations import VISIT_MIN, VISITS_A_DAY
from hotspots.demo.tracks import NOVEMBER_SHIFT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd

    from hotspots.demo.operations import PlantedOperation
    from hotspots.demo.tracks import Track

IN_GPX: Final = NOVEMBER_SHIFT  # the other comes as a CSV


def write_operations(
    operations: Sequence[PlantedOperation], areas: Mapping[str, gpd.GeoDataFrame], folder: Path
) -> tuple[Path, ...]:
    """Write each operation as TOML, its areas beside it as GeoJSON; return the TOML files."""
    folder.mkdir(exist_ok=True)
    paths = []
    for operation in operations:
        write_geojson(areas[operation.name], folder / f"{operation.name}.geojson")
        path = folder / f"{operation.name}.toml"
        others = [each.name for each in operations if each.name != operation.name]
        path.write_text(_toml(operation, others), encoding="utf-8")
        paths.append(path)
    return tuple(paths)


def _toml(operation: PlantedOperation, others: Sequence[str]) -> str:
    not_in = ", ".join(f'"{name}.geojson"' for name in others)
    before = operation.first_day.replace(month=operation.first_day.month - 3)
    return f"""\
# Demonstration: an invented operation, in areas chosen at random among the planted harm spots.

name = "{operation.title}"
areas = "{operation.name}.geojson"
before = ["{before}", "{_day_before(operation)}"]
during = ["{operation.first_day}", "{operation.last_day}"]
selection = "street_violence"
chosen_by_offences = false

[plan]
visits_a_day_in_each_area = {VISITS_A_DAY}
minutes_a_visit = {VISIT_MIN}

[controls]
not_in = [{not_in}]
"""


def _day_before(operation: PlantedOperation) -> str:
    return (pd.Timestamp(operation.first_day) - pd.Timedelta(days=1)).strftime("%Y-%m-%d")


def write_tracks(tracks: Sequence[Track], folder: Path) -> tuple[Path, ...]:
    """Write one track as GPX, the other as CSV."""
    folder.mkdir(exist_ok=True)
    paths = []
    for track in tracks:
        path = folder / f"{track.name}{'.gpx' if track.name == IN_GPX else '.csv'}"
        text = _gpx(track) if track.name == IN_GPX else _csv(track)
        path.write_text(text, encoding="utf-8", newline="")
        paths.append(path)
    return tuple(paths)


def _gpx(track: Track) -> str:
    """Return the fixes as GPX 1.1, in UTC as it must be."""
    utc = track.fixes["time"].dt.tz_convert("UTC").dt.to_pydatetime()
    rows = zip(track.fixes["latitude"], track.fixes["longitude"], utc, strict=True)
    points = [GPXTrackPoint(latitude, longitude, time=time) for latitude, longitude, time in rows]
    whole = GPXTrack(name="Demonstration: an invented shift")
    whole.segments.append(GPXTrackSegment(points))
    gpx = GPX()
    gpx.creator = "hotspots"
    gpx.tracks.append(whole)
    return str(gpx.to_xml(version="1.1")) + "\n"


def _csv(track: Track) -> str:
    times = [moment.isoformat() for moment in track.fixes["time"]]
    text: str = track.fixes.assign(time=times).to_csv(index=False, lineterminator="\n")
    return text


def write_geojson(table: gpd.GeoDataFrame, path: Path) -> None:
    """Write a table as GeoJSON in WGS 84; an old file is replaced."""
    path.unlink(missing_ok=True)
    crs.project(table, crs.WGS84).to_file(path, driver="GeoJSON", RFC7946="YES")
