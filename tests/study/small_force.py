"""A force of two square districts, its profile and its files: another force is another file."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
from shapely.geometry import Polygon, box

from hotspots.profile import load_profile
from hotspots.study.inputs import Inputs

BNG = "EPSG:27700"
SAVED_AT = datetime(2028, 1, 1, tzinfo=UTC).timestamp()
PROFILE = """
[force]
name = "Wickshire Police"
crs = "EPSG:27700"
timezone = "Europe/London"
marking = "OFFICIAL-SENSITIVE"
[authorities]
E07000991 = "Wick"
E07000992 = "Marsh"
[[districts]]
name = "Wick"
local_policing_area = "West"
authorities = ["E07000991"]
[[districts]]
name = "Marsh"
local_policing_area = "East"
authorities = ["E07000992"]
[[places]]
name = "Market Wick"
easting = 501500
northing = 201500
[harm_spots]
selection = "street_violence"
count = 5
per = "force"
[cocooning]
selection = "burglary"
[selections.burglary]
label = "Dwelling burglary"
description = "Burglary of homes"
offence_codes = ["28E"]
[selections.street_violence]
label = "Street violence"
description = "Violence and robbery in public places"
offence_codes = ["8N", "34B"]
in_dwellings = false
[police_discovered]
label = "Found by police activity"
description = "Drugs"
offence_codes = ["92E"]
"""
HEADER = (
    "reference",
    "offence_code",
    "from_time",
    "to_time",
    "reported_time",
    "easting",
    "northing",
    "address",
    "dwelling",
    "outcome",
)
WICK, MARSH = box(500_000, 200_000, 503_000, 203_000), box(503_000, 200_000, 506_000, 203_000)
MARKET_STREET = (501_500.0, 201_500.0)


def offence(
    number: int,
    point: tuple[object, object] = MARKET_STREET,
    *,
    code: str = "8N",
    address: str = "Market Street, Market Wick",
    outcome: str = "No suspect identified",
) -> tuple[object, ...]:
    """Return one exported row, an assault in Market Street unless said otherwise."""
    day = 13 + number % 17  # above 12, so that the day is not taken for a month
    moment = f"{day:02d}/{1 + number % 12:02d}/2025 22:{number % 60:02d}"
    return (f"W/{number}", code, moment, "", moment, *point, address, "N", outcome)


def market_street(count: int) -> list[tuple[object, ...]]:
    """Return so many assaults, a few metres apart."""
    east, north = MARKET_STREET
    return [offence(n, (east + n % 5 * 8, north + n // 5 % 5 * 8)) for n in range(count)]


def layer(folder: Path, outlines: Sequence[Polygon] = (WICK, MARSH)) -> Path:
    """Write the layer of authorities."""
    path = folder / "authorities.gpkg"
    table = gpd.GeoDataFrame(
        {"LAD25CD": ["E07000991", "E07000992"], "LAD25NM": ["Wick", "Marsh"]},
        geometry=list(outlines),
        crs=BNG,
    )
    table.to_file(path, driver="GPKG")
    return path


def ward_layer(folder: Path, names: Sequence[str] = ("Wick", "Marsh")) -> Path:
    """Write a layer of wards, one a district."""
    path = folder / "wards.gpkg"
    table = gpd.GeoDataFrame(
        {
            "WD25CD": ["E05990991", "E05990992"],
            "WD25NM": list(names),
            "LAD25CD": ["E07000991", "E07000992"],
        },
        geometry=[WICK, MARSH],
        crs=BNG,
    )
    table.to_file(path, driver="GPKG")
    return path


def export(folder: Path, rows: Sequence[Sequence[object]], header: Sequence[str] = HEADER) -> Path:
    """Write a records-system export, as if it were saved when all its offences had happened."""
    path = folder / "offences.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    os.utime(path, (SAVED_AT, SAVED_AT))
    return path


def inputs(
    folder: Path,
    rows: Sequence[Sequence[object]],
    *,
    header: Sequence[str] = HEADER,
    outlines: Sequence[Polygon] = (WICK, MARSH),
    ward_names: Sequence[str] = ("Wick", "Marsh"),
) -> Inputs:
    """Write everything a run reads, and return it."""
    profile = folder / "wickshire.toml"
    profile.write_text(PROFILE, encoding="utf-8")
    return Inputs(
        offences=[export(folder, rows, header)],
        layers=[layer(folder, outlines), ward_layer(folder, ward_names)],
        profile=load_profile(profile),
    )
