"""Writes a demonstration county into a workspace's data and layers folders."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import pyogrio
from gpxpy.gpx import GPX, GPXTrack, GPXTrackPoint, GPXTrackSegment

from hotspots import crs, schema
from hotspots.demo.export import EXPORT_COLUMNS
from hotspots.demo.operations import VISIT_MIN, VISITS_A_DAY
from hotspots.demo.tracks import NOVEMBER_SHIFT
from hotspots.demo.wards import NOTE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotspots.demo.county import DemoCounty
    from hotspots.demo.operations import PlantedOperation
    from hotspots.demo.tracks import Track
    from hotspots.demo.ward_tables import WardTables


FOLDER: Final = "demo"
EARLIER: Final = "earlier"
TABLES: Final = "tables"
OPERATIONS: Final = "operations"
TRACKS: Final = "tracks"
# A GeoPackage notes when it was written; a fixed moment keeps the same county the same bytes.
WRITTEN_AT: Final = "{year}-12-31T00:00:00.000Z"


@dataclass(frozen=True, kw_only=True)
class DemoFiles:
    """The files of a demonstration county."""

    offences: Path
    households: Path
    truth: Path
    truth_spots: Path
    truth_offences: Path
    truth_broken_rows: Path
    authorities: Path
    wards: Path
    earlier: tuple[Path, ...]
    tables: tuple[Path, ...]
    deployments: Path
    operations: tuple[Path, ...]
    patrols: Path
    tracks: tuple[Path, ...]


def write_demo(county: DemoCounty, data_dir: Path, layers_dir: Path) -> DemoFiles:
    """Write the county into ``data_dir/demo`` and ``layers_dir/demo``; old files are replaced.

    Returns
    -------
    DemoFiles
        ``offences.csv`` (UTF-8 with a byte-order mark, CRLF, as an export comes),
        ``households.parquet`` (GeoParquet, EPSG:27700), ``truth.json`` and its tables, and the
        layers ``authorities.geojson`` (WGS 84) and ``wards.gpkg`` (EPSG:27700), columns named as
        ONS names them; in ``earlier`` the offences of earlier years, newest first, in ``tables``
        the tables by ward, ``deployments.csv``, ``patrols.csv``, in ``operations`` a TOML file an
        operation with its areas (GeoJSON, WGS 84) beside it, and in ``tracks`` a GPX and a CSV.
    """
    data, layers = Path(data_dir) / FOLDER, Path(layers_dir) / FOLDER
    data.mkdir(parents=True, exist_ok=True)
    layers.mkdir(parents=True, exist_ok=True)
    files = DemoFiles(
        offences=data / "offences.csv",
        households=data / "households.parquet",
        truth=data / "truth.json",
        truth_spots=data / "truth_spots.geojson",
        truth_offences=data / "truth_offences.csv",
        truth_broken_rows=data / "truth_broken_rows.csv",
        authorities=layers / "authorities.geojson",
        wards=layers / "wards.gpkg",
        earlier=_write_earlier(county.earlier, data / EARLIER),
        tables=_write_tables(county.ward_tables, data / TABLES),
        deployments=_write_csv(county.ward_tables.deployments, data / "deployments.csv"),
        operations=write_operations(county.operations, county.operation_areas, data / OPERATIONS),
        patrols=_write_csv(county.patrols, data / "patrols.csv"),
        tracks=write_tracks(county.tracks, data / TRACKS),
    )
    _write_offences(county.offences, files.offences)
    _write_households(county.households, county.wards.crs.to_string(), files.households)
    _write_truth(county, files)
    _write_layers(county, files)
    return files


def _write_offences(rows: pd.DataFrame, path: Path) -> None:
    """Write the export; a ragged row ends where its values end."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(EXPORT_COLUMNS)
        columns = [rows[column].to_numpy(dtype=object) for column in EXPORT_COLUMNS]
        writer.writerows(
            [value for value in row if isinstance(value, str)] for row in zip(*columns, strict=True)
        )


def _write_earlier(earlier: Mapping[int, pd.DataFrame], folder: Path) -> tuple[Path, ...]:
    """Write one export a year; those of a county that was here before are removed."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("offences_*.csv"):
        old.unlink()
    paths = tuple(folder / f"offences_{year}.csv" for year in earlier)
    for rows, path in zip(earlier.values(), paths, strict=True):
        _write_offences(rows, path)
    return paths


def _write_tables(tables: WardTables, folder: Path) -> tuple[Path, ...]:
    folder.mkdir(exist_ok=True)
    named = {
        "wards_population": tables.population,
        "wards_deprivation": tables.deprivation,
        "ward_survey": tables.survey,
        "street_safe": tables.street_safe,
    }
    return tuple(_write_csv(table, folder / f"{name}.csv") for name, table in named.items())


def _write_csv(table: pd.DataFrame, path: Path) -> Path:
    table.to_csv(path, index=False, lineterminator="\n")
    return path


def _write_households(homes: pd.DataFrame, system: str, path: Path) -> None:
    points = gpd.points_from_xy(homes["easting"], homes["northing"])
    gpd.GeoDataFrame(homes, geometry=points, crs=system).to_parquet(
        path, index=False, compression="zstd", write_covering_bbox=True
    )


def _write_truth(county: DemoCounty, files: DemoFiles) -> None:
    text = json.dumps(county.truth.summary, indent=2, ensure_ascii=False)
    files.truth.write_text(text + "\n", encoding="utf-8")
    write_geojson(county.truth.spots, files.truth_spots)
    for table, path in (
        (county.truth.offences, files.truth_offences),
        (county.truth.broken, files.truth_broken_rows),
    ):
        _write_csv(table, path)


def _write_layers(county: DemoCounty, files: DemoFiles) -> None:
    year = county.params.year % 100
    authority_names = {schema.AREA_CODE: f"LAD{year}CD", schema.AREA_NAME: f"LAD{year}NM"}
    write_geojson(
        county.authorities.rename(columns=authority_names).assign(note=NOTE), files.authorities
    )
    ward_names = {
        schema.WARD_CODE: f"WD{year}CD",
        schema.WARD_NAME: f"WD{year}NM",
        schema.AREA_CODE: f"LAD{year}CD",
        "authority": f"LAD{year}NM",
    }
    wards = county.wards.rename(columns=ward_names)[[*ward_names.values(), "geometry"]]
    files.wards.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options(
        {"OGR_CURRENT_DATE": WRITTEN_AT.format(year=county.params.year)}
    )
    try:
        wards.assign(note=NOTE).to_file(files.wards, layer="wards", driver="GPKG")
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


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
