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

from hotspots import crs, schema
from hotspots.demo.export import EXPORT_COLUMNS
from hotspots.demo.wards import NOTE

if TYPE_CHECKING:
    from hotspots.demo.county import DemoCounty

FOLDER: Final = "demo"
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


def write_demo(county: DemoCounty, data_dir: Path, layers_dir: Path) -> DemoFiles:
    """Write the county into ``data_dir/demo`` and ``layers_dir/demo``; old files are replaced.

    Returns
    -------
    DemoFiles
        ``offences.csv`` (UTF-8 with a byte-order mark, CRLF, as an export comes),
        ``households.parquet`` (GeoParquet, EPSG:27700), ``truth.json`` and its tables, and the
        layers ``authorities.geojson`` (WGS 84) and ``wards.gpkg`` (EPSG:27700), columns named as
        ONS names them.
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


def _write_households(homes: pd.DataFrame, system: str, path: Path) -> None:
    points = gpd.points_from_xy(homes["easting"], homes["northing"])
    gpd.GeoDataFrame(homes, geometry=points, crs=system).to_parquet(
        path, index=False, compression="zstd", write_covering_bbox=True
    )


def _write_truth(county: DemoCounty, files: DemoFiles) -> None:
    text = json.dumps(county.truth.summary, indent=2, ensure_ascii=False)
    files.truth.write_text(text + "\n", encoding="utf-8")
    _write_geojson(county.truth.spots, files.truth_spots)
    for table, path in (
        (county.truth.offences, files.truth_offences),
        (county.truth.broken, files.truth_broken_rows),
    ):
        table.to_csv(path, index=False, lineterminator="\n")


def _write_layers(county: DemoCounty, files: DemoFiles) -> None:
    year = county.params.year % 100
    authority_names = {schema.AREA_CODE: f"LAD{year}CD", schema.AREA_NAME: f"LAD{year}NM"}
    _write_geojson(
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


def _write_geojson(table: gpd.GeoDataFrame, path: Path) -> None:
    path.unlink(missing_ok=True)
    crs.project(table, crs.WGS84).to_file(path, driver="GeoJSON", RFC7946="YES")
